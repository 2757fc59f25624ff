"""The compact adjacency: against networkx's own graphs, and what a store puts into it."""
from __future__ import annotations

import copy
import operator
import pathlib

import networkx as nx
import numpy as np
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import meaning, network, nxview, sources
from graph.network import Network
from graph.store import Store
from graph.vocabulary import ID, INFERRED, RDF, RDFS, SKOS, WF

SMALL = pathlib.Path(__file__).parent / "data" / "small"
NODES = 9
edges = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, 2), st.integers(0, NODES - 1)), max_size=30)


@pytest.fixture(scope="module")
def small() -> Store:
    return sources.open([SMALL])


def build(triples: list[tuple[int, int, int]], nodes: int = NODES) -> Network:
    columns = np.array(triples, dtype=np.int64).reshape(-1, 3)
    return Network.build([f"n:{i}" for i in range(nodes)], ["p:0", "p:1", "p:2"], columns[:, 0], columns[:, 1], columns[:, 2])


def plain(triples: list[tuple[int, int, int]], kind: type = nx.Graph) -> nx.Graph:
    graph = kind()
    graph.add_nodes_from(range(NODES))
    graph.add_edges_from((s, o) for s, _, o in triples if s != o)
    return graph


@given(edges)
def test_it_holds_the_same_neighbours_as_networkx(triples: list[tuple[int, int, int]]) -> None:
    net, graph = build(triples), plain(triples)
    assert net.neighbours(range(NODES)) == [sorted(graph[n]) for n in range(NODES)]
    assert net.edges == graph.number_of_edges()


@given(edges)
def test_parallel_links_are_kept_beside_each_other_with_their_directions(triples: list[tuple[int, int, int]]) -> None:
    net = build(triples)
    for one in range(NODES):
        for other in range(NODES):
            expected = {2 * p for s, p, o in triples if (s, o) == (one, other) and s != o} | \
                       {2 * p + 1 for s, p, o in triples if (o, s) == (one, other) and s != o}
            assert {link for link, _ in net.links(one, other)} == expected


@given(edges, st.integers(0, NODES - 1))
def test_algorithms_of_networkx_run_on_the_view(triples: list[tuple[int, int, int]], start: int) -> None:
    view, graph = nxview.as_networkx(build(triples)), plain(triples)
    assert sorted(map(sorted, nx.connected_components(view))) == sorted(map(sorted, nx.connected_components(graph)))
    assert dict(nx.single_source_shortest_path_length(view, start)) == dict(nx.single_source_shortest_path_length(graph, start))
    assert sorted(map(sorted, view.edges)) == sorted(map(sorted, graph.edges))
    directed, expected = nxview.as_networkx(build(triples), directed=True), plain(triples, nx.DiGraph)
    assert set(directed.edges) == set(expected.edges)
    assert {n: sorted(directed.pred[n]) for n in directed} == {n: sorted(expected.pred[n]) for n in expected}


@settings(max_examples=50)
@given(edges, st.integers(0, NODES - 1))
def test_a_big_network_is_shown_where_it_lies(triples: list[tuple[int, int, int]], start: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nxview, "_SMALL", -1)
        test_algorithms_of_networkx_run_on_the_view.hypothesis.inner_test(triples, start)
        view = nxview.as_networkx(build(triples))
        assert all(view[a][b] == view[b][a] == {"weight": 1.0} for a, b in view.edges)
        with pytest.raises(KeyError):
            view.adj[NODES]


def test_the_view_cannot_be_edited() -> None:
    view = nxview.as_networkx(build([(0, 0, 1)]))
    with pytest.raises(nx.NetworkXError):
        view.add_edge(0, 2)
    with pytest.raises(KeyError):
        view.adj[NODES]


@pytest.mark.parametrize("small", [-1, 50_000])
def test_what_the_view_hands_out_is_read_only_and_a_copy_is_not(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nxview, "_SMALL", small)
    view = nxview.as_networkx(build([(0, 0, 1), (1, 1, 2)]))
    for edit in (lambda: view.adj[0].update({5: {}}), lambda: view[0].clear(), lambda: view.edges[0, 1].update(weight=3),
                 lambda: view.adj.pop(0), lambda: operator.setitem(view.adj, 0, {})):
        with pytest.raises(TypeError, match="copy the graph first"):
            edit()
    for copied in (nx.Graph(view), view.copy(), view.to_directed(), copy.deepcopy(view.to_undirected())):
        copied.edges[0, 1]["weight"] = 3
        copied.add_edge(0, 5)
        assert copied[0][1]["weight"] == 3
    assert view[0][1] == {"weight": 1.0}
    assert list(view[0]) == [1]
    assert view.adj == {n: dict(row) for n, row in view.adj.items()}
    assert view.adj.get(NODES, "none") == "none"
    assert len(view.adj) == NODES


