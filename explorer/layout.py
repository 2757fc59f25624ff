"""Initial positions, computed here and sent as presets, so that the browser never runs a layout.

May import: nothing of ours. Positions are pixels at zoom 1, x to the right and y downwards. Every function
is deterministic: the same input gives the same picture.
"""
from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]

SPACING = 104.0
# Labels run sideways, so nodes need more room along x than along y.
STRETCH = 1.42


@dataclass(frozen=True)
class Bubble:
    """Something round to be placed: its name and radius."""

    name: str
    radius: float


def fan(centre: Point, count: int, occupied: Iterable[Point] = (), spacing: float = SPACING) -> list[Point]:
    """Places for *count* new nodes around *centre*, on rings, none near an *occupied* one.

    The side away from what is already there is taken first. The places come in order of their angle, so that
    neighbours in a list (those of one property) stay neighbours on the canvas.
    """
    taken = [p for p in occupied if math.dist(p, centre) > 1]
    if not taken:
        return _star(centre, count, spacing)
    outward = _outward(centre, taken)
    grid = _Grid(spacing)
    for point in taken:
        grid.add(point)
    chosen: list[tuple[float, Point]] = []
    ring = 1
    while len(chosen) < count:
        free = [(angle, at) for angle, at in _ring(centre, ring, spacing, outward) if not grid.near(at)]
        free.sort(key=lambda slot: abs(slot[0]))
        chosen += free[:count - len(chosen)]
        ring += 1
    return [at for _, at in sorted(chosen[:count])]


def _star(centre: Point, count: int, spacing: float) -> list[Point]:
    """Places all around, at even angles; from eleven on they take turns on two or more rings."""
    rings = 1 if count <= 10 else 2 if count <= 24 else 3 if count <= 42 else 4
    inner = max(1.75 * spacing, 1.02 * spacing * count / (2 * math.pi * rings) + 0.35 * spacing)
    places = []
    for n in range(count):
        angle = 2 * math.pi * n / count - math.pi / 2
        # Where the last would meet the first on one ring it takes another.
        ring = n % rings if n % rings or n + 1 < count or rings == 1 else 1 if rings == 3 else 2
        radius = inner + ring * spacing * 0.98
        places.append((round(centre[0] + STRETCH * radius * math.cos(angle), 1), round(centre[1] + radius * math.sin(angle), 1)))
    return places


def _outward(centre: Point, taken: Sequence[Point]) -> float:
    near = [p for p in taken if math.dist(p, centre) < 6 * SPACING]
    if not near:
        return -math.pi / 2
    x = centre[0] - sum(p[0] for p in near) / len(near)
    y = centre[1] - sum(p[1] for p in near) / len(near)
    return math.atan2(y, x) if math.hypot(x, y) > 1 else 0.0


def _ring(centre: Point, ring: int, spacing: float, outward: float) -> list[tuple[float, Point]]:
    radius = spacing * (0.62 + 1.0 * ring)
    slots = max(6, int(2 * math.pi * radius * (1 + STRETCH) / 2 / (spacing * 1.12)))
    found = []
    for slot in range(slots):
        angle = 2 * math.pi * (slot + (ring % 2) / 2) / slots - math.pi
        turned = angle + outward
        found.append((angle, (centre[0] + STRETCH * radius * math.cos(turned), centre[1] + radius * math.sin(turned))))
    return found


