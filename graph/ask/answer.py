"""Answer: choose among the readings of a question the one that explains it, and put its outcome into words.

May import: vocabulary, store, claims, sentences, concepts, and all of ask. Otherwise the engine abstains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .. import sentences
from ..store import Store
from . import aim, english, evidence, lexicon, traits
from .choose import purposes
from .compute import compute
from .frame import frame
from .link import Linked, link
from .model import Answer, Item, Outcome
from .normalise import Token, tokens
from .normalise import stems as stems_of
from .pieces import asks_unit, is_participle, is_scenario, turns_back
from .read import read
from .reading import Reading, left_over
from .recall import recall
from .solve import solve
from .suggest import openers, suggest
from .verify import leaves_aside, related
from .wording import shown, worded

# How many readings are tried; how much an outcome can add to what its reading promises; how much more is far more.
_TRIED, _MOST_GAIN, _FAR_MORE = 45, 0.4, 0.15
_MANY = 8
_SELECTING = ("relation", "choose", "list")


@dataclass(frozen=True)
class _Found:
    reading: Reading
    outcome: Outcome
    unexplained: tuple[str, ...]
    score: float


def answer(store: Store, question: str) -> Answer:
    """The answer to a question in plain English, or an abstention that says what was not understood.

    Any text is accepted. Nothing is made up: every item rests on a claim, a definition, or an inference that it names.
    """
    words = lexicon.of(store)
    typed = tokens(question, words.units)
    if not any(not t.is_filler for t in typed):
        return _abstention(store, question, (), ())
    linked = link(words, typed)
    worked = _worked(store, question, linked)
    if worked:
        return worked
    found = _search(store, words, linked)
    if found is None:
        return _abstention(store, question, _unknown(words, linked[0]), linked)
    found = _aimed(store, found)
    return worded(store, question, found.reading, found.outcome, found.unexplained, found.score)


def _aimed(store: Store, found: _Found) -> _Found:
    """What was found, turned to what the question is after."""
    reading, outcome = found.reading, found.outcome
    turned = aim.unfolded(store, reading, outcome) or aim.served(store, reading, outcome)
    if turned:
        return replace(found, reading=turned[0], outcome=aim.with_variants(store, *turned))
    if reading.linked is None or reading.intent not in _SELECTING:
        return found
    ordered = aim.by_story(store, reading, aim.towards(store, reading.linked, outcome))
    return replace(found, outcome=aim.with_variants(store, reading, ordered))


def _worked(store: Store, question: str, linked: Sequence[Linked]) -> Answer | None:
    """The answer by arithmetic, where the question gives the numbers that a formula needs."""
    if not any(t.is_number for t in linked[0].tokens):
        return None
    for option in linked:
        named = [m.iri for s in option.spans for m in s.of("concept", "unit")]
        done = compute(store, option.tokens, named)
        if done:
            outcome, _ = done
            return Answer(question, "compute", outcome.lead, outcome.items, computed=outcome.computed, sparql=shown(outcome.sparql))
    return None


def _search(store: Store, words: lexicon.Lexicon, linked: Sequence[Linked]) -> _Found | None:
    """The best reading that has rows and leaves nothing unexplained."""
    candidates = [(position, r) for position, option in enumerate(linked) for r in read(store, option)]
    candidates.sort(key=lambda c: _promise(words, *c), reverse=True)
    best: _Found | None = None
    solved: dict[Any, Outcome | None] = {}
    for position, reading in candidates[:_TRIED]:
        if best and best.score >= _promise(words, position, reading) + _MOST_GAIN:
            break
        outcome = _solved(store, reading, solved)
        if outcome is None:
            continue
        found = _weighed(store, words, position, reading, outcome)
        if found and (best is None or found.score > best.score):
            best = found
    best = _outweighed(store, linked, best)
    if asks_unit(linked[0]):
        return best if best and best.reading.intent == "value" else None
    if frame(linked[0].tokens).polar:
        return best
    empty = best is None or best.reading.intent == "relation" and not best.outcome.items
    described = recall(store, linked[0], frame(linked[0].tokens).wh) if empty else None
    if described:
        reading, outcome = described
        best = _Found(reading, outcome, (), 0.0)
    return best


def _outweighed(store: Store, linked: Sequence[Linked], best: _Found | None) -> _Found | None:
    """The best reading, unless something else accounts for far more of the story that the question tells."""
    if best and not (best.unexplained or best.score < 0 and best.reading.intent in ("value", "parts")):
        return best
    found = evidence.weigh(store, linked[0], frame(linked[0].tokens).wh)
    if found is None:
        return best
    reading, outcome = found
    if best and best.outcome.items:
        known = evidence.share_of(store, linked[0], best.outcome.items[0].iri)
        if known + _FAR_MORE > outcome.strength:
            return best
    return _Found(reading, outcome, (), outcome.strength)


def _solved(store: Store, reading: Reading, known: dict[Any, Outcome | None]) -> Outcome | None:
    """The outcome of a reading, worked out once for all that ask the same with other words left over."""
    if reading.intent == "verify-text":
        return solve(store, reading)
    asked = replace(reading, used=frozenset(), prior=0.0, linked=None)
    if asked not in known:
        known[asked] = solve(store, reading)
    return known[asked]


def _promise(words: lexicon.Lexicon, position: int, reading: Reading) -> float:
    return (
        reading.prior
        - 0.35 * sum(_weight(words, reading, i) for i in left_over(reading))
        - 0.06 * position
        - 0.2 * (reading.linked.shortfall if reading.linked else 0.0)
    )


def _weight(words: lexicon.Lexicon, reading: Reading, index: int) -> float:
    assert reading.linked is not None
    return min(1.0, words.idf(reading.linked.tokens[index].stem) / 5.0)


def _weighed(store: Store, words: lexicon.Lexicon, position: int, reading: Reading, outcome: Outcome) -> _Found | None:
    """An outcome with what the question left over: kept only if the answers' own words account for that."""
    assert reading.linked is not None
    outcome = _straight(store, words, reading, outcome)
    if reading.intent in _SELECTING and not outcome.items and not outcome.against:
        return None
    aside = _left_aside(reading) if reading.intent == "relation" and is_scenario(reading.linked) else 0
    if aside > 1 or aside and len(outcome.items) > _MANY:
        return None  # all that a hub relates to is no answer to a story
    rest = [reading.linked.tokens[i] for i in left_over(reading)]
    rest = [t for t in rest if t.stem not in outcome.explained]
    rest = [t for t in rest if t.start not in _related_verbs(store, reading, outcome)]
    if len(rest) > 1 and reading.intent == "relation" and not _says_more(reading):
        return None  # an *in* or *of* does not carry what the other words ask
    which = (reading.intent, reading.wh) == ("define", "which") or (reading.intent, reading.wh) == (
        "choose",
        "who",
    )  # a definition must be of all that is said
    if rest and not which and not (reading.intent == "verify" and leaves_aside(store, reading, rest)):
        outcome, rest = _narrowed(store, words, reading, outcome, rest)
    unexplained = {t.start for t in rest}
    regained = sum(_weight(words, reading, i) for i in left_over(reading) if reading.linked.tokens[i].start not in unexplained)
    if rest and reading.intent == "symptom" and len(rest) <= 3:
        rest = []
    if rest and not _tolerable(store, words, reading, rest, outcome):
        return None
    return _Found(reading, outcome, tuple(t.text for t in rest), _promise(words, position, reading) + outcome.strength + 0.2 * regained)


