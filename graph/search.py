"""Label search: concepts by prefix, synonym and typo.

May import: errors, progress, store, nearness. rapidfuzz measures closeness; a table of normalised labels is built once a store.
"""
from __future__ import annotations

import bisect
import re
import threading
import unicodedata
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from .errors import UnknownConcept
from .nearness import Nearness
from .progress import Progress, ticking, unseen
from .store import Store, iri_of

_LEAST = 72.0
_MOST_FUZZY = 200
# How many matches of the latest searches are remembered, and of one of them: some 20 MB at most.
_REMEMBERED, _LONGEST = 100_000, 2_000


@dataclass(frozen=True)
class Match:
    """A concept found: its IRI and label, the name that matched, and how well (0 to 100)."""

    iri: str
    label: str
    kind: str
    name: str
    score: float


Ranking = list[Match | tuple[str, float, str]]


class _Rankings:
    """What was found for the latest texts: the next page of an answer, and the same text again, need no search. For many threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Ranking] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, wanted: str) -> Ranking | None:
        with self._lock:
            if wanted in self._known:
                self._known.move_to_end(wanted)
            return self._known.get(wanted)

    def put(self, wanted: str, found: Ranking) -> None:
        if len(found) > _LONGEST:
            return
        with self._lock:
            if wanted not in self._known:
                self._known[wanted] = found
                self._size += len(found) + 1
            while self._size > _REMEMBERED:
                self._size -= len(self._known.popitem(last=False)[1]) + 1


@dataclass(frozen=True)
class _Index:
    """Folded names, whose they are; where they are near a text; and, in order, what is left of each name from each of its words on."""

    names: list[str]
    entries: list[tuple[str, str]]
    nearness: Nearness
    tails: list[tuple[str, int]]
    rankings: _Rankings = field(default_factory=_Rankings)


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
    return page(store, text, 0, limit)[1]


def page(store: Store, text: str, offset: int, limit: int) -> tuple[int, list[Match]]:
    """How many concepts match *text*, and those of `find` from *offset* on, *limit* at most."""
    wanted = fold(text)[:200]
    if not wanted or limit < 1:
        return 0, []
    index = _index(store)
    ranked = index.rankings.get(wanted)
    if ranked is None:
        ranked = _ranked(wanted, index)
        index.rankings.put(wanted, ranked)
    return len(ranked), [_match(store, ranked, at) for at in range(offset, min(offset + limit, len(ranked)))]


def _match(store: Store, ranked: Ranking, at: int) -> Match:
    """One of a ranking, made into a Match when it is first shown."""
    found = ranked[at]
    if not isinstance(found, Match):
        iri, score, name = found
        found = ranked[at] = Match(iri, store.label(iri), store.kind(iri), name, round(score, 1))
    return found


def prepare(store: Store, progress: Progress = unseen) -> None:
    """Build the index, and what makes many searches fast, ahead of the first; *progress* may cancel it, and nothing is kept."""
    _index(store, progress).nearness.prepare()


def _ranked(wanted: str, index: _Index) -> Ranking:
    """The concepts that match a folded text, best first, with their scores and the names that matched."""
    best: dict[str, tuple[float, str]] = {}
    for position, score in _scores(wanted, index):
        iri, name = index.entries[position]
        if iri not in best or score > best[iri][0]:
            best[iri] = (score, name)
    order = sorted((-score, len(name), iri, name) for iri, (score, name) in best.items())
    return [(iri, -less, name) for less, _, iri, name in order]


def _scores(wanted: str, index: _Index) -> list[tuple[int, float]]:
    from rapidfuzz import fuzz, process

    exact = [(position, _begun(wanted, index.names[position])) for position in _beginning(wanted, index)]
    if len(wanted) < 3:
        return exact
    near = {p: index.names[p] for p in index.nearness.near(wanted)}
    fuzzy = process.extract(wanted, near, scorer=fuzz.WRatio, limit=_MOST_FUZZY, score_cutoff=_LEAST)
    return exact + [(position, min(score, 94.0) * min(1.0, 0.55 + 0.45 * len(name) / len(wanted))) for name, score, position in fuzzy]


def _beginning(wanted: str, index: _Index) -> list[int]:
    """The names of which some word, and what follows it, begins with a text; found by bisection."""
    return sorted({position for tail, position in _tails(wanted, index) if tail.startswith(wanted)})


def _tails(wanted: str, index: _Index) -> Iterator[tuple[str, int]]:
    """The tails that begin with a text, in order: first those that are it."""
    tails = index.tails
    for at in range(bisect.bisect_left(tails, (wanted, -1)), len(tails)):
        if not tails[at][0].startswith(wanted):
            return
        yield tails[at]


def _begun(wanted: str, name: str) -> float:
    share = len(wanted) / len(name)
    return 100.0 if name == wanted else 95.0 + 4.0 * share if name.startswith(wanted) else 86.0 + 8.0 * share


def _starts(name: str) -> list[int]:
    return [0, *(i + 1 for i, c in enumerate(name) if c == " ")]


def _index(store: Store, progress: Progress = unseen) -> _Index:
    if store not in _cache:
        entries = [(iri, name) for iri in ticking(store.concepts, "reading names", progress)
                   for name in dict.fromkeys((store.label(iri), *store.synonyms(iri)))]
        names = [fold(name) for _, name in ticking(entries, "indexing names", progress)]
        tails = sorted((name[at:], p) for p, name in enumerate(names) for at in _starts(name))
        _cache[store] = _Index(names, entries, Nearness(names, progress), tails)
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
    whole = _whole(store, name)
    own = [iri for iri in whole if fold(store.label(iri)) == fold(name)]
    for chosen in (own, whole):
        if len(chosen) == 1:
            return chosen[0]
    matches = find(store, name, 5)
    clear = len(matches) == 1 or bool(matches) and matches[0].score - matches[1].score >= 2.0
    if not whole and clear and matches[0].score >= 85.0 and _alike(name, matches[0].name):
        return matches[0].iri
    raise UnknownConcept(name, [m.label for m in matches[:3]])


def _whole(store: Store, name: str) -> list[str]:
    """The concepts of which a text is a whole name, the first few as `find` ranks them."""
    wanted, index = fold(name)[:200], _index(store)
    best: dict[str, str] = {}
    for tail, position in _tails(wanted, index) if wanted else ():
        if tail != wanted:
            break
        if index.names[position] == wanted:
            best.setdefault(*index.entries[position])
    return sorted(best, key=lambda iri: (len(best[iri]), iri))[:5]
