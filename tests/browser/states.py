"""The states of every page that a person can bring about, in the order of a walk that loads each page once.

A walk opens an address and takes its states one after the other; each is brought about by a function of the page and undone by the
next one or by Escape. `walk` yields the name of each state while it is there.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from graph.vocabulary import ID

from .conftest import Watched

Doing = Callable[[Any], object]
ABSENT = "not on this size of window"
OVERFITTING = ID + "overfitting"
_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_COUNTS = "SELECT ?p (COUNT(?r) AS ?n) { ?r wf:mitigates ?p } GROUP BY ?p ORDER BY DESC(?n) LIMIT 8"


def _stay(page: Any) -> None:
    """Nothing more to do."""


def _press(selector: str, then: str = "") -> Doing:
    def do(page: Any) -> None:
        page.click(selector)
        if then:
            page.wait_for_selector(then)
    return do


def _tool(selector: str, then: str) -> Doing:
    """A tool of the canvas, which stands behind "More" where the stage is narrow."""
    def do(page: Any) -> None:
        if not page.locator(selector).is_visible():
            page.click(".tool-more")
        page.click(selector)
        page.wait_for_selector(then)
    return do


def _narrow(do: Doing) -> Doing:
    return lambda page: do(page) if page.locator(".tool-more").is_visible() else ABSENT


def _on(iri: str, what: str, then: str) -> Doing:
    """Something done to a node, as its keys and its menu do it."""
    def do(page: Any) -> None:
        page.evaluate("""([iri, what]) => { const node = whatfixes.canvas.cy().getElementById(iri);
            if (what === 'menu') whatfixes.menu.open(node, node.renderedPosition());
            else if (what === 'checklist') whatfixes.openChecklist(node);
            else { node.connectedEdges()[0].select(); whatfixes.cards.why(node.connectedEdges()[0]); } }""", [iri, what])
        page.wait_for_selector(then)
    return do


def _typed(text: str) -> Doing:
    def do(page: Any) -> None:
        page.fill("#search input", text)
        page.wait_for_selector("#search [role=option]")
    return do


def _escape(page: Any) -> None:
    """Close what is open, whatever it is."""
    page.keyboard.press("Escape")
    page.evaluate("""() => { whatfixes.menu.close(); whatfixes.closeChecklist(); whatfixes.cards.hide(); whatfixes.selection.clear();
        const legend = document.querySelector('.tool-legend');
        if (document.documentElement.classList.contains('legend-open')) whatfixes.doings.legend(legend); }""")


def _evaluate(script: str, then: str) -> Doing:
    def do(page: Any) -> None:
        page.evaluate(script)
        page.wait_for_selector(then)
    return do


def _keep(page: Any) -> None:
    page.click(".log-bar [aria-controls=popover-views]")
    page.click("#popover-views .save-view .button")
    page.wait_for_selector("#popover-views .saved-name")


def _running(page: Any) -> None:
    """A query that does not come to its end before its limit."""
    page.evaluate("(query) => whatfixes.workbench.give(query)", _ENDLESS)
    page.wait_for_selector("#wb-stop:not([hidden])")
    page.evaluate("() => Promise.all(document.getElementById('wb-result').getAnimations().map((a) => a.finished))")


def _renaming(page: Any) -> None:
    page.focus("#wb-tabs .wb-tab[aria-selected=true]")
    page.keyboard.press("F2")
    page.wait_for_selector(".wb-rename:focus")


def _build(page: Any) -> None:
    if not page.locator("#wb-side-build").is_visible():
        page.click("#wb-side-open")
    page.click("#wb-side-build")
    page.wait_for_selector(".wb-pick .wb-option")


def _built(page: Any) -> None:
    _build(page)
    page.click(".wb-option:has-text('failure mode')")
    page.click("text=+ about the failure mode")
    page.click(".wb-option:has-text('is mitigated by')")
    page.click(".wb-option:has-text('dropout')")
    page.wait_for_selector(".wb-sentence:text-is('Every failure mode that is mitigated by dropout.')")


EXPLORE: dict[str, dict[str, Doing]] = {
    "/": {"home": _stay, "suggestions": _typed("overf"), "home as a list": _press("[data-by=list]", "#overview-list")},
    "/?concept=overfitting": {
        "concept": _stay, "evidence": _press("#panel .lines >> nth=0", "#panel .lines[aria-expanded=true]"),
        "context menu": _on(OVERFITTING, "menu", "[role=menu]"), "checklist": _on(OVERFITTING, "checklist", "#expansion .check-row"),
        "edge card": _on(OVERFITTING, "why", "#hover-card.kept"),
        "selection": _evaluate("() => whatfixes.selection.all()", "#selection-bar:not([hidden])"),
        "legend": _narrow(_press(".tool-legend", "#legend .legend-row")),
        "more tools": _narrow(_press(".tool-more", "#tools-rest.open")),
        "export menu": _tool(".tools .export-menu summary", ".tools .export-menu[open] li"),
        "shortcuts": _evaluate("() => whatfixes.shortcuts.open()", "dialog.sheet[open]"),
        "views": _press(".log-bar [aria-controls=popover-views]", "#popover-views .field"),
        "kept view": _keep,
        "outline table": _press(".tool-outline", "#outline-table .ag-row"),
        "outline tree": _press("#outline-tab-tree", ".tree-line"),
        "history": _press(".log-bar [aria-controls=popover-list]", "#popover-list .entry")},
    "/?q=what+fixes+underfitting": {
        "answer": _stay, "understood": _press("#panel .reading summary", "#panel .reading[open] .sparql"),
        "answer's menu": _press("#panel .export-menu summary", "#panel .export-menu[open] li")},
    "/?q=f1+score+for+precision+0.8+and+recall+0.6": {"computed": _stay}, "/?concept=f1-score": {"formula": _stay},
    "/?q=who+won+the+cup": {"abstention": _stay}, "/?kind=Service": {"kind": _stay}, "/?section=Regularization": {"section": _stay},
    "/?from=dropout&to=xgboost": {"path": _stay}, "/?paths": {"path form": _stay},
    "/?from=dropout&to=xgboost&to=underfitting&avoid=overfitting&only=wf:Technique&how=shortest&steps=5": {"path that is blocked": _stay},
    "/?concept=xyzzyx": {"unknown": _stay, "trouble": _evaluate(
        "() => whatfixes.trouble('The server does not answer. Nothing here is lost.', true)", "#trouble:not([hidden])")}}
SPARQL: dict[str, dict[str, Doing]] = {
    "SELECT ?remedy ?definition { ?remedy wf:mitigates id:overfitting ; skos:definition ?definition }": {
        "query": _stay, "result as graph": _press("#wb-tab-graph", "#wb-canvas[data-nodes]"),
        "result as text": _press("#wb-tab-raw", ".wb-raw"), "result explained": _press("#wb-tab-explain", ".wb-explain"),
        "downloads": _press("#wb .wb-details:has(#wb-download) summary", "#wb-download .wb-menu-item"),
        "builder": _build, "built query": _built},
    _COUNTS: {"result as chart": _press("#wb-tab-chart", "#wb-plot .barlayer .point"), "running": _running, "renaming": _renaming},
    "SELECT ?x {\n  ?x skoss:prefLabel ?y\n}": {"mistake": lambda page: page.wait_for_selector("#wb-trouble:not([hidden]) .button")},
    "ASK { ?x wf:mitigates ?y }": {"yes or no": lambda page: page.wait_for_selector(".verdict")}}
DOCUMENTS = {
    "document": "/id/overfitting.html", "formula's document": "/id/shard-formula.html", "recipe's document": "/id/fraud-analysis-flow.html",
    "class": "/ontology/Technique", "property": "/ontology/mitigates", "claim": "/claim/dropout-mitigates-overfitting.html",
    "missing": "/id/overfiting", "vocabulary": "/vocabulary", "vocabulary search": "/vocabulary?q=overfit", "findings": "/findings",
    "interface": "/api/"}
EXPORTED = {"exported page": "/export?concept=overfitting&format=html"}


def walk(seen: Watched) -> Iterator[str]:
    """Brings about every state of the application and of the documents, and yields its name while it is there."""
    page: Any = seen.page
    seen.open("/")
    for address, states in EXPLORE.items():
        page.evaluate("(address) => whatfixes.act(whatfixes.actionOf(address))", address[1:])
        seen.settle()
        yield from _through(page, states)
    for query, states in SPARQL.items():
        page.goto(f"{seen.address}/sparql?{urlencode({'query': query})}")
        page.wait_for_selector("#wb[data-ready]")
        page.wait_for_selector("#wb-views:not([hidden]), #wb-trouble:not([hidden])")
        yield from _through(page, states)
    for name, address in DOCUMENTS.items():
        page.goto(seen.address + address)
        yield name
    for name, address in EXPORTED.items():
        page.set_content(page.request.get(seen.address + address).text())
        yield name
    seen.errors[:] = [e for e in seen.errors if "404" not in e]  # the document that is missing


def _through(page: Any, states: dict[str, Doing]) -> Iterator[str]:
    for name, do in states.items():
        if do(page) is not ABSENT:
            yield name
            _escape(page)
