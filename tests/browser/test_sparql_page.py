"""The SPARQL page in a browser: the editor and its completions, results in each view, stopping, tabs, building, links."""
from __future__ import annotations

import csv
import io
import json
import pathlib
import subprocess
import sys
from urllib.parse import urlencode

import pytest

from graph import examples

pytestmark = pytest.mark.browser
ROWS = "#wb-grid .ag-row"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TEXT = "whatfixes.workbench.editor.text()"


def opened(seen, query: str = ""):
    """The page with its editor ready, and the result of the query that the address brought."""
    seen.page.goto(seen.address + "/sparql" + (f"?{urlencode({'query': query})}" if query else ""))
    seen.page.wait_for_selector("#wb[data-ready]")
    return seen.page


def typed(page, text: str) -> None:
    """An empty tab with a text in it, typed as people type."""
    page.click("#wb-tab-new")
    page.click("#wb-editor .CodeMirror")
    page.keyboard.type(text, delay=12)


def test_the_editor_is_the_rich_one_and_nothing_leaves_the_machine(explorer) -> None:
    page = opened(explorer)
    assert page.get_attribute("#wb", "data-ready") == "rich"
    assert page.locator("#wb-editor .cm-keyword").count() >= 2
    assert any("/workbench/editor/" in r for r in explorer.requests) and not explorer.outside


def test_typing_a_word_offers_the_concept_by_its_label(explorer) -> None:
    page = opened(explorer)
    typed(page, "SELECT ?x WHERE { ?x wf:mitigates overf")
    hint = page.locator(".CodeMirror-hint").first
    hint.wait_for()
    assert hint.locator(".wb-hint-label").text_content() == "overfitting"
    assert hint.locator(".wb-hint-text").text_content() == "id:overfitting"
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => {TEXT}.includes('wf:mitigates id:overfitting')")


def test_asking_for_completions_offers_the_properties_of_the_class(explorer) -> None:
    page = opened(explorer)
    typed(page, "SELECT * WHERE { ?x a wf:FailureMode ; ")
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hint:has-text('is mitigated by')")
    assert page.locator(".CodeMirror-hint:has-text('has hyperparameter')").count() == 0


def test_a_click_brings_no_completions(explorer) -> None:
    page = opened(explorer)
    page.click("#wb-editor .cm-string-2 >> nth=0")
    page.wait_for_timeout(500)
    assert page.locator(".CodeMirror-hint").count() == 0


def test_completions_that_come_late_are_not_shown_to_who_has_left(explorer) -> None:
    page = opened(explorer)
    held = []
    page.route("**/workbench/complete", lambda route: held.append(route))
    typed(page, "SELECT ?x WHERE { ?x wf:mitigates overf")
    page.wait_for_function("() => document.activeElement.closest('.CodeMirror')")
    page.keyboard.press("Escape")
    with page.expect_response("**/workbench/complete"):
        held[-1].continue_()
    page.wait_for_timeout(300)
    assert page.locator(".CodeMirror-hint").count() == 0


def test_a_misspelt_property_is_underlined_and_mended_with_one_click(explorer) -> None:
    page = opened(explorer, "SELECT ?x { ?x wf:mitigate id:overfitting }")
    page.wait_for_selector(".wb-warning:has-text('wf:mitigate')")
    page.click("#wb-notes .button:text-is('write wf:mitigates')")
    page.wait_for_function(f"() => {TEXT} === 'SELECT ?x {{ ?x wf:mitigates id:overfitting }}'")
    page.wait_for_selector("#wb-notes:empty", state="attached")


def test_a_mistake_is_told_with_its_place_and_run_again_when_mended(explorer) -> None:
    page = opened(explorer, "SELECT ?x {\n  ?x skoss:prefLabel ?y\n}")
    page.wait_for_selector("#wb-trouble:not([hidden])")
    assert "Line 2, column 6: the prefix skoss: is not declared" in (page.text_content("#wb-trouble") or "")
    page.wait_for_selector(".wb-error:has-text('skoss')")
    page.click("#wb-trouble .button:text-is('Write skos:')")
    page.wait_for_selector(ROWS)


