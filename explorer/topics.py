"""Topics: a thesaurus by what stands highest in it, so that its first screen is more than one cluster of concepts.

May import: graph. Reads skos:broader and skos:narrower as they stand, whichever of the two a graph states.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graph.store import Store
from graph.vocabulary import SKOS

_ABOVE, _BELOW = SKOS + "broader", SKOS + "narrower"
# A topic that holds more than this share of all is divided into what stands directly below it.
_TOO_MUCH = 2 / 3


def of(store: Store) -> dict[str, tuple[str, ...]]:
    """The topmost concepts, each with itself and all that stands below it, the largest first; "" has what stands nowhere.

    A concept below several of them belongs to the first. Empty for a graph that is no hierarchy of at least two topics.
    """
    above = _above(store)
    if not above:
        return {}
    below = {parent for parents in above.values() for parent in parents}
    placed = sorted(below | above.keys())
    tops: frozenset[str] = frozenset()
    found = _gathered(placed, above, tops)
    while len(largest := max(found.values(), key=len)) > _TOO_MUCH * len(placed):
        top = next(t for t, members in found.items() if members is largest)
        children = {iri for iri in largest if top in above.get(iri, ())}
        if len(children) < 2:
            break
        tops |= children
        found = _gathered(placed, above, tops)
    rest = tuple(iri for iri in store.concepts if iri not in above and iri not in below)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return dict(ranked) | ({"": rest} if rest else {}) if len(found) > 1 else {}


def _above(store: Store) -> dict[str, tuple[str, ...]]:
    """What stands directly above each concept."""
    known, found = store.concept_set, defaultdict(set)
    for low, high in [*_pairs(store, _ABOVE), *((low, high) for high, low in _pairs(store, _BELOW))]:
        if low != high and low in known and high in known:
            found[low].add(high)
    return {iri: tuple(sorted(parents)) for iri, parents in found.items()}


def _pairs(store: Store, predicate: str) -> list[tuple[str, str]]:
    rows = store.select(f"SELECT ?a ?b {{ ?a <{predicate}> ?b . FILTER(isIRI(?a) && isIRI(?b)) }}")
    return [(row["a"], row["b"]) for row in rows]


def _gathered(placed: Iterable[str], above: Mapping[str, tuple[str, ...]], tops: frozenset[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    known: dict[str, str] = {}
    for iri in placed:
        found[_top(iri, above, tops, known)].append(iri)
    return {top: tuple(members) for top, members in found.items()}


def _top(iri: str, above: Mapping[str, tuple[str, ...]], tops: frozenset[str], known: dict[str, str]) -> str:
    """Up the first way, until nothing is above, a top is met, or the way comes round: then the least of the round."""
    way: list[str] = []
    at = iri
    while at not in known and at not in way and at not in tops and at in above:
        way.append(at)
        at = above[at][0]
    top = known.get(at) or (min(way[way.index(at):]) if at in way else at)
    known.update(dict.fromkeys(way, top))
    return top
