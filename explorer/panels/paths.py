"""The panel of paths: concepts and conditions of a search, and what it found as sentences.

May import: graph, drawings, addresses, pathsearch, exports, parts. assets/paths.js reads the form, which carries the whole
search as JSON, and lights up the row that is pointed at.
"""
from __future__ import annotations

import json
from typing import Any

from dash import html

from graph import paths
from graph.paths import Folded, Path, Step
from graph.store import Store

from .. import addresses, drawings, pathsearch
from ..pathsearch import Outcome, Wish
from . import exports, parts
from .parts import Part

_SORTS = {"via": "via", "avoid": "without", "only": "only"}
_MOST_LINKS = 200


def form(store: Store, wish: Wish, outcome: Outcome | None = None, boxes: Any = None) -> Part:
    """The form with what was chosen so far; below it what was found, or a sentence why there is nothing.

    *boxes* is for how many concepts there is room, two at least.
    """
    room = max(2, len(wish.ends), min(boxes, pathsearch.MOST_ENDS) if isinstance(boxes, int) else 0)
    sent = json.dumps(wish.as_json())
    return html.Article([
        html.Header([html.Div("Paths", className="kind"), html.H2("How are concepts connected?")]),
        html.Div([
            html.Div([_box(store, n, wish.ends[n] if n < len(wish.ends) else None, room) for n in range(room)], className="path-ends"),
            _adding(room),
            _chips(store, wish),
            _more(wish),
            html.Div([parts.button("Find paths", "find-path", "primary"), parts.button("Swap", "swap-path")], className="buttons"),
        ], className="path-form", role="form", **{"aria-label": "paths between concepts"}),
        *(_outcome(store, wish, outcome) if outcome else []),
    ], className="path-panel", key=f"path {room} {sent} {bool(outcome)}", **{"data-wish": sent, "data-boxes": str(room)})


def _box(store: Store, number: int, iri: str | None, room: int) -> Part:
    label = "From" if number == 0 else "To" if number == 1 else "And"
    marks = {"data-combobox": "concept", "data-label": label, "data-name": "from" if number == 0 else "to", "data-iri": iri or "",
             "data-value": store.label(iri) if iri else ""}
    # A key made from the content: the bridge fills this box, and a new content must replace the old box whole.
    box = html.Div(className="combobox", key=f"{number} {iri}", **marks)
    drop = parts.button("×", "drop-end", "bare", number=str(number), label=f"leave out {store.label(iri) if iri else 'this concept'}")
    return html.Div([box, drop if room > 2 else None], className="path-end")


def _adding(room: int) -> Part:
    more = parts.button("Add a concept", "add-end", "small") if room < pathsearch.MOST_ENDS else None
    return html.Div([more, parts.button("Take what is selected", "take-selected", "small")], className="path-adding")


def _chips(store: Store, wish: Wish) -> Part:
    """The conditions of the search, each with a way to drop it."""
    chips = [_chip(f"{word} {store.label(iri)}", name, iri) for name, word in _SORTS.items() for iri in getattr(wish, name)]
    if wish.how != "best":
        chips.append(_chip(pathsearch.HOW[wish.how], "how"))
    if wish.steps is not None:
        chips.append(_chip(f"within {wish.steps} step{'s' * (wish.steps != 1)}", "steps"))
    if wish.directed:
        chips.append(_chip("only as stated", "directed"))
    if wish.limit != Wish().limit:
        chips.append(_chip(f"at most {wish.limit} path{'s' * (wish.limit != 1)}", "k"))
    return html.Ul([html.Li(c) for c in chips], className="conditions", **{"aria-label": "conditions"}) if chips else None


def _chip(text: str, name: str, iri: str = "") -> Part:
    drop = parts.button("×", "drop-condition", "bare", name=name, iri=iri, label=f"drop: {text}")
    return html.Span([html.Span(text, className="chip-text"), drop], className=f"chip chip-{name}")


def _more(wish: Wish) -> Part:
    """What further conditions there are; assets/paths.js asks for the value of the one chosen."""
    offered = [("via", "via a concept …"), ("avoid", "without a concept, kind or relation …"),
               ("only", "only with a relation, kind or concept …"), ("steps", "within so many steps …"), ("k", "at most so many paths …"),
               *([] if wish.directed else [("directed", "relations only as they are stated")]),
               *((f"how {name}", f"find {text}") for name, text in pathsearch.HOW.items() if name != wish.how)]
    return html.Div(className="condition-adder", **{"data-conditions": json.dumps(offered)})


