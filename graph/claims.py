"""Claims as values: what a claim says, what it rests on, what corrects it, read from a store once.

May import: progress, vocabulary, store.
"""
from __future__ import annotations

import weakref
from collections import defaultdict
from dataclasses import dataclass, field

import pyoxigraph as ox

from .progress import Progress, ticking, unseen
from .store import Store
from .vocabulary import RDF, RDFS, SKOS, WF, local_name, whole


@dataclass(frozen=True, order=True)
class Passage:
    """Lines of the notes, with their title and the heading they stand under."""

    first: int
    last: int
    section: str = ""
    title: str = ""

    def __str__(self) -> str:
        return f"line {self.first}" if self.first == self.last else f"lines {self.first}-{self.last}"


@dataclass(frozen=True)
class Correction:
    """A finding that the notes err or fall short. *effect* and *confidence* are words of the vocabulary."""

    iri: str
    effect: str
    verdict: str
    had: str
    holds: str
    confidence: str
    source: str | None
    source_title: str | None
    since: str | None
    passages: tuple[Passage, ...]
    about: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A statement: subject and property are IRIs, object an IRI or a text.

    *standing* is False where a correction withdraws the claim; *direction* is lower, higher or None.
    """

    iri: str
    subject: str
    property: str
    object: str
    statement: str
    polarity: bool = True
    direction: str | None = None
    conditions: tuple[str, ...] = ()
    only: bool = False
    rank: int | None = None
    reason: str = ""
    since: str | None = None
    passages: tuple[Passage, ...] = ()
    correction: Correction | None = None
    standing: bool = True
    is_literal: bool = False


@dataclass(frozen=True)
class Claims:
    """All claims of a store, found by what they relate."""

    all: tuple[Claim, ...] = ()
    by_subject: dict[str, list[Claim]] = field(default_factory=dict)
    by_object: dict[str, list[Claim]] = field(default_factory=dict)
    by_iri: dict[str, Claim] = field(default_factory=dict)
    corrections: dict[str, Correction] = field(default_factory=dict)
    findings: dict[str, list[Correction]] = field(default_factory=dict)

    def find(self, subject: str | None = None, properties: frozenset[str] | None = None, object: str | None = None) -> list[Claim]:
        """The claims with a subject, one of some properties, and an object; None means any."""
        pool = self.by_subject.get(subject, []) if subject else self.by_object.get(object, []) if object else list(self.all)
        return [c for c in pool if (object is None or c.object == object) and (properties is None or c.property in properties)]

    def behind(self, subject: str, property: str, object: str) -> list[Claim]:
        """The standing positive claims behind a plain triple, best ranked first."""
        found = [c for c in self.by_subject.get(subject, ())
                 if c.object == object and c.property == property and c.polarity and c.standing]
        return sorted(found, key=lambda c: c.rank or 99)


_cache: weakref.WeakKeyDictionary[Store, Claims] = weakref.WeakKeyDictionary()


def of(store: Store, progress: Progress = unseen) -> Claims:
    """All claims of a store; read on first use, unless *progress* cancels that, and kept as long as the store lives."""
    if store not in _cache:
        _cache[store] = _read(store, progress)
    return _cache[store]


def remember(store: Store, known: Claims) -> None:
    """Take claims that an earlier process read from the same graph, so that they need not be read again."""
    _cache.setdefault(store, known)


def _read(store: Store, progress: Progress) -> Claims:
    if not store.has_claims:
        return Claims()
    passages = {iri: _passage(store, iri) for iri in store.subjects(RDF + "type", WF + "Passage")}
    corrections = {iri: _correction(store, iri, passages) for iri in store.subjects(RDF + "type", WF + "Correction")}
    claims = [_claim(store, iri, passages, corrections)
              for iri in ticking(store.subjects(RDF + "type", WF + "Claim"), "reading claims", progress)]
    by_subject: dict[str, list[Claim]] = defaultdict(list)
    by_object: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_subject[claim.subject].append(claim)
        by_object[claim.object].append(claim)
    findings: dict[str, list[Correction]] = defaultdict(list)
    for correction in corrections.values():
        for concept in correction.about:
            findings[concept].append(correction)
    return Claims(tuple(claims), dict(by_subject), dict(by_object), {c.iri: c for c in claims}, corrections, dict(findings))


def _values(store: Store, iri: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for quad in store.graph.quads_for_pattern(ox.NamedNode(iri), None, None, None):
        if isinstance(quad.object, ox.Triple):
            continue
        value = quad.object.value
        if value not in found[quad.predicate.value]:
            found[quad.predicate.value].append(value)
            if quad.predicate.value == WF + "object":
                found["literal"] = ["yes"] if isinstance(quad.object, ox.Literal) else []
    return found


def _one(values: dict[str, list[str]], name: str) -> str | None:
    return next(iter(values.get(WF + name, ())), None)


def _passage(store: Store, iri: str) -> Passage:
    values = _values(store, iri)
    title = next(iter(values.get("http://purl.org/dc/terms/title", ())), "")
    return Passage(whole(_one(values, "firstLine"), 0), whole(_one(values, "lastLine"), 0), _one(values, "section") or "", title)


def _passages(values: dict[str, list[str]], known: dict[str, Passage]) -> tuple[Passage, ...]:
    return tuple(sorted(known[p] for p in values.get(WF + "passage", ()) if p in known))


def _correction(store: Store, iri: str, passages: dict[str, Passage]) -> Correction:
    values = _values(store, iri)
    return Correction(
        iri, local_name(_one(values, "effect") or ""), _one(values, "verdict") or "", _one(values, "had") or "",
        _one(values, "holds") or "", local_name(_one(values, "confidence") or "").removesuffix("Confidence"),
        next(iter(values.get("http://purl.org/dc/terms/source", ())), None), _one(values, "sourceTitle"),
        _one(values, "since"), _passages(values, passages), tuple(sorted(values.get(WF + "about", ()))))


def _claim(store: Store, iri: str, passages: dict[str, Passage], corrections: dict[str, Correction]) -> Claim:
    values = _values(store, iri)
    rank, direction = _one(values, "rank"), _one(values, "direction")
    named = [corrections[c] for c in sorted(values.get(WF + "correction", ())) if c in corrections]
    overruling = [c for c in named if c.effect in ("replaces", "retracts") and iri in store.values(c.iri, WF + "overrules")]
    correction = next(iter((*overruling, *named)), None)
    prop = _one(values, "property") or ""
    return Claim(
        iri, _one(values, "subject") or "", prop, _one(values, "object") or "",
        next(iter(values.get(RDFS + "label", ())), ""), (_one(values, "polarity") or "true") == "true",
        local_name(direction) if direction else None, tuple(sorted(values.get(WF + "condition", ()))),
        _one(values, "only") == "true", whole(rank, 0) or None, _one(values, "reason") or "", _one(values, "since"),
        _passages(values, passages), correction, not overruling, bool(values.get("literal")) or prop == SKOS + "definition")
