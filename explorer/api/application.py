"""/api/ as a WSGI application in front of the pages: finds the operation, checks the request, answers, keeps what was answered.

May import: graph, hosts, negotiation, operations, parameters, problems, document, page. The graph does not change while it is
served, so an answer to an address stays true as long as the process: it is kept serialised (the latest, up to some MB), with
its ETag. Clients must ask again each time (`no-cache`), as the next process at this address may serve another graph.
"""
from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import is_resource_modified, parse_accept_header, parse_options_header

from graph.errors import GraphError
from graph.store import Store

from .. import hosts
from . import document, page, problems
from .operations import LONGEST_ADDRESS, LONGEST_BODY, OPERATIONS, ROOT, Operation
from .parameters import read
from .problems import Problem

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

JSON, HTML = "application/json", "text/html; charset=utf-8"
_KEPT_BYTES = 32 << 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """A successful answer: its headers (type, length, ETag and the like) and body."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


class Kept:
    """The latest answers by address, up to a number of bytes; for many threads."""

    def __init__(self, most: int = _KEPT_BYTES) -> None:
        self._most, self._size = most, 0
        self._answers: OrderedDict[tuple[str, ...], Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> Answer | None:
        """The answer kept under a key, which counts as used now."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: tuple[str, ...], answer: Answer) -> None:
        """Keep an answer, and give up those longest unused beyond the bound."""
        with self._lock:
            before = self._answers.pop(key, None)
            self._answers[key] = answer
            self._size += _weight(key, answer) - (_weight(key, before) if before else 0)
            while self._size > self._most:
                self._size -= _weight(*self._answers.popitem(last=False))


def _weight(key: tuple[str, ...], answer: Answer) -> int:
    return len(answer.body) + sum(map(len, key)) + 1000


