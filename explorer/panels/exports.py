"""The menus of export: which files there are, and links or buttons that give them.

May import: addresses, parts.
"""
from __future__ import annotations

from dash import html

from .parts import Part

# Each format with its name and what it is for.
FORMATS = (("png", "PNG", "picture"), ("svg", "SVG", "picture"), ("html", "HTML", "page"), ("csv", "CSV", "spreadsheet"),
           ("turtle", "Turtle", "RDF"), ("jsonld", "JSON-LD", "RDF"), ("graphml", "GraphML", "graph tools"))


def of_canvas() -> Part:
    """The menu in the tools of the canvas: buttons that assets/exports.js serves."""
    rows = [html.Li(html.Button(_said(name, use), type="button", **{"data-do": "export", "data-format": format}))
            for format, name, use in FORMATS]
    return _menu(rows, "tool")


def of(asked: str) -> Part:
    """The menu beside an answer, concept or path, by the parameters that /export takes for it, such as `q=what+fixes+overfitting`.

    Its entries are links to files; of PNG to the SVG, from which assets/exports.js makes it.
    """
    rows = [html.Li(html.A(_said(name, use), href=f"/export?{asked}&format={format.replace('png', 'svg')}", download="",
                           **{"data-do": "export-png"} if format == "png" else {})) for format, name, use in FORMATS]
    return _menu(rows, "button")


def _said(name: str, use: str) -> list[Part]:
    return [html.Span(name), html.Span(use, className="for")]


def _menu(rows: list[Part], look: str) -> Part:
    return html.Details([html.Summary("Export", className=look), html.Ul(rows)], className="export-menu")
