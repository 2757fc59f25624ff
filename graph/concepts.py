"""Describe a concept, and its neighbourhood grouped by property and direction, with exact counts.

May import: usage, vocabulary, store, claims, sentences.
"""
from __future__ import annotations

import builtins
from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from . import claims, usage
from .claims import Claim, Correction, Passage
from .store import Link, Store
from .vocabulary import SKOS, WF, local_name, whole


@dataclass(frozen=True)
class Neighbour:
    """A concept at the end of a link, with the standing claims behind the link."""

    iri: str
    label: str
    kind: str
    inferred: bool
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Group:
    """The neighbours of a concept by one property in one direction; *label* reads from the concept outwards."""

    property: str
    forward: bool
    label: str
    neighbours: tuple[Neighbour, ...]

    @builtins.property  # the field above takes the plain name
    def key(self) -> str:
        """A name for the group that is stable within a graph, such as `mitigates` or `~mitigates`."""
        return ("" if self.forward else "~") + self.property


@dataclass(frozen=True)
class Value:
    """A literal or a quantity that a property gives a concept, as text, with the claims behind it."""

    property: str
    label: str
    text: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class StepText:
    """One step of a recipe: its position, what is done, and the IRIs and labels of what it uses."""

    position: int
    does: str
    uses: tuple[tuple[str, str], ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Description:
    """All that a graph says of one concept."""

    iri: str
    label: str
    kinds: tuple[str, ...]
    synonyms: tuple[str, ...]
    definition: str
    passages: tuple[Passage, ...]
    groups: tuple[Group, ...]
    values: tuple[Value, ...]
    denied: tuple[Claim, ...]
    withdrawn: tuple[Claim, ...]
    corrections: tuple[Correction, ...]
    steps: tuple[StepText, ...]
    expression: str | None


def describe(store: Store, iri: str) -> Description:
    """Definition, names, relations, values, denials, corrections and steps of a concept."""
    known = claims.of(store)
    about = known.by_subject.get(iri, []) + [c for c in known.by_object.get(iri, []) if c.subject != iri]
    definition = next((c for c in known.by_subject.get(iri, []) if c.property == SKOS + "definition"), None)
    return Description(
        iri, store.label(iri), tuple(store.label(k) for k in store.kinds(iri)), tuple(store.synonyms(iri)),
        store.definition(iri), definition.passages if definition else (), tuple(neighbourhood(store, iri)),
        tuple(_values(store, iri)), tuple(c for c in about if not c.polarity and c.standing),
        tuple(c for c in about if not c.standing), tuple(sorted(known.findings.get(iri, []), key=lambda c: c.passages)),
        tuple(_steps(store, iri)), store.value(iri, WF + "expression"))


def neighbourhood(store: Store, iri: str) -> list[Group]:
    """The concepts one step away, in groups ordered as the vocabulary orders properties.

    Symmetric relations and relations asserted both ways are one group. Empty for a concept without links.
    """
    grouped: dict[tuple[str, bool], dict[str, Link]] = defaultdict(dict)
    for link in store.links(iri):
        prop, forward = _reading(store, link)
        grouped[prop, forward].setdefault(link.other, link)
    _merge_inverses(store, grouped)
    groups = []
    for (prop, forward), links in grouped.items():
        neighbours = sorted((_neighbour(store, iri, link) for link in links.values()),
                            key=lambda n: (min((c.rank or 99 for c in n.claims), default=99), n.label.lower()))
        groups.append(Group(prop, forward, relation_label(store, prop, forward), tuple(neighbours)))
    return sorted(groups, key=lambda g: (_order(store, g.property), not g.forward, g.label))


def _merge_inverses(store: Store, grouped: dict[tuple[str, bool], dict[str, Link]]) -> None:
    """What is reached backwards by a property and forwards by its inverse is one group, that of the inverse."""
    for prop, forward in [key for key in grouped if not key[1]]:
        known = store.vocabulary.properties.get(prop)
        inverse = known.inverse if known else None
        if inverse and (inverse, True) in grouped:
            grouped[inverse, True] = {**grouped.pop((prop, forward)), **grouped[inverse, True]}


def relation_label(store: Store, prop: str, forward: bool) -> str:
    """How a property reads in a direction: its label, or that of its inverse (`is mitigated by`)."""
    known = store.vocabulary.properties.get(prop)
    if forward or (known and known.symmetric):
        return known.label if known else store.label_or_none(prop) or _spaced(local_name(prop))
    if known and known.inverse:
        inverse = store.vocabulary.properties.get(known.inverse)
        return inverse.label if inverse else usage.NAMES.get(known.inverse) or store.label(known.inverse)
    return f"is reached by \"{known.label if known else store.label_or_none(prop) or _spaced(local_name(prop))}\" from"


def _spaced(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def _reading(store: Store, link: Link) -> tuple[str, bool]:
    known = store.vocabulary.properties.get(link.property)
    if known and known.symmetric:
        return link.property, True
    return link.property, link.forward


def _order(store: Store, prop: str) -> int:
    known = store.vocabulary.properties.get(prop)
    return known.order if known else 999


def _neighbour(store: Store, iri: str, link: Link) -> Neighbour:
    subject, object = (iri, link.other) if link.forward else (link.other, iri)
    behind = claims.of(store).behind(subject, link.property, object)
    return Neighbour(link.other, store.label(link.other), store.kind(link.other), link.inferred, tuple(behind))


def _values(store: Store, iri: str) -> list[Value]:
    relations = store.vocabulary.relations
    known = claims.of(store)
    found: dict[tuple[str, str], Value] = {}
    for quad in store.graph.quads_for_pattern(ox.NamedNode(iri), None, None, None):
        prop = relations.get(quad.predicate.value)
        if prop is None or prop.iri == WF + "expression":
            continue
        if isinstance(quad.object, ox.Literal):
            text = quad.object.value
        elif isinstance(quad.object, ox.NamedNode) and prop.range == WF + "Quantity":
            text = store.label(quad.object.value)
        else:
            continue
        behind = tuple(known.behind(iri, prop.iri, quad.object.value))
        if behind or not known.all or prop.iri == WF + "formerName":
            found[prop.iri, text] = Value(prop.iri, prop.label, text, behind)
    return sorted(found.values(), key=lambda v: (_order(store, v.property), v.text))


def _steps(store: Store, iri: str) -> list[StepText]:
    steps = []
    for at in store.values(iri, WF + "step"):
        uses = tuple((u, store.label(u)) for u in store.values(at, WF + "stepUses"))
        passages = tuple(sorted(
            Passage(whole(store.value(p, WF + "firstLine"), 0), whole(store.value(p, WF + "lastLine"), 0),
                    store.value(p, WF + "section") or "") for p in store.values(at, WF + "passage")))
        steps.append(StepText(whole(store.value(at, WF + "position"), 0), store.value(at, WF + "does") or "", uses, passages))
    return sorted(steps, key=lambda s: s.position)
