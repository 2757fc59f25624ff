"""Two ways that share no node: what tells at once whether a simple path can pass through something.

May import: network, spaces. A simple path leads from a to b through w exactly where two ways that share no node
lead from w to a and to b; so a question about paths, of which there may be very many, becomes one about a flow.
"""
from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from .network import Rows
from .spaces import Budget, Route, Space

_Place = tuple[int, bool]


def two_ways(rows: Rows, firsts: Sequence[int], ends: tuple[int, int], closed: Collection[int],
             budget: Budget) -> tuple[Route, Route] | None:
    """Two ways that share no node, from two of the nodes *firsts* to the two *ends*, of the fewest steps together.

    The first way ends at `ends[0]`, the second at `ends[1]`. None where there are none. Links must go both ways.
    The algorithm is that of J. W. Suurballe, Networks 4 (1974) 125, on nodes split in two.
    """
    levels, one = _nearest_end(rows, firsts, ends, closed, budget)
    if one is None:
        return None
    extra = _Augmenting(rows, one, levels).search(firsts, ends, closed, budget)
    return None if extra is None else _untangled(one, extra, ends)


def _nearest_end(rows: Rows, firsts: Iterable[int], ends: Collection[int], closed: Collection[int],
                 budget: Budget) -> tuple[dict[int, int], Route | None]:
    """The levels of a search from *firsts*, and the way to the first of the ends that it meets (None: to none)."""
    before: dict[int, int | None] = {n: None for n in firsts if n not in closed}
    levels = dict.fromkeys(before, 0)
    frontier, level = list(before), 0
    while frontier:
        budget.check()
        met = next((node for node in frontier if node in ends), None)
        if met is not None:
            return levels, tuple(_back(before, met))[::-1]
        level += 1
        fresh = []
        for node in frontier:
            for other in rows.neighbours((node,))[0]:
                if other not in before and other not in closed:
                    before[other], levels[other] = node, level
                    fresh.append(other)
        frontier = fresh
    return levels, None


def _back(before: dict[int, int | None], node: int | None) -> Iterator[int]:
    while node is not None:
        yield node
        node = before[node]


class _Augmenting:
    """The search for a second way, which may take back steps of the first. A place is a node, and whether it was
    entered where the first way runs through it, from where it can only go back along that way."""

    def __init__(self, rows: Rows, one: Route, levels: dict[int, int]) -> None:
        self._rows, self._levels, self._far = rows, levels, len(one) - 1
        self._previous = dict(zip(one[1:], one, strict=False))
        self._next = dict(pairwise(one))
        self._on = set(one)
        self._first = one[0]

    def search(self, firsts: Iterable[int], ends: Collection[int], closed: Collection[int], budget: Budget) -> list[int] | None:
        """The nodes of the cheapest second way, those where it takes back steps of the first among them."""
        before: dict[_Place, _Place | None] = {}
        heap: list[tuple[int, int, int, _Place, _Place | None]] = []
        count = 0
        for node in firsts:
            if node not in closed and node != self._first:
                heap.append((self._potential(node), count, node, (node, node in self._on), None))
                count += 1
        heapq.heapify(heap)
        while heap:
            cost, _, node, place, parent = heapq.heappop(heap)
            if place in before:
                continue
            before[place] = parent
            if len(before) % 256 == 0:
                budget.check()
            if node in ends and node not in self._on:
                return [p[0] for p in _places(before, place)][::-1]
            for other, step in self._onwards(place, closed):
                if other not in before:
                    count += 1
                    heapq.heappush(heap, (cost + step, count, other[0], other, place))
        return None

    def _onwards(self, place: _Place, closed: Collection[int]) -> Iterator[tuple[_Place, int]]:
        """Where a second way goes on, with costs that the levels make positive (after J. Edmonds and R. M. Karp)."""
        node, on = place
        if node in self._on:
            if node in self._previous:
                yield (self._previous[node], False), 0
            if on:
                return
        for other in self._rows.neighbours((node,))[0]:
            if other not in closed and other != self._next.get(node) and other != self._previous.get(node):
                yield (other, other in self._on), 1 + self._potential(node) - self._potential(other)

    def _potential(self, node: int) -> int:
        return min(self._levels.get(node, self._far), self._far)


def _places(before: dict[_Place, _Place | None], place: _Place | None) -> Iterator[_Place]:
    while place is not None:
        yield place
        place = before[place]


def _untangled(one: Route, extra: Sequence[int], ends: tuple[int, int]) -> tuple[Route, Route]:
    """Both ways, with the steps that the second takes back left out."""
    arcs = {*pairwise(one)}
    for a, b in pairwise(extra):
        if (b, a) in arcs:
            arcs.remove((b, a))
        else:
            arcs.add((a, b))
    onwards = dict(arcs)
    ways = {way[-1]: way for way in (_followed(onwards, start) for start in (one[0], extra[0]))}
    return ways[ends[0]], ways[ends[1]]


def _followed(onwards: dict[int, int], node: int) -> Route:
    way = [node]
    while node in onwards:
        node = onwards[node]
        way.append(node)
    return tuple(way)


def passable(space: Space, before: int, through: int, after: int, closed: Collection[int], budget: Budget) -> bool:
    """Whether a simple route may lead from one node through a second to a third: exact where links go both ways.

    Where they do not (for which no quick test is known), a True may be wrong: looked for are both halves, and a node
    that neither can do without.
    """
    if space.forward is space.backward:
        return two_ways(space.forward, space.forward.neighbours((through,))[0], (before, after),
                        _Both(space.closed, {*closed, through}), budget) is not None
    halves = ((before, through, {*closed, after}), (through, after, {*closed, before}))

    def way(half: tuple[int, int, Collection[int]], *around: int) -> Route | None:
        start, end, shut = half
        return _nearest_end(space.forward, (start,), (end,), _Both(space.closed, {*shut, *around}), budget)[1]
    found = [way(half) for half in halves]
    if found[0] is None or found[1] is None:
        return False
    shared = set(found[0]) & set(found[1]) - {through}
    return not any(way(halves[0], node) is None and way(halves[1], node) is None for node in shared)


class _Both(Collection[int]):
    """The nodes closed in a space, and some more."""

    def __init__(self, flags: bytearray, more: Collection[int]) -> None:
        self._flags, self._more = flags, more

    def __contains__(self, node: object) -> bool:
        return isinstance(node, int) and (bool(self._flags[node]) or node in self._more)

    def __iter__(self) -> Iterator[int]:
        yield from (n for n in range(len(self._flags)) if n in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
