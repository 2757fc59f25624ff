"""What lies between two concepts as a whole, against brute force."""
from __future__ import annotations

from itertools import pairwise

import networkx as nx
from graphs import NODES, brute, edges, name, nodes, numbered, store_of
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import paths


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(nodes, st.integers(0, 2), nodes), min_size=4, max_size=14), nodes, nodes,
       st.integers(1, 5), st.none() | nodes, st.booleans())
def test_what_lies_within_some_steps_is_exactly_what_paths_of_that_length_use(triples, one, other, most, avoid, directed) -> None:
    store = store_of(triples)
    walked = triples if directed else triples + [(o, p, s) for s, p, o in triples]
    ways = [] if one == other else [way for way in brute(store, walked, one, other) if len(way) <= most + 1 and avoid not in way]
    constraints = paths.Constraints(avoid=() if avoid is None else (name(avoid),), directed=directed)
    region = paths.within(store, name(one), name(other), most, constraints, seconds=60)
    assert not region.note
    used = {pair for way in ways for pair in pairwise(way)}
    expected = {(s, p, o) for s, p, o in triples if (s, o) in used or (not directed and (o, s) in used)}
    assert [(s.subject, s.property, s.object) for s in region.steps] == list(dict.fromkeys(
        (s.subject, s.property, s.object) for s in region.steps))
    assert {tuple(int(i.rsplit("/", 1)[1].removeprefix("p")) for i in (s.subject, s.property, s.object))
            for s in region.steps} == expected


@settings(max_examples=60, deadline=None)
@given(edges, nodes, nodes)
def test_common_neighbours_are_those_of_networkx(triples, one, other) -> None:
    store = store_of(triples)
    graph = nx.Graph([(s, o) for s, _, o in triples if s != o])
    graph.add_nodes_from(range(NODES))
    found = paths.common(store, name(one), name(other))
    expected = set() if one == other else set(nx.common_neighbors(graph, one, other))
    assert {numbered(p)[1] for p in found} == expected
