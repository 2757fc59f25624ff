"""What keeps the page quick, as structure and not as time: what is loaded when, one request for hundreds of neighbours, gestures that ask
the server nothing and leave the canvas drawn in full."""
from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph import sources

from .conftest import served

pytestmark = pytest.mark.browser
E = "http://example.org/"
HUB = f"{E}hub"


@pytest.fixture(scope="module")
def crowd(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The explorer over a hub with 500 neighbours, and one with 3 of them."""
    path = tmp_path_factory.mktemp("crowd") / "crowd.ttl"
    lines = ["@prefix s: <http://www.w3.org/2004/02/skos/core#> .", f"@prefix e: <{E}> .", 'e:hub s:prefLabel "the hub" ; a e:Hub .',
             'e:small s:prefLabel "a small one" ; a e:Hub ; e:knows e:hub, e:n1, e:n2 .']
    lines += [f'e:n{n} s:prefLabel "one of many {n}" ; a e:Thing ; e:feeds e:hub .' for n in range(499)]
    path.write_text("\n".join(lines), encoding="utf-8")
    with served(sources.open([path])) as address:
        yield address


def test_five_hundred_come_with_one_request_and_move_nothing(visit, crowd: str) -> None:
    explorer = visit(crowd)
    explorer.open(f"/?concept={E}small")
    page, before = explorer.page, explorer.nodes()
    page.evaluate("(iri) => whatfixes.openChecklist(whatfixes.canvas.cy().getElementById(iri))", HUB)
    page.wait_for_selector("#expansion")
    asked = explorer.callbacks()
    page.get_by_role("button", name="Add all 497").click()
    page.wait_for_function("() => whatfixes.canvas.cy().nodes().length === 501")
    explorer.settle()
    assert explorer.callbacks() == asked + 1
    assert {iri: explorer.nodes()[iri] for iri in before} == before
    assert page.locator("#expansion").count() == 0, "nothing is left to add"
    page.evaluate("(iri) => { const cy = whatfixes.canvas.cy(); cy.zoom(1); cy.center(cy.getElementById(iri)); }", HUB)
    page.wait_for_function("() => Number(whatfixes.canvas.cy().container().dataset.labels) > 50")
    page.get_by_role("button", name="undo", exact=False).first.click()
    page.wait_for_function("(n) => whatfixes.canvas.cy().nodes().length === n", arg=len(before))
    assert explorer.nodes() == before and explorer.callbacks() == asked + 1, "undone at once, without asking the server"


def test_the_neighbours_that_a_panel_folds_away_come_when_it_is_unfolded(visit, crowd: str) -> None:
    explorer = visit(crowd)
    explorer.open(f"/?concept={HUB}")
    page, asked = explorer.page, explorer.callbacks()
    members = page.locator("#panel .group", has_text="feeds").locator("li")
    assert members.count() == 20
    page.locator("#panel .group summary").first.click()
    page.get_by_text("Show 479 more").click()
    page.wait_for_function("() => document.querySelectorAll('#panel .more-members li').length === 479")
    assert explorer.callbacks() == asked + 1
    for _ in range(2):
        page.get_by_text("Show 479 more").click()
    page.locator("#panel .more-members a.concept").last.wait_for()
    assert explorer.callbacks() == asked + 1, "what has come stays"


def test_the_grid_is_loaded_when_the_outline_opens_and_not_before(explorer) -> None:
    explorer.open("/?concept=overfitting")
    assert not [r for r in explorer.requests if "ag_grid" in r]
    explorer.page.click("[data-do=outline]")
    explorer.page.wait_for_selector("#outline .ag-row")
    assert len([r for r in explorer.requests if "dash_ag_grid" in r and ".min.js" in r]) == 1


def test_a_grid_that_does_not_come_is_asked_for_again(explorer) -> None:
    explorer.open("/?concept=overfitting")
    page, is_gone = explorer.page, [True]
    page.route("**/dash_ag_grid/**", lambda route: route.abort() if is_gone[0] else route.continue_())
    page.click("[data-do=outline]")
    page.wait_for_selector("#trouble:not([hidden])")
    is_gone[0] = False
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector("#outline .ag-row")
    assert page.locator("#trouble").is_hidden()
    explorer.errors.clear()  # the browser itself says that a script did not come


def test_a_gesture_asks_nothing_of_the_server_or_of_dash_and_leaves_the_canvas_drawn_in_full(visit, crowd: str) -> None:
    explorer = visit(crowd)
    explorer.open(f"/?concept={HUB}")
    page = explorer.page
    page.evaluate("(iri) => whatfixes.act({ do: 'expand', iri, groups: [], whole: true })", HUB)
    page.wait_for_function("() => whatfixes.canvas.cy().nodes().length > 490")
    explorer.settle()
    page.evaluate("() => { const cy = whatfixes.canvas.cy(); cy.renderer().textureOnViewport = true; cy.zoom(1); cy.center(); }")
    page.wait_for_function("() => Number(whatfixes.canvas.cy().container().dataset.labels) > 20")
    page.wait_for_timeout(600)
    asked, told = len(explorer.requests), page.evaluate("() => JSON.stringify(window.dash_component_api.getLayout('canvas').props)")
    box = page.locator("#canvas").bounding_box()
    x, y = box["x"] + 40, box["y"] + 330
    before = page.evaluate("() => [whatfixes.canvas.cy().pan(), whatfixes.canvas.cy().zoom()]")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=5)
    page.mouse.up()
    page.mouse.wheel(0, 120)
    page.mouse.wheel(0, -120)
    page.wait_for_timeout(700)
    after = page.evaluate("() => [whatfixes.canvas.cy().pan(), whatfixes.canvas.cy().zoom()]")
    assert after != before
    assert len(explorer.requests) == asked
    assert page.evaluate("() => JSON.stringify(window.dash_component_api.getLayout('canvas').props)") == told
    assert page.evaluate("""() => { const r = whatfixes.canvas.cy().renderer();
        return !r.hoverData.dragging && !r.pinching && !r.data.wheelZooming && !r.swipePanning; }"""), "at rest, so drawn in full"
    assert int(page.evaluate("() => whatfixes.canvas.cy().container().dataset.labels")) > 20
