"""explorer/delivery.py: what the page loads at once, what later, and how it is sent."""
from __future__ import annotations

import gzip
import pathlib
import re
import time
from collections.abc import Iterable, Iterator

import flask
import pytest

from explorer import delivery
from explorer.app import create_app
from graph.query import Queries
from graph.store import Store

HTML = {"Accept": "text/html", "Host": "localhost"}


@pytest.fixture(scope="module")
def server(notes: Store) -> Iterator[flask.Flask]:
    with Queries(notes) as queries:
        yield create_app(notes, queries).server


def loaded(server: flask.Flask) -> list[str]:
    return re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', server.test_client().get("/", headers=HTML).text)


def test_our_scripts_and_styles_come_as_one_file_each_to_be_kept_for_ever(server: flask.Flask) -> None:
    ours = [src for src in loaded(server) if "_dash-component-suites" not in src]
    assert len(ours) == 2
    for src in ours:
        got = server.test_client().get(src, headers={"Host": "localhost"})
        assert got.status_code == 200 and "immutable" in got.headers["Cache-Control"]
        held = [p.read_text(encoding="utf-8") for p in sorted(delivery.FOLDER.glob(f"*.{src.rpartition('.')[2]}"))]
        assert held and all(text in got.text for text in held)
    assert server.test_client().get("/page/whatfixes.0.js", headers={"Host": "localhost"}).status_code == 404


def test_the_first_screen_does_not_load_what_it_can_do_without(server: flask.Flask) -> None:
    page = server.test_client().get("/", headers=HTML).text
    assert not [src for src in loaded(server) if re.search("ag_grid|polyfill|dash_table|mantine", src)]
    later = dict(re.findall(r'<meta name="later-(\w+)" content="([^"]+)">', page))
    assert set(later) == set(delivery.LATER)
    for src in later.values():
        assert server.test_client().get(src, headers={"Host": "localhost"}).status_code == 200


def test_another_text_gets_another_name(tmp_path: pathlib.Path) -> None:
    names = []
    for text in ("one()", "two()"):
        (tmp_path / "a.js").write_text(text, encoding="utf-8")
        made = flask.Flask("x")
        delivery.join(made, tmp_path)
        names.append(made.config["JOINED"]["js"])
    assert len(set(names)) == 2


def test_a_script_cannot_run_into_the_next(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.js").write_text("(function () {})() // no semicolon, no end of line", encoding="utf-8")
    (tmp_path / "b.js").write_text("(function () {})()", encoding="utf-8")
    held = delivery.together(sorted(tmp_path.glob("*.js"))).decode()
    assert re.search(r"// no semicolon, no end of line\n;\n", held)


def asked(application: delivery.Compressed, path: str, **more: str) -> tuple[dict[str, str], bytes]:
    told: dict[str, str] = {}

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
        told.update({name.lower(): value for name, value in headers}, status=status)

    body = b"".join(application({"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", **more}, start))
    return told, body


@pytest.mark.parametrize(("accepts", "is_small"), [
    ("gzip, deflate, br", True), ("gzip;q=0.5", True), ("", False), ("br", False), ("gzip;q=0", False), ("gzip; q=0.0", False)])
def test_a_file_is_sent_compressed_to_those_who_take_it(accepts: str, is_small: bool) -> None:
    text = b"let a = 1;\n" * 500

    def application(environ: dict[str, object], start: object) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/javascript"), ("Content-Length", str(len(text))),  # type: ignore[operator]
                         ("Cache-Control", "public, max-age=31536000")])
        return [text]

    made = delivery.Compressed(application)
    first, body = asked(made, "/page/a.js", HTTP_ACCEPT_ENCODING=accepts)
    assert body == text and "content-encoding" not in first, "whoever comes first does not wait for it to be compressed"
    for _ in range(200):
        time.sleep(0.01)
        told, body = asked(made, "/page/a.js", HTTP_ACCEPT_ENCODING=accepts)
        if not is_small or "content-encoding" in told:
            break
    assert (gzip.decompress(body) if is_small else body) == text
    assert int(told["content-length"]) == len(body) and told["vary"] == "Accept-Encoding"


def test_what_may_change_under_its_name_is_not_kept() -> None:
    count = iter(range(9))

    def application(environ: dict[str, object], start: object) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/javascript"), ("Cache-Control", "no-cache")])  # type: ignore[operator]
        return [b"%d" % next(count)]

    made = delivery.Compressed(application)
    assert [asked(made, "/page/a.js", HTTP_ACCEPT_ENCODING="gzip")[1] for _ in range(2)] == [b"0", b"1"]
    time.sleep(0.05)
    assert asked(made, "/page/a.js", HTTP_ACCEPT_ENCODING="gzip")[1] == b"2"
