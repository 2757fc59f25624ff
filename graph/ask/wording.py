"""Wording: a chosen reading and its outcome -> the answer as a person reads it, and its reading as a person checks it.

May import: vocabulary, store, sentences, concepts, model, query, reading, suggest.
"""

from __future__ import annotations

from typing import Any

from .. import sentences
from ..concepts import relation_label
from ..store import Store
from . import query
from .model import Answer, Item, Outcome
from .reading import Reading
from .suggest import suggest


def worded(store: Store, question: str, reading: Reading, outcome: Outcome, unexplained: tuple[str, ...], score: float) -> Answer:
    """The answer that an outcome of a reading gives; *unexplained* are the words of the question left over."""
    text = (
        outcome.lead
        if reading.intent not in ("relation", "list", "choose", "parts") or not outcome.items
        else _listing(store, reading, outcome)
    )
    corrections = dict.fromkeys(
        f"The notes had: {c.had} ({c.holds})"
        for i in outcome.items
        if (c := i.correction) and reading.intent in ("value", "verify", "advice")
    )
    text = " ".join([text, *corrections])
    return Answer(
        question,
        _intent(reading),
        text,
        outcome.items,
        outcome.verdict,
        outcome.against,
        outcome.steps,
        outcome.computed,
        outcome.decided_by,
        (),
        tuple(suggest(store, question, 3, reading.anchors)) if not outcome.items else (),
        (_explained(store, reading, unexplained, score),),
        shown(outcome.sparql),
    )


def _intent(reading: Reading) -> str:
    return {
        "relation": "lookup",
        "choose": "select",
        "either": "select",
        "effects": "lookup",
        "verify-class": "verify",
        "verify-text": "verify",
        "advice": "lookup",
    }.get(reading.intent, reading.intent)


def _listing(store: Store, reading: Reading, outcome: Outcome) -> str:
    """One sentence first, then the answers by kind, each with direction, condition, reason and lines."""
    labels = [_short(i) for i in outcome.items]
    count = f" ({len(labels)})" if _asks_how_many(reading) else ""
    head = f"{_question_words(store, reading)}{count}: {sentences.listed(labels)}."
    lines = [head[:1].upper() + head[1:]]
    if outcome.decided_by:
        lines.append(f"Decided by: {outcome.decided_by}.")
    if outcome.lead:
        lines.append(outcome.lead)
    if outcome.against:
        lines.append(f"Not: {sentences.listed([i.claim.statement if i.claim else i.label for i in outcome.against])}.")
    if len(outcome.items) == 1 and (said := store.definition(outcome.items[0].iri)):
        label = outcome.items[0].label
        lines.append(f"{label[:1].upper()}{label[1:]}: {said}")
    return " ".join(lines)


def _asks_how_many(reading: Reading) -> bool:
    """Whether the question wants the number of what is listed."""
    words = [t.text for t in reading.linked.tokens] if reading.linked else []
    return ("how", "many") in zip(words, words[1:], strict=False)


def _short(found: Item) -> str:
    claim = found.claim
    text = f"a {claim.direction} {found.label}" if claim and claim.direction and claim.subject == found.iri else found.label
    return f"{text} (when: {found.condition})" if found.condition else text


def _question_words(store: Store, reading: Reading) -> str:
    anchors = sentences.listed([store.label(a) for a in reading.anchors]) if reading.anchors else ""
    if reading.intent == "relation":
        denied = "not: " if reading.negated else ""
        if reading.gap == "subject":
            return f"{denied}{anchors} {relation_label(store, reading.properties[0], False)}"
        return f"{denied}{anchors} {relation_label(store, reading.properties[0], True)}"
    kinds = sentences.listed([store.label(t) for t in reading.targets[:1]]) if reading.targets else "what fits"
    holders = f" of {sentences.listed([store.label(h) for h in reading.holders])}" if reading.holders else ""
    return f"{kinds}{holders}{f' for {anchors}' if anchors else ''}"


def _explained(store: Store, reading: Reading, unexplained: tuple[str, ...], score: float) -> dict[str, Any]:
    """The reading as a person can check it: which words became what."""
    assert reading.linked is not None
    spans = [
        {
            "words": " ".join(t.text for t in reading.linked.tokens[s.first : s.last]),
            "meanings": [{"kind": m.kind, "iri": m.iri, "label": store.label(m.iri)} for m in s.meanings[:3]],
        }
        for s in reading.linked.spans
    ]
    return {
        "intent": reading.intent,
        "properties": [store.label(p) for p in reading.properties],
        "gap": reading.gap,
        "concepts": [store.label(a) for a in reading.anchors],
        "classes": [store.label(t) for t in reading.targets],
        "linked_to": [store.label(h) for h in reading.holders],
        "words": spans,
        "mended": [list(m) for m in reading.linked.mended],
        "left_over": list(unexplained),
        "score": round(score, 3),
    }


def shown(sparql: str | None) -> str | None:
    """A query as it can be run elsewhere, with its prefixes."""
    return query.with_prefixes(sparql) if sparql else None
