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
    """The network as a frozen networkx Graph or DiGraph, nodes being numbers; an edge's data is its `weight`.

    Any algorithm of networkx that only reads works on it. A small network is copied into dicts, a big one is
    read where it lies.
    """
    import networkx as nx
    graph = nx.DiGraph() if directed else nx.Graph()
    small = network.edges <= _SMALL
    graph._node = dict(_Nodes(network)) if small else _Nodes(network)
    if directed:
        forward = np.arange(2 * len(network.properties)) % 2 == 0
        ways = [_Rows(network.allowing(forward)), _Rows(network.allowing(~forward))]
        graph._adj, graph._pred = (_plain(way) for way in ways) if small else ways
    else:
        graph._adj = _plain(_Rows(network)) if small else _Rows(network)
    return nx.freeze(graph)


def _plain(rows: _Rows) -> dict[int, dict[int, dict[str, float]]]:
    return {node: dict(row.items()) for node, row in rows.items()}


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


class _Rows(Mapping[int, "_Row"]):
    """Every node with its row."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getitem__(self, node: int) -> _Row:
        try:
            return _Row(self._rows, self._rows.bounds[node], self._rows.bounds[node + 1])
        except (IndexError, TypeError):
            raise KeyError(node) from None

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
