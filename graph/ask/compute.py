"""Compute: formulas worked out from the numbers in a question.

May import: vocabulary, store, formulas, sentences, model, query, quantities, values, normalise.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .. import formulas, sentences
from ..formulas import Formula, FormulaError, Variable
from ..store import Store
from ..vocabulary import WF
from . import quantities, query
from .model import Computed, Item, Outcome, definition_passages, item, name
from .normalise import Token, tokens
from .quantities import Quantity
from .values import computing, correction, substituted


def compute(store: Store, words: tuple[Token, ...], named: list[str]) -> tuple[Outcome, frozenset[int]] | None:
    """Work out the formula that the numbers of a question fill, and the tokens it used.

    *named* are the concepts in the question; a formula counts only if it, or what it computes, is named.
    """
    found = quantities.find(words, quantities.units(store))
    if not found:
        return None
    best: tuple[int, Formula, dict[str, float], set[int]] | None = None
    for formula in formulas.read(store):
        if not ({formula.iri, *formula.computes, formula.unit if _counts(store, formula) else ""} & set(named)):
            continue
        given, used = _fill(store, formula, words, found)
        missing = [v for v in formula.variables if v.symbol not in given and v.default is None]
        taken = sum(1 for q in found if q.first in used)
        if not missing and given and (best is None or taken > best[0]):
            best = (taken, formula, given, used)
    if best is None:
        return None
    _, formula, given, used = best
    return computed(store, formula, given), frozenset(used)


def _counts(store: Store, formula: Formula) -> bool:
    """Whether a formula gives a number of things, whose unit names what it computes."""
    return (
        bool(formula.unit)
        and not store.value(formula.unit or "", WF + "symbol")
        and store.value(formula.unit or "", WF + "dimension") != "ratio"
    )


def _fill(store: Store, formula: Formula, words: tuple[Token, ...], found: list[Quantity]) -> tuple[dict[str, float], set[int]]:
    """Which number is which variable: by the name beside it, else by its unit.

    Names stand either before their numbers ("TP = 8, FP = 2") or behind ("8 true positives"); what fills more wins.
    """
    tries = [_filled(store, formula, words, found, leading) for leading in (True, False)]
    _, given, used = max(tries, key=lambda t: (len(t[1]), t[0]))
    return given, used


def _filled(
    store: Store, formula: Formula, words: tuple[Token, ...], found: list[Quantity], leading: bool
) -> tuple[float, dict[str, float], set[int]]:
    given: dict[str, float] = {}
    used: set[int] = set()
    total = 0.0
    known = {u.iri: u for u in quantities.units(store)}
    options = []
    for quantity in found:
        for variable in formula.variables:
            score, span = _closeness(words, quantity, variable, leading)
            unit = known.get(variable.unit or "")
            same = [u for u in quantity.units if unit and u.dimension == unit.dimension and unit.dimension != "ratio"]
            if same or score > 0:
                options.append((score + (1.5 if same else 0), quantity, variable, same[0] if same else None, span))
    for score, quantity, variable, unit, span in sorted(options, key=lambda o: -o[0]):
        if variable.symbol in given or quantity.first in used:
            continue
        own = known.get(variable.unit or "")
        scale = unit.factor / own.factor if unit and own else 0.01 if any(u.label == "percent" for u in quantity.units) else 1.0
        given[variable.symbol] = quantity.value * scale
        used |= set(range(quantity.first, quantity.last)) | span
        total += score
    return total, given, used


def _closeness(words: tuple[Token, ...], quantity: Quantity, variable: Variable, leading: bool) -> tuple[float, set[int]]:
    """How near a name of a variable stands to a number: right before it ("recall of 0.8", "TP = 8") or after it."""
    best: tuple[float, set[int]] = (0.0, set())
    for label in variable.names:
        key = [t.stem for t in tokens(label) if t.text not in ("the", "of", "a")]
        if not key:
            continue
        for first in range(len(words) - len(key) + 1):
            if [w.stem for w in words[first : first + len(key)]] != key:
                continue
            last = first + len(key)
            if last <= quantity.first:
                gap = [
                    w
                    for w in words[last : quantity.first]
                    if w.text not in ("of", "is", "was", "equal", "equals", "to", "at", "a", "the", "value", "were", "are", "and")
                ]
                between_numbers = sum(1 for w in words[last : quantity.first] if w.is_number)
                score = (1.4 if leading else 0.9) - 0.2 * len(gap) - 1.0 * between_numbers - 0.05 * (quantity.first - last)
            elif first >= quantity.first + 1:
                gap = [
                    w
                    for w in words[quantity.last if quantity.last <= first else quantity.first + 1 : first]
                    if w.text not in ("of", "the", "actual")
                ]
                between_numbers = sum(1 for w in words[quantity.first + 1 : first] if w.is_number)
                score = (0.9 if leading else 1.4) - 0.2 * len(gap) - 1.0 * between_numbers - 0.05 * (first - quantity.first)
            else:
                continue
            score += 0.1 * len(key)
            if score > best[0]:
                best = (score, set(range(first, last)))
    return best


def computed(store: Store, formula: Formula, given: Mapping[str, Any]) -> Outcome:
    """A formula worked out with what is *given* for its symbols, numbers or lists; defaults fill the rest.

    Where it cannot be computed, the outcome says why and has nothing `computed`.
    """
    inputs = {v.symbol: given.get(v.symbol, v.default) for v in formula.variables}
    written = substituted(formula.expression, {s: _written(v) for s, v in inputs.items()})
    unit = store.label(formula.unit) if formula.unit else ""
    try:
        result = formulas.compute(formula.expression, inputs)
    except FormulaError as error:
        return Outcome((item(store, formula.iri),), lead=str(error) + ".", sparql=query.described(formula.iri, ()))
    # Digits that count: four decimals of a value near one, but never nought for a small one.
    shown = sentences.number(float(f"{float(result):.4g}") if 0 < abs(result) < 0.01 else round(float(result), 4))
    words = sentences.quantity(Decimal(shown), None, None, unit, "exact")
    target = store.label(formula.computes[0]) if formula.computes else formula.label
    lead = f"{target[:1].upper()}{target[1:]}: {words}. {formula.expression} = {written} = {shown}."
    found = Item(
        formula.iri,
        name(store, formula.iri),
        store.kind(formula.iri),
        lead,
        computing(store, formula),
        definition_passages(store, formula.iri),
        correction(store, formula),
    )
    return Outcome(
        (found,),
        lead=lead,
        sparql=query.described(formula.iri, ()),
        strength=0.5,
        computed=Computed(f"{formula.expression} = {written}", inputs, float(result), unit),
    )


def _written(value: Any) -> str:
    """An input as it stands in the arithmetic."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_written, value))}]"
    return repr(value) if isinstance(value, str) else sentences.number(round(value or 0, 6))
