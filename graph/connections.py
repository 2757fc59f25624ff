"""What lies between two concepts as a whole: the neighbours they share, and everything that connects within some steps.

May import: progress, store, network, meaning, spaces, disjoint, routes, constraints, steps, pathfinder.
"""
from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from . import meaning, routes
from .constraints import Constraints
from .disjoint import two_ways
from .network import Rows
from .pathfinder import SECONDS, Search
from .progress import Progress, Timed, unseen
from .spaces import Budget, OutOfTime, Route, Space
from .steps import Path, Step, nodes
from .store import Store

_Pair = tuple[int, int]


@dataclass(frozen=True)
class Region:
    """The links between two concepts as steps, in the order of their concepts; *stopped* where time ran out before all."""

    steps: tuple[Step, ...]
    stopped: bool = False

    @property
    def note(self) -> str:
        """What a reader should know of the search; "" for a complete one."""
        return "stopped at the budget" if self.stopped else ""


def common(store: Store, one: str, other: str, limit: int | None = None,
           constraints: Constraints = Constraints()) -> list[Path]:  # noqa: B008
    """The neighbours that two concepts share, as paths of two steps, best first; empty where they share none.

    Of the constraints *avoid*, *only* and *directed* count. Raises UnknownConcept.
    """
    search = Search(store, (one, other), constraints, 1, Budget())
    space, (start, end) = search.walk.space, (search.points[0], search.points[-1])
    if start == end or space.closed[start] or space.closed[end]:
        return []
    shared = set(space.forward.neighbours((start,))[0]) & set(space.backward.neighbours((end,))[0])
    return sorted((search.path((start, node, end)) for node in shared if not space.closed[node]),
                  key=lambda path: (path.weight, nodes(path)))[:limit]


def within(store: Store, one: str, other: str, most: int, constraints: Constraints = Constraints(), *,  # noqa: B008
           seconds: float = SECONDS, progress: Progress = unseen) -> Region:
    """Every link on a simple path of at most *most* steps between two concepts, and no other.

    Of the constraints *avoid*, *only* and *directed* count. Where links are walked both ways, each link is settled
    by two ways from it to the ends that share no node, so that the many paths are never listed. Empty where the
    concepts are further apart. Raises UnknownConcept.
    """
    meaning.of(store, progress)  # the first look at a graph is no part of a search
    watched = Timed("searching links", seconds, progress)
    budget = Budget(seconds, watched)
    search = Search(store, (one, other), constraints, 1, budget)
    space, ends = search.walk.space, (search.points[0], search.points[-1])
    found: set[_Pair] = set()
    stopped = False
    try:
        for pairs in _directed(space, ends, most, budget) if constraints.directed else _undirected(space, ends, most, budget):
            found |= pairs
    except OutOfTime:
        stopped = True
    watched.end()
    return Region(tuple(s for pair in sorted(found) for s in search.links(*pair)), stopped)


def _directed(space: Space, ends: _Pair, most: int, budget: Budget) -> Iterator[set[_Pair]]:
    """The steps of each route in turn: for one direction no quick test is known."""
    if ends[0] != ends[1] and not any(space.closed[end] for end in ends):
        for _, route in routes.routes(space, ends, budget, most):
            yield set(pairwise(route))


def _undirected(space: Space, ends: _Pair, most: int, budget: Budget) -> Iterator[set[_Pair]]:
    """The pairs of neighbours on ways of at most *most* steps, some at a time, the lesser number first."""
    if ends[0] == ends[1] or any(space.closed[end] for end in ends):
        return
    hops = [routes.hops(space.forward, end, space.closed, most) for end in ends]
    rows, far = space.forward.induced(hops[0] + hops[1] <= most), [h.tolist() for h in hops]
    settled: set[_Pair] = set()
    for one, other in _candidates(rows, far, most):
        if (one, other) in settled:
            continue
        budget.check()
        way = _by_levels(rows, far, (one, other), most) or _by_flow(rows, (one, other), ends, most, budget)
        if way:
            pairs = {(min(pair), max(pair)) for pair in pairwise(way)}
            settled |= pairs
            yield pairs


def _candidates(rows: Rows, far: list[list[int]], most: int) -> Iterator[_Pair]:
    """The pairs on walks of at most *most* steps, which may pass a node twice."""
    for one in np.flatnonzero(rows.degree).tolist():
        for other in rows.neighbours((one,))[0]:
            if one < other and min(far[0][one] + far[1][other], far[0][other] + far[1][one]) < most:
                yield one, other


def _by_levels(rows: Rows, far: list[list[int]], pair: _Pair, most: int) -> Route | None:
    """A way over a pair that goes straight to both ends, if it meets no node twice; None says nothing."""
    for one, other in (pair, pair[::-1]):
        if far[0][one] + 1 + far[1][other] <= most:
            start = _straight(rows, far[0], one, (other,))
            end = _straight(rows, far[1], other, start)
            if start and end:
                return (*start[::-1], *end)
    return None


def _straight(rows: Rows, far: list[int], node: int, taken: Collection[int]) -> list[int]:
    """A shortest way from a node to where *far* counts from, around some nodes; [] where the first tried ends."""
    way = [node]
    while far[node] and node not in taken:
        closer = (n for n in rows.neighbours((node,))[0] if far[n] < far[way[-1]] and n not in taken)
        node = next(closer, node)
        if node == way[-1]:
            return []
        way.append(node)
    return [] if node in taken else way


def _by_flow(rows: Rows, pair: _Pair, ends: _Pair, most: int, budget: Budget) -> Route | None:
    """The shortest simple way over a pair; None where it is longer than *most* steps, or there is none."""
    found = two_ways(rows, pair, ends, (), budget)
    if found is None or sum(map(len, found)) - 1 > most:
        return None
    return (*found[0][::-1], *found[1])
