"""Searches for ways through a network, on numbers: the best simple routes in order, the shortest, distances.

May import: network. A route is a tuple of node numbers. What a search may take is a Budget; what it may
walk is a Space: the rows forwards, the rows backwards, and the nodes that are closed to it.
"""
from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from .network import Numbers, Rows

Route = tuple[int, ...]
Weighted = tuple[float, Route]
_FAR = float("inf")
_BATCH = 32


class OutOfTime(Exception):
    """The budget of a search is spent."""


class Budget:
    """Seconds that a search may take, and a question whether it is still wanted."""

    def __init__(self, seconds: float = _FAR, cancelled: Callable[[], bool] = lambda: False) -> None:
        self._end = time.monotonic() + seconds
        self._cancelled = cancelled

    def check(self) -> None:
        """Raises OutOfTime when the time is up or the search is cancelled."""
        if time.monotonic() > self._end or self._cancelled():
            raise OutOfTime


@dataclass(frozen=True, eq=False)
class Space:
    """Where a search may walk. `closed[node]` is 1 for nodes that it may not pass; ends must be open."""

    forward: Rows
    backward: Rows
    closed: bytearray

    def without(self, nodes: Numbers, ends: Sequence[int]) -> Space:
        """The same with more nodes closed (a boolean array), save for *ends*."""
        closed = np.frombuffer(bytes(self.closed), dtype=np.uint8) | nodes
        closed[list(ends)] = 0
        return replace(self, closed=bytearray(closed.astype(np.uint8).tobytes()))

    def within(self, nodes: Numbers) -> Space:
        """The part on the nodes that are marked True in an array."""
        forward = self.forward.induced(nodes)
        same = self.backward is self.forward
        return replace(self, forward=forward, backward=forward if same else self.backward.induced(nodes))


def routes(space: Space, points: Sequence[int], budget: Budget, longest: int | None = None) -> Iterator[Weighted]:
    """Simple routes from the first point to the last through the others in turn, least weight first.

    Equal weights come in the order of their nodes. *longest* bounds the number of steps.
    """
    return _Tour(space, budget).legs(tuple(points), longest, ())


class _Tour:
    """Routes through points in turn; the distances to each point are worked out once."""

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

    def legs(self, points: Route, longest: int | None, before: Route) -> Iterator[Weighted]:
        """Routes through *points* in turn that avoid the nodes *before*, in order of weight."""
        rest = tuple(zip(points[1:], points[2:], strict=False))
        if longest is not None:
            longest -= sum(int(self.steps(b)[a]) for a, b in rest)
        first = self.ranked(points[0], points[1], frozenset(before) | frozenset(points[2:]), longest)
        if not rest:
            yield from first
            return
        # What remains after the first leg weighs at least `floor`, so legs are opened only as they may matter.
        floor = sum(self.bound(b).get(a, _FAR) for a, b in rest)
        waiting: list[tuple[float, Route, int, Iterator[Weighted], Weighted]] = []
        upcoming, opened = next(first, None) if floor < _FAR else None, 0
        while upcoming is not None or waiting:
            self.budget.check()
            if upcoming is not None and (not waiting or upcoming[0] + floor <= waiting[0][0] + 1e-9):
                opened += 1
                left = None if longest is None else longest + sum(int(self.steps(b)[a]) for a, b in rest)
                left = None if left is None else left - (len(upcoming[1]) - 1)
                tails = self.legs(points[1:], left, before + upcoming[1][:-1])
                _push(waiting, upcoming, tails, opened)
                upcoming = next(first, None)
                continue
            total, route, order, tails, leg = heapq.heappop(waiting)
            yield total, route
            _push(waiting, leg, tails, order)

    def ranked(self, source: int, target: int, taken: frozenset[int], longest: int | None) -> Iterator[Weighted]:
        """Yen's k shortest loopless paths in Lawler's form, each spur found by A* on exact distances to the target.

        J. Y. Yen, Management Science 17 (1971) 712; E. L. Lawler, Management Science 18 (1972) 401.
        """
        if source == target:
            yield 0.0, (source,)
            return
        steps = None if longest is None else self.steps(target)
        search = _Search(self.space, target, self.bound(target), steps, self.budget, longest)
        best = search.spur((source,), 0.0, taken, frozenset())
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
                spur = search.spur(root, so_far, taken, used[root])
                if spur:
                    heapq.heappush(candidates, (*spur, at))
                so_far += _step(self.space.forward, route[at], route[at + 1])


