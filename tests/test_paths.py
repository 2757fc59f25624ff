"""Paths: what is found, in which order, under which constraints, and how it is told."""
from __future__ import annotations

import pathlib
import random
from collections import deque
from itertools import combinations, islice, pairwise, permutations

import networkx as nx
import numpy as np
import pyoxigraph as ox
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import claims, meaning, network, pathfinder, paths, sources
from graph.errors import NoPath, UnknownConcept
from graph.paths import Path
from graph.store import Store
from graph.vocabulary import ID, RDF, RDFS, WF

HERE = pathlib.Path(__file__).parent
CASES = yaml.safe_load((HERE / "cases" / "paths.yaml").read_text(encoding="utf-8"))
NODES = 7
nodes = st.integers(0, NODES - 1)
edges = st.lists(st.tuples(nodes, st.integers(0, 2), nodes), max_size=18)


@pytest.fixture(scope="module")
def small() -> Store:
    return sources.open([HERE / "data" / "small"])


@pytest.fixture(scope="module")
def notes() -> Store:
    return sources.open()


def told(store: Store, one: str, other: str, **constraints: object) -> list[str]:
    return [paths.sentence(store, p) for p in paths.between(store, [ID + one, ID + other], **constraints)]


def name(node: int) -> str:
    return f"http://example.org/{node}"


def store_of(triples: list[tuple[int, int, int]]) -> Store:
    """A foreign graph: labelled things of two kinds, by the parity of their numbers, and links between them."""
    graph = ox.Store()
    for node in range(NODES):
        graph.add(ox.Quad(ox.NamedNode(name(node)), ox.NamedNode(RDFS + "label"), ox.Literal(f"thing {node}")))
        graph.add(ox.Quad(ox.NamedNode(name(node)), ox.NamedNode(RDF + "type"), ox.NamedNode(f"http://example.org/Kind{node % 2}")))
    for s, p, o in triples:
        graph.add(ox.Quad(ox.NamedNode(name(s)), ox.NamedNode(f"http://example.org/p{p}"), ox.NamedNode(name(o))))
    return Store(graph)


def brute(store: Store, triples: list[tuple[int, int, int]], one: int, other: int) -> list[tuple[int, ...]]:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(NODES))
    graph.add_edges_from((s, o) for s, _, o in triples if s != o)
    ways = [(one,)] if one == other else nx.all_simple_paths(graph, one, other)
    return sorted(set(map(tuple, ways)))


def numbered(path: Path) -> tuple[int, ...]:
    return tuple(int(iri.rsplit("/", 1)[1]) for iri in paths.nodes(path))


@settings(max_examples=120, deadline=None)
@given(edges, nodes, nodes, st.none() | st.integers(1, 5), st.none() | nodes, st.none() | nodes, st.sets(st.integers(0, 2), max_size=2),
       st.none() | st.integers(0, 1), st.booleans(), st.booleans())
def test_every_constraint_holds_against_brute_force(
        triples, one, other, longest, via, avoid, properties, kind, directed, exclude) -> None:
    store = store_of(triples)
    used = {p for _, p, _ in triples}
    properties &= used
    allowed = [t for t in triples if not properties or (t[1] in properties) != exclude]
    walked = allowed if directed else allowed + [(o, p, s) for s, p, o in allowed]
    expected = [way for way in brute(store, walked, one, other)
                if (longest is None or len(way) <= longest + 1)
                and (via is None or via in way[1:-1])
                and (avoid is None or avoid not in way)
                and (kind is None or all(n % 2 == kind or n == via for n in way[1:-1]))]
    if via in (one, other) or avoid in (one, other):
        expected = []
    iris = [f"http://example.org/p{p}" for p in properties]
    constraints = paths.Constraints(
        longest, (name(via),) if via is not None else (),
        (*(iris if exclude else ()), *([name(avoid)] if avoid is not None else [])),
        (*(iris if not exclude else ()), *([f"http://example.org/Kind{kind}"] if kind is not None else [])), directed)
    try:
        found = paths.find(store, [name(one), name(other)], constraints, limit=10_000, seconds=60).paths
    except NoPath:
        found = ()
    assert sorted(map(numbered, found)) == expected
    assert [p.weight for p in found] == sorted(p.weight for p in found)
    for path in found:
        for step in path.steps:
            s, p, o = (int(iri.rsplit("/", 1)[1].removeprefix("p")) for iri in (step.subject, step.property, step.object))
            assert (s, p, o) in allowed
            assert step.forward or not directed


