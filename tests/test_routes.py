"""The searches on numbers: against networkx and against brute force on random labelled multigraphs."""
from __future__ import annotations

from itertools import islice, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import meaning, routes
from graph.network import Network, Rows
from graph.routes import Budget, OutOfTime, Route, Space

NODES = 8
nodes = st.integers(0, NODES - 1)
edges = st.lists(st.tuples(nodes, st.integers(0, 2), nodes), max_size=24)


def build(triples: list[tuple[int, int, int]]) -> Network:
    columns = np.array(triples, dtype=np.int64).reshape(-1, 3)
    plain = Network.build([f"n:{i}" for i in range(NODES)], ["p:0", "p:1", "p:2"], columns[:, 0], columns[:, 1], columns[:, 2])
    return meaning.weigh(plain, [0.0, 0.5, 1.0])


def spaced(net: Network, closed: set[int] = frozenset(), directed: bool = False) -> Space:
    flags = bytearray(node in closed for node in range(NODES))
    forward = np.arange(6) % 2 == 0
    return Space(net.allowing(forward), net.allowing(~forward), flags) if directed else Space(net, net, flags)


def simple(rows: Rows, source: int, target: int, closed: set[int] = frozenset()) -> list[tuple[float, Route]]:
    """Every simple route with its weight, by brute force."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(NODES))
    graph.add_weighted_edges_from((u, v, w) for u in range(NODES) for v, w in rows.row(u) if not {u, v} & closed)
    if source == target:
        return [(0.0, (source,))]
    return sorted((round(sum(graph[a][b]["weight"] for a, b in pairwise(way)), 9), tuple(way))
                  for way in nx.all_simple_paths(graph, source, target))


@settings(max_examples=300, deadline=None)
@given(edges, nodes, nodes, st.booleans(), st.none() | st.integers(1, 5), st.sets(nodes, max_size=2))
def test_all_simple_routes_come_in_order_of_weight(triples, source, target, directed, longest, closed) -> None:
    closed -= {source, target}
    net = build(triples)
    space = spaced(net, closed, directed)
    expected = [(w, r) for w, r in simple(space.forward, source, target, closed) if longest is None or len(r) <= longest + 1]
    found = list(routes.routes(space, (source, target), Budget(), longest))
    assert sorted(r for _, r in found) == sorted(r for _, r in expected)
    assert [w for w, _ in found] == pytest.approx([w for w, _ in expected])


@settings(max_examples=150, deadline=None)
@given(edges, nodes, nodes)
def test_the_first_k_weigh_what_networkx_says(triples, source, target) -> None:
    net = build(triples)
    graph = nx.Graph()
    graph.add_nodes_from(range(NODES))
    graph.add_weighted_edges_from((u, v, w) for u in range(NODES) for v, w in net.row(u))
    found = [w for w, _ in islice(routes.routes(spaced(net), (source, target), Budget()), 5)]
    if not nx.has_path(graph, source, target):
        assert found == []
        return
    ways = islice(nx.shortest_simple_paths(graph, source, target, weight="weight"), 5)
    assert found == pytest.approx([nx.path_weight(graph, way, "weight") for way in ways])


@settings(max_examples=200, deadline=None)
@given(edges, nodes, nodes, st.booleans())
def test_all_shortest_routes_are_those_of_networkx(triples, source, target, directed) -> None:
    space = spaced(build(triples), directed=directed)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(NODES))
    graph.add_edges_from((u, v) for u in range(NODES) for v, _ in space.forward.row(u))
    expected = sorted(map(tuple, nx.all_shortest_paths(graph, source, target))) if nx.has_path(graph, source, target) else []
    found = list(routes.all_shortest(space, source, target, Budget()))
    assert sorted(found) == expected
    one = routes.shortest(space, source, target, Budget())
    assert (one is None) == (not expected)
    assert one is None or len(one) == len(expected[0])


@settings(max_examples=300, deadline=None)
@given(edges, st.lists(nodes, min_size=3, max_size=5, unique=True), st.none() | st.integers(2, 6), st.booleans())
def test_routes_pass_their_waypoints_in_any_order_least_weight_first(triples, points, longest, directed) -> None:
    space = spaced(build(triples), directed=directed)
    expected = [(w, r) for w, r in simple(space.forward, points[0], points[-1])
                if set(points) <= set(r) and (longest is None or len(r) <= longest + 1)]
    found = list(routes.routes(space, points, Budget(), longest))
    assert sorted(r for _, r in found) == sorted(r for _, r in expected)
    assert [w for w, _ in found] == pytest.approx([w for w, _ in expected])


def test_a_waypoint_that_no_simple_route_passes_is_told_without_trying_every_way_to_it() -> None:
    # Two cliques joined by a bridge: there is no way back over it, but there are millions of ways to the other side.
    half = 14
    pairs = [(a + side, 0, b + side) for side in (0, half) for a in range(half) for b in range(a)]
    columns = np.array([*pairs, (0, 0, half)], dtype=np.int64)
    net = Network.build([f"n:{i}" for i in range(2 * half)], ["p:0"], columns[:, 0], columns[:, 1], columns[:, 2])
    calls = 0

    def counted() -> bool:
        nonlocal calls
        calls += 1
        return calls > 200
    space = Space(net, net, bytearray(2 * half))
    assert list(routes.routes(space, (1, half + 1, 2), Budget(60, counted))) == []
    assert len(next(routes.routes(space, (1, 3, 0, half + 1), Budget(60)))[1]) == 5


@settings(max_examples=150, deadline=None)
@given(edges, nodes, nodes, st.integers(0, 2), st.booleans())
def test_a_corridor_holds_every_node_of_the_routes_it_is_for(triples, source, target, slack, directed) -> None:
    space = spaced(build(triples), directed=directed)
    ways = simple(space.forward, source, target)
    found = routes.corridor(space, source, target, slack, Budget())
    if not ways:
        assert found is None
        return
    shortest = min(len(way) for _, way in ways)
    wanted = {n for _, way in ways if len(way) <= shortest + slack for n in way}
    assert found is not None and wanted <= set(np.flatnonzero(found).tolist())
    # No node is further off the way than a walk of that length can go.
    outside = bytearray(NODES)
    far = routes.hops(space.forward, source, outside) + routes.hops(space.backward, target, outside)
    assert set(np.flatnonzero(found).tolist()) <= set(np.flatnonzero(far <= shortest - 1 + slack).tolist())


@settings(max_examples=150, deadline=None)
@given(edges, nodes, st.sets(nodes, max_size=2), st.booleans())
def test_distances_and_hops_are_those_of_networkx(triples, target, closed, directed) -> None:
    closed -= {target}
    space = spaced(build(triples), closed, directed)
    graph = nx.DiGraph()
    graph.add_node(target)
    graph.add_weighted_edges_from((u, v, w) for u in range(NODES) for v, w in space.forward.row(u) if not {u, v} & closed)
    expected = nx.single_source_dijkstra_path_length(graph.reverse(), target)
    assert routes.distances(space, target, Budget()) == pytest.approx(expected)
    steps = nx.single_source_shortest_path_length(graph.reverse(), target)
    found = routes.hops(space.backward, target, space.closed)
    assert {n: int(found[n]) for n in range(NODES) if found[n] < 1000} == dict(steps)


def test_a_search_ends_with_its_budget_or_when_it_is_no_longer_wanted() -> None:
    clique = [(a, 0, b) for a in range(NODES) for b in range(a)]
    space = spaced(build(clique))
    with pytest.raises(OutOfTime):
        list(routes.routes(space, (0, 1, 2), Budget(0)))
    with pytest.raises(OutOfTime):
        list(routes.routes(space, (0, 1, 2), Budget(60, lambda: True)))
