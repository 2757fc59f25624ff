"""explorer/exporting and the library's export: files parsed back by real readers, with labels and IRIs that mean harm."""
from __future__ import annotations

import csv
import html.parser
import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from explorer.app import create_app
from explorer.exporting import leaf, picture, routes, view
from explorer.exporting.view import View
from graph import concepts, export
from graph.errors import GraphError
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import ID, RDFS

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ["<script>alert(1)</script>", "]]><svg onload=alert(1)>", "\"><img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0",
           "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a\x00b\x0b", "</title></svg><script>", "&lt;&amp;", "'=1",
           "\u202egnp.exe", "javascript:alert(1)", "</style>", "-->",
           "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "a,b\"c\nd", "%0d%0aSet-Cookie: x"]
LABELS = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
PATHS = st.text("abc'()!$&,;=@*+-._~20", min_size=1, max_size=12) | st.sampled_from(["a'b", "x(1)", "=1", "a&b"])


@pytest.fixture(scope="module")
def client(notes: Store) -> Iterator[FlaskClient]:
    with Queries(notes) as queries:
        yield create_app(notes, queries).server.test_client()


def made(labels: list[str], ends: list[str]) -> tuple[Store, View]:
    """A ring of concepts that bear the labels, and the view of it."""
    iris = [f"http://example.org/{number}/{end}" for number, end in enumerate(ends)]
    graph, near = ox.Store(), ox.NamedNode("http://example.org/near")
    for number, (iri, label) in enumerate(zip(iris, labels, strict=True)):
        graph.add(ox.Quad(ox.NamedNode(iri), ox.NamedNode(RDFS + "label"), ox.Literal(label)))
        graph.add(ox.Quad(ox.NamedNode(iri), near, ox.NamedNode(iris[number - 1])))
    store = Store(graph)
    return store, view.posted(store, {"title": labels[0], "nodes": [{"id": iri, "x": 90 * n, "y": n} for n, iri in enumerate(iris)]})