class Api:
    """The WSGI application that answers /api/ over *store* and leaves every other path to *pages*.

    Web pages of *origins* may read the answers ("*": of any origin).
    """

    def __init__(self, store: Store, pages: Application, origins: frozenset[str] = frozenset()) -> None:
        self._store, self._pages, self._origins = store, pages, origins
        self._kept = Kept()
        self._modified = formatdate(usegmt=True)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request (WSGI)."""
        path = environ["PATH_INFO"]
        if path != ROOT and not path.startswith(ROOT + "/"):
            return self._pages(environ, start)
        method = environ["REQUEST_METHOD"]
        headers = [("Vary", "Accept, Origin"), ("X-Content-Type-Options", "nosniff"), *hosts.shared(environ, self._origins).items()]
        try:
            status, more, body = self._answered(environ, path, method)
        except Problem as problem:
            status, body = problem.status, orjson.dumps(problem.as_json(environ.get("SCRIPT_NAME", "")))
            more = (("Content-Type", problems.MEDIA_TYPE), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"),
                    *problem.headers.items())
        start(f"{status} {HTTPStatus(status).phrase}", [*headers, *more])
        return [] if method == "HEAD" else [body]

    def _answered(self, environ: dict[str, Any], path: str, method: str) -> tuple[int, Iterable[tuple[str, str]], bytes]:
        query = environ.get("QUERY_STRING", "")
        if len(path) + len(query) > LONGEST_ADDRESS:
            raise Problem(414, f"the address is longer than {LONGEST_ADDRESS:,} bytes; shorten it")
        if path == ROOT:
            place = ROOT + "/"
            return 308, (("Location", place), ("Content-Length", "0")), b""
        operation, name = _found(path, method, environ, self._origins)
        if operation is None:
            return 204, _options(path, environ, self._origins), b""
        form = _form(environ.get("HTTP_ACCEPT", ""), operation)
        if operation.method == "POST":
            made = self._made(operation, form, name, query, environ)
            return 200, tuple(h for h in made.headers if h[0] not in ("ETag", "Last-Modified", "Cache-Control")), made.body
        key = (path, query, form)
        made = self._kept.get(key) or self._made(operation, form, name, query, environ)
        self._kept.put(key, made)
        if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and self._is_known(environ, made):
            return 304, tuple(h for h in made.headers if h[0] not in ("Content-Type", "Content-Length")), b""
        return 200, made.headers, made.body

    def _is_known(self, environ: dict[str, Any], made: Answer) -> bool:
        return not is_resource_modified(environ, dict(made.headers)["ETag"].strip('"'), last_modified=self._modified)

    def _made(self, operation: Operation, form: str, name: str, query: str, environ: Mapping[str, Any]) -> Answer:
        values = read(operation.parameters, query)
        if operation.in_path:
            values[operation.in_path.name] = operation.in_path.read([name])
        if operation.body:
            values["body"] = _body(environ)
        body = self._serialised(operation, form, values)
        tag = hashlib.blake2b(body, digest_size=12).hexdigest()
        return Answer((("Content-Type", form), ("Content-Length", str(len(body))), ("ETag", f'"{tag}"'),
                       ("Last-Modified", self._modified), ("Cache-Control", "no-cache"),
                       ("Link", f'<{ROOT}/openapi.json>; rel="service-desc"')), body)

    def _serialised(self, operation: Operation, form: str, values: dict[str, Any]) -> bytes:
        try:
            if operation.name == "document":
                return orjson.dumps(document.document())
            if form == HTML:
                return page.page(document.document()).encode()
            return orjson.dumps(operation.run(self._store, values), default=_plain)
        except GraphError as error:
            raise problems.of(error) from None
        except Problem:
            raise
        except Exception:  # The outermost edge: a program gets a problem, the log the traceback.
            _log.exception("the operation %s failed", operation.name)
            raise Problem(500, "something went wrong on the server; its log says more") from None


def _plain(value: Any) -> Any:
    """What orjson does not know by itself: whole numbers beyond 64 bits."""
    if isinstance(value, int):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


_PLAIN = {ROOT + path: [o for o in OPERATIONS if o.path == path] for path in (o.path for o in OPERATIONS if o.in_path is None)}


def _at(path: str) -> tuple[list[Operation], str]:
    """The operations at an address, and what stands for the parameter in it."""
    if path in _PLAIN:
        return _PLAIN[path], ""
    rest = path.removeprefix(ROOT)
    parts = rest.split("/")
    found, name = [], ""
    for operation in OPERATIONS:
        pattern = operation.path.split("/")
        if len(pattern) == len(parts) and all(p == q or (p.startswith("{") and q) for p, q in zip(pattern, parts, strict=True)):
            found.append(operation)
            name = next((q for p, q in zip(pattern, parts, strict=True) if p.startswith("{")), "")
    return found, name


def _methods(found: Iterable[Operation]) -> str:
    names = dict.fromkeys(m for o in found for m in (("GET", "HEAD") if o.method == "GET" else (o.method,)))
    return ", ".join([*names, "OPTIONS"])


def _found(path: str, method: str, environ: Mapping[str, Any], origins: frozenset[str]) -> tuple[Operation | None, str]:
    """The operation that answers a method at an address (None: OPTIONS), with the parameter in the address."""
    raw = _raw(environ, path)
    there, name = _at(raw)
    if not there:
        from difflib import get_close_matches
        known = [ROOT + o.path for o in OPERATIONS]
        raise Problem(404, f"there is nothing at {path[:100]}; {ROOT}/ shows what there is", get_close_matches(path, known, 3, 0.5))
    if method == "OPTIONS":
        return None, ""
    wanted = "GET" if method == "HEAD" else method
    for operation in there:
        if operation.method == wanted:
            return operation, _decoded(name)
    raise Problem(405, f"{method[:20]} is not possible here; use {_methods(there)}", headers={"Allow": _methods(there)})


def _raw(environ: Mapping[str, Any], path: str) -> str:
    """The path as it was sent, so that an escaped slash is part of a name; the decoded one where a server has no other."""
    sent = str(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "").split("?", 1)[0]
    decoded = unquote_to_bytes(sent).decode("latin-1")
    at = sent.find(ROOT)
    return sent[at:] if decoded.endswith(path) and at >= 0 else path.replace("%", "%25")


def _decoded(name: str) -> str:
    try:
        return unquote_to_bytes(name.encode("latin-1")).decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "the address is not in UTF-8") from None


def _options(path: str, environ: Mapping[str, Any], origins: frozenset[str]) -> tuple[tuple[str, str], ...]:
    there, _ = _at(_raw(environ, path))
    return (("Allow", _methods(there)), *hosts.preflight(environ, origins).items())


def _form(accept: str, operation: Operation) -> str:
    """The content type to answer in: JSON, or on the first page HTML where that is wanted more; raises Problem (406)."""
    chosen = _chosen(accept, operation.name == "entry")
    if chosen is None:
        raise Problem(406, f"this address answers in {JSON}{' and text/html' if operation.name == 'entry' else ''}; "
                           "the header Accept leaves that out")
    return chosen


@lru_cache(maxsize=256)
def _chosen(accept: str, has_page: bool) -> str | None:
    if not accept.strip():
        return JSON
    wanted = parse_accept_header(accept[:4000], MIMEAccept)
    best = wanted.best_match([JSON, "text/html"] if has_page else [JSON])
    return HTML if best == "text/html" else best


def _body(environ: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON body of a computation, checked; raises Problem."""
    media_type, _ = parse_options_header(environ.get("CONTENT_TYPE", ""))
    if media_type != JSON:
        raise Problem(415, f"send the body as {JSON}; this one has {media_type[:60] or 'no Content-Type'}", headers={"Accept-Post": JSON})
    stated = environ.get("CONTENT_LENGTH") or "0"
    length = int(stated) if stated.isascii() and stated.isdigit() else 0
    if length > LONGEST_BODY:
        raise Problem(413, f"the body is longer than {LONGEST_BODY:,} bytes; shorten it")
    try:
        sent = orjson.loads(environ["wsgi.input"].read(length))
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"the body is not JSON: {error}") from None
    given = sent.get("given") if isinstance(sent, dict) else None
    if not isinstance(given, dict) or len(sent) > 1 or len(given) > 100:
        raise Problem(400, 'the body is an object such as {"given": {"P": 0.8, "R": 0.6}}, and nothing else')
    for symbol, value in given.items():
        if not _is_quantity(value):
            raise Problem(400, f"{symbol[:40]!r} is neither a number nor a list of numbers or of texts (100,000 at most)")
    return sent


def _is_quantity(value: Any) -> bool:
    if not isinstance(value, list):
        return _is_number(value)
    return len(value) <= 100_000 and (all(map(_is_number, value)) or all(isinstance(v, str) for v in value))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