class _Grid:
    """Points in cells, to find out quickly whether a place is taken."""

    def __init__(self, spacing: float) -> None:
        self._spacing = spacing
        self._cells: dict[tuple[int, int], list[Point]] = {}

    def _cell(self, at: Point) -> tuple[int, int]:
        return int(at[0] // (self._spacing * STRETCH)), int(at[1] // self._spacing)

    def add(self, at: Point) -> None:
        self._cells.setdefault(self._cell(at), []).append(at)

    def near(self, at: Point) -> bool:
        """Whether a point lies within an ellipse of about one node and its label."""
        column, row = self._cell(at)
        return any(math.hypot((p[0] - at[0]) / STRETCH, p[1] - at[1]) < 0.72 * self._spacing
                   for i in (-1, 0, 1) for j in (-1, 0, 1) for p in self._cells.get((column + i, row + j), ()))


def arrange(names: Sequence[str], edges: Iterable[tuple[str, str]], spacing: float = SPACING) -> dict[str, Point]:
    """Places for a set of nodes: those with edges by force, apart from one another; the rest in rows below."""
    known = set(names)
    pairs = {(a, b) for a, b in edges if a in known and b in known and a != b}
    ends = {name for pair in pairs for name in pair}
    placed = pack([Bubble(n, spacing * 0.45) for n in names if n in ends], dict.fromkeys(pairs, 1.0), spacing * 0.1, STRETCH)
    alone = [n for n in names if n not in ends]
    bottom = max((y for _, y in placed.values()), default=-spacing)
    width = max((x for x, _ in placed.values()), default=0.0) - min((x for x, _ in placed.values()), default=0.0)
    return placed | rows(alone, bottom + spacing, spacing, int(width // (spacing * STRETCH)) + 1)


def rows(names: Sequence[str], top: float = 0.0, spacing: float = SPACING, columns: int = 1) -> dict[str, Point]:
    """Places in centred rows of at least *columns*, wider than high."""
    columns = max(columns, min(12, math.ceil(math.sqrt(len(names)))))
    placed = {}
    for n, name in enumerate(names):
        row, column = divmod(n, columns)
        in_row = min(columns, len(names) - row * columns)
        placed[name] = ((column - (in_row - 1) / 2) * spacing * STRETCH, top + row * spacing)
    return placed


def pack(bubbles: Sequence[Bubble], weights: Mapping[tuple[str, str], float], gap: float = 40.0,
         aspect: float = STRETCH) -> dict[str, Point]:
    """Places for bubbles so that weighty pairs are near and none overlap: a spring layout, then pushed apart."""
    if not bubbles:
        return {}
    if len(bubbles) == 1:
        return {bubbles[0].name: (0.0, 0.0)}
    import networkx
    graph: networkx.Graph = networkx.Graph()
    graph.add_nodes_from(b.name for b in bubbles)
    graph.add_weighted_edges_from((a, b, w) for (a, b), w in weights.items())
    scale = 0.5 * sum((2 * b.radius + gap) ** 2 for b in bubbles) ** 0.5
    start = networkx.circular_layout(graph)
    # The energy method pulls unconnected parts together, which Fruchterman and Reingold's forces do not.
    springs: Mapping[Hashable, Sequence[float]] = networkx.spring_layout(
        graph, pos=start, seed=7, iterations=120, k=2.2 / math.sqrt(len(bubbles)), scale=scale, method="force")
    spots = {b.name: [float(springs[b.name][0]) * aspect, float(springs[b.name][1])] for b in bubbles}
    _push_apart(bubbles, spots, gap, aspect)
    return {name: (round(x, 1), round(y, 1)) for name, (x, y) in spots.items()}


def _push_apart(bubbles: Sequence[Bubble], spots: dict[str, list[float]], gap: float, aspect: float) -> None:
    for _ in range(160):
        moved = False
        for i, one in enumerate(bubbles):
            for other in bubbles[i + 1:]:
                moved |= _part(spots[one.name], spots[other.name], one.radius + other.radius + gap, aspect)
        if not moved:
            return


def _part(one: list[float], other: list[float], room: float, aspect: float) -> bool:
    dx, dy = (other[0] - one[0]) / aspect, other[1] - one[1]
    distance = math.hypot(dx, dy)
    if distance >= room:
        return False
    if distance < 1e-6:
        dx, dy, distance = 1.0, 0.3, 1.04
    push = (room - distance) / 2 + 0.5
    for spot, sign in ((one, -1), (other, 1)):
        spot[0] += sign * dx / distance * push * aspect
        spot[1] += sign * dy / distance * push
    return True


def line(names: Sequence[str], spacing: float = SPACING) -> dict[str, Point]:
    """Places along a wave from left to right: a path reads as a sentence does, and a link that skips a step is seen."""
    step = spacing * 2.0
    start = -(len(names) - 1) / 2 * step
    return {name: (start + n * step, (-1) ** n * spacing * 0.42) for n, name in enumerate(names)}
