"""SPARQL that someone typed: checked, run in a worker that can be killed, serialised, its mistakes explained.

May import: errors, vocabulary, store, guard, mistakes, workers, branch.
"""
from __future__ import annotations

import os
import pathlib
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from .branch import Branch
from .errors import QueryError
from .guard import FORMS, Limits, check, form, is_word, kind, no_graph, searches
from .mistakes import PADDING, explained
from .store import Store
from .vocabulary import PREFIXES
from .workers import Pool

__all__ = ["Limits", "Queries", "Result", "kind"]

TABLE_TYPES = {"json": "application/sparql-results+json", "xml": "application/sparql-results+xml",
               "csv": "text/csv; charset=utf-8", "tsv": "text/tab-separated-values; charset=utf-8"}
GRAPH_TYPES = {"turtle": "text/turtle; charset=utf-8", "ntriples": "application/n-triples",
               "jsonld": "application/ld+json", "xml": "application/rdf+xml"}
@dataclass(frozen=True)
class Result:
    """A complete, serialised result. *kind* is select, ask or graph; *rows* counts rows or triples (None for ask)."""

    body: bytes
    media_type: str
    kind: str
    rows: int | None
    seconds: float


class Queries:
    """Answers SPARQL queries over a store from processes of its own, within *limits*; thread-safe.

    Make it before starting threads, close it when done (or use it in a `with`). The graph is loaded by
    those processes from `store.nquads`, else from a temporary copy.
    """

    def __init__(self, store: Store, limits: Limits = Limits()) -> None:  # noqa: B008 (frozen)
        self.limits = limits
        self._graphs = frozenset(g.value for g in store.graph.named_graphs() if isinstance(g, ox.NamedNode))
        path = store.nquads if store.nquads is not None and store.nquads.exists() else _copy(store)
        self._pool = Pool(path, size=limits.lanes, memory=limits.memory, forget=path != store.nquads)
        self._paths = Branch(self._pool, "graph.pathworker")

    def run(self, text: str, format: str | Sequence[str] = "json", timeout: float | None = None, *,
            default_graphs: Sequence[str] | None = None, named_graphs: Sequence[str] | None = None) -> Result:
        """The result of a query, in the first of the formats that fits its kind.

        SELECT and ASK come as json, xml, csv or tsv; CONSTRUCT and DESCRIBE as turtle, ntriples, jsonld
        (also "json") or xml. *timeout* may only lower the limit. Graphs given here stand in for FROM and
        FROM NAMED. Raises QueryError; its reason is syntax, refused, format, timeout, too-large, memory,
        busy or failed, and line and column count from one in *text*.
        """
        start = time.monotonic()
        tokens = check(text, self.limits, self._graphs)
        gives = FORMS.get(form(tokens), "select")
        chosen, media_type = _format(gives, [format] if isinstance(format, str) else format)
        self._refuse_unknown(default_graphs, named_graphs)
        has_dataset = default_graphs is not None or named_graphs is not None or any(is_word(t, "FROM") for t in tokens)
        seconds = max(0.001, min(self.limits.seconds, timeout if timeout is not None else self.limits.seconds))
        request = {"query": text + PADDING, "format": chosen, "prefixes": PREFIXES, "union": not has_dataset,
                   "bytes": self.limits.bytes, "rows": self.limits.rows,
                   "default_graphs": None if default_graphs is None else list(default_graphs),
                   "named_graphs": None if named_graphs is None else list(named_graphs)}
        try:
            reply = (self._paths if searches(tokens) else self._pool).run(request, seconds)
        except QueryError as error:
            raise (explained(str(error), text, tokens) if error.reason == "syntax" and error.line is None else error) from None
        return Result(reply.body, media_type, gives, reply.rows, time.monotonic() - start)

    def close(self) -> None:
        """End the processes."""
        self._paths.close()
        self._pool.close()

    def __enter__(self) -> Queries:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    def _refuse_unknown(self, *graphs: Sequence[str] | None) -> None:
        for name in (g for group in graphs for g in group or ()):
            if name not in self._graphs:
                raise QueryError(no_graph(name, self._graphs), "refused")


def _format(kind: str, wanted: Sequence[str]) -> tuple[str, str]:
    types = GRAPH_TYPES if kind == "graph" else TABLE_TYPES
    for name in wanted:
        name = "jsonld" if name == "json" and kind == "graph" else name
        if name in types:
            return name, types[name]
    raise QueryError(f"a {kind} query gives {', '.join(types)}; not {', '.join(wanted)}", "format")


def _copy(store: Store) -> pathlib.Path:
    handle, name = tempfile.mkstemp(suffix=".nq", prefix="whatfixes-")
    with os.fdopen(handle, "wb") as stream:
        store.graph.dump(stream, format=ox.RdfFormat.N_QUADS)
    return pathlib.Path(name)
