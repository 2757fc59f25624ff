"""Results of SPARQL queries as rows for a table: IRIs by label, concepts linked, numbers as numbers; triples too.

May import: graph, addresses.
"""
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from graph.query import Result
from graph.store import Store
from graph.vocabulary import PREFIXES

from . import addresses

MOST_ROWS = 5000
_NUMBERS = ("integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
_PARTS = {"subject": "subject", "property": "predicate", "object": "object"}
_XSD = "http://www.w3.org/2001/XMLSchema#"

Cell = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """The rows of a result: variables in order, at most MOST_ROWS rows of cells, and how many there are in all."""

    variables: tuple[str, ...]
    rows: tuple[dict[str, Cell], ...]
    total: int


def table(store: Store, result: Result) -> Table:
    """The rows of a SELECT query's result; labels are looked up once for each IRI."""
    found = json.loads(result.body)
    variables = tuple(found["head"].get("vars", ()))
    bindings = found["results"]["bindings"]
    seen: dict[str, Cell] = {}
    rows = tuple({name: _cell(store, row[name], seen) for name in variables if name in row} for row in bindings[:MOST_ROWS])
    return Table(variables, rows, len(bindings))


def statements(store: Store, result: Result) -> Table:
    """The triples of a CONSTRUCT or DESCRIBE query's result, which is Turtle, as rows of subject, property and object."""
    triples = [quad.triple for quad in ox.parse(result.body, format=ox.RdfFormat.TURTLE)]
    seen: dict[str, Cell] = {}
    rows = ({name: _cell(store, _term(getattr(triple, part)), seen) for name, part in _PARTS.items()} for triple in triples[:MOST_ROWS])
    return Table(tuple(_PARTS), tuple(rows), len(triples))


def verdict(result: Result) -> bool:
    """What an ASK query found."""
    return bool(json.loads(result.body)["boolean"])


def _term(term: Any) -> dict[str, Any]:
    """A term as the JSON format of SPARQL results writes it."""
    if isinstance(term, ox.Literal):
        own = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **own}
    if isinstance(term, ox.Triple):
        return {"type": "triple", "value": {part: _term(getattr(term, part)) for part in ("subject", "predicate", "object")}}
    return {"type": "uri" if isinstance(term, ox.NamedNode) else "bnode", "value": term.value}


def _cell(store: Store, term: dict[str, Any], seen: dict[str, Cell]) -> Cell:
    """A term as `text` to show, `value` to sort by, and for IRIs `iri` and an address to go to."""
    value = str(term["value"]) if term["type"] != "triple" else json.dumps(term["value"])
    if term["type"] != "uri":
        return _literal(value, term)
    if value not in seen:
        label = store.label_or_none(value) or short(value)
        cell: Cell = {"text": label, "value": label, "iri": value}
        if value in store.concept_set:
            cell["href"] = addresses.concept(value)
        elif value.startswith(tuple(addresses.ROOMS.values())):
            cell["out"] = addresses.document(value)
        elif addresses.is_safe(value) and not value.startswith("https://w3id.org/whatfixes/"):
            cell["out"] = value
        seen[value] = cell
    return seen[value]


def _literal(text: str, term: dict[str, Any]) -> Cell:
    """A text, number or date with its `note`: the language or datatype, where it has one worth telling."""
    datatype = term.get("datatype", "")
    cell: Cell = {"text": text, "value": _number(text, datatype)}
    note = f"@{term['xml:lang']}" if "xml:lang" in term else "" if datatype in ("", _XSD + "string") else short(datatype)
    if term["type"] == "bnode":
        note = "a blank node"
    return cell | ({"note": note} if note else {})


def _number(text: str, datatype: str) -> float | str:
    if datatype.removeprefix(_XSD) in _NUMBERS:
        try:
            return float(text)
        except ValueError:
            return text
    return text


def short(iri: str) -> str:
    """An IRI with one of the known prefixes, else whole."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