def feasible(store: Store, triples: list[tuple[int, int, int]], one: int, other: int, constraints: paths.Constraints) -> bool:
    """Whether any simple path keeps to constraints, by listing all."""
    only = {int(iri[-1]) for iri in constraints.only}
    used = [t for t in triples if not only or t[1] in only]
    walked = used if constraints.directed else used + [(o, p, s) for s, p, o in used]
    via, avoid = ({int(iri[-1]) for iri in iris} for iris in (constraints.via, constraints.avoid))
    longest = NODES if constraints.max_length is None else constraints.max_length
    return any(via <= set(way[1:-1]) and not avoid & set(way) and len(way) <= longest + 1 for way in brute(store, walked, one, other))


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(nodes, st.integers(0, 2), nodes), min_size=4, max_size=14), st.lists(nodes, min_size=6, max_size=6, unique=True),
       st.none() | st.integers(1, 2), st.integers(0, 2), st.integers(0, 2), st.none() | st.integers(0, 2), st.booleans())
def test_what_is_said_to_be_in_the_way_is(triples, order, longest, many, waypoints, prop, directed) -> None:
    store = store_of(triples)
    one, other, *rest = order
    constraints = paths.Constraints(
        longest, tuple(name(n) for n in rest[:waypoints]), tuple(name(n) for n in rest[2:2 + many]),
        () if prop is None or all(p != prop for _, p, _ in triples) else (f"http://example.org/p{prop}",), directed)
    if feasible(store, triples, one, other, constraints):
        assert paths.find(store, [name(one), name(other)], constraints, limit=1).paths
        return
    with pytest.raises(paths.Blocked) as caught:
        paths.find(store, [name(one), name(other)], constraints)
    singles = list(constraints.looser(store))
    pairs = [(f"{one} and {two}", both) for at, (one, looser) in enumerate(singles)
             for two, both in looser.looser(store) if two in [words for words, _ in singles[at + 1:]]]
    helpful: list[str] = []
    for tried in (singles, pairs):
        helpful = helpful or [words for words, looser in tried if feasible(store, triples, one, other, looser)]
    assert caught.value.constraint == (helpful[0] if helpful else "")
    assert bool(caught.value.without) == feasible(store, triples, one, other, paths.Constraints())
    loosest = dict([*singles, *pairs]).get(caught.value.constraint, paths.Constraints())
    for path in caught.value.without:
        assert set(loosest.via) <= set(paths.nodes(path)[1:-1]) and not set(loosest.avoid) & set(paths.nodes(path))
        assert len(path) <= (loosest.max_length or NODES) and all(s.forward or not loosest.directed for s in path.steps)
        assert all(s.property in loosest.only or not loosest.only for s in path.steps)


@settings(max_examples=60, deadline=None)
@given(edges, nodes, nodes)
def test_the_shortest_are_all_of_the_fewest_steps(triples, one, other) -> None:
    store = store_of(triples)
    ways = brute(store, triples + [(o, p, s) for s, p, o in triples], one, other)
    fewest = min(map(len, ways), default=0)
    try:
        found = paths.between(store, [name(one), name(other)], shortest=True, limit=1000)
    except NoPath:
        found = []
    assert sorted(map(numbered, found)) == [way for way in ways if len(way) == fewest]


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


def joins(pairs: set[tuple[int, int]], ends: list[int], most: int | None, directed: bool) -> bool:
    """Whether links connect concepts as the constraints on several concepts ask, by networkx."""
    graph = nx.DiGraph(pairs) if directed else nx.Graph(pairs)
    graph.add_nodes_from(ends)
    asked = [(ends[0], end) for end in ends[1:]] if directed else list(combinations(ends, 2))
    return all(nx.has_path(graph, a, b) and (most is None or nx.shortest_path_length(graph, a, b) <= most) for a, b in asked)


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


def part(pairs: set[tuple[int, int]], inside: set[int]) -> nx.Graph:
    graph = nx.Graph(pair for pair in pairs if inside >= set(pair))
    graph.add_nodes_from(inside)
    return graph


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


@settings(max_examples=60, deadline=None)
@given(edges, nodes, nodes)
def test_common_neighbours_are_those_of_networkx(triples, one, other) -> None:
    store = store_of(triples)
    graph = nx.Graph([(s, o) for s, _, o in triples if s != o])
    graph.add_nodes_from(range(NODES))
    found = paths.common(store, name(one), name(other))
    expected = set() if one == other else set(nx.common_neighbors(graph, one, other))
    assert {numbered(p)[1] for p in found} == expected


