"""No path: what is in the way, alone and together, and what there is without it."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphs import NODES, big, brute, name, nodes, store_of
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import meaning, obstacles, paths
from graph.store import Store
from graph.vocabulary import ID, WF


def feasible(store: Store, triples: list[tuple[int, int, int]], one: int, other: int, constraints: paths.Constraints) -> bool:
    """Whether any simple path keeps to constraints, by listing all."""
    only = {int(iri[-1]) for iri in constraints.only}
    used = [t for t in triples if not only or t[1] in only]
    walked = used if constraints.directed else used + [(o, p, s) for s, p, o in used]
    via, avoid = ({int(iri[-1]) for iri in iris} for iris in (constraints.via, constraints.avoid))
    longest = NODES if constraints.max_length is None else constraints.max_length
    return any(via <= set(way[1:-1]) and not avoid & set(way) and len(way) <= longest + 1 for way in brute(store, walked, one, other))


@pytest.fixture(scope="module", autouse=True)
def unhurried() -> Iterator[None]:
    """Searches for what is in the way that a busy machine does not cut short."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(obstacles, "SECONDS", 60.0)
        patch.setattr(obstacles, "_EACH", 20.0)
        yield


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


@pytest.mark.parametrize("via", [(33,), (33, 44)])
def test_waypoints_that_nothing_simple_passes_are_told_at_once(via: tuple[int, ...]) -> None:
    # Thing 33 hangs on one link by itself in a dense graph: there are countless ways to it, and no way on.
    store = big(20_000, 300, leaf=33)
    meaning.of(store)
    with pytest.raises(paths.Blocked, match='without "via 33" there is') as caught:
        paths.find(store, ["http://example.org/17", "http://example.org/250"],
                   paths.Constraints(via=tuple(f"http://example.org/{n}" for n in via)), seconds=60)
    assert caught.value.constraint == "via 33"
