"""Thresholds: the conditions that a quantity in a question meets, `a data set of 40 MB` where one is told of less than 100 MB.

May import: vocabulary, store, english, normalise, quantities.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..store import Store
from ..vocabulary import RDF, WF
from . import english
from .normalise import Token, stem, stems, tokens
from .quantities import Unit, units

_OPPOSITE = {"atLeast": "atMost", "atMost": "atLeast"}


@dataclass(frozen=True)
class Threshold:
    """A condition that holds from a value on (*bound* is atLeast) or up to it (atMost), in the base unit of a dimension.

    *said* holds the stems of the condition's names: the words that may stand around a quantity that meets it.
    """

    iri: str
    value: float
    dimension: str
    bound: str
    said: frozenset[str]


@dataclass(frozen=True)
class Scale:
    """All thresholds of a graph, and its units by their names' stems."""

    thresholds: tuple[Threshold, ...] = ()
    units: tuple[tuple[tuple[str, ...], Unit], ...] = ()


def scale(store: Store) -> Scale:
    """The thresholds that the conditions of a graph have, with their units; empty where no condition has one."""
    known = units(store)
    by_iri = {u.iri: u for u in known}
    found = []
    for iri in store.subjects(RDF + "type", WF + "Condition"):
        for quantity in store.values(iri, WF + "threshold"):
            unit = by_iri.get(store.value(quantity, WF + "unit") or "")
            bound = (store.value(quantity, WF + "bound") or "").removeprefix(WF)
            value = store.value(quantity, WF + "value")
            if unit and value and bound in _OPPOSITE:
                said = frozenset(s for n in (store.label(iri), *store.synonyms(iri)) for s in stems(n))
                found.append(Threshold(iri, float(value) * unit.factor, unit.dimension, bound, said))
    named = tuple((tuple(t.stem for t in tokens(n)), u) for u in known for n in (u.label, *_symbols(store, u.iri)))
    return Scale(tuple(found), named if found else ())


def _symbols(store: Store, unit: str) -> list[str]:
    return [*store.synonyms(unit), *store.values(unit, WF + "symbol")]


def met(known: Scale, words: Sequence[Token]) -> Iterator[tuple[str, frozenset[int]]]:
    """Each condition that a quantity in a question meets, with the positions of the quantity and what is said of it.

    The question must use a word of the condition beside its number: 40 MB of data are no model of 40 MB.
    """
    if not known.thresholds:
        return
    for first, last, value, dimension in _quantities(known, words):
        compared = _comparison(words, first)
        for threshold in known.thresholds:
            if threshold.dimension == dimension and _meets(threshold, value, compared):
                held = _around(threshold, words, first, last)
                if any(words[i].stem in threshold.said and not words[i].is_filler for i in held - set(range(first, last))):
                    yield threshold.iri, held


def _quantities(known: Scale, words: Sequence[Token]) -> Iterator[tuple[int, int, float, str]]:
    """Numbers with a unit right behind them: where they stand, their value in the base unit, and the dimension."""
    for at, token in enumerate(words[:-1]):
        number = float(token.text) if token.is_number else english.NUMBER_WORDS.get(token.text, 1 if token.text in ("a", "an") else None)
        behind = words[at + 1]
        unit = next((u for name, u in known.units if name == (behind.stem,) or name == (stem(behind.text),)), None)
        if number is not None and unit and behind.text not in english.LIGHT:
            yield at, at + 2, number * unit.factor, unit.dimension


def _comparison(words: Sequence[Token], first: int) -> str | None:
    """Whether a number is itself a bound: `more than 50 MB`, `under 50 MB`."""
    before = {t.text for t in words[max(0, first - 2) : first]}
    if before & english.ABOVE:
        return "atLeast"
    return "atMost" if before & english.BELOW else None


def _meets(threshold: Threshold, value: float, compared: str | None) -> bool:
    if compared == _OPPOSITE[threshold.bound]:
        return False
    return value >= threshold.value if threshold.bound == "atLeast" else value <= threshold.value


def _around(threshold: Threshold, words: Sequence[Token], first: int, last: int) -> frozenset[int]:
    """The positions of a quantity and of the words beside it that a name of the condition uses."""

    def belongs(at: int) -> bool:
        token = words[at]
        within = token.sentence == words[first].sentence
        return within and (token.stem in threshold.said or token.text in english.LIGHT | english.ABOVE | english.BELOW)

    while first > 0 and belongs(first - 1):
        first -= 1
    while last < len(words) and belongs(last):
        last += 1
    while first < last and words[first].text in english.LIGHT:
        first += 1
    while last > first and words[last - 1].text in english.LIGHT:
        last -= 1
    return frozenset(range(first, last))
