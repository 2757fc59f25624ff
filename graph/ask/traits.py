"""Traits: what the vocabulary says of its own terms for the sake of questions, read once a store.

May import: vocabulary, store. Fitness, generality, enumeration: annotations of properties and classes.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass

from ..store import Store
from ..vocabulary import WF

ORDINARY = 0.3


@dataclass(frozen=True)
class Traits:
    """*fitness* of properties (0 to 1), *general* properties and classes, *enumerating* properties, *asked_first* and *also_by* of classes.

    *telling_when* are the properties whose objects say when their subject is chosen.
    """

    fitness: dict[str, float]
    general: frozenset[str]
    enumerating: tuple[str, ...]
    asked_first: dict[str, str]
    also_by: dict[str, str]
    telling_when: frozenset[str]
    types: dict[str, frozenset[str]]
    purposes: dict[str, list[str]]

    def weight(self, prop: str) -> float:
        """How far a claim of a property makes its subject a choice."""
        return self.fitness.get(prop, ORDINARY)

    @property
    def unfit(self) -> list[str]:
        """The properties that never make their subject a choice."""
        return sorted(p for p, f in self.fitness.items() if f == 0)


_cache: weakref.WeakKeyDictionary[Store, Traits] = weakref.WeakKeyDictionary()


def of(store: Store) -> Traits:
    """The traits of a store's vocabulary."""
    if store not in _cache:
        properties = store.vocabulary.relations
        fitness = {p: float(f) for p in properties if (f := store.value(p, WF + "fitness")) is not None}
        enumerating = [p for p in properties.values() if store.value(p.iri, WF + "enumerates") == "true"]
        _cache[store] = Traits(
            fitness,
            frozenset(t for t in (*properties, *store.vocabulary.classes) if store.value(t, WF + "general") == "true"),
            tuple(p.iri for p in sorted(enumerating, key=lambda p: p.order)),
            {c: first for c in store.vocabulary.classes if (first := store.value(c, WF + "askedFirst"))},
            {c: also for c in store.vocabulary.classes if (also := store.value(c, WF + "alsoBy"))},
            frozenset(p for p in properties if store.value(p, WF + "tellsWhen") == "true"),
            {},
            {},
        )
    return _cache[store]


def types(store: Store, iri: str) -> frozenset[str]:
    """All classes of a concept, remembered."""
    known = of(store).types
    if iri not in known:
        known[iri] = store.types(iri)
    return known[iri]
