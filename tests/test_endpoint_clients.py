"""The endpoint as `whatfixes serve` runs it, asked by the tools that people have: curl, SPARQLWrapper, rdflib, pandas."""
from __future__ import annotations

import http.client
import io
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import pandas
import pytest
import rdflib
import SPARQLWrapper
from rdflib.plugins.stores.sparqlstore import SPARQLStore

SMALL = pathlib.Path(__file__).parent / "data" / "small"
PREFIXES = "PREFIX wf: <https://w3id.org/whatfixes/ontology#> PREFIX id: <https://w3id.org/whatfixes/id/> "
FIXES = PREFIXES + "SELECT ?fix WHERE { ?fix wf:mitigates id:overfitting } ORDER BY ?fix"
GRAPH = PREFIXES + "CONSTRUCT { ?fix wf:mitigates id:overfitting } WHERE { ?fix wf:mitigates id:overfitting }"
NAMES = ["dropout", "l1-regularization", "l2-regularization", "subsample"]


@pytest.fixture(scope="module")
def address(cache: pathlib.Path) -> Iterator[str]:
    """The address of a server over the small graph, started as people start it."""
    command = [sys.executable, "-m", "explorer", "serve", "--port", "0", "--data", str(SMALL), "--cors", "https://tools.example"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=SMALL.parents[2]) as server:
        said = server.stdout.readline() if server.stdout else ""
        assert " is ready at http://127.0.0.1:" in said
        yield said.split()[4] + "sparql"
        server.terminate()


def name(iri: object) -> str:
    return str(iri).rsplit("/", 1)[1]


def curl(*words: str) -> tuple[int, str, str]:
    """Status, media type and body of what curl gets."""
    if not shutil.which("curl"):
        pytest.skip("there is no curl here")
    run = subprocess.run(["curl", "-s", "-w", "\n%{http_code} %{content_type}", *words], capture_output=True, text=True, timeout=30)
    body, _, end = run.stdout.rpartition("\n")
    return int(end.split(" ", 1)[0]), end.split(" ", 1)[1], body


def test_curl_asks_in_each_way(address: str) -> None:
    for words in (["-G", "--data-urlencode", f"query={FIXES}", address], ["--data-urlencode", f"query={FIXES}", address],
                  ["-H", "Content-Type: application/sparql-query", "--data-binary", FIXES, address]):
        status, media_type, body = curl("-H", "Accept: text/csv", *words)
        assert (status, media_type) == (200, "text/csv; charset=utf-8")
        assert [name(line) for line in body.split()[1:]] == NAMES


def test_curl_gets_mistakes_in_words(address: str) -> None:
    assert curl("-G", "--data-urlencode", "query=SELECT * {", address)[::2] == (400, "line 1, column 10: this { is never closed\n")
    assert curl("-X", "PATCH", address)[0] == 405
    assert curl("-H", "Host: evil.example", address)[0] == 403
    assert curl("-T", __file__, address)[0] == 405
    assert curl("-I", address)[0] == 200


def test_a_long_query_comes_by_get(address: str) -> None:
    status, _, body = curl(f"{address}?query={quote(FIXES + ' # ' + 'x' * 90_000)}")
    assert status == 200 and "dropout" in body


@pytest.mark.parametrize("method", [SPARQLWrapper.GET, SPARQLWrapper.POST])
def test_sparqlwrapper_reads_tables_yes_and_no_and_graphs(address: str, method: str) -> None:
    asking = SPARQLWrapper.SPARQLWrapper(address)
    asking.setMethod(method)
    asking.setReturnFormat(SPARQLWrapper.JSON)
    asking.setQuery(FIXES)
    assert [name(row["fix"]["value"]) for row in asking.queryAndConvert()["results"]["bindings"]] == NAMES
    asking.setQuery("ASK {}")
    assert asking.queryAndConvert()["boolean"] is True
    asking.setReturnFormat(SPARQLWrapper.XML)
    asking.setQuery(FIXES)
    assert len(asking.queryAndConvert().getElementsByTagName("result")) == 4
    asking.setQuery(GRAPH)
    for format in (SPARQLWrapper.XML, SPARQLWrapper.RDFXML, SPARQLWrapper.JSONLD):
        asking.setReturnFormat(format)
        assert len(asking.queryAndConvert()) == 4, format
    for format in (SPARQLWrapper.TURTLE, SPARQLWrapper.N3):
        asking.setReturnFormat(format)
        assert len(rdflib.Graph().parse(data=asking.queryAndConvert(), format="turtle")) == 4
    asking.setReturnFormat(SPARQLWrapper.CSV)
    asking.setQuery(FIXES)
    assert len(asking.queryAndConvert().split()) == 5


