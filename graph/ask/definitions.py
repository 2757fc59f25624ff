"""Definitions: the readings of questions for what a thing is, by its name or by a description of it.

May import: vocabulary, store, choose, english, frame, lexicon, link, normalise, traits, reading, pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..store import Store
from ..vocabulary import WF
from . import english, traits
from .choose import is_goal, purposes
from .frame import Frame
from .lexicon import Meaning
from .link import Linked, Span
from .normalise import stems
from .pieces import class_spans, held, targets_of, words_at
from .reading import Reading

_VARIANT = WF + "isVariantOf"


def definitions(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """What a thing is: all that stands around its name only asks for that."""
    if shape.wh in ("who", "whose", "whom", "when", "how many", "how much", "how long", "how often", "where"):
        return
    kinds = class_spans(linked)
    for span in concepts:
        around = [t.text for i, t in enumerate(linked.tokens) if not span.first <= i < span.last]
        beside = [
            k
            for k in kinds
            if k is not span
            and shape.wh in ("what", None, "how")
            and (k.first == span.last or k.last == span.first)
            and not k.of("property", "concept")
            and (k.last == span.first or not _is_plural(linked, k) and _may_be_called(store, span, k))
        ]
        if shape.defines:
            beside += [c for c in concepts if c.first > span.last and _within(linked, c)]
        inside = {i for k in beside for i in range(k.first, k.last)}
        asks = all(t.text in english.DEFINING or i in inside for i, t in enumerate(linked.tokens) if not span.first <= i < span.last)
        asks = asks and (shape.defines or not around or shape.wh is None)
        how = shape.wh == "how" and not set(around) & {"work", "works", "explain"}
        asks = asks and not how and not _of_use(linked) and not ("need" in around and "know" not in around)
        for meaning in span.of("concept")[:2]:
            if shape.wh == "which" and (span.scattered or _is_of_another_class(store, linked, meaning.iri, kinds)):
                yield from _identified(store, linked, shape, span, meaning, kinds)
                continue
            if span.first and linked.tokens[span.first - 1].text == "which" and _variants(store, meaning.iri):
                yield Reading("relation", (meaning.iri,), (_VARIANT,), "subject", used=held(linked, span, *beside), prior=0.45)
            yield Reading(
                "define",
                (meaning.iri,),
                used=held(linked, span, *beside) | (words_at(linked, english.DEFINING) if asks else frozenset()),
                prior=(0.2 if beside and shape.wh is None else 0.5) * meaning.weight - 0.1 * bool(span.scattered) if asks else 0.0,
                wh=shape.wh,
            )
            yield from _identified(store, linked, shape, span, meaning, kinds)
            first = next((p for c, p in traits.of(store).asked_first.items() if c in traits.types(store, meaning.iri)), None)
            if first and not [t for t in around if t not in english.POLITE]:
                yield Reading("relation", (meaning.iri,), (first,), used=held(linked, span), prior=0.7)
            elif first and _forbids(around):
                worse = store.vocabulary.properties[first].opposite
                used = held(linked, span, *beside) | words_at(linked, english.HELP)
                if worse:
                    yield Reading("relation", (meaning.iri,), (worse,), used=used, prior=0.5)
            elif first and set(around) & english.HELP and shape.wh in ("what", "how", None, "which"):
                used = held(linked, span, *beside) | words_at(linked, english.HELP)
                yield Reading("relation", (meaning.iri,), (first,), used=used, prior=0.36)
            elif first and shape.wh == "how":
                yield Reading("relation", (meaning.iri,), (first,), used=held(linked, span, *beside), prior=0.3)
            listed = set(around) & {"give", "show", "list", "name"} or not any(t for t in around if t not in english.POLITE)
            plural = listed and _is_plural(linked, span)
            if plural:
                yield Reading("parts", (meaning.iri,), used=held(linked, span, *beside), prior=0.55, wh=shape.wh)
            if not asks or shape.lists:
                yield Reading("parts", (meaning.iri,), used=held(linked, span, *beside), prior=0.28 if shape.lists else 0.01, wh=shape.wh)


def _is_of_another_class(store: Store, linked: Linked, iri: str, kinds: list[Span]) -> bool:
    """Whether a class stands behind *which* that a concept is not of: no definition of it says which."""
    asked = [k for k in kinds if k.first and linked.tokens[k.first - 1].text == "which"]
    return any(not set(targets_of(k)) & traits.types(store, iri) for k in asked)


def _variants(store: Store, iri: str) -> bool:
    """Whether a concept has variants among which one may ask: `which GPU instances are there`."""
    return any((k.property, k.forward) in ((_VARIANT, False), (WF + "hasVariant", True)) for k in store.links(iri))


def _may_be_called(store: Store, span: Span, kind: Span) -> bool:
    """Whether a class behind a name may be part of it: an EMR core node is a node, and a bias node is no bias."""
    return any(set(targets_of(kind)) & traits.types(store, m.iri) for m in span.of("concept"))


def _is_plural(linked: Linked, span: Span) -> bool:
    """Whether the head of a name, its last word or the one before *of*, is in the plural."""
    words = [t.text for t in linked.tokens[span.first : span.last]]
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    return len(head) > 4 and head.endswith("s") and not head.endswith("ss")


def _of_use(linked: Linked) -> bool:
    """Whether someone asks what to use: `what do I use to ...`."""
    words = [t.text for t in linked.tokens]
    return any(a in ("i", "we", "you", "they") and b in ("use", "take", "need") for a, b in zip(words, words[1:], strict=False))


def _forbids(words: list[str]) -> bool:
    """Whether someone asks what not to do about a problem: `what should I not do if ...`, `what to avoid`."""
    obliged = bool(set(words) & (english.OBLIGING | {"to"}))
    words = [w for w in words if w not in english.ASKERS]
    return obliged and ("avoid" in words or any(a == "not" and b in ("do", "try", "change") for a, b in pairwise(words)))


def _within(linked: Linked, span: Span) -> bool:
    """Whether a question ends on the field in which something is meant: `boosting in machine learning`."""
    return span.last == len(linked.tokens) and linked.tokens[span.first - 1].text in ("in", "within")


def _identified(store: Store, linked: Linked, shape: Frame, span: Span, meaning: Meaning, kinds: list[Span]) -> Iterator[Reading]:
    """What has a name is described: `what is it called when training is halted`, `which setting is the learning rate`."""
    if shape.wh not in ("what", "which", "how", None) or meaning.weight == 1.0 or span.size < 2:
        return
    types = traits.types(store, meaning.iri)
    lead = next((k for k in kinds if k is not span and types & set(targets_of(k))), None)
    naming = words_at(linked, english.NAMING)
    said = {t.stem for t in linked.tokens[span.first : span.last]}
    kind = _says_its_kind(store, meaning.iri, said)
    if not (kind or lead or naming or _is_means(store, meaning.iri)):
        return
    verbs = [s for s in linked.spans if s.of("property", "noun") and s.size <= 1]
    prior = 0.46 if naming and not lead else 0.38 if lead or kind else 0.15
    whole = frozenset(range(span.first, span.last)) if kind else frozenset()
    used = held(linked, span, lead, *(verbs if lead or naming else [])) | naming | whole
    yield Reading("define", (meaning.iri,), used=used, prior=prior * meaning.weight, wh=shape.wh)


def _says_its_kind(store: Store, iri: str, said: set[str]) -> bool:
    """Whether a description names the kind of what it describes, and says more: `activation function of a last layer`."""
    kinds = [set(stems(store.label(t))) for t in store.kinds(iri)]
    return any(len(kind) > 1 and kind <= said and len(said) > len(kind) + 1 for kind in kinds)


def _is_means(store: Store, iri: str) -> bool:
    """Whether the graph says what a concept is good for, and names nothing that is good for it."""
    return bool(purposes(store, iri)) and not is_goal(store, iri)
