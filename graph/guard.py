"""What may be asked in SPARQL, decided on the tokens of the text before any parser sees it.

May import: errors, vocabulary. Strings, IRIs, comments and escapes are understood. A deep query kills the
process that parses it, so nesting and chains are bounded here; nothing may change the graph or leave it.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from urllib.parse import urljoin

from .errors import QueryError
from .vocabulary import PATHS, PREFIXES

FORMS = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_UPDATES = frozenset(["LOAD", "INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"])
SUSPECT = _UPDATES | {"SERVICE", "FROM"}
_CHAINED = frozenset(["UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "VALUES", "GRAPH", "EXISTS"])
_OPERATORS = frozenset("|&+-*/^!=<>")
_SEARCHES = 20

_TOKEN = re.compile(r"""
    (?P<space>\s+|\#[^\n\r]*)
  | (?P<numbers>(?:[0-9]+(?:\.[0-9]+)?[\s,]+){9,})
  | (?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
      |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<name>(?=[\w.-]*+:)(?:\w(?:[\w.-]*[\w-])?)?:(?:[\w:.%-]|\\.)*)
  | (?P<variable>[?$]\w+)
  | (?P<escape>\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>\w+)
  | (?P<mark>.)
""", re.VERBOSE | re.DOTALL)
_ESCAPE = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")


@dataclass(frozen=True)
class Limits:
    """What one query may take; *lanes* is how many run at once in each lane (None: one a core)."""

    seconds: float = 10.0
    memory: int = 512 << 20
    bytes: int = 64 << 20
    rows: int = 1_000_000
    text: int = 200_000
    depth: int = 100
    chain: int = 1_000
    tokens: int = 20_000
    lanes: int | None = None


class Token(NamedTuple):
    """A piece of a query: its sort (a group of the token pattern), its text, and where it starts."""

    sort: str
    text: str
    start: int


def kind(text: str) -> str | None:
    """What a query gives: select, ask or graph; None where its form cannot be told."""
    return FORMS.get(form(list(tokenize(text))))


def check(text: str, limits: Limits = Limits(), graphs: frozenset[str] = frozenset()) -> list[Token]:  # noqa: B008
    """The tokens of a query that may be run; raises QueryError for one that may not."""
    if len(text) > limits.text:
        raise QueryError(f"the query is longer than {limits.text:,} characters; shorten it", "too-large")
    tokens = list(islice(tokenize(text), limits.tokens + 1))
    if len(tokens) > limits.tokens:
        raise at(text, tokens[-1], f"more than {limits.tokens:,} words in one query; give fewer values, or several queries", "refused")
    found = searches(tokens)
    _check(text, tokens, limits, graphs, found)
    escape = next((t for t in tokens if t.sort == "escape"), None) if "\\" in text else None
    if escape is not None and found:
        raise at(text, escape, "an escape stands only inside a string or an IRI; write the character itself", "syntax")
    if escape is not None:
        # Engines differ on whether an escape may stand for syntax: neither reading may do harm.
        plain = _TOKEN.sub(lambda m: _character(m[0][2:]) if m.lastgroup == "escape" else m[0], text)
        _check(plain, list(tokenize(plain)), limits, graphs, [])
    return tokens


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of a SPARQL text without its white space and comments; a long list of numbers is one token."""
    for match in _TOKEN.finditer(text):
        if (sort := match.lastgroup) != "space":
            yield Token(sort or "mark", match[0], match.start())


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def is_word(token: Token, word: str) -> bool:
    """Whether a token is a keyword, in any case of letters."""
    return token.sort == "word" and token.text.upper() == word


def searches(tokens: Sequence[Token]) -> list[int]:
    """The positions of the SERVICE keywords that call our own path search, which is answered here (pathservice)."""
    services = [i for i, t in enumerate(tokens[:-1]) if t.sort == "word" and t.text.upper() == "SERVICE"][:_SEARCHES]
    prefixes = {**PREFIXES, **declared(tokens)} if services else {}
    return [i for i in services if iri_of(tokens[i + 1], prefixes) == PATHS + "search"]


def iri_of(token: Token, prefixes: dict[str, str]) -> str | None:
    """The IRI that a token stands for, escapes undone; None where it is no IRI or its prefix is unknown."""
    if token.sort == "iri":
        return _ESCAPE.sub(lambda m: _character(m[0][2:]), token.text[1:-1])
    prefix, _, rest = token.text.partition(":")
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", rest) if token.sort == "name" and prefix in prefixes else None


def _check(text: str, tokens: list[Token], limits: Limits, graphs: frozenset[str], found: list[int]) -> None:
    words = {token.text.upper() for token in tokens if token.sort == "word"}
    if len(tokens) <= min(limits.depth, limits.chain) and not words & SUSPECT:
        return  # so few words can neither nest nor chain too much
    depth = chained = operators = 0
    for position, token in enumerate(tokens):
        word = token.text.upper() if token.sort == "word" else ""
        if word == "SERVICE" and position not in found:
            raise at(text, token, "SERVICE is refused: queries stay on this graph; only SERVICE paths:search is answered here, "
                     f"at most {_SEARCHES} times", "refused")
        if word in _UPDATES:
            raise at(text, token, f"{word} is refused: the graph can only be read; use SELECT or CONSTRUCT", "refused")
        if word == "FROM":
            _check_from(text, tokens, position, graphs)
        chained += word in _CHAINED
        if token.sort == "mark":
            depth += (token.text in "{([") - (token.text in "})]")
            operators += token.text in _OPERATORS
        if depth > limits.depth:
            raise at(text, token, f"nested more than {limits.depth} deep; flatten the query", "refused")
        if chained > limits.chain or operators > 5 * limits.chain:
            raise at(text, token, f"more than {limits.chain:,} patterns in one query; use VALUES, or several queries",
                     "refused")


def _check_from(text: str, tokens: list[Token], position: int, graphs: frozenset[str]) -> None:
    rest = tokens[position + 1:position + 3]
    if rest and is_word(rest[0], "NAMED"):
        rest = rest[1:]
    if not rest or rest[0].sort not in ("iri", "name"):
        return  # a mistake of syntax, which the parser tells better
    name = _resolved(rest[0].text[1:-1], tokens[:position]) if rest[0].sort == "iri" else _expanded(rest[0].text, tokens)
    if name not in graphs:
        raise at(text, rest[0], no_graph(name, graphs), "refused")


def no_graph(name: str, graphs: frozenset[str]) -> str:
    """What to say of a named graph that the store does not have."""
    known = ", ".join(f"<{g}>" for g in sorted(graphs)[:5]) or "none"
    return f"no graph of this store is called <{name}>; its named graphs: {known}"


def _resolved(iri: str, before: list[Token]) -> str:
    """An IRI made whole by the last BASE before it."""
    bases = [b.text[1:-1] for a, b in zip(before, before[1:], strict=False) if is_word(a, "BASE") and b.sort == "iri"]
    try:
        return urljoin(bases[-1], iri) if bases else iri
    except ValueError:
        return iri


def _expanded(name: str, tokens: list[Token]) -> str:
    prefix, _, rest = name.partition(":")
    return {**PREFIXES, **declared(tokens)}.get(prefix, prefix + ":") + rest


def declared(tokens: Sequence[Token]) -> dict[str, str]:
    """The prefixes that a query declares."""
    return {b.text[:-1]: c.text[1:-1] for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False)
            if is_word(a, "PREFIX") and b.sort == "name" and c.sort == "iri"}


def form(tokens: Sequence[Token]) -> str:
    """The keyword of a query's form, "" where it has none."""
    return next((t.text.upper() for t in tokens if t.sort == "word" and t.text.upper() in FORMS), "")


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset, counted from one."""
    lines = text[:offset].split("\n")
    return len(lines), len(lines[-1]) + 1


def at(text: str, token: Token, message: str, reason: str) -> QueryError:
    """A QueryError at the place of a token."""
    line, column = place(text, token.start)
    return QueryError(f"line {line}, column {column}: {message}", reason, line, column)
