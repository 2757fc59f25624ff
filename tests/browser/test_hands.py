"""What hands do on the canvas: clicks with keys, the context menu, hide, pin, focus, lasso, layouts, cards, groups."""
from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.vocabulary import ID

from .conftest import Watched, watched

pytestmark = pytest.mark.browser
OVERFITTING, DROPOUT, ALPHA = ID + "overfitting", ID + "dropout", ID + "alpha"
E = "http://example.org/"


def done(explorer) -> list[str]:
    """The names of what was done, newest last, however the log keeps them."""
    return explorer.page.evaluate("() => whatfixes.tests")


@pytest.fixture(scope="module")
def canvas(chromium: object, site: str) -> Iterator[Watched]:
    """One page for all: overfitting and its neighbours; `whatfixes.tests` collects the names of what is done."""
    with watched(chromium, site) as seen:
        seen.open("/?concept=overfitting")
        seen.page.wait_for_timeout(200)
        seen.page.evaluate("() => { const did = whatfixes.did; whatfixes.tests = [];"
                           " whatfixes.did = (name, ...rest) => { whatfixes.tests.push(name); return did(name, ...rest); }; }")
        yield seen


@pytest.fixture
def drawn(canvas: Watched) -> Iterator[Watched]:
    """That page as it was at first; what a test did to it is undone at its end, to the last place, and asks nothing."""
    before = canvas.nodes()
    canvas.page.evaluate("() => { whatfixes.tests.length = 0; }")
    yield canvas
    canvas.page.wait_for_timeout(300)  # a click waits for a second one
    canvas.settle()
    for key in ("Shift", "Control"):
        canvas.page.keyboard.up(key)
    asked = canvas.callbacks()
    canvas.page.evaluate("() => { whatfixes.menu.close(); whatfixes.cards.hide(); whatfixes.selection.clear(); whatfixes.views.jump(0); }")
    canvas.settle()
    assert canvas.nodes() == before
    assert canvas.callbacks() == asked


def classes(explorer, name: str) -> set[str]:
    return set(explorer.page.evaluate("(name) => whatfixes.canvas.cy().nodes('.' + name).map((n) => n.id())", name))


def click(explorer, iri: str, key: str = "", button: str = "left") -> None:
    if key:
        explorer.page.keyboard.down(key)
    explorer.page.mouse.click(*explorer.at(iri), button=button)
    if key:
        explorer.page.keyboard.up(key)


def menu(explorer, iri: str, item: str) -> None:
    click(explorer, iri, button="right")
    explorer.page.get_by_role("menuitem", name=item, exact=True).click()


def test_shift_click_starts_again_from_a_concept_by_one_request(drawn) -> None:
    asked = drawn.callbacks()
    click(drawn, DROPOUT, "Shift")
    drawn.page.wait_for_selector("h2:text-is('dropout')")
    drawn.settle()
    nodes = set(drawn.nodes())
    assert DROPOUT in nodes and ALPHA not in nodes
    assert drawn.callbacks() == asked + 1
    assert drawn.page.url.endswith("?concept=dropout")


def test_control_click_hides_without_a_request_and_the_menu_brings_back(drawn) -> None:
    asked, before = len(drawn.requests), drawn.nodes()
    click(drawn, ALPHA, "Control")
    assert ALPHA not in drawn.nodes() and not drawn.page.locator("[role=menu]").count()
    assert done(drawn) == ["hid alpha"]
    drawn.page.click(".tool-menu")
    drawn.page.get_by_role("menuitem", name="Show hidden").click()
    assert drawn.nodes() == before
    drawn.page.wait_for_timeout(400)
    assert len(drawn.requests) == asked


def test_an_expansion_brings_a_hidden_neighbour_back(drawn) -> None:
    click(drawn, ALPHA, "Control")
    drawn.page.wait_for_timeout(400)  # three quick clicks would be a double click and one more
    drawn.page.mouse.dblclick(*drawn.at(OVERFITTING))
    drawn.page.wait_for_selector("#canvas-note:has-text('1 added')")
    drawn.settle()
    assert ALPHA in drawn.nodes()


def test_the_menu_of_a_node_has_all_of_it_and_keys_drive_it(drawn) -> None:
    page = drawn.page
    click(drawn, DROPOUT, button="right")
    items = page.locator("[role=menu] [role=menuitem]")
    said = " | ".join(items.all_inner_texts()).replace("\n", " ")
    for wanted in ("Open", "Expand…", "Expand all", "Start again from here", "Focus", "1 | 2 | 3", "Path from here", "Path to here", "Pin",
                   "Hide", "Hide the others", "Copy the IRI"):
        assert wanted in said
    assert page.evaluate("() => document.activeElement.textContent").startswith("Open")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("() => document.activeElement.textContent").startswith("Expand…")
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    assert not page.locator("[role=menu]").count()
    assert page.evaluate("() => document.activeElement.id") == "canvas"