def _push(waiting: list[tuple[float, Route, int, Iterator[Weighted], Weighted]], leg: Weighted,
          tails: Iterator[Weighted], order: int) -> None:
    tail = next(tails, None)
    if tail is not None:
        heapq.heappush(waiting, (round(leg[0] + tail[0], 9), leg[1] + tail[1][1:], order, tails, leg))


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
        limit = _FAR if self.longest is None else self.longest
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


def hops(network: Rows, start: int, closed: bytearray | None = None, most: int | None = None) -> Numbers:
    """The number of steps from a node to each node, level by level; a huge number where there is no way."""
    far = np.full(len(network), np.iinfo(np.int32).max // 4, dtype=np.int32)
    seen = np.zeros(len(network), dtype=bool) if closed is None else np.frombuffer(bytes(closed), dtype=np.uint8) > 0
    seen = seen.copy()
    seen[start], far[start] = True, 0
    level, frontier = 0, np.array([start])
    while len(frontier) and (most is None or level < most):
        level += 1
        reached = network.target[network.entries(frontier)]
        frontier = np.unique(reached[~seen[reached]])
        seen[frontier], far[frontier] = True, level
    return far


def shortest(space: Space, source: int, target: int, budget: Budget) -> Route | None:
    """One route of the fewest steps, searched level by level from both ends; None where there is none."""
    return next(_shortest(space, source, target, budget, _BATCH), None)


def all_shortest(space: Space, source: int, target: int, budget: Budget) -> Iterator[Route]:
    """Every route of the fewest steps, searched level by level from both ends."""
    return _shortest(space, source, target, budget, len(space.closed))


def _shortest(space: Space, source: int, target: int, budget: Budget, batch: int) -> Iterator[Route]:
    """Routes of the fewest steps through the first *batch* of nodes of a level that meets the other side."""
    if source == target or space.closed[source] or space.closed[target]:
        yield from [(source,)] if source == target else []
        return
    ahead, behind = [{source}], [{target}]
    seen = {source}, {target}
    while ahead[-1] and behind[-1]:
        budget.check()
        side = 0 if len(ahead[-1]) <= len(behind[-1]) else 1
        rows, levels, others = ((space.forward, ahead, behind), (space.backward, behind, ahead))[side]
        meeting = set[int]()
        fresh = set[int]()
        frontier = list(levels[-1])
        for at in range(0, len(frontier), batch):
            around = rows.around(frontier[at:at + batch])
            # The first nodes that both sides reach are those of shortest routes, and lie on the last level of each.
            meeting = around & others[-1]
            if meeting:
                break
            fresh |= around
        if meeting:
            levels.append(meeting)
            heads, tails = _Trace(space.backward, ahead), _Trace(space.forward, behind)
            yield from (head[::-1] + tail[1:] for node in sorted(meeting) for head in heads.back(node, len(ahead) - 1)
                        for tail in tails.back(node, len(behind) - 1))
            return
        fresh -= seen[side]
        levels.append({node for node in fresh if not space.closed[node]})
        seen[side].update(levels[-1])


class _Trace:
    """The ways back through the levels of a search to where it started."""

    def __init__(self, rows: Rows, levels: list[set[int]]) -> None:
        self._rows, self._levels = rows, levels

    def back(self, node: int, level: int) -> Iterator[Route]:
        if level == 0:
            yield (node,)
            return
        before = self._levels[level - 1]
        for one in self._rows.neighbours((node,))[0]:
            if one in before:
                for way in self.back(one, level - 1):
                    yield (node, *way)


def corridor(space: Space, source: int, target: int, slack: int, budget: Budget,
             most: int | None = None) -> Numbers | None:
    """The nodes on ways of at most the shortest length plus *slack* steps (at most *most*); None if no way."""
    one = shortest(space, source, target, budget)
    if one is None:
        return None
    longest = len(one) - 1 + slack if most is None else min(len(one) - 1 + slack, most)
    near = np.minimum(hops(space.forward, source, space.closed, -(-longest // 2)),
                      hops(space.backward, target, space.closed, longest // 2)) <= longest
    outside = bytearray((~near).astype(np.uint8).tobytes())
    total = hops(space.forward, source, outside, longest) + hops(space.backward, target, outside, longest)
    return total <= longest
