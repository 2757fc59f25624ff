"""explorer/expansion.py, drawings.py, actions.py: what an expansion adds, by groups, by members, as one node, fifty at a time."""
from __future__ import annotations

import pytest

from explorer import actions, expansion, layouts
from explorer.expansion import Group, Member, Wish
from graph.store import Store
from graph.vocabulary import ID, WF

OVERFITTING, DROPOUT = ID + "overfitting", ID + "dropout"
WORSENED = "~" + WF + "worsens"


def group(key: str, size: int, first: int = 0) -> Group:
    return Group(key, f"label {key}", tuple(Member(f"n{n}") for n in range(first, first + size)))


def nodes(found: actions.Response) -> list[dict]:
    return [e["data"] for e in found.drawing.add if e["group"] == "nodes"] if found.drawing else []


def test_a_wish_means_groups_and_single_members_together() -> None:
    known = [group("a", 3), group("b", 4, 3)]
    assert expansion.wanted(known, Wish()) == known
    both = expansion.wanted(known, Wish(("a",), ("n5", "n99")))
    assert [[m.iri for m in g.members] for g in both] == [["n0", "n1", "n2"], ["n5"]]
    assert expansion.choose(known, Wish(("a",), ("n5",)), {"n1"}).iris == ("n0", "n2", "n5")


@pytest.mark.parametrize(("wish", "told"), [
    (Wish(), ""), (Wish(("a",)), "label a"), (Wish(("a", "b")), "label a and label b"), (Wish((), ("n0", "n4")), "N0 and N4"),
    (Wish((), ("n0", "n1", "n2", "n3")), "4 concepts")])
def test_what_was_added_is_told_by_name(wish: Wish, told: str) -> None:
    assert expansion.told([group("a", 3), group("b", 4, 3)], wish, str.upper) == told


def test_a_listing_has_the_exact_count_and_fifty_members_at_a_time(notes: Store) -> None:
    big = Group("a", "has", tuple(Member(iri) for iri in notes.concepts[:120]))
    listed = [expansion.listing(notes, big, start) for start in (0, 50, 100, 150)]
    assert [(entry["count"], len(entry["members"])) for entry in listed] == [(120, 50), (120, 50), (120, 20), (120, 0)]


def test_the_groups_come_with_the_opening(notes: Store) -> None:
    for sent in ({"do": "concept", "iri": "overfitting"}, 
                 {"do": "concept", "iri": "overfitting", "present": {DROPOUT: [0, 0]}, "fresh": False},
                 {"do": "expand", "iri": OVERFITTING}):
        drawing = actions.respond(notes, sent).drawing
        assert drawing and [(g["label"], g["count"]) for g in drawing.groups[OVERFITTING]] == [
            (g.label, len(g.members)) for g in expansion.groups(notes, OVERFITTING)]


def test_the_groups_alone_leave_canvas_and_panel(notes: Store) -> None:
    found = actions.respond(notes, {"do": "groups", "iri": OVERFITTING, "present": {DROPOUT: [0, 0]}, "fresh": False})
    assert found.panel is None and found.drawing and not found.drawing.add and found.drawing.groups[OVERFITTING]
    only = actions.respond(notes, {"do": "groups", "iri": OVERFITTING, "group": WORSENED, "from": 2})
    entry, = only.drawing.groups[OVERFITTING] if only.drawing else []
    assert entry["from"] == 2 and entry["count"] == 4 and len(entry["members"]) == 2


def test_a_member_alone_can_be_added(notes: Store) -> None:
    found = actions.respond(notes, {"do": "expand", "iri": OVERFITTING, "members": [DROPOUT], "present": {OVERFITTING: [0, 0]},
                                    "fresh": False})
    assert [d["id"] for d in nodes(found)] == [DROPOUT]
    assert found.drawing and found.drawing.did == "expanded overfitting: dropout"


def test_a_group_is_one_node_with_the_number_of_those_not_there(notes: Store) -> None:
    members = {m.iri for g in expansion.groups(notes, OVERFITTING) if g.label == "is worsened by" for m in g.members}
    there = sorted(members)[0]
    found = actions.respond(notes, {"do": "expand", "iri": OVERFITTING, "groups": [WORSENED], "as_group": True,
                                    "present": {OVERFITTING: [0, 0], there: [300, 0]}, "fresh": False})
    made, = nodes(found)
    assert (made["summary"], made["of"], made["group"], made["count"]) == (True, OVERFITTING, "is worsened by", len(members) - 1)
    edge, = (e["data"] for e in found.drawing.add if e["group"] == "edges") if found.drawing else ()
    assert (edge["source"], edge["target"]) == (OVERFITTING, made["id"])


def test_starting_again_replaces_whatever_is_there(notes: Store) -> None:
    found = actions.respond(notes, {"do": "reroot", "iri": DROPOUT, "present": {OVERFITTING: [0, 0], DROPOUT: [5, 5]}, "fresh": False})
    assert found.drawing and found.drawing.replace and found.drawing.did == "started again from dropout"
    assert {OVERFITTING, DROPOUT} <= {d["id"] for d in nodes(found)}


@pytest.mark.parametrize("how", layouts.NAMES)
def test_a_layout_moves_what_is_there_and_nothing_else(notes: Store, how: str) -> None:
    present = {iri: [float(n), 0.0] for n, iri in enumerate(notes.concepts[:40])}
    summary = f"group:{notes.concepts[0]} key"
    found = actions.respond(notes, {"do": "layout", "how": how, "present": present, "fresh": False,
                                    "summaries": {summary: notes.concepts[0], "x": "not there", "y": 5}})
    assert found.panel is None and found.drawing and not found.drawing.add and not found.drawing.replace
    assert {iri for iri, _, _ in found.drawing.moves} == {*present, summary}
    assert found.drawing.did == f"laid out: {layouts.NAMES[how]}"


@pytest.mark.parametrize("sent", [
    {"do": "layout"}, {"do": "layout", "how": "euler"}, {"do": "layout", "how": 5, "summaries": "x"}, {"do": "reroot"}, {"do": "groups"},
    {"do": "groups", "iri": OVERFITTING, "from": "x", "group": 7}, {"do": "layout", "how": "force"},
    {"do": "expand", "iri": OVERFITTING, "members": [None, 5], "as_group": "yes"}])
def test_whatever_is_sent_gets_a_response(notes: Store, sent: dict) -> None:
    found = actions.respond(notes, sent)
    assert found.panel is not None or found.drawing is not None
