"""The graphs and the libraries that benchmarks/paths.py sets side by side.

Each library is a function of the links that gives how to build its graph, and what to ask of the graph built.
"""
from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np

LIBRARIES = ("ours", "view", "networkx", "networkit", "igraph", "rustworkx")
NODES, EDGES, PROPERTIES, SEED = 200_000, 1_000_000, 20, 5

Links = dict[str, np.ndarray]
Operations = dict[str, Callable[[int, int], Any]]
Library = tuple[Callable[[], Any], Callable[[Any], Operations]]


def notes() -> Links:
    """The links of the built-in notes."""
    from graph import network, sources
    net = network.of(sources.open())
    forward = np.flatnonzero(net.link % 2 == 0)
    entry = np.searchsorted(net.first, forward, side="right") - 1
    source = np.searchsorted(net.start, entry, side="right") - 1
    return {"s": source, "p": net.link[forward] // 2, "o": net.target[entry].astype(np.int64), "n": np.array(len(net))}


def network_of(data: Links) -> Any:
    """Our network of the links, without weights."""
    from graph.network import Network
    return Network.build(range(int(data["n"])), [f"p:{i}" for i in range(PROPERTIES * 3)], data["s"], data["p"], data["o"])


def weigh(plain: Any) -> Any:
    """Our network with the weights that every library gets."""
    from graph import meaning
    return meaning.weigh(plain, [(i % 3) / 2 for i in range(PROPERTIES * 3)])


def weights(data: Links) -> np.ndarray:
    """The weight of each link: the least of those between its two nodes."""
    net = weigh(network_of(data))
    keys = np.repeat(np.arange(len(net)), net.degree) * len(net) + net.target
    at = np.minimum(np.searchsorted(keys, data["s"] * len(net) + data["o"]), len(keys) - 1)
    return np.where(data["s"] == data["o"], 1.0, net.weight[at])


def million() -> Links:
    """A random multigraph of a million links; the popularity of a thing falls as in a vocabulary (some are hubs)."""
    rng = np.random.default_rng(SEED)
    objects = np.where(rng.random(EDGES) < 0.1, (NODES * rng.random(EDGES) ** 3).astype(np.int64), rng.integers(0, NODES, EDGES))
    return {"s": rng.integers(0, NODES, EDGES), "p": rng.integers(0, PROPERTIES, EDGES), "o": objects, "n": np.array(NODES)}


def ours(data: Links) -> Library:
    from graph import meaning, pathfinder, routes, twosided
    from graph.constraints import Constraints
    from graph.routes import Budget, Space

    def operations(plain: Any) -> Operations:
        net = weigh(plain)
        space = Space(net, net, bytearray(len(net)))

        def ranked(a: int, b: int) -> Any:
            search = pathfinder.Search.__new__(pathfinder.Search)
            search.constraints, search.limit, search.budget = Constraints(), 10, Budget()
            search.weighing = meaning.Weighing(net, net.degree > meaning.CROWD)
            search.points = (a, b)
            search.walk = type("Walk", (), {"space": space})()
            search.exact = net.edges <= pathfinder.EXACT_EDGES
            return list(islice(search.routes(), 10))

        return {"bidirectional": lambda a, b: twosided.fewest(net, net, a, b),
                "all shortest": lambda a, b: list(routes.all_shortest(space, a, b, Budget())),
                "weighted": lambda a, b: twosided.cheapest(net, net, a, b),
                "k = 10": lambda a, b: list(islice(twosided.simple(net, net, a, b), 10)), "k = 10, ranked": ranked}

    return lambda: network_of(data), operations


def view(data: Links) -> Library:
    from graph import nxview
    return lambda: network_of(data), lambda plain: _by_networkx(nxview.as_networkx(weigh(plain)))


def networkx(data: Links) -> Library:
    import networkx as nx

    def build() -> Any:
        graph = nx.MultiDiGraph()
        graph.add_nodes_from(range(int(data["n"])))
        graph.add_edges_from(zip(data["s"].tolist(), data["o"].tolist(), data["p"].tolist(), strict=True))
        return graph

    def operations(graph: Any) -> Operations:
        # Paths go either way, and its k shortest refuse parallel links: searches run on the plain graph made from it.
        plain = nx.Graph()
        plain.add_nodes_from(graph)
        columns = (data[name].tolist() for name in ("s", "o", "w"))
        plain.add_weighted_edges_from((a, b, w) for a, b, w in zip(*columns, strict=True) if a != b)
        return _by_networkx(plain)

    return build, operations


def _by_networkx(graph: Any) -> Operations:
    import networkx as nx
    return {"bidirectional": lambda a, b: nx.bidirectional_shortest_path(graph, a, b),
            "all shortest": lambda a, b: list(nx.all_shortest_paths(graph, a, b)),
            "weighted": lambda a, b: nx.bidirectional_dijkstra(graph, a, b, weight="weight"),
            "k = 10": lambda a, b: list(islice(nx.shortest_simple_paths(graph, a, b), 10)),
            "k = 10, ranked": lambda a, b: list(islice(nx.shortest_simple_paths(graph, a, b, weight="weight"), 10))}


def igraph(data: Links) -> Library:
    import igraph as ig
    pairs = np.stack([data["s"], data["o"]], axis=1)

    def build() -> Any:
        graph = ig.Graph(n=int(data["n"]), edges=pairs)
        graph.es["property"] = data["p"].tolist()
        return graph

    def operations(graph: Any) -> Operations:
        weights = data["w"].tolist()
        return {"bidirectional": lambda a, b: graph.get_shortest_path(a, b),
                "all shortest": lambda a, b: graph.get_all_shortest_paths(a, b),
                "weighted": lambda a, b: graph.get_shortest_path(a, b, weights=weights),
                "k = 10": lambda a, b: graph.get_k_shortest_paths(a, b, k=10),
                "k = 10, ranked": lambda a, b: graph.get_k_shortest_paths(a, b, k=10, weights=weights)}

    return build, operations


def rustworkx(data: Links) -> Library:
    import rustworkx as rx

    def build() -> Any:
        graph = rx.PyGraph(multigraph=True)
        graph.add_nodes_from(range(int(data["n"])))
        graph.add_edges_from(list(zip(data["s"].tolist(), data["o"].tolist(), data["p"].tolist(), strict=True)))
        return graph

    def operations(graph: Any) -> Operations:
        for position, weight in enumerate(data["w"].tolist()):
            graph.update_edge_by_index(position, weight)
        return {"bidirectional": lambda a, b: rx.dijkstra_shortest_paths(graph, a, b),
                "all shortest": lambda a, b: rx.all_shortest_paths(graph, a, b),
                "weighted": lambda a, b: rx.dijkstra_shortest_paths(graph, a, b, weight_fn=float)}

    return build, operations


def networkit(data: Links) -> Library:
    import networkit as nk

    def build() -> Any:
        return nk.GraphFromCoo((data["w"], (data["s"], data["o"])), n=int(data["n"]), weighted=True)

    def operations(graph: Any) -> Operations:
        def every(a: int, b: int) -> Any:
            search = nk.distance.BFS(graph, a, True, False, b)
            search.run()
            return search.getPaths(b)

        def path(search: Any) -> Any:
            search.run()
            return search.getPath() if search.getDistance() < 1e300 else None

        return {"bidirectional": lambda a, b: path(nk.distance.BidirectionalBFS(graph, a, b)),
                "all shortest": every, "weighted": lambda a, b: path(nk.distance.BidirectionalDijkstra(graph, a, b))}

    return build, operations
