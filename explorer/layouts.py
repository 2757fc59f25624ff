"""Layouts of the whole canvas, which somebody asks for: force-directed, hierarchical, concentric, by kind.

May import: layout. They give new places to nodes that have places already; nothing calls them by itself. Every
function is deterministic, and no two nodes overlap.
"""
from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from .layout import SPACING, STRETCH, Point, rows

NAMES = {"force": "force-directed", "hierarchical": "hierarchical", "concentric": "concentric", "kind": "by kind"}
Pairs = Sequence[tuple[str, str]]
_BIG = 700


def places(how: str, names: Sequence[str], edges: Iterable[tuple[str, str]], kinds: Mapping[str, str]) -> dict[str, Point]:
    """Places for *names* by the layout called *how* (a key of NAMES); *kinds* names the kind of each.

    Raises KeyError for a layout that does not exist.
    """
    known = set(names)
    pairs = sorted({(a, b) for a, b in edges if a in known and b in known and a != b})
    found = _LAYOUTS[how](list(names), pairs, kinds)
    return {name: (round(x, 1), round(y, 1)) for name, (x, y) in found.items()}


def force(names: Sequence[str], pairs: Pairs, kinds: Mapping[str, str]) -> dict[str, Point]:
    """Fruchterman and Reingold's springs (networkx), one connected part at a time; parts in rows, single nodes below."""
    import networkx
    graph: networkx.Graph = networkx.Graph()
    graph.add_nodes_from(names)
    graph.add_edges_from(pairs)
    order = {name: n for n, name in enumerate(names)}
    parts = sorted((sorted(part, key=order.__getitem__) for part in networkx.connected_components(graph)),
                   key=lambda part: (-len(part), order[part[0]]))
    blocks = [_springs(graph.subgraph(part), part) for part in parts if len(part) > 1]
    single = [part[0] for part in parts if len(part) == 1]
    return _shelves([*blocks, *([rows(single)] if single else [])])


def _springs(graph: object, part: Sequence[str]) -> dict[str, Point]:
    import networkx
    start = networkx.circular_layout(part)
    spots: Mapping[Hashable, Sequence[float]] = networkx.spring_layout(
        graph, pos=start, seed=7, iterations=120 if len(part) < _BIG else 40, scale=SPACING * 0.95 * math.sqrt(len(part)), method="force")
    return _spread({name: (float(spots[name][0]) * STRETCH, float(spots[name][1])) for name in part})


