"""Paths under a budget: as they are found, cut short, cancelled."""
from __future__ import annotations

import random
from itertools import islice

import pytest
from graphs import NODES, big, name, numbered, store_of

from graph import meaning, pathfinder, paths
from graph.errors import NoPath
from graph.store import Store
from graph.vocabulary import ID


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
        assert found.note.startswith("stopped at the budget")
        assert len(found.paths) == 1 and len(found.paths[0]) == 3
        assert not via or numbered(found.paths[0]) == expected
    with pytest.raises(NoPath, match="at most 2 steps|stopped at the budget"):
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


def test_paths_come_as_they_are_found(small: Store) -> None:
    stream = paths.stream(small, [ID + "underfitting", ID + "dropout"])
    assert paths.sentence(small, next(stream)).startswith("Underfitting is mitigated by more features")
    assert len(list(stream)) >= 1
