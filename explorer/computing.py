"""Formulas worked out from what someone typed: a route, `/compute?formula=...&SYMBOL=...`.

May import: graph. The arithmetic is that of the questions (`graph.ask.compute`). A number may bring a unit
("64 MB", "80 %"), of the dimension of its variable; several numbers or texts are a list.
"""
from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import flask

from graph import formulas, mathml, sentences
from graph.errors import GraphError
from graph.formulas import Formula, FormulaError, Variable
from graph.store import Store

_LONGEST = 5_000
_NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?|[+-]?\.\d+)\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Result:
    """A formula worked out: the value with its unit, the arithmetic as text and as MathML trees, what was left at its default."""

    shown: str
    value: float
    unit: str
    arithmetic: str
    math: tuple[mathml.Tree, ...]

    def as_json(self) -> dict[str, Any]:
        """The object that assets/formulas.js reads."""
        return {"shown": self.shown, "value": self.value, "unit": self.unit, "arithmetic": self.arithmetic, "math": list(self.math)}


def takes_texts(formula: Formula, symbol: str) -> bool:
    """Whether an input of a formula is texts: what n-grams are counted in."""
    calls = [n for n in ast.walk(formulas.parse(formula.expression)) if isinstance(n, ast.Call)]
    return any(isinstance(c.func, ast.Name) and c.func.id == "ngrams" and c.args and isinstance(c.args[0], ast.Name)
               and c.args[0].id == symbol for c in calls)


def of(store: Store, iri: str) -> list[Formula]:
    """The formulas that a concept is, or by which it is computed."""
    return [f for f in formulas.read(store) if iri == f.iri or iri in f.computes]


def compute(store: Store, formula: Formula, typed: Mapping[str, str]) -> Result:
    """Work a formula out. Raises FormulaError that names the input which is missing or cannot be read."""
    from graph.ask import compute as asked
    given = {v.symbol: _given(store, formula, v, typed.get(v.symbol, "")) for v in formula.variables}
    outcome = asked.computed(store, formula, given)
    if outcome.computed is None:
        raise FormulaError(outcome.lead)
    found = outcome.computed
    written = found.formula.removeprefix(f"{formula.expression} = ")
    value = outcome.lead.rstrip(".").rpartition(" = ")[2]
    unit = "" if found.unit in ("number", "") else found.unit
    shown = sentences.quantity(Decimal(value), None, None, found.unit, "exact")
    return Result(shown, found.value, unit, f"{found.formula} = {value}", (mathml.tree(formula.expression), _tree(written), ["mn", value]))


def _tree(written: str) -> mathml.Tree:
    """The arithmetic with its numbers; dots where they are too many to be shown."""
    try:
        return mathml.tree(written)
    except FormulaError:
        return ["mtext", "…"]


def _given(store: Store, formula: Formula, variable: Variable, text: str) -> Any:
    """What was typed for a variable, as a number in its unit, or a list."""
    text = text.strip()[:_LONGEST]
    if not text:
        if variable.default is None:
            raise FormulaError(f"give a value for {variable.label}")
        return variable.default
    if takes_texts(formula, variable.symbol):
        return [line.strip() for line in text.splitlines() if line.strip()]
    whole = _NUMBER.fullmatch(text)
    if whole and not re.match(r"[;,\s]*[-+]?[.\d]", whole[2]):
        return _number(store, variable, text)
    return [_number(store, variable, part) for part in re.split(r"\s*[;,]\s*|\s+", text.strip("[] ")) if part]


def _number(store: Store, variable: Variable, text: str) -> float:
    found = _NUMBER.fullmatch(text)
    if not found:
        raise FormulaError(f"{variable.label}: {text[:40]!r} is not a number")
    value = float(found[1].replace(",", ""))
    return value * _scale(store, variable, found[2].strip()) if found[2].strip() else value


def _scale(store: Store, variable: Variable, unit: str) -> float:
    """By what a number in a unit is multiplied to be in the variable's own."""
    from graph.ask import quantities
    from graph.ask.normalise import tokens
    known = quantities.units(store)
    own = next((u for u in known if u.iri == variable.unit), None)
    named = [u for u in known if tuple(t.stem for t in tokens(unit)) in u.names]
    if unit == "%" or any(u.label == "percent" for u in named):
        return 0.01
    same = [u for u in named if own is not None and u.dimension == own.dimension]
    if not same or own is None:
        wanted = f"a number of {own.label}" if own and own.dimension and own.label != "number" else "a plain number"
        raise FormulaError(f"{variable.label}: {unit[:40]!r} does not go with it; give {wanted}")
    return 1.0 if own in same else same[0].factor / own.factor


def blueprint(store: Store) -> flask.Blueprint:
    """The route. An answer is a Result as JSON, or `error` with a sentence; both with status 200, since both are for the page."""
    routes = flask.Blueprint("computing", __name__)

    @routes.get("/compute")
    def computed() -> flask.Response:
        asked = flask.request.args
        try:
            formula = next((f for f in formulas.read(store) if f.iri == asked.get("formula")), None)
            if formula is None:
                raise FormulaError("no such formula stands in the graph")
            return flask.jsonify(compute(store, formula, asked).as_json())
        except GraphError as error:
            return flask.jsonify({"error": str(error)})

    return routes