def test_an_example_is_run_and_explained(explorer) -> None:
    page = opened(explorer)
    example = examples.read()[0]
    page.click(f".wb-example:has-text('{example.name}')")
    page.wait_for_selector(ROWS)
    assert page.evaluate(TEXT) == example.query
    assert " rows in " in (page.text_content("#wb-status") or "")
    page.click("#wb-tab-explain")
    said = page.text_content("#wb-view-explain") or ""
    assert "?remedy mitigates overfitting" in said and "of at most 10 s" in said


def test_stop_ends_a_runaway_query(explorer) -> None:
    page = opened(explorer)
    page.evaluate(f"whatfixes.workbench.give('{ENDLESS}')")
    page.wait_for_function("() => document.getElementById('wb-status').textContent.includes('of at most 10 s')")
    with page.expect_response("**/workbench/stop") as response:
        page.click("#wb-stop")
    assert response.value.json() == {"stopped": True}
    page.wait_for_selector("#wb-run:not([hidden])")
    assert "Stopped after" in (page.text_content("#wb-status") or "")
    page.evaluate("whatfixes.workbench.give('ASK { ?x wf:mitigates ?y }')")
    page.wait_for_selector(".verdict.yes")


def test_numbers_sort_as_numbers_and_rows_can_be_filtered(explorer) -> None:
    page = opened(explorer, "SELECT ?n ?x { VALUES (?n ?x) { (9 id:dropout) (10 id:overfitting) (100 id:bagging) } }")
    page.wait_for_selector(ROWS)
    header = page.locator(".ag-header-cell:has-text('n') .ag-header-cell-text").first
    header.click()
    header.click()
    cells = "[...document.querySelectorAll('#wb-grid .ag-row')].sort((a, b) => a.rowIndex - b.rowIndex)"
    page.wait_for_function(f"""{cells}.map((r) => [r.getAttribute('row-index'), r.querySelector('[col-id=c0]').textContent])
        .sort((a, b) => a[0] - b[0]).map((r) => r[1]).join() === '100,10,9'""")
    page.click(".ag-header-cell[col-id=c1] .ag-header-cell-filter-button")
    page.fill(".ag-filter-filter input >> nth=0", "drop")
    page.wait_for_function("() => document.querySelectorAll('#wb-grid .ag-row').length === 1")


def test_a_concept_in_the_table_leads_to_the_canvas(explorer) -> None:
    page = opened(explorer, "SELECT ?x WHERE { ?x wf:mitigates id:overfitting FILTER(?x = id:dropout) }")
    page.click(f"{ROWS} a:text-is('dropout')")
    page.wait_for_selector("h2:text-is('dropout')")
    explorer.settle()
    assert page.url.endswith("/?concept=dropout")


def test_a_graph_is_drawn_and_a_node_leads_to_the_canvas(explorer) -> None:
    page = opened(explorer, "CONSTRUCT WHERE { ?x wf:worsens id:overfitting }")
    page.wait_for_selector("#wb-canvas[data-nodes]")
    assert int(page.get_attribute("#wb-canvas", "data-edges")) >= 3
    page.click("#wb-tab-table")
    page.wait_for_selector(f"{ROWS} a:text-is('overfitting')")
    assert page.locator(".ag-header-cell-text").all_text_contents() == ["subject", "property", "object"]
    page.click("#wb-tab-graph")
    x, y = page.evaluate("""() => {
        const cy = document.getElementById('wb-canvas')._cyreg.cy, box = cy.container().getBoundingClientRect();
        const at = cy.getElementById('https://w3id.org/whatfixes/id/overfitting').renderedPosition();
        return [at.x + box.left, at.y + box.top]; }""")
    page.mouse.click(x, y)
    page.wait_for_selector("h2:text-is('overfitting')")


