"""A WSGI server with a thread for each connection: a request is read, answered and sent without being handed over.

May import: incoming, outgoing, lending. Waiting costs a thread next to nothing, and being woken costs a small query more than its
answer does. When there are as many connections as may be, the one that has been idle for longest gives way.
"""
from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .incoming import Reader, Request, Unreadable, environ
from .outgoing import SLOW, Answer, head

if TYPE_CHECKING:
    from .lending import Lender

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_MOST = 256
_IDLE = 75.0  # seconds between two requests
_GRACE = 3.0
_PIECE = 1 << 16
_VAIN = 3  # loans in a row that brought nothing: this client's requests are out of the ordinary, or far between
_SOON = 0.25  # seconds after an answer in which a client that no longer rests sends its next request


class Server:
    """Answers the requests that come to *listener* (a socket that listens) with *application* until it is interrupted.

    *lender* may lend connections, between two requests, to workers that answer faster.
    """

    def __init__(self, application: Application, listener: socket.socket, most: int = _MOST, lender: Lender | None = None) -> None:
        self.application, self.lender, self._listener = application, lender, listener
        self.address: tuple[str, int] = listener.getsockname()[:2]
        self._places = threading.Semaphore(most)
        self._lock = threading.Lock()
        self._connections: set[_Connection] = set()
        self._closed = False

    def run(self) -> None:
        """Serve until `close`, or an exception such as KeyboardInterrupt, which is passed on when the answers under way are sent."""
        try:
            while not self._closed:
                try:
                    stream, _ = self._listener.accept()
                except OSError:
                    if not self._closed:
                        time.sleep(0.05)  # no descriptors left: those in use come back
                    continue
                self._admit(stream)
        finally:
            self._finish()

    def close(self) -> None:
        """Take no more connections; `run` ends when the answers under way are sent. From any thread."""
        self._closed = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)

    def _admit(self, stream: socket.socket) -> None:
        while not self._places.acquire(timeout=0.05):
            self._make_room()
        connection = _Connection(self, stream)
        with self._lock:
            self._connections.add(connection)
        threading.Thread(target=connection.run, daemon=True).start()

    def _make_room(self) -> None:
        with self._lock:
            idle = [c for c in self._connections if c.idle_since is not None]
            if idle:
                min(idle, key=lambda c: c.idle_since or 0.0).hang_up()

    def left(self, connection: _Connection) -> None:
        """A connection is over."""
        with self._lock:
            self._connections.discard(connection)
        self._places.release()

    def _finish(self) -> None:
        self._closed = True
        self._listener.close()
        end = time.monotonic() + _GRACE
        while self._connections and time.monotonic() < end:
            with self._lock:
                for connection in self._connections:
                    connection.is_last = True
                    if connection.idle_since is not None:
                        connection.hang_up()
            time.sleep(0.02)


class _Connection:
    """A client's connection, served by a thread of its own."""

    def __init__(self, server: Server, stream: socket.socket) -> None:
        self._server, self._stream = server, stream
        self.idle_since: float | None = time.monotonic()
        self.is_last = False
        self._vain = self._rests = 0
        self._is_soon = False

    def hang_up(self) -> None:
        """Wake the thread, which finds that the stream has ended."""
        with suppress(OSError):
            self._stream.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        """Answer one request after another until the client or an error ends it."""
        try:
            with self._stream:
                self._stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._theirs = self._stream.getpeername()[:2]
                self._serve()
        except OSError:
            pass  # the client has gone, or is too slow
        finally:
            self._server.left(self)

    def _serve(self) -> None:
        reader = Reader(lambda: self._stream.sendall(b"HTTP/1.1 100 Continue\r\n\r\n"))
        try:
            while (request := self._received(reader)) is not None:
                begun = time.monotonic()
                if not self._answer(request) or self.is_last or not self._lent(reader, request, time.monotonic() - begun):
                    return
        except Unreadable as error:
            body = f"{error.status}\n".encode()
            self._stream.settimeout(SLOW)
            self._stream.sendall(head(error.status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))], False) + body)
            self._drain()

    def _lent(self, reader: Reader, request: Request, seconds: float) -> bool:
        """Lend the connection where that is worth it after a request that took so long; whether it may go on."""
        lender = self._server.lender
        if self._is_soon:
            self._rests = 0
        is_vain = max(self._vain, self._rests) >= _VAIN
        if lender is None or is_vain or reader.is_within or reader.has_next or not lender.wants(request, seconds):
            return True
        back = lender.lend(self._stream, lambda: self.is_last)
        if back is None or back.is_over:
            return back is None
        self._reckon(bool(back.served), bool(back.data))
        if back.rest is not None:
            self._stream.settimeout(SLOW)
            with back.rest:
                while piece := back.rest.read(_PIECE << 2):
                    self._stream.sendall(piece)
        if back.data:
            reader.feed(back.data)
        ended = reader.next() if back.error is not None else None
        return ended is None or self._answer(ended, lender.told(back))

    def _reckon(self, was_served: bool, has_request: bool) -> None:
        """Remember what a loan brought: a client that only rested is lent again when it asks more quickly, one that asks oddly never."""
        if was_served:
            self._vain = self._rests = 0
        elif has_request:
            self._vain += 1
        else:
            self._rests += 1

    def _received(self, reader: Reader) -> Request | None:
        """The next request, None where the client has no more."""
        request = reader.next()
        if request is None and not reader.is_within:
            self.idle_since = time.monotonic()
            self._stream.settimeout(_IDLE)
        begun = 0.0
        while request is None:
            data = self._stream.recv(_PIECE)
            if not data:
                return None
            if self.idle_since is not None:
                self._is_soon = time.monotonic() - self.idle_since < _SOON
            self.idle_since = None
            reader.feed(data)
            request = reader.next()
            if request is None:
                begun = begun or time.monotonic()
                if time.monotonic() - begun > SLOW:
                    raise Unreadable("408 Request Timeout")
                self._stream.settimeout(SLOW)
        self.idle_since = None
        return request

    def _drain(self) -> None:
        """Take what a client still sends, for a moment: else the answer could be lost with it."""
        self._stream.shutdown(socket.SHUT_WR)
        self._stream.settimeout(0.5)
        end = time.monotonic() + 2
        while time.monotonic() < end and self._stream.recv(_PIECE):
            pass

    def _answer(self, request: Request, told: dict[str, Any] | None = None) -> bool:
        """Whether the connection may go on. *told* is added to the request's environment."""
        body = request.body or io.BytesIO()
        with body:
            answer = Answer(self._stream, request)
            given = environ(request, body, self._server.address, self._theirs) | (told or {})
            try:
                pieces = self._server.application(given, answer.start)
            except Exception:  # An application's mistake ends its request, and not the thread that serves the connection.
                return answer.failed()
            try:
                return answer.send(pieces)
            finally:
                if (close := getattr(pieces, "close", None)) is not None:
                    close()
