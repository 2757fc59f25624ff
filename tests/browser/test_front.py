"""The first screen, the one box, progress, and a server that is gone, in a browser."""
from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from graph import sources
from graph.vocabulary import ID

from .conftest import SCREENSHOTS, served, watched

pytestmark = pytest.mark.browser
OVERFITTING, DROPOUT, UNDERFITTING = ID + "overfitting", ID + "dropout", ID + "underfitting"
SIZES = [(1440, 900), (1024, 600), (820, 1180), (390, 844), (320, 568)]
LABELS = """() => {
  const cy = whatfixes.canvas.cy(), stage = cy.container().getBoundingClientRect();
  const boxes = cy.nodes().map((n) => n.renderedBoundingBox({ includeLabels: true, includeOverlays: false }));
  const apart = (a, b) => a.x2 <= b.x1 + 1 || b.x2 <= a.x1 + 1 || a.y2 <= b.y1 + 1 || b.y2 <= a.y1 + 1;
  const over = boxes.filter((a, i) => boxes.some((b, j) => j > i && !apart(a, b)));
  const out = boxes.filter((b) => b.x1 < -1 || b.y1 < -1 || b.x2 > stage.width + 1 || b.y2 > stage.height + 1);
  return [over.length, out.length, cy.zoom(), boxes.length];
}"""
PEOPLE = """
@prefix e: <http://example.org/> . @prefix s: <http://www.w3.org/2000/01/rdf-schema#> .
e:City a s:Class ; s:label "city" . e:Person a s:Class ; s:label "person" . e:livesIn s:label "lives in" . e:knows s:label "knows" .
e:paris a e:City ; s:label "Paris" . e:rome a e:City ; s:label "Rome" .
e:ana a e:Person ; s:label "Ana" ; e:livesIn e:paris ; e:knows e:bob ; s:comment "A writer." .
e:bob a e:Person ; s:label "Bob" ; e:livesIn e:paris . e:cy a e:Person ; s:label "Cy" ; e:livesIn e:rome ; e:knows e:ana .
"""


# ---------------------------------------------------------------- the first screen

@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_the_first_screen_fits_and_no_label_lies_over_another(visit, size: tuple[int, int]) -> None:
    seen = visit(viewport={"width": size[0], "height": size[1]})
    for by in ("kind", "section"):
        seen.open(f"/?by={by}")
        over, out, zoom, count = seen.page.evaluate(LABELS)
        assert (over, out) == (0, 0) and count >= 3
        assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= size[0]
        assert zoom > 0.8 or seen.page.locator("#overview-list").is_visible(), "too small for a picture: then there is the list"
        box, example = seen.page.locator("#search input").bounding_box(), seen.page.locator(".hero .example").first.bounding_box()
        assert box["y"] + box["height"] <= example["y"] + 1, "the box and the examples do not touch"
        seen.page.screenshot(path=_picture(f"home-{by}-{size[0]}x{size[1]}"))


def _picture(name: str) -> str:
    SCREENSHOTS.mkdir(exist_ok=True)
    return str(SCREENSHOTS / f"{name}.png")


def test_the_overview_turns_from_kinds_to_sections_to_a_list_and_back(explorer) -> None:
    explorer.open()
    page = explorer.page
    page.click("text=By section")
    page.wait_for_function("() => whatfixes.canvas.cy().nodes().some((n) => n.data('title') === 'Kinesis')")
    explorer.settle()
    assert "by=section" in page.url
    asked = len(explorer.requests)
    page.click("#overview-switch >> text=List")
    assert page.locator("#overview-list").is_visible() and len(explorer.requests) == asked
    page.click("#overview-list >> text=Kinesis")
    page.wait_for_selector(".section-panel")
    explorer.settle()
    assert "section=3.+Kinesis" in page.url and len(explorer.nodes()) == 32
    page.go_back()
    page.wait_for_function("() => document.getElementById('canvas').dataset.mode === 'overview'")
    assert page.locator("#overview-switch [aria-pressed=true]").text_content() in ("By section", "List")


