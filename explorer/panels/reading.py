"""The panel of a reading: how a question was understood, for whoever wants to check it.

May import: parts. It reads the JSON object of an answer: which words became what, the query, how many rows.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from .parts import Part

Item = Mapping[str, Any]
_KINDS = {"concept": "concept", "class": "kind of thing", "property": "relation", "noun": "relation", "unit": "unit"}


def reading(found: Item) -> Part:
    """The words of a question with their meanings, what was mended and left over, and the query; None where nothing was read."""
    readings = found.get("readings") or []
    if not readings and not found.get("sparql"):
        return None
    first: Item = readings[0] if readings else {}
    return html.Details([
        html.Summary("How this was understood"),
        _words(first.get("words") or []),
        _line("Mended", [f"{a} \u2192 {b}" for a, b in first.get("mended") or []]),
        _line("Left aside", first.get("left_over") or []),
        _line("Answers", [str(len(found.get("answers") or []))]),
        # It scrolls, so keys must come to it.
        html.Pre(str(found["sparql"]), className="sparql", tabIndex="0", role="region", **{"aria-label": "the query"})
        if found.get("sparql") else None,
    ], className="reading")


def _words(words: Sequence[Item]) -> Part:
    if not words:
        return None
    rows = [part for w in words if w.get("meanings") for part in (html.Dt(str(w.get("words") or "")), html.Dd(_meaning(w["meanings"][0])))]
    return html.Dl(rows, className="symbols")


def _meaning(meaning: Item) -> str:
    return f"{meaning.get('label')} ({_KINDS.get(str(meaning.get('kind')), 'name')})"


def _line(title: str, words: Sequence[str]) -> Part:
    return html.P([f"{title}: ", ", ".join(words)], className="quiet") if words else None
