"""The searches from both ends: against networkx on random labelled multigraphs, with nodes closed and both representations."""
from __future__ import annotations

from itertools import islice, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import meaning, twosided
from graph.network import Network
from graph.rows import Kept, Rows

NODES = 9
nodes = st.integers(0, NODES - 1)
edges = st.lists(st.tuples(nodes, st.integers(0, 2), nodes), max_size=30)
closing = st.sets(nodes, max_size=3)


def rows(triples: list[tuple[int, int, int]], directed: bool) -> tuple[Rows, Rows]:
    columns = np.array(triples, dtype=np.int64).reshape(-1, 3)
    names = [f"n:{i}" for i in range(NODES)]
    net = meaning.weigh(Network.build(names, ["p:0", "p:1", "p:2"], columns[:, 0], columns[:, 1], columns[:, 2]), [0.0, 0.5, 1.0])
    forward = np.arange(6) % 2 == 0
    return (net.allowing(forward), net.allowing(~forward)) if directed else (net, net)


def plain(forward: Rows, closed: set[int]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(set(range(NODES)) - closed)
    graph.add_weighted_edges_from((u, v, w) for u in range(NODES) for v, w in forward.row(u) if not {u, v} & closed)
    return graph


def marks(closed: set[int]) -> bytearray:
    return bytearray(node in closed for node in range(NODES))


@pytest.fixture(params=["bits", "sets"], autouse=True)
def representation(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "sets":
        monkeypatch.setattr(twosided, "_BITS", 0)


@settings(max_examples=300, deadline=None)
@given(edges, nodes, nodes, st.booleans(), closing)
def test_a_route_of_the_fewest_steps_is_as_short_as_that_of_networkx(triples, source, target, directed, closed) -> None:
    forward, backward = rows(triples, directed)
    graph = plain(forward, closed)
    found = twosided.fewest(forward, backward, source, target, marks(closed))
    if {source, target} & closed or not nx.has_path(graph, source, target):
        assert found is None
        return
    assert found is not None and (found[0], found[-1]) == (source, target)
    assert nx.is_simple_path(graph, list(found))
    assert len(found) == len(nx.bidirectional_shortest_path(graph, source, target))


@settings(max_examples=300, deadline=None)
@given(edges, nodes, nodes, st.booleans(), closing)
def test_the_cheapest_route_weighs_what_networkx_says(triples, source, target, directed, closed) -> None:
    forward, backward = rows(triples, directed)
    graph = plain(forward, closed)
    found = twosided.cheapest(forward, backward, source, target, marks(closed))
    if {source, target} & closed or not nx.has_path(graph, source, target):
        assert found is None
        return
    assert found is not None and (found[1][0], found[1][-1]) == (source, target)
    assert found[0] == pytest.approx(nx.bidirectional_dijkstra(graph, source, target)[0])
    assert found[0] == pytest.approx(nx.path_weight(graph, found[1], "weight"))


@settings(max_examples=300, deadline=None)
@given(edges, nodes, nodes, st.booleans(), closing, st.booleans())
def test_simple_routes_come_in_order_and_none_is_missing(triples, source, target, directed, closed, weighted) -> None:
    forward, backward = rows(triples[:20], directed)
    graph = plain(forward, closed)
    if {source, target} & closed:
        ways = []
    else:
        ways = [(source,)] if source == target else list(map(tuple, nx.all_simple_paths(graph, source, target)))
    found = list(twosided.simple(forward, backward, source, target, marks(closed), weighted=weighted))
    assert sorted(route for _, route in found) == sorted(ways)
    assert [w for w, _ in found] == sorted(w for w, _ in found)
    for weight, route in found:
        assert weight == pytest.approx(sum(graph[a][b]["weight"] if weighted else 1 for a, b in pairwise(route)))


@settings(max_examples=100, deadline=None)
@given(edges, nodes, nodes)
def test_the_first_k_are_as_long_as_those_of_networkx(triples, source, target) -> None:
    forward, backward = rows(triples, False)
    graph = plain(forward, set())
    found = [w for w, _ in islice(twosided.simple(forward, backward, source, target), 6)]
    if nx.has_path(graph, source, target):
        assert found == [len(way) - 1 for way in islice(nx.shortest_simple_paths(graph, source, target), 6)]
    else:
        assert found == []


def test_a_search_for_simple_routes_can_be_ended() -> None:
    forward, backward = rows([(a, 0, b) for a in range(NODES) for b in range(a)], False)

    def stop() -> None:
        raise TimeoutError

    found = twosided.simple(forward, backward, 0, 1, weighted=True, check=stop)
    assert next(found)[1] == (0, 1)
    with pytest.raises(TimeoutError):
        next(found)


def test_what_is_kept_is_forgotten_when_it_grows_too_big() -> None:
    asked: list[int] = []

    def make(node: int) -> list[int]:
        asked.append(node)
        return [node] * node

    kept = Kept(make, len, room=5)
    assert [kept[n] for n in (2, 3, 2, 4, 2)] == [[n] * n for n in (2, 3, 2, 4, 2)]
    assert asked == [2, 3, 4, 2]
    assert sum(map(len, kept.values())) <= 5
