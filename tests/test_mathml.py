"""graph/mathml.py: what is rendered means what the formula means, and nothing becomes markup."""
from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import formulas, mathml
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
        return {"−": "-", "⋅": "*", "⌈": "ceil(", "⌉": ")", "\u2061": ""}.get(children[0], children[0])
    inner = [linear(c) for c in children]
    return {"mfrac": "(({})/({}))", "msup": "({}**({}))", "msqrt": "sqrt({})"}[name].format(*inner) if name != "mrow" else "".join(inner)


@settings(deadline=None)
@given(expressions)
def test_a_rendered_formula_has_the_value_of_the_formula(expression: str) -> None:
    try:
        value = formulas.compute(expression, _GIVEN)
    except FormulaError:
        return
    assert formulas.compute(linear(mathml.tree(expression)), _GIVEN) == pytest.approx(value)


def test_every_formula_of_the_notes_is_rendered(notes: Store) -> None:
    found = formulas.read(notes)
    assert len(found) >= 12 and all(json.dumps(mathml.tree(f.expression)) for f in found)


@pytest.mark.parametrize(("expression", "tree"), [
    ("TP / (TP + FP)", ["mfrac", ["mi", "TP"], ["mrow", ["mi", "TP"], ["mo", "+"], ["mi", "FP"]]]),
    ("log(N, 2)", ["mrow", ["msub", ["mi", "log"], ["mn", "2"]], ["mo", "\u2061"], ["mrow", ["mo", "("], ["mi", "N"], ["mo", ")"]]]),
    ("a + (b + c)", ["mrow", ["mi", "a"], ["mo", "+"], ["mrow", ["mi", "b"], ["mo", "+"], ["mi", "c"]]]),
    ("read_kb", ["mi", "read kb"]), ("'<b>'", ["mtext", "<b>"])])
def test_formulas_become_trees(expression: str, tree: list) -> None:
    assert mathml.tree(expression) == tree


def test_what_is_no_formula_is_said() -> None:
    with pytest.raises(FormulaError, match="not a formula"):
        mathml.tree("a +")


@pytest.mark.parametrize(("expression", "said"), [
    ("a / b", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
    ("a - (b - c)", "<mi>a</mi><mo>\u2212</mo><mrow><mo>(</mo><mrow><mi>b</mi><mo>\u2212</mo><mi>c</mi></mrow><mo>)</mo></mrow>"),
    ("(a + b) * c", "<mrow><mo>(</mo><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mo>)</mo></mrow><mo>\u22c5</mo><mi>c</mi>"),
    ("(a + b) ** 2", "<msup><mrow><mo>(</mo><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mo>)</mo></mrow><mn>2</mn></msup>"),
    ("sqrt(true_positives)", '<msqrt><mi mathvariant="normal">true positives</mi></msqrt>')])
def test_formulas_are_drawn_with_the_brackets_that_they_need(expression: str, said: str) -> None:
    assert said in (mathml.mathml(expression) or "")


def test_every_formula_of_the_notes_is_drawn(notes: Store) -> None:
    for formula in formulas.read(notes):
        assert ElementTree.fromstring(mathml.mathml(formula.expression) or "").tag == "math", formula.expression


@given(st.text(st.sampled_from("abxy_<>&\"'()+-*/,. 12sqrtmax\n\0"), max_size=60))
def test_what_is_no_formula_is_not_drawn_and_nothing_is_markup(text: str) -> None:
    drawn = mathml.mathml(text)
    assert drawn is None or ElementTree.fromstring(drawn).tag == "math"


@pytest.mark.parametrize("text", ["", "__import__('os')", "a.b", "x if y else z", "(" * 300, "-" * 400 + "1", "True", "a[0]", "f'{a}'"])
def test_what_the_grammar_lacks_is_not_drawn(text: str) -> None:
    assert mathml.mathml(text) is None
