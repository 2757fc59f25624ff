"""A whole session by the keyboard alone, and the same by the accessibility tree alone: from finding a concept to taking a file."""
from __future__ import annotations

import re
from typing import Any

import pytest

from .conftest import Watched

pytestmark = pytest.mark.browser
# What has the focus: its role or tag, its name, and whether it can be seen that it has it.
_FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const name = e.getAttribute("aria-label") || (e.labels && e.labels[0] && e.labels[0].textContent) || e.textContent;
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const ring = outlined || style.boxShadow !== "none" || Boolean(e.closest(".CodeMirror"));
  return { what: e === document.body ? "body" : e.getAttribute("role") || e.tagName.toLowerCase(), name: name.trim(), ring };
}"""


class Keys:
    """A page of which nothing but the keyboard is used."""

    def __init__(self, seen: Watched) -> None:
        self.seen, self.page = seen, seen.page
        self.press, self.type = seen.page.keyboard.press, seen.page.keyboard.type  # type: ignore[attr-defined]

    def focused(self) -> dict[str, Any]:
        """What has the focus; it must be seen, and there must be something."""
        page: Any = self.page
        found: dict[str, Any] = page.evaluate(_FOCUSED)
        assert found["what"] != "body", "the focus is lost"
        assert found["ring"], f"nothing shows that {found} has the focus"
        return found

    def to(self, what: str, name: str, key: str = "Tab") -> None:
        """Goes on with *key* until something of that role and name (a pattern) has the focus."""
        passed = []
        for _ in range(90):
            self.press(key)
            found = self.focused()
            if re.fullmatch(what, found["what"]) and re.search(name, found["name"]):
                return
            passed.append(f"{found['what']} {found['name'][:30]}")
        pytest.fail(f"{key} never comes to {what} {name}; it passed {passed}")

    def at(self, what: str, name: str) -> None:
        """Waits until something of that role and name has the focus."""
        page: Any = self.page
        page.wait_for_function("""([what, name]) => { const e = document.activeElement, role = e.getAttribute("role");
            return (role || e.tagName.toLowerCase()) === what && new RegExp(name).test(e.getAttribute("aria-label") || e.textContent); }""",
                               arg=[what, name])
        self.focused()

    def box(self, text: str) -> None:
        """Types into the question box, and waits for what it suggests."""
        page: Any = self.page
        self.press("/")
        self.at("combobox", "")
        self.type(text)
        page.wait_for_selector("#search ul:not([hidden]) [role=option]")


def test_a_session_by_the_keyboard_alone(explorer: Watched) -> None:
    explorer.open("/")
    keys = Keys(explorer)
    find_and_expand(keys)
    ask_and_undo(keys)
    find_a_path(keys)
    export(keys)
    query(keys)


def find_and_expand(keys: Keys) -> None:
    """A concept by its name, opened, read, and its neighbours added on the canvas."""
    page: Any = keys.page
    keys.press("Tab")
    assert keys.focused()["name"].startswith("Skip"), "the first stop leads past the bar"
    keys.box("dropo")
    keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_selector(".concept-panel h2:text-is('dropout')")
    keys.at("h2", "dropout")
    keys.to("button", r"^The notes")
    keys.press("Enter")
    page.wait_for_selector(".passage")
    keys.to("a", "^overfitting$")
    keys.press("Enter")
    page.wait_for_selector(".concept-panel h2:text-is('overfitting')")
    keys.at("h2", "overfitting")
    keys.seen.settle()
    keys.to("application", "The graph", "Shift+Tab")
    before = len(keys.seen.nodes())
    keys.press("ArrowRight")
    keys.press("Enter")
    page.wait_for_function("(n) => Object.keys(whatfixes.canvas.present()).length > n", arg=before)
    keys.seen.settle()
    keys.at("application", "The graph")


def ask_and_undo(keys: Keys) -> None:
    """A question, its answer, and one step back."""
    page: Any = keys.page
    keys.box("what fixes underfitting")
    keys.press("Enter")
    page.wait_for_selector(".answer-panel")
    keys.at("h2", "what fixes underfitting")
    keys.seen.settle()
    keys.press("Control+z")
    page.wait_for_selector(".answer-panel", state="detached")
    keys.at("h2", "")
    keys.press("Control+Shift+z")
    page.wait_for_selector(".answer-panel")
    keys.at("h2", "what fixes underfitting")


def find_a_path(keys: Keys) -> None:
    """By the link in the bar, with two names chosen from what is suggested."""
    page: Any = keys.page
    keys.to("a", "^Paths$", "Shift+Tab")
    keys.press("Enter")
    page.wait_for_selector(".path-panel")
    for name in ("dropout", "xgboost"):
        keys.to("combobox", "")
        keys.type(name)
        page.wait_for_selector(".path-ends ul:not([hidden]) [role=option]")
        keys.press("ArrowDown")
        keys.press("Enter")
    keys.to("button", "^Find paths$")
    keys.press("Enter")
    page.wait_for_selector(".paths > li")
    keys.seen.settle()
    keys.focused()


def export(keys: Keys) -> None:
    """The canvas as a picture, from its menu."""
    page: Any = keys.page
    keys.to("application", "The graph", "Shift+Tab")
    keys.to("summary", "^Export$")
    keys.press("Enter")
    keys.to("button", "^SVG")
    with page.expect_download() as download:
        keys.press("Enter")
    assert download.value.suggested_filename.endswith(".svg")
    keys.at("summary", "Export")


def query(keys: Keys) -> None:
    """The page of queries: what is typed is run, the table read, a file taken."""
    page: Any = keys.page
    keys.to("a", "^SPARQL$", "Shift+Tab")
    keys.press("Enter")
    page.wait_for_selector("#wb[data-ready]")
    keys.to("button", "new query")
    keys.press("Enter")
    keys.type("SELECT ?x { ?x wf:mitigates id:underfitting }")
    keys.press("Control+Enter")
    page.wait_for_selector("#wb-grid .ag-row")
    page.wait_for_selector("#wb-status:has-text('3 rows')")
    if page.locator(".CodeMirror-hint").count():
        keys.press("Escape")  # the list of completions goes first
    keys.press("Escape")
    keys.at("button", "^Run$")
    keys.press("Enter")
    page.wait_for_selector("#wb-status:has-text('3 rows')")
    keys.at("button", "^Run$")
    keys.to("summary", "^Download$")
    keys.press("Enter")
    keys.to("button", "^CSV$")
    with page.expect_download() as download:
        keys.press("Enter")
    assert download.value.suggested_filename == "results.csv"
    keys.at("summary", "^Download$")


class Tree:
    """A page of which nothing but roles, names and what is said is known."""

    def __init__(self, seen: Watched) -> None:
        self.page: Any = seen.page

    def by(self, role: str, name: str, within: Any = None) -> Any:
        """The one thing of a role and a name."""
        return (within or self.page).get_by_role(role, name=name, exact=True)

    def hears(self, text: str) -> None:
        """Waits until a live region (status or alert) says a text."""
        said = self.page.get_by_role("status").or_(self.page.get_by_role("alert")).filter(has_text=re.compile(text))
        said.first.wait_for(state="attached", timeout=20_000)

    def panel(self, title: str) -> Any:
        """The panel, when it shows what has that title."""
        panel = self.page.get_by_role("complementary", name="details")
        self.by("heading", title, panel).wait_for()
        return panel


def test_a_session_by_the_accessibility_tree_alone(explorer: Watched) -> None:
    explorer.open("/")
    tree, page = Tree(explorer), explorer.page
    assert page.locator("html").get_attribute("lang") == "en"  # type: ignore[attr-defined]
    box = tree.by("combobox", "Ask a question or name a concept")
    box.press_sequentially("dropo")
    tree.hears(r"\d+ concepts?, ")
    tree.page.get_by_role("option").filter(has_text="dropout").first.click()
    hears_what_is_opened_and_added(tree)
    hears_answers_and_mistakes(tree, box)
    hears_paths(tree)
    takes_a_file(tree)
    hears_queries(tree)


def hears_what_is_opened_and_added(tree: Tree) -> None:
    """A concept opened and expanded, undone and done again."""
    panel = tree.panel("dropout")
    tree.hears(r"^opened dropout\. \d+ concepts on the canvas")
    assert "Neurons cannot adapt to one another." in panel.aria_snapshot()
    panel.get_by_role("link", name="overfitting", exact=True).first.click()
    tree.hears(r"^opened overfitting\. \d+ concepts on the canvas")
    tree.by("button", "Expand", tree.panel("overfitting")).click()
    tree.hears(r"^expanded overfitting.* \d+ concepts on the canvas")
    tree.hears(r"^\d+ added\.")
    undo = tree.page.get_by_role("button", name=re.compile("^Undo: "))
    undo.click()
    tree.hears("^Undone: ")
    tree.page.get_by_role("button", name=re.compile("^Redo: ")).click()
    tree.hears("^Redone: ")


def hears_answers_and_mistakes(tree: Tree, box: Any) -> None:
    """An answer is said when it comes, and so is what cannot be found."""
    box.fill("what fixes underfitting")
    box.press("Enter")
    tree.panel("what fixes underfitting")
    tree.hears(r"^asked “what fixes underfitting”\. Underfitting is mitigated by: .*weaker regularization\. \d+ concepts on the canvas")
    tree.page.evaluate("() => whatfixes.act({ do: 'concept', iri: 'xyzzyx' })")
    tree.hears("xyzzyx")
    tree.panel("That did not work")


def hears_paths(tree: Tree) -> None:
    """Two ends chosen from what is suggested, and how many paths there are."""
    tree.by("link", "Paths", tree.by("navigation", "views")).click()
    panel = tree.panel("How are concepts connected?")
    for name, chosen in (("dropout", "dropout"), ("xgboost", "XGBoost")):
        end = next(b for b in panel.get_by_role("combobox").all() if b.get_attribute("role") == "combobox" and not b.input_value())
        end.press_sequentially(name)
        panel.get_by_role("option").filter(has_text=chosen).first.click()
    tree.by("button", "Find paths", panel).click()
    tree.hears(r"^searched paths from dropout to XGBoost\. Found \d+ paths")


def takes_a_file(tree: Tree) -> None:
    """The menu of files is a disclosure with buttons."""
    tools = tree.by("toolbar", "canvas")
    tools.get_by_text("Export", exact=True).click()
    with tree.page.expect_download() as download:
        tools.get_by_role("button", name=re.compile("^CSV")).click()
    assert download.value.suggested_filename.endswith(".csv")


def hears_queries(tree: Tree) -> None:
    """A result is said with its rows, a mistake with its place; the clock of a running query is not."""
    page = tree.page
    tree.by("link", "SPARQL", tree.by("navigation", "views")).click()
    editor = tree.page.get_by_role("textbox", name="SPARQL query")
    editor.wait_for(state="attached")
    tree.by("button", "new query").click()
    page.keyboard.type("SELECT ?x { ?x wf:mitigates id:underfitting }")
    tree.by("button", "Run").click()
    tree.hears(r"^3 rows in ")
    tree.by("gridcell", "weaker regularization").wait_for()
    assert tree.by("tab", "Table").get_attribute("aria-selected") == "true"
    tree.by("button", "new query").click()
    page.keyboard.type("SELECT ?x { ?x skoss:prefLabel ?y }")
    tree.by("button", "Run").click()
    tree.hears("the prefix skoss: is not declared")
