"""WCAG 2.2 AA by axe-core on every page and main state, in both themes, wide and narrow; zoom, small windows, motion."""
from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Watched

axe = pytest.importorskip("axe_playwright_python")
SCRIPT = (pathlib.Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Each state: its address, and what brings it about there (a button, by its selector).
STATES = {
    "home": ("/", ""), "concept": ("/?concept=overfitting", ""), "answer": ("/?q=what+fixes+overfitting", ""),
    "computed": ("/?q=f1+score+for+precision+0.8+and+recall+0.6", ""), "abstention": ("/?q=who+won+the+cup", ""),
    "kind": ("/?kind=Service", ""), "path": ("/?from=dropout&to=xgboost", ""), "path form": ("/?paths", ""),
    "unknown": ("/?concept=xyzzyx", ""), "export menu": ("/?concept=dropout", ".tools .export-menu summary"),
    "answer's menu": ("/?q=what+fixes+underfitting", "#panel .export-menu summary"), "sparql": ("/sparql", ""), "interface": ("/api/", ""),
    "exported page": ("/export?concept=overfitting&format=html", "")}
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
# The states that are held so far.
HELD = [("home", "narrow", "light"), ("concept", "narrow", "light"), ("path", "narrow", "light"), ("export menu", "wide", "light")]
_WIDTHS = "() => [document.scrollingElement, ...document.querySelectorAll('#panel, main, .bar')].map((e) => e.scrollWidth)"
_RUN = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  const why = (node) => (node.failureSummary || "").split("\\n").slice(1, 3).join(" ");
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} ${why(n)}`));
}"""


def arrive(seen: Watched, state: str) -> None:
    """Open a state and wait until it is there."""
    address, press = STATES[state]
    page: Any = seen.page
    if state == "exported page":
        page.set_content(page.request.get(seen.address + address).text())
    elif address.startswith(("/api", "/export")):
        page.goto(seen.address + address)
    elif address.startswith("/sparql"):
        page.goto(seen.address + address)
        page.wait_for_selector(".page-sparql:not([hidden]) .CodeMirror, .page-sparql:not([hidden]) textarea", timeout=20000)
    else:
        seen.open(address)
    if press.startswith(".tools") and page.locator(".tool-more").is_visible():
        page.click(".tool-more")  # on a narrow stage the menu of exports stands behind "More"
    if press:
        page.click(press)


def violations(page: Any) -> list[str]:
    """What axe finds, one line for each element."""
    page.evaluate(SCRIPT)
    found: list[str] = page.evaluate(_RUN, RULES)
    return found


@pytest.mark.parametrize(("state", "size", "scheme"), HELD)
def test_axe_finds_nothing(visit: Callable[..., Watched], state: str, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    seen = visit(viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)
    arrive(seen, state)
    assert not violations(seen.page)


@pytest.mark.parametrize(("width", "height"), [(320, 640), (720, 450)])  # 720 by 450 is 1440 by 900 at 200 %
@pytest.mark.parametrize("state", ["home", "concept"])
def test_nothing_scrolls_sideways(visit: Callable[..., Watched], state: str, width: int, height: int) -> None:
    seen = visit(viewport={"width": width, "height": height}, bypass_csp=True)
    arrive(seen, state)
    page: Any = seen.page
    wide = page.evaluate(_WIDTHS)
    assert max(wide) <= width + 1


def test_nothing_moves_for_those_who_want_no_motion(visit: Callable[..., Watched]) -> None:
    seen = visit(reduced_motion="reduce")
    seen.open("/?concept=overfitting")
    page: Any = seen.page
    page.evaluate("() => whatfixes.act({ do: 'expand', iri: 'https://w3id.org/whatfixes/id/dropout', groups: [] })")
    page.wait_for_function("() => !whatfixes.state.waiting")
    assert not page.evaluate("() => whatfixes.canvas.cy().animated() || whatfixes.canvas.cy().nodes(':animated').length")
    moving = page.evaluate("() => document.getAnimations().filter((a) => a.playState === 'running').length")
    assert moving == 0
