"""The panel's part for formulas: rendered, and computed from what someone types.

May import: graph, computing, parts. assets/formulas.js makes the MathML and asks the route `/compute`.
"""
from __future__ import annotations

import json

from dash import html

from graph import mathml
from graph.formulas import Formula, FormulaError, Variable
from graph.store import Store

from .. import computing
from . import parts
from .parts import Part


def formulas(store: Store, iri: str, expression: str | None = None) -> Part:
    """The formulas that a concept is or is computed by; an expression that cannot be computed stands as text."""
    found = computing.of(store, iri)
    made = [_formula(store, f, f.iri != iri) for f in found]
    if expression and not any(f.iri == iri for f in found):
        made.append(html.Pre(expression, className="formula"))
    return parts.section("Formula" if len(made) == 1 else "Formulas", made, None, "formulas") if made else None


def _formula(store: Store, formula: Formula, is_named: bool) -> Part:
    name = store.label(formula.computes[0]) if formula.computes else formula.label
    return html.Div([
        html.Div(parts.concept_link(store, formula.iri), className="formula-name") if is_named else None,
        _rendered(formula.expression, name),
        html.Div([_input(store, formula, v) for v in formula.variables], className="formula-inputs"),
        html.Output("", className="formula-result", **{"aria-live": "polite"}),
    ], className="formula-form", role="group", **{"data-formula": formula.iri, "data-name": name, "aria-label": f"compute {name}"})


def _rendered(expression: str, name: str) -> Part:
    """The formula as MathML, which the browser makes; as text where it is no formula."""
    try:
        tree = mathml.tree(expression)
    except FormulaError:
        return html.Pre(expression, className="formula")
    whole = ["mrow", ["mi", name], ["mo", "="], tree]
    marks = {"data-math": json.dumps(whole), "aria-label": f"{name} = {expression}"}
    return html.Div(className="math", role="math", title=expression, **marks)


def _input(store: Store, formula: Formula, variable: Variable) -> Part:
    unit = store.label(variable.unit) if variable.unit else ""
    unit = "" if unit == "number" else unit
    is_text = computing.takes_texts(formula, variable.symbol)
    default = f"{variable.default:g}" if variable.default is not None else ""
    hint = "one text a line" if is_text else f"{default} unless told" if default else ""
    marks = {"data-symbol": variable.symbol, "aria-label": f"{variable.label} {unit}".strip()}
    return html.Div([
        html.Span([variable.label, html.Code(variable.symbol) if len(variable.symbol) <= 3 else None], className="box-label"),
        html.Div([html.Div(className="typed", **{"data-typed": "text" if is_text else "number", "data-hint": hint, **marks}),
                  html.Span(unit, className="unit") if unit else None], className="typed-row")], className="formula-input")
