"""The panels of a kind, of the canvas's beginnings and of trouble.

May import: graph, families, parts.
"""
from __future__ import annotations

from dash import html

from graph import patterns
from graph.store import Store
from graph.vocabulary import PREFIXES

from .. import addresses
from ..families import Family
from . import parts
from .parts import Part


def kind(store: Store, family: Family, note: str = "") -> Part:
    """A family: its definition and its concepts, under the more specific kinds."""
    known = store.vocabulary.classes.get(family.iri)
    return html.Article([
        html.Header([html.Div([parts.swatch(family), "kind"], className="kind"),
                     html.H2(family.label, **parts.marks(store.language(family.iri) if family.iri else "")),
                     html.P(known.definition, className="definition") if known and known.definition else None,
                     html.Div(parts.sparql_link(_query(family.iri)), className="buttons") if known else None]),
        html.P(note, className="note", role="status") if note else None, *_members(store, family)], className="kind-panel")


def section(store: Store, chapter: Family, note: str = "") -> Part:
    """A section of the notes, or a topic of a thesaurus: its concepts, under their kinds."""
    count = len(chapter.concepts)
    kind, says = ("section of the notes", f"{count} concepts rest on its lines.") if store.has_claims else (
        "topic", f"{count:,} concept{'s' if count != 1 else ''}.")
    return html.Article([
        html.Header([html.Div([parts.swatch(chapter), kind], className="kind"), html.H2(chapter.label, dir="auto"),
                     html.P(says, className="definition")]),
        html.P(note, className="note", role="status") if note else None, *_members(store, chapter)], className="kind-panel section-panel")


def _members(store: Store, family: Family) -> list[Part]:
    grouped: dict[str, list[str]] = {}
    for iri in family.concepts:
        grouped.setdefault(store.kind(iri), []).append(iri)
    ranked = sorted(grouped.items(), key=lambda g: (-len(g[1]), g[0]))
    return [parts.section(name, _names(store, members), len(members)) for name, members in ranked]


def _query(iri: str) -> str:
    """The things of a kind."""
    return f"SELECT ?thing WHERE {{\n  ?thing a {patterns.shorten(iri, PREFIXES)} .\n}}\nORDER BY ?thing"


def _names(store: Store, iris: list[str]) -> Part:
    ranked = sorted(iris, key=lambda i: store.label(i).lower())
    return html.Ul([html.Li(parts.concept_link(store, iri)) for iri in ranked], className="names")


def trouble(message: str, nearest: list[str] | None = None) -> Part:
    """A sentence about what went wrong, with the names that come near."""
    links = [html.Li(html.A(n, href=addresses.concept(n), **{"data-do": "name", "data-name": n})) for n in nearest or ()]
    return html.Article([
        html.Header([html.Div("Not found", className="kind"), html.H2("That did not work")]),
        html.P(message, className="note", role="alert"),
        parts.section("Did you mean", html.Ul(links, className="questions")) if links else None], className="trouble-panel")
