"""What may be chosen next while a query is built: kinds, properties, values, each known to leave results.

May import: errors, vocabulary, store, occurrence, query, builder. The graph is asked with the query as it stands.
"""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from . import builder, occurrence
from .errors import QueryError
from .query import Queries
from .store import Store
from .vocabulary import OWL, RDF, RDFS, SKOS, WF

_MOST_VALUES = 300
_SECONDS = 5.0


@dataclass(frozen=True)
class Choice:
    """Something that may be chosen: its IRI or literal, label, how many results it leaves, and its sort."""

    value: str
    label: str
    count: int
    sort: str
    forward: bool = True


def kinds(store: Store) -> list[Choice]:
    """The kinds that a query can begin with, those with most things first."""
    words = store.vocabulary
    counted = ((iri, n) for iri, n in occurrence.classes(store).items() if not iri.startswith((OWL, RDFS, RDF, SKOS)))
    found = [Choice(iri, store.label(iri), n, "kind") for iri, n in counted if not store.has_claims or words.is_concept_class(iri)]
    return sorted(found, key=lambda c: (-c.count, c.label))


def properties(store: Store, queries: Queries, plan: builder.Plan, on: int) -> list[Choice]:
    """The properties that some result has at a variable, with how many of its things have each."""
    called = [f"?{n}" for n in builder.names(store, plan)]
    if not 0 <= on < len(called):
        raise QueryError("there is no such variable", "refused")
    where, it = " ".join(builder.lines(plan, called)), called[on]
    made = []
    for forward in (True, False):
        triple = f"{it} ?chosen_ ?end_" if forward else f"?end_ ?chosen_ {it}"
        body = f"{{ {where} {triple} FILTER(!ISBLANK(?end_)) }}"
        rows = _rows(queries, f"SELECT ?chosen_ (COUNT(DISTINCT {it}) AS ?n_) WHERE {body} GROUP BY ?chosen_")
        made += [_property(store, row, forward) for row in rows if _is_offered(store, row["chosen_"]["value"], forward)]
    return sorted(made, key=lambda c: (-c.count, c.label))


def _property(store: Store, row: dict[str, Any], forward: bool) -> Choice:
    iri = row["chosen_"]["value"]
    return Choice(iri, builder.verb_of(store, builder.Condition(0, iri, forward)), int(row["n_"]["value"]), "property", forward)


def _is_offered(store: Store, iri: str, forward: bool) -> bool:
    """Whether a property says something of things; backwards only where no inverse says the same forwards."""
    known = store.vocabulary.properties.get(iri)
    if store.has_claims and iri not in store.vocabulary.relations:
        return False
    if iri.startswith((RDF, RDFS, OWL)) or iri in (SKOS + "prefLabel", SKOS + "altLabel"):
        return False
    has_inverse = known is not None and (known.symmetric or bool(known.inverse and occurrence.is_property(store, known.inverse)))
    return forward or not has_inverse


def values(store: Store, queries: Queries, plan: builder.Plan, on: int, prop: str, forward: bool) -> list[Choice]:
    """What a property can lead to: kinds of things first, then things and texts, with how many results each leaves."""
    called = [f"?{n}" for n in builder.names(store, plan)]
    if not 0 <= on < len(called):
        raise QueryError("there is no such variable", "refused")
    it, end = called[on], "?end_"
    triple = f"{it} {builder.term(builder.iri(prop))} {end}" if forward else f"{end} {builder.term(builder.iri(prop))} {it}"
    where = f"{' '.join(builder.lines(plan, called))} {triple} ."
    count = f"(COUNT(DISTINCT {it}) AS ?n_)"
    above = _rows(queries, f"SELECT ?kind_ {count} WHERE {{ {where} {end} a ?kind_ }} GROUP BY ?kind_ ORDER BY DESC(?n_)")
    body = f"{{ {where} FILTER(!ISBLANK({end})) }}"
    ends = _rows(queries, f"SELECT {end} {count} WHERE {body} GROUP BY {end} ORDER BY DESC(?n_) LIMIT {_MOST_VALUES}")
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


def count(queries: Queries, store: Store, plan: builder.Plan) -> int:
    """How many things a plan finds."""
    called = [f"?{n}" for n in builder.names(store, plan)]
    row, = _rows(queries, f"SELECT (COUNT(DISTINCT {called[0]}) AS ?n_) WHERE {{ {' '.join(builder.lines(plan, called))} }}")
    return int(row["n_"]["value"])


def _rows(queries: Queries, text: str) -> list[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = json.loads(queries.run(text, "json", _SECONDS).body)["results"]["bindings"]
    return [row for row in rows if row]
