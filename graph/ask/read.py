"""Read: a linked question -> formal readings, each a property in one direction, concepts, classes and modifiers.

May import: vocabulary, store, ask.english, ask.frame, ask.lexicon, ask.link. A reading says which words it used;
what it left over counts against it. Nothing here knows any subject matter.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..store import Store
from ..vocabulary import WF
from . import english, traits
from .frame import MEASURES, Frame, frame, has_support, is_passive
from .lexicon import Meaning
from .link import Linked, Span


@dataclass(frozen=True)
class Reading:
    """What a question may mean.

    *intent* names the kind of question. For a relation, *gap* is what is asked for: `subject` or `object` of
    *properties*; *anchors* are the concepts named, *targets* the classes asked for (any of them), *holders*
    concepts that an answer must be linked to. *used* holds the tokens explained; *prior* breaks ties.
    """

    intent: str
    anchors: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    gap: str = "subject"
    targets: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    wh: str | None = None
    negated: bool = False
    used: frozenset[int] = frozenset()
    prior: float = 0.0
    linked: Linked | None = None


def read(store: Store, linked: Linked) -> list[Reading]:
    """The readings of one segmentation of a question, in no order."""
    shape = frame(linked.tokens)
    found = list(_readings(store, linked, shape))
    return [replace(r, linked=linked, used=r.used | _fillers(linked)) for r in found]


def left_over(reading: Reading) -> list[int]:
    """The positions of content words that a reading does not explain."""
    assert reading.linked is not None
    return [i for i, t in enumerate(reading.linked.tokens) if i not in reading.used and not t.is_filler]


def _fillers(linked: Linked) -> frozenset[int]:
    words = linked.tokens
    measures = {i for i, t in enumerate(words) if i and words[i - 1].text == "how" and t.text in MEASURES}
    return frozenset(i for i, t in enumerate(words) if t.is_filler) | measures


def _readings(store: Store, linked: Linked, shape: Frame) -> Iterator[Reading]:
    concepts = [s for s in linked.spans if s.of("concept")]
    if shape.compares and len(concepts) >= 2:
        yield from _comparison(linked, concepts)
    if shape.connects and len(concepts) >= 2:
        yield from _connection(linked, concepts)
    if shape.advises and len(concepts) >= 2:
        yield from _advice(linked, concepts)
    yield from _symptoms(store, linked, shape, concepts)
    if shape.polar:
        yield from _verification(store, linked, shape, concepts)
    else:
        yield from _relations(store, linked, shape, concepts)
        yield from _values(store, linked, shape, concepts)
        yield from _lists(linked, shape, concepts)
        yield from _definitions(store, linked, shape, concepts)
    if not shape.polar or shape.wh:
        yield from _choices(linked, shape, concepts)


# -- pieces ------------------------------------------------------------------


def _held(linked: Linked, *spans: Span | None) -> frozenset[int]:
    return frozenset(i for s in spans if s for i in s.positions)


def _words(linked: Linked, words: frozenset[str] | set[str] | tuple[str, ...]) -> frozenset[int]:
    return frozenset(i for i, t in enumerate(linked.tokens) if t.text in words)


def _iris(span: Span) -> list[str]:
    return [m.iri for m in span.of("concept")]


def _class_spans(linked: Linked) -> list[Span]:
    return [s for s in linked.spans if s.of("class")]


def _targets(span: Span | None) -> tuple[str, ...]:
    return tuple(m.iri for m in span.of("class")) if span else ()


# -- kinds of question -------------------------------------------------------


def _comparison(linked: Linked, concepts: list[Span]) -> Iterator[Reading]:
    used = _words(linked, english.NAMED_COMPARISONS) | _held(linked, *_class_spans(linked))
    anchors = tuple(_iris(s)[0] for s in concepts[:4])
    if len(set(anchors)) >= 2:
        yield Reading("compare", tuple(dict.fromkeys(anchors)), used=used | _held(linked, *concepts[:4]), prior=0.5)


def _connection(linked: Linked, concepts: list[Span]) -> Iterator[Reading]:
    used = _words(linked, english.CONNECTIONS) | _words(linked, ("hang", "hangs", "together", "association", "associated", "paths", "ties", "links", "connections"))
    anchors = tuple(dict.fromkeys(_iris(s)[0] for s in concepts[:5]))
    if len(anchors) >= 2:
        yield Reading("path", anchors, used=used | _held(linked, *concepts[:5], *_class_spans(linked)), prior=0.5)


def _advice(linked: Linked, concepts: list[Span]) -> Iterator[Reading]:
    used = _words(linked, english.HIGHER | english.LOWER | {"direction"})
    verbs = [s for s in linked.spans if s.of("property", "noun")]
    for one in concepts:
        for other in concepts:
            if one is not other:
                yield Reading("advice", (_iris(one)[0], _iris(other)[0]), used=used | _held(linked, one, other, *verbs, *_class_spans(linked)), prior=0.6)


def _symptoms(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """A failure described by what is seen of it: the question is what it is, or what helps."""
    verbs = [s for s in linked.spans if s.of("property", "noun")]
    for span in concepts:
        for iri in _iris(span):
            if WF + "Symptom" in traits.types(store, iri):
                yield Reading("symptom", (iri,), used=_held(linked, span, *verbs, *_class_spans(linked), *concepts), wh=shape.wh, prior=0.36)


def _verification(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    verbs = [s for s in linked.spans if s.of("property", "noun")]
    classes = [s for s in _class_spans(linked)]
    for subject in concepts:
        for iri in _iris(subject)[:2]:
            for other in concepts:
                if other is subject or other.first < subject.first:
                    continue
                for object in _iris(other)[:3]:
                    properties = tuple(m.iri for s in verbs for m in s.of("property", "noun"))
                    used = _held(linked, subject, other, *verbs, *classes)
                    yield Reading("verify", (iri, object), properties, used=used, negated=shape.negated, prior=0.3)
            for kind in classes:
                if kind.first >= subject.last and kind is not subject:
                    more = [k for k in classes if k.first >= subject.last]
                    targets = tuple(m.iri for k in more for m in k.of("class"))
                    yield Reading("verify-class", (iri,), targets=targets, used=_held(linked, subject, *more), negated=shape.negated, prior=0.25)
                    break
            yield Reading("verify-text", (iri,), tuple(m.iri for s in verbs for m in s.of("property", "noun")),
                          used=_held(linked, subject, *verbs, *classes), negated=shape.negated, prior=0.0)


def _relations(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """A verb or a noun of a property with one or more concepts around it: `what fixes X`, `X remedies`."""
    verbs = [s for s in linked.spans if s.of("property", "noun")]
    for verb in verbs:
        others = [c for c in concepts if c is not verb]
        for anchor in others:
            kinds = [k for k in _class_spans(linked) if k is not anchor and k is not verb]
            holders = [h for h in others if h is not anchor]
            for meaning in verb.of("property", "noun"):
                for gap, sure in _gaps(linked, verb, anchor, meaning):
                    for iri in _iris(anchor)[:3]:
                        same = [v for v in verbs if any(m.iri == meaning.iri for m in v.of("property", "noun"))]
                        yield Reading(
                            "relation", (iri,), (meaning.iri,), gap, _all_targets(kinds), tuple(_iris(h)[0] for h in holders),
                            negated=shape.negated, used=_held(linked, verb, anchor, *kinds, *holders, *same),
                            prior=(0.3 if sure else 0.1) + 0.05 * meaning.weight + (0.04 if meaning.kind == "property" else 0.0))


def _all_targets(kinds: list[Span]) -> tuple[str, ...]:
    """The classes asked for; the first class word is what is asked, a second one right beside it narrows it."""
    return _targets(kinds[0]) if kinds else ()


def _gaps(linked: Linked, verb: Span, anchor: Span, meaning: Meaning) -> Iterator[tuple[str, bool]]:
    """Which side of a property is asked for, and whether the grammar makes that sure.

    Active: what follows the verb is its object; what stands before it, after *do* or a modal, its subject.
    A passive turns this round, and so does a phrase of the inverse property.
    """
    before = anchor.first < verb.first
    if meaning.kind == "noun":
        yield ("subject" if meaning.forward else "object"), True
        return
    gap_subject, sure = not before, True
    if before and not has_support(linked.tokens, anchor.first, verb.first):
        sure = False
    if is_passive(linked.tokens, verb.first, verb.last) and "by" not in [t.text for t in linked.tokens[verb.first:verb.last]]:
        following = linked.tokens[verb.last].text if verb.last < len(linked.tokens) else ""
        if meaning.forward:
            gap_subject, sure = (before if following != "by" or before else False), True
    if not meaning.forward:
        gap_subject = not gap_subject
    yield ("subject" if gap_subject else "object"), sure
    if not sure:
        yield ("object" if gap_subject else "subject"), False


def _values(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """A property whose values are numbers or texts, a unit, or a question word that wants one."""
    units = [s for s in linked.spans if s.of("unit")]
    wanted = shape.wh in ("how many", "how long", "how much", "how often", "how big", "how large", "how quickly", "how fast", "where", "how frequently", "how small")
    verbs = [s for s in linked.spans if any(_is_value(store, m.iri) for m in s.of("property", "noun"))]
    kinds = _class_spans(linked)
    for anchor in concepts:
        others = [c for c in concepts if c is not anchor]
        near = [s for s in verbs if s is not anchor]
        if not (near or units or wanted or shape.wh in ("what", "when", "which", None, "how")):
            continue
        properties = tuple(m.iri for s in near for m in s.of("property", "noun") if _is_value(store, m.iri))
        all_verbs = [s for s in linked.spans if s.of("property", "noun") and s is not anchor]
        for iri in _iris(anchor)[:3]:
            yield Reading("value", (iri,), properties, holders=tuple(_iris(o)[0] for o in others),
                          units=tuple(m.iri for s in units for m in s.of("unit")), wh=shape.wh,
                          used=_held(linked, anchor, *all_verbs, *units, *kinds, *others),
                          prior=0.6 if wanted else 0.32 if properties else -0.2)


def _is_value(store: Store, iri: str) -> bool:
    prop = store.vocabulary.properties.get(iri)
    return prop is not None and (not prop.is_object or prop.range == WF + "Quantity" or prop.range == WF + "Formula" or prop.domain == WF + "Formula")


def _lists(linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    kinds = _class_spans(linked)
    if not kinds:
        return
    targets = [t for k in kinds for t in _targets(k)]
    holders = [c for c in concepts if c not in kinds]
    for lead in kinds:
        rest = [k for k in kinds if k is not lead]
        if holders:
            for holder in holders:
                yield Reading("list", (), (), targets=_targets(lead), holders=(_iris(holder)[0],),
                              used=_held(linked, lead, holder), prior=0.15)
        else:
            yield Reading("list", (), (), targets=_targets(lead), units=tuple(t for k in rest for t in _targets(k)), negated=shape.negated,
                          used=_held(linked, *kinds), prior=0.2 + (0.1 if shape.lists else 0) - 0.05 * bool(len(targets) > 1 and lead is not kinds[0]))


def _definitions(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """What a thing is: all that stands around its name only asks for that."""
    if shape.wh in ("who", "whose", "whom", "when", "how many", "how much", "how long", "how often", "where"):
        return
    kinds = _class_spans(linked)
    for span in concepts:
        around = [t.text for i, t in enumerate(linked.tokens) if not span.first <= i < span.last]
        beside = [k for k in kinds if k is not span and shape.wh in ("what", None, "how") and (k.first == span.last or k.last == span.first) and not k.of("property", "concept")]
        held = {i for k in beside for i in range(k.first, k.last)}
        asks = all(t.text in english.DEFINING or i in held for i, t in enumerate(linked.tokens) if not span.first <= i < span.last)
        asks = asks and (shape.defines or not around or shape.wh is None)
        for meaning in span.of("concept")[:2]:
            yield Reading("define", (meaning.iri,), used=_held(linked, span, *beside), prior=(0.2 if beside and shape.wh is None else 0.5) * meaning.weight if asks else 0.0, wh=shape.wh)
            first = next((p for c, p in traits.of(store).asked_first.items() if c in traits.types(store, meaning.iri)), None)
            if first and not [t for t in around if t not in english.POLITE]:
                yield Reading("relation", (meaning.iri,), (first,), used=_held(linked, span), prior=0.7)
            if not asks or shape.lists:
                yield Reading("parts", (meaning.iri,), used=_held(linked, span, *beside), prior=0.28 if shape.lists else 0.01, wh=shape.wh)


def _choices(linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """A class and what it is wanted for: `which service converts speech to text`, `metric when ...`."""
    kinds = _class_spans(linked)
    anchors = [c for c in concepts if not (c.of("class") and len(concepts) > 1 and c in kinds[:1])]
    if not anchors:
        return
    for lead in (kinds or [None]):  # type: ignore[list-item]
        named = [c for c in anchors if c is not lead]
        if not named or (lead is None and not _wants(linked, shape)):
            continue
        rest = [k for k in kinds if k is not lead]
        yield Reading("choose", tuple(dict.fromkeys(_iris(a)[0] for a in named)), targets=_targets(lead), wh=shape.wh, negated=shape.negated,
                      used=_held(linked, lead, *named, *rest), prior=0.22 if lead else 0.2 if _leads(linked, shape, named[0]) else 0.12 if shape.wh else 0.05)


def _wants(linked: Linked, shape: Frame) -> bool:
    """Whether a question without a class asks for something that fits: it names a purpose, a circumstance or a need."""
    words = {t.text for t in linked.tokens}
    purpose = words & {"for", "when", "if", "to", "with", "without", "on", "need", "want", "best", "should", "help", "helps", "in", "while", "using"}
    return shape.wh in ("what", "which", "how", None, "when", "where") and bool(purpose or _leads(linked, shape, None))


def _leads(linked: Linked, shape: Frame, span: Span | None) -> bool:
    """Whether what is named stands right behind the question word, as a verb does: `what removes duplicates`."""
    at = next((i for i, t in enumerate(linked.tokens) if t.text in ("what", "which", "something")), None)
    starts = [s.first for s in linked.spans if s.of("concept")] if span is None else [span.first]
    return at is not None and at + 1 in starts
