"""Common slips of grammar in a SPARQL text, told from what was due at the place where the parser stopped.

May import: vocabulary, store, guard, patterns, completion. A parser says what it did not understand; people want to
know what is missing. What stands before the place tells that: a value, a full stop, a bracket, a question mark.
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import patterns
from .completion import complete
from .guard import Token, is_word
from .patterns import AFTER, HEAD, OBJECT, PROPERTY, SUBJECT
from .store import Store

_AGGREGATES = ("COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT")
_ENDING = (".", ";", "}", "]", ",")


@dataclass(frozen=True)
class Slip:
    """A slip over the text from *start* to *end*, in words; its mend puts *text* from *begin* to *stop* (None: it has none)."""

    start: int
    end: int
    message: str
    text: str | None = None
    begin: int = 0
    stop: int = 0
    label: str = ""


def find(store: Store, text: str, tokens: Sequence[Token], at: int) -> Slip | None:
    """The slip behind an error at the token with that index (the number of tokens: at the end); None for what is not common."""
    here = tokens[at] if at < len(tokens) else None
    before = tokens[at - 1] if at else None
    if here is None:
        return _at_end(tokens)
    if here.sort == "mark" and here.text in "\"'":
        return Slip(here.start, here.start + 1, "this text is never closed: a quotation mark is missing")
    place = patterns.read(tokens[:at])[1]
    if place.role == HEAD:
        return _in_head(text, tokens, at)
    if before is not None and is_word(before, "FILTER"):
        return _over(here, "FILTER takes its condition in brackets: FILTER(...)")
    if here.sort == "word" and place.role in (SUBJECT, PROPERTY, OBJECT):
        return _bare(store, text, here)
    if place.role == AFTER and here.sort in ("variable", "name", "iri"):
        return _over(here, f"a full stop is missing before {here.text}, or a ; or , where the subject goes on", " .",
                     before.start + len(before.text) if before else here.start, "put a full stop")
    return _unfinished(tokens, at)


def _over(token: Token, message: str, text: str | None = None, place: int = 0, label: str = "") -> Slip:
    return Slip(token.start, token.start + len(token.text), message, text, place, place, label)


def _at_end(tokens: Sequence[Token]) -> Slip | None:
    quote = next((t for t in tokens if t.sort == "mark" and t.text in "\"'"), None)
    if quote is not None:
        return Slip(quote.start, quote.start + 1, "this text is never closed: a quotation mark is missing")
    last = tokens[-1] if tokens else None
    if last is not None and (is_word(last, "LIMIT") or is_word(last, "OFFSET")):
        return _over(last, f"a number is missing after {last.text}")
    return None


def _in_head(text: str, tokens: Sequence[Token], at: int) -> Slip | None:
    """Slips in the SELECT clause and after the last brace."""
    here, before = tokens[at], tokens[at - 1] if at else None
    if before is not None and (is_word(before, "ORDER") or is_word(before, "GROUP")):
        return _over(here, f"BY is missing after {before.text}", "BY ", here.start, "write BY")
    if here.text.upper() in _AGGREGATES:
        depth = 0
        for token in tokens[at + 1:]:
            depth += (token.text == "(") - (token.text == ")")
            if token.text == ")" and not depth:
                end = token.start + 1
                whole = text[here.start:end]
                return Slip(here.start, end, f"what is computed stands in brackets and gets a name: ({whole} AS ?n)",
                            f"({whole} AS ?n)", here.start, end, "put brackets and a name")
    following = next((t for t in tokens[at:at + 2] if t.text == ","), None)
    if following is not None:
        end = following.start + 1
        return Slip(following.start, end, "variables of SELECT stand without commas", "", following.start, end, "take the comma out")
    if here.sort == "word" and any(is_word(t, "SELECT") for t in tokens[max(0, at - 3):at]) and f"?{here.text}" in text:
        return Slip(here.start, here.start + len(here.text), f"a variable begins with a question mark: ?{here.text}", f"?{here.text}",
                    here.start, here.start + len(here.text), f"write ?{here.text}")
    return None


def _bare(store: Store, text: str, here: Token) -> Slip:
    """A word without a prefix where a name is due: what it completes to is probably meant."""
    end = here.start + len(here.text)
    names = [i.text for i in complete(store, text[:end], end).items if i.sort in ("concept", "class", "property")]
    if not names:
        return _over(here, f"{here.text} is no name: a name has a prefix, as in wf:mitigates; a text stands in quotation marks")
    return Slip(here.start, end, f"{here.text} is no name, which has a prefix; did you mean {names[0]}?", names[0], here.start, end,
                f"write {names[0]}")


def _unfinished(tokens: Sequence[Token], at: int) -> Slip | None:
    """A pattern that ends before it has its property or value: the parser may have stopped at its beginning already."""
    for n in range(at, min(len(tokens), at + 12)):
        place = patterns.read(tokens[:n])[1]
        if tokens[n].text in _ENDING and place.role in (PROPERTY, OBJECT) and place.subject is not None and tokens[n - 1].text != ";":
            what = "a value" if place.role == OBJECT else "a property"
            return _over(tokens[n], f"{what} is missing after {tokens[n - 1].text}")
        if tokens[n].text in "{}":
            break
    return None


def ungrouped(tokens: Sequence[Token]) -> Slip | None:
    """The variable of a SELECT clause that is neither grouped by nor inside an aggregate."""
    begin = next((n for n, t in enumerate(tokens) if is_word(t, "SELECT")), None)
    group = next((n for n, t in enumerate(tokens) if is_word(t, "GROUP")), None)
    if begin is None:
        return None
    grouped = set()
    for token in tokens[group + 2:] if group is not None else ():
        if token.sort != "variable":
            break
        grouped.add(token.text)
    depth = 0
    for token in tokens[begin + 1:]:
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "{" or is_word(token, "WHERE"):
            break
        if not depth and token.sort == "variable" and token.text not in grouped:
            message = f"{token.text} is neither grouped by nor inside COUNT, SUM or another aggregate"
            if group is None or group + 1 >= len(tokens):
                return _over(token, message)
            after = tokens[group + 1]
            return _over(token, message, f" {token.text}", after.start + len(after.text), f"group by {token.text} too")
    return None
