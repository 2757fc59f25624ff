"""The panel of a concept in a browser: evidence with its text, formulas computed, recipes, corrections, hostile labels."""
from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from graph import sources
from graph.store import Store

from .conftest import served

pytestmark = pytest.mark.browser
LINES = tuple(f"Line {n} <img src=x onerror='window.hacked=1'> of the notes." for n in range(1, 500))
MARKED = {214: "    * **Regularization <b>(L1)</b>**: with `alpha`, 2 ** 3 ** 2", 215: "## Heading"}


@pytest.fixture(scope="module")
def noted(chromium: object, notes: Store) -> Iterator[str]:
    """The explorer as `serve --notes` runs it."""
    with served(notes, notes=tuple(MARKED.get(n, line) for n, line in enumerate(LINES, 1))) as address:
        yield address


def test_evidence_unfolds_title_section_and_the_text_of_its_lines(visit, noted: str) -> None:
    explorer = visit(noted)
    explorer.open("/?concept=overfitting")
    asked = len(explorer.requests)
    chip = explorer.page.locator(".definition .lines").first
    assert len(explorer.requests) == asked, "the text is asked for on demand only"
    chip.click()
    explorer.page.wait_for_selector(".passage-text")
    box = explorer.page.locator(".passage")
    said = box.text_content()
    first, last = int(chip.get_attribute("data-first")), int(chip.get_attribute("data-last"))
    assert chip.get_attribute("aria-expanded") == "true" and chip.get_attribute("data-section") in said
    assert all(LINES[n - 1] in said for n in range(first, last + 1) if n not in MARKED) and f"Line {last + 1} " not in said
    assert "    • Regularization <b>(L1)</b>: with alpha, 2 ** 3 ** 2" in said and "## Heading" not in said
    assert box.locator(".passage-text b").all_text_contents() == ["Regularization <b>(L1)</b>", "Heading"]
    assert box.locator("code").all_text_contents() == ["alpha"]
    assert explorer.page.evaluate("() => window.hacked") is None and not box.locator("img").count()
    chip.click()
    assert not explorer.page.locator(".passage").count() and chip.get_attribute("aria-expanded") == "false"
    again = len(explorer.requests)
    chip.click()
    explorer.page.wait_for_selector(".passage-text")
    assert len(explorer.requests) == again, "what was asked for is kept"


def test_without_the_notes_evidence_tells_title_section_and_lines(explorer) -> None:
    explorer.open("/?concept=overfitting")
    explorer.page.locator(".definition .lines").first.click()
    said = explorer.page.locator(".passage").text_content()
    assert "lines 213 to 218" in said and "AWS ML" in said
    explorer.page.wait_for_timeout(300)
    assert not explorer.page.locator(".passage-text").count()


def test_unfolded_evidence_goes_with_its_concept(explorer) -> None:
    explorer.open("/?concept=overfitting")
    explorer.page.locator(".group .lines").first.click()
    explorer.page.wait_for_selector(".passage")
    explorer.page.locator(".group a.concept").first.click()
    explorer.page.wait_for_function("() => document.querySelector('.concept-panel h2').textContent !== 'overfitting'")
    assert not explorer.page.locator(".passage").count()


def test_a_formula_is_rendered_and_computed_from_what_is_typed(explorer) -> None:
    explorer.open("/?concept=precision-formula")
    page = explorer.page
    assert page.locator(".math math mfrac").count() == 1
    callbacks = explorer.callbacks()
    page.fill("[data-symbol=TP] input", "8")
    page.wait_for_timeout(350)
    assert not page.locator(".formula-result").text_content(), "half of it gives nothing"
    page.fill("[data-symbol=FP] input", "2")
    page.wait_for_selector(".formula-result .result")
    assert page.locator(".formula-result .result").text_content() == "0.8"
    assert page.locator(".worked").get_attribute("aria-label") == "TP / (TP + FP) = 8 / (8 + 2) = 0.8"
    assert page.locator(".worked mfrac").count() == 1
    page.fill("[data-symbol=TP] input", "0")
    page.fill("[data-symbol=FP] input", "0")
    page.wait_for_selector("text=divides by zero")
    assert explorer.callbacks() == callbacks


