"""The outline in a browser: table and tree mirror the canvas, selected both ways, by mouse and keyboard, without a request."""
from __future__ import annotations

import pytest

from graph.vocabulary import ID

pytestmark = pytest.mark.browser
OVERFITTING, DROPOUT = ID + "overfitting", ID + "dropout"
_MIRRORS = """() => {
  const ids = (list) => list.map((e) => e.id).sort().join();
  return ids(whatfixes.outline.rows) === ids(whatfixes.canvas.cy().nodes().map((n) => n.data()));
}"""
_ROWS = "() => { const found = []; whatfixes.outline.grid().forEachNodeAfterFilterAndSort((n) => found.push(n.data.label)); return found; }"
_PICKED = "() => whatfixes.canvas.cy().nodes(':selected').map((n) => n.id())"
_IN_GRID = "() => whatfixes.outline.grid().getSelectedRows().map((r) => r.id).sort()"


def opened(explorer, path: str = "/?concept=overfitting", tab: str = "table"):
    explorer.open(path)
    explorer.page.click(".tool-outline")
    if tab == "tree":
        explorer.page.click("#outline-tab-tree")
        explorer.page.wait_for_selector(".tree-line")
    else:
        explorer.page.wait_for_selector("#outline-table .ag-row")
    explorer.page.wait_for_function(_MIRRORS)
    explorer.page.wait_for_timeout(150)  # the canvas makes room, and fits into what is left
    explorer.settle()
    return explorer.page


def test_the_table_mirrors_the_canvas_through_every_change_without_a_request(explorer) -> None:
    page = opened(explorer)
    assert len(page.evaluate(_ROWS)) == len(explorer.nodes())
    asked = explorer.callbacks()
    page.evaluate(f"() => {{ whatfixes.canvas.cy().getElementById('{DROPOUT}').remove(); }}")
    page.wait_for_function("(n) => whatfixes.outline.rows.length === n", arg=len(explorer.nodes()))
    page.wait_for_function(_MIRRORS)
    page.evaluate("() => { whatfixes.canvas.cy().nodes()[1].addClass('hidden'); }")
    page.wait_for_function("() => whatfixes.outline.rows[1].state === 'hidden'")
    assert "1 hidden" in page.locator(".outline-count").text_content()
    assert explorer.callbacks() == asked
    explorer.page.mouse.dblclick(*explorer.at(OVERFITTING))
    page.wait_for_function("(id) => whatfixes.outline.rows.some((r) => r.id === id)", arg=DROPOUT)
    page.wait_for_function(_MIRRORS)


def test_the_table_counts_links_and_claims(explorer, notes) -> None:
    from graph import claims
    page = opened(explorer)
    row = page.evaluate("(id) => whatfixes.outline.rows.find((r) => r.id === id)", OVERFITTING)
    assert row["links"] == page.evaluate("(id) => whatfixes.canvas.cy().getElementById(id).connectedEdges().length", OVERFITTING)
    known = claims.of(notes)
    assert row["claims"] == len({c.iri for c in (*known.by_subject[OVERFITTING], *known.by_object[OVERFITTING])})
    assert row["kind"] == "failure mode"


def test_a_row_selects_and_centres_its_node(explorer) -> None:
    page = opened(explorer)
    page.locator("#outline-table .ag-row", has_text="dropout").click()
    page.wait_for_function(f"() => whatfixes.canvas.cy().getElementById('{DROPOUT}').selected()")
    explorer.settle()
    assert page.evaluate(_PICKED) == [DROPOUT]
    box = page.locator("#canvas").bounding_box()
    x, y = explorer.at(DROPOUT)
    assert abs(x - box["x"] - box["width"] / 2) < 15 and abs(y - box["y"] - box["height"] / 2) < 15
    page.wait_for_selector("text=1 selected")
    assert page.evaluate("() => whatfixes.views.log.entries.some((entry) => /selected dropout/.test(entry.name))")


def test_a_node_selects_its_row(explorer) -> None:
    page = opened(explorer)
    # What the panel shows is selected when the outline opens.
    page.wait_for_function(f"() => whatfixes.outline.grid()?.getSelectedRows().map((r) => r.id).join() === '{OVERFITTING}'")
    page.evaluate(f"() => {{ whatfixes.canvas.cy().$id('{DROPOUT}').select(); }}")
    page.wait_for_function(f"() => whatfixes.outline.grid().getSelectedRows().some((r) => r.id === '{DROPOUT}')")
    page.mouse.click(*explorer.at(DROPOUT))
    page.wait_for_selector(".concept-panel h2:text-is('dropout')")
    explorer.settle()
    page.wait_for_function(f"() => whatfixes.outline.grid().getSelectedRows().map((r) => r.id).join() === '{DROPOUT}'")
    page.evaluate("() => { whatfixes.canvas.cy().nodes().slice(0, 3).select(); }")
    page.wait_for_function("() => whatfixes.outline.grid().getSelectedRows().length >= 3")
    assert page.evaluate(_IN_GRID) == sorted(page.evaluate(_PICKED))


