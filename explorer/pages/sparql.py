"""The SPARQL page: examples and a builder beside an editor with tabs, and the result as table, graph, chart or text.

May import: graph, addresses, stylesheet, panels, workbench. The page is laid out here; what happens on it stands in
assets/workbench*.js, which asks the routes of workbench and gives what comes back to the components.
"""
from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import dash
import dash_ag_grid  # noqa: F401 (its scripts are served to the page, which makes the table itself)
import dash_cytoscape as cyto
import flask
from dash import html

from graph import examples
from graph.examples import Example
from graph.query import Queries
from graph.store import Store

from .. import addresses, stylesheet
from ..panels.parts import Part
from ..workbench import bundle, routes

PATH = addresses.SPARQL
NAME = "SPARQL"
VIEWS = (("table", "Table"), ("graph", "Graph"), ("chart", "Chart"), ("raw", "Text"), ("explain", "Explain"))


def layout(store: Store) -> Part:
    """The page, its editor still empty."""
    return html.Div([_side(store), html.Div(id="wb-veil", className="wb-veil"), html.Section([
        _strip(), _editor(), html.Div(id="wb-notes", className="wb-notes", role="status", **{"aria-live": "polite"}), _bar(store),
        html.Div(id="wb-divider", className="wb-divider", role="separator", tabIndex=0,
                 **{"aria-label": "height of the editor", "aria-orientation": "horizontal"}),
        _result()], className="wb-main", **{"aria-label": "query"})],
        className="wb", id="wb", **{"data-editor": bundle.version(), "data-limit": _seconds(store)})


def _seconds(store: Store) -> str:
    from graph.guard import Limits
    return f"{Limits().seconds:g}"


def _side(store: Store) -> Part:
    names = (("examples", "Examples"), ("build", "Build"))
    return html.Aside([
        html.Div([html.Div([html.Button(label, type="button", role="tab", id=f"wb-side-{name}", className="wb-tab-side",
                                        **{"data-side": name, "aria-selected": str(not n).lower(), "aria-controls": f"wb-{name}"})
                            for n, (name, label) in enumerate(names)], className="wb-switch", role="tablist",
                           **{"aria-label": "ways to begin"}),
                  html.Button("×", type="button", id="wb-side-close", className="wb-icon wb-narrow", **{"aria-label": "close"})],
                 className="wb-side-head"),
        html.Div(list(_examples(examples.of(store))), id="wb-examples", className="wb-side-body", role="tabpanel"),
        html.Div(id="wb-build", className="wb-side-body", role="tabpanel", hidden=True)],
        className="wb-side", id="wb-side", **{"aria-label": "ways to begin"})


def _examples(known: Iterable[Example]) -> Iterable[Part]:
    for heading, group in itertools.groupby(known, key=lambda e: e.heading):
        yield html.H3(heading)
        yield html.Ul([html.Li(_example(e)) for e in group])


def _example(example: Example) -> Part:
    said = [html.Span(example.name, className="wb-example-name"), html.Span(example.teaches, className="wb-example-says")]
    return html.Button(said, type="button", className="wb-example", **{"data-query": example.query, "data-name": example.name})


def _strip() -> Part:
    return html.Div([html.Button("Begin", type="button", id="wb-side-open", className="button small wb-narrow"),
                     html.Div(id="wb-tabs", className="wb-tabs", role="tablist", **{"aria-label": "queries"}),
                     html.Button("+", type="button", id="wb-tab-new", className="wb-icon", title="new query",
                                 **{"aria-label": "new query"}),
                     html.Button("×", type="button", id="wb-tab-shut", className="wb-icon wb-tab-shut", hidden=True)], className="wb-strip")


def _editor() -> Part:
    return html.Div(id="wb-editor", className="wb-editor")


def _bar(store: Store) -> Part:
    return html.Div([
        html.Button("Run", type="button", id="wb-run", className="button primary", title="Ctrl+Enter"),
        html.Button("Stop", type="button", id="wb-stop", className="button wb-stop", hidden=True, title="stop the query and its work"),
        html.Span(id="wb-status", className="wb-status", role="status"),
        html.Div([_menu("download", "Download"), _menu("share", "Share")], className="wb-menus")], className="wb-bar")


def _menu(name: str, label: str) -> Part:
    return html.Details([html.Summary(label, className="button"), html.Div(id=f"wb-{name}", className="wb-menu")], className="wb-details")


def _result() -> Part:
    tabs = [html.Button(label, type="button", role="tab", className="wb-view-tab", id=f"wb-tab-{name}",
                        **{"data-view": name, "aria-controls": f"wb-view-{name}", "aria-selected": str(not n).lower()})
            for n, (name, label) in enumerate(VIEWS)]
    inside: dict[str, Any] = {"graph": _graph(), "table": html.Div(id="wb-grid", className="wb-grid"),
                              "chart": [html.Div(id=f"wb-{part}", className=f"wb-{part}") for part in ("chart-head", "plot")]}
    views = [html.Div(inside.get(name), id=f"wb-view-{name}", className=f"wb-view wb-view-{name}", role="tabpanel", hidden=bool(n))
             for n, (name, _) in enumerate(VIEWS)]
    tall = html.Button("⤢", type="button", id="wb-tall", className="wb-icon", title="give the result the whole height", hidden=True,
                       **{"aria-label": "give the result the whole height", "aria-pressed": "false"})
    return html.Div([html.Div([html.Div(tabs, id="wb-views", className="wb-views", role="tablist", hidden=True,
                                        **{"aria-label": "views of the result"}), tall], className="wb-views-bar"),
                     html.Div(id="wb-trouble", className="wb-trouble", role="alert", hidden=True),
                     html.Div(["Results come here. ", html.Kbd("Ctrl"), " ", html.Kbd("Enter"), " runs, ", html.Kbd("Ctrl"), " ",
                               html.Kbd("Space"), " completes, ", html.Kbd("Ctrl"), " ", html.Kbd("/"), " comments."],
                              id="wb-empty", className="wb-empty"), *views], className="wb-result", id="wb-result")


def _graph() -> Part:
    # As on the Explore page the elements stay empty here: assets/workbench_pictures.js adds to the instance itself.
    return [cyto.Cytoscape(id="wb-canvas", elements=[], layout={"name": "preset"}, autoRefreshLayout=False, stylesheet=[],
                           style={"width": "100%", "height": "100%"}, minZoom=0.05, maxZoom=3, boxSelectionEnabled=False),
            html.Div(id="wb-graph-note", className="wb-graph-note", role="status"),
            html.Div(id="wb-card", className="card", role="tooltip", hidden=True)]


def register(app: dash.Dash, store: Store, queries: Queries) -> None:
    """Wire the page: its routes, and the look of its drawings."""
    made = routes.blueprint(store, queries)

    @made.get("/look")
    def look() -> flask.Response:
        return flask.jsonify(stylesheet.stylesheets(store))

    app.server.register_blueprint(made)
