"""Names in other languages and scripts: their language and direction marked wherever they are shown."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from graph import sources

from .conftest import served, watched

pytestmark = pytest.mark.browser
GRAPH = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix e: <http://example.org/> .
e:book skos:prefLabel "كتاب"@ar ; skos:altLabel "مصحف"@ar, "volume" ; skos:definition "صفحات مجلدة معا"@ar ; a e:Thing ; e:by e:author .
e:author skos:prefLabel "סופר"@he ; a e:Thing .
e:library skos:prefLabel "bibliothèque"@fr ; a e:Thing ; e:holds e:book .
e:reader skos:prefLabel "reader"@en, "lecteur"@fr ; a e:Thing ; e:reads e:book .
"""
_DIRECTION = "(e) => getComputedStyle(e).direction"


@pytest.fixture(scope="module")
def tongues(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The explorer over names in Arabic, Hebrew, French and English."""
    path = tmp_path_factory.mktemp("tongues") / "tongues.ttl"
    path.write_text(GRAPH, encoding="utf-8")
    with served(sources.open([path])) as address:
        yield address


def marked(place: Any) -> tuple[str | None, str]:
    """The language tag and the direction of an element."""
    return place.get_attribute("lang"), place.evaluate(_DIRECTION)


def test_names_carry_their_language_and_direction(chromium: Any, tongues: str) -> None:
    with watched(chromium, tongues) as seen:
        page: Any = seen.page
        seen.open("/?concept=http://example.org/book")
        assert page.locator("html").get_attribute("lang") == "en"
        assert marked(page.locator("#panel h2")) == ("ar", "rtl")
        assert marked(page.locator("#panel .definition")) == ("ar", "rtl")
        assert page.locator("#panel .synonyms bdi").evaluate(_DIRECTION) == "rtl"
        links = {link.inner_text(): marked(link) for link in page.locator("#panel a.concept").all()}
        assert links == {"סופר": ("he", "rtl"), "bibliothèque": ("fr", "ltr"), "reader": (None, "ltr")}
        page.evaluate("""() => { const node = whatfixes.canvas.cy().getElementById('http://example.org/author');
            node.emit({ type: 'mouseover', target: node, renderedPosition: node.renderedPosition() }); }""")
        assert marked(page.locator("#hover-card .card-title")) == ("he", "rtl")
        page.fill("#search input", "كت")
        assert marked(page.locator("#search [role=option] .option-label").first) == ("ar", "rtl")
        page.keyboard.press("Escape")
        page.click(".tool-outline")
        name = page.locator("#outline-table .outline-name span[dir]", has_text="סופר")
        assert marked(name) == ("he", "rtl")
        page.click("#outline-tab-tree")
        assert marked(page.locator(".tree-label", has_text="bibliothèque")) == ("fr", "ltr")
        page.goto(f"{tongues}/concept?iri=http://example.org/book")
        assert marked(page.locator("h1 bdi")) == ("ar", "rtl")
        assert marked(page.locator("article a bdi", has_text="סופר").first) == ("he", "rtl")
