"""A formula as MathML, from the same grammar that formulas computes: a tree for scripts, or an element for pages.

May import: errors, formulas. https://www.w3.org/TR/mathml-core/

A tree is nested lists: a node [element, children...], a leaf [element, text]. Texts stay texts to the end, so that nothing
a graph holds can become markup.
"""
from __future__ import annotations

import ast
import html
from typing import Any

from . import formulas
from .formulas import FUNCTIONS, FormulaError

Tree = list[Any]
_DEEPEST = 60
_LEAVES = ("mi", "mn", "mo", "mtext")
_SIGNS: dict[type[ast.operator], tuple[str, int]] = {ast.Add: ("+", 1), ast.Sub: ("\u2212", 1), ast.Mult: ("\u22c5", 2)}
_FENCES = {"ceil": "\u2308\u2309", "floor": "\u230a\u230b", "abs": "||"}
_TIGHT = 4
# Between the name of a function and what it is of; unseen, but read aloud.
_OF = "\u2061"


def tree(expression: str) -> Tree:
    """An expression as a tree of presentation MathML. Raises FormulaError for what is no formula.

    Numbers, texts and lists may stand where a formula has names: so arithmetic is drawn with what it was computed from.
    """
    return _node(formulas.parse(expression), 0, 0)


def mathml(expression: str, gives: str = "") -> str | None:
    """A `<math>` element that shows an expression, and what it *gives* before an equals sign; None where it is no formula.

    All text is escaped: the result is safe in HTML.
    """
    try:
        drawn = _element(tree(expression))
    except FormulaError:
        return None
    head = f"<mtext>{html.escape(gives)}</mtext><mo>=</mo>" if gives else ""
    return f'<math display="block"><mrow>{head}{drawn}</mrow></math>'


def _element(node: Tree) -> str:
    name, *children = node
    if name not in _LEAVES:
        return f"<{name}>{''.join(map(_element, children))}</{name}>"
    # One letter stands slanted by itself, as variables do; words stand upright.
    upright = ' mathvariant="normal"' if name == "mi" and len(children[0]) > 1 else ""
    return f"<{name}{upright}>{html.escape(children[0])}</{name}>"


def _node(node: ast.expr, around: int, depth: int) -> Tree:
    """A part of an expression, in parentheses where it binds less than what stands *around* it: 1 a sum, 2 a product, 4 a power."""
    if depth > _DEEPEST:
        raise FormulaError("a formula so deep cannot be drawn")
    below = depth + 1
    match node:
        case ast.Constant(value=bool()):
            raise FormulaError("a formula holds numbers, not true or false")
        case ast.Constant(value=int() | float() as number):
            return ["mn", str(number)]
        case ast.Constant(value=str() as text):
            return ["mtext", text]
        case ast.Name(id=name):
            return ["mi", name.replace("_", " ")]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _fenced(["mrow", ["mo", "\u2212"], _node(inner, 3, below)], around > 1)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _fenced(["mfrac", _node(left, 0, below), _node(right, 0, below)], around >= _TIGHT)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _fenced(["msup", _node(left, _TIGHT, below), _node(right, 0, below)], around >= _TIGHT)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            sign, binds = _SIGNS[type(op)]
            # What is added or multiplied in any order needs no parentheses; what is taken away, and a sign after a sign, does.
            after = binds + (isinstance(op, ast.Sub) or isinstance(right, ast.UnaryOp))
            return _fenced(["mrow", _node(left, binds, below), ["mo", sign], _node(right, after, below)], around > binds)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return _call(name, args, below)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return _fenced(_listed(items, below), True)
    raise FormulaError(f"a formula cannot hold {ast.unparse(node)!r}")


def _call(name: str, args: list[ast.expr], depth: int) -> Tree:
    if name == "sqrt" and len(args) == 1:
        return ["msqrt", _node(args[0], 0, depth)]
    if name in _FENCES and len(args) == 1:
        return ["mrow", ["mo", _FENCES[name][0]], _node(args[0], 0, depth), ["mo", _FENCES[name][1]]]
    if name == "log" and len(args) == 2:
        return ["mrow", ["msub", ["mi", "log"], _node(args[1], 0, depth)], ["mo", _OF], _fenced(_node(args[0], 0, depth), True)]
    return ["mrow", ["mi", name], ["mo", _OF], _fenced(_listed(args, depth), True)]


def _listed(items: list[ast.expr], depth: int) -> Tree:
    found: Tree = ["mrow"]
    for number, item in enumerate(items):
        found += [["mo", ","]] * bool(number) + [_node(item, 0, depth)]
    return found


def _fenced(inner: Tree, is_fenced: bool) -> Tree:
    return ["mrow", ["mo", "("], inner, ["mo", ")"]] if is_fenced else inner
