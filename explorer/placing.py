"""Places for labelled discs in a room of known size, so that neither discs nor labels ever overlap.

May import: layout. Everything is in pixels, the middle of the room being (0, 0).
"""
from __future__ import annotations

import math
import textwrap
import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .layout import Point

LINE = 17.0
_LETTER, _WIDE = 7.6, 15.0
_STEP = 9.0
_GAP = (14.0, 9.0)
_BELOW = 8.0


@dataclass(frozen=True)
class Disc:
    """Something round with lines of text below it."""

    name: str
    radius: float
    lines: tuple[str, ...]

    @property
    def half(self) -> float:
        """Half of its width, text and all."""
        return max(self.radius, *(width(line) / 2 for line in self.lines))

    @property
    def down(self) -> float:
        """How far it reaches below its middle, text and all."""
        return self.radius + _BELOW + LINE * len(self.lines)


def width(text: str) -> float:
    """At most how many pixels a line of semibold text of 13 pixels takes."""
    return sum(_WIDE if unicodedata.east_asian_width(c) in "WF" else _LETTER for c in text)


def lines(text: str, letters: int, most: int = 3) -> tuple[str, ...]:
    """Text in lines of about *letters*, words whole; the last line is cut where there would be more than *most*, and so is a word
    of twice the length."""
    made = textwrap.wrap(text, letters, break_long_words=False) or ["(no name)"]
    made = [line if len(line) <= 2 * letters else f"{line[:2 * letters - 1]}…" for line in made]
    return tuple(made) if len(made) <= most else (*made[:most - 1], f"{made[most - 1][:letters - 1]}…")


def wishes(names: Sequence[str], weights: Mapping[tuple[str, str], float], room: Point) -> dict[str, Point]:
    """Where the discs would best lie, were they points: by springs, weighty pairs near, over the whole room."""
    if len(names) < 2:
        return dict.fromkeys(names, (0.0, 0.0))
    import networkx
    graph: networkx.Graph = networkx.Graph()
    graph.add_nodes_from(names)
    graph.add_weighted_edges_from((a, b, w) for (a, b), w in weights.items() if a in graph and b in graph)
    springs: Mapping[Hashable, Sequence[float]] = networkx.spring_layout(
        graph, pos=networkx.circular_layout(graph), seed=7, iterations=120, k=2.4 / math.sqrt(len(names)), method="force")
    spots = np.array([springs[n] for n in names], dtype=float)
    # Half where the springs have it, half by rank: hubs would else crowd in the middle of an empty room.
    spots = 0.4 * _evened(spots) + 0.6 * _evened(spots.argsort(axis=0, kind="stable").argsort(axis=0).astype(float))
    return {n: (float(x) * room[0] * 0.45, float(y) * room[1] * 0.45) for n, (x, y) in zip(names, spots, strict=True)}


def _evened(spots: np.ndarray) -> np.ndarray:
    """Both coordinates stretched to between -1 and 1."""
    centred = spots - (spots.max(axis=0) + spots.min(axis=0)) / 2
    stretched: np.ndarray = centred / np.maximum(np.abs(centred).max(axis=0), 1e-9)
    return stretched


def place(discs: Sequence[Disc], wanted: Mapping[str, Point], room: Point) -> dict[str, Point] | None:
    """The free place nearest to where each disc is *wanted*, the first ones first; None where one finds no room."""
    placed: dict[str, Point] = {}
    taken: list[tuple[float, float, Disc]] = []
    for disc in discs:
        spot = _free(disc, wanted[disc.name], taken, room)
        if spot is None:
            return None
        placed[disc.name] = spot
        taken.append((*spot, disc))
    return placed


def _free(disc: Disc, wanted: Point, taken: Sequence[tuple[float, float, Disc]], room: Point) -> Point | None:
    left, top = disc.half - room[0] / 2, disc.radius - room[1] / 2
    x, y = np.arange(left, -left + 0.1, _STEP), np.arange(top, room[1] / 2 - disc.down + 0.1, _STEP)
    if not len(x) or not len(y):
        return None
    across, along = np.meshgrid(x, y)
    free = np.ones(across.shape, dtype=bool)
    for at_x, at_y, other in taken:
        beside = np.abs(across - at_x) >= disc.half + other.half + _GAP[0]
        above = along + disc.down + _GAP[1] <= at_y - other.radius
        below = along - disc.radius - _GAP[1] >= at_y + other.down
        free &= beside | above | below
    if not free.any():
        return None
    away = np.where(free, (across - wanted[0]) ** 2 + (along - wanted[1]) ** 2, np.inf)
    best = np.unravel_index(int(np.argmin(away)), away.shape)
    return round(float(across[best]), 1), round(float(along[best]), 1)
