"""Verify: is it so? Yes by a claim, no by a denial, an exclusion or contrary evidence, unknown otherwise.

May import: vocabulary, store, claims, sentences, english, model, normalise, query, reading, sameness, traits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from .. import claims, sentences
from ..claims import Claim
from ..store import Store
from ..vocabulary import RDF, WF
from . import english, query, sameness, traits
from .model import Item, Outcome, item
from .normalise import Token
from .normalise import stems as stems_of
from .reading import Reading, left_over


def verify(store: Store, reading: Reading) -> Outcome | None:
    """Whether one concept stands in a relation to another."""
    one, other = reading.anchors
    if one == other:
        return sameness.named(store, reading)
    if sameness.asked(reading):
        return sameness.told_apart(store, reading)
    known = claims.of(store)
    sparql = query.between((one,), (other,))
    both = [c for c in known.find(one, None, other) + known.find(other, None, one)]
    wanted = related(store, reading.properties)
    named = [c for c in both if c.property in wanted]
    telling = [c for c in both if not sameness.only_apart(store, c.property)]
    verbs = named or (telling if _is_light(store, reading) else [])
    verdict, found, why = _judge(store, verbs, both, reading.properties)
    if verdict is None:
        verdict, found, why = _only(store, one, other, wanted or None)
    if verdict is None:
        verdict, found, why = _inherited(store, one, other, wanted)
        verdict, found, why = _by_a_part(store, one, other, wanted) if verdict is None else (verdict, found, why)
    if verdict is None and (doer := _namesake(store, one)):
        return verify(store, replace(reading, anchors=(doer, other)))
    if verdict is None:
        return Outcome(
            (),
            verdict="unknown",
            lead=f"The notes do not say whether {store.label(one)} and {store.label(other)} stand in that relation.",
            sparql=sparql,
            strength=-0.3,
        )
    return _verdict(store, verdict, found, why, sparql, reading, 0.1)


def leaves_aside(store: Store, reading: Reading, rest: list[Token]) -> bool:
    """Whether words of the sentence that asks name a concept that a verdict would not speak of: it may turn the verdict.

    What is linked to the concepts that it speaks of only tells which ones these are: gamma "in XGBoost".
    """
    assert reading.linked is not None
    asked = {t.start for t in rest if t.sentence == reading.linked.tokens[-1].sentence}
    links = [k for a in reading.anchors for k in store.links(a) if not sameness.only_apart(store, k.property)]
    near = {k.other for k in links} | {*reading.anchors, *reading.holders}
    aside = [s for s in reading.linked.spans if s.of("concept") and not near & {m.iri for m in s.of("concept")}]
    return any(reading.linked.tokens[i].start in asked for s in aside for i in s.positions)


def _namesake(store: Store, task: str) -> str | None:
    """What does a task and has its name: the Image Classification algorithm for image classification."""
    own = set(stems_of(store.label(task)))
    doers = [c.subject for c in claims.of(store).by_object.get(task, []) if c.polarity and c.standing]
    return next((d for d in doers if own < set(stems_of(store.label(d)))), None)


def _verdict(store: Store, verdict: str, found: list[Claim], why: str, sparql: str, reading: Reading, strength: float) -> Outcome:
    direction = _asked_direction(reading)
    said = {c.direction for c in found} - {None}
    if direction and said and direction not in said and verdict == "yes":
        verdict, why = "no", f"it is {'a lower' if 'lower' in said else 'a higher'} value that does it"
    without = reading.linked is not None and any(t.text == "without" for t in reading.linked.tokens)
    if reading.negated or (without and found and not any(c.polarity for c in found)):
        verdict = {"yes": "no", "no": "yes"}.get(verdict, verdict)
    items = [item(store, c.subject, c, inferred=bool(why)) for c in found]
    lead = f"{verdict.capitalize()}: " + ("; ".join(_say(c) for c in found[:3]) or why)
    if why and found:
        lead += f" ({why})"
    unconditional = [c for c in found if not c.conditions]
    if verdict == "yes" and found and not unconditional:
        lead += " (only under that condition)"
    return Outcome(tuple(items), verdict=verdict, lead=lead + ".", sparql=sparql, strength=strength)


def _say(claim: Claim) -> str:
    return claim.statement + (f", because {claim.reason}" if claim.reason else "")


def _asked_direction(reading: Reading) -> str | None:
    assert reading.linked is not None
    words = {t.text for t in reading.linked.tokens}
    lower, higher = words & (english.LOWER - {"reduce", "reducing", "lower"}), words & english.HIGHER
    if words & {"lower", "lowering"} and not higher:
        lower |= {"lower"}
    return "lower" if lower and not higher else "higher" if higher and not lower else None


def related(store: Store, properties: Iterable[str]) -> frozenset[str]:
    """Some properties with what is above and below them, and their inverses."""
    known = store.vocabulary.properties
    found: set[str] = set()
    for iri in properties:
        if iri not in known:
            continue
        near = {iri, *known[iri].parents, *store.vocabulary.subproperties(iri)}
        found |= near | {known[p].inverse or p for p in near if p in known}
    return frozenset(found)


def _is_light(store: Store, reading: Reading) -> bool:
    """Whether the question names no property, or only says that something can be used or done."""
    names = {store.vocabulary.properties[p].name for p in reading.properties}
    return not reading.properties or bool(names & {"supports", "performs", "isUsedFor", "isSuitedTo", "uses", "reads", "takes"})


def _judge(store: Store, named: list[Claim], both: list[Claim], properties: tuple[str, ...]) -> tuple[str | None, list[Claim], str]:
    standing = [c for c in named if c.standing]
    yes, no = [c for c in standing if c.polarity], [c for c in standing if not c.polarity]
    opposite = frozenset(o for p in properties if (o := store.vocabulary.properties[p].opposite))
    contrary = [c for c in both if c.property in opposite and c.polarity and c.standing]
    if no and not yes:
        return "no", no, ""
    general = traits.of(store).general
    if no and all(c.property in general for c in yes) and any(c.property not in general for c in no):
        return "no", no, ""  # what is denied outright weighs more than what suits
    if yes:
        return "yes", yes, ""
    if contrary:
        return "no", contrary, "the opposite holds"
    return None, [], ""


def _only(store: Store, one: str, other: str, properties: frozenset[str] | None) -> tuple[str | None, list[Claim], str]:
    """No, if the notes name all that relate to the other concept and this is none of them, though of their kind."""
    for target, subject in ((other, one), (one, other)):
        listed = [c for c in claims.of(store).find(None, properties, target) if c.only and c.polarity and c.standing]
        other_than = listed and subject not in {c.subject for c in listed}
        if other_than and all(set(store.kinds(subject)) & set(store.kinds(c.subject)) for c in listed):
            return "no", listed, "inferred: the notes name these as all there are"
    return None, [], ""


def _inherited(store: Store, one: str, other: str, properties: frozenset[str]) -> tuple[str | None, list[Claim], str]:
    """Yes, if the graph says so without a claim, or it follows (inverse, subproperty, transitivity)."""
    links = [
        k
        for k in store.links(one)
        if k.other == other and (k.property in properties if properties else traits.of(store).weight(k.property) > 0)
    ]
    if links:
        link = links[0]
        subject, object = (one, other) if link.forward else (other, one)
        said = f"{store.label(subject)} {store.label(link.property)} {store.label(object)}"
        return "yes", [], f"inferred: {said}" if link.inferred else said
    return None, [], ""


def _by_a_part(store: Store, one: str, other: str, properties: frozenset[str]) -> tuple[str | None, list[Claim], str]:
    """Yes, where a part can do what is asked: then the whole can, with it."""
    serving = frozenset((WF + "isUsedFor", *store.vocabulary.subproperties(WF + "isUsedFor")))
    parts = [k.other for k in store.links(one) if (k.property, k.forward) in ((WF + "hasPart", True), (WF + "isPartOf", False))]
    for part in parts if not properties or properties & serving else ():
        if does := [c for c in claims.of(store).find(part, serving, other) if c.polarity and c.standing]:
            return "yes", does[:1], f"inferred: {store.label(part)} is part of {store.label(one)}"
    return None, [], ""


def verify_class(store: Store, reading: Reading) -> Outcome | None:
    """Whether a concept is of a class; no where the classes that it has exclude it."""
    iri = reading.anchors[0]
    types = store.types(iri)
    sparql = query.described(iri, (RDF + "type",))
    targets = list(dict.fromkeys(reading.targets))
    inside = [t for t in targets if t in types]
    outside = [t for t in targets if t not in types and any(store.vocabulary.disjoint(k, t) for k in store.kinds(iri))]
    kinds = sentences.listed([_article(store.label(k)) for k in store.kinds(iri)])
    found = item(store, iri, statement=f"{store.label(iri)} is {kinds}")
    if inside and outside and _leaves_a_choice(reading):
        lead = f"{store.label(iri)} is {sentences.listed([_article(store.label(t)) for t in inside])}."
        return Outcome((found,), lead=lead, sparql=sparql, strength=0.05)
    if outside:
        verdict, lead = (
            "no",
            f"No: {store.label(iri)} is {kinds}, which excludes {store.label(outside[0])} (inferred from disjoint classes).",
        )
        found = Item(found.iri, found.label, found.kind, found.statement, None, found.passages, None, None, True)
    elif inside and _all_named(store, reading, inside):
        verdict, lead = "yes", f"Yes: {store.label(iri)} is {kinds}."
    else:
        return Outcome(
            (),
            verdict="unknown",
            lead=f"The notes do not say whether {store.label(iri)} is {_article(store.label(targets[0]))}.",
            sparql=sparql,
            strength=-0.2,
        )
    if reading.negated:
        verdict = {"yes": "no", "no": "yes"}[verdict]
        lead = lead.replace("Yes:", "No:") if verdict == "no" else lead.replace("No:", "Yes:")
    return Outcome((found,), verdict=verdict, lead=lead, sparql=sparql, strength=0.05)


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiouAEIO' else 'a'} {noun}"


def _leaves_a_choice(reading: Reading) -> bool:
    """Whether *or* stands between the classes of a question: `is PCA supervised or unsupervised`."""
    assert reading.linked is not None
    named = [s for s in reading.linked.spans if set(m.iri for m in s.of("class")) & set(reading.targets)]
    between = reading.linked.tokens[named[0].last : named[-1].first] if len(named) > 1 else ()
    return any(t.text == "or" for t in between)


def _all_named(store: Store, reading: Reading, inside: list[str]) -> bool:
    """Each class word of the question must be met by one of its meanings."""
    assert reading.linked is not None
    spans = [s for s in reading.linked.spans if s.of("class") and set(m.iri for m in s.of("class")) & set(reading.targets)]
    return all(any(m.iri in inside for m in s.of("class")) for s in spans)


def verify_text(store: Store, reading: Reading) -> Outcome | None:
    """Whether some claim of a concept says what the question asks, word for word; numbers must agree."""
    assert reading.linked is not None
    iri = reading.anchors[0]
    asked = [reading.linked.tokens[i] for i in left_over(reading)]
    stems = {t.stem for t in asked}
    if sameness.asked(reading) or stems <= {s for n in (store.label(iri), *store.synonyms(iri)) for s in stems_of(n)}:
        return None  # its own name says nothing of it: a rectified linear unit is not linear
    known = claims.of(store)
    pool = known.by_subject.get(iri, []) + known.by_object.get(iri, [])
    best = [c for c in pool if stems <= _stems(store, c) and c.standing]
    numbers = {t.stem for t in asked if t.is_number}
    if best:
        verdict = "no" if not best[0].polarity else "yes"
        out = _verdict(store, verdict, best[:2], "", query.described(iri, ()), reading, 0.0)
        return Outcome(out.items, verdict=out.verdict, lead=out.lead, sparql=out.sparql, explained=frozenset(stems), strength=0.05)
    if numbers:
        rest = stems - numbers
        near = [
            c
            for c in pool
            if rest <= _stems(store, c)
            and c.standing
            and re.search(r"\d", c.object + c.statement)
            and (not reading.properties or c.property in reading.properties)
        ]
        if near and len(rest) + bool(reading.properties) > 0:
            out = _verdict(store, "no", near[:2], "the notes give another number", query.described(iri, ()), reading, 0.0)
            return Outcome(out.items, verdict=out.verdict, lead=out.lead, sparql=out.sparql, explained=frozenset(stems), strength=0.0)
    return None


def _stems(store: Store, claim: Claim) -> set[str]:
    words = f"{claim.statement} {claim.reason}"
    if claim.object in store.concept_set:
        words += " " + " ".join(store.synonyms(claim.object))
    return set(stems_of(words))


def advice(store: Store, reading: Reading) -> Outcome | None:
    """Which way to move a setting: the direction of the claim that relates it to the goal."""
    one, other = reading.anchors
    found = [c for c in claims.of(store).find(one, None, other) if c.direction and c.standing]
    if not found:
        return None
    claim = found[0]
    worse = bool((p := store.vocabulary.properties.get(claim.property)) and p.opposite and p.name in ("worsens", "decreases"))
    way = {"lower": "lower", "higher": "raise"}[claim.direction or "lower"]
    if worse:
        way = {"lower": "raise", "raise": "lower"}[way]
    lead = f"{way.capitalize()} it: {_say(claim)}."
    return Outcome((item(store, one, claim),), lead=lead, sparql=query.between((one,), (other,)), strength=0.2)
