"""The browser's history, links from strangers, named views, files and several tabs."""
from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest
from views import HOSTILE, packed

from explorer import state
from explorer.state import View
from graph.store import Store
from graph.vocabulary import ID

from .conftest import SCREENSHOTS
from .test_views import OVERFITTING, asked_for, drag, expand, names, open_dropout, panel, seen, undo

pytestmark = pytest.mark.browser


def back(explorer: Any) -> None:
    explorer.page.go_back()
    explorer.page.wait_for_timeout(150)
    explorer.settle()


def forward(explorer: Any) -> None:
    explorer.page.go_forward()
    explorer.page.wait_for_timeout(150)
    explorer.settle()


def build_three(explorer: Any) -> list[Any]:
    """Three steps of the browser's history, each as it was when it was left."""
    explorer.open("/?concept=overfitting")
    expand_first = seen(explorer), panel(explorer)
    open_dropout(explorer)
    drag(explorer, OVERFITTING, 50, -30)
    explorer.page.mouse.move(300, 600)
    explorer.page.mouse.wheel(0, 120)
    explorer.page.wait_for_timeout(400)
    second = seen(explorer), panel(explorer)
    explorer.page.evaluate("() => whatfixes.act({do: 'ask', q: 'what fixes underfitting'})")
    explorer.page.wait_for_selector(".answer-panel")
    explorer.settle()
    return [expand_first, second, (seen(explorer), panel(explorer))]


def test_back_and_forward_return_to_the_views_that_were_there(explorer) -> None:
    first, second, third = build_three(explorer)
    asked = len(asked_for(explorer))
    back(explorer)
    assert (seen(explorer), panel(explorer)) == second
    back(explorer)
    assert (seen(explorer), panel(explorer)) == first
    forward(explorer)
    assert (seen(explorer), panel(explorer)) == second
    forward(explorer)
    assert (seen(explorer), panel(explorer)) == third
    assert asked_for(explorer)[asked:] == []


def test_back_and_forward_survive_a_reload(explorer) -> None:
    first, second, third = build_three(explorer)
    explorer.page.wait_for_timeout(400)
    done = names(explorer)
    explorer.page.reload()
    explorer.settle()
    explorer.page.wait_for_selector(".answer-panel")
    assert (seen(explorer), panel(explorer)) == third and names(explorer) == done
    assert explorer.page.evaluate("() => whatfixes.state.n") == 1, "no action was sent for it"
    undo(explorer)
    explorer.page.wait_for_selector("h2:text-is('dropout')")
    assert (seen(explorer), panel(explorer)) == second
    undo(explorer, "Control+y")
    explorer.page.wait_for_selector(".answer-panel")
    assert (seen(explorer), panel(explorer)) == third
    back(explorer)
    explorer.page.wait_for_selector("h2:text-is('dropout')")
    explorer.settle()
    assert seen(explorer) == second[0]
    back(explorer)
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    explorer.settle()
    assert seen(explorer) == first[0]


def test_an_expansion_is_a_step_of_the_browsers_history_and_a_drag_is_none(explorer) -> None:
    explorer.open("/?concept=dropout")
    explorer.page.evaluate("() => whatfixes.act({do: 'concept', iri: 'overfitting'})")
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    explorer.settle()
    before = seen(explorer)
    length = explorer.page.evaluate("() => history.length")
    expand(explorer, "is worsened by")
    assert explorer.page.evaluate("() => history.length") == length + 1
    drag(explorer, OVERFITTING, 20, 20)
    assert explorer.page.evaluate("() => history.length") == length + 1
    back(explorer)
    assert seen(explorer) == before


def test_coming_back_from_the_workbench_loses_nothing(explorer) -> None:
    explorer.open("/?concept=overfitting")
    open_dropout(explorer)
    before = seen(explorer)
    explorer.page.click("#link-sparql")
    explorer.page.wait_for_selector("#page-sparql:not([hidden])")
    explorer.page.click("#link-explore")
    explorer.page.wait_for_selector("#page-explore:not([hidden])")
    explorer.settle()
    assert seen(explorer) == before
    undo(explorer)
    assert explorer.page.locator("#panel h2").first.inner_text() == "overfitting"


def link_of(explorer: Any) -> str:
    return explorer.page.evaluate("() => whatfixes.views.link()")


def test_a_copied_link_shows_the_same_in_another_browser(visit) -> None:
    one = visit(permissions=["clipboard-read", "clipboard-write"])
    build_three(one)
    one.page.click("[aria-label='Views']")
    one.page.click("text=Copy link")
    one.page.wait_for_selector(".popover-told:has-text('Link copied')")
    link = one.page.evaluate("() => navigator.clipboard.readText()")
    assert link == link_of(one) and len(link) < state.LONGEST_LINK
    other = visit()
    other.page.goto(link)
    other.settle()
    assert seen(other) == seen(one)
    assert other.page.locator(".answer-panel").is_visible()
    assert names(other) == ["opened a link"]


