"""What fingers do on a phone: tap, double tap, long press, drag and pinch."""
from __future__ import annotations

import pytest

from graph.vocabulary import ID

pytestmark = pytest.mark.browser
OVERFITTING, DROPOUT = ID + "overfitting", ID + "dropout"


def test_a_long_press_opens_the_menu_and_the_checklist_fits(visit) -> None:
    phone = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone.open("/?concept=overfitting")
    phone.page.wait_for_timeout(400)
    x, y = phone.at(OVERFITTING)
    session = phone.page.context.new_cdp_session(phone.page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    phone.page.wait_for_selector("[role=menu]")
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.page.wait_for_timeout(300)
    assert phone.page.locator("[role=menu]").is_visible(), "the end of the press does not close it"
    phone.page.get_by_role("menuitem", name="Expand…").tap()
    phone.page.wait_for_selector("#expansion")
    box = phone.page.locator("#expansion").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] + box["height"] <= 844


def test_fingers_open_expand_drag_and_zoom(visit) -> None:
    phone = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone.open("/?concept=overfitting")
    page = phone.page
    session = page.context.new_cdp_session(page)

    def fingers(kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    page.touchscreen.tap(*phone.at(DROPOUT))
    page.wait_for_selector("#panel h2:text-is('dropout')")
    phone.settle()
    before, asked = phone.nodes(), phone.callbacks()
    for _ in range(2):
        page.touchscreen.tap(*phone.at(DROPOUT))
    page.wait_for_function("(n) => Object.keys(whatfixes.canvas.present()).length > n", arg=len(before))
    phone.settle()
    assert phone.callbacks() == asked + 1
    assert {iri: phone.nodes()[iri] for iri in before} == before
    asked, (x, y), zoom = len(phone.requests), phone.at(DROPOUT), page.evaluate("() => whatfixes.canvas.cy().zoom()")
    fingers("touchStart", (x, y))
    for far in (8, 16, 24):
        fingers("touchMove", (x - far, y - far / 2))
    fingers("touchEnd")
    page.wait_for_function("() => whatfixes.views.log.entries.some((e) => e.name === 'moved dropout')")
    moved = phone.nodes()
    assert {iri for iri in before if moved[iri] != before[iri]} == {DROPOUT}
    box = page.locator("#canvas").bounding_box()
    x, y = box["x"] + 160, box["y"] + 70
    fingers("touchStart", (x - 20, y), (x + 20, y))
    for far in range(25, 90, 8):
        fingers("touchMove", (x - far, y), (x + far, y))
        page.wait_for_timeout(20)
    fingers("touchEnd")
    page.wait_for_function("(zoom) => whatfixes.canvas.cy().zoom() > 1.5 * zoom", arg=zoom)
    assert page.evaluate("() => [visualViewport.scale, scrollX, scrollY]") == [1, 0, 0], "the canvas zooms, and not the page"
    page.wait_for_timeout(300)
    assert len(phone.requests) == asked
