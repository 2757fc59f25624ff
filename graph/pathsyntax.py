"""How a path search is written: the parameters in its braces and the VALUES around it, read from tokens.

May import: errors, guard, vocabulary. What the parameters mean stands in pathservice.
"""
from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .errors import QueryError
from .guard import Token, at, iri_of, is_word
from .vocabulary import PATHS


class Value(NamedTuple):
    """A term in a query: its sort (iri, variable, number, switch or literal), what it says, and where.

    *text* is the IRI itself, a variable without its mark, true or false, else the words as they stand.
    """

    sort: str
    text: str
    token: Token


def without_dots(tokens: Sequence[Token]) -> Iterator[Token]:
    """The same tokens, where the full stop after a prefixed name is a token of its own."""
    for token in tokens:
        name = re.sub(r"(?<!\\)\.+$", "", token.text) if token.sort == "name" else token.text
        yield token._replace(text=name)
        for offset in range(len(name), len(token.text)):
            yield Token("mark", ".", token.start + offset)


def layout(tokens: Sequence[Token]) -> tuple[list[int], dict[int, list[int]]]:
    """For each token the position of the brace that it stands in (-1: none), and for each brace the VALUES in it."""
    groups: list[int] = []
    tables: dict[int, list[int]] = {}
    opened = [-1]
    for position, token in enumerate(tokens):
        groups.append(opened[-1])
        if token.sort == "mark" and token.text == "{":
            opened.append(position)
        elif token.sort == "mark" and token.text == "}" and len(opened) > 1:
            opened.pop()
        elif is_word(token, "VALUES"):
            tables.setdefault(opened[-1], []).append(position)
    return groups, tables


class _Reader:
    """Takes tokens one after the other; mistakes are raised at their place."""

    def __init__(self, text: str, tokens: Sequence[Token], position: int, prefixes: dict[str, str]) -> None:
        self._text, self._tokens, self._position, self._prefixes = text, tokens, position, prefixes

    def _error(self, token: Token, message: str) -> QueryError:
        return at(self._text, token, message, "syntax")

    def _peek(self, ahead: int = 0) -> Token:
        position = self._position + ahead
        return self._tokens[position] if position < len(self._tokens) else Token("end", "", len(self._text))

    def _take(self) -> Token:
        token = self._peek()
        if token.sort == "end":
            raise self._error(self._tokens[-1], "the query ends too early: a } is missing")
        self._position += 1
        return token

    def _is(self, marks: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token.sort == "mark" and token.text in marks

    def _expect(self, mark: str) -> None:
        token = self._take()
        if token.sort != "mark" or token.text != mark:
            raise self._error(token, f"{token.text[:40]} is not understood here; expected {mark}")

    def _value(self) -> Value:
        token = self._take()
        if token.sort == "variable":
            return Value("variable", token.text[1:], token)
        if token.sort in ("iri", "name"):
            return Value("iri", self._iri(token), token)
        if token.sort == "string":
            return Value("literal", self._literal(token), token)
        if token.sort == "word" or token.text in "+-":
            words = self._joined(token)
            sort = "switch" if words.lower() in ("true", "false") else "literal"
            sort = "number" if re.fullmatch("0*[1-9][0-9]{0,8}", words, re.ASCII) else sort
            return Value(sort, words.lower() if sort == "switch" else words, token)
        raise self._error(token, f"{token.text[:40]} is not understood here; expected an IRI, a variable or a value")

    def _iri(self, token: Token) -> str:
        iri = iri_of(token, self._prefixes)
        if iri is None:
            prefix = token.text.partition(":")[0]
            if prefix == "_":
                raise self._error(token, f"{token.text} is a blank node; a path search takes IRIs")
            raise self._error(token, f"the prefix {prefix}: is not declared; write PREFIX {prefix}: <...> at the top")
        if ":" not in iri:
            raise self._error(token, f"{token.text} is a relative IRI; write the whole IRI, or a prefix")
        return iri

    def _literal(self, token: Token) -> str:
        """A string with its language or datatype."""
        if self._peek().sort == "language":
            return token.text + self._take().text
        if self._is("^") and self._is("^", 1):
            self._position += 2
            return f"{token.text}^^<{self._iri(self._take())}>"
        return token.text

    def _joined(self, token: Token) -> str:
        """A number, a boolean or UNDEF: the tokens that stand together without a space."""
        text = token.text
        while self._peek().start == token.start + len(text) and (
                self._peek().sort == "word" or self._is("+-") or (
                    self._is(".") and self._peek(1).sort == "word" and self._peek(1).start == self._peek().start + 1)):
            text += self._take().text
        return text


class Block(_Reader):
    """What stands in the braces of one search: *given* holds the values of each parameter, *end* is where it ends."""

    def __init__(self, text: str, tokens: Sequence[Token], position: int, prefixes: dict[str, str],
                 parameters: Sequence[str], lists: Sequence[str]) -> None:
        super().__init__(text, tokens, position, prefixes)
        self._parameters, self._lists = parameters, lists
        self.given: dict[str, list[Value]] = {}
        self._expect("{")
        self._node()
        while not self._is(".}"):
            self._pair()
            if not self._is(".}"):
                self._expect(";")
        if self._is("."):
            self._take()
        if not self._is("}"):
            token = self._take()
            raise self._error(token, f"{token.text[:40]} is not understood here; a path search holds one list of parameters, "
                              "with ; between them")
        self.end = self._take().start + 1

    def _node(self) -> None:
        token = self._take()
        if token.sort == "mark" and token.text == "[":
            self._expect("]")
        elif token.sort != "name" or not token.text.startswith("_:"):
            raise self._error(token, f"{token.text[:40]} is not understood here; a path search begins with [] and its parameters")

    def _pair(self) -> None:
        token = self._take()
        name = self._parameter(token)
        if name in self.given and name not in self._lists:
            raise self._error(token, f"paths:{name} stands here a second time")
        values = self.given.setdefault(name, [])
        values.append(self._value())
        while self._is(","):
            if name not in self._lists:
                raise self._error(self._take(), f"paths:{name} takes one value only")
            self._take()
            values.append(self._value())

    def _parameter(self, token: Token) -> str:
        iri = self._iri(token) if token.sort in ("iri", "name") else ""
        name = iri.removeprefix(PATHS)
        if iri == name or name not in self._parameters:
            close = difflib.get_close_matches(name.rpartition("#")[2], self._parameters, 1, 0.6)
            hint = f"did you mean paths:{close[0]}?" if close else f"it has paths:{', '.join(self._parameters)}"
            raise self._error(token, f"{token.text[:60]} is no parameter of a path search; {hint}")
        return name


class Table(_Reader):
    """A VALUES block: its variables, and its rows as far as they are bound (UNDEF is a literal here)."""

    def __init__(self, text: str, tokens: Sequence[Token], position: int, prefixes: dict[str, str]) -> None:
        super().__init__(text, tokens, position + 1, prefixes)
        self._single = not self._is("(")
        variables = [self._value()] if self._single else list(self._row())
        self.names = {value.text for value in variables}
        self.rows: list[dict[str, Value]] = []
        self._expect("{")
        while not self._is("}"):
            row = [self._value()] if self._single else list(self._row())
            if len(row) != len(variables):
                raise self._error(self._tokens[self._position - 1],
                                  f"this row of VALUES has {len(row)} values for {len(variables)} variables")
            self.rows.append({name.text: value for name, value in zip(variables, row, strict=True)})

    def _row(self) -> Iterator[Value]:
        self._expect("(")
        while not self._is(")"):
            yield self._value()
        self._take()
