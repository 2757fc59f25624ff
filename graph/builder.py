"""Queries put together by choosing: a kind, then conditions by property and value, each choice known to lead somewhere.

May import: errors, vocabulary, store, guard, patterns, occurrence, query. What may be chosen next is asked of the graph with
the query as it stands, so that nothing is offered that would empty the result.
"""
from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from . import occurrence, patterns
from .errors import QueryError
from .guard import tokenize
from .query import Queries
from .store import Store
from .vocabulary import OWL, PREFIXES, RDF, RDFS, SKOS, WF

MOST_CONDITIONS = 12
_MOST_VALUES = 300
_SECONDS = 5.0


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

    @property
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


@dataclass(frozen=True)
class Choice:
    """Something that may be chosen: its IRI or literal, label, how many results it leaves, and its sort."""

    value: str
    label: str
    count: int
    sort: str
    forward: bool = True


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
        variables += condition.is_open
        made.append(condition)
    return Plan(_iri(given.get("kind", "")), tuple(made))


def _condition(item: object, variables: int) -> Condition:
    if not isinstance(item, Mapping) or not isinstance(item.get("on", 0), int) or not 0 <= item.get("on", 0) < variables:
        raise QueryError("a condition is an object that names a variable before it", "refused")
    text = item.get("text", "")
    if not isinstance(text, str) or (text and not _is_literal(text)):
        raise QueryError("the text of a condition is one literal", "refused")
    prop = _iri(item.get("property", ""))
    if not prop:
        raise QueryError("a condition names a property", "refused")
    return Condition(item.get("on", 0), prop, item.get("forward") is not False, _iri(item.get("concept", "")), _iri(item.get("kind", "")), text)


def _iri(value: object) -> str:
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
    said += [_noun(store, c) for c in plan.conditions if c.is_open]
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
    lines = _lines(plan, called)
    return f"SELECT DISTINCT {' '.join(called)} WHERE {{\n" + "".join(f"  {line}\n" for line in lines) + f"}}\nORDER BY {' '.join(called)}"


def _lines(plan: Plan, called: list[str]) -> list[str]:
    lines = [f"{called[0]} a {_term(plan.kind)} ."] if plan.kind else []
    opened = 1
    for condition in plan.conditions:
        end = condition.text or _term(condition.concept)
        if condition.is_open:
            end, opened = called[opened], opened + 1
        ends = (called[condition.on], end) if condition.forward else (end, called[condition.on])
        lines.append(f"{ends[0]} {_term(condition.property)} {ends[1]} .")
        if condition.is_open and condition.kind:
            lines.append(f"{end} a {_term(condition.kind)} .")
    return lines or [f"{called[0]} a ?kind ."]


def _term(iri: str) -> str:
    return patterns.shorten(iri, PREFIXES) if iri else ""


def sentence(store: Store, plan: Plan) -> str:
    """The plan in words."""
    parts = _said(store, plan, 0)
    what = store.label(plan.kind) if plan.kind else "thing"
    return f"Every {what}{f' that {parts}' if parts else ''}."


def _said(store: Store, plan: Plan, on: int) -> str:
    said, opened = [], 0
    for condition in plan.conditions:
        opened += condition.is_open
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


# -------------------------------------------------------------------- what may be chosen next

def kinds(store: Store) -> list[Choice]:
    """The kinds that a query can begin with, those with most things first."""
    words = store.vocabulary
    counted = ((iri, n) for iri, n in occurrence.classes(store).items() if not iri.startswith((OWL, RDFS, RDF, SKOS)))
    found = [Choice(iri, store.label(iri), n, "kind") for iri, n in counted if not store.has_claims or words.is_concept_class(iri)]
    return sorted(found, key=lambda c: (-c.count, c.label))