class Seen(html.parser.HTMLParser):
    """The elements of a page, its attributes and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


RING = st.lists(LABELS, min_size=2, max_size=4).flatmap(lambda labels: st.tuples(st.just(labels), st.lists(
    PATHS, min_size=len(labels), max_size=len(labels))))
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def shown(text: str) -> str:
    """A text as XML readers give it back: without what XML cannot hold, line ends as they normalise them."""
    return export.clean(text).replace("\r\n", "\n").replace("\r", "\n")


@many
@given(RING)
@example((["a", "\x0c"], ["0", "0"]))
def test_hostile_labels_are_text_in_a_picture(ring: tuple[list[str], list[str]]) -> None:
    store, found = made(*ring)
    root = ElementTree.fromstring(picture.svg(store, found))
    allowed = {"svg", "title", "defs", "marker", "path", "rect", "g", "text", "tspan", "circle", "polygon"}
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= allowed
    assert not [name for e in root.iter() for name in e.attrib if name.startswith("on") or "href" in name]
    assert root.find(f"{SVG}title").text == (shown(found.title) or None)
    told = {e.find(f"{SVG}title").text for e in root.iter(f"{SVG}g") if e.get("class") == "node"}
    assert all(any(shown(store.label(iri)) in t for t in told) for iri in found.places)
    assert len(told) <= len(found.places) == sum(e.get("class") == "node" for e in root.iter(f"{SVG}g"))


@many
@given(RING)
def test_hostile_labels_are_text_in_a_page(ring: tuple[list[str], list[str]]) -> None:
    store, found = made(*ring)
    seen, plain = Seen(), Seen()
    seen.feed(leaf.html(store, found))
    plain.feed(leaf.html(*made(["a"] * len(ring[0]), ring[1])))
    assert sorted(set(seen.tags) - {"tspan"}) == sorted(set(plain.tags) - {"tspan"}) and seen.attributes == plain.attributes
    assert not {"script", "img", "iframe", "object", "form"} & set(seen.tags)
    text = "".join(seen.words)
    assert all(export.clean(store.label(iri)) in text for iri in found.places)


@many
@given(RING)
def test_cells_of_a_table_are_no_formulas_and_come_back(ring: tuple[list[str], list[str]]) -> None:
    store, found = made(*ring)
    rows = list(csv.reader(io.StringIO(export.write(store, "csv", found.iris).decode(), newline="")))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    names = {row[1] for row in rows[1:]} | {row[5] for row in rows[1:]}
    back = {cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in names}
    assert back == {store.label(iri) for iri in found.places}


@many
@given(RING)
def test_graphml_gives_labels_and_links_back(ring: tuple[list[str], list[str]]) -> None:
    store, found = made(*ring)
    graph = nx.read_graphml(io.BytesIO(export.write(store, "graphml", found.iris)), force_multigraph=True)
    assert {n: d.get("label", "") for n, d in graph.nodes(data=True)} == {iri: shown(store.label(iri)) for iri in found.places}
    links = {(q.subject.value, q.object.value) for q in store.graph if isinstance(q.object, ox.NamedNode)}
    assert {(a, b) for a, b in graph.edges()} == links


@many
@given(RING)
def test_rdf_gives_the_same_triples_back(ring: tuple[list[str], list[str]]) -> None:
    store, found = made(*ring)
    expected = {(q.subject.value, q.predicate.value, q.object.value) for q in store.graph}
    for name, reader in (("turtle", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)):
        body = export.write(store, name, found.iris)
        assert {(q.subject.value, q.predicate.value, q.object.value) for q in ox.parse(body, format=reader)} == expected
    json.loads(export.write(store, "jsonld", found.iris))


@pytest.mark.parametrize("sent", [
    {}, {"nodes": []}, {"nodes": "x"}, {"nodes": [1]}, {"nodes": [{"id": "http://example.org/none", "x": 0, "y": 0}]},
    {"nodes": [{"id": ID + "dropout", "x": "0", "y": 0}]}, {"nodes": [{"id": ID + "dropout", "x": True, "y": 0}]},
    {"nodes": [{"id": ID + "dropout", "x": 1e300, "y": 0}]}, {"nodes": [{"id": ID + "dropout", "y": 0}]},
    {"nodes": [{"id": ID + "dropout", "x": 0, "y": 0}], "edges": "all"}, {"nodes": [{"id": ID + "dropout", "x": 0, "y": 0}], "title": 7},
    {"nodes": [{"id": ID + "dropout", "x": 0, "y": 0}] * (view.MOST_NODES + 1)}])
def test_a_malformed_view_is_refused(client: FlaskClient, notes: Store, sent: dict[str, object]) -> None:
    with pytest.raises(GraphError):
        view.posted(notes, sent)
    response = client.post("/export", json={**sent, "format": "svg"})
    assert (response.status_code, response.content_type) == (400, "application/problem+json")


def test_bodies_of_another_kind_or_too_long_are_refused(client: FlaskClient) -> None:
    assert client.post("/export", data="x").status_code == 415
    assert client.post("/export", data="[1]", content_type="application/json").status_code == 400
    assert client.post("/export", data=b" " * (5 << 20), content_type="application/json").status_code == 413
    assert client.get("/export?concept=overfitting&format=docx").status_code == 400
    assert client.get("/export?concept=xyzzyx").status_code == 404
    assert client.get("/export").status_code == 400


@pytest.mark.parametrize("format", routes.FORMATS)
@pytest.mark.parametrize("asked", ["concept=overfitting", "q=what+fixes+overfitting", "from=dropout&to=XGBoost"])
def test_concepts_answers_and_paths_come_in_every_format(client: FlaskClient, format: str, asked: str) -> None:
    response = client.get(f"/export?{asked}&format={format}")
    assert response.status_code == 200 and b"verfitting" in response.data
    assert response.headers["Content-Disposition"].endswith(f'.{routes.FORMATS[format]}"')
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_data_of_a_concept_holds_all_its_neighbours(client: FlaskClient, notes: Store) -> None:
    graph = rdflib.Graph().parse(data=client.get("/export?concept=overfitting&format=turtle").data, format="turtle")
    around = {n.iri for g in concepts.neighbourhood(notes, ID + "overfitting") for n in g.neighbours}
    assert around <= {str(s) for s in graph.subjects()}


def test_a_posted_view_keeps_its_places_and_its_edges(client: FlaskClient, notes: Store) -> None:
    nodes = [{"id": ID + "dropout", "x": 10, "y": 20}, {"id": ID + "overfitting", "x": 310, "y": 20}]
    whole = view.posted(notes, {"nodes": nodes})
    assert whole.edges and not view.posted(notes, {"nodes": nodes, "edges": []}).edges
    root = ElementTree.fromstring(client.post("/export", json={"nodes": nodes, "format": "svg", "theme": "dark", "title": "Two"}).data)
    texts = [(e.get("x"), "".join(e.itertext())) for e in root.iter(f"{SVG}text")]
    assert ("10.0", "dropout") in texts and ("310.0", "overfitting") in texts and any("mitigates" in t for _, t in texts)


def test_a_page_tells_the_claims_with_their_lines_and_corrections(client: FlaskClient) -> None:
    page = client.get("/export?q=what+fixes+underfitting&format=html").text
    assert "more-expressive" not in page and "[line 20]" in page and "The notes had:" in page and "<script" not in page


def test_a_name_of_a_file_takes_nothing_of_a_label() -> None:
    assert routes._file('a"\r\nSet-Cookie: x=1') == "a-set-cookie-x-1" and routes._file("机器") == "whatfixes"


def test_data_leaves_out_the_relations_that_the_view_hides(notes: Store) -> None:
    ends = [ID + "dropout", ID + "overfitting", ID + "xgboost", ID + "gamma"]
    nodes = [{"id": iri, "x": n, "y": n} for n, iri in enumerate(ends)]
    whole = view.posted(notes, {"nodes": nodes})
    kept = [e for e in whole.edges if not e["data"]["property"].lower().endswith(("mitigates", "mitigatedby"))]
    some = view.posted(notes, {"nodes": nodes, "edges": [e["data"]["id"] for e in kept]})
    assert 0 < len(kept) < len(whole.edges) and not whole.hidden and len(some.hidden) == len(whole.edges) - len(kept)
    for format in ("turtle", "jsonld", "csv", "graphml", "html"):
        assert b"mitigates" in routes.written(notes, whole, format).replace(b"itigatedBy", b"itigates"), format
    for format in ("csv", "graphml"):
        assert b"mitigates" not in routes.written(notes, some, format), format
    for format, reader in (("turtle", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)):
        found = {q.triple for q in ox.parse(routes.written(notes, some, format), format=reader)}
        all_of = {q.triple for q in ox.parse(routes.written(notes, whole, format), format=reader)}
        assert found < all_of and any(t.object.value == ends[3] for t in found)
        assert not [t for t in found if t.predicate.value.endswith(("mitigates", "isMitigatedBy"))]
        assert not [t for t in found if t.object.value.endswith("mitigates")], "no claim of it either"


@pytest.mark.parametrize(("asked", "there", "absent"), [
    ("from=early-stopping&to=xgboost&avoid=overfitting", ["early-stopping", "xgboost"], ["overfitting"]),
    ("from=dropout&to=xgboost&via=overfitting&how=shortest", ["dropout", "xgboost", "overfitting"], []),
    ("from=dropout&to=xgboost&to=underfitting", ["dropout", "xgboost", "underfitting"], []),
    ("from=dropout&to=overfitting&how=within&steps=2", ["dropout", "overfitting"], [])])
def test_paths_are_exported_as_they_were_sought(client: FlaskClient, asked: str, there: list[str], absent: list[str]) -> None:
    response = client.get(f"/export?{asked}&format=graphml")
    nodes = set(nx.read_graphml(io.BytesIO(response.data), force_multigraph=True))
    assert {ID + name for name in there} <= nodes and not {ID + name for name in absent} & nodes