def _straight(store: Store, words: lexicon.Lexicon, reading: Reading, outcome: Outcome) -> Outcome:
    """An outcome without the answers that make what the question starts from."""
    assert reading.linked is not None
    linked = reading.linked
    if reading.intent not in _SELECTING or not any(t.text in english.TOWARDS for t in linked.tokens):
        return outcome
    made = {i.iri: {i.iri, *purposes(store, i.iri), *((i.claim.object,) if i.claim else ())} for i in outcome.items}
    kept = tuple(i for i in outcome.items if not turns_back(words, linked, made[i.iri]))
    return outcome if len(kept) == len(outcome.items) else replace(outcome, items=kept)


def _related_verbs(store: Store, reading: Reading, outcome: Outcome) -> set[int]:
    """Where words stand for the very relations by which the answers were found, or for relations in general."""
    assert reading.linked is not None
    found = {i.claim.property for i in outcome.items if i.claim}
    near = {p for f in found for p in related(store, (f,))}
    general = traits.of(store).general
    held: set[int] = set()
    for span in reading.linked.spans:
        meant = [m.iri for m in span.of("property", "noun")]
        if any(m in near or m in general for m in meant):
            held |= {reading.linked.tokens[i].start for i in span.positions}
    return held


def _narrowed(store: Store, words: lexicon.Lexicon, reading: Reading, outcome: Outcome, rest: list[Token]) -> tuple[Outcome, list[Token]]:
    """Only the answers whose own text holds the words left over, where there are such answers."""
    if not outcome.items:
        return outcome, rest
    about = (
        {s for a in reading.anchors for s in words.documents.get(a, ())} if reading.intent in ("relation", "choose", "symptom") else set()
    )
    about |= {t for c in reading.targets for a in store.vocabulary.ancestors(c) for t in stems_of(store.label(a))}
    rest = [t for t in rest if t.stem not in about]
    stems = {t.stem for t in rest}
    if not stems:
        return outcome, []
    left = {i for i, t in enumerate(reading.linked.tokens) if t in rest}
    asked = {m.iri for s in reading.linked.spans if s.positions & left for m in s.of("concept")}
    named = [i for i in outcome.items if stems <= _names(store, i) and (i.iri not in asked or len(outcome.items) == 1)]
    keep = named or [i for i in outcome.items if stems <= _said(store, words, i)]
    if keep:
        whole = reading.intent == "relation" and not named
        return (outcome if whole else replace(outcome, items=tuple(keep))), []
    if reading.intent == "relation":
        shared = {s for i in outcome.items for s in stems & _said(store, words, i)}
        return outcome, [t for t in rest if t.stem not in shared]
    return outcome, rest