def test_units_are_understood_and_the_metric_shows_its_formula(explorer) -> None:
    explorer.open("/?concept=shard-formula")
    explorer.page.fill("[data-symbol=records_per_second] input", "1,000")
    explorer.page.fill("[data-symbol=record_size_kb] input", "2 MB")
    explorer.page.wait_for_selector("text=1954 shards")
    explorer.page.fill("[data-symbol=record_size_kb] input", "2 days")
    explorer.page.wait_for_selector("text=does not go with it")
    explorer.open("/?concept=precision")
    assert explorer.page.locator(".formula-form math").count() >= 1


def test_a_recipe_has_its_steps_in_order(explorer, notes: Store) -> None:
    from graph import concepts
    from graph.vocabulary import ID
    explorer.open("/?concept=edge-recipe")
    steps = [s.does for s in concepts.describe(notes, ID + "edge-recipe").steps]
    shown = explorer.page.locator("ol.steps > li").all_text_contents()
    assert len(shown) == len(steps) and all(s in row for s, row in zip(steps, shown, strict=True))


def test_quantities_kinds_and_corrections_stand_in_the_panel(explorer) -> None:
    explorer.open("/?concept=amazon-cloudwatch")
    page = explorer.page
    assert "15 months" in page.locator("table.quantities").text_content()
    for part in ("The notes had:", "What holds:", "Source:"):
        assert part in page.locator("#corrections").text_content()
    page.click(".concept-panel .kind a")
    page.wait_for_selector(".kind-panel")


def test_an_answer_can_be_drawn_linked_and_queried(explorer) -> None:
    explorer.open("/?concept=amazon-athena")
    page = explorer.page
    page.evaluate("() => { whatfixes.touched = true; whatfixes.act({ do: 'ask', q: 'what fixes overfitting' }); }")
    page.wait_for_selector(".answer-panel")
    explorer.settle()
    before = len(explorer.nodes())
    page.click(".answer-panel >> text=Show on the canvas")
    page.wait_for_function("(n) => Object.keys(whatfixes.canvas.present()).length > n", arg=before)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click(".answer-panel >> text=Copy link")
    page.wait_for_selector("text=Copied")
    assert "q=what+fixes+overfitting" in page.evaluate("() => navigator.clipboard.readText()")
    query = page.locator(".answer-panel [data-do=sparql]").first.get_attribute("data-query")
    page.click(".answer-panel >> text=Open as SPARQL")
    page.wait_for_function("() => location.pathname === '/sparql'")
    assert query and "SELECT" in query


def test_hostile_texts_in_every_part_are_only_text(visit, chromium: object, tmp_path) -> None:
    bad = "<img src=x onerror=window.hacked=1>" + "long " * 2000
    facts = {"section": bad, "concepts": {
        "sum": {"kind": "Formula", "label": bad[:300], "also": [bad], "definition": bad, "lines": 1, "expression": "a / b",
                "variables": {"a": {"label": bad[:200]}, "b": {"label": "<b>b</b>"}}},
        "recipe": {"kind": "Recipe", "label": "recipe", "definition": "A recipe.", "lines": 2,
                   "steps": [{"does": bad, "uses": ["sum"], "lines": 2}]}}}
    (tmp_path / "bad.yaml").write_text(json.dumps(facts), encoding="utf-8")
    with served(sources.open([tmp_path]), notes=(bad, bad)) as address:
        explorer = visit(address)
        for name in ("sum", "recipe"):
            explorer.open("/?" + urlencode({"concept": name}))
            page = explorer.page
            page.locator(".lines").first.click()
            page.wait_for_selector(".passage-text")
            for box in page.locator(".typed input").all():
                box.fill("<img src=x onerror=window.hacked=1>")
            page.wait_for_timeout(500)
            assert page.evaluate("() => window.hacked") is None and not page.locator("#panel img").count()
            assert page.evaluate("() => document.querySelector('#panel').scrollWidth <= document.querySelector('#panel').clientWidth + 1")
