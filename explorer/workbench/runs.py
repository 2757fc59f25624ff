"""Queries that the page has started: run, shown as rows or triples, told in words, stopped by their id.

May import: graph, results.
"""
from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from graph import advice, explain, guard, patterns
from graph.errors import QueryError
from graph.query import Queries, Result, Stop
from graph.store import Store

from .. import results
from . import drawing

_RAW = 200_000


class Runs:
    """Runs queries for the page; each goes by an id that the browser makes, with which it can be stopped."""

    def __init__(self, store: Store, queries: Queries) -> None:
        self._store, self._queries = store, queries
        self._lock = threading.Lock()
        self._running: dict[str, Stop] = {}

    def run(self, name: str, text: str) -> dict[str, Any]:
        """Run a query: its result as the page shows it, or under `error` what is wrong and where."""
        try:
            result = self._result(name, text)
        except QueryError as error:
            return {"error": self._told(text, error)}
        return {**shown(self._store, result, text), "explained": asdict(explain.explain(self._store, text)),
                "limit": self._queries.limits.seconds, "notes": [asdict(n) for n in advice.notes(self._store, text)]}

    def draw(self, name: str, text: str, aspect: float) -> dict[str, Any]:
        """The result of a query as elements for a canvas *aspect* times wider than high, or an `error`."""
        try:
            result = self._result(name, text)
        except QueryError as error:
            return {"error": self._told(text, error)}
        return asdict(drawing.draw(self._store, text, result, aspect))

    def stop(self, name: str) -> bool:
        """Stop a query, its process with it; False where none of this id is running."""
        with self._lock:
            stop = self._running.get(name)
        if stop is not None:
            stop.pull()
        return stop is not None

    def notes(self, text: str) -> list[dict[str, Any]]:
        """What is wrong or doubtful in a text, by its place; nothing for an empty one."""
        if not text.strip():
            return []
        try:
            self._queries.read(text)
        except QueryError as error:
            return [] if error.reason in ("busy", "timeout") else [asdict(advice.of_error(self._store, text, error))]
        return [asdict(n) for n in advice.notes(self._store, text)]

    def _result(self, name: str, text: str) -> Result:
        if not text.strip():
            raise QueryError("there is no query; write one or take an example", "syntax")
        with self._known(name) as stop:
            return self._queries.run(text, ["turtle", "json"], stop=stop)

    @contextmanager
    def _known(self, name: str) -> Iterator[Stop]:
        stop = Stop()
        with self._lock:
            self._running[name] = stop
        try:
            yield stop
        finally:
            with self._lock:
                if self._running.get(name) is stop:
                    del self._running[name]

    def _told(self, text: str, error: QueryError) -> dict[str, Any]:
        note = asdict(advice.of_error(self._store, text, error)) if error.line else None
        said = note["message"] if note else str(error)
        line, column = guard.place(text, note["start"]) if note else (None, None)
        return {"message": said, "reason": error.reason, "line": line, "column": column, "note": note,
                "hint": self._hint(text) if error.reason in ("timeout", "memory", "too-large") else ""}

    def _hint(self, text: str) -> str:
        """Why a query may have asked for too much."""
        return next((f"{n.message[:1].upper()}{n.message[1:]}." for n in advice.notes(self._store, text) if "connects" in n.message), "")


def shown(store: Store, result: Result, text: str) -> dict[str, Any]:
    """A result as the page reads it: its kind, rows with labels, or triples, the body as it came, and how long it took."""
    made: dict[str, Any] = {"kind": result.kind, "seconds": result.seconds, "rows": result.rows, "bytes": len(result.body),
                            "raw": result.body[:_RAW].decode("utf-8", "replace"), "cut": len(result.body) > _RAW}
    if result.kind == "ask":
        return made | {"verdict": results.verdict(result)}
    if result.kind == "select":
        table = results.table(store, result)
        # `SELECT *` gives no order: the one in which the query names them is the one that people expect.
        named = patterns.variables(guard.tokenize(text))
        if re.search(r"SELECT\s+(?:(?:DISTINCT|REDUCED)\s+)?\*", text, re.IGNORECASE) and set(table.variables) <= set(named):
            table = replace(table, variables=tuple(n for n in named if n in table.variables))
        return made | _tabled(table)
    return made | _tabled(results.statements(store, result))


def _tabled(table: results.Table) -> dict[str, Any]:
    """The columns of a table, and its rows as numbers of its different terms: most results say the same things again and again."""
    terms: dict[str, int] = {}
    cells = []
    for row in table.rows:
        keys = [json.dumps(row[name]) if name in row else None for name in table.variables]
        cells.append([None if key is None else terms.setdefault(key, len(terms)) for key in keys])
    return {"variables": list(table.variables), "terms": [json.loads(key) for key in terms], "cells": cells}