def _names(store: Store, found: Item) -> set[str]:
    return {s for n in (found.label, *store.synonyms(found.iri)) for s in stems_of(n)}


def _said(store: Store, words: lexicon.Lexicon, found: Item) -> set[str]:
    claim = found.claim
    extra = f"{found.statement} {claim.reason if claim else ''}"
    return set(words.documents.get(found.iri, ())) | set(stems_of(extra))


def _tolerable(store: Store, words: lexicon.Lexicon, reading: Reading, rest: list[Token], outcome: Outcome) -> bool:
    """In a long scenario that names its task or circumstance outright, words that set the scene may stay unexplained.

    A word that is the name of another concept sets no scene: it must be accounted for.
    """
    assert reading.linked is not None
    if reading.intent == "value" and reading.wh and reading.wh.startswith("how ") and reading.holders and len(rest) == 1:
        return True  # a measure of things that are all named: `how often do metrics arrive in CloudWatch`
    if reading.intent not in ("choose", "relation", "list") or not outcome.items or not reading.anchors:
        return False
    if (frame(reading.linked.tokens).wh or "").startswith("how "):
        return False  # who asks for a number is told a number
    if reading.intent == "relation" and len(rest) == 1 and rest[0].stem not in words.stems and is_participle(reading.linked, rest[0]):
        return _says_more(reading)  # "to which destinations can it be pointed": the noun says what the verb would
    told = [t for t in reading.linked.tokens if not t.is_filler]
    named = max((s.size for s in reading.linked.spans if any(m.iri in reading.anchors for m in s.of("concept"))), default=0)
    said = _said(store, words, outcome.items[0])
    # A word that nothing in the graph holds tells no answer from another.
    left = {t.start for t in rest if t.stem not in said and t.stem in words.stems}
    strange = {t.start for t in rest if t.stem not in words.stems}
    firm = named >= 2 or bool(reading.targets and _says_more(reading))
    apart = not left & _names_of_others(reading)
    return is_scenario(reading.linked) and firm and apart and 0.75 * len(left) + 0.5 * len(strange) <= 0.5 * len(told)


def _left_aside(reading: Reading) -> int:
    """How many concepts that a question names a reading does not take up."""
    assert reading.linked is not None
    taken = {*reading.anchors, *reading.holders}
    return sum(not taken & {m.iri for m in s.of("concept")} for s in reading.linked.spans if s.of("concept"))


def _says_more(reading: Reading) -> bool:
    """Whether the relation that a reading follows is named by a word of content, not by an *in* or *use*."""
    assert reading.linked is not None
    verbs = [s for s in reading.linked.spans if any(m.iri in reading.properties for m in s.of("property", "noun"))]
    return any(not reading.linked.tokens[i].is_filler for s in verbs for i in s.positions)


def _names_of_others(reading: Reading) -> set[int]:
    """Where names of concepts start that a reading leaves aside."""
    assert reading.linked is not None
    return {reading.linked.tokens[i].start for s in reading.linked.spans if s.of("concept") for i in s.positions}


def _unknown(words: lexicon.Lexicon, linked: Linked) -> tuple[str, ...]:
    return tuple(linked.tokens[i].text for i in linked.unknown)


def _abstention(store: Store, question: str, unknown: tuple[str, ...], linked: Sequence[Linked]) -> Answer:
    polar = bool(linked) and frame(linked[0].tokens).polar
    understood = [s.of("concept")[0].iri for s in linked[0].spans if s.of("concept")] if linked else []
    nearest = tuple(suggest(store, question, 5, understood) or openers(store))
    text = f"I do not know: I could not place {sentences.listed([repr(u) for u in unknown], 'or')}." if unknown else "I do not know."
    return Answer(question, "abstain", text, verdict="unknown" if polar else None, not_understood=unknown, suggestions=nearest)
