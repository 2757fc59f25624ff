"""What the boxes suggest while someone types: concepts with their kind, paths, and questions. A route, `/suggest`.

May import: graph, families, starters. A route of its own and not a callback: the box asks for it at each letter, drops
the answers to older letters, and needs nothing of Dash for it.
"""
from __future__ import annotations

import re

import flask

from graph import search
from graph.errors import GraphError
from graph.store import Store
from graph.vocabulary import RDFS

from . import families, starters

_LONGEST = 300
_CONCEPTS = 7
_QUESTIONS = 5
_PATHS = 3
# How well a name must match (0 to 100): typed to its end with a slip at most, begun, or whole.
_NAMED, _BEGUN, _SURE = 90.0, 85.0, 100.0
# A text that asks, and what it asks about: names are looked for there, not in the words that ask.
_ASKS = re.compile(r"\s*(?:what|which|who|whose|how|why|when|where|does|do|is|are|can|could|should)\s+\S+\s+(?=\S)", re.IGNORECASE)
_ASKED_ABOUT = 3
_ASKED = re.compile(r"\s*(?:(?:the\s+)?(?:shortest\s+)?paths?\s+)?(?:from|between)\s+", re.IGNORECASE)
_TO = re.compile(r"\s+to\s+|\s*(?:→|->|⇢)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+(?:to|and)\s+|\s*(?:→|->|⇢)\s*", re.IGNORECASE)

Suggestion = dict[str, str]


def suggestions(store: Store, text: str, questions: bool = True) -> list[Suggestion]:
    """Concepts that match a half-typed text, best first, then questions that begin like it; "A to B" suggests paths first.

    Of a text that asks the questions come first, and then only what it names.
    """
    text = text[:_LONGEST]
    if not text.strip():
        return []
    ways = _paths(store, text) if questions else []
    if questions and not ways and (asks := _ASKS.match(text)):
        return _asked(store, text, text[asks.end():])
    matches = search.find(store, text, _CONCEPTS if questions else _CONCEPTS + _QUESTIONS)
    found = [_concept(store, match, search.fold(text)) for match in matches if not ways or match.score >= _SURE]
    asked = _questions(store, text)[:2 if ways else _QUESTIONS] if questions else []
    # A name such as "speech to text" comes before the paths that it might also mean.
    return [*found, *ways, *({"is": "question", "label": q} for q in asked)]


def _asked(store: Store, text: str, about: str) -> list[Suggestion]:
    """What a half-typed question may become, and the concepts that it names."""
    wanted = search.fold(about)
    whole = search.fold(text)
    named = [m for m in search.find(store, text, 1) if search.fold(m.name) == whole]
    named += [m for m in search.find(store, about, _ASKED_ABOUT) if m.score >= _NAMED and m.iri not in {n.iri for n in named}]
    return [*({"is": "question", "label": q} for q in _questions(store, text)), *(_concept(store, m, wanted) for m in named)]


def _paths(store: Store, text: str) -> list[Suggestion]:
    """ "dropout to overf": paths between what is named before the word and what may be named after it."""
    asked = _ASKED.match(text)
    bare = text[asked.end():] if asked else text
    for place in (_BETWEEN if asked else _TO).finditer(bare):
        begun = search.fold(bare[place.end():])
        starts = search.find(store, bare[:place.start()], 1)
        ends = [m for m in search.find(store, begun, 3 * _PATHS) if m.score >= _BEGUN] if begun else []
        if starts and starts[0].score >= _NAMED and ends:
            ranked = sorted((m for m in ends if m.iri != starts[0].iri), key=lambda m: not search.fold(m.label).startswith(begun))
            return [_path(starts[0], end) for end in ranked[:_PATHS]]
    return []


def _path(start: search.Match, end: search.Match) -> Suggestion:
    return {"is": "path", "label": f"{start.label} to {end.label}", "kind": "path", "from": start.iri, "to": end.iri,
            "start": start.label, "end": end.label}


def _concept(store: Store, match: search.Match, wanted: str) -> Suggestion:
    family = families.of(store).of(match.iri)
    also = "" if wanted in search.fold(match.label) else match.name
    return {"is": "concept", "iri": match.iri, "label": match.label, "kind": match.kind, "also": also,
            "colour": family.colour, "shape": family.shape, **({"lang": tag} if (tag := store.language(match.iri)) else {})}


def named_terms(store: Store, text: str) -> list[Suggestion]:
    """Relations and kinds that a half-typed text may mean, those that begin with it first; of namesakes the one that has a label."""
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
            rank = (not names[0].startswith(wanted), len(label), store.value(iri, RDFS + "label") is None, iri)
            fitting.append((rank, (names[0], sort),
                            {"is": "concept", "iri": iri, "label": label, "kind": sort, "also": also, **look}))
    ranked: dict[tuple[str, str], Suggestion] = {}
    for _, name, suggestion in sorted(fitting, key=lambda f: f[:1]):
        ranked.setdefault(name, suggestion)
    return list(ranked.values())[:_CONCEPTS]


def _questions(store: Store, text: str) -> list[str]:
    from graph import ask
    try:
        return ask.suggest(store, text, limit=_QUESTIONS)
    except GraphError:
        return []


def blueprint(store: Store) -> flask.Blueprint:
    """The routes `/suggest?q=...` and `/starters`, the first questions.

    `&only=concepts` is for boxes that take nothing else, `&only=names` for those that take kinds and relations too.
    """
    routes = flask.Blueprint("suggestions", __name__)

    @routes.get("/suggest")
    def suggest() -> flask.Response:
        asked = flask.request.args
        text = asked.get("q", "")
        terms = named_terms(store, text) if asked.get("only") == "names" else []
        return flask.jsonify([*terms, *suggestions(store, text, asked.get("only") not in ("concepts", "names"))])

    @routes.get("/starters")
    def begin() -> flask.Response:
        return flask.jsonify(starters.questions(store))

    return routes
