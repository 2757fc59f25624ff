"""Documents in Chromium: without JavaScript, on paper, small, dark; and the count of findings in the application's bar."""
from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from .conftest import SCREENSHOTS, Watched

pytestmark = pytest.mark.browser
PAGES = {"concept": "/id/overfitting.html", "class": "/ontology/Technique", "property": "/ontology/mitigates",
         "claim": "/claim/dropout-mitigates-overfitting.html", "vocabulary": "/vocabulary", "findings": "/findings",
         "missing": "/id/overfiting", "formula": "/id/shard-formula.html", "recipe": "/id/fraud-analysis-flow.html"}
SIZES = {"wide": (1440, 900), "phone": (390, 844), "least": (320, 640)}


def shot(page: object, name: str) -> None:
    """A picture to look at, where WHATFIXES_SCREENSHOTS asks for them."""
    if os.environ.get("WHATFIXES_SCREENSHOTS"):
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=str(SCREENSHOTS / f"document-{name}.png"))  # type: ignore[attr-defined]


def test_a_page_reads_without_javascript(visit: Callable[..., Watched]) -> None:
    page = visit(java_script_enabled=False).page
    page.goto(page_address(visit) + "/id/overfitting")
    assert page.url.endswith("/id/overfitting.html")
    assert page.locator("h1").inner_text() == "overfitting"
    folded = page.locator("details.more li").first
    assert not folded.is_visible()
    page.locator("details.more summary").first.click()
    assert folded.is_visible()
    page.get_by_role("link", name="dropout", exact=True).click()
    page.wait_for_url("**/id/dropout.html")
    page.get_by_role("searchbox").fill("overfiting")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vocabulary?q=overfiting")
    page.locator(".hits").get_by_role("link", name="overfitting", exact=True).click()
    page.wait_for_url("**/id/overfitting.html")
    page.get_by_role("link", name="failure mode").first.click()
    page.wait_for_url("**/ontology/FailureMode.html")
    page.get_by_role("link", name="Vocabulary").first.click()
    page.locator(".letters a", has_text="X").click()
    page.wait_for_url("**/vocabulary#index-X")


def page_address(visit: Callable[..., Watched]) -> str:
    """Where the explorer is served."""
    return visit().address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_every_page_fits_its_window(visit: Callable[..., Watched], size: str, scheme: str) -> None:
    width, height = SIZES[size]
    explorer = visit(viewport={"width": width, "height": height}, color_scheme=scheme)
    for name, path in PAGES.items():
        if name == "missing":
            continue  # A 404 is an error in the console, which would fail the test at its end.
        explorer.page.goto(explorer.address + path)
        assert explorer.page.evaluate("document.documentElement.scrollWidth") <= width, name
        ground = explorer.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(20, 23, 28)") == (scheme == "dark")
        shot(explorer.page, f"{name}-{size}-{scheme}")


def test_dark_documents_have_the_colours_of_the_dark_application(visit: Callable[..., Watched]) -> None:
    explorer = visit(color_scheme="dark")
    names = ("paper surface surface-2 ink soft faint line accent accent-soft on-accent denial denial-soft "
             "note note-soft yes yes-soft").split()
    colours = f"() => {names}.map(n => getComputedStyle(document.documentElement).getPropertyValue('--' + n).trim())"
    explorer.page.goto(explorer.address + "/vocabulary")
    of_documents = explorer.page.evaluate(colours)
    explorer.page.evaluate("() => { document.documentElement.setAttribute('data-ag-theme-mode', 'dark');"
                           "for (const sheet of [...document.styleSheets]) if (sheet.href.includes('/document/')) sheet.disabled = true; }")
    assert explorer.page.evaluate(colours) == of_documents and all(of_documents)


def test_paper_shows_what_is_folded_and_no_controls(visit: Callable[..., Watched]) -> None:
    explorer = visit(viewport={"width": 794, "height": 1123})
    page = explorer.page
    page.goto(explorer.address + PAGES["concept"])
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("header.bar").is_visible() and not page.locator(".buttons").first.is_visible()
    assert page.locator("details.more li").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    shot(page, "print")


def test_the_bar_of_the_application_counts_findings(visit: Callable[..., Watched]) -> None:
    explorer = visit()
    explorer.open("/")
    badge = explorer.page.locator("#link-findings .badge")
    badge.wait_for(timeout=240_000)
    assert badge.inner_text() == "0"
    explorer.page.locator("#link-findings").click()
    explorer.page.wait_for_url("**/findings")
    assert "All is well" in explorer.page.locator("main").inner_text()


def test_formulas_are_drawn_as_mathematics(visit: Callable[..., Watched]) -> None:
    explorer = visit()
    explorer.page.goto(explorer.address + PAGES["formula"])
    fraction = explorer.page.locator("math mfrac").first.bounding_box()
    assert fraction and fraction["height"] > 20


_BROKEN = """() => [...document.querySelectorAll("#properties tbody tr")].flatMap((row) => {
  const cells = [...row.children], first = cells[0];
  const uneven = cells.some((c) => c.offsetTop !== first.offsetTop || c.offsetHeight !== first.offsetHeight);
  const range = document.createRange();
  const cut = cells.slice(0, 4).flatMap((cell) => [...cell.querySelectorAll("bdi")]).filter((b) => b.textContent.split(" ").some((word) => {
    const at = b.textContent.indexOf(word);
    range.setStart(b.firstChild, at);
    range.setEnd(b.firstChild, at + word.length);
    return range.getClientRects().length > 1;
  }));
  return [...(uneven ? [row.id] : []), ...cut.map((b) => b.textContent)];
})"""


@pytest.mark.parametrize(("media", "width"), [("screen", 1440), ("screen", 900), ("print", 794)])
def test_the_table_of_properties_has_even_rows_and_whole_words(visit: Callable[..., Watched], media: str, width: int) -> None:
    explorer = visit(viewport={"width": width, "height": 900})
    explorer.page.goto(explorer.address + PAGES["vocabulary"])
    explorer.page.emulate_media(media=media)
    assert explorer.page.evaluate(_BROKEN) == []
    assert explorer.page.locator("#properties tbody tr").count() > 30
