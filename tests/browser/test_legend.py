"""The legend: counts, kinds and properties hidden, shown and shown alone; labels that follow the zoom; the icons."""
from __future__ import annotations

import pytest

from graph.vocabulary import ID

pytestmark = pytest.mark.browser
OVERFITTING = ID + "overfitting"
E = "http://example.org/"


def rows(explorer, what: str) -> dict[str, int]:
    found = explorer.page.locator(f"#legend [data-what={what}]").all()
    return {r.locator(".legend-label").inner_text(): int(r.locator(".count").inner_text()) for r in found}


def visible(explorer) -> int:
    return explorer.page.evaluate("() => whatfixes.canvas.cy().nodes().filter((n) => whatfixes.canvas.shows(n)).length")


def test_the_legend_counts_kinds_and_properties_and_tells_denials_apart(explorer) -> None:
    explorer.open("/?concept=overfitting")
    kinds, properties = rows(explorer, "kinds"), rows(explorer, "properties")
    assert sum(kinds.values()) == len(explorer.nodes())
    assert sum(properties.values()) == explorer.page.evaluate("() => whatfixes.canvas.cy().edges().length")
    assert properties["does not mitigate"] == explorer.page.locator("#canvas").evaluate(
        "() => whatfixes.canvas.cy().edges().filter((e) => e.data('denied') && e.data('property').endsWith('mitigates')).length")
    assert list(properties)[-1].startswith("does not"), "what is denied comes last"
    assert explorer.page.locator("#legend .line.denied").count() >= 1


def test_a_kind_is_hidden_shown_and_shown_alone_without_a_request(explorer) -> None:
    explorer.open("/?concept=overfitting")
    explorer.page.wait_for_timeout(300)
    asked, before, places = len(explorer.requests), visible(explorer), explorer.nodes()
    count = rows(explorer, "kinds")["technique"]
    row = explorer.page.locator("#legend [data-what=kinds]", has_text="technique")
    row.locator(".legend-row").click()
    assert visible(explorer) == before - count
    assert row.locator(".legend-row").get_attribute("aria-pressed") == "false"
    assert explorer.page.evaluate("() => document.activeElement.title") == "show: technique", "the keyboard stays on the row"
    row.locator(".legend-row").click()
    assert visible(explorer) == before
    row.hover()
    row.locator(".legend-only").click()
    assert visible(explorer) == count
    explorer.page.click(".legend-reset")
    assert visible(explorer) == before and explorer.nodes() == places
    assert len(explorer.requests) == asked


def test_a_property_is_hidden_and_what_comes_later_obeys(explorer) -> None:
    explorer.open("/?concept=overfitting")
    explorer.page.locator("#legend [data-what=properties]", has_text="mitigates").first.locator(".legend-row").click()
    seen = "() => whatfixes.canvas.cy().edges().filter((e) => e.data('reads') === 'mitigates' && whatfixes.canvas.shows(e)).length"
    total = "() => whatfixes.canvas.cy().edges().filter((e) => e.data('reads') === 'mitigates').length"
    before = explorer.page.evaluate(total)
    assert explorer.page.evaluate(seen) == 0 < before
    explorer.page.mouse.dblclick(*explorer.at(ID + "underfitting"))
    explorer.page.wait_for_selector("h2:text-is('underfitting')")
    explorer.settle()
    assert explorer.page.evaluate(total) > before and explorer.page.evaluate(seen) == 0


def test_a_phone_opens_the_legend_by_a_button(visit) -> None:
    phone = visit(viewport={"width": 390, "height": 844})
    phone.open("/?concept=overfitting")
    assert not phone.page.locator("#legend").is_visible()
    phone.page.click(".tool-legend")
    box = phone.page.locator("#legend").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert phone.page.get_attribute(".tool-legend", "aria-expanded") == "true"


def test_every_kind_has_an_icon_that_loads_from_the_page_itself(explorer) -> None:
    explorer.open("/?concept=overfitting")
    sources = explorer.page.evaluate("() => whatfixes.canvas.cy().nodes().map((n) => n.style('background-image'))")
    assert sources and all("data:image/svg+xml" in s for s in sources)
    widths = explorer.page.evaluate("() => [...document.querySelectorAll('#legend img')].map((i) => i.naturalWidth)")
    assert widths and all(widths)


# What labels.js does by itself as soon as the view rests.
PLAN = "() => whatfixes.labels.plan()"
SHOWN = "() => whatfixes.canvas.cy().nodes().filter((n) => whatfixes.canvas.shows(n) && !n.hasClass('mute')).map((n) => n.id())"
SIZE = ("() => { const cy = whatfixes.canvas.cy(); return cy.nodes().filter((n) => !n.hasClass('mute'))"
        ".map((n) => parseFloat(n.style('font-size')) * cy.zoom()); }")


