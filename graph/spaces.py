"""What a search walks in and what it may take: a Space of rows and closed nodes, and a Budget of time.

May import: network. A route is a tuple of node numbers; a search may be cancelled from outside at any time.
"""
from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .network import Numbers, Rows

Route = tuple[int, ...]
Weighted = tuple[float, Route]
FAR = float("inf")


class OutOfTime(Exception):
    """The budget of a search is spent."""


class Budget:
    """Seconds that a search may take, and a question whether it is still wanted."""

    def __init__(self, seconds: float = FAR, cancelled: Callable[[], bool] = lambda: False) -> None:
        self._end = time.monotonic() + seconds
        self._cancelled = cancelled

    @property
    def is_cancelled(self) -> bool:
        """Whether the search is no longer wanted."""
        return self._cancelled()

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
