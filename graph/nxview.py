"""A network shown to networkx as a frozen graph, so that its algorithms run on our arrays.

May import: network.
"""
from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .network import Network, Rows

_SMALL = 50_000


def as_networkx(network: Network, *, directed: bool = False) -> Any:
    """The network as a frozen networkx Graph or DiGraph over the same arrays, nodes being numbers.

    Any algorithm of networkx that only reads works on it; an edge's data is its `weight`.
    """
    import networkx as nx
    graph = nx.DiGraph() if directed else nx.Graph()
    graph._node = _Nodes(network)
    if directed:
        forward = np.arange(2 * len(network.properties)) % 2 == 0
        graph._adj, graph._pred = _Rows(network.allowing(forward)), _Rows(network.allowing(~forward))
    else:
        graph._adj = _Rows(network)
    return nx.freeze(graph)


class _Nodes(Mapping[int, dict[str, Any]]):
    """Every node with its IRI."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def __getitem__(self, node: int) -> dict[str, Any]:
        if node not in self:
            raise KeyError(node)
        return {"iri": self._network.iris[node]}

    def __contains__(self, node: object) -> bool:
        return isinstance(node, (int, np.integer)) and 0 <= int(node) < len(self._network.iris)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self._network.iris)))

    def __len__(self) -> int:
        return len(self._network.iris)


class _Rows(Mapping[int, Mapping[int, dict[str, float]]]):
    """Every node with its row: kept as a dict once asked for in a small network, made anew each time in a big one."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._kept: dict[int, dict[int, dict[str, float]]] | None = {} if rows.edges <= _SMALL else None

    def __getitem__(self, node: int) -> Mapping[int, dict[str, float]]:
        if self._kept is not None and node in self._kept:
            return self._kept[node]
        try:
            row = _Row(self._rows, self._rows.bounds[node], self._rows.bounds[node + 1])
        except (IndexError, TypeError):
            raise KeyError(node) from None
        return row if self._kept is None else self._kept.setdefault(node, dict(row.items()))

    def __contains__(self, node: object) -> bool:
        return isinstance(node, (int, np.integer)) and 0 <= int(node) < len(self._rows)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self._rows)))

    def __len__(self) -> int:
        return len(self._rows)


class _Row(Mapping[int, dict[str, float]]):
    """The neighbours of one node, made into Python objects only when they are asked for."""

    __slots__ = ("_high", "_low", "_rows")

    def __init__(self, rows: Rows, low: int, high: int) -> None:
        self._rows, self._low, self._high = rows, low, high

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows.near[self._low:self._high].tolist())

    def __len__(self) -> int:
        return self._high - self._low

    def __getitem__(self, node: int) -> dict[str, float]:
        entry = bisect.bisect_left(self._rows.near, node, self._low, self._high)
        if entry >= self._high or self._rows.near[entry] != node:
            raise KeyError(node)
        return {"weight": self._rows.far[entry]}

    def items(self) -> Any:
        """Pairs of a neighbour and the data of the edge to it."""
        weights = self._rows.far[self._low:self._high].tolist()
        return zip(self, [{"weight": w} for w in weights], strict=True)
