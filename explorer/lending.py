"""Which connections of the server are lent to workers: those that ask /sparql small queries, one after another.

May import: graph, addresses, endpoint, incoming.
"""
from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from typing import Any

from graph.leases import LONG, Return
from graph.query import Queries

from . import addresses, endpoint
from .incoming import Request

MODULE = "explorer.direct"  # what Queries are made with, for connections to be lent
_PATH = addresses.SPARQL.encode()


class Lender:
    """Lends connections to workers of *queries*; *names* are hosts that requests may name besides this machine's own."""

    def __init__(self, queries: Queries, names: Iterable[str] = ()) -> None:
        self._queries, self._terms = queries, {"names": sorted(name.lower() for name in names)}

    def wants(self, request: Request, seconds: float) -> bool:
        """Whether a connection may be lent after this request, which took so many seconds to be answered."""
        return seconds < LONG and request.target.startswith(_PATH) and request.method in ("GET", "POST")

    def lend(self, stream: socket.socket, is_wanted: Callable[[], bool]) -> Return | None:
        """Lend a connection until the worker returns, soon once *is_wanted*; None where no worker is free."""
        return self._queries.lend(stream, self._terms, is_wanted)

    def told(self, back: Return) -> dict[str, Any]:
        """What the WSGI environment says of the request that a worker brought back."""
        return {} if back.error is None else {endpoint.ENDED: back.error}
