"""Recall: the claims whose own words account for nearly all that a question says, where no formal reading does.

May import: progress, vocabulary, store, claims, sentences, choose, lexicon, link, model, normalise, pieces, query, reading, shelf,
traits, values.
"""

from __future__ import annotations

import weakref
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise

from .. import claims, sentences
from ..claims import Claim
from ..progress import Progress, ticking, unseen
from ..store import Store
from ..vocabulary import SKOS, WF
from . import lexicon, query, shelf, traits
from .choose import choose, is_goal, purposes
from .lexicon import Lexicon
from .link import Linked
from .model import Item, Outcome, item
from .normalise import stems
from .pieces import class_spans, is_scenario, options, turns_back
from .reading import Reading
from .values import is_no_size

# Which share of a question's weight the words of one claim must hold; and of one concept, in all that is said of it.
_BY_CLAIM, _BY_CONCEPT = 0.7, 0.8
_KEPT = 0.93
_DESCRIBED = 0.6
_LEAST = 3
# Question words that ask for a person or a number, which no claim's end is.
_OTHER = frozenset(("who", "whose", "whom", "how many", "how much", "how long", "how often"))


@dataclass(frozen=True)
class _Said:
    """A claim, or all that is said of a concept, as stems; *iri* is the claim's or the concept's."""

    iri: str
    stems: frozenset[str]


@dataclass(frozen=True)
class _Index:
    said: tuple[_Said, ...]
    holding: dict[str, tuple[int, ...]]


_cache: weakref.WeakKeyDictionary[Store, _Index] = weakref.WeakKeyDictionary()


def recall(store: Store, linked: Linked, wh: str | None) -> tuple[Reading, Outcome] | None:
    """The answer that the best covering claims give: the end of a claim that the question does not name, of the class asked for.

    A question is covered in the share of its words' weights (BM25's idf; Robertson and Zaragoza, 2009) that a claim holds,
    with the names of its concepts and the words of its property among its own. Numbers must all be held.
    """
    words = lexicon.of(store)
    kinds = class_spans(linked)
    targets = tuple(m.iri for m in kinds[0].of("class")) if kinds else ()
    held = set(kinds[0].positions) if kinds else set()
    scene = 0.2 if is_scenario(linked) else 1.0
    held |= {i for s in options(linked) for i in s.positions}
    content = [t for i, t in enumerate(linked.tokens) if i not in held and not t.is_filler]
    verbs = {linked.tokens[i].start for s in linked.spans if s.of("property") and not s.of("concept") for i in s.positions}
    asked = {t.stem: words.idf(t.stem) * (1.0 if t.stem in words.stems else scene) * (0.25 if t.start in verbs else 1.0) for t in content}
    numbers = {t.stem for t in linked.tokens if t.is_number}
    if len(asked) < (2 if targets else _LEAST) or wh in _OTHER:
        return None
    found = _items(store, words, asked, numbers, targets)
    among = {m.iri for s in options(linked) for m in s.of("concept")}
    valued = _valued(store, linked)
    found = [i for i in found if not valued or i.claim and i.claim.property in valued]
    found = [i for i in found if (not among or i.iri in among) and not turns_back(words, linked, _ends_of(i))]
    found = [i for i in found if i.claim is None or not is_no_size(store, linked, i.claim)]
    if not found:
        return None
    reading = Reading("choose", (), targets=targets, linked=linked, wh=wh, used=frozenset(range(len(linked.tokens))))
    if not targets and wh and is_goal(store, found[0].iri) and not purposes(store, found[0].iri):
        # Someone who describes a circumstance or a task asks what serves it.
        reading = replace(reading, anchors=(found[0].iri,))
        serving = choose(store, reading)
        return (reading, serving) if serving else None
    values = [i for i in found if i.claim and i.claim.object not in store.concept_set and i.claim.property != SKOS + "definition"]
    if values and any(a.text == "how" and b.text in ("is", "are") for a, b in pairwise(linked.tokens)):
        return None  # who asks how something is done wants no number
    lead = " ".join(sentences.sentence(i.claim.statement) for i in values if i.claim)
    reading = replace(reading, intent="value") if values else reading
    return reading, Outcome(tuple(values or found), lead=lead, sparql=_sparql(found, targets))


def _valued(store: Store, linked: Linked) -> set[str]:
    """The properties of numbers and texts by whose noun a question opens: `timeout of ...`, `default value of ...`."""
    known = store.vocabulary.properties
    words = [t.text for t in linked.tokens]
    opening = [s for s in linked.spans if s.last < len(words) and {words[s.last], words[s.last - 1]} & {"of", "for"}]
    nouns = [m.iri for s in opening[:1] if not s.of("concept", "class") for m in s.of("property", "noun")]
    plain = {p for p in nouns if p in known and (not known[p].is_object or known[p].range == WF + "Quantity")}
    return {b for p in plain for b in store.vocabulary.subproperties(p)}


