"""The checklist of what may be added around a concept: exact counts, one request, fifty at a time, groups as one node."""
from __future__ import annotations

import pytest

from graph import concepts
from graph.store import Store
from graph.vocabulary import ID

pytestmark = pytest.mark.browser
OVERFITTING, DROPOUT = ID + "overfitting", ID + "dropout"
E = "http://example.org/"
FEEDS = "is reached by \"feeds\" from"


def open_checklist(explorer, iri: str) -> None:
    explorer.page.mouse.click(*explorer.at(iri), button="right")
    explorer.page.get_by_role("menuitem", name="Expand…").click()
    explorer.page.wait_for_selector("#expansion")


def test_an_opened_concept_needs_no_further_request_for_its_exact_counts(explorer, notes: Store) -> None:
    explorer.open("/?concept=dropout")
    explorer.page.mouse.click(*explorer.at(OVERFITTING))
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    explorer.settle()
    explorer.page.wait_for_timeout(300)
    asked = len(explorer.requests)
    open_checklist(explorer, OVERFITTING)
    rows = explorer.page.locator("#expansion .check-group")
    shown = {r.locator(".check-label").inner_text(): int(r.locator(".count").inner_text()) for r in rows.all()}
    known = {g.label: len(g.neighbours) for g in concepts.neighbourhood(notes, OVERFITTING)}
    assert known.items() <= shown.items() and shown["is not mitigated by"] == 3
    assert explorer.page.evaluate("() => document.activeElement.type") == "checkbox"
    assert len(explorer.requests) == asked
    explorer.page.keyboard.press("Escape")
    assert explorer.page.locator("#expansion").count() == 0
    assert explorer.page.evaluate("() => document.activeElement.id") == "canvas"


def test_a_concept_never_opened_costs_one_request_for_its_counts(explorer) -> None:
    explorer.open("/?concept=dropout")
    asked = explorer.callbacks()
    before = explorer.page.url, explorer.page.locator("#panel h2").first.text_content()
    open_checklist(explorer, OVERFITTING)
    assert explorer.callbacks() == asked + 1
    assert (explorer.page.url, explorer.page.locator("#panel h2").first.text_content()) == before, "the panel and the address stay"


def test_ticked_groups_and_members_come_with_one_request_and_move_nothing(explorer, notes: Store) -> None:
    explorer.open("/?concept=dropout")
    open_checklist(explorer, OVERFITTING)
    before, asked = explorer.nodes(), explorer.callbacks()
    box = explorer.page.locator("#expansion")
    box.get_by_label("is worsened by 4").check()
    row = box.locator(".check-group", has_text="is mitigated by").first
    row.locator(".check-unfold").click()
    row.get_by_label("bagging").check()
    assert "5 to add" in box.locator(".check-told").inner_text()
    box.get_by_text("Add selected").click()
    explorer.page.wait_for_selector("#expansion", state="detached")
    explorer.settle()
    groups = {g.label: {n.iri for n in g.neighbours} for g in concepts.neighbourhood(notes, OVERFITTING)}
    assert set(explorer.nodes()) - set(before) == (groups["is worsened by"] | {ID + "bagging"}) - set(before)
    assert {iri: explorer.nodes()[iri] for iri in before} == before
    assert explorer.callbacks() == asked + 1


def test_at_most_fifty_come_at_a_time_and_what_is_left_is_said(visit, stars: str) -> None:
    explorer = visit(stars)
    explorer.open(f"/?concept={E}hub120")
    page = explorer.page
    assert len(explorer.nodes()) == 51
    open_checklist(explorer, f"{E}hub120")
    box = page.locator("#expansion")
    assert "50 here" in box.inner_text() and "120" in box.inner_text()
    asked = explorer.callbacks()
    box.get_by_text("Add 50 of 70").click()
    page.wait_for_selector("#expansion .check-next")
    assert "20 left to add" in box.inner_text()
    assert len(explorer.nodes()) == 101 and explorer.callbacks() == asked + 1
    box.get_by_text("Show 20 more").click()
    page.wait_for_selector("#expansion", state="detached")
    assert len(explorer.nodes()) == 121 and explorer.callbacks() == asked + 2


def test_members_are_listed_fifty_at_a_time(visit, stars: str) -> None:
    explorer = visit(stars)
    explorer.open(f"/?concept={E}hub120")
    open_checklist(explorer, f"{E}hub120")
    box = explorer.page.locator("#expansion")
    box.locator(".check-unfold").click()
    listed = box.locator(".check-members input")
    assert listed.count() == 50
    for now, more in ((100, "Show 50 more of 70"), (120, "Show 20 more of 20")):
        asked = explorer.callbacks()
        box.get_by_text(more).click()
        explorer.page.wait_for_function("(n) => document.querySelectorAll('.check-members input').length === n", arg=now)
        assert explorer.callbacks() == asked + 1
    assert not box.locator(".check-more").count()


def test_a_group_is_one_node_that_can_be_opened_later(visit, stars: str) -> None:
    explorer = visit(stars)
    explorer.open(f"/?concept={E}hub20")
    page = explorer.page
    page.evaluate("(iri) => { whatfixes.touched = true; whatfixes.act({ do: 'concept', iri }); }", f"{E}hub120")
    page.wait_for_selector("h2:text-is('hub of 120')")
    explorer.settle()
    before, asked = explorer.nodes(), explorer.callbacks()
    open_checklist(explorer, f"{E}hub120")
    box = page.locator("#expansion")
    assert box.get_by_text("Add as a group").is_disabled()
    box.locator(".check-row input").first.check()
    box.get_by_text("Add as a group").click()
    page.wait_for_function("() => whatfixes.canvas.cy().nodes('[?summary]').length === 1")
    explorer.settle()
    assert explorer.nodes() == before, "the members are not there, and nothing moved"
    assert explorer.callbacks() == asked + 1
    node = page.evaluate("() => { const n = whatfixes.canvas.cy().nodes('[?summary]')[0];"
                         " return [n.id(), n.data('count'), n.data('group')]; }")
    assert node[1:] == [120, FEEDS]
    page.mouse.dblclick(*explorer.at(node[0]))
    page.wait_for_function("() => whatfixes.canvas.cy().nodes('[?summary]').data('count') === 70")
    explorer.settle()
    assert len(explorer.nodes()) == len(before) + 50
    for left in (20, 0):
        page.evaluate("() => whatfixes.canvas.expand(whatfixes.canvas.cy().nodes('[?summary]')[0])")
        page.wait_for_function("(n) => { const s = whatfixes.canvas.cy().nodes('[?summary]');"
                               " return n ? s.data('count') === n : s.empty(); }", arg=left)
    assert len(explorer.nodes()) == len(before) + 120