def big(links: int = 60_000, size: int = 20_000, leaf: int | None = None) -> Store:
    """A random graph; *leaf* has one link only."""
    rng = random.Random(7)
    graph = ox.Store()
    things = [ox.NamedNode(f"http://example.org/{n}") for n in range(size)]
    graph.extend(ox.Quad(thing, ox.NamedNode(RDFS + "label"), ox.Literal(thing.value.rsplit("/", 1)[1])) for thing in things)
    pairs = [(rng.randrange(size), rng.randrange(size)) for _ in range(links)]
    kept = [pair for pair in pairs if leaf not in pair] + ([] if leaf is None else [(0, leaf)])
    graph.extend(ox.Quad(things[s], ox.NamedNode("http://example.org/p"), things[o]) for s, o in kept)
    return Store(graph)


def test_a_big_graph_is_ranked_among_the_nearest_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    store = big()
    pair = ["http://example.org/17", "http://example.org/4711"]
    found = paths.find(store, pair, limit=10, seconds=20)
    assert not found.exact
    assert found.note == "ranked among the nearest candidates"
    assert len(found.paths) == 10
    fewest = len(paths.between(store, pair, shortest=True, seconds=20)[0])
    assert all(len(p) <= fewest + 3 for p in found.paths)
    monkeypatch.setattr(pathfinder, "EXACT_EDGES", 10**9)
    exact = paths.find(store, pair, limit=1, seconds=60)
    assert exact.exact
    assert found.paths[0].weight == exact.paths[0].weight


def test_several_concepts_on_a_big_graph() -> None:
    ends = [f"http://example.org/{n}" for n in (17, 4711, 9999)]
    found = paths.find(big(), ends, seconds=20)
    tree = nx.Graph([pair for path in found.paths for pair in pairwise(paths.nodes(path))])
    assert nx.is_tree(tree)
    assert set(ends) <= set(tree)


def test_a_search_stopped_at_its_budget_says_so(small: Store) -> None:
    rng = random.Random(3)
    store = store_of([(rng.randrange(NODES), 0, rng.randrange(NODES)) for _ in range(40)])
    meaning.of(store)
    calls = iter([False] * 20 + [True] * 10_000)
    found = paths.find(store, [name(0), name(5)], limit=10_000, cancelled=lambda: next(calls))
    assert found.stopped
    assert found.note == "stopped at the budget"
    assert found.paths
    with pytest.raises(NoPath, match="stopped at the budget"):
        paths.find(store, [name(0), name(5)], paths.Constraints(via=(name(1),)), cancelled=lambda: True)
    with pytest.raises(NoPath, match="no connection of thing 0, thing 1 and thing 5 was found: stopped at the budget"):
        paths.find(store, [name(0), name(1), name(5)], paths.Constraints(max_length=6), cancelled=lambda: True)


def test_without_any_time_one_path_of_few_steps_comes_unranked() -> None:
    store = store_of([(0, 0, 1), (1, 0, 2), (2, 0, 3), (0, 0, 4), (4, 0, 5), (5, 0, 3)])
    for via, expected in (((), (0, 1, 2, 3)), ((name(5),), (0, 4, 5, 3)), ((name(5), name(4)), (0, 4, 5, 3))):
        found = paths.find(store, [name(0), name(3)], paths.Constraints(via=via), seconds=0)
        assert found.note == "stopped at the budget; ranked among the nearest candidates"
        assert len(found.paths) == 1 and len(found.paths[0]) == 3
        assert not via or numbered(found.paths[0]) == expected
    with pytest.raises(NoPath, match="stopped at the budget"):
        paths.find(store, [name(0), name(3)], paths.Constraints(max_length=2), seconds=0)


@pytest.mark.parametrize(("size", "links"), [(300, 20_000), (8_000, 60_000)])
def test_what_a_hard_graph_gives_within_its_budget_comes_in_order_and_is_said_to_be_cut_short(size: int, links: int) -> None:
    store = big(links, size)
    pair = ["http://example.org/17", "http://example.org/250"]
    meaning.of(store)
    for constraints in (paths.Constraints(), paths.Constraints(max_length=8)):
        found = paths.find(store, pair, constraints, limit=10**6, seconds=0.5)
        assert found.stopped and "stopped at the budget" in found.note
        assert len(found.paths) > 1
        assert [p.weight for p in found.paths[1:]] == sorted(p.weight for p in found.paths[1:])
        assert len({paths.nodes(p) for p in found.paths}) == len(found.paths)
    streamed = paths.stream(store, pair, limit=10**6, seconds=60)
    some = list(islice(streamed, 15))
    assert len({paths.nodes(p) for p in some}) == 15
    streamed.close()
    calls: list[int] = []

    def cancelled() -> bool:
        calls.append(1)
        return len(calls) > 30
    assert list(paths.stream(store, pair, limit=10**6, seconds=600, cancelled=cancelled)) or len(calls) < 50
    assert len(calls) < 50


