"""explorer/documents: each representation of each sort of thing, over HTTP from the real server, and what its headers say."""
from __future__ import annotations

import http.client
import json
import pathlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, URIRef
from rdflib.compare import isomorphic

from explorer import addresses
from explorer.app import create_app
from explorer.documents import formats
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import CLAIM, CORRECTION, ID, NOTES, QUANTITY, WF

ROOT = pathlib.Path(__file__).parent.parent
CONCEPTS = [ID + n for n in ("overfitting", "dropout", "shard-formula", "fraud-analysis-flow", "kinesis-data-streams")]
THINGS = [WF + "FailureMode", WF + "mitigates", CLAIM + "dropout-mitigates-overfitting", CORRECTION + "gpu-training-today", NOTES + "L217"]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
DATA = {"ttl": ("text/turtle; charset=utf-8", "turtle"), "nt": ("application/n-triples", "nt"),
        "jsonld": ("application/ld+json", "json-ld"), "rdf": ("application/rdf+xml", "xml")}


@pytest.fixture(scope="module")
def host(cache: pathlib.Path) -> Iterator[str]:
    """Host and port of a server over the built-in notes, started as people start it."""
    command = [sys.executable, "-m", "explorer", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as server:
        said = server.stdout.readline() if server.stdout else ""
        assert " is ready at http://127.0.0.1:" in said
        yield urlsplit(said.split()[4]).netloc
        server.terminate()


Answer = tuple[int, dict[str, str], bytes]


def ask(host: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """One request, redirects not followed; header names in lower case."""
    connection = http.client.HTTPConnection(host, timeout=60)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, {k.lower(): v for k, v in response.getheaders()}, body


@pytest.fixture(scope="module")
def whole(notes: Store) -> rdflib.Graph:
    """All triples of the notes, whatever graph they stand in, in another library's hands."""
    triples = {q.triple for q in notes.graph}
    return rdflib.Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


def described(whole: rdflib.Graph, iri: str) -> rdflib.Graph:
    """The bounded description of a thing, by its definition in graph/about.py, worked out a second time."""
    wf, thing = rdflib.Namespace(WF), URIRef(iri)
    parts = {wf.Step, wf.Variable, wf.WorkedExample, wf.Quantity, wf.Passage}
    kinds = set(whole.objects(thing, RDF.type))
    terms = {rdflib.OWL.Class, rdflib.OWL.ObjectProperty, rdflib.OWL.DatatypeProperty}
    is_term, nodes = bool(kinds & terms), {thing}
    found = rdflib.Graph()
    for s, p in whole.subject_predicates(thing):
        of = set(whole.objects(s, RDF.type))
        if is_term and not (isinstance(s, rdflib.BNode) or of & terms):
            continue
        found.add((s, p, thing))
        if isinstance(s, rdflib.BNode) or (p in (wf.subject, wf.object, wf.condition) and wf.Claim in of) \
                or (p == wf.about and wf.Correction in of):
            nodes.add(s)
    while True:
        more = set()
        for node in nodes:
            for p, o in whole.predicate_objects(node):
                found.add((node, p, o))
                of = set(whole.objects(o, RDF.type)) if not isinstance(o, rdflib.Literal) else set()
                own = not is_term and isinstance(o, URIRef) and p != RDF.type and bool(of & parts)
                own |= not is_term and p == wf.correction and wf.Claim in set(whole.objects(node, RDF.type))
                if isinstance(o, rdflib.BNode) or own:
                    more.add(o)
        if more <= nodes:
            return found
        nodes |= more


@pytest.mark.parametrize("iri", [*CONCEPTS, *THINGS])
def test_every_representation_of_a_thing_holds_what_the_store_says_of_it(host: str, whole: rdflib.Graph, iri: str) -> None:
    wanted = described(whole, iri)
    assert len(wanted) > 5
    for suffix, (media_type, parser) in DATA.items():
        status, headers, body = ask(host, addresses.document(iri, suffix))
        assert (status, headers["content-type"]) == (200, media_type)
        assert "vary" not in headers
        found = rdflib.Graph().parse(data=body, format=parser)
        assert len(found) == len(wanted) and isomorphic(found, wanted), suffix


@pytest.mark.parametrize("iri", [*CONCEPTS, *THINGS])
def test_every_page_names_its_thing_and_links_its_data(host: str, notes: Store, iri: str) -> None:
    status, headers, body = ask(host, addresses.document(iri))
    page = body.decode()
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    said = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert said and json.loads(said[1])["@id"] == iri
    for suffix in DATA:
        assert f'href="{addresses.document(iri, suffix)}"' in page
        assert f"<{addresses.document(iri, suffix)}>; rel=\"alternate\"" in headers["link"]
    assert f'<{iri}>; rel="describes"' in headers["link"]
    assert page.count("<h1") == 1 and '<html lang="en">' in page


@pytest.mark.parametrize(("accept", "suffix"), [
    (BROWSER, "html"), ("*/*", "html"), ("text/turtle", "ttl"), ("application/ld+json", "jsonld"), ("application/n-triples", "nt"),
    ("application/rdf+xml", "rdf"), ("text/turtle;q=0.4, application/n-triples;q=0.9", "nt"), ("text/html;q=0, */*", "ttl"),
    ("application/json", "jsonld"), ("text/plain", "nt"), ("image/png, text/turtle;q=0.1", "ttl"), ("text/*", "html")])
def test_a_thing_sends_on_to_the_document_that_is_liked_best(host: str, accept: str, suffix: str) -> None:
    status, headers, _ = ask(host, "/id/dropout", Accept=accept)
    assert (status, headers["location"], headers["vary"]) == (303, f"/id/dropout.{suffix}", "Accept")
    status, headers, _ = ask(host, "/ontology/mitigates", Accept=accept)
    assert status == 200 and "Accept" in headers["vary"]
    assert headers["content-type"] == formats.media_type(suffix)
    assert headers["content-location"] == f"/ontology/mitigates.{suffix}"


@pytest.mark.parametrize("path", ["/id/dropout", "/ontology/Technique", "/ontology", "/concept?iri=" + quote(ID + "dropout")])
def test_what_cannot_be_had_is_406_and_says_what_can(host: str, path: str) -> None:
    status, headers, body = ask(host, path, Accept="image/png")
    assert status == 406 and headers["vary"] == "Accept"
    assert b"text/turtle" in body and b"application/ld+json" in body


@pytest.mark.parametrize("path", ["/id/dropout.html", "/id/dropout.ttl", "/claim/dropout-mitigates-overfitting.jsonld",
                                  "/ontology/Technique", "/ontology.ttl"])
def test_a_client_that_has_a_representation_is_told_so(host: str, path: str) -> None:
    status, headers, body = ask(host, path)
    assert status == 200 and headers["cache-control"] == "no-cache"
    assert parsedate_to_datetime(headers["last-modified"])
    for condition in ({"If_None_Match": headers["etag"]}, {"If_Modified_Since": headers["last-modified"]}):
        status, again, empty = ask(host, path, **condition)
        assert (status, empty, again["etag"]) == (304, b"", headers["etag"])
    assert ask(host, path, If_None_Match='"another"')[0] == 200
    status, head, nothing = ask(host, path, "HEAD")
    assert (status, nothing, head["content-length"]) == (200, b"", str(len(body)))


def test_representations_have_tags_of_their_own(host: str) -> None:
    tags = {ask(host, f"/id/dropout.{suffix}")[1]["etag"] for suffix in formats.TYPES}
    assert len(tags) == len(formats.TYPES)


@pytest.mark.parametrize("name", ["overfiting", "overfiting.html", "overfiting.ttl"])
@pytest.mark.parametrize(("accept", "media_type"), [
    (BROWSER, "text/html; charset=utf-8"), ("application/json", "application/problem+json"), ("text/turtle", "text/plain; charset=utf-8"),
    ("application/ld+json", "application/problem+json")])
def test_what_is_not_there_is_404_with_the_nearest_names(host: str, accept: str, media_type: str, name: str) -> None:
    status, headers, body = ask(host, f"/id/{name}", Accept=accept)
    assert (status, headers["content-type"], headers["vary"]) == (404, media_type, "Accept")
    assert b"overfitting" in body and b"/id/overfitting.html" in body
    if "json" in media_type:
        assert json.loads(body)["status"] == 404 and json.loads(body)["nearest"][0]["iri"] == ID + "overfitting"


@pytest.mark.parametrize("path", ["/id/nothing-at-all.ttl", "/claim/x", "/ontology/Tecnique", "/concept?iri=http%3A%2F%2Fexample.org%2Fx",
                                  "/concept?iri=no+iri", "/concept?iri=a%0D%0ASet-Cookie%3A%20x", "/id/a%0D%0Ab", "/ontology.png"])
def test_unknown_names_are_404(host: str, path: str) -> None:
    status, headers, _ = ask(host, path)
    assert status == 404 and "set-cookie" not in headers


def test_mistakes_in_an_address_are_400(host: str) -> None:
    assert ask(host, "/concept")[0] == 400
    assert ask(host, "/concept?format=png&iri=" + quote(ID + "dropout"))[0] == 400


def test_our_iris_have_one_address(host: str) -> None:
    status, headers, _ = ask(host, "/concept?" + "iri=" + quote(ID + "dropout", safe=""), Accept="text/turtle")
    assert (status, headers["location"]) == (303, "/id/dropout.ttl")
    status, headers, _ = ask(host, "/concept?format=jsonld&iri=" + quote(ID + "dropout", safe=""))
    assert (status, headers["location"]) == (303, "/id/dropout.jsonld")


def test_the_ontology_is_a_document_and_a_browser_sees_the_vocabulary(host: str, notes: Store) -> None:
    assert ask(host, "/ontology", Accept=BROWSER)[1]["location"] == "/vocabulary"
    status, headers, body = ask(host, "/ontology", Accept="text/turtle")
    assert status == 200 and headers["content-location"] == "/ontology.ttl"
    found = rdflib.Graph().parse(data=body, format="turtle")
    for term in (*notes.vocabulary.classes, *notes.vocabulary.properties):
        if term.startswith(WF):
            assert (URIRef(term), RDF.type, None) in found


def test_addresses_escape_what_is_no_plain_name() -> None:
    assert addresses.document(ID + "dropout") == "/id/dropout.html"
    assert addresses.document(WF + "Technique", "ttl") == "/ontology/Technique.ttl"
    assert addresses.document(QUANTITY + "90-day", "nt") == "/quantity/90-day.nt"
    assert addresses.document("http://example.org/a b?c&d") == "/concept?iri=http%3A%2F%2Fexample.org%2Fa+b%3Fc%26d"
    for odd in ("a/b", "a.ttl", "ä", "a%2Fb", ".", "..", "", "a\r\nb"):
        assert addresses.document(ID + odd).startswith("/concept?iri="), odd
    assert addresses.document("http://example.org/x", "ttl") == "/concept?iri=http%3A%2F%2Fexample.org%2Fx&format=ttl"


def test_a_document_that_is_kept_is_the_one_that_was_made(notes: Store) -> None:
    with Queries(notes) as queries:
        client = create_app(notes, queries).server.test_client()
        while client.get("/findings.json").json["state"] == "running":
            time.sleep(0.1)  # the pages change when the checks are done
        for address in ("/id/overfitting.html", "/id/overfitting.ttl"):
            made, kept, one = client.get(address), client.get(address), client.get(address + "?x")
            assert made.data == kept.data == one.data and made.headers == kept.headers == one.headers
            assert client.head(address).headers["ETag"] == made.headers["ETag"]
            assert client.get(address, headers={"If-None-Match": made.headers["ETag"]}).status_code == 304
        assert b"http://other.localhost/id/overfitting" in client.get("/id/overfitting.html", headers={"Host": "other.localhost"}).data
        assert client.get("/id/nothing-of-that-name").status_code == 404 and client.get("/id/overfitting").status_code == 303
