"""explorer/passages.py and `serve --notes`: the text of the notes behind the evidence."""
from __future__ import annotations

import pathlib

import flask
import pytest

from explorer import passages
from explorer.cli import main
from graph.errors import StoreError


def client(lines: tuple[str, ...] | None) -> flask.testing.FlaskClient:
    app = flask.Flask("test")
    app.register_blueprint(passages.blueprint(lines))
    return app.test_client()


def test_lines_come_with_their_numbers_which_count_from_one(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "notes.md"
    file.write_bytes(b"\xef\xbb\xbfone\r\ntwo\n<b>three</b>")
    lines = passages.read(str(file))
    assert lines == ("one", "two", "<b>three</b>")
    assert client(lines).get("/passage?first=2&last=9").json == {"served": True, "lines": [[2, "two"], [3, "<b>three</b>"]]}


@pytest.mark.parametrize("query", ["", "?first=x&last=y", "?first=5&last=2", "?first=99&last=100", "?first=-3&last=0"])
def test_whatever_is_asked_gets_an_answer(query: str) -> None:
    assert client(("one", "two")).get(f"/passage{query}").json == {"served": True, "lines": []}


def test_a_span_is_bounded() -> None:
    found = client(tuple("x" * 9000 for _ in range(500))).get("/passage?first=1&last=99999999").json["lines"]
    assert len(found) == passages.MOST and all(len(line) <= 4000 for _, line in found)


def test_without_notes_nothing_is_served() -> None:
    assert client(None).get("/passage?first=1&last=2").json == {"served": False, "lines": []}


def test_a_file_that_cannot_be_read_is_named(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"\xff\xfe\x00caf\xe9")
    for path, said in ((tmp_path / "none.md", "No such file"), (tmp_path, "directory"), (bad, "not UTF-8")):
        with pytest.raises(StoreError, match=said) as error:
            passages.read(str(path))
        assert str(path) in str(error.value)
        assert main(["serve", "--port", "0", "--notes", str(path)]) == 2
        assert str(path) in capsys.readouterr().err