def test_opening_a_link_is_one_request(explorer, visit) -> None:
    explorer.open("/?concept=overfitting")
    link = link_of(explorer)
    plain = visit()
    plain.open("/?concept=overfitting")
    linked = visit()
    linked.page.goto(link)
    linked.settle()
    assert linked.callbacks() == plain.callbacks()


def test_a_link_put_into_an_open_page_is_shown_and_left_by_back(explorer) -> None:
    explorer.open("/?concept=overfitting")
    first = link_of(explorer), seen(explorer)
    open_dropout(explorer)
    drag(explorer, OVERFITTING, 50, -30)
    back(explorer)
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    drag(explorer, OVERFITTING, -70, 30)
    moved = seen(explorer)
    assert moved != first[1]
    explorer.page.evaluate("(link) => { location.href = link; }", first[0])
    explorer.page.wait_for_function("() => whatfixes.views.log.entries.at(-1).name === 'opened a link'")
    explorer.settle()
    assert seen(explorer) == first[1]
    back(explorer)
    assert seen(explorer) == moved


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_link_is_told_and_the_page_works(explorer, name: str) -> None:
    explorer.page.goto(f"{explorer.address}/?concept=dropout#view={packed(HOSTILE[name])}")
    explorer.settle()
    explorer.page.wait_for_selector("#trouble:has-text('cannot be opened'), .trouble-panel:has-text('cannot be opened')")
    explorer.page.evaluate("() => whatfixes.act({do: 'concept', iri: 'overfitting'})")
    explorer.page.wait_for_selector("h2:text-is('overfitting')")
    assert explorer.page.evaluate("() => ({}).a") is None


@pytest.mark.parametrize("text", ["", "%", "x" * 70_000, "AAAA", "<script>", "__proto__"])
def test_garbage_in_the_fragment_is_told_and_the_page_works(explorer, text: str) -> None:
    explorer.page.goto(f"{explorer.address}/?concept=dropout#view={text}")
    explorer.settle()
    explorer.page.wait_for_selector("#trouble:has-text('cannot be opened')")
    assert explorer.page.locator("#panel h2").first.inner_text() == "dropout"


def test_concepts_that_the_graph_has_not_are_said_by_name(explorer) -> None:
    view = View(((ID + "dropout", 0, 0), (ID + "phlogiston", 90, 40), ("javascript:alert(1)", 5, 5)))
    explorer.page.goto(f"{explorer.address}/#view={state.encode(view)}")
    explorer.settle()
    told = explorer.page.locator("#canvas-note").inner_text()
    assert "phlogiston" in told and "javascript:alert(1)" in told
    assert list(explorer.nodes()) == [ID + "dropout"]


def test_a_view_too_long_for_a_link_is_offered_as_a_file(explorer, notes: Store) -> None:
    many = sorted(notes.concepts)[:1100]
    explorer.open("/?concept=overfitting")
    wire = View(tuple((iri, (7919 * n) % 60_000 - 30_000, (104_729 * n) % 60_000) for n, iri in enumerate(many)), touched=True).as_json()
    explorer.page.evaluate("(v) => whatfixes.views.restore(v, 'many')", wire)
    explorer.page.wait_for_function("(n) => Object.keys(whatfixes.canvas.present()).length === n", arg=len(many))
    explorer.settle()
    explorer.page.click("[aria-label='Views']")
    explorer.page.click("text=Copy link")
    explorer.page.wait_for_selector(".popover-told:has-text('Take a file instead')")
    with explorer.page.expect_download() as download:
        explorer.page.click(".button.primary:has-text('Download')")
    text = pathlib.Path(download.value.path()).read_text(encoding="utf-8")
    assert {iri for iri, _, _ in state.read(json.loads(text)["view"]).nodes} == set(many)


def test_views_are_kept_by_name_renamed_opened_and_deleted(explorer) -> None:
    explorer.open("/?concept=overfitting")
    open_dropout(explorer)
    drag(explorer, OVERFITTING, 50, -30)
    kept = seen(explorer), panel(explorer)
    page = explorer.page
    page.click("[aria-label='Views']")
    page.fill("[aria-label='name of the view']", "  About   dropout ")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Saved as “About dropout”.")
    page.click("[aria-label='rename About dropout']")
    page.fill("[aria-label='new name for About dropout']", "Dropout & co")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.evaluate("() => whatfixes.act({do: 'home'})")
    explorer.settle()
    page.reload()
    explorer.settle()
    page.click("[aria-label='Views']")
    page.click(".saved-name:text-is('Dropout & co')")
    page.wait_for_selector("h2:text-is('dropout')")
    explorer.settle()
    assert (seen(explorer), panel(explorer)) == kept
    assert names(explorer)[-1] == "opened the view “Dropout & co”"
    undo(explorer)
    assert page.evaluate("() => document.documentElement.dataset.stage") == "home"
    page.click("[aria-label='Views']")
    page.click("[aria-label='delete Dropout & co']")
    assert not page.locator(".saved-name").count()


