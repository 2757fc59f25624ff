"""Why concepts are connected: ranked, constrained, explained paths between two or more of them.

May import: progress, store, meaning, constraints, routes, levels, spaces, pathfinder, obstacles, connections, steiner, steps. Only
asserted, positive, standing links are walked; how they are weighed stands in meaning, how they are told in steps.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, permutations

from . import levels, meaning
from .connections import Region, common, within
from .constraints import Constraints, named
from .obstacles import out_of_time, why_not
from .pathfinder import SECONDS, Blocked, Found, Search
from .progress import Progress, Timed, unseen
from .routes import MOST_ORDERED
from .spaces import Budget, OutOfTime
from .steiner import connect
from .steps import Folded, Path, Step, fold, nodes, sentence, sparql, told
from .store import Store

__all__ = ["Blocked", "Constraints", "Folded", "Found", "Path", "Region", "Step", "between", "common", "connect", "find",
           "fold", "named", "nodes", "sentence", "sparql", "stream", "told", "within"]

_GRACE = 0.25
_ROUND, _WIDER = 10, 10


def between(store: Store, concepts: Sequence[str], *, limit: int = 5, max_length: int | None = None,
            via: Sequence[str] = (), avoid: Sequence[str] = (), only: Sequence[str] = (), directed: bool = False,
            shortest: bool = False, seconds: float = SECONDS) -> list[Path]:
    """The best paths between two concepts, best first; between more, paths that together connect them.

    *via* are concepts to pass, in whichever order is best. *avoid* and *only* take properties, classes and concepts:
    what a path may not use, or the only ones that it may. *directed* walks links only as they are stated,
    *shortest* keeps to the fewest steps. What they mean for three or more concepts stands in `graph.steiner`.
    Raises UnknownConcept, and NoPath (Blocked) with what is in the way.
    """
    constraints = Constraints(max_length, tuple(via), tuple(avoid), tuple(only), directed, shortest)
    return list(find(store, concepts, constraints, limit=limit, seconds=seconds).paths)


def find(store: Store, concepts: Sequence[str], constraints: Constraints = Constraints(), *, limit: int = 5,  # noqa: B008
         seconds: float = SECONDS, cancelled: Callable[[], bool] = lambda: False, progress: Progress = unseen) -> Found:
    """The same as `between`, with word of whether the search was complete and exact.

    *cancelled* ends the search with what it has found so far, *progress* by raising.
    """
    meaning.of(store, progress)  # the first look at a graph is no part of a search
    watched = Timed("searching paths", seconds, progress, cancelled)
    found = _found(store, concepts, constraints, limit, seconds, watched)
    watched.end()
    return found


def _found(store: Store, concepts: Sequence[str], constraints: Constraints, limit: int, seconds: float,
           cancelled: Callable[[], bool]) -> Found:
    if len(set(concepts)) > 2:
        return connect(store, concepts, constraints, seconds=seconds, cancelled=cancelled)
    paths = _Paths(store, concepts, constraints, limit, _budget(store, seconds, cancelled))
    found = paths.found()
    if not found.paths:
        raise paths.blocked()
    return found


def stream(store: Store, concepts: Sequence[str], constraints: Constraints = Constraints(), *,  # noqa: B008
           limit: int = 100, seconds: float = SECONDS, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Path]:
    """Paths between two concepts as they are found, best first, until *limit*, budget or cancellation.

    Raises as `between` does when there is none.
    """
    paths = _Paths(store, concepts, constraints, limit, _budget(store, seconds, cancelled))
    count = 0
    for path in paths.some():
        count += 1
        yield path
    if not count:
        raise paths.blocked()


def _budget(store: Store, seconds: float, cancelled: Callable[[], bool]) -> Budget:
    meaning.of(store)  # the first look at a graph is no part of a search
    return Budget(seconds, cancelled)


class _Paths:
    """The paths between two concepts, or the reason why there are none."""

    def __init__(self, store: Store, concepts: Sequence[str], constraints: Constraints, limit: int, budget: Budget) -> None:
        self.store, self.concepts, self.constraints, self.limit, self.budget = store, concepts, constraints, limit, budget
        self.search = _search(store, concepts, constraints, min(limit, _ROUND), budget)

    def found(self) -> Found:
        """At most `limit` paths, best first: those of the widest search that was completed."""
        best: tuple[Path, ...] = ()
        for search in self._rounds():
            paths = tuple(search.some())
            best = best if search.stopped and best else paths
        best = best or tuple(_nearest(self.search))
        return Found(best, self.search.stopped, self.search.exact)

    def some(self) -> Iterator[Path]:
        """At most `limit` paths as they are found."""
        told: set[tuple[str, ...]] = set()
        for search in self._rounds():
            for path in search.some():
                if len(told) < self.limit and nodes(path) not in told:
                    told.add(nodes(path))
                    yield path
        if not told:
            yield from _nearest(self.search)

    def _rounds(self) -> Iterator[Search]:
        """Searches for more and more paths. An exact one gives each as it finds it, so that one is enough; on a big
        graph, a search ranks all that it was asked for before it gives the first."""
        if self.search.exact:
            self.search.limit = self.limit
        yield self.search
        while not self.search.stopped and self.search.limit < self.limit:
            more = min(self.limit, _WIDER * self.search.limit)
            self.search = _search(self.store, self.concepts, self.constraints, more, self.budget)
            yield self.search

    def blocked(self) -> Blocked:
        """Why there are none."""
        if self.search.stopped:
            return out_of_time(self.store, self.concepts)
        return why_not(self.store, self.concepts, self.constraints, self._attempt, reason=self._reason())

    def _attempt(self, constraints: Constraints, seconds: float) -> Found:
        search = _search(self.store, self.concepts, constraints, 1, Budget(seconds))
        return Found(tuple(search.some()), search.stopped, search.exact)

    def _reason(self) -> str:
        ends = dict.fromkeys((self.search.points[0], self.search.points[-1]))
        alone = [self.store.label(self.search.weighing.network.iris[n]) for n in ends if not self.search.weighing.network.degree[n]]
        return f"{alone[0]} has no links" if alone else ""


def _search(store: Store, concepts: Sequence[str], constraints: Constraints, limit: int, budget: Budget) -> Search:
    """A search that is told its waypoints in the order of the fewest steps, from which it sets its bounds."""
    search = Search(store, concepts, constraints, limit, budget)
    if not 2 <= len(constraints.via) <= MOST_ORDERED:
        return search
    first, *between, last = search.points
    far = {node: levels.hops(search.walk.space.forward, node, search.walk.space.closed) for node in (first, *between)}
    order = min(permutations(range(len(between))), key=lambda order: sum(
        int(far[a][b]) for a, b in pairwise((first, *(between[i] for i in order), last))))
    return Search(store, concepts, replace(constraints, via=tuple(constraints.via[i] for i in order)), limit, budget)


def _nearest(search: Search) -> Iterator[Path]:
    """Where a search ended before it ranked any: one path, each leg of the fewest steps, in a moment more."""
    most, budget = search.constraints.max_length, Budget(_GRACE)
    if not search.stopped or search.budget.is_cancelled or len(set(search.points)) < len(search.points):
        return
    way = [search.points[0]]
    try:
        for one, other in pairwise(search.points):
            space = replace(search.walk.space, closed=bytearray(search.walk.space.closed))
            for node in {*way, *search.points} - {one, other}:
                space.closed[node] = 1
            leg = levels.shortest(space, one, other, budget)
            if leg is None:
                return
            way.extend(leg[1:])
    except OutOfTime:
        return
    if most is None or len(way) <= most + 1:
        search.exact = False
        yield search.path(tuple(way))
