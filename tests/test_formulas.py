"""Formulas: computed as the notes work them out, and never anything but a number or a FormulaError."""
from __future__ import annotations

import math
import time
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import formulas, sentences
from graph.formulas import Formula, FormulaError, Variable
from graph.store import Store
from graph.vocabulary import ID, WF


@pytest.mark.parametrize(("expression", "given", "value"), [
    ("1 + 2 * 3", {}, 7), ("(1 + 2) * 3", {}, 9), ("-a ** 2", {"a": 3}, -9), ("a / b", {"a": 1, "b": 4}, 0.25), ("2 ** 0.5", {}, 2 ** 0.5),
    ("ceil(max(w / 1000, r / 2000))", {"w": 4000, "r": 2000}, 4), ("floor(2.7)", {}, 2), ("sqrt(16)", {}, 4), ("abs(-2)", {}, 2),
    ("log(8, 2)", {}, 3), ("log(1)", {}, 0), ("min(3, 1, 2)", {}, 1), ("sum(x)", {"x": [1, 2, 3]}, 6), ("mean(x)", {"x": [1, 2, 3]}, 2),
    ("count(x)", {"x": ["a", "b"]}, 2), ("mean(abs(x - y))", {"x": [1, 2], "y": [3, 5]}, 2.5),
    ("sqrt(mean((x - 1) ** 2))", {"x": [1, 4]}, math.sqrt(4.5)),
    ("sum(x * y)", {"x": [1, 2], "y": [3, 4]}, 11), ("ngrams(d, 2)", {"d": ["I am", "I was"]}, 5), ("ngrams(d, 1)", {"d": ["A, a!"]}, 1),
    (" 2 ", {}, 2), ("1e3", {}, 1000), ("2 ** 64", {}, 2 ** 64), ("max(x)", {"x": (1, 5)}, 5),
    ("2 * p * r / (p + r)", {"p": 0.8, "r": 0.8}, 0.8)])
def test_a_formula_is_computed(expression: str, given: dict[str, Any], value: float) -> None:
    assert formulas.compute(expression, given) == pytest.approx(value)


@pytest.mark.parametrize(("expression", "given", "says"), [
    ("", {}, "not a formula"), ("1 +", {}, "not a formula: invalid syntax at column"), ("a", {}, "no value for 'a'; given are none"),
    ("a", {"b": 1}, "no value for 'a'; given are b"), ("1 / 0", {}, "divides by zero"), ("0 ** -1", {}, "divides by zero"),
    ("mean(x)", {"x": []}, "divides by zero"), ("max(x)", {"x": []}, "cannot be computed"),
    ("x + y", {"x": [1], "y": [1, 2]}, "lists of 1 and 2 numbers"),
    ("x", {"x": [1]}, "does not give a number"), ("x", {"x": "text"}, "does not give a number"),
    ("x", {"x": None}, "does not give a number"),
    ("x", {"x": True}, "does not give a number"), ("True", {}, "not true or false"), ("'a'", {}, "cannot hold"), ("1j", {}, "cannot hold"),
    ("x", {"x": math.nan}, "does not give a number"), ("x", {"x": math.inf}, "does not give a number"),
    ("1e999", {}, "does not give a number"),
    ("(-8) ** 0.5", {}, "no real number"), ("sqrt(-1)", {}, "cannot be computed"), ("log(0)", {}, "cannot be computed"),
    ("__import__('os').system('true')", {}, "cannot hold"), ("open('/etc/passwd')", {}, "cannot hold"), ("a.b", {"a": 1}, "cannot hold"),
    ("a[0]", {"a": [1]}, "cannot hold"), ("[x for x in a]", {"a": [1]}, "cannot hold"), ("lambda: 1", {}, "cannot hold"),
    ("1 < 2", {}, "cannot hold"),
    ("1 if 1 else 2", {}, "cannot hold"), ("a := 1", {}, "not a formula"), ("max(*x)", {"x": [1]}, "cannot hold"),
    ("max(1, key=abs)", {}, "cannot hold"),
    ("7 // 2", {}, "cannot hold"), ("7 % 2", {}, "cannot hold"), ("1 << 9999999999", {}, "cannot hold"), ("~1", {}, "cannot hold"),
    ("f'{1}'", {}, "cannot hold"), ("sqrt()", {}, "cannot be computed"), ("sqrt(1, 2)", {}, "cannot be computed"),
    ("ngrams(1, 2)", {}, "cannot be computed"),
    ("\0", {}, ""), ("\ud800", {}, ""), ("1if 2else 3", {}, "cannot hold"), ("max(x, 1)", {"x": [1]}, "cannot be computed")])
def test_what_is_no_formula_is_refused(expression: str, given: dict[str, Any], says: str) -> None:
    with pytest.raises(FormulaError) as caught:
        formulas.compute(expression, given)
    assert says in str(caught.value)


