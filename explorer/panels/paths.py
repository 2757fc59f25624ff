"""The panel of paths: a form of two concepts, and the ranked paths between them as sentences.

May import: graph, drawings, addresses, parts.
"""
from __future__ import annotations

from collections.abc import Sequence

from dash import html

from graph import paths, steps
from graph.paths import Path
from graph.store import Store

from .. import addresses, drawings
from . import parts
from .parts import Part


def form(store: Store, start: str | None = None, end: str | None = None, message: str = "", found: Sequence[Path] = ()) -> Part:
    """The form with what was chosen so far; below it the paths found, or a sentence why there are none."""
    return html.Article([
        html.Header([html.Div("Paths", className="kind"), html.H2("How are two concepts connected?")]),
        html.Div([_box(store, "From", "from", start), _box(store, "To", "to", end),
                  html.Div([parts.button("Find paths", "find-path", "primary"), parts.button("Swap", "swap-path")], className="buttons"),
                  ], className="path-form", role="form", **{"aria-label": "path between two concepts"}),
        html.P(message, className="note", role="status") if message else None,
        html.Ol([_path(store, p, n == 0) for n, p in enumerate(found)], className="paths") if found else None,
        html.P("The first one is drawn. Choose another to draw it instead.", className="quiet") if len(found) > 1 else None,
    ], className="path-panel")


def _box(store: Store, label: str, name: str, iri: str | None) -> Part:
    marks = {"data-combobox": "concept", "data-label": label, "data-name": name, "data-iri": iri or "",
             "data-value": store.label(iri) if iri else ""}
    # A key made from the content: the bridge fills this box, and a new content must replace the old box whole.
    return html.Div(className="combobox", key=f"{name} {iri}", **marks)


def _path(store: Store, found: Path, here: bool) -> Part:
    nodes = paths.nodes(found)
    query = steps.sparql(found)
    evidence = parts.lines(p for step in found.steps for claim in step.claims for p in claim.passages)
    return html.Li([
        html.A(paths.sentence(store, found), href=addresses.path(nodes[0], nodes[-1]), className="path here" if here else "path",
               **{"data-do": "draw-path", "data-nodes": " ".join(nodes),
                  "data-edges": "\n".join(drawings.links(store, found))}),
        html.Div([html.Span(f"{len(found.steps)} step{'s' if len(found.steps) != 1 else ''}", className="qualifier"), evidence,
                  html.A("SPARQL", href=addresses.sparql(query), className="small-link", **{"data-do": "sparql", "data-query": query})])])
