"""Where path searches in queries are answered: a process that holds the network, and workers forked from it.

May import: errors, vocabulary, zygote, guard, pathservice, store, claims, search, meaning,
constraints, routes, pathfinder, steps.

It is a branch of the process that loads the graph (zygote), which imports this module by its name. Everything
trusted is done before it forks: numpy, the network and the claims are there, since a worker may open no file.
What a query asks for is searched in a worker, within its limits, and killed with it.
"""
from __future__ import annotations

import gc
import json
import os
import re
import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.ma  # noqa: F401 (numpy imports it late, and a worker may open no file)
import pyoxigraph as ox

from . import claims, meaning, zygote
from .constraints import Constraints
from .errors import QueryError, UnknownConcept
from .guard import at, place, tokenize
from .pathfinder import Search as PathSearch
from .pathservice import NONE, OF_STEPS, Search, parse, unknown
from .routes import Budget
from .search import find
from .steps import Path, Step
from .store import Store

MOST_ROWS = 10_000
_REHEARSAL = 0.2
_NICE = 10


def main(control: socket.socket, graph: Any, memory: int) -> None:
    """Build the network of a graph (a pyoxigraph Store), then fork workers as the control socket asks."""
    store = Store(graph)
    # A thread of its own, since a process cannot raise its priority again for the workers that it forks.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_build, store).result()
    gc.collect()
    gc.freeze()  # a collection in a worker would write to, and so copy, all that it shares
    zygote.serve(control, graph, memory, partial(zygote.work, partial(outcome, store)))


def _build(store: Store) -> None:
    """Make the network and the claims at low priority: ordinary queries go on meanwhile."""
    if sys.platform == "linux":  # elsewhere priorities are those of whole processes
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    claims.of(store)
    rehearse(store)


def rehearse(store: Store) -> None:
    """Search once with each constraint, for one link of the graph: what modules import late they import here."""
    network = meaning.of(store).network
    linked = np.flatnonzero(network.degree)
    if not len(linked):
        return
    one = network.iris[linked[0]]
    other = network.iris[network.target[network.start[linked[0]]]]
    via = next((iri for iri in store.concepts if iri not in (one, other)), one)
    for constraints in (Constraints(), Constraints(3, (via,), (via,), (other,)), Constraints(shortest=True), Constraints(directed=True)):
        list(PathSearch(store, (one, other), constraints, 2, Budget(_REHEARSAL)).some())
    find(store, one)


def outcome(store: Store, graph: Any, request: dict[str, Any]) -> zygote.Outcome:
    """The outcome of a query whose path searches are answered first."""
    try:
        rewriting = rewritten(store, request["query"])
    except QueryError as error:
        told = {"message": str(error), "reason": error.reason, "line": error.line, "column": error.column}
        return "told", None, json.dumps(told).encode()
    state, rows, body = zygote.outcome(graph, {**request, "query": rewriting.text})
    return state, rows, rewriting.moved(body.decode()).encode() if state == "syntax" else body


@dataclass(frozen=True)
class Rewriting:
    """A query with rows in the place of its path searches; *spans* are where they stand, now and in the original."""

    text: str
    original: str
    spans: tuple[tuple[int, int, int, int], ...]

    def moved(self, told: str) -> str:
        """What a parser told of a mistake in `text`, with the place that it has in the original."""
        found = re.match(r"error at (\d+):(\d+)", told)
        if not found:
            return told
        offset = sum(len(line) + 1 for line in self.text.split("\n")[:int(found[1]) - 1]) + int(found[2]) - 1
        for start, end, first, last in reversed(self.spans):
            if offset >= start:
                offset = first if offset < end else offset - end + last
                break
        line, column = place(self.original, offset)
        return f"error at {line}:{column}{told[found.end():]}"


def rewritten(store: Store, text: str) -> Rewriting:
    """A query with a VALUES block of its rows in the place of each path search. Raises QueryError."""
    parts, spans, done, size, rows = [], [], 0, 0, 0
    for search in parse(text, list(tokenize(text))):
        parts.append(text[done:search.start])
        size += len(parts[-1])
        lines = []
        for line in _rows(store, text, search):
            lines.append(line)
            rows += 1
            if rows > MOST_ROWS:
                raise at(text, search.places[search.pairs[0][0]], f"the path searches of this query give more than {MOST_ROWS:,} rows; "
                         "lower paths:limit, or ask for fewer pairs", "too-large")
        names = [c for c in search.columns if c is not None] + [variable for _, variable in search.outputs]
        parts.append(f"VALUES ({' '.join('?' + n for n in names)}) {{ {' '.join(lines)} }}")
        spans.append((size, size + len(parts[-1]), search.start, search.end))
        size, done = size + len(parts[-1]), search.end
    return Rewriting("".join([*parts, text[done:]]), text, tuple(spans))


def _rows(store: Store, text: str, search: Search) -> Iterator[str]:
    """The rows of a search in the syntax of VALUES."""
    constraints = Constraints(search.max_length, search.via, search.avoid, search.only, search.directed, search.shortest)
    for pair in search.pairs:
        ends = [_iri(end) for end, column in zip(pair, search.columns, strict=True) if column is not None]
        try:
            found = PathSearch(store, pair, constraints, search.limit, Budget())
            for rank, path in enumerate(found.some(), 1):
                for values in _bindings(path, rank, search):
                    yield f"({' '.join([*ends, *values])})"
        except UnknownConcept as error:
            raise unknown(text, search, error.name, error.nearest) from None


def _bindings(path: Path, rank: int, search: Search) -> Iterator[list[str]]:
    """What a path gives for the outputs of a search: a row for itself, for each step, or for each claim of a step."""
    outputs = [name for name, _ in search.outputs]
    whole = {"rank": str(rank), "length": str(len(path)), "weight": decimal(path.weight)}
    if not any(name in OF_STEPS for name in outputs):
        yield [whole[name] for name in outputs]
        return
    for number, step in enumerate(path.steps, 1):
        claimed = [c.iri for c in step.claims] if "claim" in outputs else []
        for claim in claimed or [NONE]:
            terms = {**whole, **_terms(step), "step": str(number), "claim": _iri(claim)}
            yield [terms[name] for name in outputs]


def _terms(step: Step) -> dict[str, str]:
    return {"from": _iri(step.start), "to": _iri(step.end), "property": _iri(step.property),
            "subject": _iri(step.subject), "object": _iri(step.object), "forward": "true" if step.forward else "false"}


def _iri(iri: str) -> str:
    """An IRI in the syntax of SPARQL; pyoxigraph refuses one that would break out of its brackets."""
    return str(ox.NamedNode(iri))


def decimal(number: float) -> str:
    """A number as an xsd:decimal, with the nine places to which weights are rounded."""
    return f"{number:.9f}".rstrip("0").ljust(len(f"{number:.0f}") + 2, "0")
