"""Normalise: a question as tokens with stems; no meaning yet.

May import: alike, english. Stems are Snowball's English (Porter2).
"""

from __future__ import annotations

import bisect
import functools
import re
import unicodedata
from dataclasses import dataclass

import snowballstemmer

from . import alike, english

LONGEST = 1_000
_TOKEN = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|(?<![a-z0-9])\.[0-9]+|[a-z]+[0-9]+[a-z0-9]*|[0-9]*[a-z]+(?:\+\+|#)?|%")
# A sentence ends at its mark, or at a comma before the question that a story leads to.
_SENTENCE = re.compile(r"[.!?;:](?=\s)|[,\u2013-](?=\s+(?:so )?(?:how|what|which|where|who|can|could|should)\b)")
_ABBREVIATED = re.compile(r"\b(i\.e|e\.g)\b\.?")
_GLUED = re.compile(r"(\d+(?:\.\d+)?)([a-z]{1,5})")
_DENIED = re.compile(r"\bnon[- ](?=[a-z])")  # "non-linear" is not linear
_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True)
class Token:
    """A word or number of a question: as typed, its stem, where it stands in the text, and in which sentence (from 0).

    A word *aside* says nothing of what is asked where it stands, whatever it means elsewhere.
    """

    text: str
    stem: str
    start: int
    end: int
    sentence: int = 0
    aside: bool = False

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit() and not any(c.isalpha() for c in self.text)

    @property
    def is_filler(self) -> bool:
        return self.aside or self.text in english.FILLER or self.text in english.NUMBER_WORDS or _is_inflected_filler(self.text)


def tokens(text: str, units: frozenset[str] = frozenset()) -> list[Token]:
    """The tokens of a question, at most LONGEST characters of it. *units* are the words that may be glued to a number."""
    return list(_tokens(text[:LONGEST], units))


@functools.lru_cache(maxsize=30_000)
def _tokens(text: str, units: frozenset[str]) -> tuple[Token, ...]:
    # Remembered: labels and statements come again and again.
    found = []
    plain = _plain(text)
    ends = [m.start() for m in _SENTENCE.finditer(plain)]
    for match in _TOKEN.finditer(plain):
        word, sentence = match.group(), bisect.bisect(ends, match.start())
        glued = _GLUED.fullmatch(word)
        if glued and glued[2] in units:
            middle = match.start() + len(glued[1])
            found.append(_token(glued[1], match.start(), middle, sentence))
            found.append(_token(glued[2], middle, match.end(), sentence))
        else:
            found.append(_token(word, match.start(), match.end(), sentence))
    return tuple(found)


@functools.lru_cache(maxsize=20_000)
def stems(text: str) -> tuple[str, ...]:
    """The stems of a phrase, in order; remembered, because labels and statements come again and again."""
    return tuple(t.stem for t in tokens(text))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‑", "-")).casefold()
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    words = [english.CONTRACTIONS.get(w.strip('?!.,;:"()'), w) for w in folded.split()]
    joined = _ABBREVIATED.sub(lambda m: m[1].replace(".", ""), " ".join(words))
    joined = _DENIED.sub("non", joined)
    return re.sub(r"'s\b", "", alike.plain(joined))


def _token(word: str, start: int, end: int, sentence: int) -> Token:
    if word[0].isdigit() or word[0] == ".":
        number = ("0" if word[0] == "." else "") + word.replace(",", "")
        return Token(number, number, start, end, sentence)
    return Token(word, stem(word), start, end, sentence)


@functools.lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of one lower-case word, British spellings first made American, words that mean the same made one."""
    plain = american(word)
    return str(_stemmer.stemWord(alike.ALIKE.get(plain, plain)))


@functools.lru_cache(maxsize=20_000)
def _is_inflected_filler(word: str) -> bool:
    """Whether a word is a filler but for its ending; by stem alone, `specificity` would be `specific`."""
    if word.endswith("ly") and len(word) > 5 and word not in english.MEANINGFUL_ADVERBS:
        return True  # adverbs of manner seldom tell which thing is meant
    endings = (
        ((3, ""), (3, "e"))
        if word.endswith("ing")
        else ((2, ""), (1, ""))
        if word.endswith(("es", "ed"))
        else ((1, ""),)
        if word.endswith("s")
        else ()
    )
    return any(len(word) - cut > 2 and word[:-cut] + added in _INFLECTED for cut, added in endings)


def american(word: str) -> str:
    """A British spelling as an American one, by its ending: `normalisation` -> `normalization`."""
    if len(word) < 5 or word in english.BRITISH_EXCEPTIONS:
        return word
    for length in range(min(8, len(word) - 2), 2, -1):
        ending = english.BRITISH.get(word[-length:])
        if ending:
            return word[:-length] + ending
    return word


_INFLECTED = english.ASKING | english.AUXILIARIES
