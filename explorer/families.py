"""Families: the broad kinds by which the canvas colours, shapes, counts and groups concepts.

May import: graph. A family is a class just below the root of the concepts (wf:Service, wf:Algorithm); in a
graph of somebody else it is a class without superclass. Colour and shape together are unique for the first
84 families, and each has an icon (icons.py), so a kind can be told without seeing colours.
"""
from __future__ import annotations

import weakref
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from graph.store import Store
from graph.vocabulary import OWL, RDFS, SKOS, WF

# Seven colours as far apart as a search found them for people with and without each of the three kinds of colour
# blindness (Machado, Oliveira and Fernandes 2009), each at 3:1 or more against white, the light and the dark paper.
COLOURS = ("#3267ba", "#b74803", "#009caf", "#924e7c", "#a98c00", "#9c7ef4", "#da617e")
# Shapes with room for an icon.
SHAPES = ("ellipse", "round-rectangle", "diamond", "hexagon", "triangle", "round-tag", "pentagon", "barrel", "rhomboid", "octagon",
          "cut-rectangle", "round-diamond")
_ROOTS = frozenset({WF + "Concept", SKOS + "Concept", OWL + "Thing", RDFS + "Resource"})
OTHER = "other"


@dataclass(frozen=True)
class Family:
    """A broad kind: a key for style sheets, the class's IRI, its label, its look, and its concepts."""

    key: str
    iri: str
    label: str
    colour: str
    shape: str
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class Families:
    """All families of a store, those with most links first, found by concept or by class."""

    all: tuple[Family, ...]
    by_concept: dict[str, Family]

    @cached_property
    def by_iri(self) -> dict[str, Family]:
        """The families by the IRI of their class."""
        return {f.iri: f for f in self.all}

    @cached_property
    def by_key(self) -> dict[str, Family]:
        """The families by key."""
        return {f.key: f for f in self.all}

    def of(self, iri: str) -> Family:
        """The family of a thing; things outside all families share one."""
        return self.by_concept.get(iri) or Family(OTHER, "", "other", "#7b8494", "ellipse", ())


_cache: weakref.WeakKeyDictionary[Store, Families] = weakref.WeakKeyDictionary()
_links: weakref.WeakKeyDictionary[Store, dict[tuple[str, str], int]] = weakref.WeakKeyDictionary()


def of(store: Store) -> Families:
    """The families of a store, read on first use."""
    if store not in _cache:
        _cache[store] = _read(store)
    return _cache[store]


def links(store: Store) -> dict[tuple[str, str], int]:
    """How many asserted links run between concepts of two different families, by their keys in order."""
    if store not in _links:
        known = of(store)
        found: Counter[tuple[str, str]] = Counter()
        for iri in store.concepts:
            for link in store.links(iri):
                pair = sorted((known.of(iri).key, known.of(link.other).key))
                if link.forward and pair[0] != pair[1]:
                    found[pair[0], pair[1]] += 1
        _links[store] = dict(found)
    return _links[store]


def _read(store: Store) -> Families:
    top = _top(store)
    members: dict[str, list[str]] = defaultdict(list)
    for iri in store.concepts:
        kinds = store.kinds(iri)
        members[top(kinds[0]) if kinds else ""].append(iri)
    # Those met most often get the colours and shapes that are easiest to tell apart.
    ranked = sorted(members.items(), key=lambda item: (-sum(len(store.links(iri)) for iri in item[1]), item[0]))
    families = tuple(
        Family(f"f{n}", iri, store.label(iri) if iri else "thing", COLOURS[n % len(COLOURS)], SHAPES[n % len(SHAPES)],
               tuple(concepts)) for n, (iri, concepts) in enumerate(ranked))
    return Families(families, {c: f for f in families for c in f.concepts})


def _top(store: Store) -> Callable[[str], str]:
    """A function from a class to its broadest superclass below the roots."""
    classes = store.vocabulary.classes

    def broadest(kind: str) -> str:
        above = [a for a in store.vocabulary.ancestors(kind) if a not in _ROOTS and a in classes and _is_ours(store, kind, a)]
        return max(above, key=lambda a: (len(store.vocabulary.descendants(a)), a), default=kind)

    return broadest


def _is_ours(store: Store, kind: str, above: str) -> bool:
    # Alignments (schema:..., mls:...) are superclasses too, but not what people here call a kind.
    return not kind.startswith(WF) or store.vocabulary.is_concept_class(above) and above.startswith(WF)