def test_a_section_opens_by_a_click_on_its_cluster(explorer) -> None:
    explorer.open("/?by=section")
    numbers = explorer.page.evaluate("""() => whatfixes.canvas.cy().nodes().filter((n) => n.data('family') !== 'more')
        .map((n) => [n.data('title'), (decodeURIComponent(n.style('background-image')).match(/>([0-9]+)</) || [])[1] || ''])""")
    assert dict(numbers)["Kinesis"] == "3" and dict(numbers)["Neural Networks"] == "6"
    assert sum(number != "" for _, number in numbers) >= len(numbers) - 1, "the name of the notes itself has no number"
    key = explorer.page.evaluate("() => whatfixes.canvas.cy().nodes().filter((n) => n.data('title') === 'Kinesis')[0].id()")
    explorer.page.mouse.click(*explorer.at(key))
    explorer.page.wait_for_selector("h2:text-is('Kinesis')")


@pytest.mark.parametrize("wide", [800, 390, 320])
def test_undo_and_the_switch_lie_beside_each_other_on_a_narrow_first_screen(visit, wide: int) -> None:
    seen = visit(viewport={"width": wide, "height": 844})
    seen.open("/?concept=dropout")
    seen.page.evaluate("() => whatfixes.act({ do: 'home' })")
    seen.page.wait_for_function("() => document.getElementById('canvas').dataset.mode === 'overview'")
    seen.settle()
    bar, switch = seen.page.locator(".log-bar").bounding_box(), seen.page.locator("#overview-switch").bounding_box()
    assert bar["x"] + bar["width"] < switch["x"] and switch["x"] + switch["width"] <= wide
    seen.page.click(".log-bar [aria-label^=Undo]")
    seen.page.wait_for_function("() => document.getElementById('canvas').dataset.mode !== 'overview'")
    seen.settle()
    assert DROPOUT in seen.nodes()


def test_another_size_of_the_window_gets_an_overview_of_its_own(visit) -> None:
    seen = visit()
    seen.open()
    seen.page.set_viewport_size({"width": 390, "height": 844})
    seen.page.wait_for_function("() => whatfixes.canvas.cy().nodes().length <= 13")
    seen.settle()
    assert seen.page.evaluate(LABELS)[:2] == [0, 0]


def test_other_peoples_graphs_begin_with_their_own_kinds_and_questions(chromium, tmp_path) -> None:
    path = tmp_path / "people.ttl"
    path.write_text(PEOPLE, encoding="utf-8")
    with served(sources.open([path])) as address, watched(chromium, address) as seen:
        seen.open()
        page = seen.page
        page.wait_for_selector(".hero .example >> nth=4")
        titles = page.evaluate("() => whatfixes.canvas.cy().nodes().map((n) => n.data('title')).sort()")
        assert titles == ["city", "person"] and page.locator("#overview-switch button").all_text_contents() == ["By kind", "List"]
        page.locator(".hero .example").first.click()
        page.wait_for_selector(".answer-panel .answers li")


# ---------------------------------------------------------------- the one box

def test_a_second_letter_never_shows_what_the_first_found(explorer) -> None:
    explorer.open()
    page = explorer.page
    page.route("**/suggest?q=o", lambda route: (time.sleep(1.2), route.continue_()))
    box = page.locator("#search input")
    box.press_sequentially("o", delay=0)
    page.wait_for_timeout(150)
    box.fill("drop")
    page.wait_for_selector("#search [role=option]:has-text('dropout')")
    page.wait_for_timeout(1500)
    assert page.locator("#search [role=option] .option-label").first.text_content().startswith("dropout")
    assert page.locator("#search [role=option]:has-text('overfitting')").count() == 0


