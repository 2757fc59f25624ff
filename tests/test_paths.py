"""Paths: what is found, in which order, under which constraints, and how it is told."""
from __future__ import annotations

from itertools import permutations

import pytest
from graphs import brute, edges, name, nodes, numbered, store_of
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import claims, network, paths
from graph.errors import NoPath, UnknownConcept
from graph.paths import Path
from graph.store import Store
from graph.vocabulary import ID, RDF, RDFS, WF


def told(store: Store, one: str, other: str, **constraints: object) -> list[str]:
    return [paths.sentence(store, p) for p in paths.between(store, [ID + one, ID + other], **constraints)]


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


def test_the_best_order_of_waypoints_is_taken() -> None:
    chain = store_of([(0, 0, 1), (1, 0, 2), (2, 0, 3), (3, 0, 4)])
    for via in permutations((1, 2, 3)):
        found = paths.between(chain, [name(0), name(4)], via=[name(v) for v in via])
        assert [numbered(p) for p in found] == [(0, 1, 2, 3, 4)]
    with pytest.raises(paths.Blocked, match="via thing 5"):
        paths.between(chain, [name(0), name(4)], via=[name(1), name(5)])


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
