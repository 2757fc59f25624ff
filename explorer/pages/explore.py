"""The Explore page: the question box, the canvas with its legend, and the side panel.

May import: graph, actions, families, icons, layouts, naming, starters, stylesheet, panels. Every action goes through one callback; what the
browser does by itself (hover, pan, zoom, suggestions' keys) stands in assets/.
"""
from __future__ import annotations

from typing import Any

import dash
import dash_cytoscape as cyto
from dash import MATCH, Input, Output, State, dcc, html

from graph.store import Store

from .. import actions, addresses, families, icons, jobs, layouts, naming, starters, stylesheet
from ..panels import concept, exports, front
from ..panels.parts import Part

_HELP = ("Arrows walk along the links. Enter adds the neighbours, E lets you choose them, Space opens the panel, Shift F10 shows all "
         "that can be done, the question mark all shortcuts.")
PATH = addresses.EXPLORE
NAME = "Explore"
EXAMPLES = starters.NOTES


def layout(store: Store) -> Part:
    """The page; its first screen has the box and examples in front and the kinds of the graph behind."""
    return html.Div([
        dcc.Store(id="action"), dcc.Store(id="drawing"), dcc.Store(id="window-title"), dcc.Store(id="drawn"), dcc.Store(id="looked"),
        dcc.Store(id="look", data=_look(store)),
        front.hero(store),
        html.Div([_canvas(), html.P(_HELP, id="canvas-help", className="unseen"),
                  html.Div(id="canvas-live", className="unseen", role="status", **{"aria-live": "polite"}),
                  html.Div(id="legend", className="legend", hidden=True, role="region", **{"aria-label": "legend"}), _tools(),
                  html.Div(id="selection-bar", className="selection-bar", hidden=True, role="toolbar",
                           **{"aria-label": "what is selected"}),
                  html.Div(id="log-tools", className="log-tools"),
                  html.Div(id="hover-card", className="card", role="tooltip", hidden=True),
                  html.Div(id="canvas-note", className="canvas-note", role="status"),
                  front.switch(store), front.listed(store)], className="stage"),
        # assets/outline*.js fill this: the canvas once more, as a table and a tree.
        html.Section([html.Div(id="outline-table", className="outline-face", role="tabpanel", **{"aria-label": "table"}),
                      html.Div(id="outline-tree", className="outline-face", role="tree", hidden=True,
                               **{"aria-label": "outline", "aria-multiselectable": "true"})],
                     id="outline", className="outline", hidden=True, **{"aria-label": "outline"}),
        html.Aside([html.Button("Close", type="button", className="close", **{"data-do": "close-panel", "aria-label": "close the panel"}),
                    html.Div(id="panel", className="panel-body")], className="panel", id="side", **{"aria-label": "details"}),
    ], className="explore")


def _look(store: Store) -> dict[str, Any]:
    known = families.of(store).all
    return {"styles": stylesheet.stylesheets(store), "layouts": layouts.NAMES, "light": stylesheet.light(), "heavy": stylesheet.HEAVY,
            "families": {f.key: {"label": f.label, "colour": f.colour, "shape": f.shape, "icon": icons.picture(f.label),
                                  "iri": addresses.short(f.iri)} for f in known}}


def _canvas() -> Part:
    # The elements stay empty here: assets/canvas.js adds to the Cytoscape instance itself. A property that never
    # changes is never compared again, so a pan over thousands of elements costs nothing, and what was dragged stays.
    return cyto.Cytoscape(id="canvas", elements=[], layout={"name": "preset", "fit": False}, autoRefreshLayout=False, stylesheet=[],
                          style={"width": "100%", "height": "100%"}, minZoom=0.08, maxZoom=3, boxSelectionEnabled=False)


def _tools() -> Part:
    # On a narrow stage assets/tools.js gathers the second part behind "More".
    first = (("outline", "Outline", "show what is here as a table or a tree"), ("legend", "Legend", "kinds and links: counts, show, hide"),
             ("fit", "Fit", "see everything"), ("zoom-in", "+", "zoom in"), ("zoom-out", "−", "zoom out"))
    rest = (("menu", "Layout", "lay out, select, show hidden"),
            ("lasso", "Lasso", "draw a line around nodes to select them (or drag with shift)"),
            ("home", "Overview", "clear the canvas and show the kinds"))
    return html.Div([
        *(_tool(*given) for given in first),
        html.Div([*(_tool(*given) for given in rest), exports.of_canvas(), _tool("shortcuts", "?", "shortcuts")], id="tools-rest",
                 className="tools-rest"),
        _tool("more", "More", "further tools")], className="tools", role="toolbar", **{"aria-label": "canvas"})


def _tool(do: str, text: str, title: str) -> Part:
    states = {"legend": {"aria-expanded": "false", "aria-controls": "legend"}, "lasso": {"aria-pressed": "false"},
              "menu": {"aria-haspopup": "menu"}, "more": {"aria-expanded": "false", "aria-controls": "tools-rest"}}
    return html.Button(text, type="button", title=title, className=f"tool tool-{do}",
                       **{"data-do": do, "aria-label": f"{text}: {title}" if text.isalpha() else title, **states.get(do, {})})


def register(app: dash.Dash, store: Store) -> None:
    """Wire the page: actions in, panel and drawing out; the drawing is applied in the browser."""

    @app.callback(Output("panel", "children"), Output("drawing", "data"), Output("window-title", "data"), Input("action", "data"),
                  prevent_initial_call=True)
    def act(action: dict[str, Any] | None) -> tuple[Any, Any, Any]:
        with jobs.of(store).running((action or {}).get("job")) as job:
            found = actions.respond(store, action or {}, job)
        number = {"n": (action or {}).get("n"), "title": found.title, "did": naming.named(store, action or {}, found.title, found.drawing)}
        return (dash.no_update if found.panel is None else found.panel,
                found.drawing.as_json() if found.drawing else None, number)

    _unfolding(app, store)
    # Their output is a store that nobody reads: without one Dash does not call them on the first load.
    app.clientside_callback("function (...given) { window.whatfixes.views.draw(...given); return 1; }", Output("drawn", "data"),
                            Input("window-title", "data"), State("drawing", "data"), prevent_initial_call=True)
    app.clientside_callback("function (look) { window.whatfixes.canvas.look(look); return 1; }",
                            Output("looked", "data"), Input("look", "data"))


def _unfolding(app: dash.Dash, store: Store) -> None:
    """A hub has hundreds of neighbours: what its panel folds away comes when it is unfolded, once."""

    def part(name: str) -> dict[str, Any]:
        return {"type": name, "of": MATCH, "group": MATCH}

    app.clientside_callback("function (clicks) { return clicks === 1 ? true : window.dash_clientside.no_update; }",
                            Output(part("wanted"), "data"), Input(part("fold"), "n_clicks"), prevent_initial_call=True)

    @app.callback(Output(part("folded"), "children"), Input(part("wanted"), "data"), State(part("folded"), "id"),
                  prevent_initial_call=True)
    def unfold(is_wanted: bool | None, asked: dict[str, str]) -> Any:
        return concept.rest(store, asked["of"], asked["group"]) if is_wanted else dash.no_update