def test_the_table_sorts_and_filters(explorer) -> None:
    page = opened(explorer)
    page.click("#outline-table .ag-header-cell-text:text-is('Concept')")
    rows = page.evaluate(_ROWS)
    assert [r.lower() for r in rows] == sorted(r.lower() for r in rows) and len(rows) > 10
    page.fill(".outline-filter", "regulari")
    page.wait_for_function(f"() => ({_ROWS})().length < 8")
    assert {"L1 regularization", "L2 regularization"} <= set(page.evaluate(_ROWS))


def test_enter_on_a_row_opens_its_concept(explorer) -> None:
    page = opened(explorer)
    page.locator("#outline-table .ag-row", has_text="early stopping").locator("[col-id=kind]").click()
    page.keyboard.press("Enter")
    page.wait_for_selector(".concept-panel h2:text-is('early stopping')")


def test_the_tree_is_walked_by_keys_in_the_aria_pattern(explorer) -> None:
    page = opened(explorer, tab="tree")
    tree = page.locator("#outline-tree")
    assert tree.get_attribute("role") == "tree" and tree.get_attribute("aria-multiselectable") == "true"
    assert page.locator("[role=treeitem][tabindex='0']").count() == 1
    page.locator("[role=treeitem][tabindex='0']").focus()
    here = """() => { const e = document.activeElement;
      return [e.getAttribute('aria-level'), e.querySelector('.tree-label').textContent, e.getAttribute('aria-expanded')]; }"""
    page.keyboard.press("Home")
    level, label, expanded = page.evaluate(here)
    assert (level, expanded) == ("1", "true")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.activeElement.getAttribute('aria-expanded') === 'false'")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.getAttribute('aria-expanded') === 'true'")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(here)[0] == "2"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(here)[1] == label
    page.keyboard.press("d")
    assert page.evaluate(here)[1].lower().startswith("d")
    page.keyboard.press("Home")
    page.keyboard.type("dro")
    assert page.evaluate(here)[1] == "dropout"
    page.keyboard.press(" ")
    page.wait_for_function("() => document.activeElement.getAttribute('aria-selected') === 'true'")
    assert DROPOUT in page.evaluate(_PICKED)
    page.keyboard.press("Enter")
    page.wait_for_selector(".concept-panel h2:text-is('dropout')")


def test_the_tree_mirrors_by_kind_and_by_what_was_expanded(explorer) -> None:
    page = opened(explorer, tab="tree")
    leaves = "() => [...document.querySelectorAll('.tree-line')].filter((l) => l.line.item.row).map((l) => l.line.item.row.id).sort()"
    assert page.evaluate(leaves) == sorted(explorer.nodes())
    page.select_option(".outline-by", "origin")
    page.wait_for_function("() => document.querySelectorAll('.tree-line.branch').length === 0")
    assert page.evaluate(leaves) == sorted(explorer.nodes())
    top = page.locator("[role=treeitem][aria-level='1']")
    assert top.count() == 1 and "overfitting" in top.text_content()


def test_a_click_in_the_tree_selects_and_a_selected_node_is_marked(explorer) -> None:
    page = opened(explorer, tab="tree")
    page.locator(".tree-line", has_text="bagging").click()
    page.wait_for_function(f"() => whatfixes.canvas.cy().$id('{ID}bagging').selected()")
    assert page.evaluate(_PICKED) == [ID + "bagging"]
    page.evaluate(f"() => {{ whatfixes.canvas.cy().$id('{DROPOUT}').select(); }}")
    page.wait_for_selector(".tree-line[aria-selected='true'] >> text=dropout")


def test_the_outline_is_part_of_the_view_and_closes(explorer) -> None:
    page = opened(explorer)
    part = "whatfixes.views.parts.get('outline')"
    assert page.evaluate(f"() => {part}.read()") == {"open": True, "shown": "table", "by": "kind"}
    page.evaluate(f"() => {part}.write({{ open: true, shown: 'tree', by: 'origin' }})")
    page.wait_for_selector("#outline-tree .tree-line")
    assert page.evaluate(f"() => {part}.read()") == {"open": True, "shown": "tree", "by": "origin"}
    page.click(".outline-close")
    assert page.locator("#outline").is_hidden()
    assert page.evaluate(f"() => {part}.read().open") is False


def test_the_overview_has_an_outline_too_and_it_fits_a_phone(visit) -> None:
    explorer = visit(viewport={"width": 390, "height": 844})
    page = opened(explorer, "/?concept=overfitting", tab="tree")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    box = page.locator("#outline").bounding_box()
    assert box["y"] + box["height"] <= 845 and box["height"] > 300 and page.locator("#canvas").bounding_box()["height"] > 120
