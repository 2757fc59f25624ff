"""The WSGI server, spoken to over sockets: framing, bounds, errors, and who gives way."""
from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.incoming import MOST_BODY, MOST_HEADER, Reader
from explorer.server import Server


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
    """What came in, in a form that depends on the path."""
    path = environ["PATH_INFO"]
    if path == "/fails":
        raise RuntimeError("a mistake of ours")
    body = environ["wsgi.input"].read()
    if path == "/fails-late":
        return _fails_late(start)
    if path == "/bare":
        start("204 No Content", [])
        return []
    if path == "/written":
        start("200 OK", [("Content-Type", "text/plain")])(b"one ")
        return [b"two"]
    if path == "/dated":
        start("200 OK", [("Date", "Mon, 23 Nov 2026 12:00:00 GMT"), ("Content-Length", "0")])
        return []
    if path == "/slow":
        time.sleep(0.5)
    told = (f"{environ['REQUEST_METHOD']} {path} {environ['QUERY_STRING']} {environ.get('CONTENT_LENGTH')} "
            f"{environ.get('HTTP_X_ONE')} {environ.get('HTTP_COOKIE')} ").encode() + body
    start("200 OK", [("Content-Type", "text/plain")])
    return iter([told[:5], b"", told[5:]]) if path == "/streamed" else [told]


def _fails_late(start: Callable[..., Any]) -> Iterator[bytes]:
    start("200 OK", [("Content-Length", "1000")])
    yield b"begun"
    raise RuntimeError("a mistake of ours, late")


@contextmanager
def serving(most: int = 8) -> Iterator[Server]:
    server = Server(echo, socket.create_server(("127.0.0.1", 0)), most)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(64) as started:
        yield started


def said(server: Server, *pieces: bytes) -> bytes:
    """All that comes back, until the server closes, for bytes sent piece by piece."""
    with socket.create_connection(server.address, 10) as stream:
        for piece in pieces:
            stream.sendall(piece)
        stream.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: stream.recv(1 << 16), b""))


def test_requests_on_one_connection_are_answered_in_their_order(server: Server) -> None:
    connection = http.client.HTTPConnection(*server.address)
    for number in range(3):
        connection.request("POST", f"/a%20b?n={number}", b"x" * number, {"X-One": "1", "Cookie": "a=b"})
        stream = connection.sock
        response = connection.getresponse()
        assert response.read().decode() == f"POST /a b n={number} {number} 1 a=b " + "x" * number
        assert connection.sock is stream is not None
    answers = said(server, b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\nGE", b"T /3 HTTP/1.1\r\nHost: x\r\n\r\n")
    assert [line for line in answers.split() if line.startswith(b"/")] == [b"/1", b"/2", b"/3"]


def test_a_body_in_chunks_comes_whole_with_its_length(server: Server) -> None:
    head = b"POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert said(server, head, b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").endswith(b"POST /c  5 None None abcde")


