"""SPARQL that someone typed: checked, run in a worker that can be killed, serialised, its mistakes explained.

May import: errors, vocabulary, store, guard, lanes, mistakes, reading, workers, branch, leases.
"""
from __future__ import annotations

import json
import os
import pathlib
import secrets
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import IO, Any

import pyoxigraph as ox

from .branch import Branch
from .errors import QueryError
from .guard import Limits, kind, no_graph, tokenize
from .lanes import Stop
from .leases import Leases, Return
from .mistakes import PADDING, explained
from .reading import read as understood
from .store import Store
from .vocabulary import PREFIXES
from .workers import Pool

__all__ = ["Limits", "Queries", "Result", "Stop", "kind"]

TABLE_TYPES = {"json": "application/sparql-results+json", "xml": "application/sparql-results+xml",
               "csv": "text/csv; charset=utf-8", "tsv": "text/tab-separated-values; charset=utf-8"}
GRAPH_TYPES = {"turtle": "text/turtle; charset=utf-8", "ntriples": "application/n-triples",
               "jsonld": "application/ld+json", "xml": "application/rdf+xml"}

_LENT = 4  # workers for connections, to each place in the quick lane
_SHORT = ("turtle", "xml")  # formats of graphs that know prefixes
_READING = 1.0  # seconds; some queries are worked out while they are read, even on no data

# A single format, some of which the first that fits is taken, or one for tables and one for graphs.
Formats = str | Sequence[str] | Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """A complete, serialised result. *kind* is select, ask or graph; *rows* counts rows or triples (None for ask).

    The same query has the same result as long as *generation* is that of the graph; None: it also depends on time or chance.
    """

    body: bytes
    media_type: str
    kind: str
    rows: int | None
    seconds: float
    generation: str | None = None


class _Generation:
    """One state of the graph: its named graphs and the processes over it, ended when the last user has left."""

    def __init__(self, store: Store, limits: Limits, direct: str | None) -> None:
        self.store = store
        self.graphs = frozenset(g.value for g in store.graph.named_graphs() if isinstance(g, ox.NamedNode))
        path = store.nquads if store.nquads is not None and store.nquads.exists() else _copy(store)
        lent = _LENT * (limits.lanes or os.cpu_count() or 2) if direct is not None else 0
        self.pool = Pool(path, size=limits.lanes, memory=limits.memory, forget=path != store.nquads,
                         graphs=self.graphs, lent=lent)
        self.paths = Branch(self.pool, "graph.pathworker")
        self.leases = Leases(self.pool, direct, lent) if direct is not None else None
        self.name = secrets.token_hex(6)
        self.users = 0
        self.is_old = False

    def close(self) -> None:
        """End the processes."""
        self.paths.close()
        if self.leases is not None:
            self.leases.close()
        self.pool.close()


