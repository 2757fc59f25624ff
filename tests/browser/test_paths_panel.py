"""The panel of paths in a browser: like paths stand in one row, and each alternative draws itself."""
from __future__ import annotations

from graph.vocabulary import ID


def test_an_alternative_of_a_folded_row_draws_its_own_path(explorer) -> None:
    explorer.open("/?from=dropout&to=xgboost")
    page = explorer.page
    page.wait_for_selector(".paths li")
    row = page.locator(".paths li", has_text="or eta")
    assert row.count() == 1 and "paths, 3 steps" in row.text_content()
    assert row.locator("[data-do=sparql]").count() >= 2
    assert ID + "eta" not in explorer.nodes()
    row.locator("a.small-link:text-is('eta')").click()
    page.wait_for_function(f"() => '{ID}eta' in window.whatfixes.canvas.present()")
    explorer.settle()
    assert {ID + "dropout", ID + "overfitting", ID + "eta", ID + "xgboost"} <= set(explorer.nodes())
