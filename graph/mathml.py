"""A formula as MathML, from the same grammar that formulas computes.

May import: errors, formulas. https://www.w3.org/TR/mathml-core/
"""
from __future__ import annotations

import ast
import html
import warnings

from .formulas import FUNCTIONS

_LONGEST = 500
_DEEPEST = 40
_OPEN, _CLOSE = "<mo>(</mo>", "<mo>)</mo>"
_SIGNS: dict[type[ast.operator], tuple[str, int]] = {ast.Add: ("+", 1), ast.Sub: ("\u2212", 1), ast.Mult: ("\u22c5", 2)}


def mathml(expression: str, gives: str = "") -> str | None:
    """A `<math>` element that shows an expression, and what it *gives* before an equals sign; None where it is no formula.

    All text is escaped: the result is safe in HTML.
    """
    if len(expression) > _LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            drawn = _drawn(ast.parse(expression.strip(), mode="eval").body, 0, 0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    head = f"<mtext>{html.escape(gives)}</mtext><mo>=</mo>" if gives else ""
    return f'<math display="block"><mrow>{head}{drawn}</mrow></math>'


def _drawn(node: ast.expr, binding: int, depth: int) -> str:
    """A node of the tree; in brackets where it binds less than *binding*: 1 a sum, 2 a product, 3 a power."""
    if depth > _DEEPEST:
        raise ValueError("too deep to be drawn")
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return f"<mn>{html.escape(repr(number))}</mn>"
        case ast.Name(id=name):
            return _name(name)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _bracketed(f"<mo>\u2212</mo>{_drawn(inner, 2, depth + 1)}", binding > 1)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return f"<mfrac><mrow>{_drawn(left, 0, depth + 1)}</mrow><mrow>{_drawn(right, 0, depth + 1)}</mrow></mfrac>"
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"<msup><mrow>{_drawn(left, 4, depth + 1)}</mrow><mrow>{_drawn(right, 0, depth + 1)}</mrow></msup>"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            sign, own = _SIGNS[type(op)]
            # What is taken away is bracketed where it is a sum itself: a - (b - c).
            inner_right = own + 1 if isinstance(op, ast.Sub) else own
            return _bracketed(f"{_drawn(left, own, depth + 1)}<mo>{sign}</mo>{_drawn(right, inner_right, depth + 1)}", binding > own)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return _call(name, [_drawn(a, 0, depth + 1) for a in args])
    raise ValueError("no formula")


def _call(name: str, arguments: list[str]) -> str:
    inside = "<mo>,</mo>".join(arguments)
    fences = {"ceil": ("\u2308", "\u2309"), "floor": ("\u230a", "\u230b"), "abs": ("|", "|")}
    if name == "sqrt":
        return f"<msqrt>{inside}</msqrt>"
    if name in fences:
        left, right = fences[name]
        return f"<mrow><mo>{left}</mo>{inside}<mo>{right}</mo></mrow>"
    return f"<mrow><mi>{name}</mi><mo>\u2061</mo>{_OPEN}{inside}{_CLOSE}</mrow>"


def _bracketed(inside: str, needed: bool) -> str:
    return f"<mrow>{_OPEN}{inside}{_CLOSE}</mrow>" if needed else f"<mrow>{inside}</mrow>"


def _name(name: str) -> str:
    words = name.replace("_", " ")
    return f"<mi>{html.escape(name)}</mi>" if len(name) == 1 else f'<mi mathvariant="normal">{html.escape(words)}</mi>'