def test_while_new_letters_wait_only_what_fits_them_stays(explorer) -> None:
    explorer.open()
    page = explorer.page
    box = page.locator("#search input")
    box.fill("over")
    page.wait_for_selector("#search [role=option]:has-text('overfitting')")
    page.route("**/suggest?*", lambda route: (time.sleep(0.8), route.continue_()))
    box.press("f")
    shown = page.locator("#search [role=option]:visible").all_text_contents()
    assert all("overf" in text.lower() for text in shown)


def test_the_box_is_a_whole_combobox(explorer) -> None:
    explorer.open()
    page = explorer.page
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Ask a question or name a concept")
    state = lambda name: box.get_attribute(f"aria-{name}")  # noqa: E731
    assert state("expanded") == "false" and state("autocomplete") == "list" and state("haspopup") == "listbox"
    box.press_sequentially("overfit", delay=5)
    page.wait_for_selector("#search [role=option]:has-text('overfitting')")
    listbox = page.locator(f"#{state('controls')}")
    assert listbox.get_attribute("role") == "listbox" and state("expanded") == "true" and state("activedescendant") is None
    box.press("ArrowDown")
    chosen = page.locator(f"#{state('activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true" and page.locator("#search [aria-selected=true]").count() == 1
    box.press("ArrowUp")
    assert state("activedescendant") is None, "past the first the text has its turn"
    box.press("ArrowUp")
    assert page.locator("#search [role=option]").last.get_attribute("aria-selected") == "true"
    box.press("Escape")
    assert state("expanded") == "false" and box.input_value() == "overfit"
    box.press("ArrowDown")
    assert state("expanded") == "true" and page.locator("#search [role=option]").first.get_attribute("aria-selected") == "true"
    assert "concept" in page.locator("#search [role=status]").text_content()
    box.press("Enter")
    page.wait_for_selector("h2:text-is('overfitting')")
    assert state("expanded") == "false"


def test_a_slip_a_synonym_and_a_kind_are_shown(explorer) -> None:
    explorer.open()
    box = explorer.page.locator("#search input")
    box.fill("overfiting")
    explorer.page.wait_for_selector("#search [role=option]:has-text('overfitting') >> .option-kind:has-text('failure mode')")
    box.fill("eta")
    explorer.page.wait_for_selector("#search [role=option] .also")


def test_two_names_are_suggested_as_a_path_while_typing(explorer) -> None:
    explorer.open()
    page = explorer.page
    page.locator("#search input").press_sequentially("underfitting to dro", delay=5)
    page.wait_for_selector("#search .option.path:has-text('underfitting to dropout')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".paths li")
    explorer.settle()
    assert {UNDERFITTING, DROPOUT} <= set(explorer.nodes()) and "from=underfitting&to=dropout" in page.url


def test_what_was_asked_is_kept_in_this_browser_until_forgotten(explorer) -> None:
    explorer.open()
    page = explorer.page
    page.fill("#search input", "what fixes underfitting")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer-panel")
    explorer.open()
    page.click("#search input")
    page.wait_for_selector("#search .option.recent:has-text('what fixes underfitting')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer-panel")
    explorer.open()
    page.click("#search input")
    page.click("#search .option.clear")
    assert page.evaluate("() => localStorage.getItem('whatfixes-recent')") is None
    assert not page.locator("#search [role=option]:visible").count()


# ---------------------------------------------------------------- progress, and a server that is gone

def test_what_takes_long_shows_progress_and_how_long(explorer) -> None:
    explorer.open("/?concept=dropout")
    page = explorer.page
    page.route("**/_dash-update-component*", lambda route: (time.sleep(3.6), route.continue_()))
    page.mouse.dblclick(*explorer.at(OVERFITTING))
    page.wait_for_selector("html.busy")
    assert page.locator("#progress-said").text_content() == "Working"
    page.wait_for_selector("#progress:has-text('Still working'):visible")
    page.wait_for_selector("h2:text-is('overfitting')")
    assert not page.locator("html.busy").count() and not page.locator("#progress").is_visible()


def test_suggestions_fail_quietly_and_recover(explorer) -> None:
    explorer.open()
    page = explorer.page
    page.route("**/suggest?*", lambda route: route.abort())
    page.fill("#search input", "drop")
    page.wait_for_timeout(400)
    assert not page.locator("#trouble").is_visible() and not page.locator("#search [role=option]:visible").count()
    page.unroute("**/suggest?*")
    page.wait_for_selector("#search [role=option]:has-text('dropout')", timeout=6000)
    explorer.errors.clear()


@contextmanager
def running(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`whatfixes serve`, as people start it."""
    process = subprocess.Popen([sys.executable, "-m", "explorer", "serve", "--port", str(port)], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": os.getcwd()})
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/suggest?q=").read()
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < deadline, "the server did not start"
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_a_server_that_went_away_is_said_and_nothing_is_lost_when_it_is_back(chromium) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with watched(chromium, f"http://127.0.0.1:{port}") as seen:
        page = seen.page
        with running(port):
            seen.open("/?concept=dropout")
            before = seen.nodes()
        page.mouse.dblclick(*seen.at(OVERFITTING))
        page.wait_for_selector("#trouble:has-text('The server does not answer')")
        assert page.locator("#trouble").bounding_box()["height"] < 120, "it says so without hiding what is there"
        page.screenshot(path=_picture("gone"))
        page.fill("#search input", "under")
        page.wait_for_timeout(300)
        page.click("#trouble >> text=Try again")
        page.wait_for_selector("#trouble:has-text('The server does not answer')")
        assert seen.nodes() == before
        with running(port):
            page.wait_for_selector("#trouble:has-text('The server is back')")
            page.click("#trouble >> text=Try again")
            page.wait_for_function("(n) => Object.keys(whatfixes.canvas.present()).length > n", arg=len(before))
            seen.settle()
            after = seen.nodes()
            assert {iri: after[iri] for iri in before} == before and len(after) > len(before)
            assert not page.locator("#trouble").is_visible()
        page.click("#link-sparql")
        page.wait_for_selector("#trouble:has-text('The server does not answer')")
        with running(port):
            page.wait_for_selector("#trouble:has-text('The server is back')")
            page.click("#trouble >> text=Try again")
            page.wait_for_selector("#wb-editor")
            page.goto("about:blank")
        seen.errors.clear()


def test_home_that_was_not_reached_leaves_the_canvas_as_it_was(explorer) -> None:
    explorer.open("/?concept=dropout")
    before = json.dumps(explorer.nodes())
    explorer.page.route("**/_dash-update-component*", lambda route: route.abort())
    explorer.page.click(".bar .name")
    explorer.page.wait_for_selector("#trouble:has-text('does not answer')")
    assert json.dumps(explorer.nodes()) == before and not explorer.page.locator(".hero").is_visible()
    assert explorer.page.locator(".concept-panel").is_visible()
    explorer.errors.clear()


# ---------------------------------------------------------------- many elements

_DRAW = """(count) => {
  const add = [];
  for (let n = 0; n < count; n += 1) add.push({ group: 'nodes', position: { x: 90 * (n % 40), y: 70 * Math.floor(n / 40) },
    data: { id: `n${n}`, label: `thing ${n}`, title: '', family: 'f0', kind: '', tip: '' } });
  for (let n = 1; n < count; n += 1) add.push({ group: 'edges',
    data: { id: `e${n}`, source: `n${n}`, target: `n${n - 1}`, label: 'is linked to', title: '', lines: '' } });
  whatfixes.canvas.draw({ n: 1, title: '' },
    { mode: 'kind', add, replace: true, lit: [], chosen: null, fit: 'all', note: '', origin: null, groups: {}, moves: [], did: '' });
  return whatfixes.canvas.cy().edges()[0].style('curve-style');
}"""


def test_many_elements_are_drawn_in_a_lighter_style_and_few_are_not(explorer) -> None:
    explorer.open("/?concept=dropout")
    assert explorer.page.evaluate(_DRAW, 1300) == "haystack"
    assert explorer.page.evaluate(_DRAW, 400) != "haystack"
