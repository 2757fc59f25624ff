"""Effects: what comes of moving a thing, or of having it: `what happens when the threshold is lowered`.

May import: vocabulary, store, claims, sentences, english, frame, link, model, query, reading, pieces.
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import claims, sentences
from ..claims import Claim
from ..store import Store
from ..vocabulary import WF
from . import english, query
from .frame import Frame
from .link import Linked, Span
from .model import Outcome, item
from .pieces import class_spans, held, iris, words_at
from .reading import Reading


def readings(linked: Linked, shape: Frame, concepts: list[Span]) -> Iterator[Reading]:
    """One concept, and a question for what happens, or for an effect, of it."""
    asked = words_at(linked, english.HAPPENING) or _doing(linked)
    if not asked or shape.polar or len(concepts) != 1:
        return
    verbs = [s for s in linked.spans if s.of("property", "noun") and s is not concepts[0]]
    used = asked | words_at(linked, english.HIGHER | english.LOWER) | held(linked, concepts[0], *verbs, *class_spans(linked))
    for iri in iris(concepts[0])[:2]:
        yield Reading("effects", (iri,), used=used, wh=shape.wh, prior=0.45)


def _doing(linked: Linked) -> frozenset[int]:
    """The words of `what does a low X do`, `what will a higher X cause`, where something is moved."""
    words = [t.text for t in linked.tokens]
    asks = len(words) > 3 and words[0] == "what" and words[1] in ("do", "does", "will", "would", "can") and words[-1] in ("do", "cause")
    return frozenset((0, 1, len(words) - 1)) if asks and set(words[2:-1]) & (english.HIGHER | english.LOWER) else frozenset()


def effects(store: Store, reading: Reading) -> Outcome | None:
    """What a concept raises, lowers, worsens, mitigates or else affects; of a setting that is moved, what moving it that way does."""
    causal = _causal(store)
    known = [c for c in claims.of(store).by_subject.get(reading.anchors[0], []) if c.property in causal and c.standing and c.polarity]
    direction = _direction(reading)
    found = [c for c in known if direction is None or c.direction in (None, direction)]
    found = [c for c in found if c.direction == direction] or found
    objects = {c.object: c for c in reversed(found) if c.object in store.concept_set}
    if not objects:
        return None
    items = tuple(item(store, other, claim) for other, claim in reversed(objects.items()))
    lead = sentences.sentence(sentences.listed([_say(i.claim) for i in items if i.claim]))
    return Outcome(items, lead=lead, sparql=query.described(reading.anchors[0], tuple(sorted({c.property for c in found}))), strength=0.1)


def _say(claim: Claim) -> str:
    return claim.statement + (f" ({claim.reason})" if claim.reason else "")


def _causal(store: Store) -> frozenset[str]:
    """The properties that have an opposite, and those that say that something is affected."""
    known = store.vocabulary
    return frozenset(p.iri for p in known.properties.values() if p.opposite) | known.subproperties(WF + "affects")


def _direction(reading: Reading) -> str | None:
    assert reading.linked is not None
    words = {t.text for t in reading.linked.tokens}
    higher, lower = bool(words & english.HIGHER), bool(words & english.LOWER)
    return None if higher == lower else "higher" if higher else "lower"
