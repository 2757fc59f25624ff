"""Five questions to begin with, each of which the graph at hand can answer.

May import: graph, families. For the built-in notes they are chosen by hand; for any other graph they are made of its own names and
kept only where they have an answer.
"""
from __future__ import annotations

import itertools
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator

from graph import ask, concepts, paths
from graph.errors import GraphError
from graph.store import Store
from graph.vocabulary import ID

from . import families

NOTES = ("what fixes overfitting", "which service converts speech to text", "L1 vs L2 regularization",
         "how long does CloudTrail keep records", "path from underfitting to dropout")
_ASKED_OF = frozenset(ID + name for name in ("overfitting", "speech-to-text", "l1-regularization", "cloudtrail", "dropout"))
_TRIED = 3
_BUSIEST = 12
_LOOKED_AT = 3000
_LONGEST = 40

_cache: weakref.WeakKeyDictionary[Store, tuple[str, ...]] = weakref.WeakKeyDictionary()


def questions(store: Store) -> tuple[str, ...]:
    """At most five questions, each of another sort; fewer, or none, for a graph that has no names or links."""
    if is_notes(store):
        return NOTES
    if store not in _cache:
        _cache[store] = _made(store)
    return _cache[store]


def is_notes(store: Store) -> bool:
    """Whether this is the graph that NOTES were written for."""
    return store.concept_set >= _ASKED_OF


def _made(store: Store) -> tuple[str, ...]:
    hubs = _hubs(store)
    sorts = (_what_is(store, hubs), _by_relation(store, hubs), _kinds(store), _compared(store, hubs), _between(store, hubs))
    found = [next((q for q in itertools.islice(dict.fromkeys(sort), _TRIED) if _is_answered(store, q)), "") for sort in sorts]
    return tuple(dict.fromkeys(q for q in found if q))


def _is_answered(store: Store, question: str) -> bool:
    try:
        return bool(ask.answer(store, question).as_json().get("answers"))
    except GraphError:
        return False


def _hubs(store: Store) -> list[str]:
    """Things with a name that can be said, those with most links first."""
    sample = store.concepts[::max(1, len(store.concepts) // _LOOKED_AT)]
    named = [iri for iri in sample if (label := store.label_or_none(iri)) and len(label) <= _LONGEST and label.isprintable()
             and any(c.isalpha() for c in label)]
    ranked = sorted(named, key=lambda iri: (-len(store.links(iri)), iri))
    return [iri for iri in ranked[:_BUSIEST] if store.links(iri)] or ranked[:_BUSIEST]


def _what_is(store: Store, hubs: Iterable[str]) -> Iterator[str]:
    return (f"what is {store.label(iri)}" for iri in sorted(hubs, key=lambda iri: not store.definition(iri)))


def _by_relation(store: Store, hubs: Iterable[str]) -> Iterator[str]:
    """ "what lives in Paris": the relation that most things bear to a hub."""
    for iri in hubs:
        incoming = Counter(link.property for link in store.links(iri) if not link.forward)
        for prop, _ in incoming.most_common(2):
            yield f"what {concepts.relation_label(store, prop, True)} {store.label(iri)}"


def _kinds(store: Store) -> Iterator[str]:
    """ "list all cities": a kind that is neither nearly empty nor nearly everything."""
    for family in sorted(families.of(store).all, key=lambda f: abs(len(f.concepts) - 8)):
        if family.iri and len(family.label) <= _LONGEST:
            yield f"list all {family.label}"


def _compared(store: Store, hubs: list[str]) -> Iterator[str]:
    for one, other in itertools.combinations(hubs, 2):
        if store.kinds(one) == store.kinds(other):
            yield f"{store.label(one)} vs {store.label(other)}"


def _between(store: Store, hubs: list[str]) -> Iterator[str]:
    """A path between two things that are not linked to one another."""
    for one, other in itertools.islice(itertools.combinations(hubs, 2), 4 * _TRIED):
        if all(link.other != other for link in store.links(one)):
            try:
                paths.find(store, [one, other], limit=1)
            except GraphError:
                continue
            yield f"path from {store.label(one)} to {store.label(other)}"
