"""explorer/elements.py, expansion.py, families.py: subgraphs as elements that a canvas can take."""
from __future__ import annotations

import json
import logging

import pytest

from explorer import elements, expansion, families, stylesheet
from explorer.expansion import Wish
from graph.claims import of as claims_of
from graph.store import Store
from graph.vocabulary import ID, WF


def ids(made) -> list[str]:
    return [e["data"]["id"] for e in made]


def everything(store: Store):
    return elements.drawn(store, {iri: (float(n), 0.0) for n, iri in enumerate(store.concepts)})


@pytest.mark.parametrize("graph", ["small", "features", "notes"])
def test_a_drawing_of_a_whole_graph_is_valid(graph: str, request: pytest.FixtureRequest) -> None:
    store = request.getfixturevalue(graph)
    made = everything(store)
    nodes = {e["data"]["id"] for e in made if e["group"] == "nodes"}
    assert len(ids(made)) == len(set(ids(made)))
    assert nodes == set(store.concepts)
    assert all({e["data"]["source"], e["data"]["target"]} <= nodes for e in made if e["group"] == "edges")
    json.dumps(made)


def test_old_nodes_are_not_sent_again(small: Store) -> None:
    present = {ID + "overfitting", ID + "dropout"}
    made = elements.drawn(small, {ID + "underfitting": (0.0, 0.0), ID + "dropout": (5.0, 5.0)}, present)
    assert [i for i in ids(made) if i in small.concept_set] == [ID + "underfitting"]
    assert not any(" mitigates" in i and "dropout" in i for i in ids(made)), "an edge between old nodes is there already"


def test_a_denial_is_an_edge_of_its_own_and_says_not(small: Store) -> None:
    made = elements.drawn(small, {ID + "normalization": (0.0, 0.0), ID + "outliers": (1.0, 0.0)})
    edge, = (e["data"] for e in made if e["group"] == "edges")
    assert edge["denied"] and edge["label"] == "does not mitigate" and edge["lines"] == "line 11"


def test_a_withdrawn_claim_is_no_edge_but_its_denial_is(small: Store) -> None:
    made = elements.drawn(small, {ID + "more-layers": (0.0, 0.0), ID + "overfitting": (1.0, 0.0)})
    assert [e["data"]["label"] for e in made if e["group"] == "edges"] == ["does not mitigate"]


def test_a_direction_stands_on_the_edge(small: Store) -> None:
    made = elements.drawn(small, {ID + "subsample": (0.0, 0.0), ID + "overfitting": (1.0, 0.0)})
    assert [e["data"]["label"] for e in made if e["group"] == "edges"] == ["mitigates (lower)"]


def test_a_relation_and_its_inverse_have_one_id(small: Store) -> None:
    a, b = ID + "a", ID + "b"
    assert elements.edge_id(small, a, WF + "mitigates", b) == elements.edge_id(small, b, WF + "isMitigatedBy", a)
    assert elements.edge_id(small, a, WF + "contrastsWith", b) == elements.edge_id(small, b, WF + "contrastsWith", a)
    assert elements.edge_id(small, a, WF + "mitigates", b) != elements.edge_id(small, b, WF + "mitigates", a)


def test_an_edge_without_an_end_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    node = {"group": "nodes", "data": {"id": "a"}}
    edge = {"group": "edges", "data": {"id": "e", "source": "a", "target": "gone"}}
    with caplog.at_level(logging.ERROR):
        assert elements.validated([node, node, edge]) == (node,)
    assert "lost an end" in caplog.text


def test_long_labels_are_cut_visibly_and_lines_joined() -> None:
    assert elements.cut("a\n b", 10) == "a b"
    assert elements.cut("x" * 100, 10) == "x" * 9 + "…"


def test_families_differ_in_colour_and_shape_together(notes: Store) -> None:
    known = families.of(notes).all
    assert len({(f.colour, f.shape) for f in known}) == len(known)
    assert {families.of(notes).of(ID + n).label for n in ("dropout", "amazon-athena", "overfitting")} == {"technique", "service", "problem"}


def test_both_style_sheets_style_every_family(notes: Store) -> None:
    for sheet in stylesheet.stylesheets(notes).values():
        selectors = {rule["selector"] for rule in sheet}
        assert {f'node[family = "{f.key}"]' for f in families.of(notes).all} <= selectors


def test_groups_count_exactly_and_have_denials_last(small: Store) -> None:
    found = expansion.groups(small, ID + "overfitting")
    assert [(g.label, len(g.members), g.denied) for g in found] == [
        ("is mitigated by", 4, False), ("is worsened by", 2, False), ("contrasts with", 1, False), ("is not mitigated by", 1, True)]


def test_every_claim_between_concepts_is_in_some_group(notes: Store) -> None:
    lost = []
    for claim in claims_of(notes).all:
        if claim.standing and claim.object in notes.concept_set and claim.subject in notes.concept_set and claim.subject != claim.object:
            members = {m.iri for g in expansion.groups(notes, claim.subject) if g.denied != claim.polarity for m in g.members}
            lost += [] if claim.object in members else [claim.iri]
    assert lost == []


def test_an_expansion_adds_fifty_and_tells_what_is_left() -> None:
    group = expansion.Group("k", "has", tuple(expansion.Member(f"n{n}") for n in range(120)))
    first = expansion.choose([group], Wish(), set())
    assert (len(first.iris), first.left, first.total) == (50, 70, 120) and "70 more" in first.told
    last = expansion.choose([group], Wish(("k",)), {f"n{n}" for n in range(100)})
    assert (len(last.iris), last.left) == (20, 0)
    whole = expansion.choose([group], Wish(whole=True), {"n3"})
    assert (len(whole.iris), whole.left) == (119, 0)
    assert expansion.choose([group], Wish(("other",)), set()).total == 0


def test_an_edge_reads_as_the_groups_of_both_its_ends_do(notes: Store) -> None:
    for edge in (e["data"] for e in everything(notes) if e["group"] == "edges"):
        ahead = {g.label for g in expansion.groups(notes, edge["source"]) if edge["target"] in {m.iri for m in g.members}}
        back = {g.label for g in expansion.groups(notes, edge["target"]) if edge["source"] in {m.iri for m in g.members}}
        assert edge["reads"] in ahead, (edge["id"], ahead)
        assert edge["back"] in back, (edge["id"], back)


def test_every_standing_claim_is_behind_its_edge_with_its_lines(notes: Store) -> None:
    known = claims_of(notes)
    for edge in (e["data"] for e in everything(notes) if e["group"] == "edges" and not e["data"].get("denied")):
        behind = known.behind(edge["source"], edge["property"], edge["target"])
        assert len(edge["because"]) == len(behind)
        assert all(bool(told.get("lines")) == bool(claim.passages) for told, claim in zip(edge["because"], behind, strict=True))
