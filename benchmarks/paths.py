"""Paths side by side: our network, networkx, igraph, rustworkx and networkit, on the notes and on a million edges.

    pip install igraph rustworkx networkit
    python benchmarks/paths.py

Each library builds its graph from the same arrays and answers the same seeded pairs in a process of its own,
so that memory is told apart; times are medians. Prints a table with ratios to ours and writes JSON under
benchmarks/results/.
"""
from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import pathlib
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
LIBRARIES = ("ours", "networkx", "igraph", "rustworkx", "networkit")
OPERATIONS = ("bidirectional", "all shortest", "weighted", "k = 10")
NODES, EDGES, PROPERTIES, SEED = 200_000, 1_000_000, 20, 5
BUDGET = 20.0

Operations = dict[str, Callable[[int, int], Any]]


def notes() -> dict[str, np.ndarray]:
    """The links of the built-in notes."""
    from graph import network, sources
    net = network.of(sources.open())
    forward = np.flatnonzero(net.link % 2 == 0)
    entry = np.searchsorted(net.first, forward, side="right") - 1
    source = np.searchsorted(net.start, entry, side="right") - 1
    return {"s": source, "p": net.link[forward] // 2, "o": net.target[entry].astype(np.int64), "n": np.array(len(net))}


def million() -> dict[str, np.ndarray]:
    """A random multigraph of a million links; the popularity of a thing falls as in a vocabulary (some are hubs)."""
    rng = np.random.default_rng(SEED)
    objects = np.where(rng.random(EDGES) < 0.1, (NODES * rng.random(EDGES) ** 3).astype(np.int64), rng.integers(0, NODES, EDGES))
    return {"s": rng.integers(0, NODES, EDGES), "p": rng.integers(0, PROPERTIES, EDGES), "o": objects, "n": np.array(NODES)}


def memory() -> float:
    """The resident memory of this process now, in megabytes."""
    try:
        return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(data: dict[str, np.ndarray]) -> tuple[Callable[[], Any], Callable[[Any], Operations]]:
    from graph import meaning, nxview, pathfinder, routes
    from graph.constraints import Constraints
    from graph.network import Network
    from graph.routes import Budget, Space
    size, properties = int(data["n"]), [f"p:{i}" for i in range(PROPERTIES * 3)]

    def build() -> Network:
        return Network.build(range(size), properties, data["s"], data["p"], data["o"])

    def operations(plain: Network) -> Operations:
        import networkx as nx
        net = meaning.weigh(plain, [(i % 3) / 2 for i in range(len(properties))])
        view = nxview.as_networkx(net)
        space = Space(net, net, bytearray(size))

        def ranked(a: int, b: int) -> Any:
            search = pathfinder.Search.__new__(pathfinder.Search)
            search.constraints, search.limit, search.budget = Constraints(), 10, Budget(BUDGET)
            search.weighing = meaning.Weighing(net, net.degree > meaning.CROWD)
            search.points = (a, b)
            search.walk = type("Walk", (), {"space": space})()
            search.exact = net.edges <= pathfinder.EXACT_EDGES
            return list(islice(search.routes(), 10))

        return {"bidirectional": lambda a, b: nx.bidirectional_shortest_path(view, a, b),
                "all shortest": lambda a, b: list(routes.all_shortest(space, a, b, Budget())),
                "weighted": lambda a, b: nx.bidirectional_dijkstra(view, a, b, weight="weight"),
                "k = 10": lambda a, b: list(islice(nx.shortest_simple_paths(view, a, b), 10)), "k = 10, ranked": ranked}

    return build, operations


def networkx(data: dict[str, np.ndarray]) -> tuple[Callable[[], Any], Callable[[Any], Operations]]:
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
        plain.add_edges_from((a, b) for a, b in graph.edges() if a != b)
        weigh_all(plain)
        return {"bidirectional": lambda a, b: nx.bidirectional_shortest_path(plain, a, b),
                "all shortest": lambda a, b: list(nx.all_shortest_paths(plain, a, b)),
                "weighted": lambda a, b: nx.bidirectional_dijkstra(plain, a, b, weight="weight"),
                "k = 10": lambda a, b: list(islice(nx.shortest_simple_paths(plain, a, b), 10)),
                "k = 10, ranked": lambda a, b: list(islice(nx.shortest_simple_paths(plain, a, b, weight="weight"), 10))}

    return build, operations


def weigh_all(graph: Any) -> None:
    """The share of our weights that comes from degrees."""
    crowd = {n: min(1.0, np.log(max(1, d)) / np.log(25)) for n, d in graph.degree()}
    for a, b, held in graph.edges(data=True):
        held["weight"] = 1 + 0.1 * (crowd[a] + crowd[b])


def weights_of(data: dict[str, np.ndarray]) -> np.ndarray:
    degree = np.bincount(data["s"], minlength=int(data["n"])) + np.bincount(data["o"], minlength=int(data["n"]))
    crowd = np.minimum(1.0, np.log(np.maximum(1, degree)) / np.log(25))
    return 1 + 0.1 * (crowd[data["s"]] + crowd[data["o"]])


def igraph(data: dict[str, np.ndarray]) -> tuple[Callable[[], Any], Callable[[Any], Operations]]:
    import igraph as ig
    pairs = np.stack([data["s"], data["o"]], axis=1)

    def build() -> Any:
        graph = ig.Graph(n=int(data["n"]), edges=pairs)
        graph.es["property"] = data["p"].tolist()
        return graph

    def operations(graph: Any) -> Operations:
        weights = weights_of(data).tolist()
        return {"bidirectional": lambda a, b: graph.get_shortest_path(a, b),
                "all shortest": lambda a, b: graph.get_all_shortest_paths(a, b),
                "weighted": lambda a, b: graph.get_shortest_path(a, b, weights=weights),
                "k = 10": lambda a, b: graph.get_k_shortest_paths(a, b, k=10),
                "k = 10, ranked": lambda a, b: graph.get_k_shortest_paths(a, b, k=10, weights=weights)}

    return build, operations


def rustworkx(data: dict[str, np.ndarray]) -> tuple[Callable[[], Any], Callable[[Any], Operations]]:
    import rustworkx as rx

    def build() -> Any:
        graph = rx.PyGraph(multigraph=True)
        graph.add_nodes_from(range(int(data["n"])))
        graph.add_edges_from(list(zip(data["s"].tolist(), data["o"].tolist(), data["p"].tolist(), strict=True)))
        return graph

    def operations(graph: Any) -> Operations:
        for position, weight in enumerate(weights_of(data).tolist()):
            graph.update_edge_by_index(position, weight)
        return {"bidirectional": lambda a, b: rx.dijkstra_shortest_paths(graph, a, b),
                "all shortest": lambda a, b: rx.all_shortest_paths(graph, a, b),
                "weighted": lambda a, b: rx.dijkstra_shortest_paths(graph, a, b, weight_fn=float)}

    return build, operations


def networkit(data: dict[str, np.ndarray]) -> tuple[Callable[[], Any], Callable[[Any], Operations]]:
    import networkit as nk

    def build() -> Any:
        return nk.GraphFromCoo((weights_of(data), (data["s"], data["o"])), n=int(data["n"]), weighted=True)

    def operations(graph: Any) -> Operations:
        def every(a: int, b: int) -> Any:
            search = nk.distance.BFS(graph, a, True, False, b)
            search.run()
            return search.getPaths(b)

        return {"bidirectional": lambda a, b: nk.distance.BidirectionalBFS(graph, a, b).run(),
                "all shortest": every, "weighted": lambda a, b: nk.distance.BidirectionalDijkstra(graph, a, b).run()}

    return build, operations


def measure(library: str, path: str, pairs: int) -> dict[str, Any]:
    """Build and search in this process: seconds to build, megabytes held, milliseconds a search (medians)."""
    data = dict(np.load(path))
    build, operations = globals()[library](data)
    before, start = memory(), time.perf_counter()
    graph = build()
    found: dict[str, Any] = {"build s": time.perf_counter() - start, "memory MB": memory() - before}
    rng = random.Random(SEED)
    ends = [(rng.randrange(int(data["n"])), rng.randrange(int(data["n"]))) for _ in range(pairs * 3)]
    works = operations(graph)
    reached = [pair for pair in ends if pair[0] != pair[1] and _connected(works["bidirectional"], pair)][:pairs]
    for name, work in works.items():
        times = []
        for pair in reached:
            begun = time.perf_counter()
            work(*pair)
            times.append(time.perf_counter() - begun)
            if sum(times) > BUDGET:
                break
        found[f"{name} ms"] = 1000 * statistics.median(times)
    return found


def _connected(search: Callable[[int, int], Any], pair: tuple[int, int]) -> bool:
    try:
        return search(*pair) is not None
    except Exception as error:
        if type(error).__name__ not in ("NetworkXNoPath", "NodeNotFound", "NullEntity", "NoPathFound"):
            raise
        return False


def main() -> None:
    """Measure every library on both graphs, print the tables, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(*args.measure, args.pairs)))
        return
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    figures: dict[str, Any] = {"python": platform.python_version(), "machine": platform.machine(), "graphs": {}}
    present = [name for name in LIBRARIES if name == "ours" or importlib.util.find_spec(name)]
    figures["versions"] = {name: importlib.metadata.version(name) for name in present if name != "ours"}
    for title, make in (("the notes", notes), ("a million edges", million)):
        data = make()
        path = results / "edges.npz"
        np.savez(path, **data)
        found = {name: _apart(name, path, args.pairs) for name in present}
        path.unlink()
        figures["graphs"][title] = {"nodes": int(data["n"]), "links": len(data["s"]), "libraries": found}
        _print(f"{title}: {int(data['n']):,} nodes, {len(data['s']):,} links", found)
    (results / "paths.json").write_text(json.dumps(figures, indent=1) + "\n")


def _apart(library: str, path: pathlib.Path, pairs: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--pairs", str(pairs), "--measure", library, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{library}: {done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _print(title: str, found: dict[str, dict[str, float]]) -> None:
    print(f"\n{title} (in brackets: how many times ours)")
    rows = list(found["ours"])
    print(f"{'':20}" + "".join(f"{name:>22}" for name in found))
    for row in rows:
        cells = []
        for held in found.values():
            value = held.get(row)
            cells.append(f"{'-':>22}" if value is None else f"{value:>11.3f} ({value / max(1e-9, found['ours'][row]):>7.2f})")
        print(f"{row:20}" + "".join(f"{c:>22}" for c in cells))


if __name__ == "__main__":
    main()
