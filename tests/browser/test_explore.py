"""The Explore page in a browser: first screen, box, canvas, panel, paths, addresses, trouble."""
from __future__ import annotations

import json

import pytest

from explorer import families
from explorer.pages.explore import EXAMPLES
from graph import concepts
from graph.store import Store
from graph.vocabulary import ID

pytestmark = pytest.mark.browser
OVERFITTING = ID + "overfitting"


def test_the_first_screen_has_the_box_five_examples_and_every_kind(explorer, notes: Store) -> None:
    explorer.open()
    page = explorer.page
    assert page.locator(".hero .example").all_text_contents() == list(EXAMPLES)
    assert page.locator("#search input").is_visible()
    clusters = page.evaluate("() => whatfixes.canvas.cy().nodes().map((n) => [n.data('title'), n.data('count')])")
    assert sum(count for _, count in clusters) == len(notes.concepts)
    listed = page.locator("#overview-list section").first.locator(".overview-row")
    assert listed.count() == len(families.of(notes).all)


def test_a_kind_opens_its_concepts(explorer, notes: Store) -> None:
    explorer.open()
    service = next(f for f in families.of(notes).all if f.label == "service")
    explorer.page.mouse.click(*explorer.at(f"cluster:{service.key}"))
    explorer.page.wait_for_selector(".kind-panel")
    explorer.settle()
    assert set(explorer.nodes()) == set(service.concepts)


def test_an_example_is_answered_in_the_panel_and_on_the_canvas(explorer) -> None:
    explorer.open()
    explorer.page.click("text=what fixes overfitting")
    explorer.page.wait_for_selector(".answer-panel")
    explorer.settle()
    assert {OVERFITTING, ID + "dropout"} <= set(explorer.nodes())
    assert explorer.page.locator(".answers .lines").count() > 5
    assert "q=what+fixes+overfitting" in explorer.page.url


def test_a_question_leaves_the_box_with_its_answer_and_comes_back_by_undo(explorer) -> None:
    explorer.open("/?q=what+fixes+overfitting")
    page, box = explorer.page, explorer.page.locator("#search input")
    assert box.input_value() == "what fixes overfitting"
    page.mouse.click(*explorer.at(ID + "dropout"))
    page.wait_for_selector("#panel h2:text-is('dropout')")
    explorer.settle()
    assert box.input_value() == ""
    page.keyboard.press("Control+z")
    page.wait_for_selector("#panel h2:text-is('what fixes overfitting')")
    assert box.input_value() == "what fixes overfitting"
    box.fill("what fixes under")
    page.evaluate("() => whatfixes.act({ do: 'concept', iri: 'dropout' })")
    page.wait_for_selector("#panel h2:text-is('dropout')")
    assert box.input_value() == "what fixes under", "what is being typed stays"


@pytest.mark.parametrize("question", EXAMPLES)
def test_every_example_has_an_answer(explorer, question: str) -> None:
    explorer.open("/?q=" + question.replace(" ", "%20"))
    assert explorer.page.locator(".answer-panel .answers li, .path-panel .paths li").count() > 0


def test_a_double_click_is_one_request_and_moves_no_old_node(explorer) -> None:
    explorer.open("/?concept=dropout")
    before, asked = explorer.nodes(), len(explorer.requests)
    explorer.page.mouse.dblclick(*explorer.at(OVERFITTING))
    explorer.page.wait_for_function("(n) => Object.keys(whatfixes.canvas.present()).length > n", arg=len(before))
    explorer.page.wait_for_timeout(500)
    explorer.settle()
    after = explorer.nodes()
    # Chromium asks for the icon whenever the address changes; nothing else may come besides the one callback.
    sent = [r for r in explorer.requests[asked:] if not r.startswith(("data:", "blob:")) and "_favicon" not in r]
    assert len(sent) == 1 and "_dash-update-component" in sent[0]
    assert {iri: after[iri] for iri in before} == before
    assert explorer.page.locator(".concept-panel h2").text_content() == "overfitting"


def test_expanding_twice_adds_nothing(explorer) -> None:
    explorer.open("/?concept=overfitting")
    before = explorer.nodes()
    explorer.page.mouse.dblclick(*explorer.at(OVERFITTING))
    explorer.page.wait_for_selector("text=All of these are on the canvas already.")
    explorer.settle()
    assert explorer.nodes() == before


