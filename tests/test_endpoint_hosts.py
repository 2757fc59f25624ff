"""explorer/hosts.py: which names a request may come under, and which web pages may ask or read."""
from __future__ import annotations

import argparse
import socket
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from explorer import hosts
from explorer.app import create_app
from explorer.cli import main
from explorer.commands import serve
from graph.query import Queries
from graph.store import Store

FRIEND, STRANGER = "https://tools.example", "https://evil.example"
ASK = "/sparql?query=ASK+%7B%7D"


@pytest.fixture(scope="module")
def queries(small: Store) -> Iterator[Queries]:
    with Queries(small) as made:
        yield made


@pytest.fixture(scope="module")
def closed(small: Store, queries: Queries) -> FlaskClient:
    return create_app(small, queries).server.test_client()


@pytest.fixture(scope="module")
def shared(small: Store, queries: Queries) -> FlaskClient:
    return create_app(small, queries, origins=[FRIEND], names=["graph.example"]).server.test_client()


@pytest.mark.parametrize(("host", "is_ours"), [
    ("localhost", True), ("localhost:8050", True), ("LOCALHOST:1", True), ("127.0.0.1:8050", True), ("[::1]:8050", True),
    ("192.168.1.7", True), ("app.localhost", True), ("evil.example", False), ("localhost.evil.example", False),
    ("127.0.0.1.evil.example", False), ("", False), ("evil.example@localhost", False), ("localhost/x", False), ("[", False),
    ("localhost:port", True), ("graph.example", False), ("0x7f000001", False), ("2130706433", False)])
def test_a_host_header_must_mean_this_server(closed: FlaskClient, host: str, is_ours: bool) -> None:
    assert hosts.is_ours(host, frozenset()) == is_ours


@pytest.mark.parametrize("path", ["/", "/sparql", ASK, "/suggest?q=drop", "/_dash-layout"])
def test_an_unknown_host_gets_nothing(closed: FlaskClient, path: str) -> None:
    response = closed.get(path, headers={"Host": "evil.example:8050"})
    assert response.status_code == 403 and "--allow-host" in response.text


def test_a_name_that_was_allowed_is_ours(shared: FlaskClient) -> None:
    assert shared.get(ASK, headers={"Host": "graph.example"}).status_code == 200


@pytest.mark.parametrize("origin", [STRANGER, "null", "http://localhost.evil.example", "http://localhost:81", ""])
def test_a_post_from_another_site_is_refused(closed: FlaskClient, origin: str) -> None:
    for path in ("/sparql", "/_dash-update-component"):
        response = closed.post(path, data={"query": "ASK {}"}, headers={"Origin": origin})
        assert response.status_code == 403 and "--cors" in response.text


def test_a_post_from_our_own_page_is_answered(closed: FlaskClient) -> None:
    for origin in ("http://localhost", "https://localhost"):
        assert closed.post("/sparql", data={"query": "ASK {}"}, headers={"Origin": origin}).status_code == 200


def test_other_sites_may_read_only_where_they_are_named(closed: FlaskClient, shared: FlaskClient) -> None:
    allow = "Access-Control-Allow-Origin"
    assert allow not in closed.get(ASK, headers={"Origin": FRIEND}).headers
    assert shared.get(ASK, headers={"Origin": FRIEND}).headers[allow] == FRIEND
    assert shared.get("/sparql?query=ASK", headers={"Origin": FRIEND}).headers[allow] == FRIEND
    assert allow not in shared.get(ASK, headers={"Origin": STRANGER}).headers
    assert shared.post("/sparql", data={"query": "ASK {}"}, headers={"Origin": FRIEND}).headers[allow] == FRIEND
    assert shared.post("/sparql", data={"query": "ASK {}"}, headers={"Origin": STRANGER}).status_code == 403
    assert shared.post("/_dash-update-component", json={}, headers={"Origin": FRIEND}).status_code == 403


def test_a_browser_learns_beforehand_what_it_may_send(closed: FlaskClient, shared: FlaskClient, small: Store, queries: Queries) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-requested-with"}
    response = shared.options("/sparql", headers={"Origin": FRIEND, **asked})
    assert response.status_code == 204 and "POST" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"] == "content-type,x-requested-with"
    assert "Access-Control-Allow-Methods" not in shared.options("/sparql", headers={"Origin": STRANGER, **asked}).headers
    assert "Access-Control-Allow-Methods" not in closed.options("/sparql", headers={"Origin": FRIEND, **asked}).headers
    anyone = create_app(small, queries, origins=["*"]).server.test_client()
    assert anyone.options("/sparql", headers={"Origin": STRANGER, **asked}).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("origin", ["example.org", "https://example.org/path", "nonsense"])
def test_what_is_no_origin_is_said(origin: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--cors", origin])
    assert ended.value.code == 2 and "is no origin" in capsys.readouterr().err


def test_a_server_for_others_goes_by_the_names_of_the_machine() -> None:
    def names(host: str) -> list[str]:
        return serve._names(argparse.Namespace(host=host, allow_host=["graph.example"]))
    assert [names(host) for host in ("127.0.0.1", "localhost", "::1", "127.0.0.2")] == [["graph.example"]] * 4
    assert socket.gethostname() in names("0.0.0.0") and "wiki.example" in names("wiki.example")


def test_a_server_knows_whether_others_can_reach_it() -> None:
    for host, is_own in (("127.0.0.1", True), ("0.0.0.0", False)):
        listener = serve._listen(host, 0)
        assert listener is not None
        with listener:
            assert serve._is_loopback(listener) is is_own
