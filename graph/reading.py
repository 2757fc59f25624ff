"""What a text asks, told before it is parsed: whether it may run, what it gives, which prefixes it needs.

May import: guard, vocabulary. Most texts are plain: a few looks at their letters show that no rule of the guard can be broken,
whatever their tokens are. All others are read token by token.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from .guard import FORMS, SUSPECT, Limits, check, form, searches
from .vocabulary import PREFIXES

_UNSTEADY = frozenset(["NOW", "RAND", "UUID", "STRUUID", "BNODE"])
_TELLING = tuple(sorted(SUSPECT | _UNSTEADY))
_TELLING_WORD = re.compile(rf"\b(?:{'|'.join(_TELLING)})\b")
_NAMES = tuple((f"{prefix}:", prefix, name) for prefix, name in PREFIXES.items())
_LONGEST_KEPT = 4_000
_SHORTEST_CHAINED = 4  # letters of BIND, the shortest word of those that are counted


@dataclass(frozen=True)
class Reading:
    """What a text gives (select, ask or graph), the prefixes of ours that it may mean, whether it names a dataset or searches paths.

    *is_steady*: on the same graph it has the same result, whenever it is asked.
    """

    gives: str
    prefixes: Mapping[str, str]
    has_dataset: bool = False
    has_searches: bool = False
    is_steady: bool = True


def read(text: str, limits: Limits, graphs: frozenset[str]) -> Reading:
    """The reading of a query over a store with these named graphs; raises QueryError for one that may not be run."""
    if (found := plain(text, limits)) is not None:
        return found
    return (_read if len(text) < _LONGEST_KEPT else _read.__wrapped__)(text, limits, graphs)


def plain(text: str, limits: Limits) -> Reading | None:
    """The reading of a text that can break no rule of the guard; None where that takes its tokens to tell."""
    if len(text) > min(limits.text, limits.tokens, _SHORTEST_CHAINED * limits.chain):
        return None
    # No word and no name goes on beyond a brace; what stands before it is the same in many queries.
    start = text.find("{")
    head, tail = _looked_at(text[:start]) if start > 0 else _NOTHING, _looked_at.__wrapped__(text[start:] if start > 0 else text)
    if head is None or tail is None or head.brackets + tail.brackets > limits.depth:
        return None
    kinds = head.kinds | tail.kinds
    return Reading(next(iter(kinds)), {**head.prefixes, **tail.prefixes}) if len(kinds) == 1 else None


@dataclass(frozen=True)
class _Look:
    """What a look at the letters of a text or a part of it shows: the kinds of query, prefixes of ours and brackets."""

    kinds: frozenset[str]
    prefixes: Mapping[str, str]
    brackets: int


_NOTHING = _Look(frozenset(), {}, 0)


@lru_cache(256)
def _looked_at(text: str) -> _Look | None:
    """None where a word stands that takes a closer look, or could stand."""
    if not text.isascii() or "\\" in text:
        return None
    upper = text.upper()
    for word in _TELLING:
        # Within ASCII, and without escapes, a token that is such a word stands between other characters than letters.
        if word in upper and _TELLING_WORD.search(upper):
            return None
    kinds = [kind for word, kind in FORMS.items() if word in upper]
    prefixes = {prefix: name for mark, prefix, name in _NAMES if mark in text}
    return _Look(frozenset(kinds), prefixes, text.count("{") + text.count("(") + text.count("["))


@lru_cache(256)
def _read(text: str, limits: Limits, graphs: frozenset[str]) -> Reading:
    """A text that passed the check. Programs ask the same few queries again and again; what is refused is read anew."""
    tokens = check(text, limits, graphs)
    gives = FORMS.get(form(tokens), "select")
    names, words = {t.text.partition(":")[0] for t in tokens if t.sort == "name"}, {t.text.upper() for t in tokens if t.sort == "word"}
    is_search = "SERVICE" in words and bool(searches(tokens))
    # Reading all our prefixes takes longer than a small query itself.
    prefixes = {p: n for p, n in PREFIXES.items() if p in names or is_search}
    return Reading(gives, prefixes, "FROM" in words, is_search, not (words & _UNSTEADY or is_search))
