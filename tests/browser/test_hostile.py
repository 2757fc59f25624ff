"""What a graph holds never runs as script and never breaks the page: in no place where it is shown."""
from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from graph import sources

from .conftest import Watched, served

pytestmark = pytest.mark.browser
IMG = "<img src=x onerror=window.hacked=1>"
LABELS = [IMG, "'; window.hacked=1; '", "{{7*7}}", "__proto__", "constructor", "שלום עולם", "🦊" * 40,
          "x" * 10_000, "[link](javascript:window.hacked=1)", " ", "</script><script>window.hacked=1</script>", "\u202egnihsif",
          "a\u0000b\u0007c", "\"><svg onload=window.hacked=1>", "`${window.hacked=1}`", "wide " * 2_000]
KINDS = [IMG, "__proto__", "<b>bold</b> " + "y" * 10_000]
NODES = [*(f"http://example.org/n{n}" for n in range(len(LABELS))), "javascript:window.hacked=1", "http://example.org/__proto__",
         "data:text/html,<script>window.hacked=1</script>"]
_LISTEN = """window.broken = [];
document.addEventListener('securitypolicyviolation', (e) => broken.push(`${e.violatedDirective} ${e.blockedURI}`));"""


def quoted(text: str) -> str:
    """A Turtle string."""
    return '"' + "".join(c if c.isprintable() and c not in '\\"' else f"\\u{ord(c):04X}" for c in text) + '"'


