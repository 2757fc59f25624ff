"""Quantities in prose: numbers with units, and the variables of a formula that they give.

May import: vocabulary, store, normalise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..store import Store
from ..vocabulary import RDF, WF
from .normalise import Token, stem, tokens

# "records per second", "records a second", "records in a second", "each": all one unit.
_EACH = frozenset("a per each every".split())
_LIGHT = frozenset("a an of per each every in the".split())


@dataclass(frozen=True)
class Unit:
    """A unit: its IRI, label, factor to the base of its dimension, and the stems by which it is called."""

    iri: str
    label: str
    factor: float
    dimension: str
    names: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Quantity:
    """A number in a question, the units that its words may mean, and the tokens first..last it takes."""

    value: float
    units: tuple[Unit, ...]
    first: int
    last: int


def units(store: Store) -> list[Unit]:
    """All units that a graph declares."""
    found = []
    for iri in store.subjects(RDF + "type", WF + "Unit"):
        names = {
            tuple(t.stem for t in tokens(n) if t.text not in _LIGHT)
            for n in (store.label(iri), *store.synonyms(iri), *store.values(iri, WF + "symbol"))
        }
        found.append(
            Unit(
                iri,
                store.label(iri),
                float(store.value(iri, WF + "factor") or 1),
                store.value(iri, WF + "dimension") or "",
                tuple(n for n in names if n),
            )
        )
    return found


def _rates(units: list[Unit], known: list[Unit]) -> list[Unit]:
    """The rates of which some units are the time: "10 per second" may be any number of things a second."""
    return [u for u in known for t in units if u.label.endswith(f" per {t.label}") and u.dimension != "data rate"]


def find(words: tuple[Token, ...], known: list[Unit]) -> list[Quantity]:
    """The numbers of a question, each with the longest unit that follows it."""
    by_name: dict[tuple[str, ...], list[Unit]] = {}
    for unit in known:
        for name in unit.names:
            by_name.setdefault(name, []).append(unit)
    found = []
    for i, token in enumerate(words):
        if not token.is_number or not re.fullmatch(r"\d+(\.\d+)?", token.text):
            continue
        best: tuple[int, list[Unit]] = (i + 1, [])
        for last in range(i + 2, min(len(words), i + 6) + 1):
            name = tuple(stem(w.text) for w in words[i + 1 : last] if w.text not in _LIGHT)
            if name in by_name:
                best = (last, by_name[name] if words[i + 1].text not in _EACH else _rates(by_name[name], known) or by_name[name])
        found.append(Quantity(float(token.text), tuple(best[1]), i, best[0]))
    return found
