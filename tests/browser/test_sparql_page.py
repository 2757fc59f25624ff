"""The SPARQL page in a browser: examples, table, mistakes, the file, links to and from the canvas."""
from __future__ import annotations

import csv
import pathlib
from urllib.parse import urlencode

import pytest

from explorer.pages.sparql import EXAMPLES

pytestmark = pytest.mark.browser
ROWS = ".result-side .ag-row"


def opened(explorer, query: str = "") -> None:
    explorer.page.goto(explorer.address + "/sparql" + (f"?{urlencode({'query': query})}" if query else ""))
    explorer.page.wait_for_selector("#sparql-text")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.name)
def test_every_example_gives_rows(explorer, example) -> None:
    opened(explorer)
    explorer.page.click(f".sparql .example:text-is('{example.name}')")
    explorer.page.wait_for_selector(ROWS)
    assert explorer.page.input_value("#sparql-text") == example.query
    assert "row" in (explorer.page.text_content("#sparql-status") or "")


def test_an_address_brings_its_query_and_a_concept_leads_to_the_canvas(explorer) -> None:
    opened(explorer, "SELECT ?x WHERE { ?x wf:mitigates id:overfitting FILTER(?x = id:dropout) }")
    explorer.page.click(f"{ROWS} a:text-is('dropout')")
    explorer.page.wait_for_selector("h2:text-is('dropout')")
    explorer.settle()
    assert explorer.page.url.endswith("/?concept=dropout")


def test_a_mistake_is_told_with_its_place(explorer) -> None:
    opened(explorer, "SELECT ?x WHERE {\n  ?x wf:mitigates\n}")
    explorer.page.wait_for_selector("#sparql-error:not([hidden])")
    assert "Line 3, column 1" in (explorer.page.text_content("#sparql-error") or "")


@pytest.mark.parametrize(("query", "shown"), [("ASK { id:dropout wf:mitigates id:overfitting }", "Yes"),
                                              ("CONSTRUCT { ?a wf:mitigates ?b } WHERE { ?a wf:mitigates ?b }", "mitigates"),
                                              ("SELECT ?x WHERE { ?x wf:mitigates ?x }", "No rows")])
def test_each_form_of_query_is_shown(explorer, query: str, shown: str) -> None:
    opened(explorer, query)
    explorer.page.wait_for_selector(f"#sparql-result:has-text('{shown}')")


def test_the_result_comes_as_csv(explorer, tmp_path: pathlib.Path) -> None:
    opened(explorer, EXAMPLES[0].query)
    explorer.page.wait_for_selector(ROWS)
    with explorer.page.expect_download() as download:
        explorer.page.click("#sparql-csv")
    download.value.save_as(tmp_path / "results.csv")
    rows = list(csv.reader((tmp_path / "results.csv").open(encoding="utf-8")))
    assert rows[0] == ["remedy"] and any(row[0].endswith("dropout") for row in rows)


def test_the_canvas_is_as_it_was_after_a_visit_to_the_queries(explorer) -> None:
    explorer.open("/?concept=overfitting")
    before = explorer.nodes()
    explorer.page.click("#link-sparql")
    explorer.page.wait_for_selector("#sparql-text")
    explorer.page.click("#link-explore")
    explorer.page.wait_for_selector("#canvas >> visible=true")
    assert explorer.nodes() == before and explorer.page.url.endswith("?concept=overfitting")
