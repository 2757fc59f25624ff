"""Undo and redo, the browser's history, links, named views and files: each gives back the exact view."""
from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from views import views

from explorer import state
from explorer.state import REST, View, Window
from graph.store import Store
from graph.vocabulary import ID

pytestmark = pytest.mark.browser
OVERFITTING, DROPOUT = ID + "overfitting", ID + "dropout"
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def seen(explorer: Any) -> dict[str, Any]:
    """The whole view as JSON, its concepts in no order."""
    view = explorer.page.evaluate("() => whatfixes.views.read()")
    return canonical(view)


def canonical(view: dict[str, Any]) -> dict[str, Any]:
    """A view's JSON with ids for numbers and marks in order, so that the order of the elements does not matter."""
    known = state.read(view)
    return {**view, "nodes": sorted(view["nodes"]), **{n: sorted(getattr(known, n)) for n in ("lit", "dim", "selected", "chosen", "gone")}}


def asked_for(explorer: Any) -> list[str]:
    """What was asked of the server, but for the icon that Chromium asks for whenever an address changes and the count of findings."""
    return [r for r in explorer.requests if not r.startswith(("data:", "blob:")) and "_favicon" not in r and "findings.json" not in r]


def names(explorer: Any) -> list[str]:
    return explorer.page.evaluate("() => whatfixes.views.log.entries.map((e) => e.name)")


def panel(explorer: Any) -> str:
    return explorer.page.locator("#panel").inner_text()


def back(explorer: Any, state: tuple[Any, str]) -> None:
    """The canvas and the panel come back; the panel is rendered a moment after the canvas is drawn."""
    for _ in range(100):
        if panel(explorer) == state[1]:
            break
        explorer.page.wait_for_timeout(50)
    assert (seen(explorer), panel(explorer)) == state


def undo(explorer: Any, keys: str = "Control+z") -> None:
    explorer.page.keyboard.press(keys)
    explorer.settle()


def drag(explorer: Any, iri: str, x: int, y: int) -> None:
    at = explorer.at(iri)
    explorer.page.mouse.move(*at)
    explorer.page.mouse.down()
    explorer.page.mouse.move(at[0] + x, at[1] + y, steps=4)
    explorer.page.mouse.up()


def expand(explorer: Any, label: str) -> None:
    group = explorer.page.locator(".group", has=explorer.page.locator(f"text={label}")).first
    group.locator("[data-do=add]").first.click()
    explorer.page.wait_for_selector("#canvas-note:has-text('added')")
    explorer.settle()


def open_dropout(explorer: Any) -> None:
    explorer.page.click(".group .concept:text-is('dropout')")
    explorer.page.wait_for_selector("h2:text-is('dropout')")
    explorer.settle()


def test_undo_and_redo_go_by_name_and_ask_the_server_nothing(explorer) -> None:
    explorer.open("/?concept=dropout")
    first = seen(explorer), panel(explorer)
    explorer.page.evaluate("() => whatfixes.act({do: 'concept', iri: 'overfitting'})")
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    explorer.settle()
    second = seen(explorer), panel(explorer)
    expand(explorer, "is worsened by")
    third = seen(explorer), panel(explorer)
    assert names(explorer)[:2] == ["opened dropout", "opened overfitting"]
    assert names(explorer)[2].startswith("expanded overfitting: is worsened by")
    undo_button = explorer.page.locator("[aria-label^='Undo']")
    assert (undo_button.get_attribute("aria-label") or "").startswith("Undo: expanded overfitting: is worsened by")
    asked = len(asked_for(explorer))
    undo_button.click()
    explorer.settle()
    back(explorer, second)
    undo(explorer)
    back(explorer, first)
    assert explorer.page.locator("[aria-label='Redo: opened overfitting']").get_attribute("aria-disabled") == "false"
    undo(explorer, "Control+Shift+Z")
    back(explorer, second)
    undo(explorer, "Control+y")
    back(explorer, third)
    assert asked_for(explorer)[asked:] == []
    assert "Redone: expanded" in explorer.page.locator("#canvas-note").inner_text()


def test_nothing_is_undone_while_somebody_types(explorer) -> None:
    explorer.open("/?concept=overfitting")
    open_dropout(explorer)
    before = seen(explorer)
    explorer.page.fill("#search input", "abc")
    explorer.page.keyboard.press("Control+z")
    assert seen(explorer) == before


def test_a_drag_is_undone_to_the_very_place(explorer) -> None:
    explorer.open("/?concept=overfitting")
    before = explorer.nodes()
    drag(explorer, DROPOUT, 60, 40)
    assert names(explorer)[-1] == "moved dropout" and explorer.nodes() != before
    undo(explorer)
    assert explorer.nodes() == before


