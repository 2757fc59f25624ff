"""What occurs in a graph: the properties on a thing, a class or whatever fits some patterns, and their values.

May import: vocabulary, store, guard, patterns. Everything is counted on the data itself, on samples where that
is big, so that what is offered while a query is written leads to results.
"""
from __future__ import annotations

import itertools
import weakref
from collections import Counter
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from .guard import Token
from .patterns import Pattern, constant, resolve
from .store import Store
from .vocabulary import RDF

_MOST = 20_000
_SAMPLE = 300
_APART = ("MINUS", "NOT EXISTS", "OPTIONAL", "UNION", "CONSTRUCT", "SERVICE")

Things = frozenset[ox.NamedNode | ox.BlankNode]
_properties: weakref.WeakKeyDictionary[Store, Counter[str]] = weakref.WeakKeyDictionary()
_classes: weakref.WeakKeyDictionary[Store, Counter[str]] = weakref.WeakKeyDictionary()


def properties(store: Store) -> Counter[str]:
    """Every property of the graph with the number of triples that it has."""
    if store not in _properties:
        _properties[store] = _counted(store, "SELECT ?x (COUNT(*) AS ?n) WHERE { ?s ?x ?o } GROUP BY ?x")
    return _properties[store]


def classes(store: Store) -> Counter[str]:
    """Every class that has instances, with their number."""
    if store not in _classes:
        query = f"SELECT ?x (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s <{RDF}type> ?x FILTER(ISIRI(?x)) }} GROUP BY ?x"
        _classes[store] = _counted(store, query)
    return _classes[store]


def _counted(store: Store, query: str) -> Counter[str]:
    return Counter({row["x"]: int(row["n"]) for row in store.select(query) if "x" in row})


def is_property(store: Store, iri: str) -> bool:
    """Whether a triple has the property."""
    return any(True for _ in store.graph.quads_for_pattern(None, ox.NamedNode(iri), None, None))


def is_known(store: Store, iri: str) -> bool:
    """Whether anything at all is said of an IRI, or with it."""
    node = ox.NamedNode(iri)
    places = ((node, None, None), (None, None, node), (None, node, None))
    return any(True for s, p, o in places for _ in store.graph.quads_for_pattern(s, p, o, None))


def on(store: Store, things: Iterable[ox.NamedNode | ox.BlankNode]) -> Counter[str]:
    """The properties of some things (a sample of them where they are many), with how many of these have each."""
    found: Counter[str] = Counter()
    for thing in itertools.islice(things, _SAMPLE):
        found.update({q.predicate.value for q in store.graph.quads_for_pattern(thing, None, None, None)})
    return found


def values(store: Store, things: Iterable[ox.NamedNode | ox.BlankNode] | None, prop: str) -> Counter[ox.NamedNode | ox.Literal]:
    """What stands at the end of a property, of some things or (None) of all, with how often."""
    node, found = ox.NamedNode(prop), Counter[ox.NamedNode | ox.Literal]()
    if things is None:
        quads: Iterable[ox.Quad] = store.graph.quads_for_pattern(None, node, None, None)
    else:
        quads = (q for thing in itertools.islice(things, _MOST) for q in store.graph.quads_for_pattern(thing, node, None, None))
    for quad in itertools.islice(quads, _MOST):
        if isinstance(quad.object, (ox.NamedNode, ox.Literal)):
            found[quad.object] += 1
    return found


def fitting(store: Store, subject: Token, found: Sequence[Pattern], known: dict[str, str], steps: int = 2) -> Things | None:
    """The things that a subject can be by the patterns that name it, so many steps away; None where nothing narrows it.

    What comes out may be too much where patterns depend on one another in a circle, never too little.
    """
    if subject.sort in ("name", "iri"):
        iri = resolve(subject, known)
        return frozenset({ox.NamedNode(iri)}) if iri else None
    best: Things | None = None
    for pattern in found:
        if pattern.group in _APART or subject.text not in (pattern.subject.text, pattern.object.text):
            continue
        rest = [p for p in found if p is not pattern]
        matched = _matched(store, subject, pattern, rest, known, steps)
        if matched is not None:
            best = matched if best is None else best & matched
    return best


def _matched(store: Store, subject: Token, pattern: Pattern, rest: Sequence[Pattern], known: dict[str, str], steps: int) -> Things | None:
    """What one pattern lets a subject be; None where it is a path or fits too much to be listed."""
    prop = resolve(pattern.property, known) if pattern.property is not None else None
    if prop is None:
        return None
    forward = pattern.subject.text == subject.text
    other = pattern.object if forward else pattern.subject
    term = _term(other, known)
    ends: Iterable[ox.NamedNode | ox.BlankNode | ox.Literal | None] = [term]
    if term is None and steps and other.sort == "variable":
        reached = fitting(store, other, rest, known, steps - 1)
        ends = [None] if reached is None or len(reached) > _MOST else reached
    nodes: set[ox.NamedNode | ox.BlankNode] = set()
    for end in ends:
        if not forward and isinstance(end, ox.Literal):
            continue
        start = None if forward or isinstance(end, ox.Literal) else end
        quads = store.graph.quads_for_pattern(start, ox.NamedNode(prop), end if forward else None, None)
        for quad in itertools.islice(quads, _MOST):
            here = quad.subject if forward else quad.object
            if isinstance(here, (ox.NamedNode, ox.BlankNode)):
                nodes.add(here)
        if len(nodes) >= _MOST:
            return None
    return frozenset(nodes)


def _term(token: Token, known: dict[str, str]) -> ox.NamedNode | ox.Literal | None:
    """A constant as a term; None stands for anything, as a variable does."""
    iri = resolve(token, known)
    if iri is not None:
        return ox.NamedNode(iri)
    literal = constant(token, None, known)
    if literal is None or literal[1].endswith("#string"):
        return None  # a language tag may follow a string: any text will do
    return ox.Literal(literal[0], datatype=ox.NamedNode(literal[1]))
