"""A graph's vocabulary and its things laid out to be leafed through: the tree of classes, uses of properties, an index A to Z.

May import: vocabulary, store, occurrence. Everything is counted once for a store, when it is first asked for.
"""
from __future__ import annotations

import unicodedata
import weakref
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import pyoxigraph as ox

from . import occurrence
from .store import Store
from .vocabulary import INFERRED, OWL, RDF, RDFS, SKOS, WF

# Above so many statements of type the instances of subclasses are no longer added up.
_MOST_TYPES = 300_000
_STANDARD = (OWL, RDFS, RDF, SKOS)
DIGITS, SIGNS = "0–9", "#"

T = TypeVar("T")
_kept: weakref.WeakKeyDictionary[Store, dict[str, object]] = weakref.WeakKeyDictionary()


@dataclass(frozen=True)
class Branch:
    """A class in the tree: how deep it stands (0 is the top), and how many instances it and its subclasses have."""

    iri: str
    depth: int
    count: int


@dataclass(frozen=True)
class Uses:
    """How many statements a property has: those that are made, and those that follow from others."""

    stated: int = 0
    inferred: int = 0


@dataclass(frozen=True)
class Entry:
    """A thing in the index: its label and IRI."""

    label: str
    iri: str


def tree(store: Store) -> tuple[Branch, ...]:
    """The classes of concepts as a tree, in the order of reading; each stands once, under the first of its superclasses."""
    return _once(store, "tree", lambda: _tree(store, frozenset(_classes(store, True))))


def machinery(store: Store) -> tuple[Branch, ...]:
    """The same for the classes that no concept has: claims, passages and so on; empty for graphs of other people."""
    return _once(store, "machinery", lambda: _tree(store, frozenset(_classes(store, False))))


def instances(store: Store) -> Counter[str]:
    """Each class with the number of its instances, those of its subclasses among them (in very big graphs: its own alone)."""
    return _once(store, "instances", lambda: _instances(store))


def uses(store: Store, iri: str) -> Uses:
    """How often a property is used."""
    inferred = _once(store, "inferred", lambda: _inferred(store))
    following = inferred[iri]
    return Uses(occurrence.properties(store)[iri] - following, following)


def index(store: Store) -> dict[str, list[Entry]]:
    """The concepts by the first letter of their label, letters and labels in order; digits and signs have a heading each."""
    return _once(store, "index", lambda: _index(store))


def members(store: Store, iri: str) -> list[str]:
    """The instances of a class and of its subclasses, by label."""
    classes = store.vocabulary.descendants(iri) if iri in store.vocabulary.classes else {iri}
    found = {i for c in classes for i in store.subjects(RDF + "type", c)}
    return sorted(found, key=lambda i: (sortable(store.label(i)), i))


def sortable(label: str) -> str:
    """A label for sorting: without case and accents."""
    plain = unicodedata.normalize("NFKD", label.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).strip()


def letter(label: str) -> str:
    """The heading in the index that a label stands under: a letter of whatever script, DIGITS or SIGNS."""
    first = sortable(label)[:1]
    return first.upper() if first.isalpha() else DIGITS if first.isdigit() else SIGNS


def _once(store: Store, name: str, make: Callable[[], T]) -> T:
    kept = _kept.setdefault(store, {})
    if name not in kept:
        kept[name] = make()
    return kept[name]  # type: ignore[return-value]


def _classes(store: Store, of_concepts: bool) -> Iterable[str]:
    counted = occurrence.classes(store)
    for iri in store.vocabulary.classes:
        if store.has_claims:
            if iri.startswith(WF) and store.vocabulary.is_concept_class(iri) == of_concepts:
                yield iri
        elif of_concepts and (not iri.startswith(_STANDARD) or (counted[iri] and iri.startswith(SKOS))):
            yield iri


def _tree(store: Store, shown: frozenset[str]) -> tuple[Branch, ...]:
    known, counted = store.vocabulary.classes, instances(store)
    below: dict[str, list[str]] = defaultdict(list)
    for iri in shown:
        for parent in known[iri].parents:
            if parent in shown and parent != iri:
                below[parent].append(iri)

    def ordered(iris: Iterable[str]) -> list[str]:
        return sorted(iris, key=lambda i: (known[i].order, sortable(known[i].label), i), reverse=True)

    tops = [iri for iri in shown if not any(p in shown and p != iri for p in known[iri].parents)]
    found: dict[str, Branch] = {}
    # A loop, since hierarchies can be deep; what only turns in circles comes last, each circle begun somewhere.
    waiting = [*((iri, 0) for iri in ordered(shown - set(tops))), *((iri, 0) for iri in ordered(tops))]
    while waiting:
        iri, depth = waiting.pop()
        if iri not in found:
            found[iri] = Branch(iri, depth, counted[iri])
            waiting += [(child, depth + 1) for child in ordered(below[iri])]
    return tuple(found.values())


def _instances(store: Store) -> Counter[str]:
    direct = occurrence.classes(store)
    if direct.total() > _MOST_TYPES:
        return direct
    held: dict[str, set[ox.NamedNode | ox.BlankNode | ox.Triple]] = defaultdict(set)
    for quad in store.graph.quads_for_pattern(None, ox.NamedNode(RDF + "type"), None, None):
        if isinstance(quad.object, ox.NamedNode):
            for iri in store.vocabulary.ancestors(quad.object.value):
                held[iri].add(quad.subject)
    return Counter({iri: len(things) for iri, things in held.items()})


def _inferred(store: Store) -> Counter[str]:
    query = f"SELECT ?p (COUNT(*) AS ?n) {{ GRAPH <{INFERRED}> {{ ?s ?p ?o }} }} GROUP BY ?p"
    return Counter({row["p"]: int(row["n"]) for row in store.select(query) if "p" in row})


def _index(store: Store) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for iri in store.concepts:
        label = store.label(iri)
        found[letter(label)].append(Entry(label, iri))
    ordered = sorted(found, key=lambda name: (name == SIGNS, name != DIGITS, name))
    return {name: sorted(found[name], key=lambda e: (sortable(e.label), e.iri)) for name in ordered}
