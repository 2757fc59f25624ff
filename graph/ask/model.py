"""What an answer is: frozen values, and the JSON object that programs read.

May import: vocabulary, store, claims.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from ..claims import Claim, Correction, Passage
from ..store import Store
from ..vocabulary import WF, local_name


@dataclass(frozen=True)
class Item:
    """One answer: a concept, or a value of one, with the claim and the lines it rests on."""

    iri: str
    label: str
    kind: str
    statement: str
    claim: Claim | None = None
    passages: tuple[Passage, ...] = ()
    correction: Correction | None = None
    condition: str | None = None
    inferred: bool = False

    def as_json(self) -> dict[str, Any]:
        """The object that programs read for one answer."""
        claim, correction = self.claim, self.correction
        return {
            "iri": self.iri,
            "label": self.label,
            "kind": self.kind,
            "claim": claim.iri if claim else None,
            "property": local_name(claim.property) if claim else None,
            "polarity": claim.polarity if claim else True,
            "direction": claim.direction if claim else None,
            "condition": self.condition,
            "reason": claim.reason if claim else "",
            "statement": self.statement,
            "inferred": self.inferred,
            "passages": [{"first": p.first, "last": p.last, "section": p.section} for p in self.passages],
            "correction": None
            if correction is None
            else {
                "had": correction.had,
                "now": correction.holds,
                "source": correction.source,
                "date": correction.since,
                "title": correction.source_title,
                "effect": correction.effect,
                "confidence": correction.confidence,
            },
        }


@dataclass(frozen=True)
class Computed:
    """A formula worked out: its text with numbers, the inputs, the value and its unit."""

    formula: str
    inputs: dict[str, Any]
    value: float
    unit: str

    def as_json(self) -> dict[str, Any]:
        """The object that programs read for a computation."""
        return asdict(self)


@dataclass(frozen=True)
class Outcome:
    """What a reading yields. *lead* is a first sentence where the general one would not do; *explained* are
    stems that the answer itself accounts for."""

    items: tuple[Item, ...] = ()
    against: tuple[Item, ...] = ()
    verdict: str | None = None
    lead: str = ""
    sparql: str | None = None
    steps: tuple[dict[str, Any], ...] = ()
    computed: Computed | None = None
    decided_by: str | None = None
    explained: frozenset[str] = field(default_factory=frozenset)
    strength: float = 0.0


@dataclass(frozen=True)
class Answer:
    """An answer, or an abstention: then *answers* is empty and *not_understood* or *suggestions* says why."""

    question: str
    intent: str
    text: str
    answers: tuple[Item, ...] = ()
    verdict: str | None = None
    against: tuple[Item, ...] = ()
    steps: tuple[dict[str, Any], ...] = ()
    computed: Computed | None = None
    decided_by: str | None = None
    not_understood: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    readings: tuple[dict[str, Any], ...] = ()
    sparql: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The object that programs read: one for each question."""
        return {
            "question": self.question,
            "intent": self.intent,
            "verdict": self.verdict,
            "text": self.text,
            "answers": [a.as_json() for a in self.answers],
            "against": [a.as_json() for a in self.against],
            "steps": list(self.steps),
            "computed": self.computed.as_json() if self.computed else None,
            "decided_by": self.decided_by,
            "not_understood": list(self.not_understood),
            "suggestions": list(self.suggestions),
            "readings": list(self.readings),
            "sparql": self.sparql,
        }


def name(store: Store, iri: str) -> str:
    """A concept's label; one that was renamed brings its old name along."""
    label = store.label(iri)
    former = [f for f in store.values(iri, WF + "formerName") if f.casefold() != label.casefold()]
    return f"{label}, formerly {former[0]}" if former else label


def item(store: Store, iri: str, claim: Claim | None = None, statement: str = "", inferred: bool = False) -> Item:
    """A concept as an answer, with what a claim brings."""
    conditions = [store.label(c) for c in claim.conditions] if claim else []
    return Item(
        iri,
        name(store, iri),
        store.kind(iri),
        statement or (claim.statement if claim else store.definition(iri)),
        claim,
        claim.passages if claim else definition_passages(store, iri),
        claim.correction if claim else None,
        " and ".join(conditions) or None,
        inferred,
    )


def definition_passages(store: Store, iri: str) -> tuple[Passage, ...]:
    """The lines that a concept's definition rests on."""
    from .. import claims
    from ..vocabulary import SKOS

    return next((c.passages for c in claims.of(store).by_subject.get(iri, []) if c.property == SKOS + "definition"), ())
