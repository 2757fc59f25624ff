"""Two ways that share no node: against brute force on random graphs."""
from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import disjoint
from graph.network import Network
from graph.spaces import Budget, Space

NODES = 8
nodes = st.integers(0, NODES - 1)
edges = st.sets(st.tuples(nodes, nodes), max_size=16)


def build(pairs: set[tuple[int, int]]) -> tuple[Network, nx.Graph, nx.DiGraph]:
    columns = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    net = Network.build([f"n:{i}" for i in range(NODES)], ["p:0"], columns[:, 0], np.zeros(len(columns), dtype=np.int64), columns[:, 1])
    loose = nx.DiGraph(p for p in pairs if p[0] != p[1])
    loose.add_nodes_from(range(NODES))
    return net, loose.to_undirected(), loose


@settings(max_examples=400, deadline=None)
@given(edges, st.lists(nodes, min_size=3, max_size=4, unique=True))
def test_two_ways_are_apart_and_the_shortest_together(pairs, chosen) -> None:
    one, other, through, *shut = chosen
    net, graph, _ = build(pairs)
    graph.remove_nodes_from(shut)
    lengths = [len(way) for way in nx.all_simple_paths(graph, one, other) if through in way]
    found = disjoint.two_ways(net, net.neighbours((through,))[0], (one, other), {through, *shut}, Budget())
    assert (found is None) == (not lengths)
    if found is None:
        return
    whole = [*found[0][::-1], through, *found[1]]
    assert whole[0] == one and whole[-1] == other
    assert nx.is_simple_path(graph, whole)
    assert len(whole) == min(lengths)


@settings(max_examples=300, deadline=None)
@given(edges, st.lists(nodes, min_size=3, max_size=4, unique=True), st.booleans())
def test_what_is_said_to_be_impassable_is(pairs, chosen, directed) -> None:
    one, through, other, *shut = chosen
    net, graph, arcs = build(pairs)
    forward = np.array([True, False])
    space = Space(net.allowing(forward), net.allowing(~forward), bytearray(NODES)) if directed else Space(net, net, bytearray(NODES))
    walked = arcs if directed else graph
    walked.remove_nodes_from(shut)
    is_way = any(through in way for way in nx.all_simple_paths(walked, one, other))
    found = disjoint.passable(space, one, through, other, set(shut), Budget())
    assert found or not is_way
    assert directed or found == is_way


def test_a_waypoint_behind_one_node_is_impassable_in_one_direction_too() -> None:
    links = [(a, b) for a in range(6) for b in range(6) if a != b] + [(5, 6), (6, 5)]
    columns = np.array(links, dtype=np.int64)
    net = Network.build([f"n:{i}" for i in range(NODES)], ["p:0"], columns[:, 0], np.zeros(len(links), dtype=np.int64), columns[:, 1])
    forward = np.array([True, False])
    space = Space(net.allowing(forward), net.allowing(~forward), bytearray(NODES))
    assert not disjoint.passable(space, 0, 6, 1, set(), Budget())
    assert disjoint.passable(space, 0, 6, 5, set(), Budget()) is False
    assert disjoint.passable(space, 0, 5, 6, set(), Budget())
