"""The subgraph that connects three or more concepts by little weight, within constraints.

May import: store, network, meaning, constraints, spaces, levels, steps, pathfinder, obstacles.

What the constraints mean for several concepts: *avoid* and *only* hold for all but the concepts themselves, and
*via* names further concepts to join. Links walked both ways give a tree, by networkx's approximation of the
Steiner tree (K. Mehlhorn, Information Processing Letters 27 (1988) 125), at most twice as heavy as the best on a
graph that is searched exactly. With *max_length*, each two of the concepts are joined inside the subgraph by at
most so many steps, so it may hold circles. *directed* gives a tree that leads from the first concept to each
other along links as they are stated, each at most *max_length* steps away, made as L. Kou, G. Markowsky and
L. Berman make theirs (Acta Informatica 15 (1981) 141), with the arborescence of J. Edmonds for the spanning
tree. *shortest* counts steps instead of weight.
"""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise, permutations
from typing import Any

from . import meaning
from .constraints import Constraints
from .levels import hops
from .meaning import HUB_FACTOR
from .obstacles import out_of_time, why_not
from .pathfinder import SECONDS, Found, Search
from .spaces import Budget, Route
from .steps import Path
from .store import Store

_EACH = 3


def connect(store: Store, concepts: Sequence[str], constraints: Constraints = Constraints(), *,  # noqa: B008
            seconds: float = SECONDS, cancelled: Callable[[], bool] = lambda: False) -> Found:
    """Paths that together connect several concepts, each setting out from what the ones before it have reached.

    Raises UnknownConcept, and NoPath (Blocked) where a constraint or the graph keeps some of them apart.
    """
    meaning.of(store)  # the first look at a graph is no part of a search
    found = _connected(store, concepts, constraints, seconds, cancelled)
    if found.paths:
        return found
    if found.stopped:
        raise out_of_time(store, concepts)
    raise why_not(store, concepts, constraints, lambda looser, left: _connected(store, concepts, looser, left, cancelled),
                  reason=_apart(store, concepts))


def _connected(store: Store, concepts: Sequence[str], constraints: Constraints, seconds: float,
               cancelled: Callable[[], bool]) -> Found:
    """The connecting subgraph as paths; none where there is none."""
    ends = tuple(dict.fromkeys((*concepts, *constraints.via)))
    free = replace(constraints, via=())
    search = Search(store, (ends[0], ends[-1]), replace(free, via=ends[1:-1]), 1, Budget(seconds, cancelled))
    joining = _Joining(search, ends, free, time.monotonic() + seconds, cancelled)
    graph = joining.graph()
    paths = () if graph is None else tuple(joining.told(graph))
    return Found(paths, joining.stopped, search.exact and joining.exact)


