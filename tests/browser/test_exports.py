"""Downloads in Chromium: what stands on the canvas now, and an answer, in every format, read back by somebody else's reader."""
from __future__ import annotations

import base64
import csv
import io
import pathlib
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import networkx as nx
import pytest
import rdflib

from explorer import elements
from graph.store import Store
from graph.vocabulary import ID, WF

from .conftest import Watched

pytestmark = pytest.mark.browser
OVERFITTING, DROPOUT, GONE = ID + "overfitting", ID + "dropout", ID + "alpha"
SVG = "{http://www.w3.org/2000/svg}"
_SHOWN = """() => {
  const cy = whatfixes.canvas.cy(), shows = whatfixes.canvas.shows, kinds = {};
  const nodes = cy.nodes().filter((n) => shows(n) && !n.data('summary'));
  nodes.forEach((n) => { kinds[n.id()] = [n.data('title'), n.position('x'), n.position('y')]; });
  return [kinds, cy.edges().filter((e) => shows(e) && !e.data('summary')).map((e) => e.id())];
}"""
_INKED = """async (given) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + given;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const dots = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
  return [image.width, image.height, dots.filter((d) => d !== dots[0]).length, new Set(dots).size];
}"""


def downloaded(seen: Watched, menu: str, format: str) -> tuple[str, bytes]:
    """The name and the bytes of a file that a menu of export gives."""
    seen.page.locator(f"{menu} .export-menu summary").click()
    with seen.page.expect_download() as caught:
        seen.page.locator(f"{menu} .export-menu li", has_text=format).locator("button, a").click()
    return caught.value.suggested_filename, pathlib.Path(caught.value.path()).read_bytes()


def shown(seen: Watched) -> tuple[dict[str, tuple[str, float, float]], set[str]]:
    """What a person sees on the canvas: concepts with label and place, ids of the edges."""
    nodes, edges = seen.page.evaluate(_SHOWN)
    return {iri: tuple(told) for iri, told in nodes.items()}, set(edges)


def links(store: Store, graph: rdflib.Graph) -> set[str]:
    """The relations among concepts in RDF, as ids of edges."""
    return {elements.edge_id(store, str(s), str(p), str(o)) for s, p, o in graph.triples((None, None, None))
            if str(s) in store.concept_set and str(o) in store.concept_set}


def built(seen: Watched) -> None:
    """A canvas on which everything was done: expanded, moved, hidden, and filtered by a kind and by a property."""
    seen.open("/?concept=overfitting")
    seen.page.evaluate("(iri) => whatfixes.canvas.expand(whatfixes.canvas.cy().getElementById(iri))", DROPOUT)
    seen.page.wait_for_function("() => !whatfixes.state.waiting && whatfixes.state.n > 1")
    seen.settle()
    x, y = seen.at(DROPOUT)
    seen.page.mouse.move(x, y)
    seen.page.mouse.down()
    seen.page.mouse.move(x + 30, y + 40, steps=4)
    seen.page.mouse.up()
    seen.page.mouse.click(*seen.at(GONE), button="right")
    seen.page.get_by_role("menuitem", name="Hide", exact=True).click()
    seen.page.locator("#legend [data-what=kinds]", has_text="technique").locator(".legend-row").first.click()
    seen.page.locator("#legend [data-what=properties]", has_text="does not mitigate").locator(".legend-row").click()


def test_the_canvas_comes_in_every_format_as_it_stands_now(visit: Callable[..., Watched], notes: Store, tmp_path: pathlib.Path) -> None:
    seen = visit()
    built(seen)
    nodes, edges = shown(seen)
    drawn = seen.page.evaluate("() => whatfixes.canvas.cy().nodes().map((n) => n.id())")
    filtered = [n for n in drawn if n in notes.concept_set and n not in nodes and n != GONE]
    assert OVERFITTING in nodes and filtered and GONE in drawn and GONE not in nodes and len(nodes) > 5 and edges

    name, body = downloaded(seen, ".tools", "PNG")
    width, height, inked, colours = seen.page.evaluate(_INKED, base64.b64encode(body).decode())
    assert name.endswith(".png") and min(width, height) > 400 and inked > 5000 and colours > 20

    name, body = downloaded(seen, ".tools", "SVG")
    root = ElementTree.fromstring(body)
    said = [e.find(f"{SVG}title").text for e in root.iter(f"{SVG}g") if e.get("class") == "node"]
    assert name.endswith(".svg") and len(said) == len(nodes) and sum(e.get("class") is None for e in root.iter(f"{SVG}g")) == len(edges)
    assert all(any(t.startswith(label) for t in said) for label, _, _ in nodes.values())
    places = {(e.get("x"), round(float(e.get("y")) - 28, 1)) for e in root.iter(f"{SVG}text") if e.get("transform") is None}
    assert places == {(f"{x:.1f}", round(round(y, 1), 1)) for _, x, y in nodes.values()}

    name, body = downloaded(seen, ".tools", "Turtle")
    turtle = rdflib.Graph().parse(data=body, format="turtle")
    asserted = {id for id in edges if not id.startswith("not ")}
    assert name.endswith(".ttl") and links(notes, turtle) == {id for id in asserted if not _is_inferred(notes, id)}
    name, body = downloaded(seen, ".tools", "JSON-LD")
    whole = rdflib.Dataset(default_union=True).parse(data=body, format="json-ld")
    assert name.endswith(".jsonld") and asserted <= links(notes, whole) and set(turtle) <= set(whole.triples((None, None, None)))
    own = {(q.subject.value, q.predicate.value, q.object.value) for q in notes.graph}
    assert {tuple(map(str, t)) for t in turtle if not isinstance(t[0], rdflib.BNode) and not isinstance(t[2], rdflib.BNode)} <= own
    for graph in (turtle, whole):
        assert not [t for t in graph.triples((None, None, None)) if GONE in map(str, t) or set(filtered) & set(map(str, t[::2]))]

    name, body = downloaded(seen, ".tools", "GraphML")
    graph = nx.read_graphml(io.BytesIO(body), force_multigraph=True)
    assert name.endswith(".graphml") and {n: d["label"] for n, d in graph.nodes(data=True)} == {n: notes.label(n) for n in nodes}
    assert {elements.edge_id(notes, a, d["property"], b) for a, b, d in graph.edges(data=True)} <= asserted

    name, body = downloaded(seen, ".tools", "CSV")
    rows = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
    assert name.endswith(".csv") and len(rows) > 3
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    linked = [r for r in rows if r["object"] in notes.concept_set]
    assert linked and all({r["subject"], r["object"]} <= nodes.keys() for r in linked)
    standing = {elements.edge_id(notes, r["subject"], r["property"], r["object"], r["polarity"] == "no")
                for r in linked if r["standing"] == "yes"}
    assert standing <= edges

    name, body = downloaded(seen, ".tools", "HTML")
    page = opened_alone(visit, tmp_path / name, body)
    assert page.locator("svg g.node").count() == len(nodes) and page.locator("dt").count() == len(nodes)
    assert notes.definition(OVERFITTING) in page.locator("dl").inner_text() and page.locator("ol li").count() >= 3
    assert not [label for label in map(notes.label, [GONE, *filtered])
                if page.locator("dt", has_text=label).get_by_text(label, exact=True).count()]