def test_counts_become_a_chart(explorer) -> None:
    page = opened(explorer, "SELECT ?p (COUNT(?r) AS ?n) { ?r wf:mitigates ?p } GROUP BY ?p ORDER BY DESC(?n)")
    page.wait_for_selector(ROWS)
    page.click("#wb-tab-chart")
    page.wait_for_selector("#wb-plot .barlayer .point")
    assert page.locator("#wb-plot .barlayer .point").count() == page.evaluate("whatfixes.workbench.results.state.answer.rows")
    page.wait_for_selector("#wb-plot .ytick text:has-text('overfitting')")


@pytest.mark.parametrize(("query", "shown"), [("ASK { id:dropout wf:mitigates id:overfitting }", "Yes"),
                                              ("ASK { id:dropout wf:mitigates id:dropout }", "No"),
                                              ("SELECT ?x WHERE { ?x wf:mitigates ?x }", "No rows")])
def test_yes_no_and_nothing_are_said(explorer, query: str, shown: str) -> None:
    opened(explorer, query).wait_for_selector(f"#wb-grid:has-text('{shown}')")


def test_the_result_comes_as_a_file_in_each_format(explorer, tmp_path: pathlib.Path) -> None:
    page = opened(explorer, examples.read()[0].query)
    page.wait_for_selector(ROWS)
    for label, suffix in (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml")):
        page.click("#wb .wb-details:has(#wb-download) summary")
        with page.expect_download() as download:
            page.click(f"#wb-download .wb-menu-item:text-is('{label}')")
        assert download.value.suggested_filename == f"results.{suffix}"
        download.value.save_as(tmp_path / f"results.{suffix}")
    rows = list(csv.reader((tmp_path / "results.csv").open(encoding="utf-8")))
    assert rows[0] == ["remedy"] and any(row[0].endswith("dropout") for row in rows)


def test_a_spreadsheet_takes_no_cell_of_a_result_for_a_formula(explorer) -> None:
    given = ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3,\n=1", "'=1", 'a,"=b"', "-2.5", "plain"]
    rows = " ".join(f"({json.dumps(text)} {n})" for n, text in enumerate(given))
    page = opened(explorer, f"SELECT ?text ?n {{ VALUES (?text ?n) {{ {rows} }} }} ORDER BY ?n")
    page.wait_for_selector(ROWS)
    page.click("#wb .wb-details:has(#wb-download) summary")
    with page.expect_download() as download:
        page.click("#wb-download .wb-menu-item:text-is('CSV')")
    found = list(csv.reader(io.StringIO(pathlib.Path(download.value.path()).read_bytes().decode(), newline="")))
    assert found == [["text", "n"], *([text if n in (5, 6, 7) else f"'{text}", str(n)] for n, text in enumerate(given))]


def test_what_is_copied_runs_elsewhere(explorer) -> None:
    page = opened(explorer, "SELECT ?x WHERE { ?x wf:mitigates id:overfitting FILTER(?x != 'it''s') }".replace("''", "\\'"))
    page.wait_for_selector(ROWS)

    def copied(label: str) -> str:
        page.click("#wb .wb-details:has(#wb-share) summary")
        page.click(f"#wb-share .wb-menu-item:text-is('{label}')")
        return page.evaluate("whatfixes.workbench.copied")

    for command in (["bash", "-c", copied("Copy as cURL")], [sys.executable, "-c", copied("Copy as Python")]):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and "id/dropout" in done.stdout, done.stderr
    link = copied("Copy a link to this query")
    page.goto(link)
    page.wait_for_selector(ROWS)
    assert "FILTER" in page.evaluate(TEXT)


def test_tabs_are_kept_in_the_browser(explorer) -> None:
    page = opened(explorer)
    typed(page, "# Kept here")
    page.dblclick(".wb-tab[aria-selected=true]")
    at = page.locator(".wb-rename").bounding_box()
    assert page.evaluate("(a) => document.elementFromPoint(a.x + a.width / 2, a.y + a.height / 2).className", at) == "wb-rename"
    page.fill(".wb-rename", "Mine")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    opened(explorer)
    assert page.text_content(".wb-tab[aria-selected=true]") == "Mine" and page.evaluate(TEXT) == "# Kept here"
    page.click(".wb-tab-cell.here .wb-tab-close")
    assert page.locator(".wb-tab").count() == 1


def test_a_line_is_commented_and_brackets_match(explorer) -> None:
    page = opened(explorer)
    typed(page, "ASK {}")
    page.wait_for_selector(".CodeMirror-matchingbracket")
    page.keyboard.press("Control+/")
    page.wait_for_function(f"() => {TEXT}.startsWith('#')")


def test_a_query_is_built_by_choosing(explorer) -> None:
    page = opened(explorer)
    page.click("#wb-side-build")
    page.fill(".wb-pick-search", "failure")
    page.keyboard.press("Enter")
    page.click("text=+ about the failure mode")
    page.click(".wb-option:has-text('is mitigated by')")
    page.click(".wb-option:has-text('dropout')")
    page.wait_for_selector(".wb-sentence:text-is('Every failure mode that is mitigated by dropout.')")
    page.wait_for_function(f"() => {TEXT}.includes('?failureMode wf:isMitigatedBy id:dropout .')")
    page.wait_for_selector("#wb-grid .ag-row:has-text('overfitting')")
    page.click(".wb-condition .wb-icon")
    page.wait_for_selector(".wb-sentence:text-is('Every failure mode.')")


def test_the_plain_text_area_stands_in_for_the_editor(visit) -> None:
    seen = visit()
    seen.page.route("**/workbench/editor/**", lambda route: route.fulfill(status=200, content_type="text/javascript", body=""))
    page = opened(seen, "SELECT ?x WHERE { ?x wf:mitigates id:overfitting }")
    assert page.get_attribute("#wb", "data-ready") == "plain"
    page.wait_for_selector(ROWS)
    page.fill("#wb-plain", "ASK { ?x wf:mitigate ?y }")
    page.wait_for_selector("#wb-notes .button:text-is('write wf:mitigates')")
    page.click("#wb-notes .button")
    page.press("#wb-plain", "Control+Enter")
    page.wait_for_selector(".verdict.yes")


def test_open_as_sparql_comes_with_the_query(explorer) -> None:
    explorer.open("/?q=what+fixes+overfitting")
    explorer.page.click("[data-do=sparql]")
    explorer.page.wait_for_selector(ROWS)
    assert "overfitting" in explorer.page.evaluate(TEXT)


def test_the_canvas_is_as_it_was_after_a_visit_to_the_queries(explorer) -> None:
    explorer.open("/?concept=overfitting")
    before = explorer.nodes()
    explorer.page.click("#link-sparql")
    explorer.page.wait_for_selector("#wb[data-ready]")
    explorer.page.click("#link-explore")
    explorer.page.wait_for_selector("#canvas >> visible=true")
    assert explorer.nodes() == before and explorer.page.url.endswith("?concept=overfitting")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_nothing_sticks_out_of_the_page(visit, size: tuple[int, int], scheme: str) -> None:
    seen = visit(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = opened(seen, "SELECT ?remedy ?definition { ?remedy wf:mitigates id:overfitting ; skos:definition ?definition }")
    page.wait_for_selector(ROWS)
    wide, grid = page.evaluate("[document.documentElement.scrollWidth, document.querySelector('#wb-grid').clientHeight]")
    assert wide <= size[0] and grid > 200
    if size[0] < 760:
        assert page.locator("#wb-side").is_hidden()
        page.click("#wb-side-open")
        page.click(".wb-example:has-text('Yes or no')")
        page.wait_for_selector(".verdict.yes")
        page.wait_for_selector("#wb-side", state="hidden")