@dataclass(eq=False)
class _Joining:
    """One search for a connecting subgraph; *search* holds where it may walk, *end* when it must be done."""

    search: Search
    ends: Sequence[str]
    constraints: Constraints
    end: float
    cancelled: Callable[[], bool]
    stopped: bool = False
    exact: bool = True
    _best: dict[tuple[int, int], list[Route]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        number = self.search.weighing.network.number
        self.terminals = [number[iri] for iri in self.ends]
        self.most = self.constraints.max_length

    def graph(self) -> Any | None:
        """The connecting subgraph (of networkx, nodes being numbers), or None."""
        space = self.search.walk.space
        if any(space.closed[node] for node in self.terminals):
            return None
        if self.constraints.directed:
            return self._outwards()
        if self.most is None and self.search.exact:
            far = hops(space.forward, self.terminals[0], space.closed)
            return self._tree(self._whole()) if all(far[node] < len(far) for node in self.terminals) else None
        needed = combinations(self.terminals, 2) if self.most is not None else ((self.terminals[0], t) for t in self.terminals[1:])
        self._look([*combinations(self.terminals, 2)])
        if any(pair not in self._best for pair in needed):
            return None
        tree = self._tree(self._union(self._best, _EACH))
        return tree if self.most is None else self._tightened(tree)

    def _outwards(self) -> Any | None:
        """A tree that leads from the first concept to the others along links as they are stated."""
        import networkx as nx
        root, *others = self.terminals
        self._look([(root, t) for t in others])
        if any((root, t) not in self._best for t in others):
            return None
        self._look([*permutations(others, 2)])
        closure = nx.DiGraph()
        closure.add_weighted_edges_from((a, b, self._weight(ways[0])) for (a, b), ways in self._best.items())
        chosen = nx.minimum_spanning_arborescence(closure).edges
        return self._tightened(self._union(chosen, 1))

    def _look(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Find the best paths of each pair, all in the time that is left."""
        iris = self.search.weighing.network.iris
        for position, (one, other) in enumerate(pairs):
            left = (self.end - time.monotonic()) / (len(pairs) - position)
            search = Search(self.search.store, (iris[one], iris[other]), self.constraints, _EACH, Budget(left, self.cancelled))
            search.walk = self.search.walk  # the other concepts too may be passed, whatever their class
            ways = [path for path in search.some()]
            if ways:
                self._best[one, other] = [self._numbers(path) for path in ways]
            self.stopped, self.exact = self.stopped or search.stopped, self.exact and search.exact

    def _numbers(self, path: Path) -> Route:
        number = self.search.weighing.network.number
        return (number[path.steps[0].start], *(number[s.end] for s in path.steps))

    def _union(self, pairs: Any, each: int) -> Any:
        """The best paths of some pairs, together."""
        import networkx as nx
        graph = nx.DiGraph() if self.constraints.directed else nx.Graph()
        for pair in pairs:
            for way in self._best[pair][:each]:
                graph.add_weighted_edges_from((a, b, self._weight((a, b))) for a, b in pairwise(way))
        return graph

    def _whole(self) -> Any:
        """All that may be walked."""
        import networkx as nx
        graph, space = nx.Graph(), self.search.walk.space
        for node in range(len(space.forward)):
            if not space.closed[node]:
                graph.add_weighted_edges_from((node, other, self._dear(node, other, weight)) for other, weight in
                                              space.forward.row(node) if node < other and not space.closed[other])
        return graph

    def _weight(self, way: Route) -> float:
        row = self.search.walk.space.forward.row
        return sum(self._dear(a, b, dict(row(a))[b]) for a, b in pairwise(way))

    def _dear(self, one: int, other: int, weight: float) -> float:
        """What a step costs: more to and from a hub, unless that is one of the concepts."""
        if self.constraints.shortest:
            return 1.0
        hubs = self.search.weighing.hubs
        return weight * (HUB_FACTOR if any(hubs[n] and n not in self.terminals for n in (one, other)) else 1.0)

    def _tree(self, graph: Any) -> Any:
        import networkx as nx
        together = graph.subgraph(nx.node_connected_component(graph, self.terminals[0]))  # Mehlhorn's needs one piece
        return nx.Graph(nx.approximation.steiner_tree(together, self.terminals, method="mehlhorn"))

    def _tightened(self, graph: Any) -> Any:
        """A subgraph that keeps all distances asked for, with nothing in it that these can do without."""
        for one, other in self._asked():
            if not self._is_near(graph, one, other):
                graph.add_weighted_edges_from((a, b, self._weight((a, b))) for a, b in pairwise(self._best[one, other][0]))
        for one, other, weight in sorted(graph.edges.data("weight"), key=lambda edge: (-edge[2], edge[:2])):
            graph.remove_edge(one, other)
            if not all(self._is_near(graph, *pair) for pair in self._asked()):
                graph.add_edge(one, other, weight=weight)
        return graph

    def _asked(self) -> Iterator[tuple[int, int]]:
        """The pairs that must be connected."""
        if self.constraints.directed:
            return ((self.terminals[0], other) for other in self.terminals[1:])
        return combinations(self.terminals, 2)

    def _is_near(self, graph: Any, one: int, other: int) -> bool:
        import networkx as nx
        far = nx.single_source_shortest_path_length(graph, one, self.most) if one in graph else {}
        return other in far

    def told(self, graph: Any) -> Iterator[Path]:
        """A subgraph as paths between the concepts, each over links that were not told before."""
        import networkx as nx
        known: set[frozenset[int]] = set()
        for one, other in self._asked():
            run: list[int] = []
            for a, b in pairwise(nx.shortest_path(graph, one, other)):
                if frozenset((a, b)) in known:
                    yield from [self.search.path(tuple(run))] if run else []
                    run = []
                    continue
                known.add(frozenset((a, b)))
                run = [*run, b] if run else [a, b]
            if run:
                yield self.search.path(tuple(run))


def _apart(store: Store, concepts: Sequence[str]) -> str:
    """Why concepts are not connected even without constraints."""
    search = Search(store, (concepts[0], concepts[-1]), Constraints(), 1, Budget())
    network = search.weighing.network
    nodes = [network.number[iri] for iri in concepts]
    for iri, node in zip(concepts, nodes, strict=True):
        if not network.degree[node]:
            return f"{store.label(iri)} has no links"
    far = hops(network, nodes[0])
    lost = [store.label(iri) for iri, node in zip(concepts, nodes, strict=True) if far[node] >= len(far)]
    return f"{lost[0]} lies in another part of the graph than {store.label(concepts[0])}" if lost else ""
