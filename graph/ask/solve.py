"""Solve: a reading -> the rows that answer it, one function for each intent; None where nothing does.

May import: vocabulary, store, claims, sentences, ask.model, ask.query, ask.read, ask.lexicon, ask.choose, ask.verify, ask.values.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .. import claims
from ..claims import Claim
from ..concepts import describe
from ..store import Store
from ..vocabulary import SKOS, WF
from . import query, traits
from .model import Computed, Item, definition_passages, item, name
from .read import Reading


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


def solve(store: Store, reading: Reading) -> Outcome | None:
    """The outcome of a reading, or None when the graph has no rows for it."""
    from . import choose, values, verify
    table: dict[str, Callable[[Store, Reading], Outcome | None]] = {
        "relation": relation, "list": members, "define": define, "parts": parts, "compare": compare, "path": path,
        "verify": verify.verify, "verify-class": verify.verify_class, "verify-text": verify.verify_text,
        "advice": verify.advice, "symptom": symptom, "value": values.value, "choose": choose.choose}
    return table[reading.intent](store, reading)


# -- relations ---------------------------------------------------------------


def relation(store: Store, reading: Reading) -> Outcome | None:
    """Who stands at the open side of a property; evidence against comes from its opposite and from denials."""
    prop = store.vocabulary.properties[reading.properties[0]]
    if not prop.is_object or prop.range == WF + "Quantity":
        return None
    anchor = reading.anchors[0]
    below = sorted(store.vocabulary.subproperties(prop.iri))
    sparql = query.relation(below, reading.gap, anchor, reading.targets, reading.holders, reading.negated)
    found = _answers(store, sparql)
    if not found and reading.targets:
        found, sparql = _any_class(store, reading, below, sparql)
    if not found:
        return None
    items = _directed(reading, [evidence(store, anchor, iri, below, reading.gap, reading.negated) for iri in found])
    against = [] if reading.negated else _against(store, anchor, prop.opposite, below, reading.gap, set(found))
    return Outcome(tuple(sorted(items, key=lambda i: (i.claim.rank or 99 if i.claim else 99))), tuple(against), sparql=sparql,
                   lead="", strength=0.0)


def _directed(reading: Reading, items: list[Item]) -> list[Item]:
    """Only the answers that act in the direction asked for ("should be increased"), where the question names one."""
    words = {t.text for t in reading.linked.tokens} if reading.linked else set()
    for names, direction in (({"increased", "raised", "raise", "higher", "larger"}, "higher"), ({"decreased", "lowered", "smaller"}, "lower")):
        fitting = [i for i in items if i.claim and i.claim.direction == direction]
        if words & names and fitting:
            return fitting
    return items


def _answers(store: Store, sparql: str) -> list[str]:
    return [row["answer"] for row in query.run(store, sparql) if row["answer"] in store.concept_set]


def _any_class(store: Store, reading: Reading, below: list[str], strict: str) -> tuple[list[str], str]:
    """Without the class asked for, but never an answer of a class that excludes it."""
    sparql = query.relation(below, reading.gap, reading.anchors[0], (), reading.holders, reading.negated)
    apart = store.vocabulary.disjoint
    return [iri for iri in _answers(store, sparql)
            if not all(any(apart(k, t) for k in store.kinds(iri)) for t in reading.targets)], sparql


def evidence(store: Store, anchor: str, answer: str, properties: list[str], gap: str, negated: bool = False) -> Item:
    """An answer with the claim behind it, whichever way round the claim is stated."""
    known = claims.of(store)
    subject, object = (answer, anchor) if gap == "subject" else (anchor, answer)
    wanted = frozenset(properties)
    inverse = frozenset(i for p in properties for q in [store.vocabulary.properties.get(p)] if q and (i := q.inverse or (p if q.symmetric else None)))
    behind = [c for c in known.find(subject, wanted, object) + known.find(object, inverse, subject) if c.polarity != negated and c.standing]
    behind.sort(key=lambda c: (c.rank or 99, bool(c.conditions), c.correction is None))
    if behind:
        return item(store, answer, behind[0])
    verb = store.label(properties[0])
    return item(store, answer, statement=f"{store.label(subject)} {verb} {store.label(object)}", inferred=True)


def _against(store: Store, anchor: str, opposite: str | None, properties: list[str], gap: str, found: set[str]) -> list[Item]:
    known = claims.of(store)
    contrary = [c for c in known.find(object=anchor) if c.property == opposite and c.polarity and c.standing] if gap == "subject" and opposite else []
    denied = [c for c in (known.find(object=anchor) if gap == "subject" else known.find(anchor)) if c.property in properties and not c.polarity and c.standing]
    items = {}
    for claim in contrary + denied:
        other = claim.subject if gap == "subject" else claim.object
        if other not in found and other in store.concept_set:
            items.setdefault(other, item(store, other, claim))
    return list(items.values())


def symptom(store: Store, reading: Reading) -> Outcome | None:
    """The problem that a symptom points to, and its remedies where the question is what to do."""
    assert reading.linked is not None
    problems = [c for c in claims.of(store).by_subject.get(reading.anchors[0], []) if c.property == WF + "indicates" and c.polarity and c.standing]
    if not problems:
        return None
    problem = problems[0].object
    words = {t.text for t in reading.linked.tokens}
    names = reading.wh in ("what", "which", "why") and not words & {"do", "should", "fix", "help", "helps", "change", "can", "solve", "options", "try", "fixes"}
    first = item(store, problem, problems[0])
    if names:
        return Outcome((first,), lead=f"That points to {first.label}: {store.definition(problem)}", sparql=query.relation((WF + "indicates",), "object", reading.anchors[0], (), ()))
    remedy = traits.of(store).asked_first.get(WF + "Problem", WF + "mitigates")
    found = relation(store, Reading("relation", (problem,), (remedy,), linked=reading.linked))
    if found is None:
        return Outcome((first,), lead=f"That points to {first.label}.", sparql=query.relation((WF + "indicates",), "object", reading.anchors[0], (), ()))
    return Outcome(found.items, found.against, lead=f"That points to {first.label}; what helps: {', '.join(i.label for i in found.items)}.", sparql=found.sparql)


# -- lists, definitions, comparisons -----------------------------------------


def members(store: Store, reading: Reading) -> Outcome | None:
    """The instances of a class, perhaps only those linked to a concept, or of a second class as well."""
    if reading.negated:
        return None
    sparql = query.instances(reading.targets, reading.holders, reading.units)
    found = _answers(store, sparql)
    if not found:
        return None
    if reading.holders:
        items = [_linked(store, iri, reading.holders[0]) for iri in found]
    else:
        items = [item(store, iri) for iri in found]
    return Outcome(tuple(sorted(items, key=lambda i: (i.claim.rank or 99 if i.claim else 99, i.label.lower()))), sparql=sparql)


def _linked(store: Store, iri: str, holder: str) -> Item:
    known = claims.of(store)
    behind = [c for c in known.find(holder, None, iri) + known.find(iri, None, holder) if c.polarity and c.standing]
    return item(store, iri, behind[0] if behind else None)


def define(store: Store, reading: Reading) -> Outcome | None:
    """What a concept is; a concept of which the graph says nothing has no definition to give."""
    iri = reading.anchors[0]
    said = describe(store, iri)
    if not said.definition and not said.groups and not said.values:
        return None
    known = claims.of(store)
    claim = next((c for c in known.by_subject.get(iri, []) if c.property == SKOS + "definition"), None)
    more = _facts(store, said)
    statement = said.definition or f"{said.label} is a {' and a '.join(said.kinds) or 'thing'}"
    full = [n for n in said.synonyms if len(n) > len(said.label) + 6 and said.label.replace(".", "").isupper()]
    if full:
        statement += f" Also called: {'; '.join(full[:3])}."
    if said.expression:
        from .values import worded
        statement += f" Formula: {worded(store, iri)}."
    steps = tuple({"position": s.position, "text": s.does, "uses": [label for _, label in s.uses],
                   "passages": [{"first": p.first, "last": p.last} for p in s.passages]} for s in said.steps)
    correction = claim.correction if claim and claim.correction else next(iter(said.corrections), None)
    found = Item(iri, name(store, iri), store.kind(iri), statement, claim, definition_passages(store, iri), correction)
    return Outcome((found,), lead=" ".join([_sentence(said.label, statement), *more]), sparql=query.described(iri, ()), steps=steps)


def parts(store: Store, reading: Reading) -> Outcome | None:
    """What a concept is made of, or the forms it takes: its neighbours by the properties that enumerate."""
    whole = reading.anchors[0]
    for prop in traits.of(store).enumerating:
        sparql = query.relation((prop,), "object", whole, (), ())
        found = _answers(store, sparql)
        if len(found) > 1:
            items = tuple(evidence(store, whole, iri, [prop], "object") for iri in found)
            return Outcome(items, sparql=sparql)
    return None


def _sentence(label: str, statement: str) -> str:
    return f"{label[:1].upper()}{label[1:]}: {statement}"


def _facts(store: Store, said: Any) -> list[str]:
    """What else is worth a sentence in a definition: relations by group, values, denials."""
    out = []
    for group in said.groups[:6]:
        if not group.neighbours[0].inferred:
            labels = [n.label for n in group.neighbours[:6]]
            rest = len(group.neighbours) - len(labels)
            out.append(f"It {group.label} {', '.join(labels)}{f' and {rest} more' if rest else ''}.")
    out += [f"It {v.label} {v.text}." for v in said.values[:6]]
    out += [f"{c.statement[:1].upper()}{c.statement[1:]}." for c in said.denied[:3]]
    return out


def compare(store: Store, reading: Reading) -> Outcome | None:
    """Two or more concepts side by side: what each is, what they share, what contrasts them."""
    items = [define(store, Reading("define", (a,))) for a in reading.anchors]
    found = [o.items[0] for o in items if o]
    if len(found) < 2:
        return None
    shared = _shared(store, reading.anchors)
    lines = [f"{i.label}: {i.statement}" for i in found] + ([f"Both: {'; '.join(shared)}."] if shared else [])
    known = claims.of(store)
    lines += [f"{c.statement[:1].upper()}{c.statement[1:]}{f' ({c.reason})' if c.reason else ''}."
              for a in reading.anchors for b in reading.anchors for c in known.find(a, None, b) if c.standing]
    return Outcome(tuple(found), lead="\n".join(lines), sparql=query.between(reading.anchors, reading.anchors))


def _shared(store: Store, anchors: tuple[str, ...]) -> list[str]:
    from ..concepts import relation_label
    sets = [{(k.property, k.forward, k.other) for k in store.links(a)} for a in anchors]
    common = set.intersection(*sets)
    kinds = set.intersection(*({store.label(k) for k in store.kinds(a)} for a in anchors))
    return [f"{k}" for k in sorted(kinds)] + sorted(f"{relation_label(store, p, f)} {store.label(o)}" for p, f, o in common)[:5]


def path(store: Store, reading: Reading) -> Outcome | None:
    """How concepts hang together: the best path between them, in words."""
    from .. import paths
    from ..errors import NoPath
    try:
        found = paths.between(store, list(reading.anchors[:2]), limit=3)
    except NoPath:
        return None
    if not found:
        return None
    best = found[0]
    items = [item(store, iri) for iri in paths.nodes(best)]
    steps = tuple({"position": n, "text": text, "claims": [c.iri for c in step.claims],
                   "passages": [{"first": p.first, "last": p.last} for c in step.claims for p in c.passages],
                   "subject": step.subject, "property": step.property, "forward": step.forward, "object": step.object}
                  for n, (step, text) in enumerate(zip(best.steps, step_texts(store, best), strict=True), 1))
    return Outcome(tuple(items), lead=paths.sentence(store, best), sparql=query.between(reading.anchors, reading.anchors), steps=steps)


def step_texts(store: Store, found: Any) -> list[str]:
    """Each step of a path as a clause."""
    from ..concepts import relation_label
    return [f"{store.label(s.subject)} {relation_label(store, s.property, s.forward)} {store.label(s.object)}" for s in found.steps]


def claims_text(found: list[Claim]) -> str:
    """The statements of some claims as one text."""
    return " ".join(f"{c.statement} {c.reason}" for c in found)
