"""Graphs of other people on the canvas: a thesaurus in SKOS, and a graph in which nothing has a name."""
from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest

from graph import sources

from .conftest import Watched, served

pytestmark = pytest.mark.browser
E, SKOS = "http://example.org/", "http://www.w3.org/2004/02/skos/core#"
THESAURUS = f"""@prefix s: <{SKOS}> . @prefix e: <{E}> .
e:drink a s:Concept ; s:prefLabel "drink"@en, "Getränk"@de ; s:definition "What is drunk." ; s:narrower e:hot, e:cold .
e:hot a s:Concept ; s:prefLabel "hot drink" ; s:broader e:drink . e:cold a s:Concept ; s:prefLabel "cold drink" ; s:broader e:drink .
e:coffee a s:Concept ; s:prefLabel "coffee" ; s:altLabel "joe" ; s:broader e:hot ; s:related e:mug ; s:closeMatch e:espresso .
e:espresso a s:Concept ; s:prefLabel "espresso" ; s:broader e:coffee . e:tea a s:Concept ; s:prefLabel "tea" ; s:broader e:hot .
e:water a s:Concept ; s:prefLabel "water" ; s:broader e:cold . e:mug a s:Concept ; s:prefLabel "mug" ."""
# Some have a kind, none has a name; e:n7 is only ever linked to.
NAMELESS = "\n".join([*(f"<{E}n{n}> <{E}linksTo> <{E}n{n + 1}> ." for n in range(7)), f"<{E}n0> <{E}v#uses_part> <{E}n5> .",
                      *(f"<{E}n{n}> a <{E}v#BigThing> ." for n in (0, 2)), f"<{E}n3> <{E}size> 7 ."])


@pytest.fixture(scope="module")
def addresses(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An explorer over each of the two."""
    folder = tmp_path_factory.mktemp("others")

    def over(name: str, text: str) -> object:
        path: pathlib.Path = folder / name
        path.write_text(text, encoding="utf-8")
        return served(sources.open([path]))

    with over("thesaurus.ttl", THESAURUS) as thesaurus, over("nameless.ttl", NAMELESS) as nameless:  # type: ignore[attr-defined]
        yield {"thesaurus": thesaurus, "nameless": nameless}


def edges(seen: Watched) -> set[tuple[str, str, str]]:
    """What is drawn, each as source, label and target, by the last letters of the IRIs."""
    drawn = seen.page.evaluate("""() => whatfixes.canvas.cy().edges().filter((e) => whatfixes.canvas.shows(e))
        .map((e) => [e.source().id(), e.data('label'), e.target().id()])""")  # type: ignore[attr-defined]
    return {(a.removeprefix(E), label, b.removeprefix(E)) for a, label, b in drawn}


def test_a_thesaurus_begins_with_its_topics_and_is_walked_by_its_links(visit, addresses: dict[str, str]) -> None:
    seen = visit(addresses["thesaurus"])
    seen.open()
    page = seen.page
    page.wait_for_selector(".hero .example >> nth=2")
    assert page.locator("#overview-switch button").all_text_contents() == ["By topic", "List"]
    assert page.locator("#overview-switch [aria-pressed=true]").text_content() == "By topic"
    counts = page.evaluate("() => Object.fromEntries(whatfixes.canvas.cy().nodes().map((n) => [n.data('title'), n.data('count')]))")
    assert counts == {"hot drink": 4, "cold drink": 2, "drink": 1, "outside the hierarchy": 1}
    key = page.evaluate("() => whatfixes.canvas.cy().nodes().filter((n) => n.data('title') === 'hot drink')[0].id()")
    page.mouse.click(*seen.at(key))
    page.wait_for_selector(".section-panel h2:text-is('hot drink')")
    seen.settle()
    assert set(seen.nodes()) == {E + n for n in ("hot", "coffee", "espresso", "tea")}
    page.fill("#search input", "joe")
    page.wait_for_selector("#search [role=option]:has-text('coffee')")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.mouse.dblclick(*seen.at(E + "coffee"))
    page.wait_for_selector("#panel h2:text-is('coffee')")
    page.wait_for_function("(iri) => whatfixes.canvas.present()[iri]", arg=E + "mug")
    seen.settle()
    drawn = edges(seen)
    assert {("coffee", "has broader", "hot"), ("espresso", "has broader", "coffee"), ("coffee", "is related to", "mug"),
            ("coffee", "closely matches", "espresso")} <= drawn
    assert not any((b, a) == (x, y) for a, label, b in drawn for x, other, y in drawn
                   if {label, other} == {"has broader", "has narrower"}), "one line for what is said both ways"
    groups = [" ".join(text.split()) for text in page.locator("#panel .group-name, #panel .group summary").all_inner_texts()]
    assert any("broader" in g for g in groups) or "broader" in page.locator("#panel").inner_text()
    rows = page.locator("#legend .legend-row").all_inner_texts()
    assert any("has broader" in r for r in rows) and any("is related to" in r for r in rows)


def test_a_graph_without_names_is_shown_whole_by_the_ends_of_its_addresses(visit, addresses: dict[str, str]) -> None:
    seen = visit(addresses["nameless"])
    seen.open()
    page = seen.page
    counts = page.evaluate("() => Object.fromEntries(whatfixes.canvas.cy().nodes().map((n) => [n.data('title'), n.data('count')]))")
    assert counts == {"BigThing": 2, "thing": 6}
    seen.open(f"/?concept={E}n0")
    assert set(seen.nodes()) == {E + n for n in ("n0", "n1", "n5")}
    assert page.locator("#panel h2").first.text_content() == "n0"
    assert edges(seen) == {("n0", "links to", "n1"), ("n0", "uses part", "n5")}
    page.mouse.dblclick(*seen.at(E + "n5"))
    page.wait_for_function("(iri) => whatfixes.canvas.present()[iri]", arg=E + "n6")
    seen.settle()
    page.fill("#search input", "n7")
    page.wait_for_selector("#search [role=option]:has-text('n7')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel h2:text-is('n7')")
    seen.settle()
    assert ("n6", "links to", "n7") in edges(seen)
