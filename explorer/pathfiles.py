"""Found paths as files: a route, `/paths.graphml?from=...&to=...`, with the parameters of the page's address.

May import: graph.errors, pathsearch.
"""
from __future__ import annotations

import flask

from graph.errors import GraphError
from graph.store import Store

from . import pathsearch


def blueprint(store: Store) -> flask.Blueprint:
    """The routes: GraphML and plain text; 400 with a sentence for what cannot be searched, 404 where nothing is found."""
    routes = flask.Blueprint("pathfiles", __name__)

    @routes.get("/paths.<any(graphml, txt):suffix>")
    def file(suffix: str) -> flask.Response:
        try:
            wish = pathsearch.read(store, pathsearch.from_address(flask.request.args.to_dict(flat=False)))
            if len(wish.ends) < 2:
                raise GraphError("name two concepts or more, such as from=dropout&to=overfitting")
            found = pathsearch.find(store, wish)
        except GraphError as error:
            return flask.Response(f"{error}\n", 400, mimetype="text/plain")
        if not found.steps:
            return flask.Response(f"{found.message}\n", 404, mimetype="text/plain")
        body = pathsearch.graphml(store, found) if suffix == "graphml" else pathsearch.text(store, found)
        kind = "application/graphml+xml" if suffix == "graphml" else "text/plain"
        return flask.Response(body, mimetype=kind, headers={"Content-Disposition": f"attachment; filename=paths.{suffix}"})

    return routes