def _spread(spots: dict[str, Point], rounds: int = 60) -> dict[str, Point]:
    """The same places pushed apart until none are nearer than a node with its label."""
    at = {name: [x / STRETCH, y] for name, (x, y) in spots.items()}
    room = 0.86 * SPACING
    for _ in range(rounds):
        cells: dict[tuple[int, int], list[str]] = defaultdict(list)
        for name, (x, y) in at.items():
            cells[int(x // room), int(y // room)].append(name)
        if not any([_push(at, cells, name, room) for name in at]):
            break
    return {name: (x * STRETCH, y) for name, (x, y) in at.items()}


def _push(at: dict[str, list[float]], cells: Mapping[tuple[int, int], list[str]], name: str, room: float) -> bool:
    one, moved = at[name], False
    column, row = int(one[0] // room), int(one[1] // room)
    near = [n for i in (-1, 0, 1) for j in (-1, 0, 1) for n in cells.get((column + i, row + j), ()) if n > name]
    for other in (at[n] for n in near):
        dx, dy = other[0] - one[0], other[1] - one[1]
        distance = math.hypot(dx, dy)
        if distance >= room - 0.5:
            continue
        if distance < 1e-6:
            dx, dy, distance = 0.8, 0.6, 1.0
        push = (room - distance) / 2 + 0.5
        for spot, sign in ((one, -1), (other, 1)):
            spot[0] += sign * dx / distance * push
            spot[1] += sign * dy / distance * push
        moved = True
    return moved


def hierarchical(names: Sequence[str], pairs: Pairs, kinds: Mapping[str, str]) -> dict[str, Point]:
    """Layers from top to bottom along the arrows (cycles share one), ordered by the mean place of their neighbours above.

    The heuristic of Sugiyama, Tagawa and Toda 1981, in one downward sweep. Nodes without edges stand in rows below.
    """
    import networkx
    linked = {n for pair in pairs for n in pair}
    graph: networkx.DiGraph = networkx.DiGraph(pairs)
    condensed = networkx.condensation(graph)
    level = {n: layer for layer, parts in enumerate(networkx.topological_generations(condensed))
             for part in parts for n in condensed.nodes[part]["members"]}
    layers: dict[int, list[str]] = defaultdict(list)
    for name in names:
        if name in linked:
            layers[level[name]].append(name)
    neighbours = _neighbours(pairs)
    across: dict[str, float] = {}
    found: dict[str, Point] = {}
    top = 0.0
    for _, layer in sorted(layers.items()):
        above = {n: [across[o] for o in neighbours[n] if o in across] for n in layer}
        layer.sort(key=lambda n: sum(above[n]) / len(above[n]) if above[n] else 0.0)
        placed = rows(layer, top, SPACING, _columns(len(layer)))
        found |= placed
        across |= {n: x for n, (x, _) in placed.items()}
        top = max(y for _, y in placed.values()) + 1.5 * SPACING
    return found | rows([n for n in names if n not in linked], top, SPACING, 10)


def _columns(count: int) -> int:
    return count if count <= 10 else max(10, math.ceil(math.sqrt(count * 2.2)))


def _neighbours(pairs: Pairs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for a, b in pairs:
        found[a].append(b)
        found[b].append(a)
    return found


def concentric(names: Sequence[str], pairs: Pairs, kinds: Mapping[str, str]) -> dict[str, Point]:
    """Rings around the node with most links, by the number of steps from it; what it does not reach is outermost."""
    neighbours = _neighbours(pairs)
    centre = max(names, key=lambda n: len(neighbours[n]), default=None)
    if centre is None:
        return {}
    found: dict[str, Point] = {centre: (0.0, 0.0)}
    ring, radius = [centre], 0.0
    while ring:
        ring = [n for n in dict.fromkeys(o for name in ring for o in neighbours[name]) if n not in found]
        radius = _rings(found, ring, radius)
    _rings(found, [n for n in names if n not in found], radius)
    return found


def _rings(found: dict[str, Point], ring: Sequence[str], radius: float) -> float:
    """Put a ring, or as many as it takes, outside *radius* into *found*; gives the new radius."""
    left = list(ring)
    while left:
        radius += 1.25 * SPACING
        room = max(6, int(2 * math.pi * radius / SPACING * 1.1))
        # The last rings share what is left evenly: no lone node on a ring of its own.
        now = left[:room] if len(left) <= room or len(left) >= 2 * room else left[:math.ceil(len(left) / 2)]
        for n, name in enumerate(now):
            angle = 2 * math.pi * n / len(now) - math.pi / 2
            found[name] = (STRETCH * radius * math.cos(angle), radius * math.sin(angle))
        left = left[len(now):]
    return radius


def by_kind(names: Sequence[str], pairs: Pairs, kinds: Mapping[str, str]) -> dict[str, Point]:
    """A block of rows for each kind, the biggest first."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for name in names:
        blocks[kinds.get(name, "")].append(name)
    return _shelves([rows(block) for _, block in sorted(blocks.items(), key=lambda i: (-len(i[1]), i[0]))])


def _shelves(blocks: Sequence[Mapping[str, Point]]) -> dict[str, Point]:
    """Blocks side by side on shelves, all together about as wide as a screen is."""
    gap_x, gap_y = 2.1 * SPACING, 1.9 * SPACING
    boxes = [(min(x for x, _ in b.values()), max(x for x, _ in b.values()), min(y for _, y in b.values()), max(y for _, y in b.values()))
             for b in blocks]
    area = sum((x2 - x1 + gap_x) * (y2 - y1 + gap_y) for x1, x2, y1, y2 in boxes)
    width = max([math.sqrt(area * 1.7), *(x2 - x1 for x1, x2, _, _ in boxes)], default=0.0)
    found: dict[str, Point] = {}
    left, top, high = 0.0, 0.0, 0.0
    for block, (x1, x2, y1, y2) in zip(blocks, boxes, strict=True):
        if left and left + x2 - x1 > width:
            left, top, high = 0.0, top + high + gap_y, 0.0
        found |= {name: (x - x1 + left, y - y1 + top) for name, (x, y) in block.items()}
        left, high = left + x2 - x1 + gap_x, max(high, y2 - y1)
    return found


_LAYOUTS: dict[str, Callable[[Sequence[str], Pairs, Mapping[str, str]], dict[str, Point]]] = {
    "force": force, "hierarchical": hierarchical, "concentric": concentric, "kind": by_kind}
