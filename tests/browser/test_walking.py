"""The keyboard on the canvas: arrows along edges, what is said, every key, the sheet of shortcuts."""
from __future__ import annotations

import pytest

from graph.vocabulary import ID

pytestmark = pytest.mark.browser
OVERFITTING, DROPOUT = ID + "overfitting", ID + "dropout"
ARROW = """([from, to]) => { const cy = whatfixes.canvas.cy(), a = cy.getElementById(from).position(), b = cy.getElementById(to).position();
    const dx = b.x - a.x, dy = b.y - a.y;
    return Math.abs(dx) > Math.abs(dy) ? (dx > 0 ? 'ArrowRight' : 'ArrowLeft') : (dy > 0 ? 'ArrowDown' : 'ArrowUp'); }"""


def said(explorer) -> str:
    return (explorer.page.locator("#canvas-live").text_content() or "").strip("\u00a0")


def at(explorer) -> str:
    return explorer.page.evaluate("() => { const n = whatfixes.canvas.cy().nodes('.focus'); return n.length ? n.id() : ''; }")


@pytest.fixture
def walker(explorer):
    """The canvas with dropout and overfitting alone, the keyboard on dropout."""
    explorer.open("/?concept=dropout")
    explorer.page.evaluate("""([a, b]) => { const cy = whatfixes.canvas.cy(); cy.nodes().filter((n) => ![a, b].includes(n.id())).remove();
        whatfixes.touched = true; whatfixes.canvas.fit(); }""", [DROPOUT, OVERFITTING])
    explorer.settle()
    focus(explorer)
    return explorer


def focus(explorer) -> None:
    """Come to the canvas by Tab, as people do."""
    explorer.page.evaluate("() => document.querySelector('#search input').focus()")
    for _ in range(20):
        explorer.page.keyboard.press("Tab")
        if explorer.page.evaluate("() => document.activeElement.id") == "canvas":
            return
    pytest.fail("Tab never comes to the canvas")


def test_the_canvas_is_an_application_with_name_instructions_and_a_visible_focus(walker) -> None:
    box = walker.page.locator("#canvas")
    assert box.get_attribute("role") == "application" and box.get_attribute("aria-label")
    help = walker.page.locator(f"#{box.get_attribute('aria-describedby')}").text_content() or ""
    assert "Arrows" in help and "Enter" in help
    assert at(walker) == DROPOUT and said(walker).startswith("dropout, technique") or "dropout" in said(walker)
    assert walker.page.evaluate("() => getComputedStyle(document.getElementById('canvas')).outlineStyle") == "solid"
    assert float(walker.page.evaluate("() => whatfixes.canvas.cy().nodes('.focus')[0].numericStyle('underlay-opacity')")) > 0


def test_arrows_walk_along_an_edge_and_say_it_both_ways(walker) -> None:
    there = walker.page.evaluate(ARROW, [DROPOUT, OVERFITTING])
    back = walker.page.evaluate(ARROW, [OVERFITTING, DROPOUT])
    asked = len(walker.requests)
    walker.page.keyboard.press(there)
    assert at(walker) == OVERFITTING and said(walker) == "dropout — mitigates → overfitting"
    walker.page.keyboard.press(back)
    assert at(walker) == DROPOUT and said(walker) == "overfitting — is mitigated by → dropout"
    walker.page.keyboard.press(back)
    assert at(walker) == DROPOUT and said(walker).startswith("No link")
    walker.page.keyboard.press("w")
    assert "Linked because" in said(walker) and walker.page.locator("#hover-card.kept").is_visible()
    walker.page.keyboard.press("Escape")
    assert not walker.page.locator("#hover-card").is_visible()
    assert len(walker.requests) == asked


def test_enter_expands_with_one_request_and_keeps_the_focus(walker) -> None:
    asked, before = walker.callbacks(), len(walker.nodes())
    walker.page.keyboard.press("Enter")
    walker.page.wait_for_function("(n) => Object.keys(whatfixes.canvas.present()).length > n", arg=before)
    walker.settle()
    assert walker.callbacks() == asked + 1 and at(walker) == DROPOUT
    assert walker.page.evaluate("() => document.activeElement.id") == "canvas"


def test_e_opens_the_checklist_and_escape_comes_back(walker) -> None:
    walker.page.keyboard.press("e")
    walker.page.wait_for_selector("#expansion")
    inside = "() => Boolean(document.activeElement.closest('#expansion'))"
    for _ in range(14):
        walker.page.keyboard.press("Tab")
        assert walker.page.evaluate(inside), "Tab stays inside"
    walker.page.keyboard.press("Escape")
    assert walker.page.evaluate("() => document.activeElement.id") == "canvas"


def test_keys_hide_pin_focus_select_and_open_the_menu(walker) -> None:
    page = walker.page
    page.keyboard.press("p")
    assert page.evaluate("(i) => whatfixes.canvas.cy().getElementById(i).locked()", DROPOUT)
    page.keyboard.press("s")
    assert page.evaluate("() => whatfixes.selection.some().length") == 1 and said(walker) == "dropout selected"
    page.keyboard.press("Shift+F10")
    assert page.locator("[role=menu]").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    assert page.evaluate("() => whatfixes.selection.some().length") == 2
    page.keyboard.press("Escape")
    assert page.evaluate("() => whatfixes.selection.some().length") == 0
    page.keyboard.press("f")
    page.keyboard.press("Escape")
    page.keyboard.press("Delete")
    assert set(walker.nodes()) == {OVERFITTING} and at(walker) == OVERFITTING
    walker.settle()
    zoom = page.evaluate("() => whatfixes.canvas.cy().zoom()")
    page.keyboard.press("-")
    assert page.evaluate("() => whatfixes.canvas.cy().zoom()") < zoom


def test_r_starts_again_from_the_node(walker) -> None:
    walker.page.keyboard.press("r")
    walker.page.wait_for_function("() => Object.keys(whatfixes.canvas.present()).length > 2")
    walker.settle()
    assert DROPOUT in walker.nodes() and len(walker.nodes()) > 2


def test_the_sheet_of_shortcuts_keeps_the_focus_and_gives_it_back(walker) -> None:
    page = walker.page
    page.keyboard.press("?")
    sheet = page.locator("dialog.sheet")
    assert sheet.is_visible() and "walk along a link" in sheet.inner_text() and "Long press" in sheet.inner_text()
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("() => Boolean(document.activeElement.closest('dialog'))")
    page.keyboard.press("Escape")
    sheet.wait_for(state="detached")
    assert page.evaluate("() => document.activeElement.id") == "canvas"
    page.fill("#search input", "")
    page.keyboard.press("?")
    assert not sheet.count(), "typed in the box it is only a letter"


def test_clusters_of_the_first_screen_can_be_walked_and_opened(explorer) -> None:
    explorer.open()
    focus(explorer)
    first = at(explorer)
    assert first.startswith("cluster:")
    for way in ("Right", "Left", "Up", "Down"):
        explorer.page.keyboard.press(f"Control+Arrow{way}")
        assert at(explorer).startswith("cluster:")
        if at(explorer) != first:
            break
    assert at(explorer) != first
    explorer.page.keyboard.press("Enter")
    explorer.page.wait_for_selector(".kind-panel")
