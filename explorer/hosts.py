"""Who may ask: requests under a name that is not ours, or from another web site, are refused. A WSGI application before all others.

May import: nothing of ours. A page elsewhere can have its own name lead to this machine (DNS rebinding) and so
read what we serve as if it were its own: hence a Host header must name us. An address in numbers cannot be rebound.
"""
from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

_SAFE = ("GET", "HEAD", "OPTIONS")
_DAY = "86400"


def guarded(application: Application, names: Iterable[str] = (), origins: frozenset[str] = frozenset(),
            shared_paths: tuple[str, ...] = ()) -> Application:
    """*application* behind the check: loopback, addresses in numbers and *names* are our hosts; else the answer is 403.

    A POST from another web site is refused too, but from *origins* to *shared_paths*.
    """
    known = frozenset(name.lower() for name in names)

    def check(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
        if not is_ours(host, known):
            return _refused(start, f"{host[:100]} is no name of this server; start it with --allow-host to make it one",
                            environ)
        origin = environ.get("HTTP_ORIGIN")
        may = environ["PATH_INFO"] in shared_paths and _may_read(origin, origins)
        if origin is not None and environ["REQUEST_METHOD"] not in _SAFE and not may and not _is_same(origin, host):
            return _refused(start, f"requests from {origin[:100]} are refused; start the server with --cors to allow queries from there",
                            environ)
        return application(environ, start)

    return check


@lru_cache(256)
def is_ours(host: str, names: frozenset[str]) -> bool:
    """Whether a Host header, with or without a port, can only mean this server."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if not name or set(host) & set("/?#@\\ "):
        return False
    return name == "localhost" or name.endswith(".localhost") or name in names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_same(origin: str, host: str) -> bool:
    return origin.lower() in (f"http://{host.lower()}", f"https://{host.lower()}")


def _may_read(origin: str | None, origins: frozenset[str]) -> bool:
    return origin is not None and ("*" in origins or origin in origins)


def shared(environ: Mapping[str, Any], origins: frozenset[str]) -> dict[str, str]:
    """The headers that let a web page of one of *origins* read an answer."""
    origin = environ.get("HTTP_ORIGIN")
    if not _may_read(origin, origins):
        return {}
    return {"Access-Control-Allow-Origin": "*" if "*" in origins else str(origin),
            "Access-Control-Expose-Headers": "ETag, Graph-Generation, Retry-After, Server-Timing"}


def preflight(environ: Mapping[str, Any], origins: frozenset[str]) -> dict[str, str]:
    """The headers that answer a browser which asks, by OPTIONS, what a web page of another origin may send."""
    if not _may_read(environ.get("HTTP_ORIGIN"), origins):
        return {}
    headers = {"Access-Control-Allow-Methods": "GET, HEAD, POST", "Access-Control-Max-Age": _DAY,
               "Access-Control-Allow-Headers": environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "Accept, Content-Type")}
    if environ.get("HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK") == "true":
        headers["Access-Control-Allow-Private-Network"] = "true"
    return headers


def _refused(start: Start, message: str, environ: Mapping[str, Any]) -> Iterable[bytes]:
    """403 in a sentence; to a program at /api as a problem (RFC 9457)."""
    is_api = environ["PATH_INFO"].startswith("/api/")
    problem = {"type": "/api/#forbidden", "title": "Forbidden", "status": 403, "detail": message}
    body = json.dumps(problem).encode() if is_api else f"{message}\n".encode()
    kind = "application/problem+json" if is_api else "text/plain; charset=utf-8"
    start("403 Forbidden", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]