@pytest.mark.parametrize("via", [(33,), (33, 44)])
def test_waypoints_that_nothing_simple_passes_are_told_at_once(via: tuple[int, ...]) -> None:
    # Thing 33 hangs on one link by itself in a dense graph: there are countless ways to it, and no way on.
    store = big(20_000, 300, leaf=33)
    meaning.of(store)
    with pytest.raises(paths.Blocked, match='without "via 33" there is') as caught:
        paths.find(store, ["http://example.org/17", "http://example.org/250"],
                   paths.Constraints(via=tuple(f"http://example.org/{n}" for n in via)), seconds=60)
    assert caught.value.constraint == "via 33"


def test_the_best_order_of_waypoints_is_taken() -> None:
    chain = store_of([(0, 0, 1), (1, 0, 2), (2, 0, 3), (3, 0, 4)])
    for via in permutations((1, 2, 3)):
        found = paths.between(chain, [name(0), name(4)], via=[name(v) for v in via])
        assert [numbered(p) for p in found] == [(0, 1, 2, 3, 4)]
    with pytest.raises(paths.Blocked, match="via thing 5"):
        paths.between(chain, [name(0), name(4)], via=[name(1), name(5)])


def test_paths_come_as_they_are_found(small: Store) -> None:
    stream = paths.stream(small, [ID + "underfitting", ID + "dropout"])
    assert paths.sentence(small, next(stream)).startswith("Underfitting is mitigated by more features")
    assert len(list(stream)) >= 1


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("underfitting", "dropout", "Underfitting is mitigated by more features, which worsens overfitting, which is mitigated by dropout."),
    ("dropout", "subsample", "Dropout mitigates overfitting, which is mitigated by a lower subsample."),
    ("subsample", "dropout", "A lower subsample mitigates overfitting, which is mitigated by dropout."),
    ("missing-data", "median-imputation", "Missing data is mitigated by median imputation (when: a skewed column)."),
    ("dropout", "dropout", "Dropout is one and the same concept at both ends."),
])
def test_a_path_reads_as_a_sentence(small: Store, one: str, other: str, expected: str) -> None:
    assert told(small, one, other)[0] == expected


def test_a_hyperparameter_is_named_with_its_direction(small: Store) -> None:
    assert told(small, "xgboost", "overfitting") == [
        "XGBoost has hyperparameter max_depth, a higher value of which worsens overfitting.",
        "XGBoost has hyperparameter subsample, a lower value of which mitigates overfitting."]


def test_each_step_carries_its_claims_and_passages(small: Store) -> None:
    path = paths.between(small, [ID + "underfitting", ID + "dropout"])[0]
    assert [[str(p) for p in step.passages] for step in path.steps] == [["line 3"], ["line 4"], ["line 5"]]
    assert path.steps[2].claims[0].reason == "neurons cannot adapt to one another"
    assert [(s.subject.removeprefix(ID), s.forward) for s in path.steps] == [
        ("more-features", False), ("more-features", True), ("dropout", False)]


def test_paths_that_differ_in_one_concept_are_told_as_one(small: Store) -> None:
    ends = [ID + "more-features", ID + "overfitting"]
    ways = [Path((step,), 1.0, step.start) for step in paths.between(small, ends, max_length=1)[0].steps]
    assert [paths.told(small, f) for f in paths.fold(ways)] == ["More features worsens overfitting."]
    three = store_of([(0, 0, 1), (0, 0, 2), (0, 0, 3), (1, 1, 4), (2, 1, 4), (3, 1, 4), (0, 1, 5), (5, 1, 4)])
    folded = paths.fold(paths.between(three, [name(0), name(4)], limit=10, max_length=2))
    assert sorted(len(f.paths) for f in folded) == [1, 3]
    assert "Thing 0 p0 thing 1, thing 2 or thing 3, which p1 thing 4." in [paths.told(three, f) for f in folded]


