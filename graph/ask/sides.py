"""Sides: what a comparison or a path sets against each other, each by its full or its short name.

May import: store, english, lexicon, link, pieces, reading, traits.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..store import Store
from . import english, lexicon, traits
from .link import Linked, Span
from .pieces import class_spans, held, iris, words_at
from .reading import Reading

_MOST = 4


def comparison(store: Store, linked: Linked, concepts: list[Span]) -> Iterator[Reading]:
    """Two to four concepts side by side.

    What is of another kind than the rest may be the short name of something of theirs: beside Firehose,
    "data streams" are no streaming data, but Kinesis Data Streams.
    """
    used = words_at(linked, english.NAMED_COMPARISONS) | held(linked, *class_spans(linked), *concepts[:_MOST])
    plain = [iris(s)[0] for s in concepts[:_MOST]]
    meant = list(plain)
    for at, span in enumerate(concepts[:_MOST]):
        meant[at] = _of_their_kind(store, linked, span, [m for m in meant if m != meant[at]]) or meant[at]
    held_together = any(linked.tokens[i].text in english.JOINTS for s in concepts[:_MOST] for i in s.positions)
    for anchors, prior in ((meant, 0.52), (plain, 0.5)) if meant != plain else ((plain, 0.5),):
        if len(set(anchors)) >= 2:
            # A name that goes on behind an *and* may be two that are compared.
            yield Reading("compare", tuple(dict.fromkeys(anchors)), used=used, prior=prior - 0.2 * held_together)


def half_known(store: Store, linked: Linked, concept: Span) -> Iterator[Reading]:
    """A comparison of which one side has its name and the other a word of one: "Comprehend vs translate"."""
    unknown = [i for i in linked.unknown if linked.tokens[i].text not in english.NAMED_COMPARISONS]
    if not unknown or unknown != list(range(unknown[0], unknown[-1] + 1)):
        return
    span = Span(unknown[0], unknown[-1] + 1, (), len(unknown))
    own = iris(concept)[0]
    other = _of_their_kind(store, linked, span, [own])
    if other:
        used = words_at(linked, english.NAMED_COMPARISONS) | held(linked, concept, span)
        yield Reading("compare", (own, other) if concept.first < span.first else (other, own), used=used, prior=0.45)


def _of_their_kind(store: Store, linked: Linked, span: Span, others: list[str]) -> str | None:
    """The one concept of a kind of the others whose name ends on, begins with or holds a span's words, where it is of no such kind."""
    known = store.vocabulary
    kinds = {k for o in others for k in traits.types(store, o) if k in known.classes and 2 * len(known.descendants(k)) < len(known.classes)}
    if not kinds or any(kinds & traits.types(store, iri) for iri in iris(span)):
        return None
    words = frozenset(linked.tokens[i].stem for i in span.positions if linked.tokens[i].text not in english.LIGHT)
    if not words:
        return None
    names = lexicon.of(store).holding
    holding = [(len(key), iri) for iri, key in names.get(min(words), ()) if words < key and iri not in others]
    fitting = [(size, iri) for size, iri in holding if kinds & traits.types(store, iri)]
    shortest = {iri for size, iri in fitting if size == min(fitting)[0]}
    return shortest.pop() if len(shortest) == 1 else None


def connection(linked: Linked, concepts: list[Span]) -> Iterator[Reading]:
    used = words_at(linked, english.CONNECTIONS) | words_at(linked, english.LINKING)
    anchors = tuple(dict.fromkeys(iris(s)[0] for s in concepts[:5]))
    if len(anchors) >= 2:
        yield Reading("path", anchors, used=used | held(linked, *concepts[:5], *class_spans(linked)), prior=0.5)