class Queries:
    """Answers SPARQL queries over a store from processes of its own, within *limits*; thread-safe.

    Make it before starting threads, close it when done (or use it in a `with`). The graph is loaded by
    those processes from `store.nquads`, else from a temporary copy. A query without a dataset sees all graphs
    together, with *union* false only the default graph. *direct* names a module whose workers may serve connections (leases).
    """

    def __init__(self, store: Store, limits: Limits = Limits(), *, union: bool = True,  # noqa: B008 (frozen)
                 direct: str | None = None) -> None:
        self.limits, self._union, self._direct = limits, union, direct
        self._lock = threading.Lock()
        self._current = _Generation(store, limits, direct)

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs."""
        return self._current.graphs

    @property
    def store(self) -> Store:
        """The store that is asked."""
        return self._current.store

    @property
    def generation(self) -> str:
        """A name of this state of the graph, which no other has."""
        return self._current.name

    def run(self, text: str, format: Formats = "json", timeout: float | None = None, *,
            default_graphs: Sequence[str] | None = None, named_graphs: Sequence[str] | None = None,
            into: IO[bytes] | None = None, base: str | None = None, stop: Stop | None = None) -> Result:
        """The result of a query, in the first of the formats that fits its kind, or the one under `table` or `graph`.

        SELECT and ASK come as json, xml, csv or tsv; CONSTRUCT and DESCRIBE as turtle, ntriples, jsonld
        (also "json") or xml. *timeout* may only lower the limit. Graphs given here stand in for FROM and
        FROM NAMED. IRIs without a scheme begin at *base*. The body is written to *into* where that is given, which
        a failed query leaves as it was. Another thread may pull *stop*. Raises QueryError; its reason is syntax, refused,
        format, timeout, too-large, memory, busy, cancelled or failed, and line and column count from one in *text*.
        """
        with self._hold() as generation:
            generation.pool.wait()  # a big graph takes its time to load, which is not the query's
            start = time.monotonic()
            read = understood(text, self.limits, generation.graphs)
            chosen, media_type = _format(read.gives, format)
            has_dataset = default_graphs is not None or named_graphs is not None
            for name in (*(default_graphs or ()), *(named_graphs or ())):
                if name not in generation.graphs:
                    raise QueryError(no_graph(name, generation.graphs), "refused")
            request = {
                "query": text + PADDING, "format": chosen, "prefixes": read.prefixes, "base": base,
                "written": PREFIXES if read.gives == "graph" and chosen in _SHORT else None,
                "union": self._union and not has_dataset and not read.has_dataset,
                "bytes": self.limits.bytes, "rows": self.limits.rows,
                "default_graphs": list(default_graphs or ()) if has_dataset else None,
                "named_graphs": list(named_graphs or ()) if has_dataset else None}
            limit = self.limits.seconds
            try:
                seconds = max(0.001, min(limit, limit if timeout is None else timeout))
                reply = (generation.paths if read.has_searches else generation.pool).run(request, seconds, into, stop, start)
            except QueryError as error:
                raise _told(error, text) from None
        return Result(reply.body, media_type, read.gives, reply.rows, time.monotonic() - start,
                      generation.name if read.is_steady else None)

    def lend(self, client: socket.socket, terms: Mapping[str, Any], is_wanted: Callable[[], bool]) -> Return | None:
        """Let a worker serve a connection for a while (leases); None where none can be lent now.

        *terms* are for its module, told the limits and the generation too. It is called back once *is_wanted*, or the graph is replaced.
        """
        with self._hold() as generation:
            if generation.leases is None:
                return None
            told = {**terms, "limits": asdict(self.limits), "generation": generation.name, "union": self._union}
            return generation.leases.lend(client, json.dumps(told).encode(), lambda: generation.is_old or is_wanted())

    def prepare(self) -> None:
        """Begin to build what path searches in queries need, in a process of low priority; the first one builds it otherwise."""
        with self._hold() as generation, suppress(QueryError):  # the graph is closed before it is loaded
            generation.paths.prepare()

    def read(self, text: str) -> str:
        """What a query gives (select, ask or graph), told without running it; raises QueryError for one that has a mistake."""
        with self._hold() as generation:
            read = understood(text, self.limits, generation.graphs)
            request = {"query": text + PADDING, "prefixes": read.prefixes, "only_read": True}
            try:
                generation.pool.run(request, min(_READING, self.limits.seconds))
            except QueryError as error:
                if error.reason == "syntax" or not read.has_searches:  # whose SERVICE nothing answers but a run
                    raise _told(error, text) from None
        return read.gives

    def replace(self, store: Store) -> None:
        """Answer from another store from now on: a new generation, loaded beside the old one and swapped in whole.

        Queries that are running end on the graph they began with. Raises StoreError, and keeps the old graph,
        where the new one cannot be loaded.
        """
        new = _Generation(store, self.limits, self._direct)
        try:
            new.pool.wait()
        except BaseException:
            new.close()
            raise
        with self._lock:
            old, self._current = self._current, new
            old.is_old = True
        self._end(old)

    def close(self) -> None:
        """End the processes; a query that is running then fails."""
        self._current.close()

    def __enter__(self) -> Queries:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    @contextmanager
    def _hold(self) -> Iterator[_Generation]:
        """The current generation, kept alive for as long as it is used."""
        with self._lock:
            generation = self._current
            generation.users += 1
        try:
            yield generation
        finally:
            with self._lock:
                generation.users -= 1
            self._end(generation)

    def _end(self, generation: _Generation) -> None:
        if generation.is_old and generation.users == 0:
            generation.close()


def _format(kind: str, wanted: Formats) -> tuple[str, str]:
    types = GRAPH_TYPES if kind == "graph" else TABLE_TYPES
    if isinstance(wanted, Mapping):
        found = wanted.get("graph" if kind == "graph" else "table")
        wanted = [found] if found else []
    elif isinstance(wanted, str):
        wanted = [wanted]
    for name in wanted:
        name = "jsonld" if name == "json" and kind == "graph" else name
        if name in types:
            return name, types[name]
    raise QueryError(f"a {kind} query gives {', '.join(types)}; not {', '.join(wanted) or 'what is asked for'}", "format")


def _told(error: QueryError, text: str) -> QueryError:
    """What a worker said, a mistake in plain words where it has no place yet."""
    return explained(str(error), text, list(tokenize(text))) if error.reason == "syntax" and error.line is None else error


def _copy(store: Store) -> pathlib.Path:
    handle, name = tempfile.mkstemp(suffix=".nq", prefix="whatfixes-")
    with os.fdopen(handle, "wb") as stream:
        store.graph.dump(stream, format=ox.RdfFormat.N_QUADS)
    return pathlib.Path(name)
