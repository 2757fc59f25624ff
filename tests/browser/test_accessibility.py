"""WCAG 2.2 AA by axe-core on every state of every page, in both themes, wide and narrow; zoom, small windows, motion, colours."""
from __future__ import annotations

import os
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from . import states
from .conftest import SCREENSHOTS, Watched

pytestmark = pytest.mark.browser

axe = pytest.importorskip("axe_playwright_python")
SCRIPT = (pathlib.Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
# The dark theme differs in its colours alone (base.css): what axe says of names, roles and sizes holds in both.
RULES = {"light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
         "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# A part of the page that stands as it was checked before, by the same rules, is not checked again: it saves half of the time.
_RUN = """async (rules) => {
  const known = window.checked = window.checked || new Set(), exclude = [[".letter:nth-of-type(n + 4)"]];  // like the first letters
  for (const part of ["#panel", "#legend", "#bar", "#wb-examples", "#wb-result", "#overview-list", ".tools"]) {
    const element = document.querySelector(part);
    if (!element) continue;
    const html = rules.type + part + element.outerHTML;
    if (known.has(html)) exclude.push([part]);
    known.add(html);
  }
  const found = await axe.run({ exclude }, { runOnly: rules, resultTypes: ["violations"], preload: false });
  const why = (node) => (node.failureSummary || "").split("\\n").slice(1, 3).join(" ");
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} ${why(n)}`));
}"""


def violations(page: Any, scheme: str) -> list[str]:
    """What axe finds, one line for each element."""
    page.emulate_media(color_scheme=scheme)
    # The page's policy bars scripts of text from the page alone; axe comes as one, and the debugger may run it.
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


# What sticks out of the window, and what scrolls sideways: code, formulas and tables of results may, for they have two dimensions.
_STICKS_OUT = """() => {
  const within = (e, test) => {
    let p = e.parentElement;
    while (p && p !== document.body && !test(p)) p = p.parentElement;
    return p && p !== document.body;
  };
  const cuts = (e) => getComputedStyle(e).overflowX !== "visible" || e.matches("svg");
  const name = (e) => `${e.tagName.toLowerCase()}#${e.id}.${e.getAttribute("class")}`;
  const aside = ".unseen, .skip, #js-plotly-tester", two = "pre, .formula, .math, .ag-root, .CodeMirror, [role=tablist]";
  const all = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && !e.closest(aside));
  const beyond = (at) => at.width && (at.right > innerWidth + 1 || at.left < -1);
  const out = all.filter((e) => beyond(e.getBoundingClientRect()) && !within(e, cuts));
  const scrolls = all.filter((e) => /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1
    && !e.closest(two));
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


def test_nothing_moves_for_those_who_want_no_motion(visit: Callable[..., Watched]) -> None:
    seen = visit(reduced_motion="reduce")
    seen.open("/?concept=overfitting")
    page: Any = seen.page
    page.evaluate("() => whatfixes.act({ do: 'expand', iri: 'https://w3id.org/whatfixes/id/dropout', groups: [] })")
    page.wait_for_function("() => !whatfixes.state.waiting")
    assert not page.evaluate("() => whatfixes.canvas.cy().animated() || whatfixes.canvas.cy().nodes(':animated').length")
    moving = page.evaluate("() => document.getAnimations().filter((a) => a.playState === 'running').length")
    assert moving == 0


_LOOKS = """(selectors) => Object.fromEntries(selectors.map((s) => { const e = document.querySelector(s), style = getComputedStyle(e);
  const outline = style.outlineStyle + " " + style.outlineWidth;
  return [s, { ink: style.color, ground: style.backgroundColor, outline, border: style.borderTopStyle }]; }))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_that_the_system_forces_leave_focus_buttons_and_kinds_to_be_seen(visit: Callable[..., Watched], scheme: str) -> None:
    seen = visit(forced_colors="active", color_scheme=scheme)
    page: Any = seen.page
    seen.open("/?concept=overfitting")
    for selector in ("#search input", ".tool-outline", "#panel .button"):
        page.focus(selector)
        page.keyboard.press("Shift")  # a key, so that the focus is to be seen
        assert page.evaluate(_LOOKS, [selector])[selector]["outline"] == "solid 2px", selector
    page.click(".tool-outline")
    looks = page.evaluate(_LOOKS, [".tool-outline", "#panel .button.primary", "#legend .swatch", "#canvas", "body", "#outline-tab-table"])
    assert looks["#panel .button.primary"]["border"] == "solid" and looks["#outline-tab-table"]["outline"] == "solid 1px"
    assert looks["#legend .swatch"]["ground"] not in {looks["body"]["ground"], "rgba(0, 0, 0, 0)"}, "a kind keeps its colour"
    paper = {"light": "rgb(251, 251, 250)", "dark": "rgb(20, 23, 28)"}
    assert looks["#canvas"]["ground"] == paper[scheme], "the canvas draws in the colours of its theme"
    if os.environ.get("WHATFIXES_SCREENSHOTS"):
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"forced-{scheme}.png")
