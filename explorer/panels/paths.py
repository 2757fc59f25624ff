"""The panel of paths: a form of two concepts, and the ranked paths between them as sentences.

May import: graph, drawings, addresses, parts, exports.
"""
from __future__ import annotations

from dash import html

from graph import paths
from graph.paths import Folded, Found, Path
from graph.store import Store

from .. import addresses, drawings
from . import exports, parts
from .parts import Part


def form(store: Store, start: str | None = None, end: str | None = None, message: str = "", found: Found | None = None) -> Part:
    """The form with what was chosen so far; below it the paths found, like ones folded, or a sentence why there are none.

    What a reader should know of the search (that it was cut short, say) stands above the paths.
    """
    rows = paths.fold(found.paths) if found else []
    note = message or (_note(found) if found else "")
    return html.Article([
        html.Header([html.Div("Paths", className="kind"), html.H2("How are two concepts connected?")]),
        html.Div([_box(store, "From", "from", start), _box(store, "To", "to", end),
                  html.Div([parts.button("Find paths", "find-path", "primary"), parts.button("Swap", "swap-path"),
                            exports.of(**{"from": start, "to": end}) if rows and start and end else None], className="buttons"),
                  ], className="path-form", role="form", **{"aria-label": "path between two concepts"}),
        html.P(note, className="note", role="status") if note else None,
        html.Ol([_row(store, row, n == 0) for n, row in enumerate(rows)], className="paths") if rows else None,
        html.P("The first one is drawn. Choose another to draw it instead.", className="quiet") if len(rows) > 1 else None,
    ], className="path-panel")


def _box(store: Store, label: str, name: str, iri: str | None) -> Part:
    marks = {"data-combobox": "concept", "data-label": label, "data-name": name, "data-iri": iri or "",
             "data-value": store.label(iri) if iri else ""}
    # A key made from the content: the bridge fills this box, and a new content must replace the old box whole.
    return html.Div(className="combobox", key=f"{name} {iri}", **marks)


def _note(found: Found) -> str:
    return f"{found.note[:1].upper()}{found.note[1:]}." if found.note else ""


def _row(store: Store, row: Folded, here: bool) -> Part:
    """Like paths told as one; where there are several, each can be drawn by the concept that sets it apart."""
    first = row.paths[0]
    evidence = parts.lines(p for path in row.paths for step in path.steps for claim in step.claims for p in claim.passages)
    length = f"{len(first)} step{'s' if len(first) != 1 else ''}"
    many = f"{len(row.paths)} paths, " if len(row.paths) > 1 else ""
    return html.Li([
        _drawing(store, first, paths.told(store, row), "path here" if here else "path"),
        html.Div([html.Span(many + length, className="qualifier"), evidence, *_queries(store, row)]), _alternatives(store, row)])


def _alternatives(store: Store, row: Folded) -> Part | None:
    """A link for each of several like paths, which draws it."""
    if row.position is None:
        return None
    names = [(path, store.label(paths.nodes(path)[row.position])) for path in row.paths]
    return html.Div(["Draw it with", *(_drawing(store, path, name, "small-link") for path, name in names)], className="quiet")


def _drawing(store: Store, found: Path, text: str, look: str) -> Part:
    """A link that draws a path."""
    along = paths.nodes(found)
    return html.A(text, href=addresses.path(along[0], along[-1]), className=look,
                  **{"data-do": "draw-path", "data-nodes": " ".join(along), "data-edges": "\n".join(drawings.links(store, found))})


def _queries(store: Store, row: Folded) -> list[Part]:
    """A link to the query of each path."""
    named = [("SPARQL", row.paths[0])] if row.position is None else [
        (f"SPARQL ({store.label(paths.nodes(path)[row.position])})", path) for path in row.paths]
    queries = [(text, paths.sparql(path)) for text, path in named]
    return [html.A(text, href=addresses.sparql(query), className="small-link", **{"data-do": "sparql", "data-query": query})
            for text, query in queries]
