"""graph/progress.py: what opening a graph tells, and that it ends where somebody no longer wants it."""
from __future__ import annotations

import pathlib

import pytest

from graph import sources
from graph.progress import Cancelled

SMALL = pathlib.Path(__file__).parent / "data" / "small"


def test_stages_are_told_until_they_are_done(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATFIXES_CACHE", str(tmp_path))
    told: list[tuple[str, int, int]] = []
    sources.open([SMALL], lambda stage, done, total: told.append((stage, done, total)))
    last = {stage: (done, total) for stage, done, total in told}
    assert list(last) == ["reading facts", "ontology", "claims", "inferences"]
    assert last["reading facts"] == (1, 1) and last["inferences"] == (3, 3)
    assert all(0 <= done <= total for _, done, total in told)


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