def test_a_node_that_was_dragged_stays_where_it_was_put(explorer) -> None:
    explorer.open("/?concept=dropout")
    x, y = explorer.at(OVERFITTING)
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(x + 40, y + 90, steps=5)
    explorer.page.mouse.up()
    put = explorer.nodes()[OVERFITTING]
    explorer.page.mouse.dblclick(*explorer.at(OVERFITTING))
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    explorer.settle()
    assert explorer.nodes()[OVERFITTING] == put


def test_groups_have_exact_counts_and_add_only_their_own(explorer, notes: Store) -> None:
    explorer.open("/?concept=dropout")
    explorer.page.mouse.click(*explorer.at(OVERFITTING))
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    groups = {g.label: g for g in concepts.neighbourhood(notes, OVERFITTING)}
    shown = explorer.page.locator(".group:not(.denied) summary").all()
    counts = {s.locator(".group-label").text_content(): int(s.locator(".count").text_content() or 0) for s in shown}
    assert counts == {label: len(g.neighbours) for label, g in groups.items()}
    worsens = explorer.page.locator(".group", has=explorer.page.locator("text=is worsened by")).first
    before = set(explorer.nodes())
    worsens.locator("[data-do=add]").click()
    explorer.page.wait_for_selector("#canvas-note:has-text('added')")
    explorer.settle()
    assert set(explorer.nodes()) - before == {n.iri for n in groups["is worsened by"].neighbours} - before


def test_ticked_groups_are_added_together(explorer, notes: Store) -> None:
    explorer.open("/?concept=dropout")
    explorer.page.mouse.click(*explorer.at(OVERFITTING))
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    for label in ("is worsened by", "is indicated by"):
        explorer.page.get_by_label(f"select: {label}").check()
    assert explorer.page.locator(".group details[open]").count() >= 2, "a tick does not fold its group"
    explorer.page.click("text=Add selected")
    explorer.page.wait_for_selector("#canvas-note:has-text('added')")
    explorer.settle()
    groups = {g.label: {n.iri for n in g.neighbours} for g in concepts.neighbourhood(notes, OVERFITTING)}
    assert groups["is worsened by"] | groups["is indicated by"] <= set(explorer.nodes())
    assert not groups["is mitigated by"] <= set(explorer.nodes())


def test_hover_pan_and_zoom_ask_the_server_nothing(explorer) -> None:
    explorer.open("/?concept=overfitting")
    asked = len(explorer.requests)
    explorer.page.mouse.move(*explorer.at(ID + "dropout"))
    explorer.page.wait_for_selector("#hover-card:not([hidden])")
    assert "dropout" in (explorer.page.locator("#hover-card").text_content() or "")
    explorer.page.mouse.move(300, 820)
    explorer.page.mouse.wheel(0, 240)
    explorer.page.mouse.down()
    explorer.page.mouse.move(360, 700, steps=6)
    explorer.page.mouse.up()
    explorer.page.click("[data-do=zoom-in]")
    explorer.page.click("[data-do=fit]")
    explorer.page.wait_for_timeout(400)
    assert len(explorer.requests) == asked


def test_denials_are_dashed_and_in_the_legend(explorer) -> None:
    explorer.open("/?concept=overfitting")
    styles = explorer.page.evaluate("() => whatfixes.canvas.cy().edges('[?denied]').map((e) => [e.style('line-style'), e.data('label')])")
    assert styles and all(line == "dashed" and "not" in label for line, label in styles)
    assert "does not" in (explorer.page.locator("#legend").text_content() or "")


def test_the_box_is_a_combobox_that_keys_can_drive(explorer) -> None:
    explorer.open()
    page, box = explorer.page, explorer.page.locator("#search input")
    page.keyboard.press("/")
    box.press_sequentially("overfitt", delay=15)
    page.wait_for_selector("#search [role=option]")
    assert box.get_attribute("role") == "combobox" and box.get_attribute("aria-expanded") == "true"
    assert "failure mode" in (page.locator("#search [role=option]").first.text_content() or "")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == page.locator("#search [aria-selected=true]").get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:text-is('overfitting')")
    assert box.get_attribute("aria-expanded") == "false"
    assert page.url.endswith("?concept=overfitting")


