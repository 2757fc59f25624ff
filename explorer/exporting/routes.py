"""The route /export: GET for a concept, an answer or a path, POST for what stands on the canvas; a file comes back.

May import: graph, pathsearch, view, picture, leaf. What is wrong is said as a problem (RFC 9457): 400, 404, 413, 415.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import flask

from graph import export
from graph.errors import GraphError, UnknownConcept
from graph.store import Store

from .. import pathsearch
from . import leaf, picture, view
from .view import View

FORMATS = {"turtle": "ttl", "jsonld": "jsonld", "graphml": "graphml", "csv": "csv", "svg": "svg", "html": "html"}
_MEDIA_TYPES = {**export.MEDIA_TYPES, "svg": "image/svg+xml", "html": "text/html"}
_LONGEST_BODY = 4 << 20
# A file, should a browser be brought to show it, has its styles and nothing else; nobody may frame it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


def written(store: Store, shown: View, format: str, is_dark: bool = False) -> bytes:
    """A view in a format of FORMATS; raises GraphError for another."""
    if format == "svg":
        return picture.svg(store, shown, is_dark).encode()
    if format == "html":
        return leaf.html(store, shown, is_dark).encode()
    if format not in FORMATS:
        raise GraphError(f"format {format[:40]!r} is unknown; there are {', '.join(FORMATS)}")
    return export.write(store, format, shown.iris, shown.hides(store))


def blueprint(store: Store) -> flask.Blueprint:
    """The route over a store."""
    routes = flask.Blueprint("export", __name__)

    @routes.get("/export")
    def asked() -> flask.Response:
        given = flask.request.args
        action: dict[str, Any] = {"do": "path", **pathsearch.from_address(given.to_dict(flat=False))}
        if given.get("concept"):
            action = {"do": "concept", "iri": given["concept"]}
        elif given.get("q"):
            action = {"do": "ask", "q": given["q"]}
        return _answered(store, lambda: view.asked(store, action), given.get("format", "turtle"), given.get("theme") == "dark")

    @routes.post("/export")
    def posted() -> flask.Response:
        if (flask.request.content_length or 0) > _LONGEST_BODY:
            return _problem(413, f"the view is longer than {_LONGEST_BODY:,} bytes; export a part of it")
        if flask.request.mimetype != "application/json":
            return _problem(415, "send the view as application/json")
        sent = flask.request.get_json(silent=True)
        if not isinstance(sent, dict):
            return _problem(400, "the view is no JSON object")
        return _answered(store, lambda: view.posted(store, sent), str(sent.get("format", "turtle")), sent.get("theme") == "dark")

    return routes


def _answered(store: Store, read: Callable[[], View], format: str, is_dark: bool) -> flask.Response:
    try:
        shown = read()
        body = written(store, shown, format, is_dark)
    except GraphError as error:
        return _problem(404 if isinstance(error, UnknownConcept) else 400, str(error))
    headers = {"Content-Disposition": f'attachment; filename="{_file(shown.title)}.{FORMATS[format]}"', "X-Content-Type-Options": "nosniff",
               "Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
    charset = "; charset=utf-8" if format in ("csv", "html") else ""
    return flask.Response(body, headers=headers, content_type=_MEDIA_TYPES[format] + charset)


def _file(title: str) -> str:
    """A name for a file: letters and digits of ASCII alone, so that nothing of a graph gets into a header."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower())[:60].strip("-") or "whatfixes"


def _problem(status: int, detail: str) -> flask.Response:
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    response = flask.jsonify(told)
    response.status_code, response.content_type = status, "application/problem+json"
    return response
