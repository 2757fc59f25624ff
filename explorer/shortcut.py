"""The bytes of an ordinary request to /sparql turned into the bytes of its answer, in the process that evaluates the query.

May import: graph, endpoint, headers, hosts, incoming, kept, negotiation, outgoing, protocol. What it answers, it answers as
Endpoint does behind all its layers; whatever is out of the ordinary (another address, unusual headers, a dataset, a mistake) it
leaves to that. A client sends the same headers with every request, so they are understood once.
"""
from __future__ import annotations

import io
import re
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graph import zygote
from graph.errors import QueryError
from graph.guard import Limits
from graph.mistakes import PADDING
from graph.reading import Reading, read
from graph.slate import LARGEST, Slate
from graph.vocabulary import PREFIXES
from graph.workers import Reply, judged

from . import endpoint, headers, hosts, negotiation, outgoing, protocol
from .incoming import Reader, Unreadable
from .kept import Kept
from .negotiation import Choice
from .protocol import Operation, Refused

_METHODS = {b"GET": "GET", b"POST": "POST"}
_PATHS = {path.encode(): path for path in endpoint.PATHS[:2]}
_TARGET = bytes(n for n in range(0x21, 0x7f) if n != ord("#"))
_USUAL = {"HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_USER_AGENT", "HTTP_CONNECTION",
          "CONTENT_TYPE", "CONTENT_LENGTH"}
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,6})\r\n", re.IGNORECASE)
_LONGEST_METHOD = 5
_MOST_CLIENTS = 1000
_LEAST_WORK = 0.001  # seconds; what took less is answered anew as quickly as looked up
_KEPT_BYTES = 2 << 20


@dataclass(frozen=True)
class Client:
    """What the headers of a request say: how long its body is and of what type, the host it names, what it accepts."""

    size: int
    media_type: str
    host: str
    accept: str


