"""Searches for ways through a network, on numbers: the best simple routes in order, the shortest, distances.

May import: network, spaces, disjoint, levels. A route is a tuple of node numbers. What a search may take is a Budget; what
it may walk is a Space: the rows forwards, the rows backwards, and the nodes that are closed to it.
"""
from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from .disjoint import passable
from .levels import all_shortest, corridor, hops, shortest
from .network import Numbers, Rows
from .spaces import FAR, Budget, OutOfTime, Route, Space, Weighted

__all__ = ["MOST_ORDERED", "Budget", "OutOfTime", "Route", "Space", "Weighted", "all_shortest", "corridor", "distances",
           "hops", "routes", "shortest"]

MOST_ORDERED = 5


def routes(space: Space, points: Sequence[int], budget: Budget, longest: int | None = None) -> Iterator[Weighted]:
    """Simple routes from the first point to the last that pass the others, in any order, least weight first.

    Equal weights come in the order of their nodes. *longest* bounds the number of steps. More than MOST_ORDERED
    points between the ends are passed in the order given.
    """
    tour = _Tour(space, budget)
    if not 2 <= len(points) - 2 <= MOST_ORDERED:
        return tour.legs(tuple(points), longest, ())
    return tour.in_any_order(tuple(points), longest)


class _Tour:
    """Routes through points; the distances to each point are worked out once."""

    def __init__(self, space: Space, budget: Budget) -> None:
        self.space, self.budget = space, budget
        self._bounds: dict[int, dict[int, float]] = {}
        self._steps: dict[int, Numbers] = {}

    def bound(self, target: int) -> dict[int, float]:
        if target not in self._bounds:
            self._bounds[target] = distances(self.space, target, self.budget)
        return self._bounds[target]

    def steps(self, target: int) -> Numbers:
        if target not in self._steps:
            self._steps[target] = hops(self.space.backward, target, self.space.closed)
        return self._steps[target]

    def in_any_order(self, points: Route, longest: int | None) -> Iterator[Weighted]:
        """Routes in order of weight, whichever way round they pass the points; an order is tried when it may matter."""
        orders = ((points[0], *between, points[-1]) for between in permutations(points[1:-1]))
        floors = sorted((self.floor(order), order) for order in orders)
        waiting: list[tuple[float, Route, int, Iterator[Weighted]]] = []
        for opened, (floor, order) in enumerate((*floors, (FAR, ()))):
            while waiting and waiting[0][0] + 1e-9 < floor:
                weight, route, number, more = heapq.heappop(waiting)
                yield weight, route
                _wait(waiting, number, more)
            if floor < FAR:
                _wait(waiting, opened, self.legs(order, longest, ()))

    def floor(self, points: Route) -> float:
        """The least that a route through points in turn can weigh."""
        return round(sum(self.bound(b).get(a, FAR) for a, b in pairwise(points)), 9)

    def legs(self, points: Route, longest: int | None, before: Route) -> Iterator[Weighted]:
        """Routes through *points* in turn that avoid the nodes *before*, in order of weight."""
        rest = tuple(pairwise(points[1:]))
        spare = None if longest is None else longest - sum(int(self.steps(b)[a]) for a, b in rest)
        dry: list[Route] = []
        first = self.ranked(points[0], points[1], frozenset(before) | frozenset(points[2:]), spare, self._open(points, before, dry))
        if not rest:
            yield from first
            return
        # What remains after the first leg weighs at least `floor`, so legs are opened only as they may matter.
        floor = self.floor(points[1:])
        waiting: list[tuple[float, Route, int, Iterator[Weighted], Weighted]] = []
        upcoming, opened = next(first, None) if floor < FAR else None, 0
        while upcoming is not None or waiting:
            self.budget.check()
            if upcoming is not None and (not waiting or upcoming[0] + floor <= waiting[0][0] + 1e-9):
                opened += 1
                left = None if longest is None else longest - (len(upcoming[1]) - 1)
                tails = self.legs(points[1:], left, before + upcoming[1][:-1])
                if not _push(waiting, upcoming, tails, opened):
                    dry.append(upcoming[1])
                upcoming = next(first, None)
                continue
            total, route, order, tails, leg = heapq.heappop(waiting)
            yield total, route
            _push(waiting, leg, tails, order)

    def _open(self, points: Route, before: Route, dry: list[Route]) -> Callable[[Route], bool]:
        """Whether a leg that starts with a root may still be followed by the other legs: asked once a leg was not.

        Without it, what cannot be finished (a waypoint at a dead end) would be begun in every way there is.
        """
        def is_open(root: Route) -> bool:
            if not dry:
                return True
            ways = (root[-1], *points[1:])
            taken = {*before, *root[:-1]}
            return all(passable(self.space, a, b, c, taken.union(ways) - {a, b, c}, self.budget)
                       for a, b, c in zip(ways, ways[1:], ways[2:], strict=False))
        return is_open

    def ranked(self, source: int, target: int, taken: frozenset[int], longest: int | None,
               is_open: Callable[[Route], bool]) -> Iterator[Weighted]:
        """Yen's k shortest loopless paths in Lawler's form, each spur found by A* on exact distances to the target.

        Only roots that are open are gone on from.

        J. Y. Yen, Management Science 17 (1971) 712; E. L. Lawler, Management Science 18 (1972) 401.
        """
        if source == target:
            yield 0.0, (source,)
            return
        steps = None if longest is None else self.steps(target)
        search = _Search(self.space, target, self.bound(target), steps, self.budget, longest)
        best = search.spur((source,), 0.0, taken, frozenset()) if is_open((source,)) else None
        candidates: list[tuple[float, Route, int]] = [(*best, 0)] if best else []
        used: dict[Route, set[int]] = {}
        while candidates:
            self.budget.check()
            weight, route, deviation = heapq.heappop(candidates)
            yield weight, route
            so_far = sum(_step(self.space.forward, a, b) for a, b in pairwise(route[:deviation + 1]))
            for at in range(deviation, len(route) - 1):
                root = route[:at + 1]
                used.setdefault(root, set()).add(route[at + 1])
                spur = search.spur(root, so_far, taken, used[root]) if is_open(root) else None
                if spur:
                    heapq.heappush(candidates, (*spur, at))
                so_far += _step(self.space.forward, route[at], route[at + 1])


