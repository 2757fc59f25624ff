"""A pool of workers that have more in memory than the graph: forked from a branch of another pool's zygote.

May import: errors, lanes, workers.

The branch shares the graph with the zygote that it was forked from, and imports a module of ours that the other
workers do without. It is made at the first query that needs it, or before (`prepare`); meanwhile other queries go on as usual.
"""
from __future__ import annotations

import select
import threading
import time
import weakref
from collections.abc import Mapping
from typing import IO, Any

from .errors import QueryError
from .lanes import Stop
from .workers import Pool, Reply

_SLICE = 0.05


class Branch(Pool):
    """Workers for which `main(control, graph, memory)` of *module* has prepared; they share the lanes of *trunk*."""

    def __init__(self, trunk: Pool, module: str) -> None:
        self._trunk, self._module = trunk, module
        self._memory, self._lanes = trunk._memory, trunk._lanes
        self._idle = []
        self._lock = threading.Lock()
        self._started = self._ready = self._closed = False
        self._finalizer = weakref.finalize(self, int)

    def prepare(self) -> None:
        """Begin to prepare, so that the first query need not wait for it; returns as soon as the graph is loaded."""
        with self._lock:
            if not self._started and not self._closed:
                self._start()

    def run(self, request: Mapping[str, Any], seconds: float, into: IO[bytes] | None = None, stop: Stop | None = None,
            begun: float | None = None) -> Reply:
        """As in a Pool; while what the workers need is still being prepared, QueryError says busy."""
        start = time.monotonic() if begun is None else begun
        self.prepare()
        while not self._ready and not self._told():
            if time.monotonic() > start + seconds:
                raise QueryError("the network for path searches is still being built; try again in a moment", "busy")
        return super().run(request, seconds, into, stop, start)

    def _told(self) -> bool:
        """Whether the branch has something to say, which it has when it is ready, or gone."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        return self._closed or bool(poll.poll(_SLICE * 1000))

    def _start(self) -> None:
        self._control = self._trunk.branch(self._module)
        self._ready, self._started = False, True
        self._finalizer = weakref.finalize(self, self._control.close)

    def _restart(self) -> None:
        self._finalizer()
        self._start()
