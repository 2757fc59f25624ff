"""The routes under /workbench/, which the SPARQL page asks while someone writes and runs queries.

May import: graph, results, workbench. They are routes and no callbacks: an answer that comes too late is dropped by the
page, and a query that runs can be stopped by another request.
"""
from __future__ import annotations

from dataclasses import asdict
from typing import Any

import flask

from graph import completion
from graph.query import Queries
from graph.store import Store

from . import building, bundle
from .runs import Runs

_LONGEST = 1_000_000
_FOREVER = "public, max-age=31536000, immutable"


def blueprint(store: Store, queries: Queries) -> flask.Blueprint:
    """The routes over a store and the queries that may be run on it."""
    routes = flask.Blueprint("workbench", __name__, url_prefix="/workbench")
    runs = Runs(store, queries)

    @routes.get("/editor/<version>/<name>")
    def editor(version: str, name: str) -> flask.Response:
        content = bundle.read(name)
        if content is None:
            flask.abort(404)
        return flask.Response(content, content_type=bundle.FILES[name], headers={"Cache-Control": _FOREVER})

    @routes.post("/run")
    def run() -> flask.Response:
        return flask.jsonify(runs.run(_text("id"), _text("query")))

    @routes.post("/draw")
    def draw() -> flask.Response:
        aspect = _sent().get("aspect")
        return flask.jsonify(runs.draw(_text("id"), _text("query"), float(aspect) if isinstance(aspect, (int, float)) else 2.0))

    @routes.post("/stop")
    def stop() -> flask.Response:
        return flask.jsonify({"stopped": runs.stop(_text("id"))})

    @routes.post("/notes")
    def notes() -> flask.Response:
        return flask.jsonify(runs.notes(_text("query")))

    @routes.post("/complete")
    def complete() -> flask.Response:
        cursor = _sent().get("cursor")
        text = _text("query")
        return flask.jsonify(asdict(completion.complete(store, text, cursor if isinstance(cursor, int) else len(text))))

    @routes.post("/build")
    def build() -> flask.Response:
        return flask.jsonify(building.answer(store, queries, _sent()))

    return routes


def _sent() -> dict[str, Any]:
    """The JSON object of the request; whatever else was sent counts as nothing."""
    found = flask.request.get_json(silent=True)
    return found if isinstance(found, dict) else {}


def _text(name: str) -> str:
    value = _sent().get(name)
    return value[:_LONGEST] if isinstance(value, str) else ""
