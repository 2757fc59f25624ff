"""Aim: what a question is after, seen once it is answered: what makes the thing wanted, what serves the task described.

May import: vocabulary, store, claims, english, choose, frame, link, model, pieces, reading, traits.
"""

from __future__ import annotations

from dataclasses import replace

from .. import claims
from ..store import Store
from ..vocabulary import WF
from . import english, traits
from .choose import choose, is_goal, purposes
from .frame import frame
from .link import Linked, Span
from .model import Outcome
from .pieces import asked_in, class_spans, iris, targets_of
from .reading import Reading

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
        i for i in outcome.items if any(c.property in _MAKING and c.object in goals and c.standing and c.polarity for c in known.get(i.iri, []))
    )
    return replace(outcome, items=kept) if kept else outcome


def _is_wanted(linked: Linked, span: Span) -> bool:
    """Whether the words around a name say that it is to be made: `as written text`, `spoken audio out of ...`, `wants text`."""
    words = [t.text for t in linked.tokens]
    before = [w for w in words[max(0, span.first - 3) : span.first] if w not in english.ARTICLES]
    after = words[span.last : span.last + 2]
    led = bool(before) and (before[-1] in english.TOWARDS | {"as"} or before[-1] in _WANTING)
    return led or after == ["out", "of"] or after[:1] == ["from"]


def served(store: Store, reading: Reading) -> tuple[Reading, Outcome] | None:
    """What serves the task that a question describes without naming it; None where it asks what that is, or nothing serves it."""
    linked = reading.linked
    if linked is None or reading.intent != "define":
        return None
    iri = reading.anchors[0]
    types = traits.types(store, iri)
    kinds = asked_in(linked, class_spans(linked))
    is_asked = any(types & set(targets_of(k)) for k in kinds)
    if is_asked or _TROUBLES & types or not is_goal(store, iri) or purposes(store, iri):
        return None
    shape = frame(linked.tokens)
    if shape.defines or shape.wh not in ("what", "which") or _asks_a_name(linked):
        return None
    for targets in dict.fromkeys((targets_of(kinds[0] if kinds else None), ())):
        asked = replace(reading, intent="choose", targets=targets)
        found = choose(store, asked)
        if found and found.items:
            return asked, found
    return None


def _asks_a_name(linked: Linked) -> bool:
    """Whether a question asks how something is called, and not who called something."""
    words = [t.text for t in linked.tokens]
    return any(w in english.NAMING and (w != "called" or words[i - 1 : i] == [] or words[i - 1] in _BEFORE_NAMES) for i, w in enumerate(words))
