"""Relations: who stands at the open side of a property, with the claims behind it and the evidence against it.

May import: vocabulary, store, claims, sentences, english, model, normalise, query, reading, traits.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from .. import claims, sentences
from ..claims import Claim
from ..store import Store
from ..vocabulary import WF, Property
from . import english, query, traits
from .model import Item, Outcome, item
from .normalise import stems
from .reading import Reading


def relation(store: Store, reading: Reading) -> Outcome | None:
    """Who stands at the open side of a property; evidence against comes from its opposite and from denials."""
    prop = store.vocabulary.properties[reading.properties[0]]
    if not prop.is_object or prop.range == WF + "Quantity":
        return None
    anchor = reading.anchors[0]
    below = sorted(store.vocabulary.subproperties(prop.iri))
    sparql = query.relation(below, reading.gap, anchor, reading.targets, reading.holders, reading.negated)
    found = answers(store, sparql)
    if not found and any(_is_broad(store, t) for t in reading.targets):
        found, sparql = _any_class(store, reading, below)
    if not found:
        return _nothing_but_against(store, reading, prop, below, sparql)
    found = [iri for iri in found if not _is_told(store, reading, iri)]
    if not found:
        return None
    items = [evidence(store, anchor, iri, below, reading.gap, reading.negated) for iri in found]
    against = [] if reading.negated else _against(store, anchor, prop.opposite, below, reading.gap, set(found))
    items, against = _directed(store, reading, items, against)
    return Outcome(
        tuple(sorted(items, key=lambda i: i.claim.rank or 99 if i.claim else 99)), tuple(against), sparql=sparql, lead="", strength=0.0
    )


def circumstances(store: Store, reading: Reading) -> Outcome | None:
    """When a concept is the one to choose: the conditions of its claims, and what it is said to suit."""
    iri = reading.anchors[0]
    found: dict[str, Claim] = {}
    for claim in claims.of(store).by_subject.get(iri, []):
        if claim.polarity and claim.standing:
            suits = (claim.object,) if claim.property in traits.of(store).telling_when else ()
            for other in (*suits, *claim.conditions):
                found.setdefault(other, claim)
    if not found:
        return None
    items = tuple(item(store, other, claim) for other, claim in found.items() if other in store.concept_set)
    told = [f"{'when ' if WF + 'Condition' in traits.types(store, i.iri) else 'for '}{i.label}" for i in items]
    return Outcome(items, lead=f"{store.label(iri)}: {sentences.listed(told, 'or')}.", sparql=query.described(iri, ())) if items else None


def _nothing_but_against(store: Store, reading: Reading, prop: Property, below: list[str], sparql: str) -> Outcome | None:
    """Where nothing has the relation, but something is denied it, that much is an answer."""
    anchor = reading.anchors[0]
    against = [] if reading.negated or reading.targets else _against(store, anchor, prop.opposite, below, reading.gap, set())
    if not against:
        return None
    lead = f"The notes name nothing for that. Not: {sentences.listed([i.claim.statement if i.claim else i.label for i in against])}."
    return Outcome((), tuple(against), lead=lead, sparql=sparql, strength=-0.3)


def _directed(store: Store, reading: Reading, items: list[Item], against: list[Item]) -> tuple[list[Item], list[Item]]:
    """Only the answers that act in the direction asked for ("should be increased"), where the question names one.

    What makes it worse one way makes it better the other way: that much is inferred.
    """
    direction = _direction(reading)
    fitting = [i for i in items if i.claim and i.claim.direction == direction]
    if direction is None or not fitting:
        return items, against
    other = {"higher": "lower", "lower": "higher"}[direction]
    kinds = {k for i in fitting for k in store.kinds(i.iri)}
    turned = [i for i in against if kinds & set(store.kinds(i.iri)) and i.claim and i.claim.direction == other and i.claim.polarity]
    inferred = [replace(i, inferred=True, statement=f"{i.statement}, so a {direction} {i.label} helps") for i in turned]
    return fitting + inferred, [i for i in against if i not in turned]


def _direction(reading: Reading) -> str | None:
    """Which way a setting should move: by a participle, or by a verb beside the one that names the relation."""
    if reading.linked is None:
        return None
    tokens = reading.linked.tokens
    words = {t.text for t in tokens}
    pairs = {(a.text, b.text) for a, b in pairwise(tokens)}
    moved = {b for a, b in pairs if a in english.SHIFTING} | {a for a, b in pairs if b in ("which", "what")}
    told = [s for s in reading.linked.spans if any(m.iri in reading.properties for m in s.of("property", "noun"))]
    asked = {t.text for one, t in pairwise(tokens) if one.text in ("i", "we", "you")}
    moving = {tokens[s.first].text for s in told if s.size <= 1} if len(told) > 1 or "against" in words else asked
    for names, verbs, direction in (
        ({"increased", "raised", "raise", "higher", "larger"}, {"increase"}, "higher"),
        ({"decreased", "lowered", "smaller"}, {"lower", "reduce", "decrease"}, "lower"),
    ):
        sought = english.HIGHER if direction == "higher" else english.LOWER
        if words & names or moving & verbs or moved & sought:
            return direction
    return None


def answers(store: Store, sparql: str) -> list[str]:
    return [row["answer"] for row in query.run(store, sparql) if row["answer"] in store.concept_set]


def _is_told(store: Store, reading: Reading, answer: str) -> bool:
    """Whether the very words that name the anchor name an answer too: who asks for the "learning rate of XGBoost" knows XGBoost."""
    if reading.linked is None:
        return False
    spans = [s for s in reading.linked.spans if any(m.iri == reading.anchors[0] for m in s.of("concept"))]
    words = {reading.linked.tokens[i].stem for s in spans for i in s.positions}
    name = set(stems(store.label(answer)))
    return bool(name) and name < words


def _is_broad(store: Store, kind: str) -> bool:
    """Whether a class is one of the widest, whose names people use loosely; who asks for a narrower one means that."""
    known = store.vocabulary
    above = known.ancestors(kind) & known.classes.keys() - {kind}
    return known.separates(kind) and not any(2 * len(known.descendants(a)) < len(known.classes) and known.separates(a) for a in above)


def _any_class(store: Store, reading: Reading, below: list[str]) -> tuple[list[str], str]:
    """Without the class asked for, but never an answer of a class that excludes it."""
    sparql = query.relation(below, reading.gap, reading.anchors[0], (), reading.holders, reading.negated)
    apart = store.vocabulary.disjoint
    return [iri for iri in answers(store, sparql) if not all(any(apart(k, t) for k in store.kinds(iri)) for t in reading.targets)], sparql


def evidence(store: Store, anchor: str, answer: str, properties: list[str], gap: str, negated: bool = False) -> Item:
    """An answer with the claim behind it, whichever way round the claim is stated."""
    known = claims.of(store)
    subject, object = (answer, anchor) if gap == "subject" else (anchor, answer)
    wanted = frozenset(properties)
    inverse = frozenset(
        i for p in properties for q in [store.vocabulary.properties.get(p)] if q and (i := q.inverse or (p if q.symmetric else None))
    )
    behind = [c for c in known.find(subject, wanted, object) + known.find(object, inverse, subject) if c.polarity != negated and c.standing]
    behind.sort(key=lambda c: (c.rank or 99, bool(c.conditions), c.correction is None))
    if behind:
        return item(store, answer, behind[0])
    verb = store.label(properties[0])
    stated = any(k.other == object and k.forward and not k.inferred and k.property in wanted for k in store.links(subject))
    return item(store, answer, statement=f"{store.label(subject)} {verb} {store.label(object)}", inferred=not stated)


def _against(store: Store, anchor: str, opposite: str | None, properties: list[str], gap: str, found: set[str]) -> list[Item]:
    known = claims.of(store)
    contrary = (
        [c for c in known.find(object=anchor) if c.property == opposite and c.polarity and c.standing]
        if gap == "subject" and opposite
        else []
    )
    denied = [
        c
        for c in (known.find(object=anchor) if gap == "subject" else known.find(anchor))
        if c.property in properties and not c.polarity and c.standing
    ]
    items: dict[str, Item] = {}
    for claim in contrary + denied:
        other = claim.subject if gap == "subject" else claim.object
        if other not in found and other in store.concept_set:
            items.setdefault(other, item(store, other, claim))
    return list(items.values())


def _answers(claim: claims.Claim, symptom: str) -> bool:
    """Whether a claim names what helps where a symptom itself is seen."""
    return claim.polarity and claim.standing and (claim.object == symptom or symptom in claim.conditions)


def symptom(store: Store, reading: Reading) -> Outcome | None:
    """The problem that a symptom points to, and its remedies where the question is what to do."""
    assert reading.linked is not None
    problems = [
        c for c in claims.of(store).by_subject.get(reading.anchors[0], []) if c.property == WF + "indicates" and c.polarity and c.standing
    ]
    if not problems:
        return None
    problem = problems[0].object
    words = {t.text for t in reading.linked.tokens}
    remedy = traits.of(store).asked_first.get(WF + "Problem", WF + "mitigates")
    helps = any(m.iri == remedy for s in reading.linked.spans for m in s.of("property", "noun"))
    names = (
        reading.wh in ("what", "which", "why")
        and not helps
        and not words
        & {
            "do",
            "should",
            "fix",
            "help",
            "helps",
            "change",
            "can",
            "solve",
            "options",
            "try",
            "fixes",
        }
    )
    first = item(store, problem, problems[0])
    if names:
        return Outcome(
            (first,),
            lead=f"That points to {first.label}: {store.definition(problem)}",
            sparql=query.relation((WF + "indicates",), "object", reading.anchors[0], (), ()),
        )
    found = relation(store, Reading("relation", (problem,), (remedy,), linked=reading.linked))
    if found is None:
        return Outcome(
            (first,),
            lead=f"That points to {first.label}.",
            sparql=query.relation((WF + "indicates",), "object", reading.anchors[0], (), ()),
        )
    known = claims.of(store)
    direct = {c.subject for c in (*known.by_object.get(reading.anchors[0], ()), *known.all) if _answers(c, reading.anchors[0])}
    found = replace(found, items=tuple(sorted(found.items, key=lambda i: i.iri not in direct)))
    return Outcome(
        found.items,
        found.against,
        lead=f"That points to {first.label}; what helps: {', '.join(i.label for i in found.items)}.",
        sparql=found.sparql,
    )
