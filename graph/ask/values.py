"""Values: numbers and texts that a concept has, and formulas worked out from numbers in the question.

May import: vocabulary, store, claims, formulas, sentences, ask.model, ask.query, ask.quantities, ask.read, ask.solve (Outcome).
"""
from __future__ import annotations

import re

from .. import claims, formulas, sentences
from ..claims import Claim
from ..formulas import Formula, FormulaError, Variable
from ..store import Store
from ..vocabulary import WF
from . import quantities, query
from .model import Computed, Item, definition_passages, item, name
from .normalise import Token, stem, stems, tokens
from .quantities import Quantity
from .read import Reading, left_over
from .solve import Outcome

_DIMENSION = {"how long": "time", "how often": "time", "how frequently": "time", "how quickly": "time", "how fast": "time",
              "how big": "data", "how large": "data", "how small": "data", "when": "time"}
_TEXT_WH = ("where", "what", "which", "how", None)


def value(store: Store, reading: Reading) -> Outcome | None:
    """The value claims of a concept that fit the property, unit, dimension and words of the question."""
    anchor = reading.anchors[0]
    pool = [c for c in _value_claims(store, anchor) if c.standing and c.polarity]
    formula = _formula(store, anchor) if _asks_formula(store, reading) else None
    if formula:
        return formula
    fitting = _fitting(store, reading, pool)
    if not fitting:
        return None
    asked = _asked(reading)
    best = max(score for score, _ in fitting)
    chosen = [c for score, c in fitting if score >= best - 0.01][:6]
    items = tuple(_value_item(store, c) for c in chosen)
    explained = frozenset(s for c in chosen for s in _stems(store, c)) & asked
    return Outcome(items, lead=_lead(items, chosen), sparql=query.described(anchor, tuple(sorted({c.property for c in chosen}))),
                   explained=explained, strength=0.15 * min(best, 3))


def _value_claims(store: Store, anchor: str) -> list[Claim]:
    known = claims.of(store)
    near = [anchor]
    found = [c for a in near for c in known.by_subject.get(a, []) if _is_value(store, c)]
    found += [c for c in known.all if anchor in c.conditions and _is_value(store, c)]
    return found


def _is_value(store: Store, claim: Claim) -> bool:
    prop = store.vocabulary.properties.get(claim.property)
    return prop is not None and (not prop.is_object or prop.range == WF + "Quantity")


def _asked(reading: Reading) -> frozenset[str]:
    assert reading.linked is not None
    return frozenset(t.stem for t in reading.linked.tokens if not t.is_filler)


def _fitting(store: Store, reading: Reading, pool: list[Claim]) -> list[tuple[float, Claim]]:
    """Claims with how well they fit: the property named, the unit or dimension asked for, the words shared."""
    below = {b for p in reading.properties for b in store.vocabulary.subproperties(p)}
    dimension = _DIMENSION.get(reading.wh or "")
    anchor_stems = {s for n in (store.label(reading.anchors[0]), *store.synonyms(reading.anchors[0])) for s in stems(n)}
    rest = _asked(reading) - anchor_stems
    found = []
    for claim in pool:
        unit = store.value(claim.object, WF + "unit") if not claim.is_literal else None
        score = 0.0
        if below:
            score += 1.0 if claim.property in below else 0.0
        if reading.units:
            same = unit in reading.units or (unit and _dimension(store, unit) in {_dimension(store, u) for u in reading.units})
            score += 1.0 if same else 0.0
        if dimension:
            score += 1.0 if unit and _dimension(store, unit) == dimension else -0.5
        if reading.wh in ("how many", "how much") and not unit:
            score -= 0.8
        if reading.wh == "where":
            score += 0.8 if claim.property == WF + "path" else -0.2
        overlap = len(rest & _stems(store, claim))
        score += 0.5 * min(overlap, 3)
        holders = {t for h in reading.holders for t in (h,)}
        if holders & {claim.object, *claim.conditions}:
            score += 0.6
        if score > 0.45:
            found.append((score, claim))
    return sorted(found, key=lambda f: -f[0])


def _dimension(store: Store, unit: str) -> str:
    return store.value(unit, WF + "dimension") or unit


def _stems(store: Store, claim: Claim) -> set[str]:
    prop = store.vocabulary.properties[claim.property]
    words = " ".join([claim.statement, claim.reason, prop.label, *prop.words, *prop.nouns, *(n for c in claim.conditions for n in (store.label(c), *store.synonyms(c)))])
    return set(stems(words))


def _value_item(store: Store, claim: Claim) -> Item:
    return item(store, claim.subject, claim)


def _lead(items: tuple[Item, ...], chosen: list[Claim]) -> str:
    return " ".join(sentences.sentence(c.statement + (f", because {c.reason}" if False else "") + (f" ({c.reason})" if c.reason else "")) for c in chosen)


# -- formulas ----------------------------------------------------------------


def _asks_formula(store: Store, reading: Reading) -> bool:
    assert reading.linked is not None
    words = {t.stem for t in reading.linked.tokens}
    label = store.vocabulary.classes.get(WF + "Formula")
    names = {stem(w) for n in (label.label, *label.words) for w in n.split()} if label else set()
    asks = words & (names | {stem("calculate"), stem("compute"), stem("calculated"), stem("computed")})
    return bool(asks)


