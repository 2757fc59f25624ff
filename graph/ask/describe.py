"""Describe: definitions, lists, parts, comparisons and connections, as outcomes of readings.

May import: errors, vocabulary, store, claims, english, concepts, paths, steps, model, query, reading, traits, relations, values.
"""

from __future__ import annotations

from .. import claims, steps
from ..concepts import Description, describe, relation_label
from ..store import Store
from ..vocabulary import SKOS, WF
from . import english, query, traits, values
from .model import Item, Outcome, definition_passages, item, name
from .reading import Reading
from .relations import answers, evidence


def members(store: Store, reading: Reading) -> Outcome | None:
    """The instances of a class, perhaps only those linked to a concept, or of a second class as well."""
    if reading.negated:
        return None
    groups = [(h,) for h in reading.holders] if reading.gap == "either" else [reading.holders]
    queries = [query.instances(reading.targets, group, reading.units) for group in groups]
    by_group = [(group, answers(store, q)) for group, q in zip(groups, queries, strict=True)]
    also = {p for t in reading.targets if (p := traits.of(store).also_by.get(t))}
    if also and len(reading.holders) == 1:
        more = query.relation(sorted(also), "object", reading.holders[0], (), ())
        by_group.append((reading.holders, answers(store, more)))
    if not all(found for _, found in by_group[: len(groups)]) and not also:
        return None
    sparql = queries[0]
    items = list({i: _linked(store, i, group[0]) if group else item(store, i) for group, found in by_group for i in found}.values())
    conditions = [store.label(h) for h in reading.holders if WF + "Condition" in traits.types(store, h)]
    return Outcome(
        tuple(sorted(items, key=lambda i: (i.claim.rank or 99 if i.claim else 99, i.label.lower()))),
        sparql=sparql,
        decided_by=next(iter(conditions), None),
    )


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
    statement = said.definition or f"{said.label} is a {' and a '.join(said.kinds) or 'thing'}."
    full = [n for n in said.synonyms if len(n) > len(said.label) + 6 and said.label.replace(".", "").isupper()]
    if reading.linked and {t.text for t in reading.linked.tokens} & english.ALIASES and said.synonyms:
        statement += f" Also called: {'; '.join(sorted(said.synonyms, key=lambda n: len(n.split()))[:5])}."
    elif full:
        statement += f" Also called: {'; '.join(full[:3])}."
    if said.expression:
        statement += f" Formula: {values.worded(store, iri)}."
    walked = tuple(
        {
            "position": s.position,
            "text": s.does,
            "uses": [label for _, label in s.uses],
            "passages": [{"first": p.first, "last": p.last} for p in s.passages],
        }
        for s in said.steps
    )
    correction = claim.correction if claim and claim.correction else next(iter(said.corrections), None)
    found = Item(iri, name(store, iri), store.kind(iri), statement, claim, definition_passages(store, iri), correction)
    found_too = _asked_besides(store, reading)
    lead = " ".join([_sentence(said.label, statement), *more])
    return Outcome((found, *found_too), lead=lead, sparql=query.described(iri, ()), steps=walked)


def _asked_besides(store: Store, reading: Reading) -> list[Item]:
    """What a thing stands in relation to, where its definition is asked for with a relation left open: `what is X for`."""
    linked = reading.linked
    if linked is None or linked.tokens[-1].text not in english.PREPOSITIONS:
        return []
    last = [s for s in linked.spans if s.last == len(linked.tokens)]
    wanted = sorted({m.iri for s in last for m in s.of("property")})
    if not wanted:
        return []
    subject = reading.anchors[0]
    return [evidence(store, subject, i, wanted, "object") for i in answers(store, query.relation(wanted, "object", subject, (), ()))]


def parts(store: Store, reading: Reading) -> Outcome | None:
    """What a concept is made of, or the forms it takes: its neighbours by the properties that enumerate."""
    whole = reading.anchors[0]
    for prop in traits.of(store).enumerating:
        sparql = query.relation((prop,), "object", whole, (), ())
        found = answers(store, sparql)
        if len(found) > 1:
            items = tuple(evidence(store, whole, iri, [prop], "object") for iri in found)
            return Outcome(items, sparql=sparql)
    return None


def _sentence(label: str, statement: str) -> str:
    return f"{label[:1].upper()}{label[1:]}: {statement}"


def _facts(store: Store, said: Description) -> list[str]:
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
    lines += [
        f"{c.statement[:1].upper()}{c.statement[1:]}{f' ({c.reason})' if c.reason else ''}."
        for a in reading.anchors
        for b in reading.anchors
        for c in known.find(a, None, b)
        if c.standing
    ]
    return Outcome(tuple(found), lead="\n".join(lines), sparql=query.between(reading.anchors, reading.anchors))


def _shared(store: Store, anchors: tuple[str, ...]) -> list[str]:
    sets = [{(k.property, k.forward, k.other) for k in store.links(a)} for a in anchors]
    common = set.intersection(*sets)
    kinds = set.intersection(*({store.label(k) for k in store.kinds(a)} for a in anchors))
    return [f"{k}" for k in sorted(kinds)] + sorted(f"{relation_label(store, p, f)} {store.label(o)}" for p, f, o in common)[:5]


def path(store: Store, reading: Reading) -> Outcome | None:
    """How concepts hang together: the best path between them, in words."""
    from .. import paths
    from ..errors import NoPath

    try:
        found = paths.between(store, list(reading.anchors[:2]), limit=1)
    except NoPath:
        return None
    if not found:
        return None
    best = found[0]
    items = [item(store, iri) for iri in paths.nodes(best)]
    walked = tuple(
        {
            "position": n,
            "text": text,
            "claims": [c.iri for c in step.claims],
            "passages": [{"first": p.first, "last": p.last} for c in step.claims for p in c.passages],
            "subject": step.subject,
            "property": step.property,
            "forward": step.forward,
            "object": step.object,
        }
        for n, (step, text) in enumerate(zip(best.steps, [steps.words(store, s) for s in best.steps], strict=True), 1)
    )
    return Outcome(tuple(items), lead=paths.sentence(store, best), sparql=query.between(reading.anchors, reading.anchors), steps=walked)