def test_a_client_that_waits_for_leave_gets_it(server: Server) -> None:
    with socket.create_connection(server.address, 10) as stream:
        stream.sendall(b"POST /w HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert stream.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        stream.sendall(b"ok")
        assert stream.recv(1000).endswith(b"ok")


def test_an_answer_without_a_length_is_sent_in_chunks_or_ends_the_connection(server: Server) -> None:
    new = said(server, b"GET /streamed HTTP/1.1\r\nHost: x\r\n\r\n")
    assert new.endswith(b"\r\n\r\n5\r\nGET /\r\n19\r\nstreamed  None None None \r\n0\r\n\r\n")
    old = said(server, b"GET /streamed HTTP/1.0\r\n\r\n")
    assert b"Connection: close" in old and old.endswith(b"\r\n\r\nGET /streamed  None None None ")
    kept = said(server, b"GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" * 2)
    assert kept.count(b"Connection: keep-alive") == 2


@pytest.mark.parametrize("path", ["/dated", "/bare"])
def test_an_answer_has_one_date(server: Server, path: str) -> None:
    assert said(server, b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path.encode()).count(b"\r\nDate: ") == 1


def test_what_is_written_by_hand_comes_first(server: Server) -> None:
    connection = http.client.HTTPConnection(*server.address)
    connection.request("GET", "/written")
    assert connection.getresponse().read() == b"one two"


@pytest.mark.parametrize("path", ["/x", "/streamed"])
def test_head_has_no_body(server: Server, path: str) -> None:
    answer = said(server, b"HEAD %b HTTP/1.1\r\nHost: x\r\n\r\nGET /bare HTTP/1.1\r\nHost: x\r\n\r\n" % path.encode())
    first, second, rest = answer.split(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 200") and second.startswith(b"HTTP/1.1 204") and rest == b""
    assert b"Transfer-Encoding" not in answer and b"Content-Length" not in second


def test_an_offer_of_another_protocol_is_passed_over(server: Server) -> None:
    head = b"POST /u HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc"
    answer = said(server, head + b"GET /after HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 2 and b"abc" in answer and b"/after" in answer


@pytest.mark.parametrize(("request_", "status"), [
    (b"nonsense\r\n\r\n", b"400"),
    (b"GET / HTTP/1.1\r\nA B: c\r\n\r\n", b"400"),
    (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", b"400"),
    (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (MOST_BODY + 1), b"413"),
    (b"GET /" + b"a" * (MOST_HEADER + 1) + b" HTTP/1.1\r\n\r\n", b"431"),
    (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 300_000, b"431"),
    (b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", b"405"),
    (b"GET /fails HTTP/1.1\r\nHost: x\r\n\r\n", b"500"),
])
def test_what_cannot_be_answered_ends_the_connection_with_its_status(server: Server, request_: bytes, status: bytes) -> None:
    answer = said(server, request_)
    assert answer.startswith(b"HTTP/1.1 " + status) and b"Connection: close" in answer


def test_an_answer_that_fails_half_way_is_not_taken_for_whole(server: Server) -> None:
    connection = http.client.HTTPConnection(*server.address)
    connection.request("GET", "/fails-late")
    with pytest.raises(http.client.IncompleteRead):
        connection.getresponse().read()


def test_a_header_cannot_pass_for_another_one(server: Server) -> None:
    answer = said(server, b"GET / HTTP/1.1\r\nHost: x\r\nX_One: forged\r\nX-One: 1\r\nX-One: 2\r\n\r\n")
    assert answer.endswith(b"GET /  None 1, 2 None ")


def test_who_has_been_idle_for_longest_gives_way() -> None:
    with serving(2) as small:
        first, second = (socket.create_connection(small.address, 10) for _ in range(2))
        for stream in (first, second):
            stream.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert stream.recv(1000)
        assert said(small, b"GET /third HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200")
        assert first.recv(1) == b""
        second.sendall(b"GET /second HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"/second" in second.recv(1000)
        first.close()
        second.close()


def test_an_answer_under_way_is_sent_before_the_server_ends() -> None:
    with serving() as stopping:
        stream = socket.create_connection(stopping.address, 10)
        stream.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.2)
    assert b"GET /slow" in stream.recv(1000) and stream.recv(1) == b""
    stream.close()


@given(st.lists(st.tuples(st.sampled_from(["GET", "POST"]), st.binary(max_size=50)), min_size=1, max_size=4), st.data())
def test_requests_are_the_same_however_their_bytes_come(requests: list[tuple[str, bytes]], data: st.DataObject) -> None:
    raw = b"".join(b"%b /p HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (m.encode(), len(b), b) for m, b in requests)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    reader, found = Reader(lambda: None), []
    for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True):
        reader.feed(raw[start:end])
        while (request := reader.next()) is not None:
            found.append((request.method, request.body.read() if request.body else b""))
    assert found == requests and not reader.is_within
