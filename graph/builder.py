"""Queries put together by choosing: a kind, then conditions by property and value; their SPARQL and their words.

May import: errors, vocabulary, store, guard, patterns. What may be chosen next is told by choices.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from . import patterns
from .errors import QueryError
from .guard import tokenize
from .store import Store
from .vocabulary import PREFIXES, WF

MOST_CONDITIONS = 12


@dataclass(frozen=True)
class Condition:
    """Something that must hold: of variable *on*, a property (*forward* or backwards) leads to *concept*, or to any thing of a *kind*.

    *text* is a literal as SPARQL writes it. With none of the three the property leads to anything.
    """

    on: int
    property: str
    forward: bool = True
    concept: str = ""
    kind: str = ""
    text: str = ""

    def is_open(self) -> bool:
        """Whether the condition brings a variable of its own."""
        return not (self.concept or self.text)


@dataclass(frozen=True)
class Plan:
    """A query being built: the kind of what is looked for ("" for anything), and its conditions.

    Variable 0 is what is looked for; each open condition brings the next one.
    """

    kind: str = ""
    conditions: tuple[Condition, ...] = ()


def read(given: object) -> Plan:
    """A plan from JSON; raises QueryError for what is none."""
    if not isinstance(given, Mapping):
        raise QueryError("a query being built is an object with a kind and conditions", "refused")
    found = given.get("conditions", [])
    if not isinstance(found, list) or len(found) > MOST_CONDITIONS:
        raise QueryError(f"a query being built has at most {MOST_CONDITIONS} conditions", "refused")
    made, variables = [], 1
    for item in found:
        condition = _condition(item, variables)
        variables += condition.is_open()
        made.append(condition)
    return Plan(iri(given.get("kind", "")), tuple(made))


def _condition(item: object, variables: int) -> Condition:
    if not isinstance(item, Mapping) or not isinstance(item.get("on", 0), int) or not 0 <= item.get("on", 0) < variables:
        raise QueryError("a condition is an object that names a variable before it", "refused")
    text = item.get("text", "")
    if not isinstance(text, str) or (text and not _is_literal(text)):
        raise QueryError("the text of a condition is one literal", "refused")
    prop = iri(item.get("property", ""))
    if not prop:
        raise QueryError("a condition names a property", "refused")
    return Condition(item.get("on", 0), prop, item.get("forward") is not False, iri(item.get("concept", "")),
                     iri(item.get("kind", "")), text)


def iri(value: object) -> str:
    """An IRI that was sent, "" for none; raises QueryError for what is none: it will stand in a query."""
    try:
        return str(ox.NamedNode(value).value) if isinstance(value, str) and value else ""
    except ValueError:
        raise QueryError(f"{str(value)[:80]} is no IRI", "refused") from None


def _is_literal(text: str) -> bool:
    """Whether a text is a literal and nothing more, as SPARQL writes it."""
    tokens = [(t.sort, t.text) for t in tokenize(text)]
    sorts = [sort for sort, _ in tokens]
    if sorts in (["string"], ["string", "language"]):
        return True
    if len(tokens) == 4 and sorts[0] == "string" and sorts[3] in ("iri", "name"):
        return tokens[1][1] == tokens[2][1] == "^"
    return re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?|true|false", text) is not None


# -------------------------------------------------------------------- the query and the sentence

def names(store: Store, plan: Plan) -> list[str]:
    """What the variables of a plan are called, the one looked for first."""
    said = [store.label(plan.kind) if plan.kind else "thing"]
    said += [_noun(store, c) for c in plan.conditions if c.is_open()]
    made: list[str] = []
    for words in said:
        parts = re.findall(r"[A-Za-z0-9]+", words) or ["thing"]
        base = parts[0].lower() + "".join(p.capitalize() for p in parts[1:])
        base = f"n{base}" if base[0].isdigit() else base
        same = sum(name.rstrip("0123456789") == base for name in made)
        made.append(f"{base}{same + 1}" if same else base)
    return made


def _noun(store: Store, condition: Condition) -> str:
    """What to call a thing that a condition leads to: its kind, else the noun for whatever stands there."""
    if condition.kind:
        return store.label(condition.kind)
    known = store.vocabulary.properties.get(condition.property)
    if known is None or not known.is_object:
        return "value" if known is not None else "other"
    back = store.vocabulary.properties.get(known.inverse) if known.inverse else None
    there = back if condition.forward else known
    if there is not None and there.nouns:
        return min(there.nouns, key=len)
    kind = known.range if condition.forward else known.domain
    return store.label(kind) if kind and kind != WF + "Concept" else "other thing"


def query(store: Store, plan: Plan) -> str:
    """The SPARQL of a plan."""
    called = [f"?{n}" for n in names(store, plan)]
    body = "".join(f"  {line}\n" for line in lines(plan, called))
    return f"SELECT DISTINCT {' '.join(called)} WHERE {{\n{body}}}\nORDER BY {' '.join(called)}"


def lines(plan: Plan, called: list[str]) -> list[str]:
    """The triple patterns of a plan whose variables are called so, one a line."""
    made = [f"{called[0]} a {term(plan.kind)} ."] if plan.kind else []
    opened = 1
    for condition in plan.conditions:
        end = condition.text or term(condition.concept)
        if condition.is_open():
            end, opened = called[opened], opened + 1
        ends = (called[condition.on], end) if condition.forward else (end, called[condition.on])
        made.append(f"{ends[0]} {term(condition.property)} {ends[1]} .")
        if condition.is_open() and condition.kind:
            made.append(f"{end} a {term(condition.kind)} .")
    return made or [f"{called[0]} a ?kind ."]


def term(name: str) -> str:
    """An IRI as a query of ours writes it."""
    return patterns.shorten(name, PREFIXES) if name else ""


def sentence(store: Store, plan: Plan) -> str:
    """The plan in words."""
    parts = _said(store, plan, 0)
    what = store.label(plan.kind) if plan.kind else "thing"
    return f"Every {what}{f' that {parts}' if parts else ''}."


def _said(store: Store, plan: Plan, on: int) -> str:
    said, opened = [], 0
    for condition in plan.conditions:
        opened += condition.is_open()
        if condition.on != on:
            continue
        verb = verb_of(store, condition)
        if condition.text:
            said.append(f"{verb} {condition.text.split('@')[0].strip(chr(34))}")
        elif condition.concept:
            said.append(f"{verb} {store.label(condition.concept)}")
        else:
            more = _said(store, plan, opened)
            thing = f"a {store.label(condition.kind)}" if condition.kind else "something"
            said.append(f"{verb} {_article(thing)}{f', which {more},' if more else ''}")
    return " and ".join(said).removesuffix(",")


def _article(words: str) -> str:
    return f"an {words[2:]}" if words.startswith("a ") and words[2:3].lower() in "aeiou" else words


def verb_of(store: Store, condition: Condition) -> str:
    """The words for the property of a condition, in its direction."""
    known = store.vocabulary.properties.get(condition.property)
    label = known.label if known else store.label(condition.property)
    if condition.forward:
        return label
    inverse = store.vocabulary.properties.get(known.inverse) if known and known.inverse else None
    return inverse.label if inverse else f"is what something {label}" if known else f"is the {label} of"
