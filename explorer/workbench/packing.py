"""Places for a drawing of several unconnected parts: each laid out alone, then set side by side in rows.

May import: layout. A spring layout of everything at once leaves wide gaps between the parts; in a low and wide
place the nodes would then be too small to bear their names.
"""
from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import networkx

from ..layout import Bubble, Point, pack

# What a node with its name below it takes, in pixels at zoom 1.
_WIDE, _HIGH = 132.0, 66.0
_GAP = 20.0


def arrange(names: Sequence[str], edges: Iterable[tuple[str, str]], aspect: float = 2.0) -> dict[str, Point]:
    """A place for each name; all of them fill a shape about *aspect* times wider than high."""
    graph: networkx.Graph = networkx.Graph()
    graph.add_nodes_from(names)
    graph.add_edges_from((a, b) for a, b in edges if a != b and a in graph and b in graph)
    parts = [_part(graph, sorted(part, key=list(names).index)) for part in networkx.connected_components(graph)]
    boxes = sorted((_boxed(part) for part in parts), key=lambda box: (-box[1][1], -box[1][0]))
    return _shelved(boxes, max(0.5, min(4.0, aspect)))


_Box = tuple[dict[str, Point], tuple[float, float]]


def _part(graph: networkx.Graph, names: Sequence[str]) -> dict[str, Point]:
    """One connected part: a star around its middle where it is one, else by forces."""
    if len(names) == 1:
        return {names[0]: (0.0, 0.0)}
    middle = max(names, key=graph.degree)
    if graph.degree[middle] == len(names) - 1 and len(names) - 1 == graph.subgraph(names).number_of_edges():
        others = [n for n in names if n != middle]
        if len(others) == 1:
            return {middle: (0.0, 0.0), others[0]: (1.15 * _WIDE, 0.0)}
        return {middle: (0.0, 0.0), **_ring(others)}
    weights = dict.fromkeys(((a, b) for a, b in graph.subgraph(names).edges), 1.0)
    return pack([Bubble(n, _HIGH / 2) for n in names], weights, 4.0, _WIDE / _HIGH)


def _ring(names: Sequence[str]) -> dict[str, Point]:
    """Places around the middle, on one ellipse as long as there is room on it, then on further ones."""
    places: dict[str, Point] = {}
    left, high = list(names), max(1.25 * _HIGH, 0.2 * _HIGH * min(len(names), 14))
    while left:
        room = max(6, int(2 * math.pi * high / (1.05 * _HIGH)))
        here, left = left[:room], left[room:]
        for n, name in enumerate(here):
            turn = 2 * math.pi * (n + 0.5) / len(here)
            places[name] = (0.95 * high * _WIDE / _HIGH * math.cos(turn), high * math.sin(turn))
        high += 1.15 * _HIGH
    return places


def _boxed(part: dict[str, Point]) -> _Box:
    """A part moved so that its box begins at nought, and the size of that box with a margin for the names."""
    left, top = min(x for x, _ in part.values()), min(y for _, y in part.values())
    wide, high = max(x for x, _ in part.values()) - left, max(y for _, y in part.values()) - top
    moved = {name: (x - left + _WIDE / 2, y - top + _HIGH / 4) for name, (x, y) in part.items()}
    return moved, (wide + _WIDE, high + _HIGH)


def _shelved(boxes: Sequence[_Box], aspect: float) -> dict[str, Point]:
    """Boxes in rows, the highest first, each row as wide as the shape of all of them asks."""
    area = sum((wide + _GAP) * (high + _GAP) for _, (wide, high) in boxes)
    most = max([math.sqrt(area * aspect) * 1.08, *(wide for _, (wide, _) in boxes)], default=0.0)
    places: dict[str, Point] = {}
    x = y = row = 0.0
    for part, (wide, high) in boxes:
        if x and x + wide > most:
            x, y, row = 0.0, y + row + _GAP, 0.0
        places |= {name: (round(x + px, 1), round(y + py, 1)) for name, (px, py) in part.items()}
        x, row = x + wide + _GAP, max(row, high)
    return places
