"""From the canvas to the documents and back, and what the checks find where it belongs: bar, canvas, card, menu, panel."""
from __future__ import annotations

import pathlib
from collections.abc import Callable

import pytest

from graph import sources
from graph.vocabulary import ID

from .conftest import Watched, served

pytestmark = pytest.mark.browser
E = "http://example.org/"
TROUBLE = """
section: Trouble
concepts:
  one: {kind: Technique, label: one, definition: The first., lines: 1, mitigates: {to: two, lines: 1}}
  two: {kind: FailureMode, label: two, definition: The second., lines: 2, isMitigatedBy: {to: one, not: true, lines: 2}}
  three: {kind: FailureMode, label: three, definition: Nobody speaks of it., lines: 3}
"""


def test_a_concept_leads_to_its_page_and_back_to_the_canvas(visit: Callable[..., Watched]) -> None:
    seen = visit()
    seen.open("/?concept=overfitting")
    before = seen.nodes()
    seen.page.locator("#panel").get_by_role("link", name="Its page").click()
    seen.page.wait_for_url("**/id/overfitting.html")
    seen.page.go_back()
    seen.settle()
    assert seen.nodes() == {iri: pytest.approx(at, abs=1) for iri, at in before.items()}
    seen.page.mouse.click(*seen.at(ID + "dropout"), button="right")
    seen.page.get_by_role("menuitem", name="Open its page", exact=True).click()
    seen.page.wait_for_url("**/id/dropout.html")
    seen.page.get_by_role("link", name="Explore from here").click()
    seen.page.wait_for_url("**/?concept=dropout")
    seen.settle()
    assert seen.page.locator("#panel h2").inner_text() == "dropout" and ID + "dropout" in seen.nodes()


def test_concepts_of_other_people_lead_to_their_pages_too(visit: Callable[..., Watched], stars: str) -> None:
    seen = visit(stars)
    seen.open(f"/?concept={E}one")
    seen.page.locator("#panel").get_by_role("link", name="Its page").click()
    seen.page.wait_for_url("**/concept?iri=http*one")
    seen.page.get_by_role("link", name="Explore from here").click()
    seen.page.wait_for_url("**/?concept=*")
    seen.settle()
    x, y = seen.at(E + "two")
    seen.page.mouse.click(x + 4, y + 3, button="right")  # Cytoscape does not find a diamond at the very middle
    seen.page.get_by_role("menuitem", name="Open its page", exact=True).click()
    seen.page.wait_for_url("**/concept?iri=http*two")
    assert seen.page.locator("h1").inner_text() == "two"


def test_findings_stand_where_they_belong(chromium: object, visit: Callable[..., Watched], tmp_path: pathlib.Path) -> None:
    (tmp_path / "facts.yaml").write_text(TROUBLE, encoding="utf-8")
    with served(sources.open([tmp_path])) as address:
        seen = visit(address)
        seen.open("/?concept=one")
        place = seen.page.locator("#panel .findings-later, #panel .findings")
        place.first.wait_for(state="attached")
        seen.page.evaluate("() => { whatfixes.findings.ask(); }")
        count = seen.page.locator("#link-findings .badge.bad")
        count.wait_for(timeout=120_000)
        assert place.first.inner_text().strip(), "the panel that was there before the checks has its badge"
        marked = seen.page.evaluate("() => whatfixes.canvas.cy().nodes('.found').map((n) => n.id())")
        assert ID + "one" in marked
        seen.page.mouse.move(*seen.at(ID + "one"))
        seen.page.locator("#hover-card .card-had").wait_for()
        seen.page.mouse.click(*seen.at(ID + "one"), button="right")
        seen.page.get_by_role("menuitem", name="What the checks find", exact=True).click()
        seen.page.wait_for_url("**/findings")
        assert seen.page.locator("main h2").count() >= 2
        seen.page.locator("main").get_by_role("link", name="three", exact=True).first.click()
        seen.page.wait_for_url("**/id/three.html")
        assert seen.page.locator("h1 .badge.bad").count() == 1
        seen.open("/?concept=three")
        assert "1 finding" in seen.page.locator("#panel .findings summary").inner_text()
        seen.page.close()
