"""What the builder on the page asks for: a plan's query, its words, and what may be chosen next.

May import: graph.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from graph import builder, choices
from graph.builder import Plan
from graph.choices import Choice
from graph.errors import QueryError
from graph.query import Queries
from graph.store import Store


def answer(store: Store, queries: Queries, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The query, sentence, count and names of the plan that was sent, and the choices it wants; or an `error` in words.

    `want` is kinds, properties (of variable `on`), values (of `property` there) or nothing.
    """
    try:
        plan = builder.read(sent.get("plan", {}))
        return {"query": builder.query(store, plan), "sentence": builder.sentence(store, plan),
                "count": choices.count(queries, store, plan), "variables": _variables(store, plan),
                "conditions": [{"verb": builder.verb_of(store, c), "end": _end(store, c)} for c in plan.conditions],
                "choices": [asdict(c) for c in _choices(store, queries, plan, sent)]}
    except QueryError as error:
        return {"error": str(error)}


def _choices(store: Store, queries: Queries, plan: Plan, sent: Mapping[str, Any]) -> list[Choice]:
    want, on = sent.get("want"), sent.get("on")
    place = on if isinstance(on, int) else 0
    if want == "kinds":
        return choices.kinds(store)
    if want == "properties":
        return choices.properties(store, queries, plan, place)
    if want == "values":
        return choices.values(store, queries, plan, place, str(sent.get("property", "")), sent.get("forward") is not False)
    return []


def _variables(store: Store, plan: Plan) -> list[dict[str, str]]:
    """The names of the variables, each with the words for what it stands for."""
    kinds = [plan.kind, *(c.kind for c in plan.conditions if c.is_open())]
    return [{"name": name, "label": store.label(kind) if kind else _spaced(name)}
            for name, kind in zip(builder.names(store, plan), kinds, strict=True)]


def _spaced(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name)


def _end(store: Store, condition: builder.Condition) -> str:
    if condition.text:
        return condition.text.split("^^")[0].split("@")[0].strip('"')
    if condition.concept or condition.kind:
        return store.label(condition.concept or condition.kind)
    return "anything"
