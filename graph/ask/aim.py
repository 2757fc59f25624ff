"""Aim: what a question is after, seen once it is answered: what makes the thing wanted, what serves the task described.

May import: vocabulary, store, claims, english, choose, evidence, frame, link, model, pieces, query, reading, solve, traits.
"""

from __future__ import annotations

from dataclasses import replace

from .. import claims
from ..store import Store
from ..vocabulary import WF
from . import english, evidence, query, traits
from .choose import choose, is_goal, purposes
from .frame import frame
from .link import Linked, Span
from .model import Outcome, item
from .pieces import asked_in, class_spans, iris, is_scenario, targets_of
from .reading import Reading
from .solve import solve

# By how much a choice that accounts for more of a story goes before, and by how much less one may and still be named.
_LEADS, _BEHIND = 0.08, 0.3
_FEW = 2
_VARIANT = WF + "isVariantOf"
_STEPS = frozenset(("how", "steps", "step", "recipe"))
_MAKING = frozenset((WF + "produces", WF + "writes"))
_WANTING = frozenset("want wants need needs require requires".split())
_BEFORE_NAMES = frozenset("is it are this that be was they".split())
_TROUBLES = frozenset((WF + "Problem", WF + "Symptom"))


def towards(store: Store, linked: Linked, outcome: Outcome) -> Outcome:
    """Only the answers that make what the question wants made, where it says so and some of them do."""
    goals = {i for s in linked.spans if s.of("concept") and _is_wanted(linked, s) for i in iris(s)}
    if not goals or len(outcome.items) < 2:
        return outcome
    known = claims.of(store).by_subject
    kept = tuple(
        i
        for i in outcome.items
        if any(c.property in _MAKING and c.object in goals and c.standing and c.polarity for c in known.get(i.iri, []))
    )
    return replace(outcome, items=kept) if kept else outcome


def _is_wanted(linked: Linked, span: Span) -> bool:
    """Whether the words around a name say that it is to be made: `as written text`, `spoken audio out of ...`, `wants text`."""
    words = [t.text for t in linked.tokens]
    before = [w for w in words[max(0, span.first - 3) : span.first] if w not in english.ARTICLES]
    after = words[span.last : span.last + 2]
    led = bool(before) and (before[-1] in english.TOWARDS | {"as"} or before[-1] in _WANTING)
    return led or after == ["out", "of"] or after[:1] == ["from"]


def unfolded(store: Store, reading: Reading, outcome: Outcome) -> tuple[Reading, Outcome] | None:
    """The steps of the one recipe found, for someone who asks how; the formula named, for someone who asks what to take."""
    items, linked = outcome.items, reading.linked
    named = [*([i.iri for i in items] if len(items) == 1 else []), *reading.anchors]
    steps = linked is not None and bool(_STEPS & {t.text for t in linked.tokens})
    wanted = next((i for i in named if store.values(i, WF + "step")), None) if steps else None
    if wanted is None and reading.intent == "choose":
        wanted = next((i for i in reversed(named) if store.value(i, WF + "expression")), None)
    if wanted is None:
        return None
    asked = replace(reading, intent="define", anchors=(wanted,))
    found = solve(store, asked)
    return (asked, found) if found else None


def served(store: Store, reading: Reading, outcome: Outcome) -> tuple[Reading, Outcome] | None:
    """What serves the task that a question describes without naming it; None where it asks what that is, or nothing serves it.

    Where what is described is itself of the kind asked for, it comes first and what employs it behind.
    """
    linked = reading.linked
    if linked is None or reading.intent != "define":
        return None
    iri = reading.anchors[0]
    types = traits.types(store, iri)
    kinds = asked_in(linked, class_spans(linked))
    is_asked = any(types & set(targets_of(k)) for k in kinds)
    if _TROUBLES & types or not is_goal(store, iri) or not is_asked and purposes(store, iri):
        return None
    shape = frame(linked.tokens)
    if shape.defines or shape.wh not in ("what", "which", *((None,) if is_asked else ())) or _asks_a_name(linked):
        return None
    targets = targets_of(kinds[0] if kinds else None)
    for wanted in dict.fromkeys((targets, ()) if not is_asked else (targets,)):
        asked = replace(reading, intent="choose", targets=wanted)
        found = choose(store, asked)
        if found and found.items:
            return (reading, replace(outcome, items=(*outcome.items, *found.items))) if is_asked else (asked, found)
    return None


def by_story(store: Store, reading: Reading, outcome: Outcome) -> Outcome:
    """Choices in the order in which they account for the story that a question tells, those that do so far less left out."""
    assert reading.linked is not None
    if reading.intent != "choose" or len(outcome.items) < 2 or not is_scenario(reading.linked):
        return outcome
    shares = {i.iri: evidence.share_of(store, reading.linked, i.iri) for i in outcome.items}
    ranked = sorted(outcome.items, key=lambda i: -shares[i.iri])
    if shares[ranked[0].iri] < shares[outcome.items[0].iri] + _LEADS:
        ranked = list(outcome.items)
    best = shares[ranked[0].iri]
    return replace(outcome, items=tuple(i for i in ranked if shares[i.iri] > best - _BEHIND))


def with_variants(store: Store, reading: Reading, outcome: Outcome) -> Outcome:
    """The one or two choices, and behind them the special forms of these, as far as they are of the kind asked for."""
    if reading.intent != "choose" or not 0 < len(outcome.items) <= _FEW:
        return outcome
    known = claims.of(store)
    named = {*reading.anchors, *reading.without, *(i.iri for i in outcome.items)}
    barred = {c.subject for a in reading.anchors for c in known.by_object.get(a, []) if not c.polarity and c.standing}
    found = [c for i in outcome.items for c in known.by_object.get(i.iri, []) if c.property == _VARIANT and c.polarity and c.standing]
    fit = [c for c in found if not reading.targets or set(reading.targets) & traits.types(store, c.subject)]
    fit = [c for c in fit if c.subject not in named | barred and (not reading.among or c.subject in reading.among)]
    if not fit:
        return outcome
    sparql = query.with_forms(outcome.sparql, [i.iri for i in outcome.items], _VARIANT) if outcome.sparql else None
    return replace(outcome, items=(*outcome.items, *(item(store, c.subject, c) for c in fit[:_FEW])), sparql=sparql)


def _asks_a_name(linked: Linked) -> bool:
    """Whether a question asks how something is called, and not who called something."""
    words = [t.text for t in linked.tokens]
    return any(
        w in english.NAMING and (w != "called" or words[i - 1 : i] == [] or words[i - 1] in _BEFORE_NAMES) for i, w in enumerate(words)
    )