def test_closing_the_panel_and_fitting_are_undone_too(explorer) -> None:
    explorer.open("/?concept=overfitting")
    for _ in range(3):
        explorer.page.click("[data-do=zoom-in]")
    explorer.page.wait_for_timeout(300)
    before = seen(explorer)
    explorer.page.click("[data-do=fit]")
    explorer.settle()
    explorer.page.click("[data-do=close-panel]")
    assert not explorer.page.locator("#side").is_visible()
    undo(explorer)
    assert explorer.page.locator("#side").is_visible()
    undo(explorer)
    assert seen(explorer) == before


def test_an_undo_amid_the_movement_loses_no_place(explorer) -> None:
    explorer.open("/?concept=dropout")
    explorer.page.evaluate("() => whatfixes.act({do: 'concept', iri: 'overfitting'})")
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    explorer.settle()
    explorer.page.evaluate("""(iri) => new Promise((done) => {
      document.addEventListener('whatfixes:log', () => requestAnimationFrame(() => requestAnimationFrame(() => {
        whatfixes.views.undo(); whatfixes.views.redo(); done(); })), {once: true});
      whatfixes.act({do: 'expand', iri, groups: []});
    })""", OVERFITTING)
    explorer.settle()
    moved = seen(explorer)
    undo(explorer)
    undo(explorer, "Control+y")
    assert seen(explorer) == moved
    assert len(moved["nodes"]) > 10


def test_an_action_right_after_a_movement_leaves_the_view_where_it_was_moved_to(explorer) -> None:
    explorer.open("/?concept=dropout")
    page = explorer.page
    before = page.evaluate("() => { const cy = whatfixes.canvas.cy(); cy.panBy({ x: 40, y: -25 });"
                           " return new Promise((done) => setTimeout(() => done([cy.pan(), cy.zoom()]), 20)); }")
    page.evaluate("""(iri) => { const cy = whatfixes.canvas.cy(); whatfixes.selection.hide(cy.getElementById(iri));
        setTimeout(() => cy.panBy({ x: 300, y: 300 }), 20); }""", OVERFITTING)
    page.wait_for_timeout(250)
    undo(explorer)
    assert page.evaluate("() => [whatfixes.canvas.cy().pan(), whatfixes.canvas.cy().zoom()]") == before


def test_an_answer_that_comes_after_an_undo_is_not_shown(explorer) -> None:
    explorer.open("/?concept=dropout")
    explorer.page.evaluate("() => whatfixes.act({do: 'concept', iri: 'overfitting'})")
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    explorer.settle()
    held: list[Any] = []
    explorer.page.route("**/_dash-update-component*", lambda route: held.append(route))
    explorer.page.evaluate("() => whatfixes.act({do: 'ask', q: 'what fixes underfitting'})")
    explorer.page.wait_for_timeout(200)
    explorer.page.keyboard.press("Control+z")
    explorer.page.wait_for_selector("h2:text-is('dropout')")
    before = seen(explorer)
    for route in held:
        route.continue_()
    explorer.page.wait_for_timeout(1200)
    assert explorer.page.locator("#panel h2").first.inner_text() == "dropout", "a stale panel does not stay"
    assert seen(explorer) == before


def test_the_history_leads_to_any_step(explorer) -> None:
    explorer.open("/?concept=overfitting")
    first = seen(explorer)
    open_dropout(explorer)
    explorer.page.evaluate("() => whatfixes.act({do: 'ask', q: 'what fixes overfitting'})")
    explorer.page.wait_for_selector(".answer-panel")
    explorer.settle()
    last = seen(explorer)
    explorer.page.click("[aria-label='History']")
    listed = explorer.page.locator(".entry-name").all_inner_texts()
    assert listed == ["asked “what fixes overfitting”", "opened dropout", "opened overfitting"]
    assert explorer.page.locator(".entry[aria-current]").inner_text() == "asked “what fixes overfitting”"
    explorer.page.click(".entry:has-text('opened overfitting')")
    explorer.settle()
    assert seen(explorer) == first
    assert explorer.page.locator(".entry.undone").count() == 2
    explorer.page.keyboard.press("ArrowUp")
    explorer.page.keyboard.press("ArrowUp")
    explorer.page.keyboard.press("Enter")
    explorer.settle()
    assert seen(explorer) == last
    explorer.page.keyboard.press("Escape")
    assert not explorer.page.locator(".popover").is_visible()
    assert explorer.page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "History"


def test_what_was_undone_is_gone_after_something_new(explorer) -> None:
    explorer.open("/?concept=overfitting")
    open_dropout(explorer)
    undo(explorer)
    drag(explorer, DROPOUT, 30, 30)
    assert names(explorer) == ["opened overfitting", "moved dropout"]


def test_the_log_is_bounded(explorer) -> None:
    explorer.open("/?concept=overfitting")
    explorer.page.evaluate("() => { for (let n = 0; n < 260; n += 1) whatfixes.did(`did ${n}`); }")
    assert len(names(explorer)) == 200 and names(explorer)[-1] == "did 259"