def test_sparqlwrapper_posts_a_bare_query_and_knows_a_bad_one(address: str) -> None:
    asking = SPARQLWrapper.SPARQLWrapper(address)
    asking.setMethod(SPARQLWrapper.POST)
    asking.setRequestMethod(SPARQLWrapper.POSTDIRECTLY)
    asking.setReturnFormat(SPARQLWrapper.JSON)
    asking.setOnlyConneg(True)
    asking.setQuery(FIXES)
    assert len(asking.queryAndConvert()["results"]["bindings"]) == 4
    asking.setQuery("SELECT * { ?s ?p 'x }")
    with pytest.raises(SPARQLWrapper.SPARQLExceptions.QueryBadFormed, match="line 1, column 22"):
        asking.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("format", ["xml", "json", "csv", "tsv"])
def test_rdflibs_store_asks_and_walks(address: str, method: str, format: str) -> None:
    graph = rdflib.Graph(SPARQLStore(address, method=method, returnFormat=format))
    assert [name(row.fix) for row in graph.query(FIXES)] == NAMES
    wf, of = rdflib.Namespace("https://w3id.org/whatfixes/ontology#"), rdflib.URIRef("https://w3id.org/whatfixes/id/overfitting")
    assert sorted(name(s) for s in graph.subjects(wf.mitigates, of)) == NAMES
    # rdflib reads no yes or no from tables of text, and accepts graphs beside tables only as XML.
    assert format in ("csv", "tsv") or (of, rdflib.RDF.type, wf.FailureMode) in graph
    assert format != "xml" or len(graph.query(GRAPH).graph) == 4


def test_rdflib_reads_the_description(address: str) -> None:
    found = rdflib.Graph().parse(address)
    assert (None, rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#endpoint"), rdflib.URIRef(address)) in found


def test_pandas_reads_a_table_from_an_address(address: str) -> None:
    found = pandas.read_csv(f"{address}?{urlencode({'query': FIXES, 'format': 'csv'})}")
    assert list(found.columns) == ["fix"] and [name(iri) for iri in found.fix] == NAMES
    found = pandas.read_csv(f"{address}?{urlencode({'query': FIXES})}", storage_options={"Accept": "text/tab-separated-values"}, sep="\t")
    assert list(found.columns) == ["?fix"] and len(found) == 4


def test_a_web_page_elsewhere_may_ask_where_it_was_named(address: str) -> None:
    """What Yasgui's client sends from a page of another origin: a preflight, then a form with a wide Accept header."""
    host, path = address.removeprefix("http://").split("/", 1)
    connection = http.client.HTTPConnection(host)
    connection.request("OPTIONS", f"/{path}", headers={"Origin": "https://tools.example", "Access-Control-Request-Method": "POST"})
    before = connection.getresponse()
    assert before.read() == b"" and before.headers["Access-Control-Allow-Origin"] == "https://tools.example"
    connection.close()
    headers = {"Origin": "https://tools.example", "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
               "Accept": "application/sparql-results+json,*/*;q=0.9"}
    connection.request("POST", f"/{path}", urlencode({"query": FIXES}), headers)
    response = connection.getresponse()
    assert response.headers["Access-Control-Allow-Origin"] == "https://tools.example"
    assert len(pandas.json_normalize(pandas.read_json(io.BytesIO(response.read()), typ="series")["results"]["bindings"])) == 4
    connection.close()


def test_many_clients_at_once_are_answered(address: str) -> None:
    host, path = address.removeprefix("http://").split("/", 1)

    def ask(number: int) -> int:
        connection = http.client.HTTPConnection(host)
        sizes = 0
        for _ in range(20):
            connection.request("GET", f"/{path}?{urlencode({'query': FIXES + f' #{number}'})}")
            response = connection.getresponse()
            sizes += len(response.read()) if response.status == 200 else 0
        connection.close()
        return sizes

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, range(8)))
    assert len(set(found)) == 1 and found[0] > 0


def test_a_server_that_is_told_to_end_leaves_nothing_behind(tmp_path: pathlib.Path) -> None:
    (tmp_path / "one.nt").write_text("<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n")
    command = [sys.executable, "-m", "explorer", "serve", "--port", "0", "--data", str(tmp_path / "one.nt")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=SMALL.parents[2],
                          env=os.environ | {"TMPDIR": str(tmp_path)}) as server:
        address = (server.stdout.readline() if server.stdout else "").split()[4]
        assert curl("-G", "--data-urlencode", "query=ASK { ?s ?p ?o }", f"{address}sparql")[0] == 200
        assert list(tmp_path.glob("*.nq"))
        server.terminate()
        assert server.wait(10) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["one.nt"]
