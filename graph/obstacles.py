"""Why there is no path: which constraint is in the way, alone or with another, and what there is without it.

May import: store, sentences, constraints, steps, pathfinder.
"""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from . import sentences
from .constraints import Constraints
from .pathfinder import SECONDS, Blocked, Found
from .steps import Path, sentence
from .store import Store

Attempt = Callable[[Constraints, float], Found]
_EACH = SECONDS / 4


def why_not(store: Store, concepts: Sequence[str], constraints: Constraints, attempt: Attempt, *, reason: str = "") -> Blocked:
    """The error for concepts that nothing connects under constraints.

    *attempt* searches under other constraints for some seconds. First it is tried without each constraint, then
    without each two, then without all; *reason* tells why there is nothing even then.
    """
    said = _nothing(store, concepts)
    in_force = [words for words, _ in constraints.looser(store)]
    search = _Attempts(attempt)
    for fewer in (_without_one, _without_two):
        helpful = [(words, paths) for words, looser in fewer(store, constraints) if (paths := search.paths(looser))]
        if helpful:
            single = "" if fewer is _without_one else "no single one of these is in the way; "
            offers = "; ".join(f"without {_quoted(words)} there is: {_told(store, paths)}" for words, paths in helpful[:3])
            return Blocked(f"{said} ({'; '.join(in_force)}); {single}{offers}", " and ".join(helpful[0][0]), helpful[0][1])
    found = search.paths(Constraints()) if in_force else ()
    if found:
        return Blocked(f"{said} ({'; '.join(in_force)}); neither one nor two of these are in the way, and without all of them "
                       f"there is: {_told(store, found)}", "", found)
    if search.stopped:
        return Blocked(f"{said} ({'; '.join(in_force)}); what is in the way could not be told in the time")
    return Blocked(f"nothing connects {_listed(store, concepts)}: {reason or 'they lie in separate parts of the graph'}")


def out_of_time(store: Store, concepts: Sequence[str]) -> Blocked:
    """The error for a search that ended before it found anything."""
    return Blocked(f"{_nothing(store, concepts)} was found: stopped at the budget; give it more time")


class _Attempts:
    """Searches that share one budget, and whether any of them was cut short."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._end = time.monotonic() + SECONDS
        self.stopped = False

    def paths(self, constraints: Constraints) -> tuple[Path, ...]:
        """What is found in the time that is left; () too where there is none left."""
        left = min(_EACH, self._end - time.monotonic())
        found = self._attempt(constraints, left) if left > 0 else Found((), True)
        self.stopped = self.stopped or (found.stopped and not found.paths)
        return found.paths


def _without_one(store: Store, constraints: Constraints) -> Iterator[tuple[tuple[str, ...], Constraints]]:
    for words, looser in constraints.looser(store):
        yield (words,), looser


def _without_two(store: Store, constraints: Constraints) -> Iterator[tuple[tuple[str, ...], Constraints]]:
    order = [words for words, _ in constraints.looser(store)]
    for one, looser in constraints.looser(store):
        for other, loosest in looser.looser(store):
            if order.index(one) < order.index(other):
                yield (one, other), loosest


def _quoted(words: Sequence[str]) -> str:
    quoted = [f'"{w}"' for w in words]
    return quoted[0] if len(quoted) == 1 else f"both {' and '.join(quoted)}"


def _told(store: Store, paths: Sequence[Path]) -> str:
    return " ".join(sentence(store, path) for path in paths)


def _nothing(store: Store, concepts: Sequence[str]) -> str:
    if len(set(concepts)) > 2:
        return f"no connection of {_listed(store, concepts)}"
    return f"no path from {store.label(concepts[0])} to {store.label(concepts[-1])}"


def _listed(store: Store, concepts: Sequence[str]) -> str:
    return sentences.listed([store.label(iri) for iri in dict.fromkeys(concepts)])
