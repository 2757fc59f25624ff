"""explorer/lending.py, direct.py, shortcut.py and graph/leases.py: connections served by the workers themselves."""
from __future__ import annotations

import http.client
import os
import pathlib
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from explorer.app import create_app
from explorer.generations import Generations
from explorer.lending import MODULE, Lender
from explorer.server import Server
from graph.guard import Limits
from graph.query import Queries
from graph.slate import IDLE, RUNNING, SENDING, Slate
from graph.store import Store

FIXES = "SELECT ?fix WHERE { ?fix wf:mitigates id:overfitting } ORDER BY ?fix"
GRAPH = "CONSTRUCT { ?fix wf:mitigates id:overfitting } WHERE { ?fix wf:mitigates id:overfitting }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
HUGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BIG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
CHANGING = ("Date", "Server-Timing", "Connection")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class House:
    """A server whose connections may be lent, and how many requests it has answered itself."""

    def __init__(self, store: Store) -> None:
        self.queries = Queries(store, Limits(seconds=1.5, bytes=8 << 20), direct=MODULE)
        self.generations = Generations(store, self.queries, lambda made: create_app(made, self.queries).server.wsgi_app)
        self.asked = 0
        self.server = Server(self._answer, socket.create_server(("127.0.0.1", 0)), lender=Lender(self.queries))
        self._thread = threading.Thread(target=self.server.run)
        self._thread.start()

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        self.asked += 1
        return self.generations(environ, start)

    def close(self) -> None:
        self.server.close()
        self._thread.join(10)
        assert not self._thread.is_alive()
        self.queries.close()

    def connected(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(*self.server.address, timeout=30)

    def lent(self) -> http.client.HTTPConnection:
        """A connection that a worker serves."""
        connection = self.connected()
        for number in range(200):
            before = self.asked
            ask(connection, f"{FIXES} # {id(connection)} {number}")
            if self.asked == before:
                return connection
            time.sleep(0.05)
        raise AssertionError("no worker takes the connection")

    @property
    def workers(self) -> list[int]:
        """The processes that serve connections, or have done so."""
        leases = self.queries._current.leases
        assert leases is not None
        return [worker.pid for worker in leases._idle]


@pytest.fixture(scope="module")
def house(small: Store) -> Iterator[House]:
    made = House(small)
    yield made
    made.close()


Told = tuple[int, dict[str, str], bytes]


def ask(connection: http.client.HTTPConnection, query: str, headers: dict[str, str] | None = None, **more: str) -> Told:
    connection.request("GET", "/sparql?" + urlencode({"query": query, **more}), headers=headers or {})
    return told(connection)


def told(connection: http.client.HTTPConnection) -> Told:
    response = connection.getresponse()
    body = response.read()
    return response.status, {name: value for name, value in response.getheaders() if name not in CHANGING}, body


REQUESTS: list[tuple[str, str, str, dict[str, str], bool]] = [
    ("GET", "/sparql?" + urlencode({"query": FIXES}), "", {}, True),
    ("GET", "/sparql/?" + urlencode({"query": FIXES, "format": "csv"}), "", {}, True),
    ("GET", "/sparql?" + urlencode({"query": FIXES, "timeout": "1"}), "", {"Accept": "application/sparql-results+xml"}, True),
    ("GET", "/sparql?" + urlencode({"query": GRAPH}), "", {"Accept": "text/turtle"}, True),
    ("GET", "/sparql?" + urlencode({"query": "DESCRIBE id:dropout"}), "", {}, True),
    ("GET", "/sparql?" + urlencode({"query": "SELECT (IRI('a') AS ?made) {}"}), "", {}, True),
    ("GET", "/sparql?" + urlencode({"query": "SELECT ?é { ?é wf:mitigates id:overfitting }"}), "", {}, True),
    ("GET", "/sparql?" + urlencode({"query": "SELECT (RAND() > 2 AS ?n) {}"}), "", {}, True),
    ("POST", "/sparql", urlencode({"query": FIXES}), FORM, True),
    ("POST", "/sparql", FIXES, {"Content-Type": "application/sparql-query"}, True),
    ("HEAD", "/sparql?" + urlencode({"query": FIXES}), "", {}, False),
    ("OPTIONS", "/sparql", "", {}, False),
    ("GET", "/sparql", "", {"Accept": "text/turtle"}, False),
    ("GET", "/api/", "", {}, False),
    ("GET", "/sparql?" + urlencode({"query": "SELECT * {\n ?s foo:bar ?o }"}), "", {}, False),
    ("GET", "/sparql?" + urlencode({"query": FIXES, "format": "turtle"}), "", {}, False),
    ("GET", "/sparql?" + urlencode({"query": "DROP ALL"}), "", {}, False),
    ("GET", "/sparql?" + urlencode({"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}), "", {}, False),
    ("GET", "/sparql?" + urlencode({"query": FIXES, "default-graph-uri": "http://example.org/none"}), "", {}, False),
    ("GET", "/sparql?" + urlencode({"query": FIXES}), "", {"Host": "evil.example"}, False),
    ("GET", "/sparql?" + urlencode({"query": FIXES}), "", {"Accept": "image/png"}, False),
    ("POST", "/sparql", urlencode({"query": FIXES}), {**FORM, "Origin": "http://evil.example"}, False),
    ("POST", "/sparql", urlencode({"update": "CLEAR ALL"}), FORM, False),
    ("GET", "/sparql?" + urlencode({"query": FIXES}) + "&query=%zz", "", {}, False),
]


@pytest.mark.parametrize(("method", "target", "body", "headers", "is_ordinary"), REQUESTS)
def test_a_lent_connection_answers_as_any_other(house: House, method: str, target: str, body: str, headers: dict[str, str],
                                                is_ordinary: bool) -> None:
    connection, other = house.lent(), house.connected()
    before = house.asked
    connection.request(method, target, body.encode() or None, headers)
    found = told(connection)
    assert (house.asked == before) is is_ordinary
    other.request(method, target, body.encode() or None, headers)
    assert told(other) == found
    assert ask(connection, FIXES)[0] == 200
    connection.close()
    other.close()


def test_an_answer_that_the_client_has_is_not_sent_again(house: House) -> None:
    connection = house.lent()
    tag = ask(connection, FIXES)[1]["ETag"]
    assert ask(connection, FIXES, {"If-None-Match": tag})[::2] == (304, b"")
    connection.close()


def test_requests_that_come_together_and_in_pieces_are_answered_in_their_order(house: House) -> None:
    connection = house.lent()
    targets = [urlencode({"query": f"SELECT ({number} AS ?n) {{}}"}) for number in range(3)]
    heads = [f"GET /sparql?{target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for target in targets]
    connection.sock.sendall(heads[0] + heads[1] + heads[2][:9])
    time.sleep(0.1)
    connection.sock.sendall(heads[2][9:])
    data = b""
    while data.count(b'"value":"') < 3:
        data += connection.sock.recv(1 << 16)
    assert [data.find(b'"value":"%d"' % n) for n in range(3)] == sorted(data.find(b'"value":"%d"' % n) for n in range(3))
    connection.close()


@pytest.mark.parametrize(("query", "more", "said"), [
    (ENDLESS, {}, b"stopped at the time limit of 1.5 s"), (ENDLESS, {"timeout": "0.4"}, b"stopped at the time limit of 0.4 s"),
    (HUGE, {}, b"too large"), (ENDLESS, {"timeout": "0.02"}, b"stopped at the time limit of 0.02 s")])
def test_a_runaway_on_a_lent_connection_is_stopped_and_told(house: House, query: str, more: dict[str, str], said: bytes) -> None:
    connection = house.lent()
    before, stream = house.asked, connection.sock
    begun = time.monotonic()
    status, headers, body = ask(connection, query, **more)
    assert status == 503 and said in body and time.monotonic() - begun < 1.9
    assert headers["Content-Security-Policy"] and house.asked == before + 1
    assert ask(connection, FIXES)[0] == 200 and connection.sock is stream
    connection.close()


def test_a_big_answer_does_not_keep_a_worker_when_the_client_is_slow(house: House) -> None:
    connection, whole = house.lent(), house.connected()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.request("GET", "/sparql?" + urlencode({"query": BIG}))
    time.sleep(1)
    leases = house.queries._current.leases
    assert leases is not None and leases._places._value == 4 * (os.cpu_count() or 2), "the worker has come back"
    assert told(connection)[::2] == ask(whole, BIG)[::2]
    connection.close()
    whole.close()


def test_a_connection_outlives_its_worker(house: House) -> None:
    connection = house.lent()
    time.sleep(0.6)  # the client rests: the worker comes back
    for pid in house.workers:
        os.kill(pid, signal.SIGKILL)
    for number in range(20):
        assert ask(connection, f"{FIXES} # {number}")[0] == 200
    connection.close()


def test_a_client_that_rested_is_served_by_a_worker_again(house: House) -> None:
    connection = house.lent()
    for number in range(6):
        time.sleep(0.5)
        assert ask(connection, f"{FIXES} # rested {number}")[0] == 200
    before = house.asked
    for number in range(20):
        assert ask(connection, f"{FIXES} # awake {number}")[0] == 200
    assert house.asked - before < 20
    connection.close()


def test_a_lent_worker_holds_its_stream_and_the_connection_and_can_open_nothing(house: House) -> None:
    house.lent().close()
    time.sleep(0.5)
    limits = pathlib.Path(f"/proc/{house.workers[0]}/limits").read_text()
    assert next(line.split()[3:5] for line in limits.splitlines() if line.startswith("Max open files")) == ["5", "5"]
    assert len(os.listdir(f"/proc/{house.workers[0]}/fd")) == 4


def test_no_lent_connection_answers_from_a_graph_that_was_replaced(house: House) -> None:
    connection = house.lent()
    before = ask(connection, "ASK { <http://x/a> <http://x/b> <http://x/c> }")
    graph = ox.Store()
    graph.extend(house.queries.store.graph)
    graph.add(ox.Quad(*(ox.NamedNode(f"http://x/{name}") for name in "abc")))
    house.generations.replace(Store(graph))
    time.sleep(0.1)  # at most until somebody looks again
    after = ask(connection, "ASK { <http://x/a> <http://x/b> <http://x/c> }")
    assert (before[2], after[2]) == (b'{"head":{},"boolean":false}', b'{"head":{},"boolean":true}')
    assert before[1]["Graph-Generation"] != after[1]["Graph-Generation"] == house.queries.generation
    connection.close()


def test_a_server_ends_though_connections_are_lent(small: Store) -> None:
    made = House(small)
    connection = made.lent()
    begun = time.monotonic()
    made.close()
    assert time.monotonic() - begun < 3
    connection.close()


def test_a_slate_tells_what_was_begun() -> None:
    slate = Slate(Slate.made())
    assert (slate.state, slate.served) == (IDLE, 0)
    slate.begin(b"a request", 10.0, 12.5)
    assert (slate.state, slate.request, slate.span) == (RUNNING, b"a request", (10.0, 12.5))
    assert slate.has_run(1.0, 11.0) and not slate.has_run(2.0, 11.0)
    slate.send()
    assert slate.state == SENDING and not slate.has_run(1.0, 11.0)
    slate.rest(answered=True)
    assert (slate.state, slate.served) == (IDLE, 1)
