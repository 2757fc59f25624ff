"""A graph that changes while it is served: a new generation is built beside the old one and swapped in whole.

May import: graph, headers. Run as a module it tries, in a process of its own, whether a graph can be built from its arguments: what goes
wrong there (an error, a file that exhausts the memory) harms nobody, and facts are compiled without slowing the server down.
"""
from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

from graph import sources
from graph.errors import GraphError, StoreError
from graph.query import Queries
from graph.store import Store

from . import headers

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_NICE = 10


class Generations:
    """The WSGI application that *make* gives for the newest state of the graph; every answer names its generation in a header.

    A request is answered by the application that it came to, and a query by the graph that it began with.
    """

    def __init__(self, store: Store, queries: Queries, make: Callable[[Store], Application]) -> None:
        self._queries, self._make = queries, make
        self._current = queries.generation, make(store)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request (WSGI)."""
        name, application = self._current

        def begin(status: str, fields: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start(status, [*fields, (headers.GENERATION, name)], exc_info)
        return application(environ, begin)

    def replace(self, store: Store) -> None:
        """Answer from another store from now on; raises StoreError, and goes on as before, where that cannot be."""
        application = self._make(store)
        self._queries.replace(store)
        self._current = self._queries.generation, application


class Watch:
    """Looks every *seconds* whether the files of a graph have changed, and has a new generation built once they keep still.

    *changed* takes the new store; *say* a sentence about what was done, or what is wrong with the new files.
    """

    def __init__(self, paths: Sequence[str], seconds: float = 1.0) -> None:
        self._paths, self._seconds = list(paths), seconds
        self._over = threading.Event()
        self._served = self._stamp()

    def start(self, changed: Callable[[Store], None], say: Callable[[str], None]) -> None:
        """Begin to look, in a thread: for what has changed since this was made."""
        self._changed, self._say = changed, say
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def close(self) -> None:
        """Look no more; a graph that is just being built is not waited for."""
        self._over.set()

    def _watch(self) -> None:
        before = self._served
        while not self._over.wait(self._seconds):
            now = self._stamp()
            if now == before and now != self._served:
                self._served = now
                self._build()
            before = now

    def _build(self) -> None:
        try:
            _try(self._paths)
            store = sources.open(self._paths)
            if not self._over.is_set():
                self._changed(store)
                self._say(f"the graph has changed; {len(store):,} statements are served now")
        except GraphError as error:
            self._say(f"{error}\nthe graph as it was is still served")

    def _stamp(self) -> frozenset[tuple[str, int, int]]:
        """The names, times and sizes of all files that the graph is made from."""
        found = set()
        for path in sources.files(self._paths):
            with suppress(OSError):
                status = path.stat()
                found.add((str(path), status.st_mtime_ns, status.st_size))
        return frozenset(found)


def _try(paths: Sequence[str]) -> None:
    """Build a graph in another process and leave it there; what was compiled is in the cache. Raises StoreError as that one did."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-m", __name__, *paths], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          env=environment, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise StoreError("\n".join(lines) if done.returncode == 2 else
                         f"{', '.join(paths)}: the graph cannot be built ({lines[-1] if lines else 'its process died'})")


def _main(paths: Sequence[str]) -> int:
    with suppress(OSError, AttributeError):
        os.nice(_NICE)
    try:
        sources.open(paths)
    except GraphError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