@pytest.mark.parametrize(("constraints", "blocked"), [
    ({"max_length": 1}, "at most 1 step"),
    ({"avoid": [ID + "overfitting"]}, "avoiding overfitting"),
    ({"avoid": [WF + "FailureMode"]}, "avoiding failure mode"),
    ({"avoid": [WF + "mitigates"]}, "avoiding mitigates"),
    ({"only": [WF + "worsens"]}, "only worsens"),
    ({"directed": True}, "links walked only as they are stated"),
    ({"via": [ID + "outliers"]}, "via outliers"),
    ({"max_length": 1, "avoid": [ID + "overfitting"]}, "at most 1 step and avoiding overfitting"),
    ({"max_length": 1, "directed": True}, "at most 1 step and links walked only as they are stated"),
    ({"max_length": 1, "only": [WF + "worsens"]}, "at most 1 step and only worsens"),
    ({"max_length": 1, "via": [ID + "outliers"]}, "at most 1 step and via outliers"),
    ({"directed": True, "avoid": [ID + "overfitting"]}, "links walked only as they are stated and avoiding overfitting"),
    ({"directed": True, "only": [WF + "worsens"]}, "links walked only as they are stated and only worsens"),
    ({"directed": True, "via": [ID + "outliers"]}, "links walked only as they are stated and via outliers"),
    ({"via": [ID + "outliers"], "avoid": [ID + "overfitting"]}, "via outliers and avoiding overfitting"),
    ({"via": [ID + "outliers"], "only": [WF + "worsens"]}, "via outliers and only worsens"),
    ({"via": [ID + "outliers", ID + "more-layers"]}, "via outliers and via more layers"),
    ({"avoid": [WF + "mitigates", ID + "overfitting"]}, "avoiding mitigates and avoiding overfitting"),
    ({"avoid": [ID + "overfitting"], "only": [WF + "worsens"]}, "avoiding overfitting and only worsens"),
    ({"only": [WF + "worsens", ID + "dropout"]}, "only worsens and only dropout"),
    ({"max_length": 1, "avoid": [ID + "overfitting"], "directed": True}, ""),
])
def test_no_path_says_which_constraint_is_in_the_way(small: Store, constraints: dict, blocked: str) -> None:
    with pytest.raises(paths.Blocked) as caught:
        paths.between(small, [ID + "underfitting", ID + "dropout"], **constraints)
    assert caught.value.constraint == blocked
    assert [paths.sentence(small, p) for p in caught.value.without] == [
        "Underfitting is mitigated by more features, which worsens overfitting, which is mitigated by dropout."]
    assert all(words in str(caught.value) for words in blocked.split(" and "))


@pytest.mark.parametrize(("one", "other", "reason"), [
    ("more-layers", "overfitting", "they lie in separate parts of the graph"),
    ("normalization", "outliers", "outliers has no links"),
])
def test_negative_and_withdrawn_claims_carry_no_path(small: Store, one: str, other: str, reason: str) -> None:
    with pytest.raises(NoPath, match=reason):
        paths.between(small, [ID + one, ID + other])


