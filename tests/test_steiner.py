"""Several concepts: connected under every constraint wherever they can be, with nothing in vain."""
from __future__ import annotations

from itertools import combinations, pairwise

import networkx as nx
import pytest
from graphs import NODES, big, name, nodes, store_of
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import paths
from graph.store import Store
from graph.vocabulary import ID


def joins(pairs: set[tuple[int, int]], ends: list[int], most: int | None, directed: bool) -> bool:
    """Whether links connect concepts as the constraints on several concepts ask, by networkx."""
    graph = nx.DiGraph(pairs) if directed else nx.Graph(pairs)
    graph.add_nodes_from(ends)
    asked = [(ends[0], end) for end in ends[1:]] if directed else list(combinations(ends, 2))
    return all(nx.has_path(graph, a, b) and (most is None or nx.shortest_path_length(graph, a, b) <= most) for a, b in asked)


def part(pairs: set[tuple[int, int]], inside: set[int]) -> nx.Graph:
    graph = nx.Graph(pair for pair in pairs if inside >= set(pair))
    graph.add_nodes_from(inside)
    return graph


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(nodes, st.integers(0, 2), nodes), min_size=5, max_size=18), st.lists(nodes, min_size=3, max_size=4, unique=True),
       st.booleans(), st.none() | st.integers(1, 4), st.none() | nodes, st.sets(st.integers(0, 2), max_size=2),
       st.none() | st.integers(0, 1), st.booleans(), st.booleans())
def test_several_concepts_are_connected_under_every_constraint_wherever_they_can_be(
        triples, ends, is_via, longest, avoid, properties, kind, directed, shortest) -> None:
    store = store_of(triples)
    properties &= {p for _, p, _ in triples}
    allowed = {(s, p, o) for s, p, o in triples if s != o and (not properties or p in properties)
               and all(n in ends or kind is None or n % 2 == kind for n in (s, o)) and avoid not in (s, o)}
    pairs = {(s, o) for s, _, o in allowed}
    only = [*(f"http://example.org/p{p}" for p in properties), *([] if kind is None else [f"http://example.org/Kind{kind}"])]
    concepts = [ends[0], *ends[2:], ends[1]] if is_via else ends
    constraints = paths.Constraints(longest, (name(ends[1]),) if is_via and len(ends) > 3 else (),
                                    () if avoid is None else (name(avoid),), tuple(only), directed, shortest)
    named = concepts[:-1] if constraints.via else concepts
    can = avoid not in ends and joins(pairs, concepts, longest, directed)
    try:
        found = paths.find(store, [name(e) for e in named], constraints, seconds=60)
    except paths.Blocked as error:
        assert not can
        assert bool(error.without) == joins({(s, o) for s, _, o in triples}, named, None, False)
        return
    assert can and not found.note
    used = {(s.subject, s.property, s.object) for path in found.paths for s in path.steps}
    used_numbers = {tuple(int(i.rsplit("/", 1)[1].removeprefix("p")) for i in triple) for triple in used}
    assert used_numbers <= allowed
    linked = {(s, o) for s, _, o in used_numbers}
    assert joins(linked, concepts, longest, directed)
    assert not any(joins(linked - {pair}, concepts, longest, directed) for pair in linked), "nothing is there in vain"
    if not directed and longest is None:
        assert nx.is_tree(nx.Graph(linked))
        if shortest:  # the bound of the approximation, against every subset of the pairs
            others = set(range(NODES)) - set(concepts)
            fewest = next(len(concepts) + n - 1 for n in range(len(others) + 1) for extra in combinations(others, n)
                          if nx.is_connected(part(pairs, {*concepts, *extra})))
            assert len(linked) <= 2 * (1 - 1 / len(concepts)) * fewest + 1e-9


def test_waypoints_of_several_concepts_are_joined_too(small: Store) -> None:
    ends = [ID + "underfitting", ID + "dropout", ID + "subsample"]
    found = paths.find(small, ends, paths.Constraints(via=(ID + "xgboost",)))
    assert {ID + "xgboost", *ends} <= {iri for path in found.paths for iri in paths.nodes(path)}
    with pytest.raises(paths.Blocked, match='without "via outliers" there is') as caught:
        paths.find(small, ends, paths.Constraints(via=(ID + "outliers",)))
    assert caught.value.constraint == "via outliers"
    with pytest.raises(paths.Blocked, match="no single one of these") as caught:
        paths.find(small, ends, paths.Constraints(max_length=1, via=(ID + "outliers",)))
    assert caught.value.constraint == "at most 1 step and via outliers"


def test_several_concepts_on_a_big_graph() -> None:
    ends = [f"http://example.org/{n}" for n in (17, 4711, 9999)]
    found = paths.find(big(), ends, seconds=20)
    tree = nx.Graph([pair for path in found.paths for pair in pairwise(paths.nodes(path))])
    assert nx.is_tree(tree)
    assert set(ends) <= set(tree)
