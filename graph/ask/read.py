"""Read: a linked question -> formal readings, each a property in one direction, concepts, classes and modifiers.

May import: vocabulary, store, effects, either, english, frame, definitions, kinds, lexicon, link, pieces, reading, sides, traits.
Nothing here knows any subject matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..store import Store
from ..vocabulary import WF
from . import effects, either, english, traits
from .definitions import definitions
from .frame import MEASURES, Frame, frame, has_support, is_passive
from .kinds import choices, circumstances, lists, symptoms, values
from .lexicon import Meaning
from .link import Linked, Span
from .pieces import (
    asked_in,
    asking,
    avoided,
    class_spans,
    from_to,
    held,
    iris,
    is_adjective,
    is_scenario,
    is_setting,
    modifies,
    offered,
    options,
    targets_of,
    telling,
    words_at,
)
from .reading import Reading
from .sides import comparison, connection, half_known

# Words that say which way a setting should move.
MOVES = frozenset(
    "increased raised raise raising higher larger increase increasing lowering "
    " decreased lowered smaller decrease decreasing up down".split()
)


def read(store: Store, linked: Linked) -> list[Reading]:
    """The readings of one segmentation of a question, in no order."""
    shape = frame(linked.tokens)
    if any(s.of("concept") and not s.scattered and s.first and linked.tokens[s.first].text == "many" for s in linked.spans):
        shape = replace(shape, wh="how")  # "how many clusters" names what is to be found out
    fillers = _fillers(linked)
    return [replace(r, linked=linked, used=r.used | fillers) for r in _readings(store, linked, shape)]


def _fillers(linked: Linked) -> frozenset[int]:
    words = linked.tokens
    scene = held(linked, *[s for s in linked.spans if is_setting(linked, s)])
    measures = {i for i, t in enumerate(words) if i and words[i - 1].text == "how" and t.text in MEASURES}
    return frozenset(i for i, t in enumerate(words) if t.is_filler) | measures | scene | _choosing_verbs(linked)


def _choosing_verbs(linked: Linked) -> set[int]:
    """The verb by which someone asks what to choose, `go for` in "which one should we go for", where it names nothing."""
    named = {i for s in linked.spans for i in s.positions}
    words = [t.text for t in linked.tokens]
    found = set()
    for at, word in enumerate(words):
        if word in english.OBLIGING and set(words[:at]) & {"which", "what"}:
            subject = at + 1
            while subject < len(words) and words[subject] in english.ARTICLES:
                subject += 1
            found |= {i for i in (subject, subject + 1) if i < len(words) and i not in named and i >= len(words) - 3}
    return found


def _readings(store: Store, linked: Linked, shape: Frame) -> Iterator[Reading]:
    concepts = [s for s in linked.spans if s.of("concept")]
    beside = len(options(linked)) not in (0, len(concepts))  # "for a skewed column, mean or median"
    if len(concepts) >= 2 and not beside and (shape.compares or offered(linked, concepts)):
        yield from comparison(store, linked, concepts)
    if len(concepts) == 1 and shape.compares:
        yield from half_known(store, linked, concepts[0])
    chosen = shape.wh == "which" and asked_in(linked, class_spans(linked))
    if len(concepts) >= 2 and not chosen and (shape.connects or from_to(linked, concepts)):
        yield from connection(linked, concepts)
    if shape.advises and len(concepts) >= 2:
        yield from _advice(linked, concepts)
    if not shape.polar:
        yield from symptoms(store, linked, shape, concepts)
    if shape.polar:
        yield from either.readings(linked, concepts)
        yield from _verification(store, linked, shape, concepts)
    else:
        open_ = options(linked)
        barred = avoided(linked)
        yield from _settings(store, linked, concepts)
        yield from effects.readings(linked, shape, concepts)
        yield from _relations(store, linked, shape, [c for c in concepts if c not in open_ and c not in barred])
        yield from values(store, linked, shape, concepts)
        yield from circumstances(store, linked, shape, concepts)
        yield from lists(store, linked, shape, concepts)
        yield from definitions(store, linked, shape, concepts)
    if not shape.polar or shape.wh:
        yield from choices(store, linked, shape, concepts)


# -- kinds of question -------------------------------------------------------


def _is_asked_for(linked: Linked, anchor: Span, verb: Span) -> bool:
    """Whether a question word is the subject of a verb behind what a story told: `... duplicates. What can remove them?`"""
    between = [t.text for t in linked.tokens[anchor.last : verb.first]]
    at = max((i for i, w in enumerate(between) if w in ("what", "which")), default=None)
    return at is not None and all(w in english.OBLIGING | {"helps", "help", "best"} for w in between[at + 1 :])


def _advice(linked: Linked, concepts: list[Span]) -> Iterator[Reading]:
    used = words_at(linked, english.HIGHER | english.LOWER | {"direction"})
    verbs = [s for s in linked.spans if s.of("property", "noun")]
    for one in concepts:
        for other in concepts:
            if one is not other:
                yield Reading(
                    "advice",
                    (iris(one)[0], iris(other)[0]),
                    used=used | held(linked, one, other, *verbs, *class_spans(linked)),
                    prior=0.6,
                )


def _verification(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    verbs = [s for s in linked.spans if s.of("property", "noun") and not is_adjective(linked, s) and not _moved(linked, s)]
    verbs = telling(linked, verbs)
    moves = words_at(linked, english.HIGHER | english.LOWER | {"value", "values"})
    classes = class_spans(linked)
    for subject in concepts:
        for iri in iris(subject)[:2]:
            for other in concepts:
                if other is subject or other.first < subject.first:
                    continue
                less = [s for s in linked.spans if s.last == other.first and linked.tokens[s.first].text in ("less", "fewer")]
                for object in iris(other)[:3]:
                    # "leads to less overfitting" says that it is less
                    properties = tuple(m.iri for s in less or verbs for m in s.of("property", "noun"))
                    used = held(linked, subject, other, *verbs, *classes, *less) | moves
                    yield Reading("verify", (iri, object), properties, used=used, negated=shape.negated, prior=0.3)
            for kind in classes:
                if kind.first >= subject.last and kind is not subject:
                    more = [k for k in classes if k.first >= subject.last]
                    targets = tuple(m.iri for k in more for m in k.of("class"))
                    yield Reading(
                        "verify-class", (iri,), targets=targets, used=held(linked, subject, *more), negated=shape.negated, prior=0.25
                    )
                    break
            yield Reading(
                "verify-text",
                (iri,),
                tuple(m.iri for s in verbs for m in s.of("property", "noun")),
                used=held(linked, subject, *verbs, *classes, *[c for c in concepts if c.last <= subject.first]),
                negated=shape.negated,
                prior=0.0,
            )


def _relations(store: Store, linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """A verb or a noun of a property with one or more concepts around it: `what fixes X`, `X remedies`."""
    verbs = [s for s in linked.spans if s.of("property", "noun")]
    moves = words_at(linked, MOVES) | held(linked, *[v for v in verbs if _is_thing(linked, v, verbs)])
    questions = asking(linked)
    for verb in verbs:
        if is_scenario(linked) and verb.of("class") and len(linked.spans) > 3:
            continue  # the class that is asked for, and no relation
        if linked.tokens[verb.first].sentence not in questions:
            continue
        if shape.wh in ("how", "who", "why") and all(linked.tokens[i].text in english.PREPOSITIONS for i in verb.positions):
            continue  # "how do I pick k in k-means" asks for no part
        if _of_the_asker(linked, verb) or _moved(linked, verb) or modifies(linked, verb) or _is_thing(linked, verb, verbs):
            continue
        heads = verb.of("class") and len(verbs) > 1 and _is_asked(linked, verb)
        others = [c for c in concepts if c is not verb]
        for anchor in others:
            kinds = [k for k in class_spans(linked) if k is not anchor and k is not verb]
            asked = [k for k in asked_in(linked, kinds) if shape.wh != "how" and k.first < max(verb.first, anchor.first)]
            told = linked.tokens[max(verb.first, anchor.first)].sentence
            around = [h for h in others if h is not anchor and linked.tokens[h.first].sentence == told]
            scene = [h for h in others if h is not anchor and h not in around]
            for meaning in verb.of("property", "noun"):
                same = [v for v in verbs if any(m.iri == meaning.iri for m in v.of("property", "noun"))]
                for gap, sure in _gaps(linked, verb, anchor, meaning):
                    prior = (0.3 if sure else 0.1) + 0.05 * meaning.weight + (0.04 if meaning.kind == "property" else 0.0)
                    prior -= 0.02 * len(scene) + 0.05 * bool(heads)
                    for holders in _holders(store, around):
                        used = held(linked, verb, anchor, *kinds, *(holders or around), *same, *scene) | moves
                        for iri in iris(anchor)[:3]:
                            yield Reading(
                                "relation",
                                (iri,),
                                (meaning.iri,),
                                gap,
                                _all_targets(asked),
                                tuple(iris(h)[0] for h in holders),
                                negated=shape.negated,
                                used=used,
                                prior=prior,
                            )


def _is_asked(linked: Linked, span: Span) -> bool:
    """Whether a class stands right behind its question word, or a number between: `which two measures`."""
    before = [t.text for t in linked.tokens[max(0, span.first - 2) : span.first] if t.text not in english.NUMBER_WORDS]
    return before[-1:] in (["which"], ["what"])


def _of_the_asker(linked: Linked, verb: Span) -> bool:
    """Whether a verb that any question may hold says what the asker does: `what should we use`."""
    light = all(linked.tokens[i].is_filler for i in verb.positions)
    before = linked.tokens[verb.first - 1].text if verb.first else ""
    return light and before in ("i", "we", "you", "they", "one", "be") and verb.last == len(linked.tokens)


def _is_thing(linked: Linked, verb: Span, verbs: list[Span]) -> bool:
    """Whether what looks like a verb is the thing asked for, because another has the auxiliary: `which changes would worsen X`."""
    following = linked.tokens[verb.last].text if verb.last < len(linked.tokens) else ""
    return following in english.OBLIGING and _is_asked(linked, verb) and any(v.first > verb.last for v in verbs)


def _moved(linked: Linked, verb: Span) -> bool:
    """Whether a verb tells which way the asker would move a setting: `which ones should I increase`."""
    before = linked.tokens[verb.first - 1].text if verb.first else ""
    moves = verb.last == verb.first + 1 and linked.tokens[verb.first].text in english.MOVING | {"lower"}
    return moves and before in ("i", "we", "you")


def _settings(store: Store, linked: Linked, concepts: list[Span]) -> Iterator[Reading]:
    """Which settings to move, and which way, against a problem that is named."""
    moved = [s for s in linked.spans if _moved(linked, s)]
    for anchor in concepts if moved else ():
        for iri in iris(anchor)[:2]:
            first = next((p for c, p in traits.of(store).asked_first.items() if c in traits.types(store, iri)), None)
            if first and store.vocabulary.properties[first].opposite:
                around = [c for c in concepts if c is not anchor]
                kinds = asked_in(linked, class_spans(linked))
                used = held(linked, anchor, *around, *kinds, *moved)
                holders = tuple(iris(c)[0] for c in around)
                yield Reading("relation", (iri,), (first,), "subject", _all_targets(kinds), holders, used=used, prior=0.5)


def _holders(store: Store, spans: list[Span]) -> list[list[Span]]:
    """The concepts to which answers may have to be linked: all that are named, or only one of them.

    What is claimed without a condition holds under any: the condition that someone names need not be linked.
    """
    things = [s for s in spans if WF + "Condition" not in traits.types(store, iris(s)[0])]
    return [spans, *([[s] for s in spans] if len(spans) > 1 else []), *([things] if len(things) < len(spans) else [])]


def _all_targets(kinds: list[Span]) -> tuple[str, ...]:
    """The classes asked for; the first class word is what is asked, a second one right beside it narrows it."""
    return targets_of(kinds[0]) if kinds else ()


def _gaps(linked: Linked, verb: Span, anchor: Span, meaning: Meaning) -> Iterator[tuple[str, bool]]:
    """Which side of a property is asked for, and whether the grammar makes that sure.

    Active: what follows the verb is its object; what stands before it, after *do* or a modal, its subject.
    A passive turns this round, and so does a phrase of the inverse property.
    """
    before = anchor.first < verb.first
    if meaning.kind == "noun":
        yield ("subject" if meaning.forward else "object"), True
        return
    last = max(verb.positions)
    if not before and verb.scattered and linked.tokens[last].text in ("for", "do"):
        yield "object", True  # "what do I use X for", "what can X do"
        return
    told = [linked.tokens[i].text for i in (verb.first - 1, verb.first) if i >= 0]
    if not before and told[0] in ("get", "gets", "become", "becomes") and told[-1] in ("worse", "better"):
        yield "object", True  # "what gets worse with X": X makes it so
        return
    if verb.first == anchor.last and linked.tokens[verb.first].text == "less":
        yield "subject", True  # "overfits less": something makes it less
        return
    gap_subject, sure = not before, True
    between_be = any(x.text in ("is", "are", "was", "were") for x in linked.tokens[: anchor.first])
    if before and not (meaning.copular and between_be) and not has_support(linked.tokens, anchor.first, verb.first):
        sure = False
    if before and _is_asked_for(linked, anchor, verb):
        gap_subject, sure = True, True
    by = "by" in [t.text for t in linked.tokens[verb.first : verb.last]]
    if not meaning.copular and not by and is_passive(linked.tokens, verb.first, verb.last):
        following = linked.tokens[verb.last].text if verb.last < len(linked.tokens) else ""
        if meaning.forward:
            gap_subject, sure = (before if following != "by" or before else False), True
    if not meaning.forward:
        gap_subject = not gap_subject
    yield ("subject" if gap_subject else "object"), sure
    if not sure:
        yield ("object" if gap_subject else "subject"), False
