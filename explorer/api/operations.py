"""The table of operations: for each address and method what it takes, what it gives and what does the work.

May import: graph, addresses, pathjson, parameters, problems, answers, schemas.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.store import Store

from . import answers
from .parameters import Parameter

ROOT = "/api"
# The longest address and body that are read, in bytes: every parameter at its longest, in escaped UTF-8, fits.
LONGEST_ADDRESS = 131_072
LONGEST_BODY = 1 << 20


@dataclass(frozen=True)
class Operation:
    """An operation: GET (and so HEAD), or POST with a JSON body of the schema *body*. `{name}` in the path is a parameter.

    *run* takes the store and the values, and gives what the schema *gives* describes; *errors* are the statuses it can
    end with besides those that any request can.
    """

    path: str
    name: str
    summary: str
    description: str
    gives: str
    run: Callable[[Store, Mapping[str, Any]], Any]
    parameters: tuple[Parameter, ...] = ()
    in_path: Parameter | None = None
    method: str = "GET"
    body: str = ""
    body_example: Any = None
    errors: tuple[int, ...] = ()


_CONCEPT = Parameter("name", "text", "The concept: its name, a synonym, an id or an IRI.", "overfitting", required=True)
_LIMIT = Parameter("limit", "number", "At most so many of the list; `next` leads on.", 5, default=50, least=1, most=1000)
_OFFSET = Parameter("offset", "number", "So many of the list are passed over.", 0, default=0, least=0, most=1_000_000)
_FORMULA = Parameter("id", "text", "The id, name or IRI of a formula; an IRI with its slashes escaped.", "f1-formula", required=True)
_SEVERAL = 5

OPERATIONS = (
    Operation("/", "entry", "What is here", "To a browser a page about this interface, to a program its addresses.", "Entry",
              answers.entry),
    Operation("/openapi.json", "document", "This document", "The OpenAPI document of this interface.", "", answers.nothing),
    Operation("/ping", "ping", "An empty answer", "An empty JSON object, to see whether the server answers and how fast it can.",
              "Nothing", answers.nothing),
    Operation("/find", "find", "Concepts by name", "Concepts whose label or synonym matches a text, best first, typos allowed.",
              "Matches", answers.find,
              (Parameter("q", "text", "What to look for: a name, its beginning, or one with a typo.", "overfiting", required=True),
               _LIMIT, _OFFSET)),
    Operation("/concept", "concept", "A concept", "Definition, names, values, denials, corrections and steps of a concept; its links "
              "counted by relation.", "Concept", answers.concept, (_CONCEPT,), errors=(404,)),
    Operation("/neighbourhood", "neighbourhood", "The concepts around a concept", "The concepts one step away with the claims behind "
              "each link, relation after relation, all or those of one property.", "Neighbourhood", answers.neighbourhood,
              (_CONCEPT, Parameter("property", "text", "Only links by this property: its IRI, local name or label.", "mitigates"),
               Parameter("direction", "text", "Only links stated from the concept (out) or to it (in).", "out", choices=("out", "in")),
               _LIMIT, _OFFSET), errors=(404,)),
    Operation("/path", "path", "Paths between concepts", "Ranked, explained paths between two concepts, or paths that together connect "
              "more. The search has two seconds; how many paths there are in all is not counted.", "Paths", answers.path,
              (Parameter("from", "text", "The concept to start from.", "dropout", required=True),
               Parameter("to", "names", "The concept to reach; repeated, all of them are connected.", ["XGBoost"], required=True,
                         most=_SEVERAL),
               Parameter("via", "names", "Pass through this concept; may be repeated, the best order is taken.", None, most=_SEVERAL),
               Parameter("avoid", "names", "Never use this concept, kind or property.", ["uses"], most=_SEVERAL),
               Parameter("only", "names", "Use only this property, or pass only this kind or concept.", None, most=_SEVERAL),
               Parameter("max_length", "number", "At most so many steps.", 6, most=50),
               Parameter("directed", "flag", "Walk relations only as they are stated.", False, default=False),
               Parameter("shortest", "flag", "Only paths of the fewest steps.", False, default=False),
               Parameter("limit", "number", "At most so many paths; `next` leads on.", 3, default=5, most=50),
               Parameter("offset", "number", "So many of the paths are passed over.", 0, default=0, least=0, most=500)), errors=(404,)),
    Operation("/ask", "ask", "The answer to a question", "A question in plain English, answered with the claims and lines that the "
              "answer rests on, or not at all.", "Answer", answers.ask,
              (Parameter("q", "text", "The question.", "what fixes underfitting", required=True, most=2000),)),
    Operation("/formulas", "formulas", "The formulas", "The formulas of the graph, by label.", "Formulas", answers.formulas,
              (_LIMIT, _OFFSET)),
    Operation("/formulas/{id}", "formula", "A formula", "What a formula computes, its inputs and worked examples.", "Formula",
              answers.formula, in_path=_FORMULA, errors=(404,)),
    Operation("/formulas/{id}/value", "compute", "Compute a formula", "The value of a formula for given quantities, in the units of its "
              "variables; what is not given takes its default.", "Computed", answers.compute, in_path=_FORMULA, method="POST",
              body="Quantities", body_example={"given": {"P": 0.8, "R": 0.6}}, errors=(404, 413, 415, 422)),
)
