"""explorer/headers.py: every answer carries the security headers, and nothing can begin a header of its own."""
from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from wsgiref.util import setup_testing_defaults

import flask
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import headers
from explorer.app import create_app
from graph.query import Queries
from graph.store import Store

ANSWERS = [
    ("GET", "/", {"Accept": "text/html"}, 200), ("GET", "/sparql", {"Accept": "text/html"}, 200), ("GET", "/sparql", {}, 200),
    ("GET", "/sparql?query=ASK%20%7B%7D", {}, 200), ("GET", "/sparql?query=nonsense", {}, 400), ("OPTIONS", "/sparql", {}, 204),
    ("GET", "/sparql?query=ASK%20%7B%7D&format=pdf", {}, 400), ("DELETE", "/sparql", {}, 405), ("GET", "/suggest?q=drop", {}, 200),
    ("GET", "/assets/base.css", {}, 200), ("GET", "/assets/none.css", {}, 404), ("GET", "/workbench/look", {}, 200),
    ("GET", "/_dash-layout", {}, 200), ("GET", "/", {"Host": "evil.example"}, 403),
    ("POST", "/sparql", {"Origin": "http://evil.example"}, 403),
    ("GET", "/id/dropout", {"Accept": "text/turtle"}, 303), ("GET", "/id/dropout", {"Accept": "image/png"}, 406),
    ("GET", "/id/dropout.html", {}, 200), ("GET", "/id/dropout.ttl", {}, 200), ("GET", "/id/dropout.jsonld", {}, 200),
    ("HEAD", "/id/dropout.nt", {}, 200), ("GET", "/id/drop%0D%0AX-Own:%201", {}, 404), ("GET", "/concept", {}, 400),
    ("GET", "/concept?iri=a%0D%0AX-Own:%201", {}, 404), ("GET", "/claim/dropout-mitigates-overfitting.html", {}, 200),
    ("GET", "/ontology", {"Accept": "text/turtle"}, 200), ("GET", "/vocabulary", {}, 200),
    ("GET", "/vocabulary?q=%3Cscript%3E", {}, 200),
    ("GET", "/findings", {}, 200), ("GET", "/findings.json", {}, 200),
    ("GET", "/api", {}, 308), ("GET", "/api/", {"Accept": "text/html"}, 200), ("GET", "/api/ping", {}, 200),
    ("OPTIONS", "/api/find", {}, 204),
    ("GET", "/api/openapi.json", {}, 200), ("GET", "/api/find", {}, 400), ("GET", "/api/none", {}, 404), ("DELETE", "/api/find", {}, 405),
    ("GET", "/api/ping", {"Accept": "image/png"}, 406), ("GET", "/api/find?q=" + "x" * 140_000, {}, 414),
    ("GET", "/export?concept=dropout&format=svg", {}, 200), ("GET", "/export?concept=dropout&format=csv", {}, 200),
    ("GET", "/export?concept=dropout&format=html", {}, 200), ("GET", "/export?concept=xyzzyx", {}, 404), ("POST", "/export", {}, 415),
    ("GET", "/compute?formula=none", {}, 200), ("GET", "/passage?first=217&last=218", {}, 200), ("GET", "/starters", {}, 200),
    ("GET", "/paths.graphml?from=dropout&to=overfitting", {}, 200), ("GET", "/paths.txt", {}, 400), ("GET", "/jobs/none", {}, 200),
    ("GET", "/no/such/page", {}, 404),
    ("GET", "/workbench/editor/1/none.js", {}, 404), ("POST", "/suggest", {}, 405), ("GET", "/broken", {}, 500)]


@pytest.fixture(scope="module")
def server(notes: Store) -> Iterator[flask.Flask]:
    with Queries(notes) as queries:
        made = create_app(notes, queries).server

        def broken() -> str:
            raise RuntimeError("on purpose")

        made.add_url_rule("/broken", view_func=broken)
        yield made


@pytest.mark.parametrize(("method", "path", "sent", "status"), ANSWERS)
def test_every_answer_has_every_header_once(server: flask.Flask, method: str, path: str, sent: dict[str, str], status: int) -> None:
    got = server.test_client().open(path, method=method, headers={"Host": "localhost"} | sent)
    assert got.status_code == status
    for name in ("Content-Security-Policy", *headers.ALWAYS):
        assert len(got.headers.getlist(name)) == 1, name
    assert "frame-ancestors 'none'" in got.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/id/dropout.html", "/id/dropout.ttl", "/ontology.ttl", "/vocabulary", "/api/ping", "/api/find?q=dropout",
                                  "/assets/base.css"])
