"""Evidence: what fits a told story best, by how much of the story each candidate's own claims account for.

May import: vocabulary, store, claims, choose, lexicon, link, model, normalise, pieces, query, reading, traits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .. import claims
from ..claims import Claim
from ..store import Store
from ..vocabulary import WF
from . import lexicon, query, traits
from .choose import NEEDING, purposes
from .lexicon import Lexicon
from .link import Linked
from .model import Outcome, item
from .normalise import Token
from .pieces import asked_in, avoided, class_spans, is_scenario, options
from .reading import Reading

# The share of a story's weight that is enough for an answer; the least with a lead over the next; what counts as equal.
_ENOUGH, _LEAST, _LEAD, _EQUAL = 0.7, 0.5, 0.12, 0.06
_BY_WORD, _OTHER_CLASS, _SCENE = 0.85, 0.55, 0.2


# What is put together from other things is no choice unless its class is asked for.
_WHOLE = frozenset((WF + "Recipe", WF + "Formula"))


@dataclass(frozen=True)
class _Story:
    """The words of a story with their weights, and the concepts that its phrases name, each with the words it takes."""

    words: dict[int, tuple[str, float]]
    named: tuple[tuple[frozenset[int], tuple[str, ...]], ...]
    barred: frozenset[str]
    targets: frozenset[str]
    among: frozenset[str]

    @property
    def total(self) -> float:
        return sum(w for _, w in self.words.values()) or 1.0


def weigh(store: Store, linked: Linked, wh: str | None) -> tuple[Reading, Outcome] | None:
    """The candidates that account for most of a story, best first; None where none does clearly.

    A word counts (by BM25's idf; Robertson and Zaragoza, 2009) when a candidate's claims hold it, and in full when it
    belongs to the name of a concept to which a claim ties the candidate.
    """
    if not is_scenario(linked) or wh not in ("which", "what", None, "how"):
        return None
    story = _story(store, lexicon.of(store), linked)
    ranked = sorted(((share(store, story, iri), iri) for iri in _candidates(store, story)), key=lambda s: (-s[0], s[1]))[:6]
    if not ranked or not _is_clear([score for score, _ in ranked]):
        return None
    kept = [iri for score, iri in ranked if score >= ranked[0][0] - _EQUAL][:3]
    ties = {iri: _tie(store, story, iri) for iri in kept}
    reading = Reading("choose", (), targets=tuple(sorted(story.targets)), linked=linked, wh=wh, used=frozenset(range(len(linked.tokens))))
    sparql = query.instances(reading.targets) if reading.targets else query.described(kept[0], ())
    return reading, Outcome(tuple(item(store, iri, ties[iri]) for iri in kept), sparql=sparql, strength=ranked[0][0])


def _is_clear(scores: list[float]) -> bool:
    behind = next((s for s in scores if s < scores[0] - _EQUAL), 0.0)
    return scores[0] >= _ENOUGH or scores[0] >= _LEAST and scores[0] - behind >= _LEAD


def share_of(store: Store, linked: Linked, iri: str) -> float:
    """The share of a story, from 0 to 1, for which the claims of one concept account."""
    return share(store, _story(store, lexicon.of(store), linked), iri)


def _story(store: Store, words: Lexicon, linked: Linked) -> _Story:
    kinds = asked_in(linked, class_spans(linked))
    lead = next((k for k in kinds if not k.of("concept")), None)
    open_, barred = options(linked), avoided(linked)
    aside = {i for s in [*open_, *barred, *([lead] if lead else [])] for i in s.positions}
    told = {i: t for i, t in enumerate(linked.tokens) if i not in aside and not t.is_filler and not t.is_number}
    spans = [s for s in linked.spans if s.of("concept") and s not in open_ and s not in barred]
    return _Story(
        {i: (t.stem, _weight(words, t)) for i, t in told.items()},
        tuple((s.positions, tuple(m.iri for m in s.of("concept")[:3])) for s in spans),
        frozenset(m.iri for s in barred for m in s.of("concept")),
        frozenset(m.iri for m in lead.of("class")) if lead else frozenset(),
        frozenset(m.iri for s in open_ for m in s.of("concept")),
    )


def _weight(words: Lexicon, token: Token) -> float:
    return words.idf(token.stem) * (1.0 if token.stem in words.stems else _SCENE)


def _candidates(store: Store, story: _Story) -> list[str]:
    """What may be chosen: what the question offers, else what is of the class asked for or good for something."""
    if story.among:
        return sorted(story.among)
    types = {iri: traits.types(store, iri) for iri in store.concepts}
    return [i for i in store.concepts if story.targets & types[i] or purposes(store, i) and not _WHOLE & types[i]]


def share(store: Store, story: _Story, iri: str) -> float:
    """The share of a story's weight that a candidate accounts for; less where it is not of the class asked for."""
    said: Mapping[str, int] = lexicon.of(store).documents.get(iri, {})
    ties = _ties(store, iri) if story.named or story.barred else {}
    covered = {i: w * _BY_WORD for i, (stem, w) in story.words.items() if stem in said}
    for positions, concepts in story.named:
        if iri in concepts or any(c in ties for c in concepts):
            covered.update({i: story.words[i][1] for i in positions if i in story.words})
    if story.barred & ties.keys() or _denied(store, story, iri):
        return 0.0
    other = story.targets and not story.targets & traits.types(store, iri)
    return sum(covered.values()) / story.total * (_OTHER_CLASS if other else 1.0)


def _ties(store: Store, iri: str) -> dict[str, Claim]:
    """The concepts to which standing positive claims tie a concept, as objects or as conditions."""
    found: dict[str, Claim] = {}
    for claim in claims.of(store).by_subject.get(iri, []):
        if claim.polarity and claim.standing:
            for other in (claim.object, *claim.conditions):
                found.setdefault(other, claim)
    return found


def _denied(store: Store, story: _Story, iri: str) -> bool:
    named = {c for _, concepts in story.named for c in concepts}
    known = claims.of(store).by_subject.get(iri, [])
    return any(not c.polarity and c.standing and c.object in named and c.property not in NEEDING for c in known)


def _tie(store: Store, story: _Story, iri: str) -> Claim | None:
    ties = _ties(store, iri)
    fits = [ties[c] for _, concepts in story.named for c in concepts if c in ties]
    return max(fits, key=lambda c: traits.of(store).weight(c.property), default=None)