def test_the_menu_of_the_canvas_and_of_an_edge(drawn) -> None:
    page = drawn.page
    page.mouse.click(700, 840, button="right")
    said = page.locator("[role=menu]").inner_text()
    for wanted in ("Fit", "Layout: force-directed", "Layout: hierarchical", "Layout: concentric", "Layout: by kind", "Select all",
                   "Show hidden", "Clear"):
        assert wanted in said
    page.keyboard.press("Escape")
    assert page.locator("[role=menu]").count() == 0
    page.evaluate("""([a, b]) => { const cy = whatfixes.canvas.cy();
        const edge = cy.getElementById(a).edgesWith(cy.getElementById(b))[0]; whatfixes.menu.open(edge, edge.renderedMidpoint()); }""",
                  [DROPOUT, OVERFITTING])
    page.get_by_role("menuitem", name="Why linked").click()
    card = page.locator("#hover-card").inner_text()
    assert "Linked because" in card and "line 217" in card and "Dropout mitigates overfitting" in card
    page.evaluate("""([a, b]) => { const cy = whatfixes.canvas.cy();
        const edge = cy.getElementById(a).edgesWith(cy.getElementById(b))[0]; whatfixes.menu.open(edge, edge.renderedMidpoint()); }""",
                  [DROPOUT, OVERFITTING])
    page.get_by_role("menuitem", name="Hide “mitigates”").click()
    assert page.evaluate("() => whatfixes.canvas.cy().edges().filter((e) => e.data('reads') === 'mitigates'"
                         " && whatfixes.canvas.shows(e)).length") == 0
    assert done(drawn) == ["hid the property mitigates"]


def test_every_claim_behind_an_edge_stands_on_its_card_with_its_lines(drawn) -> None:
    told = drawn.page.evaluate("""() => whatfixes.canvas.cy().edges().filter((e) => e.data('because').length)
        .map((e) => e.data('because').map((c) => [c.says, c.lines]))""")
    assert len(told) > 20 and all(says.endswith((".", "…")) and lines.startswith("line") for claims in told for says, lines in claims)
    twice = drawn.page.evaluate("""() => { const e = whatfixes.canvas.cy().edges().filter((e) => e.data('because').length > 1)[0];
        if (!e) return 0; whatfixes.cards.why(e); return e.data('because').length; }""")
    assert drawn.page.locator("#hover-card .card-claims li").count() == twice


def test_a_hover_over_an_edge_shows_why_without_a_request(drawn) -> None:
    asked = len(drawn.requests)
    x, y = drawn.page.evaluate("""([a, b]) => { const cy = whatfixes.canvas.cy(), box = cy.container().getBoundingClientRect();
        const at = cy.getElementById(a).edgesWith(cy.getElementById(b))[0].renderedMidpoint();
        return [at.x + box.left, at.y + box.top]; }""",
                               [DROPOUT, OVERFITTING])
    drawn.page.mouse.move(x - 3, y - 3)
    drawn.page.mouse.move(x, y)
    drawn.page.wait_for_selector("#hover-card:has-text('Linked because')")
    assert len(drawn.requests) == asked


def test_pinned_nodes_stay_when_the_canvas_is_laid_out(drawn) -> None:
    page = drawn.page
    menu(drawn, DROPOUT, "Pin")
    assert classes(drawn, "pinned") == {DROPOUT}
    before, asked = drawn.nodes(), drawn.callbacks()
    for how in ("concentric", "hierarchical", "by kind", "force-directed"):
        last = drawn.nodes()
        page.click(".tool-menu")
        page.get_by_role("menuitem", name=f"Layout: {how}").click()
        page.wait_for_function("(last) => JSON.stringify(whatfixes.canvas.present()) !== last",
                               arg=page.evaluate("(x) => JSON.stringify(x)", last))
        drawn.settle()
        now = drawn.nodes()
        assert set(now) == set(before) and now[DROPOUT] == before[DROPOUT]
        assert sum(now[i] != before[i] for i in now) > len(now) / 2
    assert drawn.callbacks() == asked + 4
    assert page.locator("#panel h2").first.text_content() == "overfitting", "the panel stays"
    menu(drawn, DROPOUT, "Unpin")
    assert classes(drawn, "pinned") == set()


def test_focus_and_degrees_dim_the_rest(drawn) -> None:
    asked = len(drawn.requests)
    menu(drawn, DROPOUT, "Focus, dim the rest")
    near = set(drawn.page.evaluate("(iri) => whatfixes.canvas.cy().getElementById(iri).closedNeighborhood().nodes()"
                                   ".map((n) => n.id())", DROPOUT))
    everything = set(drawn.nodes())
    assert classes(drawn, "dim") == everything - near
    drawn.page.wait_for_timeout(400)
    click(drawn, DROPOUT, button="right")
    drawn.page.get_by_role("menuitem", name="lit: 2 steps away").click()
    assert len(classes(drawn, "dim")) < len(everything - near)
    click(drawn, DROPOUT, button="right")
    drawn.page.keyboard.press("Escape")
    drawn.page.keyboard.press("Escape")
    assert classes(drawn, "dim") == set()
    assert done(drawn) == ["focused on dropout", "lit what is 2 steps from dropout", "cleared the focus"]
    assert len(drawn.requests) == asked


