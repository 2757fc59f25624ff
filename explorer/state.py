"""The view: what the canvas shows and how, as one value that a link, a file or the browser's history can hold.

May import: graph.errors, graph.vocabulary. A link holds a view as JSON, deflated, in base64url; assets/view_codec.js writes and
reads the same. Whatever is read here may come from a stranger: it is bounded and checked, or refused with a ViewError.
"""
from __future__ import annotations

import base64
import binascii
import json
import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from graph.errors import GraphError
from graph.vocabulary import ID, WF

VERSION = 1
LONGEST_LINK = 8192  # characters of a link; a longer view is offered as a file
REST = ("*",)
_LONGEST_TEXT = 65_536
_LONGEST_JSON = 2_000_000
_MOST_NODES = 5000
_MOST_MARKS = 50_000
_FURTHEST = 10_000_000
_DEEPEST = 12
_PART = re.compile(r"[a-z][A-Za-z0-9-]{0,39}")
_UNSAFE = frozenset({"__proto__", "constructor", "prototype"})
_MARKS = ("lit", "dim", "selected", "chosen", "gone")


class ViewError(GraphError):
    """A link or a file holds no view that this explorer can read."""


@dataclass(frozen=True)
class Window:
    """What of the canvas is in sight: zoom, the point in its middle (the canvas' own units), and its size in pixels."""

    zoom: float
    x: float
    y: float
    width: int
    height: int


@dataclass(frozen=True)
class View:
    """A view. *nodes* are ids with their places; *address* is the panel's ("?concept=dropout"); *mode* and *stage* are the
    canvas's and the page's; *gone* are edges that the graph has between the nodes and the view does not show.

    *touched* is whether somebody has built on it: the next concept then comes beside, not instead.
    *lit*, *dim*, *selected* and *chosen* hold ids of nodes and edges; *dim* is REST for everything that is not lit.
    *parts* is what the other files of the page keep (filters, pins), by key.
    """

    nodes: tuple[tuple[str, int, int], ...] = ()
    address: str = ""
    mode: str = "concept"
    stage: str = "work"
    open: bool = True
    touched: bool = False
    title: str = ""
    lit: tuple[str, ...] = ()
    dim: tuple[str, ...] = ()
    selected: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    window: Window | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The view as JSON, nodes by short ids and all else by the numbers of nodes."""
        number = {iri: n for n, (iri, _, _) in enumerate(self.nodes)}
        made: dict[str, Any] = {"v": VERSION, "at": self.address, "mode": self.mode, "stage": self.stage, "open": self.open,
                                "touched": self.touched, "title": self.title,
                                "nodes": [[shortened(iri, ID), x, y] for iri, x, y in self.nodes]}
        for name in _MARKS:
            ids = getattr(self, name)
            if ids:
                made[name] = "rest" if name == "dim" and ids == REST else [_reference(i, number) for i in ids]
        if self.window:
            made["window"] = [self.window.zoom, self.window.x, self.window.y, self.window.width, self.window.height]
        return made | ({"parts": dict(self.parts)} if self.parts else {})


def encode(view: View) -> str:
    """A view as the text of a link's fragment: JSON, deflate without a header (RFC 1951), base64url without padding (RFC 4648)."""
    text = json.dumps(view.as_json(), separators=(",", ":"), allow_nan=False)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(packer.compress(text.encode()) + packer.flush()).decode().rstrip("=")


def decode(text: str) -> View:
    """The view in a link's fragment; a ViewError where there is none, or one beyond the limits."""
    if len(text) > _LONGEST_TEXT:
        _refuse(f"the link is longer than {_LONGEST_TEXT:,} characters")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        _refuse("the link is damaged")
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        opener = zlib.decompressobj(-15)
        # One byte more than allowed tells a view that is too long from one that just fits, and no bomb goes off.
        plain = opener.decompress(packed, _LONGEST_JSON + 1)
    except (binascii.Error, ValueError, zlib.error):
        _refuse("the link is damaged")
    if len(plain) > _LONGEST_JSON:
        _refuse("the link holds more than a view can be")
    if not opener.eof or opener.unused_data:
        _refuse("the link was cut short or has something after its end")
    return read(_parsed(plain))


def _parsed(plain: bytes) -> Any:
    try:
        return json.loads(plain, parse_constant=lambda name: _refuse(f"{name} is no number for a view"))
    except (ValueError, RecursionError):
        _refuse("the link holds something that is not a view")