def _is_inferred(store: Store, id: str) -> bool:
    subject, prop, object = id.split(" ")
    element = next(e for e in elements.edges(store, {subject, object}) if e["data"]["id"] == f"{subject} {prop} {object}")
    return bool(element["data"].get("inferred"))


def opened_alone(visit: Callable[..., Watched], path: pathlib.Path, body: bytes) -> object:
    """A file in a page without network; it must be there, make no request but itself, and run nothing."""
    path.write_bytes(body)
    alone = visit(path.as_uri())
    alone.page.context.set_offline(True)
    alone.page.goto(path.as_uri())
    assert alone.requests == [path.as_uri()]
    assert alone.page.locator("h1").inner_text().strip() and alone.page.locator("svg").first.bounding_box()["width"] > 200
    assert alone.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth && !document.scripts.length")
    return alone.page


def test_an_answer_comes_in_every_format(visit: Callable[..., Watched], notes: Store, tmp_path: pathlib.Path) -> None:
    seen = visit()
    seen.open("/?q=what+fixes+underfitting")
    found = seen.page.locator("#panel .answers .concept").evaluate_all("(links) => links.map((a) => a.dataset.iri)")
    wanted = {ID + "underfitting", *found}
    files = {name: downloaded(seen, "#panel", name) for name in ("PNG", "SVG", "HTML", "CSV", "Turtle", "JSON-LD", "GraphML")}
    assert len(wanted) > 3 and all(name.startswith("what-fixes-underfitting.") for name, _ in files.values())
    assert sum(e.get("class") == "node" for e in ElementTree.fromstring(files["SVG"][1]).iter(f"{SVG}g")) == len(wanted)
    drawn = ElementTree.fromstring(files["SVG"][1])
    width, height, inked, colours = seen.page.evaluate(_INKED, base64.b64encode(files["PNG"][1]).decode())
    assert (width, height) == (2 * int(drawn.get("width")), 2 * int(drawn.get("height"))) and inked > 2000 and colours > 10
    turtle = rdflib.Graph().parse(data=files["Turtle"][1], format="turtle")
    mitigates = {str(s) for s in turtle.subjects(rdflib.URIRef(WF + "mitigates"), rdflib.URIRef(ID + "underfitting"))}
    assert mitigates == set(found)
    data = rdflib.Dataset(default_union=True).parse(data=files["JSON-LD"][1], format="json-ld")
    assert set(turtle) <= set(data.triples((None, None, None)))
    assert set(nx.read_graphml(io.BytesIO(files["GraphML"][1]), force_multigraph=True)) == wanted
    rows = list(csv.DictReader(io.StringIO(files["CSV"][1].decode(), newline="")))
    assert set(found) <= {r["subject"] for r in rows} | {r["object"] for r in rows}
    page = opened_alone(visit, tmp_path / files["HTML"][0], files["HTML"][1])
    assert "The notes had:" in page.locator("ol").inner_text()


def test_what_cannot_be_exported_is_said(visit: Callable[..., Watched]) -> None:
    seen = visit()
    seen.open("/?concept=overfitting")
    seen.page.evaluate("() => { const cy = whatfixes.canvas.cy(); whatfixes.selection.hide(cy.nodes()); }")
    asked = len(seen.requests)
    seen.page.locator(".tools .export-menu summary").click()
    seen.page.locator(".tools .export-menu li", has_text="Turtle").locator("button").click()
    seen.page.wait_for_function("() => /Open a concept first/.test(document.getElementById('canvas-note').textContent)")
    assert len(seen.requests) == asked