def _wait(waiting: list[tuple[float, Route, int, Iterator[Weighted]]], number: int, more: Iterator[Weighted]) -> None:
    following = next(more, None)
    if following is not None:
        heapq.heappush(waiting, (*following, number, more))


def _push(waiting: list[tuple[float, Route, int, Iterator[Weighted], Weighted]], leg: Weighted,
          tails: Iterator[Weighted], order: int) -> bool:
    """Put a leg with its next best tail among those waiting; False if it has none."""
    tail = next(tails, None)
    if tail is not None:
        heapq.heappush(waiting, (round(leg[0] + tail[0], 9), leg[1] + tail[1][1:], order, tails, leg))
    return tail is not None


def _step(network: Rows, one: int, other: int) -> float:
    return next(weight for node, weight in network.row(one) if node == other)


@dataclass(frozen=True, eq=False)
class _Search:
    space: Space
    target: int
    bound: dict[int, float]
    steps: Numbers | None
    budget: Budget
    longest: int | None

    def spur(self, root: Route, so_far: float, taken: frozenset[int],
             refused: frozenset[int] | set[int]) -> Weighted | None:
        """The best route that starts with *root*, then goes to none of *refused*, or None."""
        row, closed, bound, target = self.space.forward.row, self.space.closed, self.bound, self.target
        start = root[-1]
        if start not in bound:
            return None
        limit = FAR if self.longest is None else self.longest
        barred = taken.union(root)
        heap: list[tuple[float, Route, float]] = [(so_far + bound[start], root, so_far)]
        fewest: dict[int, int] = {}
        pops = 0
        while heap:
            _, route, weight = heapq.heappop(heap)
            node, length = route[-1], len(route) - 1
            pops += 1
            if pops % 64 == 0:
                self.budget.check()
            if node == target:
                return round(weight, 9), route
            # Later pops are no cheaper, so one helps only with fewer steps, and only where steps are bounded.
            if node in fewest and (self.steps is None or fewest[node] <= length):
                continue
            fewest[node] = length
            for other, cost in row(node):
                if other in barred or closed[other] or other not in bound or (node == start and other in refused):
                    continue
                if other in fewest and (self.steps is None or fewest[other] <= length + 1):
                    continue
                if self.steps is not None and length + 1 + self.steps[other] > limit:
                    continue
                heapq.heappush(heap, (round(weight + cost + bound[other], 9), (*route, other), weight + cost))
        return None


def distances(space: Space, target: int, budget: Budget) -> dict[int, float]:
    """The least weight from every node to the target (Dijkstra)."""
    row, closed = space.backward.row, space.closed
    done: dict[int, float] = {}
    heap = [(0.0, target)]
    while heap:
        far, node = heapq.heappop(heap)
        if node in done:
            continue
        done[node] = far
        if len(done) % 256 == 0:
            budget.check()
        for other, cost in row(node):
            if other not in done and not closed[other]:
                heapq.heappush(heap, (far + cost, other))
    return done
