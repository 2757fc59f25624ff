"""The result of a query as a picture: what its triples, or its rows by the query's own patterns, connect.

May import: graph, elements, layout, results, packing. A CONSTRUCT gives the triples themselves. The rows of a SELECT are put into
the patterns of the query, so that an edge says what was asked; concepts that no pattern connects get the graph's own links.
"""
from __future__ import annotations

import heapq
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from graph import guard, patterns
from graph.query import Result
from graph.store import LABELS, Store
from graph.vocabulary import PATHS, RDF

from .. import elements, layout, results
from ..elements import Element
from . import packing

MOST_NODES = 150
_TEXT = 48
_UNDRAWN = ("MINUS", "NOT EXISTS", "CONSTRUCT", "SERVICE")


@dataclass(frozen=True)
class Picture:
    """Cytoscape elements with their places, and a sentence on what they leave out ("" for nothing)."""

    elements: tuple[Element, ...]
    note: str = ""


@dataclass(frozen=True)
class _Arc:
    """An edge to draw: two ends, each an IRI or a literal's own name, and the property between them."""

    start: str
    property: str
    end: str


# What is to be drawn, and what each end is called.
_Found = tuple[list[_Arc], dict[str, str]]


def draw(store: Store, text: str, result: Result, aspect: float = 2.0) -> Picture:
    """The picture of a result; a graph is read as Turtle, rows as JSON. It is empty where nothing has an IRI.

    *aspect* is how many times wider than high the place for it is.
    """
    if result.kind == "graph":
        triples = list(ox.parse(result.body, format=ox.RdfFormat.TURTLE))
        return _picture(store, *_of_triples(store, [t.triple for t in triples if not isinstance(t.object, ox.Triple)]), aspect)
    if result.kind == "select":
        return _picture(store, *_of_rows(store, text, json.loads(result.body)["results"]["bindings"]), aspect)
    return Picture(())


def _of_triples(store: Store, triples: Iterable[ox.Triple]) -> _Found:
    arcs: list[_Arc] = []
    names: dict[str, str] = {}
    given: dict[str, str] = {}
    for triple in triples:
        subject, end = _key(triple.subject), _key(triple.object)
        names[subject] = names.get(subject) or _name(store, triple.subject)
        if triple.predicate.value in LABELS and isinstance(triple.object, ox.Literal):
            given[subject] = triple.object.value
            continue
        names[end] = names.get(end) or _name(store, triple.object)
        arcs.append(_Arc(subject, triple.predicate.value, end))
    return arcs, names | given


def _of_rows(store: Store, text: str, rows: list[dict[str, dict[str, Any]]]) -> _Found:
    tokens = list(guard.tokenize(text))
    known = patterns.prefixes(tokens)
    written = patterns.read(tokens)[0]
    found = [p for p in written if p.property is not None and p.group not in _UNDRAWN]
    steps = _walked(written, known)
    arcs: list[_Arc] = []
    names: dict[str, str] = {}
    for row in rows[:results.MOST_ROWS]:
        ends = [row.get(name, {}).get("value", "") for name in steps]
        if steps and all(ends):
            arcs.append(_Arc(*ends))
        for pattern in found:
            ends = [_bound(t, row, known) for t in (pattern.subject, pattern.property, pattern.object) if t is not None]
            if all(ends) and ends[1] != RDF + "type":
                arcs.append(_Arc(*[str(e) for e in ends]))
        for term in row.values():
            if term["type"] == "uri" and (term["value"] in store.concept_set or not arcs):
                names[term["value"]] = store.label(term["value"])
    arcs = list(dict.fromkeys(arcs))
    names = {end: store.label(end) for arc in arcs for end in (arc.start, arc.end)} | names
    return arcs or list(_links(store, list(names)[:MOST_NODES])), names


