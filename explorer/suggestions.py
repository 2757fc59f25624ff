"""What the boxes suggest while someone types: concepts with their kind, and questions. A route, `/suggest`.

May import: graph, families, starters. A route of its own and not a callback: the box asks for it at each letter, drops
the answers to older letters, and needs nothing of Dash for it.
"""
from __future__ import annotations

import flask

from graph import search
from graph.errors import GraphError
from graph.store import Store

from . import families, starters

_LONGEST = 300
_CONCEPTS = 7
_QUESTIONS = 5

Suggestion = dict[str, str]


def suggestions(store: Store, text: str, questions: bool = True) -> list[Suggestion]:
    """Concepts that match a half-typed text, best first, then questions that begin like it."""
    text = text[:_LONGEST]
    if not text.strip():
        return []
    most = _CONCEPTS if questions else _CONCEPTS + _QUESTIONS
    found = [_concept(store, match, search.fold(text)) for match in search.find(store, text, most)]
    return found + [{"is": "question", "label": q} for q in (_questions(store, text) if questions else ())]


def _concept(store: Store, match: search.Match, wanted: str) -> Suggestion:
    family = families.of(store).of(match.iri)
    also = "" if wanted in search.fold(match.label) else match.name
    return {"is": "concept", "iri": match.iri, "label": match.label, "kind": match.kind, "also": also,
            "colour": family.colour, "shape": family.shape}


def _questions(store: Store, text: str) -> list[str]:
    from graph import ask
    try:
        return ask.suggest(store, text, limit=_QUESTIONS)
    except GraphError:
        return []


def blueprint(store: Store) -> flask.Blueprint:
    """The routes `/suggest?q=...` (and `&only=concepts` for the boxes that take nothing else) and `/starters`, the first questions."""
    routes = flask.Blueprint("suggestions", __name__)

    @routes.get("/suggest")
    def suggest() -> flask.Response:
        asked = flask.request.args
        return flask.jsonify(suggestions(store, asked.get("q", ""), asked.get("only") != "concepts"))

    @routes.get("/starters")
    def begin() -> flask.Response:
        return flask.jsonify(starters.questions(store))

    return routes
