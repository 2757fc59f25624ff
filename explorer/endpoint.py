"""/sparql: the SPARQL 1.1 Protocol over Queries, as a WSGI application in front of the pages.

May import: graph, addresses, negotiation, protocol, description, hosts, kept.

The page for people lives at the same address. The rule: a GET whose Accept header names HTML more warmly than
any data, and which has no `format=`, gets the page (so a browser, and a link with `?query=`, open the editor);
everything else is the protocol. Without a query it gives the service description.

A result is complete before its status is sent, and lies on disk where it is big. 304: the graph, and so the answer, is
still what its ETag says; 400: no query, or a mistake in it; 403: an update; 406: no such format; 413: too long;
415: another kind of body; 503: over a limit, or, with Retry-After, too many at once. What is wrong is said in a
sentence of plain text.
"""
from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import quote

from graph.errors import QueryError
from graph.query import Queries, Result

from . import addresses, hosts, negotiation, protocol
from .description import Description
from .kept import Kept
from .protocol import METHODS, Operation, Refused

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

PATHS = (addresses.SPARQL, addresses.SPARQL + "/", "/.well-known/void")
_STATUS = {"syntax": 400, "refused": 400, "format": 406, "failed": 500}
_RETRY = "1"
_IN_MEMORY = 1 << 20
_PIECE = 1 << 16
COMMON = {"Vary": "Accept, Origin", "X-Content-Type-Options": "nosniff"}
ENDED = "whatfixes.ended"  # of a WSGI environment: the QueryError that a query ended with before it came here
_AGAIN = {"Cache-Control": "no-cache"}  # keep it, but ask each time whether it still holds
_PLAIN = "text/plain; charset=utf-8"


class Endpoint:
    """The WSGI application that answers /sparql from *queries* and leaves every other path to *pages*.

    Web pages of *origins* may read the answers ("*": of any origin); by default none but our own may.
    """

    def __init__(self, queries: Queries, pages: Application, origins: frozenset[str] = frozenset()) -> None:
        self._queries, self._pages, self._origins = queries, pages, origins
        self._description = Description(queries)
        self._kept = Kept()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request (WSGI)."""
        if environ["PATH_INFO"] not in PATHS or _is_for_people(environ):
            return self._pages(environ, start)
        headers = {**COMMON, **hosts.shared(environ, self._origins)}
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return _sent(start, 204, {**headers, "Allow": METHODS, **hosts.preflight(environ, self._origins)})
        try:
            status, more, body = self._answer(environ)
        except Refused as refused:
            status, more = refused.status, {"Content-Type": _PLAIN, **refused.headers}
            body = f"{refused}\n".encode()
        if isinstance(body, bytes) and status != 304:
            more["Content-Length"] = str(len(body))
        pieces: Iterable[bytes] = [body] if isinstance(body, bytes) else _Pieces(body)
        return _sent(start, status, {**headers, **more}, pieces, environ["REQUEST_METHOD"] == "HEAD")

    def _answer(self, environ: Mapping[str, Any]) -> tuple[int, dict[str, str], bytes | IO[bytes]]:
        asked = protocol.read(environ, self._queries.limits.text)
        offered = choices(asked, environ.get("HTTP_ACCEPT", ""))
        if asked.query is None:
            return 200, *self._described(environ, offered)
        if (ended := environ.get(ENDED)) is not None:
            raise _refusal(ended)
        base = _address(environ)
        asking = question(asked, offered, base)
        known, may_hold = tag(self._queries.generation, asking), environ["REQUEST_METHOD"] != "POST"
        if may_hold and known in environ.get("HTTP_IF_NONE_MATCH", ""):
            return 304, {"ETag": known, **_AGAIN}, b""
        if (kept := self._kept.get(known)) is not None:
            return 200, {**kept[0], "Server-Timing": "kept"}, kept[1]
        return 200, *self._found(asked, offered, base, asking)

    def _found(self, asked: Operation, offered: Mapping[str, negotiation.Choice], base: str,
               asking: bytes) -> tuple[dict[str, str], bytes | IO[bytes]]:
        """The headers and the body of a query's result, which lies on disk where it is big."""
        spool = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed by the server when it is sent)
        try:
            result = self._run(asked, offered, spool, base)
        except BaseException:
            spool.close()
            raise
        size = spool.tell()
        spool.seek(0)
        headers = {"Content-Type": offered["graph" if result.kind == "graph" else "table"][1], "Content-Length": str(size)}
        if unknown := self._unknown(asked):
            headers["Warning"] = f'299 whatfixes "taken as empty: no graph is called {quote(unknown[0], safe=":/#?&=")}"'
        if result.generation is not None:
            headers |= {"ETag": tag(result.generation, asking), **_AGAIN}
        timed = {**headers, "Server-Timing": f"query;dur={1000 * result.seconds:.1f}"}
        if size > _IN_MEMORY:
            return timed, spool
        with spool:
            body = spool.read()
        if result.generation is not None:
            self._kept.put(headers["ETag"], headers, body)
        return timed, body

    def _run(self, asked: Operation, offered: Mapping[str, negotiation.Choice], spool: IO[bytes], base: str) -> Result:
        formats = {sort: format for sort, (format, _) in offered.items()}
        try:
            return self._queries.run(asked.query or "", formats, asked.timeout, into=spool, base=base,
                                     default_graphs=self._known(asked.default_graphs), named_graphs=self._known(asked.named_graphs))
        except QueryError as error:
            raise _refusal(error) from None

    def _known(self, graphs: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Those graphs of a request that there are: what is not in the store is an empty graph, and never fetched."""
        return None if graphs is None else tuple(g for g in graphs if g in self._queries.graphs)

    def _unknown(self, asked: Operation) -> list[str]:
        return [g for g in (*(asked.default_graphs or ()), *(asked.named_graphs or ())) if g not in self._queries.graphs]

    def _described(self, environ: Mapping[str, Any], offered: Mapping[str, negotiation.Choice]) -> tuple[dict[str, str], bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            raise Refused(400, "there is no query; send one as query= or as the body")
        if "graph" not in offered:
            raise Refused(406, "without query= this address gives its service description, as " + negotiation.offered("graph"))
        format, media_type = offered["graph"]
        return {"Content-Type": media_type}, self._description.serialised(_address(environ), format)


class _Pieces:
    """A file in pieces, closed when the server is done with it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self._file.read(_PIECE), b"")

    def close(self) -> None:
        """Give the file up; called by the server, also where its client has gone."""
        self._file.close()


