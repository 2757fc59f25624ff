"""Compressed sparse rows: who is next to whom, and at what weight.

May import: nothing of ours. Nodes are numbers; whole frontiers are read from the arrays, single rows from
what was read before.
"""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from itertools import chain, repeat
from typing import Any, TypeVar

import numpy as np

Numbers = np.ndarray[Any, np.dtype[Any]]
Made = TypeVar("Made")
_ROOM = 250_000
_FEW = 24


class Kept(dict[int, Made]):
    """What belongs to a node, made when it is first asked for by `kept[node]`.

    Everything is forgotten when the sizes of the values add up to more than *room*, which bounds the memory.
    """

    def __init__(self, make: Callable[[int], Made], size: Callable[[Made], int], room: int = _ROOM) -> None:
        super().__init__()
        self._make, self._size, self._room, self._held = make, size, room, 0

    def __missing__(self, node: int) -> Made:
        made = self._make(node)
        self._held += self._size(made)
        if self._held > self._room:
            self.clear()
            self._held = self._size(made)
        self[node] = made
        return made


class Rows:
    """Who is next to whom, and the weight of the step: compressed sparse rows, each neighbour once in a row.

    The neighbours of node u are `target[start[u]:start[u + 1]]`, in order; `weight` runs along with `target`,
    and is 1 throughout where none is given. `near[u]` is the same row as a list, `row(u)` a list of pairs of
    neighbour and weight; both are handed out as they are kept, and are not to be changed.
    """

    def __init__(self, start: Numbers, target: Numbers, weight: Numbers | None = None) -> None:
        self.start, self.target, self._weight = start, target, weight
        # Single numbers come out of a memoryview several times faster than out of an array.
        bounds, targets = (np.ascontiguousarray(a).data for a in (start, target))
        self.near: Kept[list[int]] = Kept(lambda node: targets[bounds[node]:bounds[node + 1]].tolist(), len)

    def __len__(self) -> int:
        """The number of nodes."""
        return len(self.start) - 1

    @cached_property
    def weight(self) -> Numbers:
        """The weight of each entry of `target`."""
        return np.ones(len(self.target)) if self._weight is None else self._weight

    @cached_property
    def row(self) -> Callable[[int], list[tuple[int, float]]]:
        """What gives the neighbours of a node with the weight of the step to each."""
        return Kept(self.reader(), len).__getitem__

    @cached_property
    def bits(self) -> dict[int, int]:
        """The neighbours of each node as the bits of a whole number; for small graphs, since each row is as long as all."""
        near = self.near
        return Kept(lambda node: sum([1 << other for other in near[node]]), size=lambda _: 1)

    def reader(self) -> Callable[[int], list[tuple[int, float]]]:
        """What reads such a row out of the arrays each time, and keeps none."""
        # Neither function may hold the rows themselves, or these would live until a collection of garbage.
        bounds, targets = (np.ascontiguousarray(a).data for a in (self.start, self.target))
        if self._weight is None:
            return lambda node: list(zip(targets[bounds[node]:bounds[node + 1]].tolist(), repeat(1.0), strict=False))
        weights = np.ascontiguousarray(self._weight).data

        def row(node: int) -> list[tuple[int, float]]:
            low, high = bounds[node], bounds[node + 1]
            return list(zip(targets[low:high].tolist(), weights[low:high].tolist(), strict=True))
        return row

    @cached_property
    def degree(self) -> Numbers:
        """The number of neighbours of each node."""
        return np.diff(self.start)

    def neighbours(self, nodes: Iterable[int]) -> list[list[int]]:
        """The neighbours of each of several nodes; the lists are not to be changed."""
        return list(map(self.near.__getitem__, nodes))

    def around(self, nodes: Collection[int]) -> set[int]:
        """The neighbours of several nodes together: all that a search level by level asks of a graph."""
        if len(nodes) > _FEW:
            return set(self.target[self.entries(np.fromiter(nodes, dtype=np.int64, count=len(nodes)))].tolist())
        return set(chain.from_iterable(self.neighbours(nodes)))

    @property
    def edges(self) -> int:
        """The number of pairs of neighbours; half that where rows hold one direction only."""
        return len(self.target) // 2

    def unweighted(self) -> Rows:
        """The same rows with every step weighing 1."""
        return Rows(self.start, self.target)

    def entries(self, nodes: Numbers) -> Numbers:
        """Where in `target` the neighbours of several nodes stand, one node after the other."""
        counts = self.degree[nodes]
        before = np.cumsum(counts) - counts
        return np.repeat(self.start[nodes] - before, counts) + np.arange(counts.sum())

    def induced(self, nodes: Numbers) -> Rows:
        """The rows among the nodes that are marked True in an array; nodes keep their numbers."""
        inside = np.flatnonzero(nodes)
        entries = self.entries(inside)
        keep = nodes[self.target[entries]]
        degree = np.zeros(len(self), dtype=np.int64)
        owners = np.repeat(np.arange(len(inside)), self.degree[inside])
        degree[inside] = np.bincount(owners[keep], minlength=len(inside))
        entries = entries[keep]
        return Rows(_starts(degree), self.target[entries], None if self._weight is None else self._weight[entries])


def _starts(degree: Numbers) -> Numbers:
    """Where the rows of nodes with so many neighbours begin, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(degree)]).astype(np.int32)
