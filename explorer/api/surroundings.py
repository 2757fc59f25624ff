"""What is around a concept, as JSON ready to be sent: made when it is first asked for, and kept for whichever page is asked for next.

May import: graph. What is kept of a store is bounded by its bytes: of a big graph the concepts asked for lately.
"""
from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson

from graph import concepts
from graph.concepts import Group, Neighbour
from graph.store import Store

_KEPT_BYTES = 32 << 20
_COST = 300  # bytes that a row, and an entry, take besides their text


@dataclass(frozen=True)
class Slice:
    """The rows of one property in one direction ("out" or "in"): from *first*, before *last*."""

    property: str
    way: str
    first: int
    last: int


@dataclass(frozen=True)
class Surroundings:
    """The groups counted, as JSON; the neighbours in their order, each as JSON; and which of them belong to which group."""

    counted: orjson.Fragment
    rows: tuple[orjson.Fragment, ...]
    groups: tuple[Slice, ...]
    size: int


class _Kept:
    """The surroundings of the concepts of one store asked for lately; for many threads."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, Surroundings] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, iri: str) -> Surroundings | None:
        with self._lock:
            if iri in self._made:
                self._made.move_to_end(iri)
            return self._made.get(iri)

    def put(self, iri: str, made: Surroundings) -> None:
        with self._lock:
            if iri not in self._made:
                self._made[iri] = made
                self._size += made.size
            while self._size > _KEPT_BYTES and len(self._made) > 1:
                self._size -= self._made.popitem(last=False)[1].size


_kept: weakref.WeakKeyDictionary[Store, _Kept] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def of(store: Store, iri: str) -> Surroundings:
    """What is around a concept; nothing around what has no links."""
    kept = _kept.get(store)
    if kept is None:
        with _lock:
            kept = _kept.setdefault(store, _Kept())
    made = kept.get(iri)
    if made is None:
        made = _made(store, iri)
        kept.put(iri, made)
    return made


def address(name: str, values: Mapping[str, Any]) -> str:
    """The address of an operation with values; those that are not given are left out."""
    given = {k: str(v).lower() if isinstance(v, bool) else v for k, v in values.items() if v is not None and v != ()}
    return f"/api/{name}?{urlencode(given, doseq=True)}"


def _made(store: Store, iri: str) -> Surroundings:
    rows: list[bytes] = []
    slices = []
    groups = concepts.neighbourhood(store, iri)
    for group in groups:
        rows += [orjson.dumps(_row(group, neighbour)) for neighbour in group.neighbours]
        slices.append(Slice(group.property, _way(group), len(rows) - len(group.neighbours), len(rows)))
    counted = orjson.dumps([_counted(iri, group) for group in groups])
    size = sum(map(len, rows)) + len(counted) + _COST * (len(rows) + len(groups) + 1)
    return Surroundings(orjson.Fragment(counted), tuple(map(orjson.Fragment, rows)), tuple(slices), size)


def _row(group: Group, neighbour: Neighbour) -> dict[str, Any]:
    return {"property": group.property, "forward": group.forward, "relation": group.label, "iri": neighbour.iri, "label": neighbour.label,
            "kind": neighbour.kind, "inferred": neighbour.inferred, "claims": neighbour.claims}


def _counted(iri: str, group: Group) -> dict[str, Any]:
    return {"property": group.property, "forward": group.forward, "relation": group.label, "count": len(group.neighbours),
            "neighbourhood": address("neighbourhood", {"name": iri, "property": group.property, "direction": _way(group)})}


def _way(group: Group) -> str:
    return "out" if group.forward else "in"