def test_an_older_letters_suggestions_never_show(explorer) -> None:
    explorer.open()
    held = []

    def answer(route) -> None:
        if route.request.url.endswith("q=dr"):
            held.append(route)
        else:
            route.continue_()

    explorer.page.route("**/suggest*", answer)
    box = explorer.page.locator("#search input")
    box.press_sequentially("dr", delay=10)
    explorer.page.wait_for_timeout(250)
    box.press_sequentially("opout", delay=10)
    explorer.page.wait_for_selector("#search [role=option]")
    for route in held:
        route.fulfill(status=200, content_type="application/json", body=json.dumps([{"is": "question", "label": "old"}]))
    explorer.page.wait_for_timeout(200)
    labels = explorer.page.locator("#search [role=option] .option-label").all_text_contents()
    assert labels[0] == "dropout" and "old" not in labels


def test_a_path_is_found_by_form_and_by_sentence(explorer) -> None:
    explorer.open()
    page = explorer.page
    page.click("text=Paths")
    page.wait_for_selector(".path-form input")
    for label, typed in (("From", "underfit"), ("To", "dropou")):
        box = page.get_by_label(label, exact=True)
        box.press_sequentially(typed, delay=10)
        page.wait_for_selector(".path-form [role=option] >> visible=true")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    page.click("text=Find paths")
    page.wait_for_selector(".paths li")
    explorer.settle()
    first = page.locator(".paths .path").first.text_content()
    assert {ID + "underfitting", ID + "dropout"} <= set(explorer.nodes())
    page.fill("#search input", "underfitting to dropout")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.search.includes('q=')")
    explorer.settle()
    assert page.locator(".paths .path").first.text_content() == first


def test_a_question_beyond_the_notes_gets_suggestions(explorer) -> None:
    explorer.open("/?q=who+won+the+cup+in+1966")
    assert not explorer.page.locator(".answers li").count()
    assert explorer.page.locator(".questions a").count()


def test_back_and_forward_lead_through_the_views(explorer) -> None:
    explorer.open("/?concept=overfitting")
    explorer.page.click(".group .concept:text-is('dropout')")
    explorer.page.wait_for_selector("h2:text-is('dropout')")
    explorer.page.go_back()
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    explorer.page.go_forward()
    explorer.page.wait_for_selector("h2:text-is('dropout')")


def test_an_unknown_concept_is_told_in_a_sentence_with_the_nearest(explorer) -> None:
    explorer.open("/?concept=zzqxjk")
    assert "no concept is called" in (explorer.page.locator(".trouble-panel").text_content() or "").lower()


def test_a_server_that_is_gone_is_said_and_can_be_tried_again(explorer) -> None:
    explorer.open("/?concept=overfitting")
    before = explorer.nodes()
    explorer.page.route("**/_dash-update-component*", lambda route: route.abort())
    explorer.page.click(".group .concept:text-is('dropout')")
    explorer.page.wait_for_selector("#trouble:has-text('does not answer')")
    assert explorer.nodes() == before
    explorer.page.unroute("**/_dash-update-component*")
    explorer.page.click("text=Try again")
    explorer.page.wait_for_selector("h2:text-is('dropout')")
    assert not explorer.page.locator("#trouble").is_visible()
    explorer.errors.clear()


def test_light_and_dark_follow_the_system_until_switched(visit) -> None:
    dark = visit(color_scheme="dark")
    dark.open("/?concept=overfitting")
    colour = "() => getComputedStyle(document.body).backgroundColor"
    assert dark.page.evaluate(colour) == "rgb(20, 23, 28)"
    dark.page.click("[data-do=scheme]")
    assert dark.page.evaluate(colour) == "rgb(251, 251, 250)"
    assert dark.page.evaluate("() => whatfixes.canvas.cy().nodes()[0].style('color')") == "rgb(35,39,47)"
    dark.open("/")
    assert dark.page.evaluate(colour) == "rgb(251, 251, 250)", "the choice is kept"


def test_a_narrow_screen_has_no_sideways_scroll(visit) -> None:
    phone = visit(viewport={"width": 390, "height": 844})
    for path in ("/", "/?concept=overfitting", "/?q=what+fixes+overfitting"):
        phone.open(path)
        assert phone.page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_an_answer_shows_how_its_question_was_understood(explorer) -> None:
    explorer.open("/?q=how+do+I+imputte+a+skewd+column")
    explorer.page.click("details.reading summary")
    told = explorer.page.locator("details.reading").inner_text()
    assert "(concept)" in told
    assert "imputte \u2192 impute" in told
    assert "SELECT DISTINCT ?answer" in told
