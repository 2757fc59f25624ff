"""What a graph holds never runs as script and never breaks the page."""
from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph import sources

from .conftest import served

pytestmark = pytest.mark.browser
LABELS = ["<img src=x onerror=window.hacked=1>", "'; window.hacked=1; '", "{{7*7}}", "__proto__", "constructor", "שלום עולם", "🦊" * 40,
          "x" * 10_000, "[link](javascript:window.hacked=1)", " "]


@pytest.fixture(scope="module")
def hostile(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An explorer over a graph whose labels, definitions and IRIs are as bad as can be."""
    lines = ["@prefix s: <http://www.w3.org/2004/02/skos/core#> .", "@prefix e: <http://example.org/> ."]
    for n, label in enumerate(LABELS):
        text = label.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'e:n{n} s:prefLabel "{text}" ; s:definition "<script>hacked=1</script>{text[:50]}" ; a e:K{n % 3} ; e:to e:n0 .')
    lines.append('<javascript:window.hacked=1> s:prefLabel "script address" ; e:to e:n0, <javascript:window.hacked=1> .')
    path = tmp_path_factory.mktemp("hostile") / "hostile.ttl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with served(sources.open([path])) as address:
        yield address


@pytest.mark.parametrize("node", [*(f"http://example.org/n{n}" for n in range(len(LABELS))), "javascript:window.hacked=1"])
def test_a_bad_label_is_only_text(visit, hostile: str, node: str) -> None:
    from urllib.parse import urlencode
    explorer = visit(hostile)
    explorer.open("/?" + urlencode({"concept": node}))
    assert explorer.page.locator(".concept-panel").count() == 1
    assert node in explorer.nodes()
    explorer.page.mouse.move(*explorer.at(node))
    explorer.page.wait_for_timeout(100)
    assert explorer.page.evaluate("() => window.hacked") is None
    assert not explorer.page.locator("a[href^='javascript']").count()
