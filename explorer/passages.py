"""The text of the notes behind the evidence: a route, `/passage?first=217&last=218`.

May import: graph.errors. Only what `whatfixes serve --notes FILE` was given is served, as lines of text.
"""
from __future__ import annotations

import pathlib
from collections.abc import Sequence

import flask

from graph.errors import StoreError

MOST = 60
_LONGEST = 4_000


def read(path: str) -> tuple[str, ...]:
    """The lines of a notes file. Raises StoreError, naming it, where it cannot be read as text."""
    try:
        return tuple(pathlib.Path(path).read_text(encoding="utf-8-sig").splitlines())  # as `coverage` numbers them
    except OSError as error:
        raise StoreError(f"{path}: the notes cannot be read ({error.strerror or error}); name a text file") from error
    except UnicodeDecodeError as error:
        raise StoreError(f"{path}: not UTF-8 text ({error.reason}); save the file as UTF-8") from error


def excerpt(lines: Sequence[str], first: int, last: int) -> list[tuple[int, str]]:
    """The lines from *first* to *last* with their numbers, which count from one; at most MOST of them."""
    begin = max(1, first)
    end = min(last, len(lines), begin + MOST - 1)
    return [(n, lines[n - 1][:_LONGEST]) for n in range(begin, end + 1)]


def blueprint(lines: Sequence[str] | None) -> flask.Blueprint:
    """The route over the lines of the notes; without any it says so, and the page does not ask again."""
    routes = flask.Blueprint("passages", __name__)

    @routes.get("/passage")
    def passage() -> flask.Response:
        asked = flask.request.args
        found = excerpt(lines or (), asked.get("first", 0, int), asked.get("last", 0, int))
        return flask.jsonify({"served": lines is not None, "lines": found})

    return routes
