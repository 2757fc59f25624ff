"""Where a typo can hide: of many names those that share the most three-letter pieces with a text.

May import: progress. Counting the pieces of a common text takes a loop over ten thousand numbers and more: one command does
that sooner than it loads numpy, a server that is asked again and again has numpy do it (`prepare`). Both give the same.
"""
from __future__ import annotations

import heapq
from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .progress import Progress, ticking, unseen

if TYPE_CHECKING:
    import numpy as np

CANDIDATES = 300


class Nearness:
    """For each three letters the positions of the names that hold them."""

    def __init__(self, names: Sequence[str], progress: Progress = unseen) -> None:
        held: dict[str, array[int]] = defaultdict(lambda: array("i"))
        for position, name in enumerate(ticking(names, "indexing typos", progress)):
            for piece in pieces(name):
                held[piece].append(position)
        self._names, self._held = names, dict(held)
        self._lengths: np.ndarray | None = None

    def prepare(self) -> None:
        """Have numpy do the counting from now on."""
        import numpy as np
        self._lengths = np.fromiter(map(len, self._names), np.int32, len(self._names))

    def near(self, wanted: str) -> list[int]:
        """The names that share the most pieces with a text, for what their length is; the nearest first."""
        sought = pieces(wanted)
        held = [self._held[piece] for piece in sought if piece in self._held]
        if not held:
            return []
        least = max(1, len(sought) // 4)
        return self._counted(held, least) if self._lengths is None else self._quickly(held, least)

    def _counted(self, held: list[array[int]], least: int) -> list[int]:
        shared: Counter[int] = Counter()
        for positions in held:
            shared.update(positions)
        kept = [(-count / (8 + len(self._names[p])), p) for p, count in shared.items() if count >= least]
        return [position for _, position in heapq.nsmallest(CANDIDATES, kept)]

    def _quickly(self, held: list[array[int]], least: int) -> list[int]:
        """The same by numpy: a table of all names, or of many names those that occur sorted."""
        import numpy as np
        assert self._lengths is not None
        found = np.concatenate([np.frombuffer(positions, np.int32) for positions in held])
        if found.size * 16 > len(self._names):
            counts = np.bincount(found)
            at = np.flatnonzero(counts >= least)
            counts = counts[at]
        else:
            at, counts = np.unique(found, return_counts=True)
            at, counts = at[counts >= least], counts[counts >= least]
        order = np.argsort(-counts / (8 + self._lengths[at]), kind="stable")[:CANDIDATES]  # at is in order: so are equals
        chosen: list[int] = at[order].tolist()
        return chosen


def pieces(text: str) -> set[str]:
    """The three letters in a row that a text has, with its beginning and its end."""
    padded = f"  {text} "
    return {padded[i:i + 3] for i in range(len(padded) - 2)}