def properties(store: Store, queries: Queries, plan: Plan, on: int) -> list[Choice]:
    """The properties that some result has at a variable, with how many of its things have each."""
    called = [f"?{n}" for n in names(store, plan)]
    if not 0 <= on < len(called):
        raise QueryError("there is no such variable", "refused")
    where, it = " ".join(_lines(plan, called)), called[on]
    made = []
    for forward in (True, False):
        triple = f"{it} ?chosen_ ?end_" if forward else f"?end_ ?chosen_ {it}"
        rows = _rows(queries, f"SELECT ?chosen_ (COUNT(DISTINCT {it}) AS ?n_) WHERE {{ {where} {triple} FILTER(!ISBLANK(?end_)) }} GROUP BY ?chosen_")
        made += [_property(store, row, forward) for row in rows if _is_offered(store, row["chosen_"]["value"], forward)]
    return sorted(made, key=lambda c: (-c.count, c.label))


def _property(store: Store, row: dict[str, Any], forward: bool) -> Choice:
    iri = row["chosen_"]["value"]
    return Choice(iri, verb_of(store, Condition(0, iri, forward)), int(row["n_"]["value"]), "property", forward)


def _is_offered(store: Store, iri: str, forward: bool) -> bool:
    """Whether a property says something of things; backwards only where no inverse says the same forwards."""
    known = store.vocabulary.properties.get(iri)
    if store.has_claims and iri not in store.vocabulary.relations:
        return False
    if iri.startswith((RDF, RDFS, OWL)) or iri in (SKOS + "prefLabel", SKOS + "altLabel"):
        return False
    has_inverse = known is not None and (known.symmetric or bool(known.inverse and occurrence.is_property(store, known.inverse)))
    return forward or not has_inverse


def values(store: Store, queries: Queries, plan: Plan, on: int, prop: str, forward: bool) -> list[Choice]:
    """What a property can lead to: kinds of things first, then things and texts, with how many results each leaves."""
    called = [f"?{n}" for n in names(store, plan)]
    if not 0 <= on < len(called):
        raise QueryError("there is no such variable", "refused")
    it, end = called[on], "?end_"
    triple = f"{it} {_term(_iri(prop))} {end}" if forward else f"{end} {_term(_iri(prop))} {it}"
    where = f"{' '.join(_lines(plan, called))} {triple} ."
    count = f"(COUNT(DISTINCT {it}) AS ?n_)"
    above = _rows(queries, f"SELECT ?kind_ {count} WHERE {{ {where} {end} a ?kind_ }} GROUP BY ?kind_ ORDER BY DESC(?n_)")
    ends = _rows(queries, f"SELECT {end} {count} WHERE {{ {where} FILTER(!ISBLANK({end})) }} GROUP BY {end} ORDER BY DESC(?n_) LIMIT {_MOST_VALUES}")
    offered = {c.value for c in kinds(store)}
    found = [Choice(r["kind_"]["value"], store.label(r["kind_"]["value"]), int(r["n_"]["value"]), "kind") for r in above
             if r["kind_"]["value"] in offered - {WF + "Concept"}]
    return [*found, *(_value(store, r["end_"], int(r["n_"]["value"])) for r in ends)]


def _value(store: Store, term: Mapping[str, Any], count: int) -> Choice:
    if term["type"] == "uri":
        return Choice(term["value"], store.label(term["value"]), count, "concept")
    language, datatype = term.get("xml:lang"), term.get("datatype")
    literal = ox.Literal(term["value"], language=language) if language else ox.Literal(
        term["value"], datatype=ox.NamedNode(datatype) if datatype else None)
    return Choice(str(literal), term["value"], count, "text")


def count(queries: Queries, store: Store, plan: Plan) -> int:
    """How many things a plan finds."""
    called = [f"?{n}" for n in names(store, plan)]
    row, = _rows(queries, f"SELECT (COUNT(DISTINCT {called[0]}) AS ?n_) WHERE {{ {' '.join(_lines(plan, called))} }}")
    return int(row["n_"]["value"])


def _rows(queries: Queries, text: str) -> list[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = json.loads(queries.run(text, "json", _SECONDS).body)["results"]["bindings"]
    return [row for row in rows if row]
