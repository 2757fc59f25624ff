"""The panel of one concept: definition, names, corrections, relations as a checklist, values, steps, formula.

May import: graph, families, expansion, parts, exports.
"""
from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from graph import concepts, formulas, patterns
from graph.concepts import Description, StepText, Value
from graph.store import Store
from graph.vocabulary import PREFIXES, SKOS

from .. import expansion, families
from ..expansion import AT_ONCE, Group, Member
from . import exports, parts
from .parts import Part

_OPEN_UP_TO = 14
_NAMES_SHOWN = 6


def concept(store: Store, iri: str, note: str = "") -> Part:
    """All that the graph says of a concept; *note* tells what the last action left out."""
    about = concepts.describe(store, iri)
    known = expansion.groups(store, iri)
    return html.Article([
        _head(store, about),
        html.P(note, className="note", role="status") if note else None,
        _values(store, about),
        _steps(store, about.steps),
        _formula(store, about),
        _relations(store, iri, known),
        _corrections(about),
        _withdrawn(store, about),
        _denied_values(store, about),
    ], className="concept-panel", **{"data-concept": iri})


def _head(store: Store, about: Description) -> Part:
    family = families.of(store).of(about.iri)
    # Hidden labels are spellings that people type; only the search wants them.
    hidden = set(store.values(about.iri, SKOS + "hiddenLabel"))
    names = [n for n in about.synonyms if n not in hidden]
    return html.Header([
        html.Div([parts.swatch(family), " · ".join(about.kinds) or "thing"], className="kind"),
        html.H2(about.label),
        _names(names),
        html.P([about.definition, " ", parts.lines(about.passages)], className="definition") if about.definition else None,
        html.A(_corrected(len(about.corrections)), href="#corrections", className="corrected") if about.corrections else None,
        html.Div([parts.button("Expand", "expand", "primary", iri=about.iri),
                  parts.button("Path from here", "path-form", iri=about.iri),
                  parts.button("Copy link", "copy", iri=about.iri), parts.sparql_link(_query(about.iri)),
                  exports.of(concept=about.iri)], className="buttons"),
    ])


def _query(iri: str) -> str:
    """All that the graph says of a concept."""
    return f"SELECT ?property ?value WHERE {{\n  {patterns.shorten(iri, PREFIXES)} ?property ?value .\n}}\nORDER BY ?property"


def _names(names: list[str]) -> Part:
    """Other names; the shortest first, the rest of a long list behind "more"."""
    ranked = sorted(names, key=len)
    if len(ranked) <= _NAMES_SHOWN + 1:
        return html.P(["also ", ", ".join(ranked)], className="synonyms") if ranked else None
    shown, rest = ranked[:_NAMES_SHOWN], ranked[_NAMES_SHOWN:]
    return html.Details([html.Summary(["also ", ", ".join(shown), html.Span(f" and {len(rest)} more", className="more")]),
                         html.Div(", ".join(rest))], className="synonyms")


def _relations(store: Store, iri: str, known: list[Group]) -> Part:
    if not known:
        return html.P("Nothing in the graph is linked to this.", className="quiet")
    total = sum(len(g.members) for g in known)
    foot = html.Div([parts.button("Add selected", "add-selected", iri=iri), parts.button("Add all", "add-all", iri=iri)],
                    className="buttons")
    return parts.section("Relations", [html.Div([_group(store, iri, g) for g in known], className="groups"), foot], total, "relations")


def _group(store: Store, iri: str, group: Group) -> Part:
    count = len(group.members)
    text = "Add" if count <= AT_ONCE else f"Add {AT_ONCE} of {count}"
    name = f"{group.label} {count}"
    # The box and the button stand beside the summary, not in it: one control inside another cannot be told by a reader.
    return html.Div([
        html.Span(dmc.Checkbox(size="xs", radius="sm", **{"aria-label": f"select: {name}"}), className="tick"),
        html.Details([html.Summary([html.Span(group.label, className="group-label"), html.Span(str(count), className="count")]),
                      html.Ul([_member(store, m) for m in group.members])], open=count <= _OPEN_UP_TO),
        parts.button(text, "add", "small", iri=iri, group=group.key),
    ], className="group denied" if group.denied else "group", **{"data-group": group.key})


def _member(store: Store, member: Member) -> Part:
    inferred = html.Span("follows from others", className="qualifier") if member.inferred and not member.claims else None
    return html.Li([parts.swatch(families.of(store).of(member.iri)), parts.concept_link(store, member.iri),
                    *parts.said(store, member.claims), inferred])


def _values(store: Store, about: Description) -> Part:
    return parts.section("Values", html.Dl([row for v in about.values for row in _value(store, v)])) if about.values else None


def _value(store: Store, value: Value) -> list[Part]:
    return [html.Dt(value.label), html.Dd([value.text, *parts.said(store, value.claims)])]


def _steps(store: Store, steps: tuple[StepText, ...]) -> Part:
    if not steps:
        return None
    return parts.section("Steps", html.Ol([html.Li([
        s.does, " ", parts.lines(s.passages),
        html.Div([parts.concept_link(store, iri, label) for iri, label in s.uses], className="chips") if s.uses else None])
        for s in steps], className="steps"), len(steps))


def _formula(store: Store, about: Description) -> Part:
    if not about.expression:
        return None
    found = next((f for f in formulas.read(store) if f.iri == about.iri), None)
    rows = [row for v in (found.variables if found else ()) for row in (html.Dt(html.Code(v.symbol)), html.Dd(v.label))]
    return parts.section("Formula", [html.Pre(about.expression, className="formula"), html.Dl(rows, className="symbols") if rows else None])


def _corrected(count: int) -> str:
    return "The notes are corrected here" if count == 1 else f"The notes are corrected here in {count} points"


def _corrections(about: Description) -> Part:
    if not about.corrections:
        return None
    return html.Div(parts.section("Corrections of the notes", [parts.correction(c) for c in about.corrections], len(about.corrections)),
                    id="corrections")


def _withdrawn(store: Store, about: Description) -> Part:
    if not about.withdrawn:
        return None
    return parts.section("Withdrawn", [html.P("The notes say this; a correction withdraws it.", className="quiet"),
                                       html.Ul([parts.claim_row(store, c) for c in about.withdrawn], className="withdrawn")])


def _denied_values(store: Store, about: Description) -> Part:
    """Denials whose other end is no concept, so that no group of the checklist can hold them."""
    found = [c for c in about.denied if c.object not in store.concept_set]
    return parts.section("Does not", html.Ul([parts.claim_row(store, c) for c in found])) if found else None
