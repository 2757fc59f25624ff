"""The tools of the canvas: none lies over another, and on a narrow stage the rarer ones stand behind "More"."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Watched

pytestmark = pytest.mark.browser
_OVER = """(selectors) => {
  const seen = selectors.map((s) => document.querySelector(s)).filter((e) => e && e.checkVisibility());
  const boxes = seen.map((e) => e.getBoundingClientRect());
  const stage = document.querySelector('.stage').getBoundingClientRect();
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  const within = (a) => a.left >= stage.left && a.right <= stage.right && a.top >= stage.top && a.bottom <= stage.bottom;
  return [boxes.length, boxes.every(within), boxes.every((a, i) => boxes.every((b, j) => j <= i || apart(a, b)))];
}"""


@pytest.mark.parametrize("size", [(1440, 900), (820, 1180), (390, 844), (320, 640)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_tools_log_and_legend_lie_beside_each_other(visit: Callable[..., Watched], size: tuple[int, int]) -> None:
    seen = visit(viewport={"width": size[0], "height": size[1]})
    seen.open("/?concept=overfitting")
    page: Any = seen.page
    if page.locator(".tool-legend").is_visible():
        page.click(".tool-legend")
    assert page.evaluate(_OVER, [".log-bar", ".tools", "#legend"]) == [3, True, True]


def test_a_phone_has_the_rarer_tools_behind_more(visit: Callable[..., Watched]) -> None:
    seen = visit(viewport={"width": 390, "height": 844})
    seen.open("/?concept=overfitting")
    page: Any = seen.page
    assert not page.locator(".tool-lasso").is_visible()
    page.click(".tool-more")
    assert page.get_attribute(".tool-more", "aria-expanded") == "true"
    assert all(page.locator(tool).is_visible() for tool in (".tool-menu", ".tool-lasso", ".tool-home", ".tool-shortcuts"))
    page.keyboard.press("Escape")
    assert not page.locator(".tool-lasso").is_visible() and page.evaluate("() => document.activeElement.className") == "tool tool-more"
    page.click(".tool-more")
    page.click("#tools-rest summary")
    with page.expect_download() as found:
        page.click("#tools-rest [data-format=csv]")
    assert found.value.suggested_filename.endswith(".csv") and not page.locator("#tools-rest").is_visible()


def test_a_phone_keeps_all_in_view_when_the_panel_gives_its_room_back(visit: Callable[..., Watched]) -> None:
    seen = visit(viewport={"width": 390, "height": 844})
    seen.open("/?concept=overfitting")
    page: Any = seen.page
    page.click("[data-do=close-panel]")
    page.wait_for_function("() => whatfixes.canvas.cy().height() > 500")
    seen.settle()
    page.wait_for_function("""() => {
      const cy = whatfixes.canvas.cy(), all = cy.nodes().renderedBoundingBox({ includeLabels: false }), middle = (all.y1 + all.y2) / 2;
      return !cy.animated() && Math.abs(middle - cy.height() / 2) < 60 && all.y1 >= 0 && all.y2 <= cy.height();
    }""")