@pytest.mark.parametrize(("size", "least"), [(20, 8), (50, 8)])
def test_labels_on_a_phone_can_be_read_and_the_hub_keeps_its_own(visit, stars: str, size: int, least: int) -> None:
    phone = visit(stars, viewport={"width": 390, "height": 844})
    phone.open(f"/?concept={E}hub{size}")
    phone.page.evaluate(PLAN)
    shown = phone.page.evaluate(SHOWN)
    assert f"{E}hub{size}" in shown and len(shown) >= least
    assert min(phone.page.evaluate(SIZE)) >= 8.5, "in pixels on the screen"
    assert len(shown) < size + 1 or size == 20


def test_labels_shown_never_lie_upon_one_another_and_return_when_near(visit, stars: str) -> None:
    explorer = visit(stars)
    explorer.open(f"/?concept={E}hub50")
    explorer.page.evaluate(PLAN)
    boxes = explorer.page.evaluate("""() => whatfixes.canvas.cy().nodes().filter((n) => !n.hasClass('mute')).map((n) => {
        const b = n.boundingBox({ includeNodes: false, includeLabels: true, includeEdges: false,
            includeOverlays: false, includeUnderlays: false });
        return [b.x1 + 4, b.x2 - 4, b.y1 + 4, b.y2 - 4]; })""")
    crossing = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1:] if a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]]
    assert len(boxes) > 15 and not crossing
    explorer.page.evaluate("() => { const cy = whatfixes.canvas.cy(); cy.zoom(1.4); whatfixes.labels.plan(); }")
    assert len(explorer.page.evaluate(SHOWN)) == 51


def test_labels_of_edges_give_way_in_a_dense_star_and_come_on_hover(visit, stars: str) -> None:
    explorer = visit(stars)
    explorer.open(f"/?concept={E}hub50")
    explorer.page.evaluate(PLAN)
    said = "() => whatfixes.canvas.cy().edges().filter((e) => e.style('label')).length"
    assert explorer.page.evaluate(said) == 0
    explorer.page.mouse.move(*explorer.at(f"{E}leaf50-3"))
    explorer.page.wait_for_function("() => whatfixes.canvas.cy().edges('.told').length === 1")
    assert explorer.page.evaluate(said) == 1


# What of the names shown is cut by the rim of the canvas or lies beneath its tools, although its node is in sight.
CUT = """() => { const cy = whatfixes.canvas.cy(), stage = cy.container().getBoundingClientRect();
  const tools = [...document.querySelectorAll('.log-bar, .tools, #legend')].map((e) => e.getBoundingClientRect()).filter((r) => r.width);
  return cy.nodes().filter((n) => !n.hasClass('mute') && whatfixes.canvas.shows(n)).filter((n) => {
    const b = n.renderedBoundingBox({ includeNodes: false, includeLabels: true, includeEdges: false, includeOverlays: false,
      includeUnderlays: false }), at = n.renderedPosition();
    const [x1, x2, y1, y2] = [b.x1 + 4, b.x2 - 4, b.y1 + 4, b.y2 - 4];
    if (at.x < 0 || at.y < 0 || at.x > stage.width || at.y > stage.height) return false;
    return x1 < 0 || y1 < 0 || x2 > stage.width || y2 > stage.height || tools.some((t) => x1 + stage.left < t.right
      && x2 + stage.left > t.left && y1 + stage.top < t.bottom && y2 + stage.top > t.top); }).map((n) => n.data('title')); }"""
SIDE = "(iri) => ['at-left', 'at-right', 'at-top'].find((c) => whatfixes.canvas.cy().getElementById(iri).hasClass(c)) || 'below'"


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_names_at_the_rim_turn_inwards_and_none_is_cut_or_covered(visit, size: tuple[int, int]) -> None:
    seen = visit(viewport={"width": size[0], "height": size[1]})
    seen.open("/?concept=overfitting")
    page = seen.page
    page.evaluate(PLAN)
    assert page.evaluate(CUT) == []
    wide, high = page.evaluate("() => [whatfixes.canvas.cy().width(), whatfixes.canvas.cy().height()]")
    rims = [(9, 0.36 * high, "at-right"), (wide - 9, 0.36 * high, "at-left"), (0.36 * wide, high - 9, "at-top")]
    for x, y, side in rims[:3 if size[0] > 1000 else 2]:  # on a phone the tools lie along the lower rim
        page.evaluate("""([iri, x, y]) => { const cy = whatfixes.canvas.cy();
            cy.nodes().forEach((n) => { if (n.id() !== iri) n.renderedPosition({ x: -900, y: -900 }); });
            cy.getElementById(iri).renderedPosition({ x, y }); whatfixes.labels.plan(); }""", [OVERFITTING, x, y])
        assert page.evaluate(SIDE, OVERFITTING) == side
        assert page.evaluate(CUT) == []
