"""explorer/endpoint.py, protocol.py, negotiation.py, description.py: the SPARQL protocol without a network."""
from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes, urlencode

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from explorer import endpoint, negotiation, protocol
from explorer.app import create_app
from graph.guard import Limits
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import INFERRED

FIXES = "SELECT ?fix WHERE { ?fix wf:mitigates id:overfitting } ORDER BY ?fix"
GRAPH = "CONSTRUCT { ?fix wf:mitigates id:overfitting } WHERE { ?fix wf:mitigates id:overfitting }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture(scope="module")
def queries(small: Store) -> Iterator[Queries]:
    with Queries(small, Limits(seconds=2, bytes=2 << 20)) as made:
        yield made


@pytest.fixture(scope="module")
def client(small: Store, queries: Queries) -> FlaskClient:
    return create_app(small, queries).server.test_client()


def asked(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


def test_turtle_declares_the_prefixes_that_it_uses_and_no_others(client: FlaskClient) -> None:
    written = client.get(asked(GRAPH, format="turtle")).text
    assert sorted(line.split()[1] for line in written.splitlines() if line.startswith("@prefix")) == ["id:", "wf:"]


def fixes(body: bytes) -> list[str]:
    return [row["fix"]["value"].rsplit("/", 1)[1] for row in json.loads(body)["results"]["bindings"]]


def test_a_query_comes_by_get_by_form_and_bare(client: FlaskClient) -> None:
    found = [client.get(asked(FIXES)), client.get(asked(FIXES).replace("sparql", "sparql/")),
             client.post("/sparql", data={"query": FIXES}),
             client.post("/sparql", data=FIXES, content_type="application/sparql-query"),
             client.post("/sparql", data=FIXES.encode(), content_type="application/sparql-query; charset=UTF-8")]
    for response in found:
        assert response.status_code == 200 and response.content_type == "application/sparql-results+json"
        assert fixes(response.data) == ["dropout", "l1-regularization", "l2-regularization", "subsample"]


@pytest.mark.parametrize(("accept", "sent"), [
    ("", "application/sparql-results+json"), ("*/*", "application/sparql-results+json"),
    ("application/*", "application/sparql-results+json"),
    ("application/sparql-results+xml", "application/sparql-results+xml"), ("text/csv", "text/csv; charset=utf-8"),
    ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"), ("application/json", "application/json"),
    ("application/xml", "application/xml"), ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
    ("text/csv, */*;q=0.1", "text/csv; charset=utf-8"), ("text/*", "text/csv; charset=utf-8"),
    ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
    ("text/html;q=0.2, text/csv", "text/csv; charset=utf-8"),
    ("text/turtle, application/sparql-results+xml;q=0.4", "application/sparql-results+xml")])
def test_tables_are_sent_as_the_client_accepts_them(client: FlaskClient, accept: str, sent: str) -> None:
    response = client.get(asked(FIXES), headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.content_type) == (200, sent)


@pytest.mark.parametrize(("accept", "sent", "kind"), [
    ("*/*", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
    ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
    ("application/ld+json", "application/ld+json", ox.RdfFormat.JSON_LD), ("application/json", "application/json", ox.RdfFormat.JSON_LD),
    ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    ("text/plain", "text/plain; charset=utf-8", ox.RdfFormat.N_TRIPLES)])
def test_graphs_are_sent_as_the_client_accepts_them(client: FlaskClient, accept: str, sent: str, kind: ox.RdfFormat) -> None:
    for query in (GRAPH, "DESCRIBE id:dropout"):
        response = client.get(asked(query), headers={"Accept": accept})
        assert (response.status_code, response.content_type) == (200, sent)
        assert list(ox.parse(response.data, format=kind))


@pytest.mark.parametrize(("name", "table", "graph"), [
    ("json", "application/sparql-results+json", "application/ld+json"), ("xml", "application/sparql-results+xml", "application/rdf+xml"),
    ("csv", "text/csv; charset=utf-8", None), ("tsv", "text/tab-separated-values; charset=utf-8", None),
    ("turtle", None, "text/turtle; charset=utf-8"), ("ttl", None, "text/turtle; charset=utf-8"), ("nt", None, "application/n-triples"),
    ("jsonld", None, "application/ld+json"), ("json-ld", None, "application/ld+json"), ("rdf+xml", None, "application/rdf+xml"),
    ("text/csv", "text/csv; charset=utf-8", None), ("application/sparql-results+xml", "application/sparql-results+xml", None)])
def test_format_goes_before_accept(client: FlaskClient, name: str, table: str | None, graph: str | None) -> None:
    for query, sent in ((FIXES, table), (GRAPH, graph)):
        response = client.get(asked(query, format=name), headers={"Accept": BROWSER})
        assert (response.status_code, response.content_type if sent else None) == (200 if sent else 406, sent)


def test_a_dataset_of_the_request_goes_before_that_of_the_query(client: FlaskClient) -> None:
    ask = "ASK { id:overfitting wf:isMitigatedBy id:dropout }"
    in_graph = "ASK { GRAPH ?g { id:overfitting wf:isMitigatedBy id:dropout } }"

    def says(query: str, **dataset: str) -> bool:
        return bool(client.get(asked(query, **dataset)).json["boolean"])
    assert says(ask) and says(in_graph)
    assert says(ask, **{"default-graph-uri": INFERRED}) and not says(in_graph, **{"default-graph-uri": INFERRED})
    assert says(in_graph, **{"named-graph-uri": INFERRED}) and not says(ask, **{"named-graph-uri": INFERRED})
    assert not says(ask.replace("{", f"FROM <{INFERRED}> {{", 1), **{"named-graph-uri": INFERRED})
    unknown = client.get(asked(ask, **{"default-graph-uri": "http://example.org/\"\u00e9"}))
    assert unknown.json["boolean"] is False and "no graph is called http://example.org/%22%C3%A9" in unknown.headers["Warning"]


@pytest.mark.parametrize(("request_", "status", "said"), [
    ({"path": asked("SELECT * {\n  ?s ?p")}, 400, "line 1, column 10: this { is never closed"),
    ({"path": asked("SELECT * {\n ?s foo:bar ?o }")}, 400, "line 2, column 5: the prefix foo: is not declared"),
    ({"path": asked("ASK {}") + "&query=ASK+%7B%7D"}, 400, "2 queries in one request"),
    ({"path": asked("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")}, 400, "SERVICE is refused"),
    ({"path": asked("LOAD <http://example.org/>")}, 400, "LOAD is refused"),
    ({"path": asked("ASK {}", timeout="soon")}, 400, "timeout=soon is no time"),
    ({"path": asked("ASK {}", timeout="-1")}, 400, "timeout=-1 is no time"),
    ({"path": asked("ASK {}", timeout="nan")}, 400, "timeout=nan is no time"),
    ({"path": asked("ASK {}", format="hologram")}, 400, "format=hologram is unknown; there are json, xml, csv, tsv, turtle"),
    ({"path": "/sparql?query=%FF%FE"}, 400, "not in UTF-8"),
    ({"path": "/sparql?" + "&".join(f"a{n}=1" for n in range(2000))}, 400, "more than 1,000 parameters"),
    ({"path": "/sparql", "method": "POST", "data": {"other": "x"}}, 400, "there is no query"),
    ({"path": "/sparql", "method": "POST", "data": b"ASK { ?s ?p '\xff' }", "content_type": "application/sparql-query"}, 400, "byte 14"),
    ({"path": "/sparql", "method": "POST", "data": {"update": "CLEAR ALL"}}, 403, "updates are refused"),
    ({"path": "/sparql", "method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-update"}, 403, "updates are refused"),
    ({"path": "/sparql?update=CLEAR+ALL"}, 403, "updates are refused"),
    ({"path": "/sparql", "method": "PUT"}, 405, "PUT is not possible here; use GET or POST"),
    ({"path": "/sparql", "method": "DELETE"}, 405, "use GET or POST"),
    ({"path": asked(FIXES), "headers": {"Accept": "image/png"}}, 406, "SELECT and ASK come as application/sparql-results+json"),
    ({"path": asked(FIXES), "headers": {"Accept": "text/turtle"}}, 406, "CONSTRUCT and DESCRIBE as text/turtle"),
    ({"path": "/sparql", "headers": {"Accept": "text/csv"}}, 406, "service description"),
    ({"path": "/sparql", "method": "POST", "data": {"query": "#" * 300_000}}, 413, "longer than 200,000 characters"),
    ({"path": "/sparql", "method": "POST", "data": "#" * 3_000_000, "content_type": "application/sparql-query"}, 413, "longer than"),
    ({"path": "/sparql", "method": "POST", "data": "ASK {}"}, 415, "no Content-Type"),
    ({"path": "/sparql", "method": "POST", "data": "ASK {}", "content_type": "text/plain"}, 415, "this one has text/plain"),
    ({"path": "/sparql", "method": "POST", "data": "ASK {}".encode("utf-16"), "content_type": "application/sparql-query; charset=UTF-16"},
     415, "not in UTF-16"),
    ({"path": asked(ENDLESS, timeout="0.3")}, 503, "stopped at the time limit of 0.3 s"),
    ({"path": asked("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")}, 503, "the result is too large"),
], ids=str)
def test_what_is_wrong_is_said_plainly(client: FlaskClient, request_: dict, status: int, said: str) -> None:
    response = client.open(**request_)
    assert response.status_code == status, response.text
    assert said in response.text and response.content_type == "text/plain; charset=utf-8"
    assert "Traceback" not in response.text and response.text.count("\n") == 1
    assert "Retry-After" not in response.headers
    assert ("Allow" in response.headers) == (status == 405)


def test_too_many_at_once_are_told_when_to_come_back(small: Store) -> None:
    with Queries(small, Limits(lanes=1)) as made:
        lanes = made._current.pool._lanes
        lanes.wait = 0.05
        client = create_app(small, made).server.test_client()
        place = lanes.enter(1)
        response = client.get(asked(FIXES))
        place.leave()
        assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
        assert "too many queries" in response.text
        assert client.get(asked(FIXES)).status_code == 200


def test_head_gives_the_same_headers_without_a_body(client: FlaskClient) -> None:
    for path in (asked(FIXES), "/sparql", asked("ASK {")):
        head, get = client.head(path), client.get(path)
        assert head.data == b"" and get.data
        for name in ("Content-Type", "Content-Length", "Vary"):
            assert head.headers[name] == get.headers[name]
        assert head.status_code == get.status_code


def test_options_tells_the_methods(client: FlaskClient) -> None:
    response = client.options("/sparql")
    assert (response.status_code, response.headers["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(("path", "accept", "is_page"), [
    ("/sparql", BROWSER, True), (asked(FIXES), BROWSER, True), ("/sparql/", BROWSER, True), (asked(FIXES, format="csv"), BROWSER, False),
    (asked(FIXES), "*/*", False), ("/sparql", "text/html;q=0.5, text/turtle", False), ("/sparql", "text/html", True),
    ("/.well-known/void", BROWSER, False)])
def test_a_browser_gets_the_page_and_a_client_the_data(client: FlaskClient, path: str, accept: str, is_page: bool) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 200
    assert (response.content_type.startswith("text/html")) == is_page


def test_a_post_from_a_browsers_form_is_answered(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": FIXES}, headers={"Accept": BROWSER, "Origin": "http://localhost"})
    assert response.status_code == 200 and response.content_type == "application/xml"


def test_the_description_names_the_endpoint_and_counts_the_graph(client: FlaskClient, small: Store) -> None:
    sd, void = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#"
    for path, accept in (("/sparql", "*/*"), ("/sparql", "application/rdf+xml"), ("/sparql", "application/ld+json"),
                         ("/.well-known/void", "application/n-triples")):
        response = client.get(path, headers={"Accept": accept})
        kind = ox.RdfFormat.from_media_type(response.content_type)
        facts = {(q.predicate.value, q.object.value) for q in ox.parse(response.data, format=kind)}
        assert (sd + "endpoint", "http://localhost/sparql") in facts
        assert (sd + "supportedLanguage", sd + "SPARQL11Query") in facts and (sd + "name", INFERRED) in facts
        assert (void + "triples", str(len({q.triple for q in small.graph}))) in facts


def test_a_result_bigger_than_memory_allows_comes_from_disk_whole(small: Store) -> None:
    with Queries(small, Limits(bytes=32 << 20)) as made:
        application = endpoint.Endpoint(made, lambda environ, start: [])
        query = "SELECT ?s ?p ?o ?t { ?s ?p ?o . ?t a ?c } LIMIT 40000"
        response = Client(application).get(asked(query, format="csv"))
        assert response.status_code == 200 and len(response.data) > 1 << 20
        assert len(response.data) == int(response.headers["Content-Length"])
        assert len(list(csv.reader(io.StringIO(response.text)))) == 40001
        head = Client(application).head(asked(query, format="csv"))
        assert head.headers["Content-Length"] == response.headers["Content-Length"]


def test_a_result_over_its_limit_never_begins(client: FlaskClient) -> None:
    response = client.get(asked("SELECT ?s ?p ?o ?t { ?s ?p ?o . ?t a ?c } LIMIT 40000"))
    assert response.status_code == 503 and "too large" in response.text


def test_letters_of_all_scripts_come_through(client: FlaskClient) -> None:
    query = "SELECT ?x { VALUES ?x { 'naïve 中文 🜁' } }"
    for response in (client.get(asked(query)), client.post("/sparql", data={"query": query}),
                     client.post("/sparql", data=query.encode(), content_type="application/sparql-query")):
        assert response.json["results"]["bindings"] == [{"x": {"type": "literal", "value": "naïve 中文 🜁"}}]


@given(st.text(max_size=60))
def test_any_accept_header_gives_a_choice_or_none(accept: str) -> None:
    for sort, (format, media_type) in negotiation.accepted(accept).items():
        assert format in (negotiation.TABLES if sort == "table" else negotiation.GRAPHS) and "/" in media_type
    assert negotiation.wants_page(accept) in (True, False)


@given(st.binary(max_size=80), st.sampled_from([protocol.FORM, protocol.QUERY, "", "text/plain; charset=\u00e9"]))
def test_any_body_is_read_or_refused(body: bytes, content_type: str) -> None:
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
    try:
        assert isinstance(protocol.read(environ, 1000).query, str | None)
    except protocol.Refused as refused:
        assert 400 <= refused.status < 500


@given(st.one_of(st.binary(max_size=40), st.text("%0a9Af=+\r\n\t _.~é", max_size=40).map(str.encode)))
def test_a_form_is_read_as_its_standard_says(text: bytes) -> None:
    assert protocol.unescaped(text) == unquote_to_bytes(text.replace(b"+", b" "))
