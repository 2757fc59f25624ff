"""The triple patterns of a SPARQL text, half-typed ones too, and what stands at a place in it.

May import: vocabulary, guard. No parser reads a text that someone is still typing, so the tokens are walked by
a small machine: it knows whether a subject, a property or an object comes next, and forgives what is missing.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .guard import Token, declared, is_word
from .vocabulary import PREFIXES, RDF, XSD

SUBJECT, PROPERTY, OBJECT, AFTER = "subject", "property", "object", "after"
HEAD, EXPRESSION, DATA, GRAPH, PROLOGUE = "head", "expression", "data", "graph", "prologue"

_TERMS = ("name", "iri", "variable", "string")
_PATH_MARKS = frozenset("/|^!")
_SKIPPED = frozenset(["OPTIONAL", "UNION", "MINUS", "WHERE", "EXISTS", "NOT", "SERVICE", "SILENT", "LATERAL"])
_GROUPS = frozenset(["OPTIONAL", "UNION", "MINUS", "CONSTRUCT", "SERVICE"])
_NUMBER = re.compile(r"[0-9.]+(?:[eE][0-9]+)?")


@dataclass(frozen=True)
class Pattern:
    """A triple pattern as it is written: the tokens of subject and object, and of the property (several in a path).

    *group* is the keyword that its group of braces follows: OPTIONAL, UNION, MINUS, NOT EXISTS, CONSTRUCT, SERVICE, or "".
    """

    subject: Token
    path: tuple[Token, ...]
    object: Token
    group: str = ""

    @property
    def property(self) -> Token | None:
        """The property where it is a single one, None for a path."""
        return self.path[0] if len(self.path) == 1 else None


@dataclass(frozen=True)
class Place:
    """What comes next in a text: its role, the subject and property that it would belong to, and the group as in Pattern."""

    role: str
    subject: Token | None = None
    property: Token | None = None
    is_path: bool = False
    group: str = ""


@dataclass
class _Frame:
    """One level of brackets: what comes next in it and what has been read of the triple at hand."""

    opened: str
    role: str
    subject: Token | None = None
    path: list[Token] = field(default_factory=list)
    more: bool = False
    depth: int = 0
    group: str = ""


def read(tokens: Sequence[Token]) -> tuple[list[Pattern], Place]:
    """The triple patterns of a query's tokens in their order, and what may come after the last of them."""
    machine = _Machine()
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        machine.take(before, token, after)
    return machine.found, machine.place()


