"""explorer/state.py: a view to and from the text of a link, and what is refused; and how an action restores it."""
from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from views import HOSTILE, IRIS, JSON, packed, views

from explorer import actions, state
from explorer.state import View, ViewError, Window, decode, encode, read
from graph.store import Store
from graph.vocabulary import ID, WF

# A busy machine is no mistake.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(views())
def test_a_link_gives_back_the_view_it_was_made_of(view: View) -> None:
    assert decode(encode(view)) == view


@PATIENT
@given(views())
def test_a_file_gives_back_the_view_it_was_made_of(view: View) -> None:
    assert read(json.loads(json.dumps(view.as_json()))) == view


@PATIENT
@given(IRIS, st.sampled_from([ID, WF]))
def test_short_ids_are_made_long_again(iri: str, space: str) -> None:
    assert state.expanded(state.shortened(iri, space), space) == iri


def test_a_link_holds_our_concepts_by_short_ids() -> None:
    view = View(((ID + "dropout", 1, 2), (ID + "overfitting", 3, 4)), lit=(f"{ID}dropout {WF}mitigates {ID}overfitting",))
    assert view.as_json()["nodes"] == [["dropout", 1, 2], ["overfitting", 3, 4]]
    assert view.as_json()["lit"] == [[0, "mitigates", 1]]


def test_a_view_of_two_hundred_concepts_fits_a_link(notes: Store) -> None:
    view = View(tuple((iri, 37 * n % 1900, 53 * n % 1300) for n, iri in enumerate(notes.concepts[:200])))
    assert len(encode(view)) < state.LONGEST_LINK


@PATIENT
@given(st.text(max_size=80))
def test_any_other_text_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ViewError, match="cannot be opened"):
        decode(text)


@PATIENT
@given(JSON)
def test_any_other_json_is_refused_in_a_sentence(data: Any) -> None:
    with pytest.raises(ViewError, match="cannot be opened"):
        read(data)


@PATIENT
@given(views(), st.integers(0, 400), st.characters(codec="ascii", categories=["L", "N"]))
def test_a_damaged_link_is_a_view_or_refused(view: View, at: int, letter: str) -> None:
    text = encode(view)
    spoilt = text[:at % len(text)] + letter + text[at % len(text) + 1:]
    try:
        assert isinstance(decode(spoilt), View)
    except ViewError as error:
        assert "cannot be opened" in str(error)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_link_is_refused(name: str) -> None:
    with pytest.raises(ViewError, match="cannot be opened"):
        decode(packed(HOSTILE[name]))


def test_a_link_with_something_after_its_end_is_refused() -> None:
    with pytest.raises(ViewError):
        decode(base64.urlsafe_b64encode(base64.urlsafe_b64decode(packed(b'{"v":1}') + "==") + b"more").decode().rstrip("="))


def test_keys_that_mean_something_else_in_a_browser_are_dropped() -> None:
    view = read(json.loads('{"v":1,"parts":{"__proto__":{"a":1},"filters":{"__proto__":{"b":1},"kinds":["x"]}}}'))
    assert view.parts == {"filters": {"kinds": ["x"]}}


def restored(store: Store, view: View, **more: Any) -> actions.Response:
    return actions.respond(store, {"do": "restore", "view": view.as_json(), **more})


def test_restoring_draws_the_concepts_where_they_were_and_their_edges(small: Store) -> None:
    view = View(((ID + "dropout", 10, 20), (ID + "overfitting", -30, 40)), chosen=(ID + "dropout",), window=Window(1.5, 1, 2, 900, 600))
    drawing = restored(small, view).drawing
    assert drawing is not None and drawing.replace and drawing.view is not None
    placed = {e["data"]["id"]: tuple(e["position"].values()) for e in drawing.add if e["group"] == "nodes"}
    assert placed == {iri: (x, y) for iri, x, y in view.nodes}
    assert [e["data"]["label"] for e in drawing.add if e["group"] == "edges"] == ["mitigates"]
    assert drawing.view["chosen"] == [ID + "dropout"] and drawing.view["window"] == [1.5, 1, 2, 900, 600]


def test_an_edge_that_the_view_had_not_stays_away(small: Store) -> None:
    nodes = ((ID + "dropout", 0, 0), (ID + "overfitting", 9, 9))
    edge, = (e["data"]["id"] for e in restored(small, View(nodes)).drawing.add if e["group"] == "edges")  # type: ignore[union-attr]
    drawing = restored(small, View(nodes, gone=(edge,))).drawing
    assert drawing is not None and [e["group"] for e in drawing.add] == ["nodes", "nodes"]


def test_concepts_that_are_gone_are_said_by_name(small: Store) -> None:
    drawing = restored(small, View(((ID + "dropout", 0, 0), (ID + "phlogiston", 1, 1)), lit=(ID + "phlogiston",))).drawing
    assert drawing is not None and len(drawing.add) == 1
    assert "phlogiston" in drawing.note


def test_the_panel_of_the_view_is_asked_for_with_it(small: Store) -> None:
    found = restored(small, View(((ID + "dropout", 0, 0),), "?concept=dropout"), panel={"do": "concept", "iri": "dropout"})
    assert found.panel is not None and found.title == small.label(ID + "dropout")


@pytest.mark.parametrize("panel", [None, 3, {}, {"do": []}, {"do": "restore", "view": {}}, {"do": "home"}])
def test_a_view_without_a_panel_leaves_no_stale_one(small: Store, panel: object) -> None:
    assert restored(small, View(((ID + "dropout", 0, 0),)), panel=panel).panel == []


def test_the_overview_comes_back_with_its_clusters_where_they_were(notes: Store) -> None:
    drawn = actions.respond(notes, {"do": "home"}).drawing
    assert drawn is not None
    first = drawn.add[0]["data"]["id"]
    again = restored(notes, View(((first, 123, 456),), mode="overview")).drawing
    assert again is not None and again.add[0]["position"] == {"x": 123, "y": 456}
    assert [e["data"]["id"] for e in again.add] == [e["data"]["id"] for e in drawn.add]


def test_a_view_of_which_nothing_is_left_shows_the_overview_and_says_what_is_missing(notes: Store) -> None:
    drawing = restored(notes, View(((ID + "phlogiston", 1, 1),))).drawing
    assert drawing is not None and len(drawing.add) > 5 and "phlogiston" in drawing.note


def test_something_that_is_no_view_is_told_and_the_canvas_stays(small: Store) -> None:
    found = actions.respond(small, {"do": "restore", "view": {"v": 7}, "drawn": True})
    assert found.drawing is None and "cannot be opened" in json.dumps(found.panel.to_plotly_json(), default=lambda o: o.to_plotly_json())