def test_a_path_is_picked_on_the_canvas(drawn) -> None:
    menu(drawn, DROPOUT, "Path from here")
    click(drawn, ALPHA, button="right")
    drawn.page.get_by_role("menuitem", name="Path to here from dropout").click()
    drawn.page.wait_for_selector(".paths li")
    assert "from=dropout" in drawn.page.url and "to=alpha" in drawn.page.url


def test_a_lasso_selects_and_the_bar_acts_on_what_is_selected(drawn) -> None:
    page = drawn.page
    asked = len(drawn.requests)
    around = [drawn.at(i) for i in (DROPOUT, ALPHA)]
    left, right = min(x for x, _ in around) - 30, max(x for x, _ in around) + 30
    top, bottom = min(y for _, y in around) - 30, max(y for _, y in around) + 30
    page.keyboard.down("Shift")
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top + 5)):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    chosen = set(page.evaluate("() => whatfixes.selection.some().map((n) => n.id())"))
    assert {DROPOUT, ALPHA} <= chosen and OVERFITTING not in chosen
    bar = page.locator("#selection-bar")
    assert f"{len(chosen)} selected" in bar.inner_text()
    everything = set(drawn.nodes())
    bar.get_by_text("Keep only these").click()
    assert set(drawn.nodes()) == chosen
    bar.get_by_text("Hide").click()
    assert not drawn.nodes() and not bar.is_visible()
    page.click(".tool-menu")
    page.get_by_role("menuitem", name="Show hidden").click()
    assert set(drawn.nodes()) == everything
    assert len(drawn.requests) == asked


def test_the_lasso_tool_needs_no_key_and_pans_nothing(drawn) -> None:
    page = drawn.page
    before = page.evaluate("() => whatfixes.canvas.cy().pan()")
    page.click(".tool-lasso")
    page.mouse.move(240, 130)
    page.mouse.down()
    for x, y in ((1010, 130), (1010, 830), (240, 830)):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    assert page.evaluate("() => whatfixes.selection.some().length") > 10
    assert page.evaluate("() => whatfixes.canvas.cy().pan()") == before
    assert page.get_attribute(".tool-lasso", "aria-pressed") == "false"


def test_what_hands_did_to_the_view_is_a_part_of_it(visit, stars: str) -> None:
    explorer = visit(stars)
    explorer.open(f"/?concept={E}hub20")
    page = explorer.page
    leaf = f"{E}leaf20-3"
    page.evaluate("""([leaf, hub]) => { const w = whatfixes, cy = w.canvas.cy(), node = cy.getElementById(leaf);
        w.selection.pin(node); w.selection.hide(cy.getElementById(leaf.replace('-3', '-4')));
        w.legend.hideProperty('guards');
        w.expansion.add(hub.replace('20', '120'), { groups: ['~http://example.org/feeds'], as_group: true }); }""",
                  [leaf, f"{E}hub20"])
    page.wait_for_function("() => whatfixes.canvas.cy().nodes('[?summary]').length === 1")
    explorer.settle()
    page.evaluate("(leaf) => whatfixes.selection.light(whatfixes.canvas.cy().getElementById(leaf), 1)", leaf)
    asked = len(explorer.requests)
    read = "(part) => JSON.stringify(whatfixes.views.parts.get(part).read())"
    for part in ("hidden", "pins", "dim", "filters", "groups"):
        kept = page.evaluate(read, part)
        assert len(kept) > 6, part
        page.evaluate("(part) => whatfixes.views.parts.get(part).write(null)", part)
        assert page.evaluate(read, part) != kept, part
        page.evaluate("([part, kept]) => whatfixes.views.parts.get(part).write(JSON.parse(kept))", [part, kept])
        assert page.evaluate(read, part) == kept, part
    assert len(explorer.requests) == asked


def test_parallel_edges_and_loops_are_drawn_apart(visit, stars: str) -> None:
    explorer = visit(stars)
    explorer.open(f"/?concept={E}one")
    explorer.page.wait_for_timeout(500)
    middles = explorer.page.evaluate("""(e) => { const cy = whatfixes.canvas.cy(), one = cy.getElementById(e + 'one'),
        two = cy.getElementById(e + 'two');
        return one.edgesWith(two).map((x) => { const at = x.midpoint(); return [at.x, at.y]; }); }""", E)
    assert len(middles) == 5
    assert all((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 > 12 ** 2 for i, a in enumerate(middles) for b in middles[i + 1:])
    loops = explorer.page.evaluate("""() => whatfixes.canvas.cy().edges().filter((x) => x.isLoop()).map((x) => {
        const at = x.midpoint(), on = x.source().position(); return Math.hypot(at.x - on.x, at.y - on.y); })""")
    assert len(loops) == 2 and all(far > 25 for far in loops)
