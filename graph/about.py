"""What a graph says about one thing, as triples: its bounded description, which a linked-data address gives away.

May import: vocabulary, store, export.

The description of a thing T is its symmetric concise bounded description (https://www.w3.org/submissions/CBD/), with the
claims of our vocabulary in the place of reifications. It holds every statement, asserted or inferred, of any named graph,

1. whose subject is a *described node*: T; a blank node at the end of a statement of a described node, or naming T; a claim
   that has T as subject, object or condition; a correction about T; and the parts that a described node names: steps,
   variables, worked examples, quantities, passages, and the correction of a described claim;
2. whose object is T. Where T is a class or property, only what the vocabulary says of it: not its instances, nor its uses.

A class is as good as described by those, and a hub has more: beyond MOST statements of (2) the rest is left out, and counted.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from . import export
from .store import Store
from .vocabulary import RDF, WF

MOST = 10_000
_MOST_NODES = 50_000
_TYPE = ox.NamedNode(RDF + "type")
_CLAIM = ox.NamedNode(WF + "Claim")
_CORRECTION = ox.NamedNode(WF + "Correction")
_PARTS = tuple(ox.NamedNode(WF + name) for name in ("Step", "Variable", "WorkedExample", "Quantity", "Passage"))
_SPEAKING = frozenset(WF + name for name in ("subject", "object", "condition"))

Node = ox.NamedNode | ox.BlankNode | ox.Triple


@dataclass(frozen=True)
class About:
    """The triples of a description, and whether statements that lead to the thing were left out."""

    triples: frozenset[ox.Triple]
    is_cut: bool = False


def describe(store: Store, iri: str) -> About:
    """The bounded description of an IRI (see the module); empty where the graph says nothing of it."""
    thing = ox.NamedNode(iri)
    is_term = iri in store.vocabulary.classes or iri in store.vocabulary.properties
    coming = [q for q in islice(_incoming(store, thing), MOST + 1) if not is_term or _is_vocabulary(store, q)]
    found = {q.triple for q in coming[:MOST]}
    waiting: list[Node] = [thing, *(q.subject for q in coming[:MOST] if _leads_in(store, q))]
    seen = set(waiting)
    while waiting and len(seen) < _MOST_NODES:
        node = waiting.pop()
        for quad in store.graph.quads_for_pattern(node, None, None, None):
            found.add(quad.triple)
            if not isinstance(quad.object, ox.Literal) and quad.object not in seen and _leads_out(store, quad, node, is_term):
                seen.add(quad.object)
                waiting.append(quad.object)
    return About(frozenset(found), len(coming) > MOST)


def namespace(store: Store, prefix: str, ontology: str) -> About:
    """The vocabulary itself: what is said of its *ontology* and of the terms whose IRIs begin with *prefix*, blank nodes included."""
    terms = [iri for iri in (*store.vocabulary.classes, *store.vocabulary.properties) if iri.startswith(prefix)]
    found: set[ox.Triple] = set()
    waiting: list[Node] = [ox.NamedNode(ontology), *map(ox.NamedNode, terms)]
    seen = set(waiting)
    while waiting:
        for quad in store.graph.quads_for_pattern(waiting.pop(), None, None, None):
            found.add(quad.triple)
            if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
    return About(frozenset(found))


def write(about: About, format: str) -> bytes:
    """A description in a format of RDF (see `export.format_of`); raises ValueError where the format cannot say it."""
    return export.rdf([ox.Quad(t.subject, t.predicate, t.object) for t in about.triples], format)


def _incoming(store: Store, thing: ox.NamedNode) -> Iterator[ox.Quad]:
    return store.graph.quads_for_pattern(None, None, thing, None)


def _is_vocabulary(store: Store, quad: ox.Quad) -> bool:
    terms = store.vocabulary
    return isinstance(quad.subject, ox.BlankNode) or quad.subject.value in terms.classes or quad.subject.value in terms.properties


def _leads_in(store: Store, quad: ox.Quad) -> bool:
    """Whether the subject of a statement about a thing is described with it."""
    if isinstance(quad.subject, ox.BlankNode):
        return True
    if quad.predicate.value in _SPEAKING:
        return _is_a(store, quad.subject, _CLAIM)
    return quad.predicate.value == WF + "about" and _is_a(store, quad.subject, _CORRECTION)


def _leads_out(store: Store, quad: ox.Quad, node: Node, is_term: bool) -> bool:
    """Whether the object of a statement of a described node is described with it."""
    if isinstance(quad.object, ox.BlankNode):
        return True
    if is_term or not isinstance(quad.object, ox.NamedNode) or quad.predicate == _TYPE:
        return False
    if quad.predicate.value == WF + "correction":
        return _is_a(store, node, _CLAIM) and _is_a(store, quad.object, _CORRECTION)
    return any(_is_a(store, quad.object, part) for part in _PARTS)


def _is_a(store: Store, node: Node, kind: ox.NamedNode) -> bool:
    return any(True for _ in store.graph.quads_for_pattern(node, _TYPE, kind, None))