def _is_for_people(environ: Mapping[str, Any]) -> bool:
    return (environ["REQUEST_METHOD"] in ("GET", "HEAD") and environ["PATH_INFO"] in PATHS[:2]
            and negotiation.wants_page(environ.get("HTTP_ACCEPT", ""))
            and not any(part.startswith(("format=", "output=")) for part in environ.get("QUERY_STRING", "").split("&")))


def _refusal(error: QueryError) -> Refused:
    headers = {"Retry-After": _RETRY} if error.reason == "busy" else {}
    message = f"{error}" if error.reason != "format" else (
        f"SELECT and ASK come as {negotiation.offered('table')}; CONSTRUCT and DESCRIBE as {negotiation.offered('graph')}")
    return Refused(_STATUS.get(error.reason, 503), message, headers)


def question(asked: Operation, offered: Mapping[str, negotiation.Choice], base: str) -> bytes:
    """What tells a request from those with another answer; *base* is the address that IRIs begin at."""
    return f"{(asked.default_graphs, asked.named_graphs, asked.timeout, offered, base)}{asked.query}".encode()


def tag(generation: str, question: bytes) -> str:
    """The entity tag of the answer to a question: a graph does not change, so it holds as long as its generation."""
    return f'W/"{generation}-{blake2b(question, digest_size=16).hexdigest()}"'


def choices(asked: Operation, accept: str) -> dict[str, negotiation.Choice]:
    """The format and media type for tables and for graphs; what is missing cannot be had."""
    if not asked.format:
        return negotiation.accepted(accept)
    found = negotiation.named(asked.format)
    if not found:
        raise Refused(400, f"format={asked.format[:60]} is unknown; there are {', '.join({**negotiation.TABLES, **negotiation.GRAPHS})}")
    return found


def _address(environ: Mapping[str, Any]) -> str:
    path = environ["PATH_INFO"] if environ["PATH_INFO"] in PATHS[:2] else addresses.SPARQL
    return f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST') or environ['SERVER_NAME']}{environ.get('SCRIPT_NAME', '')}{path}"


def _sent(start: Start, status: int, headers: Mapping[str, str], body: Iterable[bytes] = (), is_head: bool = False) -> Iterable[bytes]:
    start(f"{status} {HTTPStatus(status).phrase}", list(headers.items()))
    if is_head:
        if isinstance(body, _Pieces):
            body.close()
        return ()
    return body
