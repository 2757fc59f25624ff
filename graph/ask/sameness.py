"""Sameness: whether two names mean one thing, `is X the same as Y`.

May import: store, claims, model, query, reading, traits.
"""

from __future__ import annotations

from .. import claims
from ..store import Store
from . import query, traits
from .model import Outcome, item
from .reading import Reading

_SAME = frozenset(("same", "identical", "synonymous", "synonym", "synonyms", "interchangeable"))


def named(store: Store, reading: Reading) -> Outcome | None:
    """`Is the F1 score the harmonic mean of precision and recall?`: two names of one concept."""
    assert reading.linked is not None
    words = reading.linked.tokens
    spans = [s for s in reading.linked.spans if any(m.iri == reading.anchors[0] for m in s.of("concept"))]
    told = {" ".join(t.text for t in words[s.first : s.last]) for s in spans}
    verbs = [s for s in reading.linked.spans if s.of("property") and s not in spans]
    if len(told) < 2 or any(not words[i].is_filler for s in verbs for i in s.positions):
        return None
    found = item(store, reading.anchors[0])
    verdict = "no" if reading.negated else "yes"
    lead = f"{verdict.capitalize()}: both name {found.label}."
    return Outcome((found,), verdict=verdict, lead=lead, sparql=query.described(found.iri, ()), strength=0.2)


def asked(reading: Reading) -> bool:
    """Whether a question is for sameness."""
    return reading.linked is not None and any(t.text in _SAME for t in reading.linked.tokens)


def told_apart(store: Store, reading: Reading) -> Outcome:
    """No, where the graph sets the two against each other; else unknown: no other relation makes them the same."""
    one, other = reading.anchors
    known = claims.of(store)
    both = [c for c in known.find(one, None, other) + known.find(other, None, one) if only_apart(store, c.property)]
    found = [c for c in both if c.polarity and c.standing][:1]
    if not found:
        lead = f"The notes do not say whether {store.label(one)} and {store.label(other)} are the same."
        return Outcome((), verdict="unknown", lead=lead, sparql=query.between((one,), (other,)), strength=-0.3)
    reason = f" ({found[0].reason})" if found[0].reason else ""
    verdict = "yes" if reading.negated else "no"
    lead = f"{verdict.capitalize()}: {found[0].statement}{reason}."
    items = tuple(item(store, c.subject, c) for c in found)
    return Outcome(items, verdict=verdict, lead=lead, sparql=query.between((one,), (other,)), strength=0.1)


def only_apart(store: Store, prop: str) -> bool:
    """Whether a relation only tells two things apart: that says nothing of what else holds between them."""
    known = store.vocabulary.properties.get(prop)
    return known is not None and known.symmetric and traits.of(store).weight(prop) == 0