@settings(max_examples=50)
@given(edges)
def test_a_view_that_forgets_its_rows_reads_them_again(triples: list[tuple[int, int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nxview, "_SMALL", -1)
        patch.setattr(nxview, "_ROOM", 2)
        view, graph = nxview.as_networkx(build(triples)), plain(triples)
        for _ in range(2):
            assert [sorted(view[n]) for n in range(NODES)] == [sorted(graph[n]) for n in range(NODES)]
        assert len([*dict.keys(view.adj)]) < NODES or len(view.edges) <= 1


@given(edges, st.sets(st.integers(0, NODES - 1)), st.sets(st.integers(0, 5)))
def test_parts_hold_just_the_nodes_and_links_that_were_asked_for(triples, nodes, links) -> None:
    net = build(triples)
    inside = np.isin(np.arange(NODES), list(nodes))
    graph = plain(triples)
    assert net.induced(inside).neighbours(range(NODES)) == [
        sorted(m for m in graph[n] if m in nodes) if n in nodes else [] for n in range(NODES)]
    allowed = np.isin(np.arange(6), list(links))
    expected = [sorted({o for s, p, o in triples if s == n != o and 2 * p in links} |
                       {s for s, p, o in triples if o == n != s and 2 * p + 1 in links}) for n in range(NODES)]
    assert net.allowing(allowed).neighbours(range(NODES)) == expected


@settings(max_examples=50)
@given(edges)
def test_a_row_weighs_what_its_cheapest_link_costs(triples: list[tuple[int, int, int]]) -> None:
    net = meaning.weigh(build(triples), [0.0, 0.5, 1.0])
    for node in range(NODES):
        for other, weight in net.row(node):
            assert weight == net.links(node, other)[0][1] == dict(net.row(other))[node]
            assert 1 <= weight <= 1.5


def test_a_claim_that_is_negative_or_withdrawn_is_no_link(small: Store) -> None:
    net = network.of(small)

    def linked(one: str, other: str) -> bool:
        return bool(net.links(net.number[ID + one], net.number[ID + other]))

    assert linked("dropout", "overfitting")
    assert not linked("normalization", "outliers")
    assert not linked("more-layers", "overfitting")


def test_a_plain_triple_does_not_revive_a_withdrawn_claim(small: Store) -> None:
    graph = ox.Store()
    graph.extend(small.graph)
    graph.add(ox.Quad(ox.NamedNode(ID + "more-layers"), ox.NamedNode(WF + "mitigates"), ox.NamedNode(ID + "overfitting")))
    assert len(network.of(Store(graph)).link) == len(network.of(small).link)


def test_the_machinery_of_claims_is_never_a_node(small: Store) -> None:
    assert all(iri.startswith(ID) and "." not in iri.removeprefix(ID) for iri in network.of(small).iris)


def test_inferred_mirrors_are_no_second_link(small: Store) -> None:
    net = network.of(small)
    assert any(q.graph_name == ox.NamedNode(INFERRED) for q in small.graph)
    assert len(net.links(net.number[ID + "dropout"], net.number[ID + "overfitting"])) == 1


def test_a_foreign_graph_links_labelled_things_but_not_their_types() -> None:
    graph = ox.Store()
    one, other, kind = (ox.NamedNode(f"http://example.org/{n}") for n in ("one", "other", "Kind"))
    for node in (one, other, kind):
        graph.add(ox.Quad(node, ox.NamedNode(RDFS + "label"), ox.Literal(node.value[-3:])))
    graph.add(ox.Quad(one, ox.NamedNode(SKOS + "broader"), other))
    graph.add(ox.Quad(one, ox.NamedNode(RDF + "type"), kind))
    graph.add(ox.Quad(one, ox.NamedNode("http://example.org/knows"), ox.BlankNode()))
    net = network.of(Store(graph))
    assert list(net.properties) == [SKOS + "broader"]
    assert net.edges == 1


def test_classes_and_sections_count_as_hubs() -> None:
    graph = ox.Store()
    names = [ox.NamedNode(f"http://example.org/{n}") for n in ("a", "b", "scheme")]
    for node in names:
        graph.add(ox.Quad(node, ox.NamedNode(RDFS + "label"), ox.Literal(node.value)))
    for node in names[:2]:
        graph.add(ox.Quad(node, ox.NamedNode(SKOS + "inScheme"), names[2]))
    assert meaning.of(Store(graph)).hubs.tolist() == [False, False, True]


def test_a_graph_without_links_is_a_network_without_edges() -> None:
    net = build([])
    assert net.edges == 0
    assert net.row(0) == [] == net.links(0, 1)
    assert len(nxview.as_networkx(net).edges) == 0