def _formula(store: Store, anchor: str) -> Outcome | None:
    """The formula that computes a concept, or the concept itself where it is one, written out with its variables."""
    found = [f for f in formulas.read(store) if anchor == f.iri or anchor in f.computes]
    if not found:
        return None
    items, texts = [], []
    for f in found:
        where = "; ".join(f"{v.symbol} = {v.label}" for v in f.variables if v.symbol != v.label)
        target = store.label(f.computes[0]) if f.computes else f.label
        worded = _substituted(f.expression, {v.symbol: v.label for v in f.variables})
        texts.append(f"{target} = {worded}" + (f", or {f.expression} where {where}" if where else ""))
        items.append(Item(f.iri, name(store, f.iri), store.kind(f.iri), texts[-1], _computing(store, f), definition_passages(store, f.iri),
                          _correction(store, f)))
    return Outcome(tuple(items), lead=". ".join(sentences.sentence(t) for t in texts), sparql=query.described(found[0].iri, ()),
                   explained=frozenset(), strength=0.2)


def _substituted(expression: str, words: dict[str, str]) -> str:
    """An expression with its symbols replaced, all at once."""
    if not words:
        return expression
    symbols = "|".join(re.escape(s) for s in sorted(words, key=len, reverse=True))
    return re.sub(rf"\b(?:{symbols})\b", lambda m: words[m[0]], expression)


def worded(store: Store, iri: str) -> str:
    """The expression of a formula with the names of its variables in place of their symbols."""
    found = next(f for f in formulas.read(store) if f.iri == iri)
    return _substituted(found.expression, {v.symbol: v.label for v in found.variables})


def _computing(store: Store, formula: Formula) -> Claim | None:
    return next((c for c in claims.of(store).by_subject.get(formula.iri, []) if c.object in formula.computes), None)


def _correction(store: Store, formula: Formula):  # type: ignore[no-untyped-def]
    return next(iter(claims.of(store).findings.get(formula.iri, [])), None)


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
    return _computed(store, formula, given), frozenset(used)


def _counts(store: Store, formula: Formula) -> bool:
    """Whether a formula gives a number of things, whose unit names what it computes."""
    return bool(formula.unit) and not store.value(formula.unit or "", WF + "symbol") and store.value(formula.unit or "", WF + "dimension") != "ratio"


def _fill(store: Store, formula: Formula, words: tuple[Token, ...], found: list[Quantity]) -> tuple[dict[str, float], set[int]]:
    """Which number is which variable: by the name beside it, else by its unit.

    Names stand either before their numbers ("TP = 8, FP = 2") or behind ("8 true positives"); what fills more wins.
    """
    tries = [_filled(store, formula, words, found, leading) for leading in (True, False)]
    _, given, used = max(tries, key=lambda t: (len(t[1]), t[0]))
    return given, used


def _filled(store: Store, formula: Formula, words: tuple[Token, ...], found: list[Quantity], leading: bool) -> tuple[float, dict[str, float], set[int]]:
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
            if [w.stem for w in words[first:first + len(key)]] != key:
                continue
            last = first + len(key)
            if last <= quantity.first:
                gap = [w for w in words[last:quantity.first] if w.text not in ("of", "is", "was", "equal", "equals", "to", "at", "a", "the", "value", "were", "are", "and")]
                between_numbers = sum(1 for w in words[last:quantity.first] if w.is_number)
                score = (1.4 if leading else 0.9) - 0.2 * len(gap) - 1.0 * between_numbers - 0.05 * (quantity.first - last)
            elif first >= quantity.first + 1:
                gap = [w for w in words[quantity.last if quantity.last <= first else quantity.first + 1:first] if w.text not in ("of", "the", "actual")]
                between_numbers = sum(1 for w in words[quantity.first + 1:first] if w.is_number)
                score = (0.9 if leading else 1.4) - 0.2 * len(gap) - 1.0 * between_numbers - 0.05 * (first - quantity.first)
            else:
                continue
            score += 0.1 * len(key)
            if score > best[0]:
                best = (score, set(range(first, last)))
    return best


def _computed(store: Store, formula: Formula, given: dict[str, float]) -> Outcome:
    inputs = {v.symbol: given.get(v.symbol, v.default) for v in formula.variables}
    written = _substituted(formula.expression, {s: sentences.number(round(v or 0, 6)) for s, v in inputs.items()})
    unit = store.label(formula.unit) if formula.unit else ""
    try:
        result = formulas.compute(formula.expression, inputs)
    except FormulaError as error:
        return Outcome((item(store, formula.iri),), lead=str(error) + ".", sparql=query.described(formula.iri, ()))
    shown = sentences.number(round(float(result), 4))
    words = sentences.quantity(_decimal(shown), None, None, unit, "exact")
    target = store.label(formula.computes[0]) if formula.computes else formula.label
    lead = f"{target[:1].upper()}{target[1:]}: {words}. {formula.expression} = {written} = {shown}."
    found = Item(formula.iri, name(store, formula.iri), store.kind(formula.iri), lead, _computing(store, formula),
                 definition_passages(store, formula.iri), _correction(store, formula))
    return Outcome((found,), lead=lead, sparql=query.described(formula.iri, ()), strength=0.5,
                   computed=Computed(f"{formula.expression} = {written}", inputs, float(result), unit))


def _decimal(text: str):  # type: ignore[no-untyped-def]
    from decimal import Decimal
    return Decimal(text)