# Everything that can be seen, to the last digit; classes that follow from the zoom say nothing about the view.
EXACT = r"""() => JSON.stringify([whatfixes.canvas.cy().elements()
  .map((e) => [e.id(), e.isNode() && e.position(),
    e.classes().filter((c) => !/^(hover|told|focus|mute|far\d|at-(top|right|left))$/.test(c)).sort(),
    e.selected(), e.locked()]).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
  whatfixes.canvas.cy().zoom(), whatfixes.canvas.cy().pan(), location.search, document.title, document.documentElement.dataset.panel,
  document.querySelector('#panel').innerText, [...whatfixes.views.parts.values()].map((part) => part.read())])"""
LOG = "() => [whatfixes.views.current().id, whatfixes.views.log.at, whatfixes.views.log.entries.map((e) => e.name)]"
# Nodes that a hand can reach: in sight, and under no tool.
REACHED = """() => { const cy = whatfixes.canvas.cy(), box = cy.container().getBoundingClientRect();
  return cy.nodes().filter((n) => whatfixes.canvas.shows(n))
    .map((n) => [n.renderedPosition('x') + box.left, n.renderedPosition('y') + box.top])
    .filter(([x, y]) => { const e = document.elementFromPoint(x, y); return e && e.closest('#canvas'); }); }"""


def reach(explorer: Any, which: int) -> tuple[float, float] | None:
    found = explorer.page.evaluate(REACHED)
    return tuple(found[which % len(found)]) if found else None


def click_nth(explorer: Any, selector: str, which: int) -> None:
    found = explorer.page.locator(selector)
    if count := found.count():
        found.nth(which % count).click()


def on_node(doing: Callable[[Any, float, float], None]) -> Callable[[Any, int], None]:
    def act(explorer: Any, which: int) -> None:
        if at := reach(explorer, which):
            doing(explorer.page, *at)
    return act


def drag_by_hand(page: Any, x: float, y: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 37, y - 23, steps=3)
    page.mouse.up()


def hide_by_hand(page: Any, x: float, y: float) -> None:
    page.keyboard.down("Control")
    page.mouse.click(x, y)
    page.keyboard.up("Control")


def wheel(explorer: Any, which: int) -> None:
    explorer.page.mouse.move(500, 420)
    explorer.page.mouse.wheel(0, 90 if which % 2 else -90)
    explorer.page.wait_for_timeout(250)


def asked(explorer: Any, which: int) -> None:
    explorer.page.fill("#search input", ("what fixes underfitting", "dropout", "underfitting to dropout")[which % 3])
    explorer.page.keyboard.press("Enter")


def travel(explorer: Any, by: int) -> None:
    """Back or forward in the browser, as far as this page goes."""
    can = "(by) => { const at = navigation.currentEntry.index + by; return at >= window.begun && at < navigation.entries().length; }"
    if explorer.page.evaluate(can, by):
        explorer.page.evaluate("(by) => history.go(by)", by)
        explorer.page.wait_for_timeout(150)


def reload(explorer: Any, _: int) -> None:
    log, shown, begun = explorer.page.evaluate(LOG), explorer.page.evaluate(EXACT), explorer.page.evaluate("() => window.begun")
    explorer.page.reload()
    explorer.settle()
    explorer.page.evaluate("(n) => { window.begun = n; }", begun)
    assert explorer.page.evaluate(LOG) == log
    expect_exactly(explorer, shown)


HANDS: dict[str, Callable[[Any, int], None]] = {
    "drag": on_node(drag_by_hand), "hide": on_node(hide_by_hand), "expand": on_node(lambda page, x, y: page.mouse.dblclick(x, y)),
    "open": lambda e, n: click_nth(e, "#panel a.concept:visible", n), "add": lambda e, n: click_nth(e, "#panel [data-do=add]:visible", n),
    "filter": lambda e, n: click_nth(e, "#legend .legend-row:visible", n), "fit": lambda e, _: click_nth(e, ".tools [data-do=fit]", 0),
    "close the panel": lambda e, _: click_nth(e, "[data-do=close-panel]:visible", 0), "ask": asked, "wheel": wheel, "reload": reload,
    "outline": lambda e, _: click_nth(e, ".tool-outline", 0), "undo": lambda e, _: undo(e), "redo": lambda e, _: undo(e, "Control+y"),
    "back": lambda e, _: travel(e, -1), "forward": lambda e, _: travel(e, 1)}


def expect_exactly(explorer: Any, view: str) -> None:
    """Wait until all is drawn, and compare."""
    with suppress(Exception):
        explorer.page.wait_for_function(f"(view) => ({EXACT})() === view", arg=view, timeout=2500)
    assert json.loads(explorer.page.evaluate(EXACT)) == json.loads(view)


