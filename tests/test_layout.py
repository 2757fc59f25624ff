"""explorer/layout.py: places that never overlap, and that are the same each time."""
from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import layout
from explorer.layout import SPACING, STRETCH, Bubble

PLACES = st.lists(st.tuples(st.floats(-900, 900), st.floats(-900, 900)), max_size=40)


def apart(places, room: float) -> bool:
    """Whether no two places are nearer than *room*, measured as labels need it."""
    return all(math.hypot((a[0] - b[0]) / STRETCH, a[1] - b[1]) >= room for i, a in enumerate(places) for b in places[i + 1:])


@pytest.mark.parametrize("count", [1, 2, 7, 10, 11, 24, 25, 42, 50])
def test_a_fan_on_an_empty_canvas_has_room_for_each(count: int) -> None:
    places = layout.fan((10.0, 20.0), count)
    assert len(set(places)) == count
    assert apart([(10.0, 20.0), *places], 0.5 * SPACING)


@settings(max_examples=60, deadline=None)
@given(count=st.integers(1, 50), occupied=PLACES)
def test_a_fan_keeps_clear_of_what_is_there(count: int, occupied: list[tuple[float, float]]) -> None:
    places = layout.fan((0.0, 0.0), count, occupied)
    assert len(places) == count
    others = [p for p in occupied if math.hypot(*p) > 1]
    assert all(math.hypot((a[0] - b[0]) / STRETCH, a[1] - b[1]) >= 0.5 * SPACING for a in places for b in others)


def test_a_fan_opens_away_from_what_is_there() -> None:
    assert all(x > 0 for x, _ in layout.fan((0.0, 0.0), 4, [(-150.0, 0.0), (-160.0, 40.0)]))


def test_layouts_are_the_same_each_time() -> None:
    names, edges = [f"n{n}" for n in range(30)], [(f"n{n}", f"n{n * 7 % 30}") for n in range(20)]
    assert layout.arrange(names, edges) == layout.arrange(names, edges)
    assert layout.fan((0.0, 0.0), 9, [(5.0, 80.0)]) == layout.fan((0.0, 0.0), 9, [(5.0, 80.0)])


def test_an_arrangement_places_everything_once_and_apart() -> None:
    names = [f"n{n}" for n in range(40)]
    placed = layout.arrange(names, [("n0", f"n{n}") for n in range(1, 15)] + [("n1", "gone"), ("n2", "n2")])
    assert set(placed) == set(names)
    assert apart(list(placed.values()), 0.6 * SPACING)


def test_bubbles_never_overlap() -> None:
    bubbles = [Bubble(f"b{n}", 8.0 + 3 * n) for n in range(20)]
    placed = layout.pack(bubbles, {("b0", "b19"): 3.0, ("b3", "b4"): 1.0}, gap=10)
    for i, one in enumerate(bubbles):
        for other in bubbles[i + 1:]:
            assert math.dist(placed[one.name], placed[other.name]) >= one.radius + other.radius


@pytest.mark.parametrize("names", [[], ["a"], ["a", "b", "c"]])
def test_a_path_runs_from_left_to_right(names: list[str]) -> None:
    placed = layout.line(names)
    assert [n for n, _ in sorted(placed.items(), key=lambda item: item[1][0])] == names


def test_no_bubbles_need_no_places() -> None:
    assert layout.pack([], {}) == {} and layout.arrange([], []) == {} and layout.fan((0.0, 0.0), 0) == []