def _walked(found: Iterable[patterns.Pattern], known: dict[str, str]) -> tuple[str, ...]:
    """The variables for one end, the property and the other end of each step of a path search; () where it binds none."""
    given = {(patterns.resolve(p.property, known) or "").removeprefix(PATHS): p.object.text[1:] for p in found
             if p.group == "SERVICE" and p.property is not None and p.object.sort == "variable"}
    pair = ("subject", "object") if {"subject", "object"} <= set(given) else ("from", "to")
    return tuple(given[n] for n in (pair[0], "property", pair[1])) if {*pair, "property"} <= set(given) else ()


def _bound(token: guard.Token, row: dict[str, dict[str, Any]], known: dict[str, str]) -> str | None:
    """The IRI that a token of a pattern stands for in a row."""
    if token.sort == "variable":
        term = row.get(token.text[1:])
        return term["value"] if term and term["type"] == "uri" else None
    return patterns.resolve(token, known)


def _links(store: Store, names: list[str]) -> Iterator[_Arc]:
    for element in elements.edges(store, [n for n in names if n in store.concept_set]):
        data = element["data"]
        if not data.get("denied"):
            yield _Arc(data["source"], data["property"], data["target"])


def _key(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """A name for a term that no other has: a text is one node wherever it stands."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _name(store: Store, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if isinstance(term, ox.NamedNode):
        return store.label_or_none(term.value) or results.short(term.value)
    return term.value if isinstance(term, ox.Literal) else ""


def _picture(store: Store, arcs: list[_Arc], names: dict[str, str], aspect: float) -> Picture:
    beside: dict[str, set[str]] = {name: set() for name in names}
    for arc in arcs:
        beside.setdefault(arc.start, set()).add(arc.end)
        beside.setdefault(arc.end, set()).add(arc.start)
    degree = {name: len(others) for name, others in beside.items()}
    kept = _chosen(beside) if len(beside) > MOST_NODES else list(beside)
    shown = set(kept)
    inner = [a for a in arcs if a.start in shown and a.end in shown]
    places = packing.arrange(kept, [(a.start, a.end) for a in inner], aspect)
    nodes = [_node(store, name, names.get(name) or store.label(name), places[name]) for name in kept]
    note = f"{MOST_NODES} of {len(degree):,}, from the best connected outwards." if len(degree) > MOST_NODES else ""
    return Picture(elements.validated([*nodes, *(_edge(store, a) for a in inner)]), note)


def _chosen(beside: dict[str, set[str]]) -> list[str]:
    """As many nodes as are drawn: from the best connected one outwards, so that they hang together."""
    ranked = sorted(beside, key=lambda name: -len(beside[name]))
    kept: dict[str, None] = {}
    for start in ranked:
        ahead = [(-len(beside[start]), start)]
        while ahead and len(kept) < MOST_NODES:
            _, name = heapq.heappop(ahead)
            if name not in kept:
                kept[name] = None
                for other in beside[name] - kept.keys():
                    heapq.heappush(ahead, (-len(beside[other]), other))
    return list(kept)


def _node(store: Store, name: str, label: str, at: layout.Point) -> Element:
    if name in store.concept_set:
        return elements.node(store, name, at)
    is_text, is_blank = name.startswith('"'), name.startswith("_:")
    data = {"id": name, "label": "" if is_blank else elements.cut(label, _TEXT) or "(empty)",
            "title": elements.cut(label, 220) or "a blank node", "family": "", "kind": "text" if is_text else "",
            "tip": "" if is_text or is_blank else name, "text": is_text, "blank": is_blank,
            "width": round(14 + 6.2 * min(len(label), _TEXT))}
    return {"group": "nodes", "data": data, "position": {"x": at[0], "y": at[1]}}


def _edge(store: Store, arc: _Arc) -> Element:
    known = store.vocabulary.properties.get(arc.property)
    label = "is a" if arc.property == RDF + "type" else known.label if known else store.label(arc.property)
    data = {"id": f"{arc.start} {arc.property} {arc.end}", "source": arc.start, "target": arc.end, "label": elements.cut(label, 40),
            "title": f"{store.label(arc.start)} {label} {store.label(arc.end)}" if not arc.end.startswith('"') else label, "lines": ""}
    return {"group": "edges", "data": data}
