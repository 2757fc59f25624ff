"""The JSON schemas (2020-12) of what the interface gives, by name.

May import: problems. Every property is required and no other appears, so that a test notices whatever is added or lost.
"""
from __future__ import annotations

from typing import Any

from .problems import TYPES

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
IRI: Schema = {"type": "string", "description": "an IRI"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}


def ref(name: str) -> Schema:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def many(of: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": of}


def perhaps(schema: Schema) -> Schema:
    """The same, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def thing(description: str, **properties: Schema) -> Schema:
    """An object with exactly these properties."""
    return {"type": "object", "description": description, "properties": properties, "required": list(properties),
            "additionalProperties": False}


_NEXT = {**perhaps({"type": "string", "format": "uri-reference"}), "description": "the address of the next page; null on the last one"}


def page(description: str, item: Schema, **more: Schema) -> Schema:
    """A page of a list: how many there are in all, which these are, and where the next ones are."""
    return thing(description, **more, total={**COUNT, "description": "how many there are in all"}, limit=COUNT, offset=COUNT,
                 next=_NEXT, items=many(item))


_PASSAGE = {"first": COUNT, "last": COUNT, "section": TEXT}
_ITEM = thing(
    "One answer: a concept, or a value of one, with the claim and the lines it rests on.", iri=TEXT, label=TEXT, kind=TEXT,
    claim=perhaps(IRI), property=perhaps(TEXT), polarity=FLAG, direction=perhaps(TEXT), condition=perhaps(TEXT), reason=TEXT,
    statement=TEXT, inferred=FLAG, passages=many(ref("CitedPassage")), correction=perhaps(thing(
        "What corrects it.", had=TEXT, now=TEXT, source=perhaps(TEXT), date=perhaps(TEXT), title=perhaps(TEXT), effect=TEXT,
        confidence=TEXT)))
_VALUE: Schema = {"anyOf": [{"type": "number"}, {"type": "array", "maxItems": 100_000, "items": {"type": "number"}},
                            {"type": "array", "maxItems": 100_000, "items": {"type": "string"}}]}

SCHEMAS: dict[str, Schema] = {
    "Nothing": {"type": "object", "description": "An empty object.", "maxProperties": 0},
    "Entry": thing("Where everything is.", title=TEXT, version=TEXT, openapi=TEXT, concepts=COUNT, resources=many(TEXT)),
    "Passage": thing("Lines of the notes, with the heading they stand under and the title of the notes.", **_PASSAGE, title=TEXT),
    "CitedPassage": thing("Lines of the notes, with the heading they stand under.", **_PASSAGE),
    "Match": thing("A concept found: the name that matched, and how well (0 to 100).", iri=IRI, label=TEXT, kind=TEXT, name=TEXT,
                   score={"type": "number", "minimum": 0, "maximum": 100}),
    "Matches": page("Concepts by name, best first.", ref("Match"), query=TEXT),
    "Correction": thing(
        "A finding that the notes err or fall short.", iri=IRI, effect=TEXT, verdict=TEXT, had=TEXT, holds=TEXT, confidence=TEXT,
        source=perhaps(TEXT), source_title=perhaps(TEXT), since=perhaps(TEXT), passages=many(ref("Passage")), about=many(IRI)),
    "Claim": thing(
        "A statement of the notes. `standing` is false where a correction withdraws it; `object` is a text where `is_literal`.",
        iri=IRI, subject=IRI, property=IRI, object=TEXT, statement=TEXT, polarity=FLAG, direction=perhaps({"enum": ["lower", "higher"]}),
        conditions=many(IRI), only=FLAG, rank=perhaps({"type": "integer"}), reason=TEXT, since=perhaps(TEXT),
        passages=many(ref("Passage")), correction=perhaps(ref("Correction")), standing=FLAG, is_literal=FLAG),
    "Neighbour": thing(
        "A concept at the end of a link. `forward` is false where the link is stated from there; `relation` reads from here.",
        property=IRI, forward=FLAG, relation=TEXT, iri=IRI, label=TEXT, kind=TEXT, inferred=FLAG, claims=many(ref("Claim"))),
    "Group": thing("The neighbours by one property in one direction, counted, and where they are listed.",
                   property=IRI, forward=FLAG, relation=TEXT, count=COUNT, neighbourhood={**TEXT, "format": "uri-reference"}),
    "Neighbourhood": page("The concepts one step from a concept, a page of them.", ref("Neighbour"), iri=IRI, label=TEXT,
                          groups=many(ref("Group"))),
    "Value": thing("A literal or a quantity of a concept.", property=IRI, label=TEXT, text=TEXT, claims=many(ref("Claim"))),
    "RecipeStep": thing("A step of a recipe; `uses` are concepts.", position=COUNT, does=TEXT,
                        uses=many(thing("A concept.", iri=IRI, label=TEXT)), passages=many(ref("Passage"))),
    "Concept": thing(
        "All that the graph says of a concept; its links are counted in `groups` and listed by the neighbourhood.",
        iri=IRI, label=TEXT, kinds=many(TEXT), synonyms=many(TEXT), definition=TEXT, passages=many(ref("Passage")),
        groups=many(ref("Group")), values=many(ref("Value")), denied=many(ref("Claim")), withdrawn=many(ref("Claim")),
        corrections=many(ref("Correction")), steps=many(ref("RecipeStep")), expression=perhaps(TEXT)),
    "PathStep": thing("A link as it is asserted, and whether the path walks it that way.", subject=IRI, property=IRI, object=IRI,
                      forward=FLAG, text=TEXT, claims=many(IRI), passages=many(ref("CitedPassage"))),
    "Path": thing("A path: in words, its weight (less is better), the concepts along it, its steps.", text=TEXT,
                  weight={"type": "number"}, nodes=many(IRI), steps=many(ref("PathStep"))),
    "Paths": thing(
        "Paths, best first. `stopped`: the search ended at its budget of time; `exact`: they are the best among all.",
        note=TEXT, exact=FLAG, stopped=FLAG, blocked_by={**TEXT, "description": "where there is no path: the constraint in the way"},
        without={**many(ref("Path")), "description": "the paths without that constraint"}, limit=COUNT, offset=COUNT, next=_NEXT,
        paths=many(ref("Path"))),
    "Item": _ITEM,
    "Answer": thing(
        "An answer, or an abstention: then `intent` is abstain and `not_understood` or `suggestions` says why.", question=TEXT,
        intent=TEXT, verdict=perhaps({"enum": ["yes", "no", "unknown"]}), text=TEXT, answers=many(ref("Item")),
        against=many(ref("Item")), steps=many({"type": "object"}), computed=perhaps(thing(
            "A formula worked out.", formula=TEXT, inputs={"type": "object"}, value={"type": "number"}, unit=TEXT)),
        decided_by=perhaps(TEXT), not_understood=many(TEXT), suggestions=many(TEXT), readings=many({"type": "object"}),
        sparql=perhaps(TEXT)),
    "Variable": thing("An input of a formula.", symbol=TEXT, label=TEXT, names=many(TEXT), unit=perhaps(IRI),
                      default=perhaps({"type": "number"})),
    "Formula": thing(
        "A formula: what it computes, its expression, inputs, and the unit of its result.", id=TEXT, iri=IRI, label=TEXT, expression=TEXT,
        variables=many(ref("Variable")), unit=perhaps(IRI), computes=many(IRI), value={**TEXT, "format": "uri-reference"},
        examples=many(thing("Quantities and what they give.", given={"type": "object"}, result=TEXT))),
    "Formulas": page("The formulas of the graph, by label.", ref("Formula")),
    "Quantities": {
        "type": "object", "required": ["given"], "additionalProperties": False, "description": "What a formula is computed with.",
        "properties": {"given": {"type": "object", "maxProperties": 100, "additionalProperties": _VALUE,
                                 "description": "a number, or a list of numbers or texts, for each symbol without a default"}}},
    "Computed": thing("A formula computed.", formula=IRI, expression=TEXT, inputs={"type": "object"}, value={"type": "number"},
                      unit=perhaps(IRI), unit_label=perhaps(TEXT)),
    "Problem": {
        "type": "object", "description": "Problem details (RFC 9457). `nearest` comes with 404.", "additionalProperties": False,
        "required": ["type", "title", "status", "detail"],
        "properties": {"type": {**TEXT, "format": "uri-reference"}, "title": TEXT, "status": {"enum": sorted(TYPES)}, "detail": TEXT,
                       "nearest": many(TEXT)}},
}
