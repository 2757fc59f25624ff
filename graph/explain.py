"""What a SPARQL query asks, in words: what it gives, what must hold of it, and in what order.

May import: vocabulary, sentences, store, guard, patterns. The words are those of the graph's labels.
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import patterns, sentences
from .guard import FORMS, Token, form, is_word, tokenize
from .patterns import Pattern
from .store import Store
from .vocabulary import RDF

_GROUPS = {"OPTIONAL": "where known, ", "MINUS": "but not those where ", "NOT EXISTS": "but not where ", "UNION": "or "}
_ORDERS = {"ORDER": "in the order of", "GROUP": "one row for each", "LIMIT": "at most", "OFFSET": "without the first",
           "HAVING": "of those only where"}
_MOST = 40


@dataclass(frozen=True)
class Explanation:
    """What a query gives in a phrase, and the conditions and arrangements in a phrase each."""

    gives: str
    conditions: tuple[str, ...]
    arranged: tuple[str, ...]


def explain(store: Store, text: str) -> Explanation:
    """The words for a query; what cannot be said in words stands as it is written."""
    tokens = list(tokenize(text))
    known = patterns.prefixes(tokens)
    found = patterns.read(tokens)[0]
    said = [_condition(store, p, known) for p in found if p.group != "CONSTRUCT"]
    filters = [f"only where {_source(text, piece)}" for piece in _filters(tokens)]
    return Explanation(_gives(text, tokens), tuple(dict.fromkeys((*said, *filters)))[:_MOST], tuple(_arranged(text, tokens)))


def _gives(text: str, tokens: Sequence[Token]) -> str:
    verb = form(list(tokens))
    if FORMS.get(verb) == "ask":
        return "Whether there is anything"
    if verb == "CONSTRUCT":
        return "A graph, made from everything"
    begin = next((n for n, t in enumerate(tokens) if is_word(t, verb)), 0)
    end = next((n for n in range(begin, len(tokens)) if tokens[n].text == "{" or is_word(tokens[n], "WHERE")), len(tokens))
    head = list(tokens[begin + 1:end])
    if head and (is_word(head[0], "DISTINCT") or is_word(head[0], "REDUCED")):
        head = head[1:]
    what = _listed(_items(text, head)) if head else "nothing"
    if verb == "DESCRIBE":
        return f"All that is said of {what}"
    every = "Each different" if begin + 1 < len(tokens) and is_word(tokens[begin + 1], "DISTINCT") else "Every"
    if what.startswith(("the ", "one ", "a list ")):
        return what[:1].upper() + what[1:]
    return f"{every} combination of values" if what == "*" else f"{every} {what}"


_COUNTS = {"COUNT": "the number of", "SUM": "the sum of", "AVG": "the mean of", "MIN": "the least", "MAX": "the greatest",
           "SAMPLE": "one", "GROUP_CONCAT": "a list of all"}


def _items(text: str, head: Sequence[Token]) -> list[str]:
    """What a SELECT clause names, one by one; counts and sums in words."""
    made: list[str] = []
    n = 0
    while n < len(head):
        if head[n].text != "(":
            made.append(head[n].text)
            n += 1
            continue
        depth, end = 0, n
        for end in range(n, len(head)):
            depth += (head[end].text == "(") - (head[end].text == ")")
            if not depth:
                break
        made.append(_counted(text, head[n:end + 1]))
        n = end + 1
    return made


def _counted(text: str, piece: Sequence[Token]) -> str:
    """An aggregate of one variable in words; another expression as it is written."""
    words = [t for t in piece if t.text not in ("(", ")")]
    verb = _COUNTS.get(words[0].text.upper()) if words and words[0].sort == "word" else None
    different = "different " if len(words) > 1 and is_word(words[1], "DISTINCT") else ""
    of = next((t.text for t in words[1:] if t.sort == "variable" or t.text == "*"), "")
    if verb is None or not of or not any(is_word(t, "AS") for t in words):
        return _source(text, piece)
    return f"{verb} {different}{'rows' if of == '*' else of} ({words[-1].text})"


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{items[0]} with {sentences.listed(list(items[1:]))}"


def _condition(store: Store, pattern: Pattern, known: dict[str, str]) -> str:
    if pattern.group == "SERVICE":
        return f"a path search: {' '.join(t.text.removeprefix('paths:') for t in pattern.path)} {_name(store, pattern.object, known)}"
    subject, object = (_name(store, t, known) for t in (pattern.subject, pattern.object))
    return f"{_GROUPS.get(pattern.group, '')}{subject} {_verb(store, pattern, known)} {object}"


def _verb(store: Store, pattern: Pattern, known: dict[str, str]) -> str:
    """The property in words; those of a path with its marks between them."""
    return " ".join("is a" if patterns.resolve(t, known) == RDF + "type" else _name(store, t, known) for t in pattern.path)


def _name(store: Store, token: Token, known: dict[str, str]) -> str:
    iri = patterns.resolve(token, known)
    if token.sort == "blank":
        return "something"
    return store.label(iri) if iri else token.text


def _filters(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The tokens of each FILTER, its keyword left out; those that look for patterns are conditions already."""
    made: list[Sequence[Token]] = []
    for n, token in enumerate(tokens):
        if not is_word(token, "FILTER") or n + 1 >= len(tokens) or tokens[n + 1].text.upper() in ("NOT", "EXISTS"):
            continue
        depth, end = 0, n + 1
        for end in range(n + 1, len(tokens)):
            depth += (tokens[end].text == "(") - (tokens[end].text == ")")
            if depth == 0 and tokens[end].text == ")":
                break
        made.append(tokens[n + 1:end + 1])
    return made


def _arranged(text: str, tokens: Sequence[Token]) -> list[str]:
    last = max((n for n, t in enumerate(tokens) if t.text == "}"), default=len(tokens))
    tail = tokens[last + 1:]
    starts = [n for n, t in enumerate(tail) if t.sort == "word" and t.text.upper() in _ORDERS]
    made = []
    for start, end in zip(starts, [*starts[1:], len(tail)], strict=False):
        piece = [t for t in tail[start + 1:end] if not is_word(t, "BY")]
        made.append(f"{_ORDERS[tail[start].text.upper()]} {_source(text, piece)}{' rows' if is_word(tail[start], 'LIMIT') else ''}")
    return made


def _source(text: str, piece: Sequence[Token]) -> str:
    """A run of tokens as it is written, on one line."""
    if not piece:
        return ""
    return " ".join(text[piece[0].start:piece[-1].start + len(piece[-1].text)].split())
