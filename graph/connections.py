"""What lies between concepts as a whole: shared neighbours, everything near, and a tree that joins several.

May import: store, meaning, constraints, routes, steps, pathfinder.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from . import routes
from .constraints import Constraints
from .meaning import HUB_FACTOR
from .pathfinder import SECONDS, Found, Search, best, number
from .routes import Budget
from .steps import Path, Step, nodes
from .store import Store


def common(store: Store, one: str, other: str, limit: int | None = None) -> list[Path]:
    """The neighbours that two concepts share, as paths of two steps, best first; empty where they share none."""
    search = Search(store, (one, other), Constraints(), 1, Budget())
    ends = search.points[0], search.points[-1]
    if ends[0] == ends[1]:
        return []
    rows = [set(row) for row in search.weighing.network.neighbours(ends)]
    return sorted((search.path((ends[0], node, ends[1])) for node in (rows[0] & rows[1]) - set(ends)),
                  key=lambda path: (path.weight, nodes(path)))[:limit]


def within(store: Store, one: str, other: str, most: int) -> list[Step]:
    """Every link on a way of at most *most* steps between two concepts, dead ends left out.

    The links stand in the order of their concepts; empty where the concepts are further apart.
    """
    import networkx as nx
    search = Search(store, (one, other), Constraints(), 1, Budget())
    network, ends = search.weighing.network, (search.points[0], search.points[-1])
    far = [routes.hops(network, end, most=most) for end in ends]
    near = np.flatnonzero(far[0] + far[1] <= most).tolist()
    inside, graph = set(near), nx.Graph([ends])
    for node, row in zip(near, network.neighbours(near), strict=True):
        graph.add_edges_from((node, n) for n in row if n in inside and far[0][node] + 1 + far[1][n] <= most)
    # With the ends joined, what lies on a simple way between them is what shares a cycle with that edge.
    block: set[int] = next((b for b in nx.biconnected_components(graph) if set(ends) <= b), set())
    pairs = {(min(a, b), max(a, b)) for a, b in graph.subgraph(block).edges}
    return [s for pair in sorted(pairs) for s in search.links(*pair)]


def connect(store: Store, concepts: Sequence[str], constraints: Constraints = Constraints(), *,  # noqa: B008
            seconds: float = SECONDS) -> Found:
    """Paths that together connect several concepts by little weight, each setting out from what is connected.

    They make a tree by networkx's approximation of the Steiner tree (K. Mehlhorn, Information Processing
    Letters 27 (1988) 125); on a big graph it is sought in the union of the best paths between pairs. Directed,
    they are the best paths from the first concept to each other. Raises NoPath as `paths.between` does.
    """
    ends = tuple(dict.fromkeys((*concepts, *constraints.via)))
    free = replace(constraints, via=(), shortest=False)
    pairs = [(ends[0], end) for end in ends[1:]]
    ways = [best(store, pair, free, limit=1, seconds=seconds / len(pairs)) for pair in pairs]
    stopped = any(way.stopped for way in ways)
    exact = all(way.exact for way in ways)
    # Only trees keep lengths and directions no better than paths do: there the paths themselves are the answer.
    if constraints.directed or constraints.max_length is not None:
        return Found(tuple(way.paths[0] for way in ways), stopped, exact)
    search = Search(store, (ends[0], ends[-1]), replace(free, via=ends[1:-1]), 1, Budget(seconds))
    graph = _whole(search) if exact else _union(search, ends, free, seconds)
    return Found(tuple(_branches(search, graph, [number(store, search.weighing, end) for end in ends])), stopped, exact)


def _whole(search: Search) -> Any:
    """The space of a search as a networkx graph, its hubs dear."""
    import networkx as nx
    graph = nx.Graph()
    space, hubs, points = search.walk.space, search.weighing.hubs, set(search.points)
    for node in range(len(space.forward)):
        if space.closed[node]:
            continue
        for other, weight in space.forward.row(node):
            if node < other and not space.closed[other]:
                dear = any(hubs[n] and n not in points for n in (node, other))
                graph.add_edge(node, other, weight=weight * (HUB_FACTOR if dear else 1.0))
    return graph


def _union(search: Search, ends: Sequence[str], constraints: Constraints, seconds: float) -> Any:
    """The best paths between each two of the ends, together."""
    import networkx as nx
    graph, network = nx.Graph(), search.weighing.network
    for pair in combinations(ends, 2):
        found = best(search.store, pair, constraints, limit=3, seconds=2 * seconds / len(ends) ** 2)
        for path in found.paths:
            for one, other in pairwise(network.number[iri] for iri in nodes(path)):
                graph.add_edge(one, other, weight=path.weight / len(path))
    return graph


def _branches(search: Search, graph: Any, terminals: Sequence[int]) -> Iterable[Path]:
    """A Steiner tree as paths: from what is reached to the next terminal, until all are."""
    import networkx as nx
    together = graph.subgraph(nx.node_connected_component(graph, terminals[0]))  # Mehlhorn's needs all in one piece
    tree = nx.approximation.steiner_tree(together, terminals, method="mehlhorn")
    reached = {terminals[0]}
    for terminal in terminals[1:]:
        way = nx.shortest_path(tree, terminals[0], terminal)
        last = max(i for i, node in enumerate(way) if node in reached)
        if way[last:-1]:
            yield search.path(tuple(way[last:]))
        reached |= set(way)

