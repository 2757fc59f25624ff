"""`whatfixes show CONCEPT`: all that the graph says of a concept, with lines and corrections. May import: graph."""
from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .shared import cited, command, open_store, printer, said_by

if TYPE_CHECKING:
    from graph.claims import Claim, Correction
    from graph.concepts import Description, Neighbour

Line = Callable[..., None]


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = command(subparsers, "show", "show a concept: definition, relations, values, steps, denials, corrections",
                     "whatfixes show max_depth")
    parser.add_argument("concept", nargs="+", metavar="CONCEPT", help="a name, a synonym, an id or an IRI")
    parser.add_argument("--json", action="store_true", help="print a JSON object")


def run(args: argparse.Namespace) -> int:
    """Print the description; an unknown concept is status 1, with the nearest names."""
    from graph import concepts, search
    store = open_store(args)
    found = concepts.describe(store, search.resolve(store, " ".join(args.concept)))
    if args.json:
        print(json.dumps(dataclasses.asdict(found)))
        return 0
    print_description(found, printer())
    return 0


def print_description(found: Description, line: Line) -> None:
    """Print all that a graph says of a concept, with *line*, which takes parts: texts, or texts with a style."""
    _head(found, line)
    _relations(found, line)
    _denials(found, line)
    _corrections(found, line)


def _head(found: Description, line: Line) -> None:
    line((found.label, "bold"), (f"  {', '.join(found.kinds)}", "cyan"), (f"  <{found.iri}>", "dim"))
    if found.definition:
        line(found.definition, (cited(found.passages), "dim"))
    if found.synonyms:
        line(("also: ", "dim"), ", ".join(found.synonyms))
    if found.expression:
        line(("formula: ", "dim"), found.expression)


def _relations(found: Description, line: Line) -> None:
    for group in found.groups:
        line()
        line((group.label, "bold"))
        for neighbour in group.neighbours:
            _neighbour(neighbour, line)
    for value in found.values:
        line()
        line((value.label, "bold"), f" {value.text}")
        for claim in value.claims:
            line("  ", _qualified(claim), (cited(claim.passages), "dim"))
    if found.steps:
        line()
        line(("steps", "bold"))
    for step in found.steps:
        line(f"  {step.position}. {step.does}", (cited(step.passages), "dim"))


def _neighbour(neighbour: Neighbour, line: Line) -> None:
    if not neighbour.claims:
        line("  ", (neighbour.label, "green"), (" (inferred)" if neighbour.inferred else "", "dim"))
    for claim in neighbour.claims:
        said = _qualified(claim)
        line("  ", (neighbour.label, "green"), f": {said}" if said else "", (cited(claim.passages), "dim"))


def _qualified(claim: Claim) -> str:
    """What a claim adds to its bare relation: direction, condition, only, rank, reason, date."""
    when = claim.statement.rpartition(" (when: ")[2].removesuffix(")") if claim.conditions else ""
    parts = [f"a {claim.direction} value" if claim.direction else "", f"when: {when}" if when else "", "only these" if claim.only else "",
             f"rank {claim.rank}" if claim.rank is not None else "", claim.reason, f"since {claim.since}" if claim.since else ""]
    return "; ".join(p for p in parts if p)


def _denials(found: Description, line: Line) -> None:
    if found.denied:
        line()
        line(("not so", "bold red"))
    for claim in found.denied:
        line(f"  {claim.statement}", f": {claim.reason}" if claim.reason else "", (cited(claim.passages), "dim"))


def _corrections(found: Description, line: Line) -> None:
    if found.corrections:
        line()
        line(("corrections", "bold yellow"))
    for correction in _ordered(found):
        line("  ", ("the notes had: ", "yellow"), correction.had, (cited(correction.passages), "dim"))
        line("    ", (f"{correction.effect}: ", "yellow"), correction.holds)
        who = said_by(correction)
        if who:
            line("    ", ("says: ", "yellow"), who)
        for claim in found.withdrawn:
            if claim.correction == correction:
                line("    ", ("withdrawn: ", "yellow"), claim.statement)


def _ordered(found: Description) -> list[Correction]:
    """The concept's corrections, those of its withdrawn claims among them, each once."""
    extra = [c.correction for c in found.withdrawn if c.correction is not None]
    return list({c.iri: c for c in (*found.corrections, *extra)}.values())
