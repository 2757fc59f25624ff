"""graph/progress.py: what everything long tells, and that it ends where somebody no longer wants it."""
from __future__ import annotations

import pathlib
import threading
from collections.abc import Callable

import pytest
from graphs import grid
from hypothesis import given
from hypothesis import strategies as st

from explorer.jobs import Jobs
from graph import ask, check, export, network, paths, search, sources
from graph.progress import Cancelled, Progress, told
from graph.store import Store
from graph.vocabulary import ID

SMALL = pathlib.Path(__file__).parent / "data" / "small"
ENDS = [ID + "dropout", ID + "overfitting"]
Work = Callable[[Store, Progress], object]

WORKS: dict[str, Work] = {
    "search": search.prepare, "ask": ask.prepare, "network": network.of, "check": lambda store, p: check.of_store(store, progress=p),
    "paths": lambda store, p: paths.find(store, ENDS, progress=p),
    "several": lambda store, p: paths.find(store, [*ENDS, ID + "early-stopping"], progress=p),
    "within": lambda store, p: paths.within(store, *ENDS, 2, progress=p),
    **{name: lambda store, p, name=name: export.write(store, name, progress=p) for name in ("turtle", "nquads", "graphml", "csv")}}


@pytest.fixture
def fresh(features: Store) -> Store:
    """A graph of which nothing is known yet: no index, no shelf."""
    return Store(features.graph)


def test_stages_are_told_until_they_are_done(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATFIXES_CACHE", str(tmp_path))
    told: list[tuple[str, int, int]] = []
    sources.open([SMALL], lambda stage, done, total: told.append((stage, done, total)))
    last = {stage: (done, total) for stage, done, total in told}
    assert list(last) == ["reading facts", "ontology", "claims", "inferences"]
    assert last["reading facts"] == (1, 1) and last["inferences"] == (3, 3)
    assert all(0 <= done <= total for _, done, total in told)


@pytest.mark.parametrize("name", WORKS)
def test_whatever_is_long_tells_how_far_it_is(name: str, fresh: Store) -> None:
    calls: list[tuple[str, int, int]] = []
    WORKS[name](fresh, lambda *call: calls.append(call))
    stages: dict[str, list[tuple[int, int]]] = {}
    for stage, done, total in calls:
        stages.setdefault(stage, []).append((done, total))
    for stage, far in stages.items():
        assert stage and far == sorted(far) and len({total for _, total in far}) == 1, stage
        assert all(0 <= done <= total for done, total in far), stage
    assert calls[-1][1] == calls[-1][2] > 0


@pytest.mark.parametrize("name", WORKS)
def test_cancelling_ends_it_and_leaves_nothing_half_made(name: str, features: Store) -> None:
    stages: list[str] = []
    WORKS[name](Store(features.graph), lambda stage, done, total: stages.append(stage))
    for unwanted in dict.fromkeys(stages):
        store, after = Store(features.graph), []

        def stop(stage: str, done: int, total: int, unwanted: str = unwanted, after: list[str] = after) -> None:
            if after or stage == unwanted:
                after.append(stage)
                raise Cancelled("no longer wanted")

        with pytest.raises(Cancelled):
            WORKS[name](store, stop)
        assert after == [unwanted]  # nothing went on
    assert search.find(store, "overfitting", 1) == search.find(features, "overfitting", 1)
    assert paths.between(store, ENDS) == paths.between(features, ENDS)


@given(st.integers(0, 400), st.integers(1, 400), st.integers(0, 7))
def test_items_are_told_of_and_passed_on(count: int, total: int, step: int) -> None:
    calls: list[tuple[int, int]] = []
    assert list(told(range(count), "x", lambda _, done, all: calls.append((done, all)), max(count, total), step=step)) == list(range(count))
    assert calls == sorted(calls) and calls[0] == (0, max(count, total)) and calls[-1] == (max(count, total),) * 2


def test_loading_a_file_tells_its_bytes_and_ends_when_told_to(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "big.nt"
    path.write_text("".join(f"<http://e/{n}> <http://e/p> <http://e/{n + 1}> .\n" for n in range(40_000)))
    calls: list[tuple[str, int, int]] = []
    sources.open([path], lambda *call: calls.append(call))
    assert calls[0] == ("loading big.nt", 0, path.stat().st_size) and calls[-1][1] == path.stat().st_size and len(calls) > 5
    assert calls == sorted(calls)

    def stop(stage: str, done: int, total: int) -> None:
        if done > total // 2:
            raise Cancelled("enough")

    with pytest.raises(Cancelled, match="enough"):
        sources.open([path], stop)


@pytest.mark.parametrize("stage", ["reading facts", "claims", "inferences"])
def test_cancelling_leaves_nothing_behind(stage: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATFIXES_CACHE", str(tmp_path))

    def stop(name: str, done: int, total: int) -> None:
        if name == stage:
            raise Cancelled("no longer wanted")

    with pytest.raises(Cancelled):
        sources.open([SMALL], stop)
    assert not list(tmp_path.rglob("*"))
    assert len(sources.open([SMALL]))


def test_a_job_that_is_cancelled_from_elsewhere_stops_the_search_at_once() -> None:
    store, jobs, searching = grid(40), Jobs(), threading.Event()

    with jobs.running("mine") as job:
        def watched(stage: str, done: int, total: int) -> None:
            job(stage, done, total)
            if stage == "searching paths" and done:
                searching.set()

        def end() -> None:
            assert searching.wait(60) and jobs.get("mine") is job and job.at[0] == "searching paths"
            job.cancel()

        other = threading.Thread(target=end)
        other.start()
        with pytest.raises(Cancelled):  # long before its ten minutes are over
            paths.find(store, ["http://e/0-0", "http://e/39-39"], limit=10**6, seconds=600, progress=watched)
        other.join()
    assert jobs.get("mine") is None


def test_a_job_without_a_name_of_its_own_cannot_be_cancelled() -> None:
    jobs = Jobs()
    with jobs.running("a") as first, jobs.running("a"), jobs.running(None), jobs.running(7), jobs.running("x" * 65):
        assert jobs.get("a") is first and jobs.get("None") is None and jobs.get("x" * 65) is None
    assert jobs.get("a") is None