def read(data: object) -> View:
    """A view from its JSON, as a link, a file or the browser's history gives it; a ViewError says what is wrong with it."""
    if not isinstance(data, Mapping):
        _refuse("this is not a view")
    if data.get("v") != VERSION:
        _refuse(f"the view has the version {str(data.get('v'))[:20]!r}, this explorer reads {VERSION}")
    nodes = _nodes(data.get("nodes", []))
    ids = [iri for iri, _, _ in nodes]
    marks = {name: _ids(name, data.get(name, []), ids) for name in _MARKS}
    address = _text(data, "at", 4000)
    if address and not address.startswith("?"):
        _refuse("the address of the view's panel is not one of this page's")
    return View(nodes, address, _text(data, "mode", 40) or "concept", _text(data, "stage", 40), bool(data.get("open")),
                bool(data.get("touched")), _text(data, "title", 2000), window=_window(data.get("window")),
                parts=_parts(data.get("parts", {})), **marks)


def _refuse(why: str) -> NoReturn:
    raise ViewError(f"this view cannot be opened: {why}; ask for the link or the file again")


def _text(data: Mapping[str, Any], name: str, longest: int) -> str:
    value = data.get(name, "")
    if not isinstance(value, str):
        _refuse(f"its {name!r} is not a text")
    return value[:longest]


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= _FURTHEST:
        _refuse("a number in it is none, or beyond all measure")
    return float(value)


def _nodes(data: object) -> tuple[tuple[str, int, int], ...]:
    if not isinstance(data, list) or len(data) > _MOST_NODES:
        _refuse(f"its concepts are not a list of at most {_MOST_NODES:,}")
    found: dict[str, tuple[str, int, int]] = {}
    for item in data:
        if not isinstance(item, list) or len(item) != 3 or not isinstance(item[0], str) or not item[0]:
            _refuse("one of its concepts has no name and place")
        iri = expanded(item[0], ID)
        if iri in found:
            _refuse(f"the concept {item[0][:80]!r} stands in it twice")
        found[iri] = (iri, math.floor(_number(item[1]) + 0.5), math.floor(_number(item[2]) + 0.5))
    return tuple(found.values())


def _window(data: object) -> Window | None:
    if data is None:
        return None
    if not isinstance(data, list) or len(data) != 5:
        _refuse("its zoom and place are not five numbers")
    zoom, x, y, width, height = (_number(v) for v in data)
    if not (0.001 <= zoom <= 100 and 0 <= width <= 100_000 and 0 <= height <= 100_000):
        _refuse("its zoom or size is beyond all measure")
    return Window(zoom, x, y, int(width), int(height))


def _ids(name: str, data: object, nodes: Sequence[str]) -> tuple[str, ...]:
    if name == "dim" and data == "rest":
        return REST
    if not isinstance(data, list) or len(data) > _MOST_MARKS:
        _refuse(f"its {name!r} is not a list")
    return tuple(dict.fromkeys(_id(item, nodes) for item in data))


def _id(item: object, nodes: Sequence[str]) -> str:
    """An id by its reference: a text is one itself, a number is a node's, three or four of a list are an edge's."""
    if isinstance(item, str):
        return item
    if isinstance(item, int) and not isinstance(item, bool) and 0 <= item < len(nodes):
        return nodes[item]
    match item:
        case [int(s), str(prop), int(o), *denied] if 0 <= s < len(nodes) and 0 <= o < len(nodes) and denied in ([], [1]):
            return f"{'not ' if denied else ''}{nodes[s]} {expanded(prop, WF)} {nodes[o]}"
    _refuse("it marks something that it does not show")


def _reference(id: str, number: Mapping[str, int]) -> int | str | list[Any]:
    if id in number:
        return number[id]
    words = id.split(" ")
    denied = words[0] == "not"
    ends = words[denied:]
    if len(ends) == 3 and ends[0] in number and ends[2] in number and ends[1]:
        return [number[ends[0]], shortened(ends[1], WF), number[ends[2]], *([1] if denied else [])]
    return id


def shortened(iri: str, space: str) -> str:
    """An IRI without our namespace; one of others whole; what could be mistaken for either after a <."""
    rest = iri.removeprefix(space)
    if rest and rest != iri and not re.search("[:/<]", rest):
        return rest
    return iri if (":" in iri or "/" in iri) and not iri.startswith("<") else f"<{iri}"


def expanded(short: str, space: str) -> str:
    """The IRI that `shortened` made short."""
    if short.startswith("<"):
        return short[1:]
    return short if ":" in short or "/" in short else space + short


def _parts(data: object) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        _refuse("its parts have no names")
    return {key: _clean(value, 1) for key, value in data.items() if isinstance(key, str) and _PART.fullmatch(key)}


def _clean(value: Any, depth: int) -> Any:
    """JSON without the keys that mean something else in a browser, at most some levels deep."""
    if depth > _DEEPEST:
        _refuse("its parts are nested too deeply")
    if isinstance(value, Mapping):
        return {k: _clean(v, depth + 1) for k, v in value.items() if k not in _UNSAFE}
    if isinstance(value, list):
        return [_clean(v, depth + 1) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        _refuse("a number in it is none")
    return value
