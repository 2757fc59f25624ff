"""The Dash application: one factory that wires pages, routes and callbacks to a store.

May import: graph and everything in explorer but cli and commands. Nothing is registered at import time, so
two applications in one process share nothing.
"""
from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import dash
from dash import Input, Output, State, dcc, html

from graph.store import Store

from . import addresses, computing, delivery, endpoint, families, findings, headers, hosts, jobs, overview, passages, pathfiles, suggestions
from .api.application import Api
from .documents import routes as documents
from .documents.front import Front
from .exporting import routes as exporting
from .pages import explore, sparql

if TYPE_CHECKING:
    from graph.query import Queries

PAGES = (explore, sparql)
_log = logging.getLogger(__name__)

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>{%metas%}<meta name="viewport" content="width=device-width, initial-scale=1"><title>{%title%}</title>{%favicon%}{%css%}</head>
<body>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""


def create_app(store: Store, queries: Queries | None = None, *, origins: Iterable[str] = (), names: Iterable[str] = (),
               notes: Sequence[str] | None = None) -> dash.Dash:
    """The explorer over a store. Without *queries* it makes its own, which live as long as the process.

    `app.server` is the WSGI application. Nothing is fetched from anywhere else: scripts, styles and fonts are local.
    Web pages of *origins* may query /sparql; requests must name this machine, by number, as localhost or by one of *names*.
    *notes* are the lines of the notes' text, which the evidence then shows.
    """
    if queries is None:
        from graph.query import Queries
        queries = Queries(store)
    app = delivery.Page(__name__, title="whatfixes", update_title="", serve_locally=True, index_string=_PAGE, assets_ignore=".*",
                        suppress_callback_exceptions=True, add_log_handler=False, on_error=_failed)
    delivery.join(app.server)
    app.server.config["PAGES"] = frozenset(page.PATH.rstrip("/") for page in PAGES)
    families.links(store)
    app.layout = _shell(store)
    app.validation_layout = html.Div([_shell(store), *[page.layout(store) for page in PAGES if page is not explore]])
    _route(app, store)
    explore.register(app, store)
    sparql.register(app, store, queries)
    for blueprint in (suggestions.blueprint(store), computing.blueprint(store), passages.blueprint(notes), pathfiles.blueprint(store),
                      jobs.blueprint(store), documents.blueprint(store), exporting.blueprint(store)):
        app.server.register_blueprint(blueprint)
    allowed = frozenset(origins)
    pages = delivery.Compressed(Front(app.server.wsgi_app, findings.of(store)))
    answering = Api(store, endpoint.Endpoint(queries, pages, allowed), allowed)
    # The hashes are taken when all callbacks are there: those of the browser's side are inline scripts.
    app.server.wsgi_app = headers.guarded(hosts.guarded(answering, names, allowed, endpoint.PATHS), app.csp_hashes())
    return app


def warm(store: Store) -> threading.Thread:
    """Make what the first visitor would wait for (the words that questions are read by), while the server starts."""
    def touch() -> None:
        from graph import ask, completion, network, search
        search.prepare(store)
        ask.prepare(store)
        network.of(store)
        ask.suggest(store, "what fixes")
        ask.answer(store, "what is this")
        overview.groupings(store)
        completion.complete(store, "SELECT * { ?s ?p wha", 20)

    thread = threading.Thread(target=touch, name="warm", daemon=True)
    thread.start()
    return thread


def _failed(error: Exception) -> None:
    """A callback failed in a way that nobody foresaw: the log has it all, the page a sentence."""
    _log.error("a callback failed", exc_info=error)
    dash.set_props("mishap", {"children": "Something went wrong on the server; its log says more. The rest of the page still works.",
                               "hidden": False})


def _shell(store: Store) -> html.Div:
    return html.Div([
        dcc.Location(id="url", refresh=False),
        dcc.Store(id="visited", data=[explore.NAME]),
        html.A("Skip to the panel", href="#side", className="skip"),
        _bar(),
        # What assets/connection.js writes, and what the server says by itself: React must not find another's words in its own.
        html.Div(id="trouble", className="trouble", role="alert", hidden=True),
        html.Div(id="mishap", className="trouble", role="alert", hidden=True),
        html.Div(id="progress", className="progress", hidden=True, **{"aria-hidden": "true"}),
        html.Div(id="progress-said", className="unseen", role="status"),
        html.Button("Cancel", id="cancel", type="button", className="button small cancel", hidden=True),
        html.Div(id="said", className="unseen", role="status"),  # assets/keyboard.js tells there what was done
        # Explore comes with the shell, whose visitors nearly all want it: one round trip less.
        html.Main([html.Div(page.layout(store) if page is explore else None, id=_slot(page.NAME), hidden=page is not explore,
                            className=f"page page-{page.NAME.lower()}") for page in PAGES]),
    ])


def _slot(name: str) -> str:
    return f"page-{name.lower()}"


def _bar() -> html.Header:
    return html.Header([
        html.A([html.Span(className="mark", **{"aria-hidden": "true"}), "whatfixes"], href="/", className="name", **{"data-do": "home"}),
        html.Div(id="search", className="search combobox", **{
            "data-combobox": "all", "data-label": "Ask a question or name a concept", "data-name": "q",
            "data-placeholder": "Ask a question, name a concept, or “A to B”"}),
        html.Nav([_page_link(explore.NAME, explore.PATH),
                  html.A("Paths", href="/?paths", className="link", **{"data-do": "path-form"}),
                  _page_link(sparql.NAME, sparql.PATH),
                  html.A("Vocabulary", href=addresses.VOCABULARY, className="link"),
                  html.A("Findings", href=addresses.FINDINGS, className="link findings", id="link-findings", hidden=True),
                  html.Button(type="button", className="scheme", title="light or dark",
                              **{"data-do": "scheme", "aria-label": "switch between light and dark"})],
                 className="nav", **{"aria-label": "views"}),
    ], id="bar", className="bar on-explore")


def _page_link(name: str, path: str) -> html.A:
    return html.A(name, href=path, className="link", id=f"link-{name.lower()}", **{"data-do": "page", "data-path": path})


def _route(app: dash.Dash, store: Store) -> None:
    """The router: a page is laid out on its first visit and stays, hidden, so that coming back loses nothing."""
    slots = [_slot(page.NAME) for page in PAGES]

    @app.callback(*[Output(slot, "children") for slot in slots], *[Output(slot, "hidden") for slot in slots],
                  *[Output(f"link-{page.NAME.lower()}", "className") for page in PAGES],
                  Output("bar", "className"), Output("visited", "data"),
                  Input("url", "pathname"), State("visited", "data"))
    def show(path: str | None, visited: list[str]) -> list[Any]:
        current = next((page for page in PAGES if (path or "").rstrip("/") == page.PATH), explore)
        made = [page.layout(store) if page is current and page.NAME not in visited else dash.no_update for page in PAGES]
        links = ["link here" if page is current else "link" for page in PAGES]
        return [*made, *[page is not current for page in PAGES], *links,
                f"bar on-{current.NAME.lower()}", sorted({*visited, current.NAME})]
