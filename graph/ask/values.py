"""Values: numbers and texts that a concept has, and formulas worked out from numbers in the question.

May import: vocabulary, store, claims, formulas, sentences, link, model, query, quantities, reading, normalise, pieces.
"""

from __future__ import annotations

import re
from itertools import pairwise

from .. import claims, formulas, sentences
from ..claims import Claim
from ..formulas import Formula
from ..store import Store
from ..vocabulary import WF
from . import query
from .link import Linked
from .model import Item, Outcome, definition_passages, item, name
from .normalise import stem, stems
from .pieces import asks_unit
from .reading import Reading

_DIMENSION = {
    "how long": "time",
    "how often": "time",
    "how frequently": "time",
    "how quickly": "time",
    "how fast": "time",
    "how big": "data",
    "how large": "data",
    "how small": "data",
    "how far": "time",
    "when": "time",
}
_SIZES = ("data", "ratio", "columns")
_COUNTING = ("how many", "how much")


def value(store: Store, reading: Reading) -> Outcome | None:
    """The value claims of a concept that fit the property, unit, dimension and words of the question."""
    anchor = reading.anchors[0]
    pool = [c for c in _value_claims(store, anchor) if c.standing and c.polarity]
    formula = _formula(store, anchor) if _asks_formula(store, reading) else None
    if formula:
        return formula
    if reading.wh == "when" or _asks_date(store, reading):
        return _dated(store, reading)
    if reading.wh == "how" and not reading.properties:
        return None  # who asks how wants no number, unless it is named
    fitting = _fitting(store, reading, pool) or _amended(store, reading)
    if not fitting:
        return None
    asked = _asked(reading)
    best = max(score for score, _ in fitting)
    chosen = [c for score, c in fitting if score >= best - 0.01][:6]
    items = tuple(item(store, c.subject, c) for c in chosen)
    explained = frozenset(s for c in chosen for s in _stems(store, c)) & asked
    return Outcome(
        items,
        lead=_lead(items, chosen),
        sparql=query.described(anchor, tuple(sorted({c.property for c in chosen}))),
        explained=explained,
        strength=0.15 * min(best, 3),
    )


def _asks_date(store: Store, reading: Reading) -> bool:
    """Whether a question asks for a stretch of the calendar and not for how long something takes: `in which year`."""
    assert reading.linked is not None
    return asks_unit(reading.linked) and any(_dimension(store, u) == "time" for u in reading.units)


def _dated(store: Store, reading: Reading) -> Outcome | None:
    """Since when a claim of a concept holds, where the graph gives a date."""
    anchor = reading.anchors[0]
    found = [c for c in claims.of(store).by_subject.get(anchor, []) if c.standing and c.since]
    if not found:
        return None
    found.sort(key=lambda c: (not c.polarity, c.since or ""))
    items = tuple(item(store, c.subject, c, f"{c.statement} since {c.since}") for c in found)
    asked = _asked(reading)
    explained = frozenset(s for c in found for s in _stems(store, c)) & asked
    lead = " ".join(sentences.sentence(i.statement) for i in items)
    return Outcome(items, lead=lead, sparql=query.described(anchor, ()), explained=explained, strength=0.2)


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
        if unit and reading.wh in _COUNTING and _is_other(store, unit, reading.units):
            continue
        if is_no_size(store, reading.linked, claim):
            continue
        score = 0.0
        if below:
            score += 1.0 if claim.property in below else 0.0
        if reading.units:
            same = unit in reading.units or (unit and _dimension(store, unit) in {_dimension(store, u) for u in reading.units})
            score += 1.0 if same else 0.0
        if dimension:
            score += 1.0 if unit and _dimension(store, unit) == dimension else -0.5
        if reading.wh in _COUNTING and not unit:
            score -= 0.8
        counted = stems(store.label(unit)) if unit and reading.wh in _COUNTING and claim.subject == reading.anchors[0] else None
        if counted and stems(store.label(claim.subject))[-1:] == counted:
            score += 1.0  # "how many master nodes": what is counted is the thing itself
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


def _amended(store: Store, reading: Reading) -> list[tuple[float, Claim]]:
    """What a correction puts in the place of a value that the question asks for: of another unit, or of a part of the thing."""
    withdrawn = [c for c in _value_claims(store, reading.anchors[0]) if not c.standing]
    found = {w.correction: score for score, w in _fitting(store, reading, withdrawn) if w.correction}
    return [(found[c.correction], c) for c in claims.of(store).all if c.correction in found and c.standing and _is_value(store, c)]


def is_no_size(store: Store, linked: Linked | None, claim: Claim) -> bool:
    """Whether a question wants the size of something, as of a record, and a claim counts other things."""
    words = [t.text for t in linked.tokens] if linked else []
    unit = store.value(claim.object, WF + "unit") if not claim.is_literal else None
    asks = any(one in ("size", "length") and other == "of" for one, other in pairwise(words))
    return asks and unit is not None and _dimension(store, unit) not in _SIZES


def _is_other(store: Store, unit: str, asked: tuple[str, ...]) -> bool:
    """Whether a unit measures something else than each of the units that a question names, hours for bytes."""
    dimensions = {_dimension(store, u) for u in asked if not u.endswith("UNITLESS")}
    return bool(dimensions) and _dimension(store, unit) not in dimensions


def _dimension(store: Store, unit: str) -> str:
    return store.value(unit, WF + "dimension") or unit


def _stems(store: Store, claim: Claim) -> set[str]:
    prop = store.vocabulary.properties[claim.property]
    named = [n for c in (claim.object, *claim.conditions) if c in store.concept_set for n in (store.label(c), *store.synonyms(c))]
    words = " ".join(
        [
            claim.statement,
            claim.reason,
            prop.label,
            *prop.words,
            *prop.nouns,
            *named,
        ]
    )
    return set(stems(words))


def _lead(items: tuple[Item, ...], chosen: list[Claim]) -> str:
    return " ".join(sentences.sentence(c.statement + (f" ({c.reason})" if c.reason else "")) for c in chosen)


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
        worded = substituted(f.expression, {v.symbol: v.label for v in f.variables})
        texts.append(f"{target} = {worded}" + (f", or {f.expression} where {where}" if where else ""))
        items.append(
            Item(
                f.iri,
                name(store, f.iri),
                store.kind(f.iri),
                texts[-1],
                computing(store, f),
                definition_passages(store, f.iri),
                correction(store, f),
            )
        )
    return Outcome(
        tuple(items),
        lead=". ".join(sentences.sentence(t) for t in texts),
        sparql=query.described(found[0].iri, ()),
        explained=frozenset(),
        strength=0.2,
    )


def substituted(expression: str, words: dict[str, str]) -> str:
    """An expression with its symbols replaced, all at once."""
    if not words:
        return expression
    symbols = "|".join(re.escape(s) for s in sorted(words, key=len, reverse=True))
    return re.sub(rf"\b(?:{symbols})\b", lambda m: words[m[0]], expression)


def worded(store: Store, iri: str) -> str:
    """The expression of a formula with the names of its variables in place of their symbols."""
    found = next(f for f in formulas.read(store) if f.iri == iri)
    return substituted(found.expression, {v.symbol: v.label for v in found.variables})


def computing(store: Store, formula: Formula) -> Claim | None:
    return next((c for c in claims.of(store).by_subject.get(formula.iri, []) if c.object in formula.computes), None)


def correction(store: Store, formula: Formula):  # type: ignore[no-untyped-def]
    return next(iter(claims.of(store).findings.get(formula.iri, [])), None)
