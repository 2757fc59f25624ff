"""Kinds: the readings of questions for values, circumstances, symptoms, lists and choices.

May import: vocabulary, store, claims, choose, contrast, english, frame, lexicon, link, normalise, traits, reading, pieces.
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import claims
from ..store import Store
from ..vocabulary import WF
from . import contrast, english, traits
from .choose import is_goal
from .frame import Frame
from .link import Linked, Span
from .normalise import stems
from .pieces import asked_in, avoided, class_spans, held, iris, is_scenario, modifies, options, targets_of, words_at
from .reading import Reading

_HUB = 40


def values(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """A property whose values are numbers or texts, a unit, or a question word that wants one."""
    if shape.wh in ("who", "whose", "whom"):
        return
    units = [s for s in linked.spans if s.of("unit")]
    wanted = shape.wh in (
        "how many",
        "how long",
        "how much",
        "how often",
        "how big",
        "how large",
        "how quickly",
        "how fast",
        "where",
        "how frequently",
        "how small",
        "how far",
    )
    verbs = [s for s in linked.spans if any(_is_value(store, m.iri) for m in s.of("property", "noun"))]
    verbs = [s for s in verbs if not _is_command(linked, shape, s) and not (shape.wh == "how" and s.of("concept"))]
    story = is_scenario(linked)
    if story:
        verbs = asked_in(linked, verbs)
    kinds = class_spans(linked)
    for anchor in concepts:
        others = [c for c in concepts if c is not anchor]
        near = [s for s in verbs if s is not anchor]
        if not (near or units or wanted or shape.wh in ("what", "when", "which", None, "how")):
            continue
        properties = tuple(m.iri for s in near for m in s.of("property", "noun") if _is_value(store, m.iri))
        all_verbs = [s for s in linked.spans if s.of("property", "noun") and s is not anchor]
        for iri in iris(anchor)[:3]:
            yield Reading(
                "value",
                (iri,),
                properties,
                holders=tuple(iris(o)[0] for o in others),
                units=tuple(m.iri for s in units if s is not anchor for m in s.of("unit")),
                wh=shape.wh,
                used=held(linked, anchor, *all_verbs, *units, *kinds, *others),
                prior=0.01 * anchor.size
                + (0.6 if wanted else 0.32 if properties else 0.2 if _under(store, iri, others) else -0.2)
                - 0.05 * len(others) * story,
            )


def _is_command(linked: Linked, shape: Frame, span: Span) -> bool:
    """Whether a word opens a question as a command, `name all services`, and is no noun there."""
    return span.first == shape.start and span.size == 1 and linked.tokens[span.first].text in ("name", "state") and shape.wh is None


def _under(store: Store, iri: str, spans: list[Span]) -> bool:
    """Whether a circumstance is named under which a concept has a value: `tf-idf of a word that is in all documents`."""
    named = {i for s in spans for i in iris(s)}
    values = [c for c in claims.of(store).by_subject.get(iri, []) if _is_value(store, c.property)]
    return any(named & set(c.conditions) or any(set(stems(store.label(n))) <= set(stems(c.reason)) for n in named) for c in values)


def _is_value(store: Store, iri: str) -> bool:
    prop = store.vocabulary.properties.get(iri)
    return prop is not None and (
        not prop.is_object or prop.range == WF + "Quantity" or prop.range == WF + "Formula" or prop.domain == WF + "Formula"
    )


def circumstances(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """When something is to be chosen: `when should I use X`, `in which case is X right`."""
    words = [t.text for t in linked.tokens]
    case = any(a == "which" and b in english.CASES for a, b in zip(words, words[1:], strict=False))
    good = words[-2:] == ["good", "for"]
    if shape.wh != "when" and not case and not good or len(concepts) > 2:
        return
    verbs = [s for s in linked.spans if _says_little(store, s)]
    asked = words_at(linked, english.CASES | english.CHOOSING)
    rather = [c for c in concepts[1:] if linked.tokens[c.first - 1].text in english.RATHER]  # "when is A better than B"
    for span in [c for c in concepts if c not in rather]:
        for meaning in span.of("concept")[:2]:
            yield Reading(
                "when",
                (meaning.iri,),
                used=held(linked, span, *verbs, *rather) | asked,
                wh=shape.wh,
                prior=(0.45 if good else 0.4) * meaning.weight,
            )


def lists(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    kinds = class_spans(linked)
    if not kinds or shape.wh and shape.wh.startswith("how ") and shape.wh != "how many":
        return
    targets = [t for k in kinds for t in targets_of(k)]
    verbs = [s for s in linked.spans if s.of("property", "noun") and not s.of("class")]
    holders = [c for c in concepts if c not in kinds]
    for lead in kinds:
        rest = [k for k in kinds if k is not lead]
        barred = avoided(linked)
        if holders and all(h in barred for h in holders):
            # "algorithms without support for X": those of which X is denied
            used, barring = held(linked, *kinds, *holders, *verbs), tuple(iris(h)[0] for h in holders)
            yield Reading("choose", barring, targets=targets_of(lead), negated=True, used=used, prior=0.4)
        if len(holders) > 1 and _joined(linked, lead, holders):
            used = held(linked, lead, *holders)
            yield Reading("list", targets=targets_of(lead), holders=tuple(iris(h)[0] for h in holders), gap="either", used=used, prior=0.4)
        for holder in holders if len(holders) > 1 else ():
            if all(_is_hub(store, iris(h)[0]) for h in holders if h is not holder):
                used = held(linked, lead, *holders)
                yield Reading("list", targets=targets_of(lead), holders=(iris(holder)[0],), negated=shape.negated, used=used, prior=0.3)
        if holders:
            yield Reading(
                "list",
                targets=targets_of(lead),
                holders=tuple(iris(h)[0] for h in holders),
                negated=shape.negated,
                used=held(linked, lead, *holders),
                prior=0.36 if len(holders) == 1 and _heads(linked, lead, holders[0]) else 0.15,
            )
        else:
            yield Reading(
                "list",
                (),
                (),
                targets=targets_of(lead),
                units=tuple(t for k in rest for t in targets_of(k)),
                negated=shape.negated,
                used=held(linked, *kinds),
                prior=0.2 + (0.1 if shape.lists else 0) - 0.05 * bool(len(targets) > 1 and lead is not kinds[0]),
            )


def _is_hub(store: Store, iri: str) -> bool:
    """Whether so much is linked to a concept that to name it narrows little: the platform of which everything is a part."""
    known = claims.of(store)
    return len(known.by_subject.get(iri, ())) + len(known.by_object.get(iri, ())) > _HUB


def _joined(linked: Linked, lead: Span, holders: list[Span]) -> bool:
    """Whether a class in the plural stands with concepts that *and* joins: `forecasting and recommendation services`."""
    joined = all(
        {t.text for t in linked.tokens[a.last : b.first]} <= {"and", "or"} for a, b in zip(holders, holders[1:], strict=False)
    ) and any(t.text in ("and", "or") for t in linked.tokens[holders[0].last : holders[-1].first])
    return joined and linked.tokens[lead.last - 1].text.endswith("s")


def _heads(linked: Linked, lead: Span, holder: Span) -> bool:
    """Whether a class opens a question and only light words lead from it to a concept: `hyperparameters of k-means`."""
    light = [t for i, t in enumerate(linked.tokens) if i not in lead.positions and i not in holder.positions]
    within = {t.text for t in linked.tokens[holder.first : holder.last]} & english.PREPOSITIONS
    behind = not within and holder.last == lead.first and linked.tokens[lead.last - 1].text.endswith("s")  # "k-means hyperparameters"
    return (lead.last <= holder.first or behind) and all(t.is_filler for t in light)


def _says_little(store: Store, span: Span) -> bool:
    """Whether a verb names but a relation of the general kind: *suits*, *does*, *supports*."""
    meanings = span.of("property", "noun")
    return bool(meanings) and not span.of("concept", "class") and all(m.iri in traits.of(store).general for m in meanings)


def choices(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """A class and what it is wanted for: `which service converts speech to text`, `metric when ...`."""
    kinds = class_spans(linked)
    open_ = options(linked)
    barred = avoided(linked)
    anchors = [c for c in concepts if not (c.of("class") and len(concepts) > 1 and c in kinds[:1]) and c not in open_ and c not in barred]
    if open_ and anchors:
        yield from _alternatives(linked, open_, anchors, kinds)
    if not anchors:
        return
    for lead in asked_in(linked, kinds) or [None]:  # type: ignore[list-item]
        named = [c for c in anchors if c is not lead]
        if not named or (lead is None and not _wants(store, linked, shape)):
            continue
        rest = [k for k in kinds if k is not lead]
        rest += [s for s in linked.spans if _says_little(store, s) or modifies(linked, s)]
        prior = 0.22 if lead else 0.2 if shape.wh == "how" or _leads(linked, shape, named[0]) else 0.12 if shape.wh else 0.05
        # All that is named; in a scenario, also each long name for itself, the others setting the scene.
        alone = [[c] for c in named if c.size >= 2] if len(named) > 1 else []
        for chosen in [named, *alone]:
            scene = [c for c in named if c not in chosen] if lead and is_scenario(linked) else []
            yield Reading(
                "choose",
                tuple(dict.fromkeys(iris(a)[0] for a in chosen)),
                targets=targets_of(lead),
                without=tuple(iris(s)[0] for s in barred),
                wh=shape.wh,
                negated=shape.negated,
                used=held(linked, lead, *chosen, *rest, *scene, *barred),
                prior=prior - 0.12 * len(scene),
            )


def _alternatives(linked: Linked, open_: list[Span], anchors: list[Span], kinds: list[Span]) -> Iterator[Reading]:
    """Which of the concepts that a question offers fits what else it names: all of that, or one of it."""
    verbs = [s for s in linked.spans if s.of("property", "noun")]
    among = tuple(iris(s)[0] for s in open_)
    for chosen in [anchors, *([[a] for a in anchors] if len(anchors) > 1 else [])]:
        used = held(linked, *open_, *chosen, *kinds, *verbs)
        yield Reading("choose", tuple(dict.fromkeys(iris(a)[0] for a in chosen)), among=among, used=used, prior=0.52)


def _wants(store: Store, linked: Linked, shape: Frame) -> bool:
    """Whether a question without a class asks for something that fits: it names a purpose, a circumstance or a need."""
    words = {t.text for t in linked.tokens}
    purpose = words & english.PURPOSE
    terse = shape.wh is None and not shape.defines and any(is_goal(store, i) for s in linked.spans for i in iris(s)[:1])
    asks = shape.wh in ("how", "who") or terse or bool(purpose) or _leads(linked, shape, None)
    return shape.wh in ("what", "which", "how", None, "when", "where", "who") and asks


def _leads(linked: Linked, shape: Frame, span: Span | None) -> bool:
    """Whether what is named stands right behind the question word, as a verb does: `what removes duplicates`."""
    at = next((i for i, t in enumerate(linked.tokens) if t.text in ("what", "which", "something")), None)
    starts = [s.first for s in linked.spans if s.of("concept")] if span is None else [span.first]
    return at is not None and at + 1 in starts


def symptoms(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """A failure described by what is seen of it: the question is what it is, or what helps."""
    verbs = [s for s in linked.spans if s.of("property", "noun")]
    for iri, told in contrast.told(store, linked.tokens):
        yield Reading("symptom", (iri,), used=told | held(linked, *verbs, *class_spans(linked), *concepts), wh=shape.wh, prior=0.4)
    for span in concepts:
        for iri in iris(span):
            loose = span.scattered and any(c is not span and c.size > 1 for c in concepts)  # some of its words, and another thing's name
            if contrast.refused(store, linked.tokens, iri):
                continue
            if WF + "Symptom" in traits.types(store, iri) and not (loose and not is_scenario(linked)):
                used = held(linked, span, *verbs, *class_spans(linked), *concepts)
                prior = (0.2 if asked_in(linked, class_spans(linked)) else 0.36) - 0.2 * _acts(linked, concepts, span)
                yield Reading("symptom", (iri,), used=used, wh=shape.wh, prior=prior)


def _acts(linked: Linked, concepts: list[Span], symptom: Span) -> bool:
    """Whether a question asks who does what it names right behind its question word: `what halts the training as soon as ...`."""
    behind = [c for c in concepts if c is not symptom and c.first and linked.tokens[c.first - 1].text in ("what", "which")]
    return any(not linked.tokens[c.first].is_filler and c.size > 1 for c in behind)
