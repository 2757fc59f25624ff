"""Typos: each word that neither the graph nor English knows, made the word of the graph that is meant.

May import: english, normalise, lexicon.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from . import english
from .lexicon import Lexicon
from .normalise import Token, stem


def mend(lexicon: Lexicon, tokens: list[Token]) -> tuple[list[Token], list[tuple[str, str]]]:
    """Each word that neither the graph nor English knows, replaced by the nearest word that the graph knows."""
    known = lexicon.stems
    out, changes = [], []
    for at, token in enumerate(tokens):
        better = None
        if not token.is_number and token.stem not in known and token.text not in english.FILLER and len(token.text) > 3:
            better = nearest_word(lexicon, token.text, frozenset(t.stem for t in tokens[max(0, at - 1) : at + 2]))
        if better:
            changes.append((token.text, better[0]))
            out.append(replace(token, text=better[0], stem=better[1]))
        else:
            out.append(token)
    return out, changes


def nearest_word(lexicon: Lexicon, word: str, beside: frozenset[str] = frozenset()) -> tuple[str, str] | None:
    """The word of the graph (and its stem) that a misspelt word means, or None: then it is left as it is.

    Among words equally near, one that stands in a name with a word *beside* it counts more.
    A word of English is no typo, unless letters of a word that anyone uses changed places. Damerau-Levenshtein
    distance at most 1 up to five letters, 2 up to eight, 3 above, and the first letter or the length must agree.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    if is_english(word):
        swapped = [w for w in english.HELP if sorted(w) == sorted(word)]
        return (swapped[0], lexicon.words.get(swapped[0], stem(swapped[0]))) if swapped else None
    most = 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3
    pool = {**{w: w for w in english.FILLER if len(w) > 3}, **lexicon.words}
    found = process.extract(word, list(pool), scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=5)
    if word.endswith("s"):
        found += process.extract(word[:-1], list(pool), scorer=DamerauLevenshtein.distance, score_cutoff=most - 1, limit=5)
    found = [f for f in found if len(f[0]) > 2 and (f[0][0] == word[0] or f[1] == 1)]
    if not found:
        return None
    best = min(
        found,
        key=lambda f: (
            f[1],
            f[0][0] != word[0],
            not _beside(lexicon, f[0], beside),
            -_told(lexicon, f[0]),
            abs(len(f[0]) - len(word)),
            f[0],
        ),
    )
    return best[0], lexicon.words.get(best[0], pool[best[0]])


def _told(lexicon: Lexicon, word: str) -> bool:
    """Whether a word is one by which kinds of things are asked for: `servce` is `service` before it is `serve`."""
    return any(m.kind == "class" for m in lexicon.concepts.get((lexicon.words.get(word, ""),), ()))


def _beside(lexicon: Lexicon, word: str, beside: frozenset[str]) -> bool:
    return any(phrase & beside for _, phrase in lexicon.holding.get(lexicon.words.get(word, ""), ()))


@functools.cache
def _dictionary() -> frozenset[str]:
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="en").word_frequency.dictionary)


@functools.lru_cache(maxsize=10_000)
def is_english(word: str) -> bool:
    """Whether a word is in the English word list of pyspellchecker."""
    return word in _dictionary()
