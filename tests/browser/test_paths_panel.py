"""The panel of paths in a browser: rows light up and draw themselves, conditions are chips, the address carries it all."""
from __future__ import annotations

import json
import pathlib

import pytest

from graph.vocabulary import ID

pytestmark = pytest.mark.browser
_LIT = "() => whatfixes.canvas.cy().nodes('.lit').map((n) => n.id()).sort()"


def test_like_paths_are_folded_and_each_can_be_drawn_by_itself(explorer) -> None:
    explorer.open("/?from=dropout&to=xgboost")
    page = explorer.page
    page.wait_for_selector(".paths li")
    row = page.locator(".paths > li", has_text="or eta")
    assert row.count() == 1 and "paths, 3 steps" in row.text_content()
    row.locator("summary").click()
    assert row.locator(".alternatives [data-do=sparql]").count() >= 2
    row.locator("a.small-link:text-is('eta')").click()
    page.wait_for_function(f"() => whatfixes.canvas.cy().$id('{ID}eta').hasClass('lit')")
    explorer.settle()
    assert set(page.evaluate(_LIT)) == {ID + n for n in ("dropout", "overfitting", "eta", "xgboost")}


def test_a_row_that_is_pointed_at_lights_up_without_a_request(explorer) -> None:
    explorer.open("/?from=dropout&to=xgboost&k=10")
    page = explorer.page
    page.wait_for_selector(".paths > li:nth-child(3)")
    before, asked = page.evaluate(_LIT), len(explorer.requests)
    rows = page.locator(".paths > li")
    for n in (1, 2):
        rows.nth(n).hover()
        wanted = [i for i in json.loads(rows.nth(n).get_attribute("data-lights")) if " " not in i]
        page.wait_for_function(f"(ids) => ({_LIT})().join() === ids.sort().join()", arg=wanted)
        assert page.evaluate("() => whatfixes.canvas.cy().edges('.lit').length") > 0
    page.mouse.move(300, 400)
    page.wait_for_function(f"(ids) => ({_LIT})().join() === ids.join()", arg=before)
    assert len(explorer.requests) == asked


def test_conditions_are_chips_and_stand_in_the_address(explorer) -> None:
    explorer.open("/?from=dropout&to=xgboost")
    page = explorer.page
    first = page.locator(".paths .path").first.text_content()
    page.select_option(".condition-select", "avoid")
    page.fill(".condition-value input", "gamma")
    page.wait_for_selector(".condition-value [role=option] >> visible=true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip-avoid")
    explorer.settle()
    assert "gamma" not in page.locator(".paths").text_content() and page.locator(".paths .path").first.text_content() != first
    page.select_option(".condition-select", "steps")
    page.fill(".condition-number", "3")
    page.click(".condition-number-row button")
    page.wait_for_selector(".chip-steps")
    page.select_option(".condition-select", "how shortest")
    page.wait_for_selector(".chip-how")
    explorer.settle()
    told, address = page.locator(".paths").text_content(), page.url
    assert all(part in address for part in ("from=dropout", "to=xgboost", "avoid=gamma", "steps=3", "how=shortest"))
    page.reload()
    explorer.settle()
    assert page.locator(".chip").count() == 3 and page.locator(".paths").text_content() == told
    page.click(".chip-avoid button")
    page.wait_for_function("() => !document.querySelector('.chip-avoid')")
    explorer.settle()
    assert "gamma" in page.locator(".paths").text_content() and "avoid" not in page.url


def test_a_kind_or_a_relation_can_be_left_out(explorer) -> None:
    explorer.open("/?from=dropout&to=xgboost")
    page = explorer.page
    for text, chip in (("mitigat", "mitigates"), ("hyperparam", "hyperparameter")):
        page.select_option(".condition-select", "avoid")
        page.fill(".condition-value input", text)
        page.wait_for_selector(".condition-value [role=option] >> visible=true")
        page.locator(".condition-value [role=option]", has_text=chip).first.click()
        page.wait_for_selector(f".chip-avoid >> text={chip}")
        explorer.settle()
    assert page.locator(".chip-avoid").count() == 2
    assert all("mitigates" not in row for row in page.locator(".path-panel > .paths .path").all_text_contents())
    assert page.url.count("avoid=wf%3A") == 2


def test_what_is_in_the_way_is_told_with_what_there_is_without_it(explorer) -> None:
    explorer.open("/?from=dropout&to=xgboost&steps=1")
    page = explorer.page
    assert "step" in page.locator(".path-panel .note").text_content()
    assert page.locator("h3", has_text="Without").count() == 1 and page.locator(".paths li").count() >= 1


def test_more_than_two_concepts_from_the_selection_are_joined(explorer) -> None:
    explorer.open("/?concept=overfitting")
    page = explorer.page
    wanted = [ID + n for n in ("dropout", "early-stopping", "bagging")]
    page.evaluate("""(ids) => { const cy = whatfixes.canvas.cy(); cy.$('.chosen').removeClass('chosen').unselect();
      ids.forEach((id) => cy.$id(id).select()); }""", wanted)
    page.evaluate("() => whatfixes.act({ do: 'path-form', ends: [] }, true)")
    page.wait_for_selector(".path-form input")
    explorer.settle()
    page.click("text=Take what is selected")
    page.wait_for_selector(".paths li")
    explorer.settle()
    assert page.locator(".path-ends .combobox").count() == 3
    assert set(wanted) <= set(explorer.nodes()) and page.url.count("to=") == 2 and page.locator(".paths li").count() >= 2
    page.locator(".path-end .bare").nth(1).click()
    page.wait_for_function("() => document.querySelectorAll('.path-ends .combobox').length === 2")


def test_all_links_within_some_steps_and_shared_neighbours(explorer) -> None:
    explorer.open("/?from=dropout&to=xgboost&how=within&steps=3")
    links = explorer.page.locator(".paths.links li")
    assert links.count() > 4
    links.first.hover()
    explorer.page.wait_for_function("() => whatfixes.canvas.cy().edges('.lit').length === 1")
    explorer.open("/?from=gamma&to=alpha&how=common")
    assert "2 steps" in explorer.page.locator(".paths").text_content()


def test_what_was_found_is_copied_downloaded_and_queried(explorer) -> None:
    explorer.open("/?from=dropout&to=xgboost&avoid=gamma&steps=3")
    page = explorer.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("text=Copy as text")
    page.wait_for_selector("text=Copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("1. Dropout mitigates overfitting") and "[line 217]" in copied
    with page.expect_download() as download:
        page.click(".path-tools >> text=GraphML")
    assert b"<graphml" in pathlib.Path(download.value.path()).read_bytes()
    page.click(".path-tools >> text=Open as SPARQL")
    page.wait_for_function("() => location.pathname === '/sparql'")
    assert "SERVICE paths:search" in page.url.replace("+", " ").replace("%3A", ":")
