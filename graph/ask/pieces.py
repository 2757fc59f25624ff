"""Pieces: the parts of a linked question from which readings are put together.

May import: link.
"""

from __future__ import annotations

from .link import Linked, Span


def held(linked: Linked, *spans: Span | None) -> frozenset[int]:
    return frozenset(i for s in spans if s for i in s.positions)


def words_at(linked: Linked, words: frozenset[str] | set[str] | tuple[str, ...]) -> frozenset[int]:
    return frozenset(i for i, t in enumerate(linked.tokens) if t.text in words)


def iris(span: Span) -> list[str]:
    return [m.iri for m in span.of("concept")]


def class_spans(linked: Linked) -> list[Span]:
    return [s for s in linked.spans if s.of("class")]


def targets_of(span: Span | None) -> tuple[str, ...]:
    return tuple(m.iri for m in span.of("class")) if span else ()


def is_scenario(linked: Linked) -> bool:
    """Whether a question first tells a story: in several sentences, or with many words that carry meaning."""
    told = sum(not t.is_filler for t in linked.tokens)
    return told >= 7 or told >= 5 and linked.tokens[-1].sentence > linked.tokens[0].sentence
