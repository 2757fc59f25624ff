"""Choose: what fits a task or a condition, best first; the constraint decides, and the answer says which one did.

May import: vocabulary, store, claims, model, pieces, query, reading, lexicon, link, traits.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from .. import claims
from ..claims import Claim
from ..store import Store
from ..vocabulary import RDF, WF
from . import lexicon, query, traits
from .model import Item, Outcome, item
from .pieces import is_scenario
from .reading import Reading

# To need a thing is no merit: that it is not needed speaks against nothing.
NEEDING = frozenset((WF + "requires",))


def choose(store: Store, reading: Reading) -> Outcome | None:
    """Candidates of the class asked for, by how many of the named tasks and conditions their claims meet."""
    if reading.negated:
        return _excluded(store, reading)
    sparql = query.suited(reading.anchors, reading.targets, [*_unfit(store), RDF + "type"])
    met: dict[str, dict[str, Claim | None]] = defaultdict(dict)
    known = claims.of(store)
    for row in query.run(store, sparql):
        iri, anchor = row["answer"], row["anchor"]
        if reading.among and iri not in reading.among or any(_does(store, iri, w) for w in reading.without):
            continue
        if iri in store.concept_set and iri not in reading.anchors:
            claim = _best(store, known, iri, anchor)
            # What a means is good for is no means: only where its class is asked for.
            served = claim is not None and claim.subject == anchor and _weight(store, claim) > traits.ORDINARY and not reading.targets
            if (claim is not None or not known.all) and not served:
                met[iri][anchor] = claim
    if not met:
        return None
    return _ranked(store, reading, met, sparql)


def purposes(store: Store, iri: str) -> list[str]:
    """What a concept is chosen for."""
    known = traits.of(store).purposes
    if iri not in known:
        known[iri] = _purposes(store, iri)
    return known[iri]


def _purposes(store: Store, iri: str) -> list[str]:
    return [c.object for c in claims.of(store).by_subject.get(iri, []) if c.polarity and c.standing and _weight(store, c) > traits.ORDINARY]


def is_goal(store: Store, iri: str) -> bool:
    """Whether other things are chosen for a concept."""
    return any(c.polarity and c.standing and _weight(store, c) > traits.ORDINARY for c in claims.of(store).by_object.get(iri, []))


def _does(store: Store, iri: str, other: str) -> bool:
    """Whether a concept is, or by a fitting claim does, what an answer must do without."""
    known = claims.of(store)
    does = [*known.find(iri, None, other), *(c for c in known.by_subject.get(iri, []) if other in c.conditions)]
    return iri == other or any(c.polarity and c.standing and _weight(store, c) > traits.ORDINARY for c in does)


def _excluded(store: Store, reading: Reading) -> Outcome | None:
    """What is denied of each, for a question with *not*; and by an *only*, the other instances of the class, as inferred."""
    known = claims.of(store)
    anchors = set(reading.anchors)
    denied = [c for c in known.all if not c.polarity and c.standing and c.object in anchors]
    inside = [c for c in denied if not reading.targets or set(reading.targets) & traits.types(store, c.subject)]
    items = {c.subject: item(store, c.subject, c) for c in inside}
    listed = {c.subject for c in known.all if c.only and c.polarity and c.standing and c.object in anchors}
    if listed and reading.targets:
        for row in query.run(store, query.instances(reading.targets)):
            iri = row["answer"]
            if iri not in listed and all(set(store.kinds(iri)) & set(store.kinds(one)) for one in listed):
                items.setdefault(
                    iri,
                    item(
                        store, iri, statement=f"{store.label(iri)} is not among those that the notes name as all there are", inferred=True
                    ),
                )
    if not items:
        return None
    return Outcome(
        tuple(items.values()),
        lead="Denied, or excluded because the notes name all there are.",
        sparql=query.instances(reading.targets) if reading.targets else None,
    )


def _best(store: Store, known: claims.Claims, iri: str, anchor: str) -> Claim | None:
    """The strongest standing claim that ties a candidate to what is asked for."""
    found = [
        c
        for c in known.by_subject.get(iri, [])
        if c.polarity and c.standing and _weight(store, c) > 0 and (c.object == anchor or anchor in c.conditions)
    ]
    found += [c for c in known.find(anchor, None, iri) if c.polarity and c.standing and c.property not in _unfit(store)]
    return max(found, key=lambda c: (_weight(store, c), -(c.rank or 99)), default=None)


def _weight(store: Store, claim: Claim) -> float:
    """The fitness that the vocabulary gives the property of a claim."""
    return traits.of(store).weight(claim.property)


def _unfit(store: Store) -> list[str]:
    """The properties that never make their subject a choice."""
    return traits.of(store).unfit


def _ranked(store: Store, reading: Reading, met: dict[str, dict[str, Claim | None]], sparql: str) -> Outcome | None:
    words = lexicon.of(store)
    assert reading.linked is not None
    asked = {t.stem for t in reading.linked.tokens if not t.is_filler}
    denied = {iri for iri in met if _denied(store, iri, reading.anchors)}
    most = max(len(v) for v in met.values())
    least = max(1, most - 1) if _wants_several(reading) else most
    scored = []
    for iri, by_anchor in met.items():
        if (
            iri in denied
            or len(by_anchor) < least
            or not any(c is None or _weight(store, c) > traits.ORDINARY or reading.targets for c in by_anchor.values())
        ):
            continue
        fit = sum(_weight(store, c) if c else traits.ORDINARY for c in by_anchor.values())
        # Where the notes rank what serves a case, their order counts more than the words that a story shares.
        rank = min((3 * c.rank if c.rank else 9 for c in by_anchor.values() if c), default=9)
        said = words.documents.get(iri, Counter())
        overlap = sum(words.idf(s) for s in asked if said.get(s)) / (1 + sum(words.idf(s) for s in asked))
        scored.append((fit - 0.03 * rank + 0.5 * overlap, len(by_anchor), iri))
    if not scored:
        return None
    scored.sort(key=lambda s: (-s[1], -s[0], s[2]))
    floor = 0.5 * scored[0][0] / scored[0][1]
    kept = [iri for score, count, iri in scored if score / count >= floor][:12]
    items = tuple(_chosen(store, iri, met[iri]) for iri in kept)
    decided = _decided(store, reading, met, kept)
    missing = [a for a in reading.anchors if a not in met[kept[0]]]
    lead = ""
    firm = [a for a in missing if WF + "Condition" not in traits.types(store, a)]
    if firm and not is_scenario(reading.linked):
        return None
    if missing and len(reading.anchors) > 1:
        lead = f"Undecided: the notes say nothing of {', '.join(store.label(a) for a in missing)} here."
    return Outcome(items, sparql=sparql, decided_by=decided, lead=lead, strength=0.1 * (most - 1) - 0.12 * len(missing))


def _wants_several(reading: Reading) -> bool:
    """Whether a question asks for things of a class in the plural: then what fits in part stands behind what fits in all."""
    assert reading.linked is not None
    asked = [s for s in reading.linked.spans if set(reading.targets) & {m.iri for m in s.of("class")}]
    words = [t.text for t in reading.linked.tokens]
    return any(words[s.last - 1].endswith("s") and set(words[max(0, s.first - 2) : s.first]) & {"which", "what"} for s in asked)


def _denied(store: Store, iri: str, anchors: tuple[str, ...]) -> bool:
    known = claims.of(store).by_subject.get(iri, [])
    return any(not c.polarity and c.standing and c.object in anchors and c.property not in NEEDING for c in known)


def _chosen(store: Store, iri: str, by_anchor: dict[str, Claim | None]) -> Item:
    found = [c for c in by_anchor.values() if c]
    return item(store, iri, max(found, key=lambda c: _weight(store, c)) if found else None)


def _decided(store: Store, reading: Reading, met: dict[str, dict[str, Claim | None]], kept: list[str]) -> str | None:
    """The condition that told the first answer from the others that do the same t"""
    conditions = [a for a in reading.anchors if a in met[kept[0]] and WF + "Condition" in traits.types(store, a)]
    return store.label(conditions[0]) if conditions else None
