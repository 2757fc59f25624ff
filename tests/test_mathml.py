"""explorer/mathml.py: what is rendered means what the formula means."""
from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import mathml
from graph import formulas
from graph.formulas import FormulaError
from graph.store import Store

_BINARY = ["+", "-", "*", "/", "**"]
leaves = st.sampled_from(["a", "b", "c", "2", "3"])
expressions = st.recursive(leaves, lambda inner: st.one_of(
    st.tuples(inner, st.sampled_from(_BINARY), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
    inner.map(lambda e: f"-({e})"), inner.map(lambda e: f"sqrt({e})"), inner.map(lambda e: f"ceil({e})"),
    st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})")), max_leaves=8)
_GIVEN = {"a": 1.5, "b": 0.25, "c": 4.0}


def linear(tree: list) -> str:
    """A rendered formula read as a person reads it: what stands in a fraction, a root or an exponent belongs together."""
    name, *children = tree
    if name in ("mi", "mn", "mo", "mtext"):
        return {"−": "-", "⋅": "*", "⌈": "ceil(", "⌉": ")"}.get(children[0], children[0])
    inner = [linear(c) for c in children]
    return {"mfrac": "(({})/({}))", "msup": "({}**({}))", "msqrt": "sqrt({})"}[name].format(*inner) if name != "mrow" else "".join(inner)


@settings(deadline=None)
@given(expressions)
def test_a_rendered_formula_has_the_value_of_the_formula(expression: str) -> None:
    try:
        value = formulas.compute(expression, _GIVEN)
    except FormulaError:
        return
    assert formulas.compute(linear(mathml.of(expression)), _GIVEN) == pytest.approx(value)


def test_every_formula_of_the_notes_is_rendered(notes: Store) -> None:
    found = formulas.read(notes)
    assert len(found) >= 12 and all(json.dumps(mathml.of(f.expression)) for f in found)


@pytest.mark.parametrize(("expression", "tree"), [
    ("TP / (TP + FP)", ["mfrac", ["mi", "TP"], ["mrow", ["mi", "TP"], ["mo", "+"], ["mi", "FP"]]]),
    ("log(N, 2)", ["mrow", ["msub", ["mi", "log"], ["mn", "2"]], ["mrow", ["mo", "("], ["mi", "N"], ["mo", ")"]]]),
    ("read_kb", ["mi", "read kb"]), ("'<b>'", ["mtext", "<b>"])])
def test_formulas_become_trees(expression: str, tree: list) -> None:
    assert mathml.of(expression) == tree


def test_what_is_no_formula_is_said() -> None:
    with pytest.raises(FormulaError, match="not a formula"):
        mathml.of("a +")
