"""Searches between two nodes from both ends at once: fewest steps, least weight, and simple routes in order.

May import: rows. They give what networkx's bidirectional_shortest_path, bidirectional_dijkstra and
shortest_simple_paths give, in less time. The levels of a search are sets, or whole numbers with a bit for each
node where the graph is small. *forward* and *backward* are the same rows read both ways round, one object where
links are walked either way; no route passes a node that is marked by a 1 in *closed*.
"""
from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np

from .rows import Rows

Route = tuple[int, ...]
Weighted = tuple[float, Route]
_BITS = 4096
_FAR = float("inf")


def fewest(forward: Rows, backward: Rows, source: int, target: int, closed: bytes | bytearray = b"") -> Route | None:
    """A route of the fewest steps, or None."""
    search = _Search(forward, backward, target, closed)
    if search.is_closed(source) or search.is_closed(target):
        return None
    return (source,) if source == target else search.by_levels((source,), ())


def cheapest(forward: Rows, backward: Rows, source: int, target: int, closed: bytes | bytearray = b"") -> Weighted | None:
    """The least weight of a route, and a route of that weight, or None; weights must not be negative."""
    search = _Search(forward, backward, target, closed)
    if search.is_closed(source) or search.is_closed(target):
        return None
    return (0.0, (source,)) if source == target else search.by_weight([(0.0, source)], ())


def simple(forward: Rows, backward: Rows, source: int, target: int, closed: bytes | bytearray = b"", *,
           weighted: bool = False, check: Callable[[], None] = lambda: None) -> Iterator[Weighted]:
    """Simple routes with their weights (their steps, unless *weighted*), least first; *check* may end it by raising.

    J. Y. Yen, Management Science 17 (1971) 712, in the form of E. L. Lawler, Management Science 18 (1972) 401.
    """
    search = _Search(forward, backward, target, closed)
    spur = search.weighted_spur if weighted else search.counted_spur
    if source == target or search.is_closed(source) or search.is_closed(target):
        yield from [(0.0, (source,))] if source == target and not search.is_closed(source) else []
        return
    first = spur((source,), set())
    waiting = [(*first, 0)] if first else []
    tried: dict[Route, set[int]] = {}
    while waiting:
        weight, route, deviation = heapq.heappop(waiting)
        yield weight, route
        for at in range(deviation, len(route) - 1):
            check()
            root = route[:at + 1]
            refused = tried.setdefault(root, set())
            refused.add(route[at + 1])
            found = spur(root, refused)
            if found:
                heapq.heappush(waiting, (*found, at))


