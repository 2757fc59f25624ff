"""The panel of an answer: its sentence, what it rests on grouped by kind, what speaks against it, what else to ask.

May import: graph, families, addresses, parts, reading, exports. It reads the JSON object of an answer, the same that the
command and the API give, so the page cannot show what they do not say.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from dash import html

from graph import sentences
from graph.claims import Passage
from graph.store import Store

from .. import addresses, families
from . import exports, parts, reading
from .parts import Part

Item = Mapping[str, Any]
_VERDICTS = {"yes": "Yes", "no": "No", "unknown": "The notes do not say"}


def answer(store: Store, found: Item, drawn: bool) -> Part:
    """An answer in full; *drawn* tells whether the canvas already shows it."""
    return html.Article([
        _head(found),
        _buttons(found, drawn),
        *_groups(store, found.get("answers") or []),
        _steps(store, found.get("steps") or []),
        _computed(found.get("computed")),
        _against(store, found.get("against") or []),
        _not_understood(found.get("not_understood") or []) if found.get("answers") else None,
        _suggestions(found.get("suggestions") or []),
        reading.reading(found),
    ], className="answer-panel", key=f"answer {found.get('question')}")


def _head(found: Item) -> Part:
    verdict = _VERDICTS.get(found.get("verdict") or "")
    return html.Header([
        html.Div("Question", className="kind"),
        html.H2(found.get("question") or "", dir="auto"),
        html.Div(verdict, className=f"verdict {found['verdict']}") if verdict else None,
        html.P(_said(found), className="answer-text", dir="auto"),
        html.P(["Decided by: ", found["decided_by"]], className="quiet") if found.get("decided_by") else None])


def _said(found: Item) -> str:
    """The text of the answer; what the notes had is left to the box that says who corrects it."""
    text = str(found.get("text") or "").strip()
    return "\n".join(line.split(" The notes had: ", 1)[0] for line in text.split("\n")) if found.get("answers") else text


def _buttons(found: Item, drawn: bool) -> Part:
    made = []
    if (found.get("answers") or found.get("steps")) and not drawn:
        made.append(parts.button("Show on the canvas", "draw-answer", "primary", q=str(found.get("question") or "")))
    if found.get("sparql"):
        made.append(html.A("Open as SPARQL", href=addresses.sparql(str(found["sparql"])), className="button",
                           **{"data-do": "sparql", "data-query": str(found["sparql"])}))
    made.append(parts.button("Copy link", "copy"))
    if found.get("answers"):
        made.append(exports.of(urlencode({"q": str(found.get("question") or "")})))
    return html.Div(made, className="buttons")


def _groups(store: Store, items: Sequence[Item]) -> list[Part]:
    """The answers by kind, kinds in the order of their first answer."""
    order = list(dict.fromkeys(str(i.get("kind") or "") for i in items))
    ranked = sorted(items, key=lambda i: order.index(str(i.get("kind") or "")))
    return [parts.section(kind or "answers", html.Ul([_item(store, i) for i in group], className="answers"), None, "answers-part")
            for kind, group in groupby(ranked, key=lambda i: str(i.get("kind") or ""))]


def _item(store: Store, item: Item) -> Part:
    iri, label = item.get("iri") or "", str(item.get("label") or "")
    name = parts.concept_link(store, iri, label) if iri in store.concept_set else html.Span(label, className="concept-name")
    swatch = parts.swatch(families.of(store).of(iri)) if iri in store.concept_set else None
    statement = sentences.sentence(str(item.get("statement") or ""))
    at = statement.lower().find(label.lower()) if label else -1
    if at >= 0 and iri in store.concept_set:
        name = parts.concept_link(store, iri, statement[at:at + len(label)])
    told = [html.Span([statement[:at], name, statement[at + len(label):]], className="statement whole")] if at >= 0 else [
        name, *[html.Span(n, className="qualifier") for n in (_direction(item), _when(store, item)) if n]]
    return html.Li([
        html.Div([swatch, *told, html.Span("follows from others", className="qualifier") if item.get("inferred") else None,
                  parts.lines(_passages(item))]),
        html.Div(statement, className="statement") if statement and at < 0 else None,
        html.Div(sentences.sentence(str(item["reason"])), className="reason") if item.get("reason") else None,
        _correction(item.get("correction"))], className="denied" if item.get("polarity") is False else "")


def _direction(item: Item) -> str:
    return {"lower": "a lower value", "higher": "a higher value"}.get(str(item.get("direction") or ""), "")


def _when(store: Store, item: Item) -> str:
    condition = item.get("condition")
    if not condition:
        return ""
    words = [condition] if isinstance(condition, str) else [c if isinstance(c, str) else str(c.get("label", "")) for c in condition]
    return f"when: {sentences.listed([store.label(w) if w in store.concept_set else w for w in words])}"


def _passages(item: Item) -> list[Passage]:
    return [Passage(int(p["first"]), int(p["last"]), str(p.get("section") or "")) for p in item.get("passages") or []]


def _correction(found: Item | None) -> Part:
    if not found:
        return None
    return parts.correction_box(str(found.get("had") or ""), str(found.get("now") or ""), found.get("source"),
                                found.get("title"), found.get("date"), found.get("confidence"))


def _steps(store: Store, steps: Sequence[Item]) -> Part:
    if not steps:
        return None
    rows = [html.Li([str(s.get("text") or s.get("does") or ""), " ", parts.lines(_passages(s))]) for s in steps]
    return parts.section("Steps", html.Ol(rows, className="steps"), len(steps))


def _computed(found: Item | None) -> Part:
    if not found:
        return None
    inputs = found.get("inputs") or {}
    pairs = inputs.items() if isinstance(inputs, Mapping) else [(i.get("symbol") or i.get("label"), i.get("value")) for i in inputs]
    rows = [row for name, value in pairs for row in (html.Dt(html.Code(str(name))), html.Dd(str(value)))]
    return parts.section("Computed", [html.Pre(str(found.get("formula") or ""), className="formula"), html.Dl(rows, className="symbols"),
                                      html.P(f"{found.get('value')} {found.get('unit') or ''}".strip(), className="result")])


def _against(store: Store, items: Sequence[Item]) -> Part:
    if not items:
        return None
    return parts.section("What speaks against it", html.Ul([_item(store, i) for i in items], className="answers"), len(items), "against")


def _not_understood(words: Sequence[str]) -> Part:
    return html.P(["Not understood: ", ", ".join(words)], className="quiet") if words else None


def _suggestions(questions: Sequence[str]) -> Part:
    return parts.section("You could ask", html.Ul([question_link(q) for q in questions], className="questions")) if questions else None


def question_link(text: str) -> Part:
    """A question that a click asks."""
    return html.Li(html.A(text, href=addresses.question(text), **{"data-do": "ask", "data-q": text}))