def test_a_file_brings_back_the_view(explorer, tmp_path: pathlib.Path) -> None:
    explorer.open("/?concept=overfitting")
    drag(explorer, OVERFITTING, 50, -30)
    kept = seen(explorer)
    page = explorer.page
    page.click("[aria-label='Views']")
    with page.expect_download() as download:
        page.click(".popover >> text=Download")
    assert download.value.suggested_filename == "overfitting.whatfixes.json"
    file = tmp_path / "view.whatfixes.json"
    download.value.save_as(file)
    explorer.open("/")
    page.click("[aria-label='Views']")
    page.set_input_files(".popover input[type=file]", file)
    page.wait_for_selector("h2:text-is('overfitting')")
    explorer.settle()
    assert seen(explorer) == kept


@pytest.mark.parametrize("text", ["", "{", "[]", '{"whatfixes": "view"}', '{"whatfixes": "view", "view": {"v": 9}}'])
def test_a_file_that_is_no_view_is_told(explorer, tmp_path: pathlib.Path, text: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(text, encoding="utf-8")
    explorer.open("/?concept=overfitting")
    before = seen(explorer)
    explorer.page.click("[aria-label='Views']")
    explorer.page.set_input_files(".popover input[type=file]", file)
    explorer.page.wait_for_function("() => document.querySelector('.popover-told').textContent.length > 5")
    assert seen(explorer) == before


def test_hostile_views_kept_in_the_browser_do_no_harm(explorer) -> None:
    explorer.open("/?concept=overfitting")
    kept = [{"name": "<img src=x onerror=alert(1)>", "view": {"v": 1, "nodes": "no"}}, {"name": 3}, None,
            {"name": "deep", "view": {"v": 1, "parts": 3}}]
    explorer.page.evaluate("(v) => localStorage.setItem('whatfixes.views', JSON.stringify(v))", kept)
    explorer.page.click("[aria-label='Views']")
    assert explorer.page.locator(".saved-name").all_inner_texts() == ["<img src=x onerror=alert(1)>", "deep"]
    explorer.page.locator(".saved-name").first.click()
    explorer.page.wait_for_selector(".trouble-panel:has-text('cannot be opened')")


def test_two_tabs_share_nothing_but_what_was_saved(explorer) -> None:
    explorer.open("/?concept=overfitting")
    open_dropout(explorer)
    other = explorer.page.context.new_page()
    other.goto(explorer.address + "/?concept=dropout")
    other.wait_for_selector("h2:text-is('dropout')")
    read = """() => { const {views} = whatfixes;
      return JSON.stringify([views.read(), views.log.entries.map((e) => e.name), views.log.at, location.href]); }"""
    other.wait_for_timeout(500)
    before = other.evaluate(read)
    undo(explorer)
    drag(explorer, OVERFITTING, 60, 10)
    explorer.page.evaluate("() => whatfixes.views.saved.save('mine')")
    other.wait_for_timeout(200)
    assert other.evaluate(read) == before
    assert other.evaluate("() => whatfixes.views.saved.all().map((v) => v.name)") == ["mine"]
    mine, done = seen(explorer), names(explorer)
    other.evaluate("() => { whatfixes.did('something'); whatfixes.views.undo(); }")
    other.reload()
    other.wait_for_selector("h2:text-is('dropout')")
    assert other.evaluate("() => whatfixes.views.log.entries.map((e) => e.name)") == ["opened dropout", "something"]
    explorer.page.reload()
    explorer.settle()
    assert names(explorer) == done
    assert seen(explorer) == mine


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_the_history_and_the_views_can_be_seen(visit, size: tuple[int, int], scheme: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    one = visit(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    one.open("/?concept=overfitting")
    for action in ({"do": "concept", "iri": "dropout"}, {"do": "expand", "iri": ID + "dropout", "groups": []},
                   {"do": "ask", "q": "what fixes underfitting"}, {"do": "path", "from": "underfitting", "to": "dropout"}):
        one.page.evaluate("""(a) => new Promise((done) => {
          document.addEventListener('whatfixes:log', done, {once: true}); whatfixes.act(a); })""", action)
        one.settle()
    one.page.evaluate("() => { whatfixes.views.undo(); whatfixes.views.undo(); }")
    for name in ("What dropout fixes", "Underfitting, with everything that has ever been said of it in the notes", "Kinesis"):
        one.page.evaluate("(n) => whatfixes.views.saved.save(n)", name)
    for label, name in (("History", "history"), ("Views", "views")):
        one.page.click(f"[aria-label='{label}']")
        box = one.page.locator(".popover").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0] and box["y"] + box["height"] <= size[1]
        one.page.screenshot(path=SCREENSHOTS / f"{name}-{size[0]}x{size[1]}-{scheme}.png")
        one.page.keyboard.press("Escape")
