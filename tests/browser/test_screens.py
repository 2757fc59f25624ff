"""Pictures of the main states, written to a folder that git ignores, for people to look at."""
from __future__ import annotations

import pytest

from .conftest import SCREENSHOTS

pytestmark = pytest.mark.browser
STATES = {
    "home": "/", "concept": "/?concept=overfitting", "answer": "/?q=what+fixes+overfitting", "compare": "/?q=L1+vs+L2+regularization",
    "value": "/?q=how+long+does+CloudTrail+keep+records", "path": "/?from=underfitting&to=dropout", "kind": "/?kind=Service",
    "sections": "/?by=section", "abstain": "/?q=who+won+the+cup+in+1966",
    "sparql": "/sparql?query=SELECT+*+%7B+%3Fa+wf%3Amitigates+%3Fb+%7D"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_each_state_can_be_seen(visit, size: tuple[int, int], scheme: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    seen = visit(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    for name, path in STATES.items():
        if name == "sparql":
            seen.page.goto(seen.address + path)
            seen.page.wait_for_selector("#wb-grid .ag-row")
        else:
            seen.open(path)
        picture = SCREENSHOTS / f"{name}-{size[0]}x{size[1]}-{scheme}.png"
        seen.page.screenshot(path=picture)
        assert picture.stat().st_size > 10_000