def test_an_answer_that_is_known_already_has_them_too(server: flask.Flask, path: str) -> None:
    client = server.test_client()
    tag = client.get(path, headers={"Host": "localhost"}).headers["ETag"]
    got = client.get(path, headers={"Host": "localhost", "If-None-Match": tag})
    assert (got.status_code, got.data) == (304, b"")
    for name in headers.ALWAYS:
        assert len(got.headers.getlist(name)) == 1, name


def test_only_pages_may_run_scripts_and_none_made_of_text(server: flask.Flask) -> None:
    client = server.test_client()
    for path in ("/", "/sparql"):
        policy = client.get(path, headers={"Accept": "text/html", "Host": "localhost"}).headers["Content-Security-Policy"]
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert "unsafe" not in rules["script-src"] and rules["default-src"] == "'none'"
        assert not re.search(r"https?:|\*", policy), "nothing of other machines is let in"
    for path in ("/suggest?q=a", "/assets/base.css", "/sparql?query=ASK%7B%7D"):
        assert client.get(path, headers={"Host": "localhost"}).headers["Content-Security-Policy"] == headers.CLOSED


def test_the_hashes_are_those_of_the_inline_scripts_of_the_page(server: flask.Flask) -> None:
    got = server.test_client().get("/", headers={"Accept": "text/html", "Host": "localhost"})
    inline = re.findall(r"<script(?: id=\"_dash-renderer\" type=\"application/javascript\")?>(.*?)</script>", got.text, re.DOTALL)
    assert inline
    for script in inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in got.headers["Content-Security-Policy"]


def _call(application: headers.Application) -> tuple[str, list[tuple[str, str]], bytes]:
    environ: dict[str, object] = {}
    setup_testing_defaults(environ)
    seen: list[object] = []
    body = io.BytesIO(b"".join(headers.guarded(application)(environ, lambda *said: seen.extend(said[:2])))).getvalue()
    return str(seen[0]), list(seen[1]), body  # type: ignore[call-overload]


def test_what_fails_before_it_began_is_answered_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    def failing(environ: dict[str, object], start: headers.Start) -> list[bytes]:
        raise ValueError("a secret of the inside")

    status, sent, body = _call(failing)
    assert status.startswith("500") and b"secret" not in body and b"Traceback" not in body
    assert dict(sent)["Content-Security-Policy"] == headers.CLOSED
    assert "a secret of the inside" in caplog.text


def test_an_answer_keeps_a_policy_of_its_own() -> None:
    def careful(environ: dict[str, object], start: headers.Start) -> list[bytes]:
        start("200 OK", [("content-security-policy", "sandbox"), ("Content-Type", "text/html")])
        return [b""]

    assert [v for n, v in _call(careful)[1] if n.lower() == "content-security-policy"] == ["sandbox"]


@given(st.text())
def test_no_value_can_begin_a_header(value: str) -> None:
    made = headers.completed([("Link", value)], "x")
    assert not re.search(r"[\r\n\x00]", dict(made)["Link"])


def test_an_answer_that_nothing_has_changed_leaves_the_policy_of_the_page_as_it_was() -> None:
    def unchanged(environ: dict[str, object], start: headers.Start) -> list[bytes]:
        start("304 Not Modified", [("ETag", '"x"')])
        return []

    _, sent, _ = _call(unchanged)
    assert "Content-Security-Policy" not in dict(sent) and dict(sent)["X-Content-Type-Options"] == "nosniff"


def test_an_address_of_nothing_is_404_with_the_nearest_names_and_no_application(server: flask.Flask) -> None:
    client = server.test_client()
    for path in ("/overfiting", "/no/such/page", "/sparql/none", "/%3Cscript%3E"):
        got = client.get(path, headers={"Host": "localhost", "Accept": "text/html"})
        assert got.status_code == 404 and "_dash-renderer" not in got.text and "<script>" not in got.text
    assert "/id/overfitting.html" in client.get("/overfiting", headers={"Host": "localhost", "Accept": "text/html"}).text
    told = client.get("/overfiting", headers={"Host": "localhost", "Accept": "application/json"})
    assert (told.status_code, told.content_type) == (404, "application/problem+json")
    assert client.get("/?concept=dropout", headers={"Host": "localhost"}).status_code == 200
