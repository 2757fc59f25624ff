"""Mistakes in SPARQL in plain words, at their place in the text.

May import: errors, vocabulary, guard. The parser tells the furthest place that any of its rules has looked
at. A rule for a keyword looks as many characters ahead as the keyword is long, so where only keywords were
expected the mistake stands that much earlier; PADDING after a query lets such rules run their length.
"""
from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from .errors import QueryError
from .guard import Token, at, declared, form, place
from .vocabulary import PREFIXES

PADDING = "\n" + " " * 16
_CLOSING = {"}": "{", ")": "(", "]": "["}
_ANY = "[_]"
_CLASS = re.compile(r"\[(?:[^\[\]'\"]|'[^']*')*\]")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_MARK = re.compile(r'"((?:[^"\\]|\\.)+)"')
_KEYWORDS = [
    "SELECT", "DISTINCT", "REDUCED", "CONSTRUCT", "DESCRIBE", "ASK", "WHERE", "FROM", "NAMED", "PREFIX", "BASE",
    "ORDER", "BY", "ASC", "DESC", "LIMIT", "OFFSET", "GROUP", "HAVING", "VALUES", "OPTIONAL", "UNION", "MINUS",
    "GRAPH", "FILTER", "BIND", "EXISTS", "NOT", "IN", "AS", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE",
    "GROUP_CONCAT", "REGEX", "STR", "LANG", "DATATYPE", "BOUND", "IRI", "CONCAT", "CONTAINS", "STRSTARTS",
    "STRENDS", "STRLEN", "SUBSTR", "UCASE", "LCASE", "REPLACE", "COALESCE", "IF"]
# What the parser says in words of its own stands as it is.
_SAID = re.compile(r"(The SELECT contains a variable that is unbound|Duplicated variable name in SELECT|IRI parsing failed)")
_PLAIN = {"The SELECT contains a variable that is unbound":
          "SELECT names a variable that is neither grouped by nor inside COUNT, SUM or another aggregate",
          "Duplicated variable name in SELECT": "SELECT gives two columns the same name",
          "IRI parsing failed": "an IRI in <...> is malformed"}


def explained(told: str, text: str, tokens: Sequence[Token]) -> QueryError:
    """What a parser told of a mistake, in plain words with the mend for common ones."""
    found = re.match(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", told, re.DOTALL)
    if not found:
        return QueryError(told, "syntax")
    if not form(tokens):
        return QueryError("line 1, column 1: a query says SELECT, ASK, CONSTRUCT or DESCRIBE", "syntax", 1, 1)
    if "Prefix not found" in found[3] and (missing := _undeclared(tokens)):
        prefix = missing.text.partition(":")[0]
        return at(text, missing, f"the prefix {prefix}: is not declared; write PREFIX {prefix}: <...> at the top", "syntax")
    if said := _SAID.search(found[3]):
        line, column = place(text, min(_offset(text, int(found[1]), int(found[2])), len(text)))
        return QueryError(f"line {line}, column {column}: {_PLAIN[said[1]]}", "syntax", line, column)
    offset = _offset(text, int(found[1]), int(found[2])) - _ahead(found[3])
    here = next((t for t in tokens if t.start + len(t.text) > offset or (
        t.start + len(t.text) == offset and t.sort == "word" and '":"' in found[3])), None)
    if here is not None and here.sort == "iri" and not _ABSOLUTE.match(here.text):
        return at(text, here, f"{here.text[:40]} is no whole IRI; begin it with its scheme, or write BASE <...> at the top", "syntax")
    if here is not None:
        return at(text, here, f"{here.text[:40]} is not understood here{_hint(here, found[3])}", "syntax")
    unclosed = _unclosed(tokens)
    if unclosed is not None:
        return at(text, unclosed, f"this {unclosed.text} is never closed", "syntax")
    line, column = place(text, len(text))
    return QueryError(f"line {line}, column {column}: the query ends too early{_expected(found[3])}", "syntax", line, column)


def _undeclared(tokens: Sequence[Token]) -> Token | None:
    known = {**PREFIXES, **declared(tokens)}
    return next((t for t in tokens if t.sort == "name" and t.text.partition(":")[0] not in {*known, "_"}
                 and not t.text.startswith("_:")), None)


def _offset(text: str, line: int, column: int) -> int:
    return sum(len(part) + 1 for part in text.split("\n")[:line - 1]) + column - 1


def _ahead(expected: str) -> int:
    """How far beyond the mistake the parser had looked: nothing where it names characters, else its shortest keyword."""
    exact = _MARK.search(expected) or _CLASS.search(expected.replace(_ANY, ""))
    return 0 if exact else min((len(word) for word in re.findall(r"[A-Za-z_]{2,}", expected)), default=0)


def _hint(here: Token, told: str) -> str:
    close = difflib.get_close_matches(here.text.upper(), _KEYWORDS, 1, 0.75) if here.sort == "word" else []
    return f"; did you mean {close[0]}?" if close and close[0] != here.text.upper() else _expected(told)


def _expected(told: str) -> str:
    """The marks that the parser would have taken, where they are few enough to help."""
    marks = [mark for mark in dict.fromkeys(_MARK.findall(told)) if "\\" not in mark]
    return f"; expected {' or '.join(marks)}" if 0 < len(marks) <= 4 else ""


def _unclosed(tokens: Sequence[Token]) -> Token | None:
    stack: list[Token] = []
    for token in tokens:
        if token.sort == "mark" and token.text in "{([":
            stack.append(token)
        elif token.sort == "mark" and token.text in _CLOSING and stack and stack[-1].text == _CLOSING[token.text]:
            stack.pop()
    return stack[-1] if stack else None