def _outcome(store: Store, wish: Wish, outcome: Outcome) -> list[Part]:
    rows = pathsearch.rows(outcome)
    note = outcome.message or outcome.note
    note = f"{note[:1].upper()}{note[1:]}{'' if note.endswith(('.', '?')) else '.'}" if note else ""
    return [
        html.P(note, className="note", role="status") if note else None,
        _tools(store, wish, outcome) if outcome.steps else None,
        html.Ol([_row(store, row, n == 0) for n, row in enumerate(rows)], className="paths") if rows else None,
        _links(store, outcome.links) if outcome.links else None,
        _without(store, outcome)]


def _tools(store: Store, wish: Wish, outcome: Outcome) -> Part:
    query = pathsearch.sparql(wish, outcome)
    return html.Div([
        parts.button("Copy link", "copy", "small"),
        parts.button("Copy as text", "copy-paths", "small", said=pathsearch.text(store, outcome)),
        html.A("GraphML", href=f"/paths.graphml?{pathsearch.query_string(wish)}", download="paths.graphml", className="button small"),
        html.A("Open as SPARQL", href=addresses.sparql(query), className="button small",
               **{"data-do": "sparql", "data-query": query}) if query else None,
        exports.of(pathsearch.query_string(wish)),
    ], className="buttons path-tools")


def _without(store: Store, outcome: Outcome) -> Part:
    """What there is without the one constraint that is in the way."""
    if not outcome.without:
        return None
    rows = [_row(store, Folded((p,)), False) for p in outcome.without]
    return parts.section(f"Without “{outcome.blocked_by}”", html.Ol(rows, className="paths"))


def _links(store: Store, links: tuple[Step, ...]) -> Part:
    """All links of a region, each to be lit up."""
    rows = [html.Li([html.Span(pathsearch.said(store, s, cited=False), className="path"), " ", parts.lines(s.passages)],
                    tabIndex="0", **_lights((s.subject, s.object), [drawings.edge(store, s)])) for s in links[:_MOST_LINKS]]
    left = len(links) - len(rows)
    return html.Div([html.Ol(rows, className="paths links"),
                     html.P(f"And {left:,} more: open this as SPARQL.", className="quiet") if left else None])


def _lights(along: tuple[str, ...], edges: list[str]) -> dict[str, str]:
    """The marks by which a row lights up its part of the canvas."""
    return {"data-lights": json.dumps([*along, *edges])}


def _row(store: Store, row: Folded, here: bool) -> Part:
    """Like paths told as one; where there are several, each can be drawn by the concept that sets it apart."""
    first = row.paths[0]
    evidence = parts.lines(p for path in row.paths for step in path.steps for claim in step.claims for p in claim.passages)
    length = f"{len(first)} step{'s' if len(first) != 1 else ''}"
    many = f"{len(row.paths)} paths, " if len(row.paths) > 1 else ""
    along = tuple(dict.fromkeys(iri for path in row.paths for iri in paths.nodes(path)))
    edges = list(dict.fromkeys(link for path in row.paths for link in drawings.links(store, path)))
    query = _query(first, "SPARQL") if row.position is None else None
    return html.Li([
        _drawing(store, first, paths.told(store, row), "path here" if here else "path"),
        html.Div([html.Span(many + length, className="qualifier"), evidence, query]),
        _alternatives(store, row)], **_lights(along, edges))


def _alternatives(store: Store, row: Folded) -> Part | None:
    """Each of several like paths by itself, unfolded on demand: drawn by a click, lit when pointed at."""
    if row.position is None:
        return None
    each = [(path, store.label(paths.nodes(path)[row.position])) for path in row.paths]
    return html.Details([
        html.Summary(["One by one: ", ", ".join(name for _, name in each)]),
        html.Ul([html.Li([_drawing(store, path, name, "small-link"), " ", html.Span(paths.sentence(store, path), className="quiet"), " ",
                          _query(path, "SPARQL")], **_lights(paths.nodes(path), drawings.links(store, path))) for path, name in each])],
        className="alternatives")


def _drawing(store: Store, found: Path, text: str, look: str) -> Part:
    """A link that draws a path."""
    along = paths.nodes(found)
    return html.A(text, href=addresses.path(along[0], along[-1]), className=look,
                  **{"data-do": "draw-path", "data-nodes": " ".join(along), "data-edges": "\n".join(drawings.links(store, found))})


def _query(path: Path, text: str) -> Part:
    """A link to the query of a path."""
    query = paths.sparql(path)
    return html.A(text, href=addresses.sparql(query), className="small-link", **{
        "data-do": "sparql", "data-query": query, "aria-label": f"{text}: the query of this path"})
