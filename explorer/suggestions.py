"""What the boxes suggest while someone types: concepts with their kind, and questions. A route, `/suggest`.

May import: graph, families. A route of its own and not a callback: the box asks for it at each letter, drops
the answers to older letters, and needs nothing of Dash for it.
"""
from __future__ import annotations

import flask

from graph import search
from graph.errors import GraphError
from graph.store import Store

from . import families

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


def named_terms(store: Store, text: str) -> list[Suggestion]:
    """Relations and kinds that a half-typed text may mean, those that begin with it first."""
    wanted = search.fold(text[:_LONGEST])
    if not wanted:
        return []
    known = [(t.iri, t.label, "relation", t.words) for t in store.vocabulary.relations.values()]
    used = dict.fromkeys(kind for iri in store.concepts for kind in store.kinds(iri))
    known += [(iri, store.label(iri), "kind", ()) for iri in dict.fromkeys([*store.vocabulary.classes, *used])]
    fitting = []
    for iri, label, sort, words in known:
        names = [search.fold(name) for name in (label, *words)]
        if any(name.startswith(wanted) or f" {wanted}" in name for name in names):
            also = "" if wanted in names[0] else next(name for name in names if wanted in name)
            look = {"colour": "var(--faint)", "shape": "diamond" if sort == "relation" else "round-rectangle"}
            fitting.append((not names[0].startswith(wanted), len(label),
                            {"is": "concept", "iri": iri, "label": label, "kind": sort, "also": also, **look}))
    return [suggestion for _, _, suggestion in sorted(fitting, key=lambda f: f[:2])][:_CONCEPTS]


def _questions(store: Store, text: str) -> list[str]:
    from graph import ask
    try:
        return ask.suggest(store, text, limit=_QUESTIONS)
    except GraphError:
        return []


def blueprint(store: Store) -> flask.Blueprint:
    """The route `/suggest?q=...`; `&only=concepts` for boxes that take nothing else, `names` for kinds and relations too."""
    routes = flask.Blueprint("suggestions", __name__)

    @routes.get("/suggest")
    def suggest() -> flask.Response:
        asked = flask.request.args
        text = asked.get("q", "")
        terms = named_terms(store, text) if asked.get("only") == "names" else []
        return flask.jsonify([*terms, *suggestions(store, text, asked.get("only") not in ("concepts", "names"))])

    return routes