class _Search:
    """What the searches for one target share."""

    def __init__(self, forward: Rows, backward: Rows, target: int, closed: bytes | bytearray) -> None:
        self.forward, self.backward, self.target = forward, backward, target
        self.closed = closed if 1 in closed else b""
        self.by_levels = self._by_bits if len(forward) <= _BITS else self._by_sets

    def is_closed(self, node: int) -> bool:
        return bool(self.closed and self.closed[node])

    def counted_spur(self, root: Route, refused: Collection[int]) -> Weighted | None:
        """The route of the fewest steps that begins with *root* and goes on to none of *refused*."""
        starts = [node for node in self.forward.near[root[-1]]
                  if node not in refused and node not in root and not self.is_closed(node)]
        rest = (self.target,) if self.target in starts else self.by_levels(starts, root)
        return None if rest is None else (len(root) + len(rest) - 1, root + rest)

    def weighted_spur(self, root: Route, refused: Collection[int]) -> Weighted | None:
        """The route of the least weight that begins with *root* and goes on to none of *refused*."""
        row = self.forward.row
        so_far = sum(next(weight for node, weight in row(a) if node == b) for a, b in pairwise(root))
        starts = [(weight, node) for node, weight in row(root[-1])
                  if node not in refused and node not in root and not self.is_closed(node)]
        rest = self.by_weight(starts, root)
        return None if rest is None else (round(so_far + rest[0], 9), root + rest[1])

    def _by_sets(self, starts: Collection[int], barred: Collection[int]) -> Route | None:
        """A route of the fewest steps from one of *starts*, of which the target is none, past none that are *barred*."""
        near, turned, closed = self.forward.near, self.backward.near, self.closed
        one, other = set(starts), {self.target}
        levels, opposite = [one], [other]
        seen, met = one.union(barred), other.union(barred)
        ahead = True
        while one and other:
            if len(one) > len(other):
                one, other, levels, opposite, seen, met = other, one, opposite, levels, met, seen
                near, turned, ahead = turned, near, not ahead
            rows = []
            apart = other.isdisjoint
            for node in one:
                row = near[node]
                # That two sides meet is asked of each row as a whole, before anything of it is taken up.
                if not apart(row):
                    meeting = next(n for n in row if n in other)
                    way, rest = _back(turned.__getitem__, node, levels), _back(near.__getitem__, meeting, opposite)
                    return (*way[::-1], *rest) if ahead else (*rest[::-1], *way)
                rows.append(row)
            one = set().union(*rows) - seen
            if closed:
                one = {node for node in one if not closed[node]}
            seen |= one
            levels.append(one)
        return None

    def _by_bits(self, starts: Collection[int], barred: Collection[int]) -> Route | None:
        """The same with a bit for each node."""
        near, turned = self.forward.bits, self.backward.bits
        one, other = sum([1 << node for node in starts]), 1 << self.target
        shut = sum([1 << node for node in barred]) | (self._closed_bits if self.closed else 0)
        levels, opposite = [one], [other]
        seen, met = one | shut, other | shut
        few, many = len(starts), 1
        ahead = True
        while one and other:
            if few > many:
                one, other, levels, opposite, seen, met, few, many = other, one, opposite, levels, met, seen, many, few
                near, turned, ahead = turned, near, not ahead
            left, fresh = one, 0
            while left:
                node = left.bit_length() - 1
                left ^= 1 << node
                row = near[node]
                if row & other:
                    meeting = (row & other).bit_length() - 1
                    way, rest = _back_by_bits(turned, node, levels), _back_by_bits(near, meeting, opposite)
                    return (*way[::-1], *rest) if ahead else (*rest[::-1], *way)
                fresh |= row
            one = fresh & ~seen
            seen |= one
            few = one.bit_count()
            levels.append(one)
        return None

    @cached_property
    def _closed_bits(self) -> int:
        marks = np.packbits(np.frombuffer(self.closed, dtype=np.uint8), bitorder="little")
        return int.from_bytes(marks.tobytes(), "little")

    def by_weight(self, starts: list[tuple[float, int]], barred: Collection[int]) -> Weighted | None:
        """A route of the least weight from one of *starts*, which are heads with what they weigh, by Dijkstra's search.

        It goes on at the end with fewer nodes in waiting, and stops when nothing to come can weigh less.

        T. A. J. Nicholson, Computer Journal 9 (1966) 275.
        """
        heaps = (starts, [(0.0, self.target)])
        far = {node: weight for weight, node in starts}, {self.target: 0.0}
        before = dict.fromkeys(far[0], -1), {self.target: -1}
        done, rows = (set(barred), set(barred)), (self.forward.row, self.backward.row)
        heapq.heapify(starts)
        closed = self.closed
        best, meeting = far[0].get(self.target, _FAR), self.target
        while heaps[0] and heaps[1] and heaps[0][0][0] + heaps[1][0][0] < best:
            side = len(heaps[0]) > len(heaps[1])
            heap, mine, theirs, shut = heaps[side], far[side], far[not side], done[side]
            weight, node = heapq.heappop(heap)
            if node in shut:
                continue
            shut.add(node)
            nearest = heaps[not side][0][0]
            for other, cost in rows[side](node):
                total = weight + cost
                if other in shut or total + nearest >= best or total >= mine.get(other, _FAR):
                    continue
                if closed and closed[other]:
                    continue
                mine[other], before[side][other] = total, node
                heapq.heappush(heap, (total, other))
                if other in theirs and total + theirs[other] < best:
                    best, meeting = total + theirs[other], other
        return None if best == _FAR else (best, _joined(before, meeting))


def _back(row: Callable[[int], list[int]], node: int, levels: list[set[int]]) -> list[int]:
    """A way from a node on the last level to one on the first."""
    way = [node]
    for level in levels[-2::-1]:
        node = next(n for n in row(node) if n in level)
        way.append(node)
    return way


def _back_by_bits(near: dict[int, int], node: int, levels: list[int]) -> list[int]:
    way = [node]
    for level in levels[-2::-1]:
        node = (near[node] & level).bit_length() - 1
        way.append(node)
    return way


def _joined(before: tuple[dict[int, int], dict[int, int]], meeting: int) -> Route:
    """The route through a node that both sides reached, -1 standing before their ends."""
    way, rest = [meeting], []
    while (node := before[0][way[-1]]) >= 0:
        way.append(node)
    node = meeting
    while (node := before[1][node]) >= 0:
        rest.append(node)
    return (*way[::-1], *rest)