def _ends_of(found: Item) -> set[str]:
    return {found.iri, *((found.claim.subject, found.claim.object) if found.claim else ())}


def _sparql(found: list[Item], targets: tuple[str, ...]) -> str:
    return query.instances(targets) if targets else query.described(found[0].iri, ())


def _items(store: Store, words: Lexicon, asked: dict[str, float], numbers: set[str], targets: tuple[str, ...]) -> list[Item]:
    total = sum(asked.values())
    best: dict[str, tuple[float, Item]] = {}
    known = claims.of(store)
    for share, iri, bag in _covering(store, asked, 2 if targets else _LEAST):
        if numbers - bag:
            continue
        claim = known.by_iri.get(iri)
        for concept in _ends(store, claim, asked) if claim else [iri]:
            fits = bool(set(targets) & traits.types(store, concept)) if targets else claim is not None
            if fits and share >= total * (_BY_CLAIM if claim else _BY_CONCEPT) and best.get(concept, (0.0,))[0] < share:
                best[concept] = (share, item(store, concept, claim))
    ranked = sorted(best.values(), key=lambda b: (-b[0], b[1].label))
    return [i for share, i in ranked if share >= _KEPT * ranked[0][0]][:5]


def _covering(store: Store, asked: dict[str, float], least: int) -> list[tuple[float, str, frozenset[str]]]:
    """What is said, by the weight of the asked words that it holds, and at least *least* of them."""
    index = _index(store)
    weight: dict[int, float] = defaultdict(float)
    count: dict[int, int] = defaultdict(int)
    for word, idf in asked.items():
        for position in index.holding.get(word, ()):
            weight[position] += idf
            count[position] += 1
    return [(w, index.said[p].iri, index.said[p].stems) for p, w in weight.items() if count[p] >= least]


def _ends(store: Store, claim: Claim, asked: dict[str, float]) -> list[str]:
    """The end of a claim that the question describes by a name of it; else the one of which it says less."""
    if claim.object not in store.concept_set:
        return [claim.subject]

    names = {iri: [set(stems(n)) for n in (store.label(iri), *store.synonyms(iri))] for iri in (claim.subject, claim.object)}
    least = _DESCRIBED * sum(asked.values())
    described = [i for i in names if any(len(n) > 1 and n <= asked.keys() and sum(asked[s] for s in n) >= least for n in names[i][1:])]
    described = [i for i in described if not names[i][0] <= asked.keys()]  # named, not described
    if len(described) == 1:
        return described

    def told(iri: str) -> float:
        return max((len(n & asked.keys()) / len(n) for n in names[iri] if n), default=0.0)

    one, other = told(claim.subject), told(claim.object)
    prop = store.vocabulary.properties.get(claim.property)
    if one == other < 1 and prop and prop.label.startswith("is ") and prop.inverse:
        return [claim.object]  # a passive: who does it stands at its end
    return [claim.subject] if one <= other and one < 1 else [claim.object] if other < 1 else []


def prepare(store: Store, progress: Progress = unseen) -> None:
    """Make or take from the shelf what the first recall would wait for; *progress* may cancel it, and nothing is kept."""
    _index(store, progress)


def _index(store: Store, progress: Progress = unseen) -> _Index:
    if store not in _cache:
        kept = shelf.load(store, "recall")
        if not isinstance(kept, _Index):
            kept = _build(store, progress)
            shelf.keep(store, "recall", kept)
        _cache[store] = kept
    return _cache[store]


def _build(store: Store, progress: Progress) -> _Index:
    told = ticking(claims.of(store).all, "indexing claims", progress)
    said = [_Said(c.iri, _claim_stems(store, c)) for c in told if c.standing and c.polarity]
    said += [_Said(iri, frozenset(bag)) for iri, bag in sorted(lexicon.of(store).documents.items())]
    holding: dict[str, list[int]] = defaultdict(list)
    for position, one in enumerate(said):
        for word in one.stems:
            holding[word].append(position)
    return _Index(tuple(said), {w: tuple(p) for w, p in holding.items()})


def _claim_stems(store: Store, claim: Claim) -> frozenset[str]:
    prop = store.vocabulary.properties.get(claim.property)
    verbs = (prop.label, *prop.words, *prop.nouns) if prop and claim.property != SKOS + "definition" else ()
    named = [
        n for c in (claim.subject, claim.object, *claim.conditions) if c in store.concept_set for n in (store.label(c), *store.synonyms(c))
    ]
    return frozenset(s for text in (claim.statement, claim.reason, *verbs, *named) for s in stems(text))