BOMBS: list[tuple[str, dict[str, Any]]] = [
    ("9**9**9", {}), ("9**9**9**9**9", {}), ("((((9**64)**64)**64)**64)**64", {}), ("(9**64)**64", {}), ("a ** a", {"a": 10**9}),
    ("9" * 500, {}), ("9" * 5000, {}), ("(" * 250 + "1" + ")" * 250, {}), ("(" * 10**6, {}), ("-" * 499 + "1", {}),
    ("+".join("1" * 10**6), {}),
    ("max(" * 120 + "1" + ")" * 120, {}), ("[" * 400, {}), ("a * 9999999999", {"a": "spam"}), ("a * 9999999999", {"a": ["spam"]}),
    ("9999999999 * a", {"a": "spam"}), ("a * b", {"a": [[1]], "b": 10**10}), ("sum(a)", {"a": [1] * 200_000}),
    ("a + 1", {"a": [1] * 10**6}),
    ("9" * 400 + "*1.0", {}), ("9" * 400, {}), ("1e308 * 10", {}), ("ngrams(a, 9999999999)", {"a": ["b " * 10]}), ("2.0 ** 64 ** 64", {}),
    ("x" + "**64" * 100, {"x": 2}), ("a - a", {"a": float("inf")})]


@pytest.mark.parametrize(("expression", "given"), BOMBS, ids=range(len(BOMBS)))
def test_a_bomb_is_over_soon(expression: str, given: dict[str, Any]) -> None:
    started = time.perf_counter()
    assert _number_or_refusal(expression, given)
    assert time.perf_counter() - started < 1


def _number_or_refusal(expression: str, given: dict[str, Any]) -> bool:
    try:
        value = formulas.compute(expression, given)
    except FormulaError as error:
        return len(str(error)) < 3000
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


NAMES = st.sampled_from(["a", "b", "t", "max", "sum", "mean", "count", "ngrams", "sqrt", "log", "ceil", "1", "2.5", "9", "0", "64", "1e9",
    "'x'"])
JOINS = st.sampled_from(["+", "-", "*", "/", "**", "(", ")", ",", " ", "//", "%", "<<", "[", "]", ".", "if", "for"])
GIVEN: dict[str, Any] = {"a": 3, "b": [1, 2.5, -4], "t": ["a b", "c"]}


@given(st.text(max_size=600))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_number_or_a_refusal(text: str) -> None:
    assert _number_or_refusal(text, GIVEN)


@given(st.lists(st.one_of(NAMES, JOINS), max_size=40).map("".join))
@settings(max_examples=500, deadline=None)
def test_anything_like_a_formula_is_a_number_or_a_refusal(text: str) -> None:
    assert _number_or_refusal(text, GIVEN)


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", "t", "2", "0.5", "64"]),
    lambda e: st.one_of(st.tuples(e, st.sampled_from(["+", "-", "*", "/", "**"]), e).map(lambda p: f"({p[0]}{p[1]}{p[2]})"),
                        st.tuples(st.sampled_from(sorted(formulas.FUNCTIONS)), st.lists(e, max_size=3))
                        .map(lambda p: f"{p[0]}({','.join(p[1])})")),
    max_leaves=12)
PLAIN = st.one_of(st.integers(), st.floats(), st.text(max_size=5))
VALUES = st.one_of(PLAIN, st.booleans(), st.none(), st.lists(PLAIN, max_size=4))


@given(EXPRESSIONS, st.fixed_dictionaries({"a": VALUES, "b": VALUES, "t": VALUES}))
@settings(max_examples=500, deadline=None)
def test_any_formula_of_any_values_is_a_number_or_a_refusal(text: str, values: dict[str, Any]) -> None:
    assert _number_or_refusal(text, values)


def test_a_formula_is_read_from_a_graph(features: Store) -> None:
    assert formulas.read(features) == [Formula(
        ID + "shard-formula", "shard formula", "ceil(max(write / 1000, read / 2000))",
        (Variable("read", "read rate", ("read rate", "read"), None, 0.0),
         Variable("write", "write rate", ("write rate", "incoming rate", "write"), None, None)),
        None, (ID + "number-of-shards",), (({"write": 4000, "read": 2000}, "4"),))]


@pytest.mark.parametrize("turtle", ['e:f wf:variable e:v . e:v wf:default "none" .', 'e:f wf:example e:x . e:x wf:given "{" .',
    'e:f wf:example e:x . e:x wf:given "5" .'])
def test_a_malformed_formula_of_a_graph_is_refused(turtle: str) -> None:
    graph = ox.Store()
    graph.load(input=f"@prefix wf: <{WF}> . @prefix e: <http://e/> . e:f a wf:Formula ; wf:expression '1' . {turtle}",
        format=ox.RdfFormat.TURTLE)
    with pytest.raises(FormulaError, match="http://e/f: .* malformed"):
        formulas.read(Store(graph))


def test_every_worked_example_of_the_notes_is_right(notes: Store) -> None:
    examples = [(f.label, formulas.compute(f.expression, {v.symbol: v.default for v in f.variables if v.default is not None} | given),
        result)
                for f in formulas.read(notes) for given, result in f.examples]
    assert len(examples) >= 3
    assert [e for e in examples if sentences.number(e[1]) != e[2]] == []


def test_every_formula_of_the_notes_names_only_its_variables(notes: Store) -> None:
    for formula in formulas.read(notes):
        numbers = dict.fromkeys((v.symbol for v in formula.variables), 1)
        lists = dict.fromkeys(numbers, [1, 2])
        said = []
        for values in (numbers, lists):
            try:
                formulas.compute(formula.expression, values)
            except FormulaError as error:
                said.append(str(error))
        assert not any("no value for" in s or "cannot hold" in s or "not a formula" in s for s in said), (formula.iri, said)
