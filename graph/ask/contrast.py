"""Contrast: symptoms told as "good here, bad there", in whichever words someone finds for good and bad.

The names of a symptom such as "good on training data but poor on test data" tell of what it speaks well and of what ill:
each word takes the sign of the nearest judgement in its clause, and what is found on one side only is an aspect. A
question that praises the one aspect and complains about the other tells of the symptom. May import: store, english,
lexicon, normalise.
"""

from __future__ import annotations

import re
import weakref
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..store import Store
from . import english, lexicon
from .normalise import Token, tokens

# Two shares that differ by so many points are a good one and a bad one.
_POINTS = 10
# So many names must set something against something else.
_NAMES = 3
# A word is an aspect where so much of what the names say of it stands on one side.
_ONE_SIDED = 0.9

# A word that is praised (1) or blamed (-1): its position, the word, the sign, and the position of what judges it.
Signed = tuple[int, Token, int, int]
Clause = list[tuple[int, Token]]


@dataclass(frozen=True)
class Contrast:
    """A symptom with the stems of what does well and of what does badly."""

    symptom: str
    well: frozenset[str]
    badly: frozenset[str]


_cache: weakref.WeakKeyDictionary[lexicon.Lexicon, tuple[Contrast, ...]] = weakref.WeakKeyDictionary()


def contrasts(store: Store) -> tuple[Contrast, ...]:
    """The symptoms of a store whose names set something good against something bad."""
    words = lexicon.of(store)
    if words not in _cache:
        _cache[words] = tuple(filter(None, (_contrast(store, iri) for iri in sorted(words.symptoms))))
    return _cache[words]


def _contrast(store: Store, iri: str) -> Contrast | None:
    sides: dict[int, Counter[str]] = {1: Counter(), -1: Counter()}
    told = [signed(tokens(name)) for name in (store.label(iri), *store.synonyms(iri))]
    told = [found for found in told if {sign for _, _, sign, _ in found} == {1, -1}]
    if len(told) < _NAMES:
        return None
    for _, token, sign, _ in (word for found in told for word in found):
        sides[sign][token.stem] += 1
    aspects = {s: frozenset(w for w, n in sides[s].items() if n >= _ONE_SIDED * (n + sides[-s][w])) for s in sides}
    return Contrast(iri, aspects[1], aspects[-1]) if aspects[1] and aspects[-1] else None


def told(store: Store, words: Sequence[Token]) -> Iterator[tuple[str, frozenset[int]]]:
    """The symptoms that a question tells by a contrast, each with the positions of the words that tell it."""
    known = contrasts(store)
    found = signed(words) if known else []
    if {sign for _, _, sign, _ in found} != {1, -1}:
        return
    for contrast in known:
        aspects = {1: contrast.well, -1: contrast.badly}
        fitting = [word for word in found if word[1].stem in aspects[word[2]]]
        turned = sum(token.stem in aspects[-sign] for _, token, sign, _ in found)
        if {sign for _, _, sign, _ in fitting} == {1, -1} and len(fitting) > turned:
            held = {position for at, _, _, by in fitting for position in (at, by)}
            yield contrast.symptom, frozenset(range(min(held), max(held) + 1))


def refused(store: Store, words: Sequence[Token], symptom: str) -> bool:
    """Whether a question blames what a symptom praises, and praises nothing: poor on both sides is no contrast."""
    found = signed(words)
    if {sign for _, _, sign, _ in found} != {-1}:
        return False
    blamed = {token.stem for _, token, _, _ in found}
    return any(c.symptom == symptom and blamed & c.well for c in contrasts(store))


def signed(words: Sequence[Token]) -> list[Signed]:
    """The words that a judgement of their clause praises (1) or blames (-1), with their positions."""
    clauses = _clauses(words)
    signs = [_judgements(c) for c in clauses]
    _share(clauses, signs)
    _oppose(clauses, signs)
    found: list[Signed] = []
    for clause, judged in zip(clauses, signs, strict=True):
        for at, token in clause:
            if judged and at not in judged and token.text not in english.LIGHT:
                by = min(judged, key=lambda j: (abs(j - at), j > at))
                found.append((at, token, judged[by], by))
    return found


def _clauses(words: Sequence[Token]) -> list[Clause]:
    clauses: list[Clause] = []
    for at, token in enumerate(words):
        if not at or token.text in english.CONTRASTING or token.text == "and" or words[at - 1].sentence != token.sentence:
            clauses.append([])
        clauses[-1].append((at, token))
    return clauses


def _judgements(clause: Clause) -> dict[int, int]:
    """The judgements of a clause by position: a low error is good, and what is not good is bad."""
    texts = {t.text for _, t in clause}
    denied = -1 if texts & english.NEGATIONS else 1
    much = denied * (-1 if texts & english.COSTS else 1)
    told = ((english.MUCH, much), (english.LITTLE, -much), (english.GOOD, denied), (english.BAD, -1))
    return {at: sign for names, sign in told for at, token in clause if token.text in names}


def _share(clauses: Sequence[Clause], signs: list[dict[int, int]]) -> None:
    """Judge two clauses by their numbers, where each has one and they differ: 99 % here and 61 % there."""
    numbers = [(n, at, float(t.text)) for n, clause in enumerate(clauses) for at, t in clause if t.is_number and _is_share(t)]
    if len(numbers) != 2 or numbers[0][0] == numbers[1][0] or abs(numbers[0][2] - numbers[1][2]) < _POINTS:
        return
    for (n, at, one), (_, _, other) in (numbers, numbers[::-1]):
        costs = any(t.text in english.COSTS for _, t in clauses[n])
        signs[n].setdefault(at, 1 if (one > other) != costs else -1)


def _is_share(token: Token) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", token.text) is not None and float(token.text) <= 100


def _oppose(clauses: Sequence[Clause], signs: list[dict[int, int]]) -> None:
    """A clause behind a *but* is judged as the other is not, whatever words it says that in."""
    for n in range(1, len(clauses)):
        if clauses[n][0][1].text in english.CONTRASTING and bool(signs[n - 1]) != bool(signs[n]):
            known, other = (n - 1, n) if signs[n - 1] else (n, n - 1)
            if len(told := set(signs[known].values())) == 1:
                signs[other][clauses[n][0][0]] = -told.pop()