class Shortcut:
    """Answers requests from *graph* (a pyoxigraph Store), telling *slate* what is being worked on.

    *terms*: `limits`, `generation`, `union`, and the `names` of hosts that are ours.
    """

    def __init__(self, graph: Any, slate: Slate, terms: Mapping[str, Any]) -> None:
        self._graph, self._slate = graph, slate
        self._limits = Limits(**terms["limits"])
        self._generation, self._union, self._names = terms["generation"], terms["union"], frozenset(terms["names"])
        self._clients: dict[bytes, Client | None] = {}
        self._kept = Kept(_KEPT_BYTES)

    def answer(self, data: bytes) -> bytes | None:
        """The answer to *data*, complete; None where that is no ordinary request, or one with a mistake. Raises QueryError at a limit."""
        method = data[:_LONGEST_METHOD].partition(b" ")[0]
        stop, end = data.find(b" HTTP/1.1\r\n"), data.find(b"\r\n\r\n") + 4
        path, _, given = data[len(method) + 1:stop].partition(b"?")
        if stop < 0 or method not in _METHODS or path not in _PATHS or given.translate(None, _TARGET):
            return None
        client = self._client(data, data[stop:end])
        if client is None or len(data) - end != client.size or (client.size and method == b"GET"):
            return None
        try:
            asked = self._asked(method, given, client, data[end:])
            choices = endpoint.choices(asked, client.accept)
            if asked.query is None or asked.default_graphs is not None or asked.named_graphs is not None:
                return None
            reading = read(asked.query, self._limits, frozenset())
        except (Refused, QueryError):
            return None
        choice = choices.get("graph" if reading.gives == "graph" else "table")
        if choice is None or reading.has_dataset or reading.has_searches:
            return None
        base = f"http://{client.host}{_PATHS[path]}"
        return self._found(data, asked, reading, choice, base, endpoint.tag(self._generation, endpoint.question(asked, choices, base)))

    def _client(self, data: bytes, head: bytes) -> Client | None:
        try:
            return self._clients[head]
        except KeyError:
            if len(self._clients) >= _MOST_CLIENTS:
                self._clients.clear()
            found = self._clients[head] = understood(data, self._names)
            return found

    def _asked(self, method: bytes, given: bytes, client: Client, body: bytes) -> Operation:
        if method == b"GET" and given.startswith(b"query=") and b"&" not in given and len(given) < self._limits.text:
            try:
                return Operation(protocol.unescaped(given[6:]).decode())
            except UnicodeDecodeError:
                raise Refused(400, "the address is not in UTF-8") from None
        return protocol.read({"REQUEST_METHOD": _METHODS[method], "QUERY_STRING": given.decode("latin-1"),
                              "CONTENT_TYPE": client.media_type, "CONTENT_LENGTH": str(client.size),
                              "wsgi.input": io.BytesIO(body)}, self._limits.text)

    def _found(self, data: bytes, asked: Operation, reading: Reading, choice: Choice, base: str, tag: str) -> bytes | None:
        if (kept := self._kept.get(tag)) is not None:
            now = time.monotonic()
            self._slate.begin(data, now, now + self._limits.seconds)
            return _whole(choice[1], self._generation, f"{kept[0]['said']}Server-Timing: kept\r\n", kept[1])
        begun = time.monotonic()
        body = self._evaluated(data, begun, asked, reading, choice[0], base)
        if body is None:
            return None
        seconds = time.monotonic() - begun
        said = f"Content-Length: {len(body)}\r\n" + (f"ETag: {tag}\r\nCache-Control: no-cache\r\n" if reading.is_steady else "")
        if reading.is_steady and seconds > _LEAST_WORK:
            self._kept.put(tag, {"said": said}, body)
        return _whole(choice[1], self._generation, f"{said}Server-Timing: query;dur={1000 * seconds:.1f}\r\n", body)

    def _evaluated(self, data: bytes, begun: float, asked: Operation, reading: Reading, format: str, base: str) -> bytes | None:
        """The result; None where the query has a mistake. The system ends this process at the query's deadline."""
        limits = self._limits
        deadline = begun + max(0.001, min(limits.seconds, limits.seconds if asked.timeout is None else asked.timeout))
        request = {"query": f"{asked.query}{PADDING}", "format": format, "prefixes": reading.prefixes, "base": base, "union": self._union,
                   "written": PREFIXES if reading.gives == "graph" and format in ("turtle", "xml") else None,
                   "bytes": limits.bytes, "rows": limits.rows, "counted": False, "default_graphs": None, "named_graphs": None}
        self._slate.begin(data, begun, deadline)
        zygote.end_at(deadline)
        state, _, body = zygote.outcome(self._graph, request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if state == "ok":
            return body
        self._slate.read()
        if state in ("too-large", "memory"):
            judged(state, Reply(b"", None))
        return None


def is_part(data: bytes) -> bool:
    """Whether the rest of a body of small size is on its way: many clients send it by itself."""
    end = data.find(b"\r\n\r\n") + 4
    stated = _LENGTH.search(data, 0, end) if end > 3 and data.startswith(b"POST ") else None
    return stated is not None and len(data) < end + int(stated[1]) <= LARGEST


def understood(data: bytes, names: frozenset[str]) -> Client | None:
    """What the headers of a request say that has come whole and alone; None where they are not of the usual kind."""
    reader = Reader(lambda: None)
    try:
        reader.feed(data)
    except Unreadable:
        return None
    request = reader.next()
    if request is None or reader.is_within or reader.next() is not None:
        return None
    said = request.headers
    host, accept = said.get("HTTP_HOST", ""), said.get("HTTP_ACCEPT", "")
    if not request.stays or not said.keys() <= _USUAL or not hosts.is_ours(host, names) or negotiation.wants_page(accept):
        return None
    return Client(request.size, said.get("CONTENT_TYPE", ""), host, accept)


def _whole(media_type: str, generation: str, said: str, body: bytes) -> bytes:
    return _fixed(media_type, generation, int(time.time())) + said.encode("latin-1") + b"\r\n" + body


@lru_cache(32)
def _fixed(media_type: str, generation: str, second: int) -> bytes:
    """The part of an answer's head that is the same for all answers of this type in a second."""
    fields = [*endpoint.COMMON.items(), ("Content-Type", media_type)]
    return outgoing.head("200 OK", [*headers.completed(fields, ""), (headers.GENERATION, generation)], True).removesuffix(b"\r\n")
