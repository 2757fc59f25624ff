"""What facts on disk say, as frozen values: Concepts, Claims and Findings, each knowing its file and line.

May import: nothing of ours. facts reads them from YAML, compile turns them into RDF.
"""
from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

VERDICTS = ("wrong", "outdated", "imprecise", "incomplete", "ambiguous", "renamed", "closed-to-new", "discontinued", "active")
EFFECTS = ("replaces", "retracts", "narrows", "completes", "renames", "closes")
CONFIDENCES = ("high", "medium", "low")
BOUNDS = ("exact", "typical", "atLeast", "atMost", "between")
DIRECTIONS = ("lower", "higher")


@dataclass(frozen=True)
class Place:
    """A line of a file, for messages."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Lines:
    """A passage of the notes: its first and last line, counted from one."""

    first: int
    last: int


@dataclass(frozen=True)
class Quantity:
    """A number, or the span between two, in a unit (an IRI), with how it bounds (one of BOUNDS)."""

    unit: str
    bound: str
    value: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True)
class Variable:
    """A named input of a formula, in a unit, perhaps with a default."""

    symbol: str
    label: str
    unit: str | None = None
    words: tuple[str, ...] = ()
    default: Decimal | None = None


@dataclass(frozen=True)
class Example:
    """Inputs of a formula and what they must give, as the notes work it out."""

    given: tuple[tuple[str, Any], ...]
    result: str
    lines: tuple[Lines, ...]


@dataclass(frozen=True)
class FormulaText:
    """What a formula computes with: an expression over variables, a unit for its result, worked examples."""

    expression: str
    variables: tuple[Variable, ...]
    unit: str | None = None
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of a recipe: what is done, and the concepts it uses."""

    does: str
    uses: tuple[str, ...]
    lines: tuple[Lines, ...]


@dataclass(frozen=True)
class Concept:
    """A thing the notes speak of. *kinds* are class IRIs; *finding* names the correction of its definition."""

    id: str
    kinds: tuple[str, ...]
    label: str
    definition: str
    lines: tuple[Lines, ...]
    place: Place
    also: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    finding: str | None = None
    formula: FormulaText | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A statement: subject, property (IRI) and object (a concept's id, a Quantity, or Text)."""

    subject: str
    property: str
    object: str | Quantity | Text
    lines: tuple[Lines, ...]
    place: Place
    polarity: bool = True
    direction: str | None = None
    conditions: tuple[str, ...] = ()
    only: bool = False
    rank: int | None = None
    reason: str = ""
    since: datetime.date | None = None
    finding: str | None = None
    overruled: str | None = None


@dataclass(frozen=True)
class Text:
    """A literal object of a claim."""

    value: str


@dataclass(frozen=True)
class Finding:
    """Where the notes err: what they had, what holds, what the finding does (one of EFFECTS), who says so."""

    id: str
    lines: tuple[Lines, ...]
    verdict: str
    effect: str
    had: str
    holds: str
    about: tuple[str, ...]
    confidence: str
    place: Place
    source_title: str | None = None
    source_url: str | None = None
    since: datetime.date | None = None


@dataclass(frozen=True)
class Facts:
    """Everything that a folder of facts holds, in file order, and the outline of the notes they cite."""

    concepts: tuple[Concept, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    title: str = ""
    sections: tuple[tuple[int, str], ...] = ()

    def section_of(self, line: int) -> str:
        """The heading under which a line of the notes stands, "" before the first."""
        return next((title for first, title in reversed(self.sections) if first <= line), "")
