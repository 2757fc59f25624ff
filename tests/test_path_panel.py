"""The panel of paths: notes of the search, like paths folded, each of them to be drawn and queried."""
from __future__ import annotations

import json

import pytest
from graphs import name, store_of

from explorer.panels import paths as panel
from explorer.pathsearch import Outcome, Wish
from graph import paths
from graph.paths import Constraints
from graph.store import Store

WISH = Wish((name(0), name(4)))


@pytest.fixture(scope="module")
def fork() -> Store:
    return store_of([(0, 0, m) for m in (1, 2, 3)] + [(m, 1, 4) for m in (1, 2, 3)])


def parts(component: object, **marks: str) -> list[dict]:
    """The properties of all parts below a component that carry some marks."""
    known = component.to_plotly_json()["props"] if hasattr(component, "to_plotly_json") else {}
    children = known.get("children") or []
    below = children if isinstance(children, list) else [children]
    here = [known] if marks and all(known.get(k.replace("_", "-")) == v or known.get(k) == v for k, v in marks.items()) else []
    return [*here, *(found for child in below for found in parts(child, **marks))]


def test_like_paths_stand_in_one_row_and_each_can_be_drawn_and_queried(fork: Store) -> None:
    found = paths.find(fork, [name(0), name(4)], Constraints(max_length=2))
    shown = panel.form(fork, Wish((name(0), name(4))), Outcome(found))
    drawn = parts(shown, data_do="draw-path")
    assert [d["children"] for d in drawn] == [
        "Thing 0 p0 thing 1, thing 2 or thing 3, which p1 thing 4.", "thing 1", "thing 2", "thing 3"]
    assert [d["data-nodes"].split()[1] for d in drawn[1:]] == [name(1), name(2), name(3)]
    queries = [d["data-query"] for d in parts(shown, data_do="sparql", className="small-link")]
    assert [[r["object"] for r in fork.select(q)] for q in queries] and len(set(queries)) == 3
    assert not parts(shown, role="status")


def test_what_is_to_be_known_of_the_search_stands_above_the_paths(fork: Store) -> None:
    found = paths.find(fork, [name(0), name(4)])
    cut = paths.Found(found.paths, stopped=True, exact=False)
    assert said(panel.form(fork, WISH, Outcome(cut, note=cut.note))) == ["Stopped at the budget; ranked among the nearest candidates."]
    assert said(panel.form(fork, WISH, Outcome(message="No way."))) == ["No way."]
    assert said(panel.form(fork, WISH, Outcome(found))) == []


def test_the_form_has_a_chip_for_each_condition_and_carries_the_search(fork: Store) -> None:
    wish = Wish((name(0), name(4)), "shortest", (name(1),), (name(2),), (), 3, True, 9)
    shown = panel.form(fork, wish)
    texts = [p["children"] for p in parts(shown, className="chip-text")]
    assert texts == ["via thing 1", "without thing 2", "shortest paths", "within 3 steps", "only as stated", "at most 9 paths"]
    assert [p["data-name"] for p in parts(shown, data_do="drop-condition")] == ["via", "avoid", "how", "steps", "directed", "k"]
    sent, = [json.loads(p["data-wish"]) for p in parts(shown, className="path-panel")]
    assert sent == wish.as_json()


def test_a_row_lights_up_all_that_it_tells(fork: Store) -> None:
    found = paths.find(fork, [name(0), name(4)], Constraints(max_length=2))
    shown = panel.form(fork, WISH, Outcome(found))
    first = next(json.loads(p["data-lights"]) for p in every(shown) if "data-lights" in p)
    assert {name(n) for n in range(5)} <= set(first) and len(first) == 5 + 6


def said(component: object) -> list[str]:
    return [p["children"] for p in parts(component, role="status")]


def every(component: object) -> list[dict]:
    """The properties of all parts below a component."""
    known = component.to_plotly_json()["props"] if hasattr(component, "to_plotly_json") else {}
    children = known.get("children") or []
    below = children if isinstance(children, list) else [children]
    return [known, *(found for child in below for found in every(child))]
