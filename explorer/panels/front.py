"""The parts of the first screen: title and examples, the switch between the overviews, and the overview as a list.

May import: graph, addresses, overview, starters, parts. The list says in words what the canvas draws: for narrow screens, for the
keyboard and for those who hear the page.
"""
from __future__ import annotations

from dash import html

from graph.store import Store

from .. import addresses, overview, starters
from ..families import Family
from ..overview import Grouping
from . import parts
from .parts import Part

_MOST_ROWS = 300


def hero(store: Store) -> Part:
    """What this is, and five questions to begin with; those of other people's graphs are asked for by assets/home.js."""
    is_ours = starters.is_notes(store)
    known = starters.NOTES if is_ours else ()
    return html.Section([
        html.H1("Ask the notes. See what they rest on." if store.has_claims else "Ask this graph. See how it hangs together."),
        html.P(_told(store, is_ours)),
        html.Div([example(q) for q in known], className="examples", id="examples", **{"data-ready": "yes"} if is_ours else {}),
    ], className="hero", **{"aria-label": "begin"})


def _told(store: Store, is_ours: bool) -> str:
    count = len(store.concepts)
    if is_ours:
        return f"{count:,} concepts of machine learning in the cloud, every claim with its lines, mistakes corrected."
    if store.has_claims:
        return f"{count:,} concepts, every claim with the lines it rests on."
    grouping = overview.groupings(store)[0]
    groups = sum(bool(f.iri) for f in grouping.groups)
    if grouping.noun == "topic":
        return f"{count:,} concepts, {groups:,} topics."
    return f"{count:,} things of {groups:,} kind{'' if groups == 1 else 's'}." if groups else f"{count:,} things."


def example(question: str) -> Part:
    """A question that a click asks."""
    return html.A(question, href=addresses.question(question), className="example", dir="auto", **{"data-do": "ask", "data-q": question})


def switch(store: Store) -> Part:
    """Which overview is shown."""
    names = [(g.name, f"By {g.noun}") for g in overview.groupings(store)] + [("list", "List")]
    return html.Div([html.Button(label, type="button", className="switch-to", **{
        "data-do": "overview", "data-by": name, "aria-pressed": "true" if not n else "false"}) for n, (name, label) in enumerate(names)],
        className="switch", id="overview-switch", role="group", **{"aria-label": "overview"})


def listed(store: Store) -> Part:
    """All clusters of all groupings as links with their counts."""
    return html.Nav([_list(g) for g in overview.groupings(store)], id="overview-list", className="overview-list", hidden=True,
                    **{"aria-label": "overview as a list"})


def _list(grouping: Grouping) -> Part:
    most = max((len(f.concepts) for f in grouping.groups), default=1)
    ranked = sorted(grouping.groups, key=lambda f: -len(f.concepts)) if grouping.name == "kind" else grouping.groups
    heading = {"kind": "Kinds", "section": "Sections of the notes", "topic": "Topics"}[grouping.noun]
    left = len(ranked) - _MOST_ROWS
    return html.Section([html.H2(heading), html.Ul([html.Li(_row(grouping, f, most)) for f in ranked[:_MOST_ROWS]]),
                         html.P(f"and {left:,} more; the box finds what is in them", className="quiet") if left > 0 else None])


def _row(grouping: Grouping, family: Family, most: int) -> Part:
    is_kind = grouping.name == "kind"
    return html.A([parts.swatch(family), html.Span(family.label or "(no name)", className="row-label", dir="auto"),
                   html.Span(className="row-bar", style={"width": f"{100 * len(family.concepts) / most:.1f}%"}, **{"aria-hidden": "true"}),
                   html.Span(f"{len(family.concepts):,}", className="count")],
                  href=addresses.kind(family.iri) if is_kind else addresses.section(family.iri), className="overview-row",
                  **{"data-do": grouping.opens, f"data-{grouping.opens}": family.iri})
