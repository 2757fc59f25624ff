"""Formulas read safely and computed: arithmetic over named variables, with units; never `eval`.

May import: errors, vocabulary, store. The grammar is Python's expression grammar, walked node by node;
only numbers, names, + - * / **, and the functions of FUNCTIONS are understood.
"""
from __future__ import annotations

import ast
import json
import math
import operator
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import GraphError
from .store import Store
from .vocabulary import RDF, RDFS, WF

Number = float | int
Value = Number | tuple[Any, ...]
_LARGEST_EXPONENT = 64
_LARGEST_BITS = 1024
_LONGEST = 500
_LONGEST_LIST = 100_000


class FormulaError(GraphError):
    """A formula is malformed, misses a variable, or cannot be computed with what it was given."""


@dataclass(frozen=True)
class Variable:
    """An input of a formula: its symbol, what it is called, its unit and default."""

    symbol: str
    label: str
    names: tuple[str, ...]
    unit: str | None
    default: float | None


@dataclass(frozen=True)
class Formula:
    """A formula of a graph: what it computes (IRIs), its expression and inputs, and the unit of its result."""

    iri: str
    label: str
    expression: str
    variables: tuple[Variable, ...]
    unit: str | None
    computes: tuple[str, ...]
    examples: tuple[tuple[dict[str, Any], str], ...]


def read(store: Store) -> list[Formula]:
    """The formulas of a graph, by label."""
    found = [_formula(store, iri) for iri in store.subjects(RDF + "type", WF + "Formula") if store.value(iri, WF + "expression")]
    return sorted(found, key=lambda f: f.label)


def _formula(store: Store, iri: str) -> Formula:
    try:
        variables = tuple(sorted((_variable(store, at) for at in store.values(iri, WF + "variable")), key=lambda v: v.symbol))
        examples = tuple((dict(json.loads(store.value(e, WF + "given") or "{}")), store.value(e, WF + "result") or "")
                         for e in store.values(iri, WF + "example"))
    except (ValueError, TypeError) as error:
        raise FormulaError(f"{iri}: an input or example of this formula is malformed ({error}); mend it in the graph") from error
    return Formula(iri, store.label(iri), store.value(iri, WF + "expression") or "", variables,
                   store.value(iri, WF + "resultUnit"), tuple(store.values(iri, WF + "computes")), examples)


def _variable(store: Store, iri: str) -> Variable:
    default, symbol = store.value(iri, WF + "default"), store.value(iri, WF + "symbol") or ""
    label = store.value(iri, RDFS + "label") or symbol
    return Variable(symbol, label, (label, *store.synonyms(iri), symbol), store.value(iri, WF + "variableUnit"),
                    float(default) if default is not None else None)


def parse(expression: str) -> ast.expr:
    """The syntax tree of an expression, whose parts may still be outside the grammar. Raises FormulaError for other text."""
    if len(expression) > _LONGEST:
        raise FormulaError(f"formula of {len(expression)} characters; at most {_LONGEST} are read")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns of "1if x": what is no formula is said below.
            return ast.parse(expression.strip(), mode="eval").body
    except SyntaxError as error:
        raise FormulaError(f"{expression!r} is not a formula: {error.msg} at column {error.offset}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"{expression!r} is not a formula: {error}") from error


def compute(expression: str, given: Mapping[str, Any]) -> Number:
    """The value of an expression for given variables: numbers, or lists (of numbers or texts).

    Arithmetic on lists is element by element. Raises FormulaError for anything outside the grammar, an
    unknown name, lists of unequal length, a division by zero or a result that is no finite number.
    """
    for name, value in given.items():
        if isinstance(value, (list, tuple)) and len(value) > _LONGEST_LIST:
            raise FormulaError(f"{name!r} is a list of {len(value)}; at most {_LONGEST_LIST} are computed with")
    tree = parse(expression)
    try:
        result = _value(tree, {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()})
        if isinstance(result, bool) or not isinstance(result, (int, float)) or not math.isfinite(result):
            raise FormulaError(f"{expression!r} does not give a number")
    except ZeroDivisionError as error:
        raise FormulaError(f"{expression!r} divides by zero for these numbers") from error
    except (OverflowError, ValueError, RecursionError, TypeError, MemoryError) as error:
        raise FormulaError(f"{expression!r} cannot be computed for these numbers: {error}") from error
    return result


def _value(node: ast.expr, given: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=bool()):
            raise FormulaError("a formula holds numbers, not true or false")
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            if name not in given:
                raise FormulaError(f"no value for {name!r}; given are {', '.join(sorted(given)) or 'none'}")
            return given[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _elementwise(operator.neg, _value(inner, given))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _elementwise(_OPERATORS[type(op)], _value(left, given), _value(right, given))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_value(a, given) for a in args))
    raise FormulaError(f"a formula cannot hold {ast.unparse(node)!r}; it knows + - * / ** and {', '.join(sorted(FUNCTIONS))}")


def _elementwise(function: Callable[..., Any], *values: Any) -> Any:
    for value in values:
        if not all(isinstance(v, (int, float)) for v in (value if isinstance(value, tuple) else (value,))):
            raise FormulaError(f"{_shown(value)} is not a number")
    lengths = {len(v) for v in values if isinstance(v, tuple)}
    if not lengths:
        return function(*values)
    if len(lengths) > 1:
        raise FormulaError(f"lists of {' and '.join(map(str, sorted(lengths)))} numbers do not go together")
    size = lengths.pop()
    columns = [v if isinstance(v, tuple) else (v,) * size for v in values]
    return tuple(function(*row) for row in zip(*columns, strict=True))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _power(base: Number, exponent: Number) -> Number:
    if abs(exponent) > _LARGEST_EXPONENT:
        raise FormulaError(f"exponent {exponent} is too large; at most {_LARGEST_EXPONENT}")
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * exponent > _LARGEST_BITS:
        raise FormulaError(f"{_shown(base)} to the power {exponent} is too large")
    result = base ** exponent
    if isinstance(result, complex):
        raise FormulaError(f"{base} to the power {exponent} is no real number")
    return result


def ngrams(documents: Sequence[str], longest: Number) -> int:
    """How many distinct runs of 1 to *longest* words some texts hold, in lower case and without punctuation."""
    found = set()
    for document in documents:
        words = "".join(c.lower() if c.isalnum() or c.isspace() else " " for c in str(document)).split()
        found |= {tuple(words[i:i + n]) for n in range(1, min(int(longest), 8) + 1) for i in range(len(words) - n + 1)}
    return len(found)


def _over(function: Callable[[Sequence[float]], Any]) -> Callable[..., Any]:
    return lambda *values: function(values[0] if len(values) == 1 and isinstance(values[0], tuple) else values)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


_OPERATORS: dict[type[ast.operator], Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: _power}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "max": _over(max), "min": _over(min), "sum": _over(sum), "mean": _over(_mean), "count": _over(len),
    "ceil": lambda v: _elementwise(math.ceil, v), "floor": lambda v: _elementwise(math.floor, v),
    "sqrt": lambda v: _elementwise(math.sqrt, v), "log": lambda *v: _elementwise(math.log, *v), "abs": lambda v: _elementwise(abs, v),
    "ngrams": ngrams}
