"""Formulas as MathML: the tree of an expression, as nested lists that assets/formulas.js makes elements of.

May import: graph.formulas. A node is [element, children...], a leaf [element, text]; texts stay texts to the end,
so that nothing a graph holds can become markup.
"""
from __future__ import annotations

import ast
from typing import Any

from graph import formulas

Tree = list[Any]
_SIGNS: dict[type[ast.operator], tuple[str, int]] = {ast.Add: ("+", 1), ast.Sub: ("−", 1), ast.Mult: ("⋅", 2)}
_FENCES = {"ceil": "⌈⌉", "floor": "⌊⌋", "abs": "||"}
_TIGHT = 4


def of(expression: str) -> Tree:
    """An expression as a tree of presentation MathML. Raises FormulaError for what is no formula."""
    return _node(formulas.parse(expression), 0)


def _node(node: ast.expr, around: int) -> Tree:
    """A part of an expression, in parentheses where it binds less than what stands *around* it."""
    match node:
        case ast.Constant(value=value):
            return ["mn", str(value)] if isinstance(value, (int, float)) else ["mtext", str(value)]
        case ast.Name(id=name):
            return ["mi", name.replace("_", " ")]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _fenced(["mrow", ["mo", "−"], _node(inner, 3)], around > 1)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _fenced(["mfrac", _node(left, 0), _node(right, 0)], around >= _TIGHT)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _fenced(["msup", _node(left, _TIGHT), _node(right, 0)], around >= _TIGHT)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            sign, binds = _SIGNS[type(op)]
            return _fenced(["mrow", _node(left, binds), ["mo", sign], _node(right, binds + 1)], around > binds)
        case ast.Call(func=ast.Name(id=name), args=args):
            return _call(name, args)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return _fenced(_listed(items), True)
    return ["mtext", ast.unparse(node)]


def _call(name: str, args: list[ast.expr]) -> Tree:
    if name == "sqrt" and len(args) == 1:
        return ["msqrt", _node(args[0], 0)]
    if name in _FENCES and len(args) == 1:
        return ["mrow", ["mo", _FENCES[name][0]], _node(args[0], 0), ["mo", _FENCES[name][1]]]
    if name == "log" and len(args) == 2:
        return ["mrow", ["msub", ["mi", "log"], _node(args[1], 0)], _fenced(_node(args[0], 0), True)]
    return ["mrow", ["mi", name], _fenced(_listed(args), True)]


def _listed(items: list[ast.expr]) -> Tree:
    found: Tree = ["mrow"]
    for number, item in enumerate(items):
        found += [["mo", ","]] * bool(number) + [_node(item, 0)]
    return found


def _fenced(inner: Tree, is_fenced: bool) -> Tree:
    return ["mrow", ["mo", "("], inner, ["mo", ")"]] if is_fenced else inner
