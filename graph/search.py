"""Label search: concepts by prefix, synonym and typo.

May import: errors, store. rapidfuzz measures closeness; a table of normalised labels is built once a store.
"""
from __future__ import annotations

import bisect
import heapq
import itertools
import re
import unicodedata
import weakref
from collections import Counter, defaultdict
from dataclasses import dataclass

from .errors import UnknownConcept
from .store import Store, iri_of

_LEAST = 72.0
_CANDIDATES = 300


@dataclass(frozen=True)
class Match:
    """A concept found: its IRI and label, the name that matched, and how well (0 to 100)."""

    iri: str
    label: str
    kind: str
    name: str
    score: float


@dataclass(frozen=True)
class _Index:
    """Folded names, whose they are; for each three letters the positions of the names that hold them; and, in order,
    what is left of each name from each of its words on."""

    names: list[str]
    entries: list[tuple[str, str]]
    trigrams: dict[str, list[int]]
    tails: list[tuple[str, int]]


_cache: weakref.WeakKeyDictionary[Store, _Index] = weakref.WeakKeyDictionary()


def fold(text: str) -> str:
    """Text for comparison: no case, no accents, hyphens and other marks as spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[\w.+#%]+", plain.replace("_", " ")))


def find(store: Store, text: str, limit: int = 10) -> list[Match]:
    """Concepts whose label or synonym matches *text*, best first, typos allowed.

    A whole name scores 100, a prefix or a word's prefix 85 to 99, the rest by rapidfuzz's WRatio.
    """
    wanted = fold(text)[:200]
    if not wanted or limit < 1:
        return []
    index = _index(store)
    best: dict[str, tuple[float, str]] = {}
    for position, score in _scores(wanted, index):
        iri, name = index.entries[position]
        if score > best.get(iri, (0.0, ""))[0]:
            best[iri] = (score, name)
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], len(item[1][1]), item[0]))[:limit]
    return [Match(iri, store.label(iri), store.kind(iri), name, round(score, 1)) for iri, (score, name) in ranked]


def _scores(wanted: str, index: _Index) -> list[tuple[int, float]]:
    from rapidfuzz import fuzz, process

    exact = [(position, _begun(wanted, index.names[position])) for position in _beginning(wanted, index)]
    if len(wanted) < 3:
        return exact
    near = {p: index.names[p] for p in _near(wanted, index)}
    fuzzy = process.extract(wanted, near, scorer=fuzz.WRatio, limit=200, score_cutoff=_LEAST)
    return exact + [(position, min(score, 94.0) * min(1.0, 0.55 + 0.45 * len(name) / len(wanted))) for name, score, position in fuzzy]


def _beginning(wanted: str, index: _Index) -> list[int]:
    """The names of which some word, and what follows it, begins with a text; found by bisection."""
    first = bisect.bisect_left(index.tails, (wanted, -1))
    found: set[int] = set()
    for tail, position in itertools.islice(index.tails, first, None):
        if not tail.startswith(wanted):
            break
        found.add(position)
    return sorted(found)


def _begun(wanted: str, name: str) -> float:
    share = len(wanted) / len(name)
    return 100.0 if name == wanted else 95.0 + 4.0 * share if name.startswith(wanted) else 86.0 + 8.0 * share


def _near(wanted: str, index: _Index) -> list[int]:
    """The names that share the most three-letter pieces with a text, for what its length is: where a typo can hide."""
    shared: Counter[int] = Counter()
    for piece in _pieces(wanted):
        shared.update(index.trigrams.get(piece, ()))
    least = max(1, len(_pieces(wanted)) // 4)
    kept = [(-count / (8 + len(index.names[p])), p) for p, count in shared.items() if count >= least]
    return [position for _, position in heapq.nsmallest(_CANDIDATES, kept)]


def _pieces(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def _starts(name: str) -> list[int]:
    return [0, *(i + 1 for i, c in enumerate(name) if c == " ")]


def _index(store: Store) -> _Index:
    if store not in _cache:
        entries = [(iri, name) for iri in store.concepts for name in dict.fromkeys((store.label(iri), *store.synonyms(iri)))]
        names = [fold(name) for _, name in entries]
        trigrams: dict[str, list[int]] = defaultdict(list)
        for position, name in enumerate(names):
            for piece in _pieces(name):
                trigrams[piece].append(position)
        tails = sorted((name[at:], p) for p, name in enumerate(names) for at in _starts(name))
        _cache[store] = _Index(names, entries, dict(trigrams), tails)
    return _cache[store]


def _alike(text: str, name: str) -> bool:
    """Whether a text is the beginning of a name, or the whole of it but for a typo; a shared word is not enough."""
    from rapidfuzz import fuzz
    typed, known = fold(text), fold(name)
    return known.startswith(typed) or f" {typed}" in known or fuzz.ratio(typed, known) >= 75.0


def resolve(store: Store, name: str) -> str:
    """The IRI of the concept that a person means by a name, an id or an IRI.

    Raises UnknownConcept with the nearest labels when nothing is close enough or two are equally close.
    """
    direct = iri_of(name.strip()) if re.fullmatch(r"[\w.:/#-]+", name.strip()) else ""
    if direct in store.concept_set:
        return direct
    matches = find(store, name, 5)
    whole = [m for m in matches if m.score >= 100.0]
    own = [m for m in whole if fold(m.label) == fold(name)]
    for chosen in (own, whole):
        if len(chosen) == 1:
            return chosen[0].iri
    clear = len(matches) == 1 or bool(matches) and matches[0].score - matches[1].score >= 2.0
    if not whole and clear and matches[0].score >= 85.0 and _alike(name, matches[0].name):
        return matches[0].iri
    raise UnknownConcept(name, [m.label for m in matches[:3]])
