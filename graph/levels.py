"""Searches level by level: steps to each node, the routes of the fewest steps, what lies near them.

May import: network, spaces.
"""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .network import Numbers, Rows
from .spaces import Budget, Route, Space

_BATCH = 32


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
