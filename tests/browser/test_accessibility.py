"""WCAG 2.2 AA by axe-core on every state of every page, in both themes, wide and narrow; zoom, small windows, motion, colours."""
from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from . import states
from .conftest import Watched

pytestmark = pytest.mark.browser

axe = pytest.importorskip("axe_playwright_python")
SCRIPT = (pathlib.Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
# The dark theme differs in its colours alone (base.css): what axe says of names, roles and sizes holds in both.
RULES = {"light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
         "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_RUN = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const why = (node) => (node.failureSummary || "").split("\\n").slice(1, 3).join(" ");
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} ${why(n)}`));
}"""


def violations(page: Any, scheme: str) -> list[str]:
    """What axe finds, one line for each element."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate("(script) => { if (!window.axe) window.eval(script); }", SCRIPT)
    found: list[str] = page.evaluate(_RUN, RULES[scheme])
    return found


@pytest.mark.parametrize("size", list(SIZES))
def test_axe_finds_nothing_in_any_state(visit: Callable[..., Watched], size: str) -> None:
    width, height = SIZES[size]
    seen = visit(viewport={"width": width, "height": height}, bypass_csp=True, reduced_motion="reduce")
    found = {f"{state}, {scheme}": told for state in states.walk(seen) for scheme in ("dark", "light")
             if (told := violations(seen.page, scheme))}
    assert not found


# What is wider than its box and whole in no scroller of its own; code, formulas and tables of results may have one, for they have two dimensions.
_STICKS_OUT = """() => {
  const within = (e, test) => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (test(p)) return true; return false; };
  const cuts = (e) => getComputedStyle(e).overflowX !== "visible" || e.matches("svg");
  const name = (e) => `${e.tagName.toLowerCase()}#${e.id}.${e.getAttribute("class")}`;
  const all = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && !e.closest(".unseen, .skip, #js-plotly-tester"));
  const out = all.filter((e) => { const at = e.getBoundingClientRect(); return at.width && (at.right > innerWidth + 1 || at.left < -1) && !within(e, cuts); });
  const scrolls = all.filter((e) => /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1
    && !e.closest("pre, .formula, .math, .ag-root, .CodeMirror, [role=tablist]"));
  return [...out, ...scrolls, ...(document.scrollingElement.scrollWidth > innerWidth ? [document.body] : [])].map(name);
}"""


def test_nothing_scrolls_sideways_in_a_small_window_or_at_twice_the_size(visit: Callable[..., Watched]) -> None:
    small, zoomed = {"width": 320, "height": 640}, {"width": 720, "height": 450}  # 1440 by 900 at 200 %
    seen = visit(viewport=small, reduced_motion="reduce")
    page: Any = seen.page
    found = {}
    for state in states.walk(seen):
        for size in (small, zoomed):
            page.set_viewport_size(size)
            if told := page.evaluate(_STICKS_OUT):
                found[f"{state}, {size['width']}"] = told
        page.set_viewport_size(small)
    assert not found