def test_only_concepts_and_what_relates_them_are_ever_walked(notes: Store) -> None:
    net = network.of(notes)
    plumbing = {WF + p for p in ("subject", "property", "object", "passage", "correction", "now", "step", "stepUses", "condition")}
    assert not plumbing & set(net.properties) and not any(p.startswith((RDF, RDFS)) for p in net.properties)
    assert set(net.iris) <= notes.concept_set and not any(iri.startswith(WF) for iri in net.iris)
    refused = {(c.subject, c.property, c.object) for c in claims.of(notes).all if not (c.polarity and c.standing)}
    said = {(c.subject, c.property, c.object) for c in claims.of(notes).all if c.polarity and c.standing}
    links = {(net.iris[one], net.properties[link // 2], net.iris[other]) for one in range(len(net))
             for other, _ in net.row(one) for link, _ in net.links(one, other) if link % 2 == 0}
    assert refused - said and not (refused - said) & links


def test_a_name_of_nothing_is_told_apart_from_no_path(small: Store) -> None:
    with pytest.raises(UnknownConcept, match="did you mean 'dropout'"):
        paths.between(small, [ID + "dropuot", ID + "overfitting"])
    with pytest.raises(UnknownConcept):
        paths.between(small, [ID + "dropout", ID + "overfitting"], avoid=["http://example.org/nothing"])


def test_a_query_for_a_path_gives_its_links(small: Store) -> None:
    path = paths.between(small, [ID + "underfitting", ID + "dropout"])[0]
    rows = list(small.select(paths.sparql(path)))
    assert {(r["subject"], r["property"], r["object"]) for r in rows} == {(s.subject, s.property, s.object) for s in path.steps}
    assert all("statement" in r for r in rows)


def test_a_first_path_through_a_hub_waits_for_one_of_twice_its_length() -> None:
    spokes = [(f"http://example.org/h/{i}", "http://example.org/p", "http://example.org/hub") for i in range(40)]
    chain = [(f"http://example.org/{a}", "http://example.org/p", f"http://example.org/{b}")
             for a, b in (("h/0", "x"), ("x", "y"), ("y", "z"), ("z", "h/1"))]
    longer = [(f"http://example.org/{a}", "http://example.org/p", f"http://example.org/{b}")
              for a, b in (("h/2", "r"), ("r", "s"), ("s", "t"), ("t", "u"), ("u", "v"), ("v", "w"), ("w", "h/3"))]
    graph = ox.Store()
    for s, p, o in spokes + chain + longer:
        graph.add(ox.Quad(ox.NamedNode(s), ox.NamedNode(p), ox.NamedNode(o)))
        for iri in (s, o):
            graph.add(ox.Quad(ox.NamedNode(iri), ox.NamedNode(RDFS + "label"), ox.Literal(iri.rsplit("/", 1)[1])))
    store = Store(graph)
    lengths = [[len(p) for p in paths.between(store, [f"http://example.org/h/{a}", f"http://example.org/h/{b}"], limit=2)]
               for a, b in ((0, 1), (2, 3))]
    assert lengths == [[4, 2], [2, 7]]


def test_no_first_path_on_the_notes_goes_through_a_hub_needlessly(notes: Store) -> None:
    weighing = meaning.of(notes)
    net, hubs = weighing.network, set(np.flatnonzero(weighing.hubs).tolist())
    linked = [n for n in range(len(net)) if net.degree[n]]
    rng = random.Random(2024)
    tried = 0
    while tried < 500:
        one, other = rng.sample(linked, 2)
        try:
            first = paths.between(notes, [net.iris[one], net.iris[other]], limit=1)[0]
        except NoPath:
            continue
        tried += 1
        between = {net.number[iri] for iri in paths.nodes(first)[1:-1]}
        if between & hubs:
            assert clear_length(net, one, other, hubs) > 2 * len(first), paths.sentence(notes, first)


def clear_length(net: object, one: int, other: int, hubs: set[int]) -> float:
    """The fewest steps between two nodes around all hubs."""
    seen, waiting = {one}, deque([(one, 0)])
    while waiting:
        node, far = waiting.popleft()
        if node == other:
            return far
        for following in net.neighbours([node])[0]:
            if following not in seen and (following not in hubs or following == other):
                seen.add(following)
                waiting.append((following, far + 1))
    return float("inf")


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['from']} - {c['to']}")
def test_the_first_path_is_the_one_a_tutor_would_give(notes: Store, case: dict) -> None:
    first = paths.between(notes, [ID + case["from"], ID + case["to"]], limit=1)[0]
    between = [iri.removeprefix(ID) for iri in paths.nodes(first)[1:-1]]
    assert any(len(route) == len(between) and all(n in place for n, place in zip(between, route, strict=True))
               for route in case["through"]), paths.sentence(notes, first)


def test_what_several_passages_say_weighs_less_than_what_one_does(notes: Store) -> None:
    links = [p.steps[0] for p in (paths.between(notes, [ID + one, ID + other], limit=1)[0] for one, other in (
        ("glue-crawlers", "glue-data-catalog"), ("glue-crawlers", "athena-table")))]
    assert [len(step.passages) for step in links] == [2, 1]
    net, plain = meaning.of(notes).network, meaning.weigh(network.of(notes), [0.0] * len(network.of(notes).properties))
    for step, passages in zip(links, (2, 1), strict=True):
        one, other = net.number[step.subject], net.number[step.object]
        costs = [next(c for link, c in each.links(one, other) if net.properties[link // 2] == step.property) for each in (net, plain)]
        assert costs[0] - 1 == pytest.approx((costs[1] - 1) / passages)
        assert net.links(other, one)[0][1] == pytest.approx(costs[0])


def test_there_are_twenty_pairs() -> None:
    assert len(CASES) >= 20
