"""Either: a yes-or-no question that leaves a choice, `is XGBoost bagging or boosting`: which of the options holds.

May import: store, claims, sentences, lexicon, link, model, query, reading, pieces, verify.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .. import sentences
from ..store import Store
from . import query
from .link import Linked, Span
from .model import Outcome, item
from .pieces import class_spans, held, iris, options
from .reading import Reading
from .verify import verify


def readings(linked: Linked, concepts: list[Span]) -> Iterator[Reading]:
    """One concept, and the options that stand behind it."""
    open_ = options(linked)
    subjects = [c for c in concepts if c not in open_]
    if not subjects and len(open_) > 2:
        subjects, open_ = open_[:1], open_[1:]  # "is A B or C": no comma tells them apart
    if len(open_) < 2 or len(subjects) != 1 or subjects[0].first > open_[0].first:
        return
    verbs = [s for s in linked.spans if s.of("property", "noun") and s not in open_]
    properties = tuple(m.iri for s in verbs for m in s.of("property", "noun"))
    used = held(linked, *subjects, *open_, *verbs, *class_spans(linked))
    yield Reading("either", (iris(subjects[0])[0],), properties, among=tuple(iris(o)[0] for o in open_), used=used, prior=0.42)


def either(store: Store, reading: Reading) -> Outcome | None:
    """The options of which the graph says that they hold, each with its claim; None where it says so of none."""
    subject = reading.anchors[0]
    found = []
    for option in reading.among:
        outcome = verify(store, replace(reading, intent="verify", anchors=(subject, option), among=()))
        if outcome and outcome.verdict == "yes" and outcome.items:
            found.append(item(store, option, outcome.items[0].claim))
    if not found:
        return None
    lead = sentences.listed([i.claim.statement if i.claim else i.label for i in found])
    return Outcome(tuple(found), lead=sentences.sentence(lead), sparql=query.between((subject,), reading.among), strength=0.1)
