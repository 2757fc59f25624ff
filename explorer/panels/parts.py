"""The small parts that all panels share: links to concepts, evidence, corrections, claims, buttons.

May import: graph, families, addresses. What a click does stands in data- attributes, which assets/bridge.js
reads; each link is also an address that works when it is opened on its own.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from graph import sentences
from graph.claims import Claim, Correction, Passage
from graph.store import Store

from .. import addresses, families

Part = Any
_DIRECTION = {"lower": "a lower value", "higher": "a higher value"}
_DOUBTFUL = {"low": "The source is weak: take this with care.", "medium": "The source is fair, not certain."}


def swatch(family: families.Family) -> Part:
    """The colour and shape of a family, as a small picture that screen readers pass over."""
    return html.Span(className=f"swatch shape-{family.shape}", style={"--colour": family.colour}, **{"aria-hidden": "true"})


def marks(language: str = "") -> dict[str, str]:
    """The attributes of an element with text of the graph: the direction follows from its letters, the language from its tag."""
    return {"dir": "auto", "lang": language} if language else {"dir": "auto"}


def concept_link(store: Store, iri: str, label: str | None = None) -> Part:
    """The name of a concept, which opens it."""
    return html.A(label or store.label(iri), href=addresses.concept(iri), className="concept",
                  **{"data-do": "concept", "data-iri": iri}, **marks(store.language(iri) if label is None else ""))


def lines(passages: Iterable[Passage]) -> Part:
    """The lines of the notes that something rests on, each a button that unfolds title, section and text; None for none."""
    found = list(dict.fromkeys(passages))
    return html.Span([passage(p) for p in found], className="evidence") if found else None


def passage(found: Passage) -> Part:
    """A passage as a button that assets/evidence.js unfolds."""
    where = ": ".join(part for part in (f"The notes, {found}", found.section) if part)
    return html.Button(_short(found), type="button", className="lines", title=where, **{
        "data-do": "passage", "data-first": str(found.first), "data-last": str(found.last), "data-section": found.section,
        "data-title": found.title, "aria-expanded": "false", "aria-label": where})


def _short(passage: Passage) -> str:
    return f"L{passage.first}" if passage.first == passage.last else f"L{passage.first}–{passage.last}"


def condition(store: Store, iris: Sequence[str]) -> str:
    """The conditions of a claim in words, "" for none."""
    return f"when: {sentences.listed([store.label(i) for i in iris])}" if iris else ""


def said(store: Store, found: Sequence[Claim]) -> list[Part]:
    """What claims add to the bare names of what they relate: direction, conditions and lines, the reason below.

    Claims that add the same are one row; the first row goes on in the line, each further one has its own.
    """
    alike: dict[tuple[object, ...], list[Claim]] = {}
    for claim in found:
        alike.setdefault((claim.direction, claim.conditions, claim.only, claim.reason), []).append(claim)
    made: list[Part] = []
    for number, same in enumerate(alike.values()):
        row = [*_notes(store, same[0]), lines(sorted(p for claim in same for p in claim.passages))]
        made += [html.Div(row, className="also-said")] if number else row
        if same[0].reason:
            made.append(html.Div(sentences.sentence(same[0].reason), className="reason"))
    return made


def _notes(store: Store, claim: Claim) -> list[Part]:
    notes = [_DIRECTION.get(claim.direction or "", ""), condition(store, claim.conditions), "only these" if claim.only else ""]
    return [html.Span(n, className="qualifier") for n in notes if n]


def claim_row(store: Store, claim: Claim) -> Part:
    """A claim as a sentence with its lines, reason and correction."""
    return html.Li([html.Span(sentences.sentence(claim.statement), className="statement"), " ", lines(claim.passages),
                    html.Div(sentences.sentence(claim.reason), className="reason") if claim.reason else None],
                   className="denied" if not claim.polarity else "")


def correction(found: Correction) -> Part:
    """A finding: what the notes had, what holds instead, and who says so."""
    return correction_box(found.had, found.holds, found.source, found.source_title, found.since, found.confidence,
                          lines(found.passages))


def correction_box(had: str, now: str, source: str | None, title: str | None, since: str | None,
                   confidence: str | None, evidence: Part = None) -> Part:
    """The same from its bare texts."""
    where = None
    if addresses.is_safe(source):
        where = html.A(title or source, href=source, target="_blank", rel="noopener noreferrer", className="source")
    elif title or source:
        where = html.Span(title or source, className="source")
    return html.Div([
        html.Div(["Corrected", html.Span(f"since {since}", className="qualifier") if since else None, evidence], className="callout-title"),
        html.P([html.B("The notes had: "), sentences.sentence(had)]) if had else None,
        html.P([html.B("What holds: "), sentences.sentence(now)]) if now else None,
        html.P(["Source: ", where]) if where else None,
        html.P(_DOUBTFUL[confidence or ""], className="doubt") if confidence in _DOUBTFUL else None], className="callout")


def section(title: str, children: Part, count: int | None = None, name: str = "") -> Part:
    """A titled part of a panel."""
    head = [title, html.Span(str(count), className="count") if count is not None else None]
    return html.Section([html.H3(head), *(children if isinstance(children, list) else [children])], className=f"part {name}".strip())


def button(text: str, do: str, look: str = "", **data: str) -> Part:
    """A button that asks the bridge to do something."""
    marks = {f"data-{name}" if name != "label" else "aria-label": value for name, value in data.items()}
    return html.Button(text, type="button", className=f"button {look}".strip(), **{"data-do": do}, **marks)


def sparql_link(query: str) -> Part:
    """A button that opens a query on the SPARQL page."""
    return html.A("Open as SPARQL", href=addresses.sparql(query), className="button", **{"data-do": "sparql", "data-query": query})
