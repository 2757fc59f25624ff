"""A network shown to networkx as a frozen graph, so that its algorithms run on our arrays.

May import: network.
"""
from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, NoReturn

import numpy as np

from .network import Network, Rows

_SMALL = 50_000
_ROOM = 250_000


def as_networkx(network: Network, *, directed: bool = False) -> Any:
    """The network as a frozen networkx Graph or DiGraph, nodes being numbers; an edge's data is its `weight`.

    Any algorithm of networkx that only reads works on it. A small network is copied into dicts, of a big one
    the rows that are asked for are.
    """
    import networkx as nx
    graph = nx.DiGraph() if directed else nx.Graph()
    small = network.edges <= _SMALL
    graph._node = dict(_Nodes(network)) if small else _Nodes(network)
    forward = np.arange(2 * len(network.properties)) % 2 == 0
    graph._adj = _adjacency(network.allowing(forward) if directed else network, small)
    # Nothing in these rows can be edited: they are handed out without the views that networkx puts round its own.
    vars(graph)["adj"] = graph._adj
    if directed:
        graph._pred = _adjacency(network.allowing(~forward), small)
        vars(graph).update(succ=graph._adj, pred=graph._pred)
    return nx.freeze(graph)


def _adjacency(rows: Rows, small: bool) -> dict[int, Any]:
    adjacency = _Adjacency(rows)
    return _Fixed(adjacency.items()) if small else adjacency


class _Fixed(dict[int, Any]):
    """A dict that is read as fast as any, and cannot be edited; a copy of it can."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a network shown to networkx is not edited: copy the graph first")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type, tuple[dict[int, Any]]]:
        return dict, (dict(self),)


class _Adjacency(_Fixed):
    """Every node with its row; a row is made when it is asked for, and all are forgotten when they grow too many."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self._rows, self._read, self._held = rows, rows.reader(), 0
        self._data: dict[float, _Fixed] = {}

    def __missing__(self, node: Any) -> _Fixed:
        if node not in self:
            raise KeyError(node)
        weights = self._read(node)
        self._held += len(weights)
        if self._held > _ROOM:
            dict.clear(self)
            self._data, self._held = {}, len(weights)
        # Edges of one weight share their data, which are as fixed as the rows.
        data = self._data
        row = _Fixed([(other, data.get(w) or data.setdefault(w, _Fixed(weight=w))) for other, w in weights])
        dict.__setitem__(self, node, row)
        return row

    def __contains__(self, node: object) -> bool:
        return isinstance(node, (int, np.integer)) and 0 <= int(node) < len(self._rows)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self._rows)))

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, node: Any, default: Any = None) -> Any:
        try:
            return self[node]
        except KeyError:
            return default

    def keys(self) -> Any:
        return KeysView(self)

    def items(self) -> Any:
        return ItemsView(self)

    def values(self) -> Any:
        return ValuesView(self)

    def copy(self) -> dict[int, Any]:
        return dict(self.items())

    def __eq__(self, other: object) -> bool:
        return dict(self.items()) == other

    __hash__ = None  # type: ignore[assignment]


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