class _Machine:
    """Walks tokens; *found* holds the patterns so far."""

    def __init__(self) -> None:
        self.found: list[Pattern] = []
        self._frames = [_Frame("", HEAD)]
        self._word = ""
        self._skip = 0

    def place(self) -> Place:
        """What may come next."""
        top = self._frames[-1]
        prop = top.path[0] if len(top.path) == 1 else None
        group = self._word if top.role == GRAPH else top.group
        return Place(PROLOGUE if self._skip else top.role, top.subject, prop, len(top.path) > 1 or (top.more and bool(top.path)), group)

    def take(self, before: Token | None, token: Token, after: Token | None) -> None:
        """Read the next token, knowing the ones beside it."""
        if self._skip:
            self._skip -= 1
        elif token.sort == "mark":
            self._mark(token, before, after)
        elif token.sort == "word" and not self._is_term(token):
            self._keyword(token)
        elif token.sort in _TERMS or token.sort == "word":
            self._term(token)

    def _is_term(self, token: Token) -> bool:
        is_verb = token.text == "a" and self._frames[-1].role == PROPERTY
        return is_verb or token.text.lower() in ("true", "false") or bool(_NUMBER.fullmatch(token.text))

    def _keyword(self, token: Token) -> None:
        before, word = self._word, token.text.upper()
        self._word = "NOT EXISTS" if (before, word) == ("NOT", "EXISTS") else word
        top = self._frames[-1]
        if word in ("PREFIX", "BASE"):
            self._skip = 2 if word == "PREFIX" else 1
        elif top.role in (HEAD, EXPRESSION, DATA):
            return
        elif word in ("FILTER", "BIND", "VALUES", "HAVING"):
            top.role, top.path = EXPRESSION if word != "VALUES" else DATA, []
        elif word in ("GRAPH", "SERVICE"):
            top.role, top.path = GRAPH, []
        elif word in _SKIPPED or word == "SELECT":
            top.role, top.subject, top.path = HEAD if word == "SELECT" else SUBJECT, None, []

    def _mark(self, token: Token, before: Token | None, after: Token | None) -> None:
        text, top = token.text, self._frames[-1]
        if text in "{([":
            self._open(text)
        elif text in "})]":
            self._close(text)
        elif top.role in (EXPRESSION, DATA, HEAD):
            return
        elif text == "." and not (_is_digit(before) and _is_digit(after)):
            top.role, top.subject, top.path = SUBJECT, None, []
        elif text == ";":
            top.role, top.path = PROPERTY, []
        elif text == ",":
            top.role = OBJECT
        elif top.role in (PROPERTY, OBJECT) and text in _PATH_MARKS:
            # In front of the object a slash goes on with the path.
            top.role, top.more = PROPERTY, True
            top.path.append(token)
        elif top.role == OBJECT and text in "*+?":
            top.path.append(token)
        elif top.role == AFTER and text == "^":
            self._skip = 2 if after is not None and after.text == "^" else 0

    def _open(self, text: str) -> None:
        top = self._frames[-1]
        if text == "{":
            if top.role == DATA:
                self._frames.append(_Frame("{", DATA))
            else:
                group = self._word if self._word in _GROUPS or self._word == "NOT EXISTS" else top.group
                self._frames.append(_Frame("{", SUBJECT, group=group))
                self._word = ""
        elif text == "(":
            if top.role in (PROPERTY, OBJECT) and top.opened != "(" and (top.role == PROPERTY or top.more):
                top.depth += 1
            else:
                self._frames.append(_Frame("(", DATA if top.role == DATA else EXPRESSION))
        else:
            name = Token("blank", f"[{len(self.found)}.{len(self._frames)}]", 0)
            self._frames.append(_Frame("[", PROPERTY, name, group=top.group))

    def _close(self, text: str) -> None:
        top = self._frames[-1]
        if text == ")" and top.depth:
            top.depth -= 1
            if not top.depth:
                top.role, top.more = OBJECT, False
            return
        if len(self._frames) == 1:
            return
        closed = self._frames.pop()
        outer = self._frames[-1]
        if closed.opened == "[" and closed.subject is not None:
            self._term(closed.subject)
        elif outer.role in (EXPRESSION, DATA, GRAPH) and outer.opened != "(" and not (outer.role == DATA and text == ")"):
            outer.role, outer.subject, outer.path = SUBJECT, None, []
        elif text == "}":
            outer.role = HEAD if outer.opened == "" else SUBJECT
            outer.subject, outer.path = None, []

    def _term(self, token: Token) -> None:
        top = self._frames[-1]
        if top.role == SUBJECT:
            top.role, top.subject, top.path = PROPERTY, token, []
        elif top.role == PROPERTY:
            top.path.append(token)
            top.role, top.more = (OBJECT, False) if not top.depth else (PROPERTY, False)
        elif top.role == OBJECT:
            if top.subject is not None and top.path:
                self.found.append(Pattern(top.subject, tuple(top.path), token, top.group))
            top.role = AFTER


def _is_digit(token: Token | None) -> bool:
    return token is not None and token.sort == "word" and token.text[:1].isdigit()


def resolve(token: Token, prefixes: dict[str, str]) -> str | None:
    """The IRI that a token stands for: a name with a known prefix, an IRI, or `a`; None for all else."""
    if token.sort == "iri":
        return token.text[1:-1]
    if token.sort == "word" and token.text == "a":
        return RDF + "type"
    if token.sort == "name":
        prefix, _, rest = token.text.partition(":")
        if prefix in prefixes:
            return prefixes[prefix] + re.sub(r"\\(.)", r"\1", rest)
    return None


def prefixes(tokens: Iterable[Token]) -> dict[str, str]:
    """The prefixes that a query may use: those it declares, then our own."""
    own = declared(list(tokens))
    return {**own, **{prefix: space for prefix, space in PREFIXES.items() if prefix not in own}}


def variables(tokens: Iterable[Token]) -> list[str]:
    """The names of a query's variables, without their mark, each once in their order."""
    return list(dict.fromkeys(t.text[1:] for t in tokens if t.sort == "variable"))


def shorten(iri: str, known: dict[str, str]) -> str:
    """An IRI as a query writes it: with a prefix where one fits, else between angle brackets."""
    if iri == RDF + "type":
        return "a"
    fitting = [(namespace, prefix) for prefix, namespace in known.items() if namespace and iri.startswith(namespace)]
    for namespace, prefix in sorted(fitting, key=lambda pair: -len(pair[0])):
        rest = iri[len(namespace):]
        if re.fullmatch(r"\w(?:[\w.-]*[\w-])?", rest):
            return f"{prefix}:{rest}"
    return f"<{iri}>"


def constant(token: Token, after: Token | None, known: dict[str, str]) -> tuple[str, str, str] | None:
    """The literal that a token stands for, as its text, datatype and language; None for what is no literal."""
    if token.sort == "string":
        quote = 3 if token.text[:3] in ('"""', "'''") else 1
        language = after.text[1:] if after is not None and after.sort == "language" else ""
        return re.sub(r"\\(.)", r"\1", token.text[quote:-quote]), XSD + "string", language
    if token.sort == "word" and is_word(token, "TRUE") | is_word(token, "FALSE"):
        return token.text.lower(), XSD + "boolean", ""
    if token.sort == "word" and token.text.isdigit():
        return token.text, XSD + "integer", ""
    return None
