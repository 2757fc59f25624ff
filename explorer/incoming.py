"""Bytes of a connection read as HTTP/1.x requests, and each as a WSGI environment.

May import: nothing of ours. httptools (Node's llhttp) reads the protocol; here are the bounds on what one request may take.
"""
from __future__ import annotations

import sys
import tempfile
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import unquote_to_bytes

import httptools

MOST_HEADER = 1 << 20  # a query may stand in the address
MOST_BODY = 16 << 20
_IN_MEMORY = 1 << 20
_BARE = {"CONTENT_TYPE", "CONTENT_LENGTH"}


class Unreadable(Exception):
    """A request that is not answered, with the status to close the connection with."""

    def __init__(self, status: str) -> None:
        self.status = status
        super().__init__(status)


@dataclass
class Request:
    """A request as it came in: *headers* by their WSGI names, *body* complete; *stays* where the connection may go on."""

    method: str = ""
    target: bytes = b""
    version: str = "1.1"
    headers: dict[str, str] = field(default_factory=dict)
    body: IO[bytes] | None = None
    size: int = 0
    stays: bool = False


class Reader:
    """Takes the bytes of one connection as they come and gives complete requests, in their order.

    *proceed* is called when a client waits for leave to send its body.
    """

    def __init__(self, proceed: Callable[[], None]) -> None:
        self._proceed = proceed
        self._parser = httptools.HttpRequestParser(self)
        self._request = Request()
        self._header_size = 0
        self._done: deque[Request] = deque()
        self.is_within = False  # a request has begun and is not complete

    def feed(self, data: bytes) -> None:
        """Take bytes; raises Unreadable where they are no HTTP or too many."""
        try:
            while data:
                data = self._fed(data)
        except httptools.HttpParserCallbackError as error:
            raise (error.__context__ if isinstance(error.__context__, Unreadable) else error) from None
        except httptools.HttpParserError:
            raise Unreadable("400 Bad Request") from None

    def _fed(self, data: bytes) -> bytes:
        """What is to be read again: the parser stops at an offer to speak another protocol, which is passed over."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if self._request.method == "CONNECT":
                raise Unreadable("405 Method Not Allowed") from None
            self._parser = httptools.HttpRequestParser(self)
            return _without_offer(self._done.pop()) + data[upgrade.args[0]:]
        return b""

    def next(self) -> Request | None:
        """The next complete request, None before more has come."""
        return self._done.popleft() if self._done else None

    @property
    def has_next(self) -> bool:
        """Whether a complete request waits."""
        return bool(self._done)

    # What follows is called by the parser.

    def on_message_begin(self) -> None:
        """A request begins."""
        self._request, self._header_size, self.is_within = Request(), 0, True

    def on_url(self, piece: bytes) -> None:
        """A piece of the target."""
        self._request.target += piece
        self._grow(len(piece))

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, which may be repeated. A name with an underscore could pass for another one, and is left out."""
        self._grow(len(name) + len(value) + 4)
        if b"_" in name:
            return
        key = name.decode("latin-1").upper().replace("-", "_")
        key, headers = key if key in _BARE else "HTTP_" + key, self._request.headers
        text = value.decode("latin-1")
        headers[key] = f"{headers[key]}{'; ' if key == 'HTTP_COOKIE' else ', '}{text}" if key in headers else text

    def on_headers_complete(self) -> None:
        """The headers are there: what a body may be is decided before it comes."""
        request, parser = self._request, self._parser
        request.method, request.version = parser.get_method().decode("latin-1"), parser.get_http_version()
        request.stays = parser.should_keep_alive()
        length = request.headers.get("CONTENT_LENGTH", "0")
        if not length.isdigit() or int(length) > MOST_BODY:
            raise Unreadable("413 Content Too Large" if length.isdigit() else "400 Bad Request")
        if request.version == "1.1" and request.headers.get("HTTP_EXPECT", "").lower() == "100-continue":
            self._proceed()

    def on_body(self, piece: bytes) -> None:
        """A piece of the body, kept on disk where it is big."""
        request = self._request
        request.size += len(piece)
        if request.size > MOST_BODY:
            raise Unreadable("413 Content Too Large")
        if request.body is None:
            request.body = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed with the request)
        request.body.write(piece)

    def on_message_complete(self) -> None:
        """A request is complete."""
        if self._request.body is not None:
            self._request.body.seek(0)
        self._done.append(self._request)
        self.is_within = False

    def _grow(self, size: int) -> None:
        self._header_size += size
        if self._header_size > MOST_HEADER:
            raise Unreadable("431 Request Header Fields Too Large")


def _without_offer(request: Request) -> bytes:
    """The head of a request, without the headers Upgrade, Connection and Expect."""
    kept = {n: v for n, v in request.headers.items() if n not in ("HTTP_UPGRADE", "HTTP_CONNECTION", "HTTP_EXPECT")}
    lines = "".join(f"{name.removeprefix('HTTP_').replace('_', '-')}: {value}\r\n" for name, value in kept.items())
    return b"%b %b HTTP/%b\r\n%b\r\n" % (request.method.encode(), request.target, request.version.encode(), lines.encode("latin-1"))


def environ(request: Request, body: IO[bytes], ours: tuple[str, int], theirs: tuple[str, int]) -> dict[str, Any]:
    """The WSGI environment of a request that came from address *theirs* to *ours*; raises Unreadable."""
    path, query = _split(request.target)
    made = {**request.headers, "REQUEST_METHOD": request.method, "SCRIPT_NAME": "", "QUERY_STRING": query.decode("latin-1"),
            "PATH_INFO": (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
            "SERVER_NAME": ours[0], "SERVER_PORT": str(ours[1]), "SERVER_PROTOCOL": f"HTTP/{request.version}",
            "SERVER_SOFTWARE": "whatfixes", "REMOTE_ADDR": theirs[0], "REMOTE_PORT": str(theirs[1]),
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": body, "wsgi.errors": sys.stderr,
            "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False, "wsgi.input_terminated": True}
    if made.pop("HTTP_TRANSFER_ENCODING", None) is not None:
        made["CONTENT_LENGTH"] = str(request.size)
    return made


def _split(target: bytes) -> tuple[bytes, bytes]:
    """The path and the query string of a request's target."""
    if target.startswith(b"/"):
        path, _, query = target.partition(b"#")[0].partition(b"?")
        return path, query
    try:
        parts = httptools.parse_url(target)
    except httptools.HttpParserError:
        raise Unreadable("400 Bad Request") from None
    return parts.path or b"/", parts.query or b""