@pytest.fixture(scope="module")
def hostile(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An explorer over a graph whose labels, definitions, kinds, properties and IRIs are as bad as can be."""
    lines = ["@prefix s: <http://www.w3.org/2004/02/skos/core#> .", "@prefix e: <http://example.org/> .",
             "@prefix r: <http://www.w3.org/2000/01/rdf-schema#> .", f"e:to r:label {quoted(IMG + ' to')} ."]
    lines += [f"e:K{n} a r:Class ; r:label {quoted(label)} ; r:comment {quoted(IMG)} ." for n, label in enumerate(KINDS)]
    for n, label in enumerate(LABELS):
        text = label.replace("\0", "")
        lines.append(f"e:n{n} s:prefLabel {quoted(text)} ; s:altLabel {quoted('other ' + text[:200])} ; "
                     f"s:definition {quoted('<script>hacked=1</script>' + text)} ; a e:K{n % 3} ; e:to e:n0, e:n{(n + 1) % len(LABELS)} .")
    lines.append('<javascript:window.hacked=1> s:prefLabel "script address" ; e:to e:n0, <javascript:window.hacked=1> ; a e:K0 .')
    lines.append('<data:text/html,%3Cscript%3Ewindow.hacked=1%3C/script%3E> s:prefLabel "page address" ; e:to e:n0 ; a e:K1 .')
    lines.append('e:__proto__ a e:constructor ; s:prefLabel "toString" ; e:hasOwnProperty e:n3 .')
    path = tmp_path_factory.mktemp("hostile") / "hostile.ttl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with served(sources.open([path])) as address:
        yield address


@pytest.fixture
def seen(visit, hostile: str) -> Iterator[Watched]:
    """A page on that graph; at its end nothing has run, and nothing even tried to."""
    found = visit(hostile)
    found.page.add_init_script(_LISTEN)
    yield found
    assert found.page.evaluate("() => window.hacked") is None
    assert found.page.evaluate("() => window.broken") == [], "what the graph holds became markup, and only the policy stopped it"
    assert found.page.evaluate("() => ({}).polluted") is None
    assert not found.page.locator("a[href^='javascript' i], a[href^='data:' i], img[src='x'], svg[onload]").count()
    assert found.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("node", [n for n in NODES if not n.startswith("data:")], ids=lambda n: n[-12:])
def test_a_bad_name_is_only_text_on_canvas_card_panel_and_title(seen: Watched, node: str) -> None:
    seen.open("/?" + urlencode({"concept": node}))
    assert seen.page.locator(".concept-panel").count() == 1
    assert node in seen.nodes()
    seen.page.mouse.move(*seen.at(node))
    seen.page.wait_for_timeout(100)
    assert len(seen.page.title()) < 11_000


def test_the_first_screen_its_list_and_its_questions_are_only_text(seen: Watched) -> None:
    seen.open()
    page = seen.page
    page.wait_for_function("() => document.querySelector('#examples').dataset.ready")
    assert page.evaluate("() => whatfixes.canvas.cy().nodes().length") >= 3
    page.click("#overview-switch >> text=List")
    rows = page.locator(".overview-row")
    assert any(IMG in text for text in rows.all_text_contents())
    rows.filter(has_text="<img").first.click()
    page.wait_for_selector(".kind-panel")
    seen.settle()
    page.mouse.move(*seen.at("http://example.org/n0"))
    page.wait_for_timeout(200)


def test_menus_checklist_cards_outline_history_and_kept_views_are_only_text(seen: Watched) -> None:
    seen.open("/?" + urlencode({"concept": NODES[0]}))
    page = seen.page
    shown = []
    for node in (NODES[0], NODES[3], NODES[5], NODES[7], NODES[10]):
        page.evaluate("(iri) => { const n = whatfixes.canvas.cy().getElementById(iri); "
        "whatfixes.menu.open(n, n.renderedPosition()); }", node)
        shown.append(page.locator("[role=menu]").inner_text())
        page.evaluate("(iri) => { whatfixes.menu.close(); whatfixes.openChecklist(whatfixes.canvas.cy().getElementById(iri)); }", node)
        page.wait_for_selector("#expansion .check-row")
        shown.append(page.locator("#expansion").inner_text())
        page.evaluate("""(iri) => { whatfixes.closeChecklist();
            whatfixes.cards.why(whatfixes.canvas.cy().getElementById(iri).connectedEdges()[0]); }""", node)
        shown.append(page.locator("#hover-card").inner_text())
        page.evaluate("(iri) => { whatfixes.cards.hide(); whatfixes.selection.pin(whatfixes.canvas.cy().getElementById(iri)); }", node)
    page.click(".tool-outline")
    page.wait_for_selector("#outline-table .ag-row")
    shown.append(page.locator("#outline-table").inner_text())
    page.click("#outline-tab-tree")
    page.wait_for_selector(".tree-line")
    shown.append(page.locator("#outline-tree").inner_text())
    page.locator("#legend .legend-row").last.click()
    page.click(".log-bar [aria-controls=popover-list]")
    shown.append(page.locator("#popover-list").inner_text())
    page.click(".log-bar [aria-controls=popover-views]")
    page.fill("#popover-views .field", IMG)
    page.click("#popover-views .save-view .button")
    shown.append(page.locator("#popover-views .saved-name").inner_text())
    assert sum(IMG in text for text in shown) >= 10 and "__proto__" in "".join(shown)


@pytest.mark.parametrize("typed", ["<img", "__proto__", "constructor", "script", "שלום", "🦊", "xxxxx", "other", "' OR 1=1", "\\", "%00",
                                   "script address to x"])
def test_suggestions_and_what_was_asked_before_are_only_text(seen: Watched, typed: str) -> None:
    seen.open()
    page = seen.page
    with page.expect_response("**/suggest?*") as answer:
        page.fill("#search input", typed)
    assert answer.value.status == 200
    page.wait_for_timeout(150)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("() => whatfixes.state.n > 1 && !whatfixes.state.waiting")
    seen.open()
    page.click("#search input")
    page.wait_for_selector("#search .option.recent")


def test_questions_and_paths_about_bad_names_are_only_text(seen: Watched) -> None:
    for path in ({"q": f"what is {IMG}"}, {"q": "<script>window.hacked=1</script>"}, {"from": NODES[0], "to": NODES[3]},
                 {"from": NODES[-3], "to": NODES[1]}, {"kind": "<img>"}, {"section": "__proto__"}, {"concept": "__proto__"}):
        seen.open("/?" + urlencode(path))
        assert seen.page.locator("#panel article, #panel section").count()


def test_results_of_queries_are_only_text(seen: Watched) -> None:
    page = seen.page
    page.goto(seen.address + "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 300"}))
    page.wait_for_selector("#wb-grid .ag-row")
    for view in ("raw", "explain", "table"):
        page.click(f"[data-view={view}]")
        page.wait_for_timeout(300)
    page.goto(seen.address + "/sparql?" + urlencode({"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 100"}))
    page.wait_for_selector("[data-view=graph]")
    page.click("[data-view=graph]")
    page.wait_for_timeout(800)


def test_a_kept_question_that_somebody_tampered_with_is_only_text(seen: Watched) -> None:
    seen.page.add_init_script(
        "localStorage.setItem('whatfixes-recent', JSON.stringify([{ label: '<img src=x onerror=window.hacked=1>', as: '__proto__' }, null,"
        " 7, { label: 5, as: 'question' }]))")
    seen.open()
    seen.page.click("#search input")
    seen.page.wait_for_selector("#search .option.recent")
    assert seen.page.locator("#search .option.recent").count() == 1