# Nothing has changed for 90 ms: a panel or an outline that came or went has given its room, and the canvas has taken it.
QUIET = f"""async () => {{ const look = {EXACT}; let last = look();
  for (let same = 0; same < 3;) {{
    await new Promise((done) => setTimeout(done, 30));
    const now = look();
    same = now === last ? same + 1 : 0;
    last = now;
  }} }}"""


def rest(explorer: Any, clicked: bool) -> None:
    explorer.page.mouse.move(3, 895)
    if clicked:
        explorer.page.wait_for_timeout(320)  # a single click on a node waits for a second one
    explorer.settle()
    explorer.page.evaluate(QUIET)


@settings(FEW, max_examples=3)
@example([("close the panel", 0), ("outline", 0), ("hide", 3), ("reload", 0), ("filter", 1), ("undo", 0), ("reload", 0), ("redo", 0),
          ("back", 0)])
@given(st.lists(st.tuples(st.sampled_from(sorted(HANDS)), st.integers(0, 50)), min_size=4, max_size=6))
def test_whatever_hands_do_undo_redo_back_forward_and_reload_are_identities(explorer, doings: list[tuple[str, int]]) -> None:
    page = explorer.page
    page.goto("about:blank")  # the address that is shown already would only be a reload
    explorer.open("/?concept=dropout")
    page.evaluate("() => { window.begun = navigation.currentEntry.index; }")
    views: dict[str, str] = {}
    rest(explorer, True)
    for doing, which in doings:
        here = page.evaluate(LOG)[0]
        views[here] = page.evaluate(EXACT)
        HANDS[doing](explorer, which)
        rest(explorer, doing in {"drag", "hide", "expand"})
        there = page.evaluate(LOG)[0]
        if there != here and there in views:
            assert doing in {"undo", "redo", "back", "forward"}
            expect_exactly(explorer, views[there])
    views[page.evaluate(LOG)[0]] = page.evaluate(EXACT)
    for can, step in (("canUndo", "undo"), ("canRedo", "redo"), ("canUndo", "undo")):
        while page.evaluate(f"() => whatfixes.views.{can}()"):
            page.evaluate(f"() => whatfixes.views.{step}()")
            there = page.evaluate(LOG)[0]
            if there in views:
                expect_exactly(explorer, views[there])
            else:
                views[there] = page.evaluate(EXACT)


@FEW
@given(views())
def test_browser_and_python_write_links_that_the_other_reads(explorer, view: View) -> None:
    if not explorer.page.url.startswith(explorer.address):
        explorer.open()
    wire = view.as_json()
    text = explorer.page.evaluate("(v) => whatfixes.views.codec.pack(v)", wire)
    assert state.decode(text) == view
    assert explorer.page.evaluate("(t) => whatfixes.views.codec.unpack(t)", state.encode(view)) == json.loads(json.dumps(wire))


@st.composite
def notes_views(draw: st.DrawFn, notes: Store) -> View:
    """Views that the canvas over the notes can show."""
    ids = draw(st.lists(st.sampled_from(sorted(notes.concepts)), unique=True, min_size=1, max_size=25))
    marks = st.lists(st.sampled_from(ids), unique=True, max_size=5).map(lambda m: tuple(sorted(m)))
    far = st.integers(-9000, 9000).map(lambda n: n / 10)
    window = Window(draw(st.integers(100, 30000)) / 1e4, draw(far), draw(far), 1440, 842)
    lit = draw(marks)
    return View(tuple((iri, draw(st.integers(-2000, 2000)), draw(st.integers(-2000, 2000))) for iri in ids), mode="concept", open=False,
                touched=draw(st.booleans()), lit=lit, dim=REST if lit and draw(st.booleans()) else (), selected=draw(marks),
                chosen=draw(marks)[:1], window=window)


@settings(FEW, max_examples=6)
@given(st.data())
def test_a_link_and_a_reload_give_back_the_view(explorer, notes: Store, data: st.DataObject) -> None:
    view = data.draw(notes_views(notes))
    explorer.page.goto("about:blank")
    explorer.open(f"/#view={state.encode(view)}")
    shown = seen(explorer)
    told = state.read(explorer.page.evaluate("() => whatfixes.views.read()"))
    assert sorted(told.nodes) == sorted(view.nodes)
    assert sorted(told.lit) == sorted(view.lit) and sorted(told.selected) == sorted(view.selected) and told.chosen == view.chosen
    assert told.window is not None and view.window is not None
    assert (told.window.x, told.window.y) == pytest.approx((view.window.x, view.window.y), abs=0.11)
    assert told.window.zoom == pytest.approx(max(0.08, min(3, view.window.zoom)))
    explorer.page.wait_for_timeout(300)
    explorer.page.reload()
    explorer.settle()
    assert seen(explorer) == shown
