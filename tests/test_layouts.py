"""explorer/layouts.py: every layout places each node once, apart from all others, the same each time."""
from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import layouts
from explorer.layout import SPACING, STRETCH, Point

NODES = st.integers(0, 24)
GRAPHS = st.tuples(NODES, st.lists(st.tuples(NODES, NODES), max_size=40))


def apart(placed: dict[str, Point]) -> float:
    """The least distance between two places, measured as labels need it."""
    at = list(placed.values())
    return min((math.hypot((a[0] - b[0]) / STRETCH, a[1] - b[1]) for i, a in enumerate(at) for b in at[i + 1:]), default=math.inf)


@pytest.mark.parametrize("how", layouts.NAMES)
@settings(max_examples=40, deadline=None)
@given(graph=GRAPHS)
def test_each_node_has_one_place_with_room(how: str, graph: tuple[int, list[tuple[int, int]]]) -> None:
    names = [f"n{n}" for n in range(graph[0])]
    edges = [(f"n{a}", f"n{b}") for a, b in graph[1]]
    kinds = {name: f"k{n % 4}" for n, name in enumerate(names)}
    placed = layouts.places(how, names, edges, kinds)
    assert set(placed) == set(names)
    assert all(math.isfinite(v) for at in placed.values() for v in at)
    assert apart(placed) >= 0.6 * SPACING
    assert placed == layouts.places(how, names, edges, kinds)


def test_arrows_point_downwards_where_nothing_goes_round() -> None:
    edges = [("a", "b"), ("b", "c"), ("a", "c"), ("d", "c"), ("c", "e")]
    placed = layouts.places("hierarchical", list("abcdef"), edges, {})
    assert all(placed[one][1] < placed[other][1] for one, other in edges)
    assert placed["f"][1] > max(placed[n][1] for n in "abcde"), "what has no edge stands below"


def test_a_cycle_shares_a_layer() -> None:
    placed = layouts.places("hierarchical", list("abcd"), [("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")], {})
    assert placed["a"][1] < placed["b"][1] == placed["c"][1] < placed["d"][1]


def test_rings_go_by_steps_from_the_node_with_most_links() -> None:
    edges = [("hub", f"n{n}") for n in range(5)] + [("n0", "far"), ("far", "farther")]
    placed = layouts.places("concentric", ["hub", *(f"n{n}" for n in range(5)), "far", "farther", "alone"], edges, {})
    radius = {n: math.hypot(x / STRETCH, y) for n, (x, y) in placed.items()}
    assert radius["hub"] == 0 and len({round(radius[f"n{n}"]) for n in range(5)}) == 1
    assert radius["n0"] < radius["far"] < radius["farther"] < radius["alone"]


def test_kinds_stand_in_blocks_of_their_own() -> None:
    names = [f"n{n}" for n in range(30)]
    kinds = {name: "abc"[n % 3] for n, name in enumerate(names)}
    placed = layouts.places("kind", names, [], kinds)
    boxes = []
    for kind in "abc":
        at = [placed[n] for n in names if kinds[n] == kind]
        boxes.append((min(x for x, _ in at), max(x for x, _ in at), min(y for _, y in at), max(y for _, y in at)))
    assert not [1 for i, a in enumerate(boxes) for b in boxes[i + 1:] if a[0] <= b[1] and b[0] <= a[1] and a[2] <= b[3] and b[2] <= a[3]]


def test_forces_keep_linked_nodes_nearer_than_others() -> None:
    names = [f"n{n}" for n in range(30)]
    edges = [(f"n{n}", f"n{n + 1}") for n in range(29)]
    placed = layouts.places("force", names, edges, {})
    linked = sum(math.dist(placed[a], placed[b]) for a, b in edges) / len(edges)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1:]]
    assert linked < 0.5 * sum(math.dist(placed[a], placed[b]) for a, b in pairs) / len(pairs)


def test_a_big_canvas_is_laid_out_too() -> None:
    names = [f"n{n}" for n in range(900)]
    edges = [(f"n{n}", f"n{n * 7 % 60}") for n in range(900)]
    for how in layouts.NAMES:
        placed = layouts.places(how, names, edges, {})
        cells = Counter((int(x // 40), int(y // 40)) for x, y in placed.values())
        assert set(placed) == set(names) and max(cells.values()) <= 3
