"""The W3C's tests of the SPARQL 1.1 Protocol and of service descriptions, over HTTP. Used by w3c.py."""
from __future__ import annotations

import http.client
import json
import pathlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph as ox
import rdflib

from graph.query import Queries
from graph.store import Store

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
DATA = "http://kasei.us/2009/09/sparql/data/"
_TABLE = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
_RDF = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")

Result = tuple[str, str, str]


@contextmanager
def served(store: ox.Store) -> Iterator[int]:
    """The port of an explorer over a store."""
    from explorer.app import create_app
    from explorer.server import Server
    given = Store(store)
    with Queries(given) as queries:
        server = Server(create_app(given, queries).server, socket.create_server(("127.0.0.1", 0)))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield server.address[1]
        server.close()


def results(suite: pathlib.Path) -> Iterator[Result]:
    """Suite, name and reason ("" where it passes) of each test."""
    store = ox.Store()
    for number in (1, 2, 3):
        store.load(path=str(suite / "protocol" / f"data{number}.nt"), format=ox.RdfFormat.N_TRIPLES,
                   to_graph=ox.NamedNode(f"{DATA}data{number}.rdf"))
    with served(store) as port:
        yield from _protocol(suite / "protocol" / "manifest.ttl", port)
        yield from _description(port)


def _protocol(path: pathlib.Path, port: int) -> Iterator[Result]:
    manifest = rdflib.Graph().parse(path)
    for entries in manifest.objects(None, MF.entries):
        for test in manifest.items(entries):
            requests = manifest.value(manifest.value(test, MF.action), HT.requests)
            reasons = [_asked(manifest, request, port) for request in manifest.items(requests)]
            yield "protocol", str(test).rpartition("#")[2], "; ".join(filter(None, reasons))


def _asked(manifest: rdflib.Graph, request: rdflib.term.Node, port: int) -> str:
    """Send a request as it stands in the manifest, and say how the answer differs."""
    content = manifest.value(request, HT.body)
    body = None
    if content is not None:
        body = str(manifest.value(content, CNT.chars)).encode(str(manifest.value(content, CNT.characterEncoding)))
    header_list = manifest.value(request, HT.headers)
    headers = {str(manifest.value(h, HT.fieldName)): str(manifest.value(h, HT.fieldValue))
               for h in (manifest.items(header_list) if header_list is not None else ())}
    status, media_type, sent = ask(port, str(manifest.value(request, HT.methodName)), str(manifest.value(request, HT.absolutePath)),
                                   body, headers)
    wanted = manifest.value(request, HT.resp)
    allowed = [str(s).rpartition("StatusCode")[2][0] for s in manifest.objects(wanted, MF.expectedStatus)]
    if str(status)[0] not in allowed:
        return f"expected {'xx or '.join(allowed)}xx, got {status} ({sent.decode(errors='replace').strip()[:100]})"
    boolean, format = manifest.value(wanted, MF.expectedBoolean), manifest.value(wanted, MF.expectedFormat)
    if boolean is not None and json.loads(sent)["boolean"] != (str(boolean) == "true"):
        return f"expected {boolean}, got {sent[:60]!r}"
    if format is not None and media_type.split(";")[0] not in (_RDF if str(format) == "RDF" else _TABLE):
        return f"expected {format}, got {media_type}"
    return ""


def ask(port: int, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str, bytes]:
    """Status, media type and body of an answer; no header is sent that is not given, but Host and Content-Length."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    response = connection.getresponse()
    answer = response.status, response.headers.get("Content-Type", ""), response.read()
    connection.close()
    return answer


def _description(port: int) -> Iterator[Result]:
    status, media_type, body = ask(port, "GET", "/sparql", None, {})
    is_rdf = status == 200 and media_type.split(";")[0] in _RDF
    yield "service description", "returns-rdf", "" if is_rdf else f"{status} {media_type}"
    graph = rdflib.Graph().parse(data=body.decode(), format="turtle")
    endpoint = rdflib.URIRef(f"http://127.0.0.1:{port}/sparql")
    yield "service description", "has-endpoint-triple", "" if (None, SD.endpoint, endpoint) in graph else "no such triple"
    yield "service description", "conforms-to-schema", "; ".join(_against_schema(graph))


def _against_schema(graph: rdflib.Graph) -> Iterator[str]:
    """What the schema of https://www.w3.org/ns/sparql-service-description forbids or leaves undefined."""
    shape = {"Service": {"endpoint": (1, 1), "supportedLanguage": (1, 9), "feature": (0, 9), "resultFormat": (1, 99),
                         "defaultDataset": (0, 1)},
             "Dataset": {"defaultGraph": (1, 1), "namedGraph": (0, 999)}, "NamedGraph": {"name": (1, 1), "graph": (0, 1)}, "Graph": {}}
    homes = {name: cls for cls, names in shape.items() for name in names}
    if not list(graph.subjects(rdflib.RDF.type, SD.Service)):
        yield "there is no sd:Service"
    for cls, names in shape.items():
        for node in graph.subjects(rdflib.RDF.type, SD[cls]):
            for name, (least, most) in names.items():
                count = len(list(graph.objects(node, SD[name])))
                if not least <= count <= most:
                    yield f"sd:{cls} has sd:{name} {count} times"
    for subject, predicate, object in graph:
        name = str(predicate).removeprefix(str(SD))
        if name != str(predicate) and (name not in homes or (subject, rdflib.RDF.type, SD[homes[name]]) not in graph):
            yield f"sd:{name} at a thing that is no sd:{homes.get(name, '?')}"
        if name in ("endpoint", "name", "supportedLanguage", "feature", "resultFormat") and not isinstance(object, rdflib.URIRef):
            yield f"sd:{name} gives no IRI"
