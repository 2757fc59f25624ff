"""Lexicon: every word and phrase by which a graph's concepts, classes, properties and units are called.

May import: progress, vocabulary, store, claims, english, normalise, shelf, thresholds.
"""

from __future__ import annotations

import functools
import math
import weakref
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pyoxigraph as ox

from .. import claims
from ..progress import Progress, ticking, unseen
from ..store import SYNONYMS, Store
from ..vocabulary import INFERRED, RDF, SKOS, WF, Property
from . import english, shelf, thresholds
from .normalise import Token, stem, tokens


@dataclass(frozen=True)
class Meaning:
    """What a phrase may stand for: kind is concept, class, property, noun (the subject of a property) or unit."""

    kind: str
    iri: str
    forward: bool = True
    weight: float = 1.0
    copular: bool = False  # "is used for": the verb is *be*, and its participle makes no passive


@dataclass(eq=False)
class Lexicon:
    """Phrases (tuples of stems) -> meanings; *words* are all surface words, for mending typos.

    *surfaces* holds for the stem of each name of one word the words as written, with what they name: `active` is no `activation`.

    *towards* holds the stems of a name that follow a word of direction, such as `text` of "speech to text".
    """

    concepts: dict[tuple[str, ...], list[Meaning]] = field(default_factory=lambda: defaultdict(list))
    properties: dict[tuple[str, ...], list[Meaning]] = field(default_factory=lambda: defaultdict(list))
    words: dict[str, str] = field(default_factory=dict)
    surfaces: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    units: frozenset[str] = frozenset()
    holding: dict[str, set[tuple[str, frozenset[str]]]] = field(default_factory=lambda: defaultdict(set))
    symptoms: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    scale: thresholds.Scale = thresholds.Scale()
    towards: dict[tuple[frozenset[str], str], frozenset[str]] = field(default_factory=dict)
    documents: dict[str, Counter[str]] = field(default_factory=dict)
    frequency: Counter[str] = field(default_factory=Counter)
    size: int = 1
    longest: int = 1

    @functools.cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words of the graph."""
        return frozenset(self.words.values()) | {k[0] for k in self.concepts if len(k) == 1}

    @functools.cached_property
    def ends(self) -> dict[str, list[tuple[frozenset[str], frozenset[str]]]]:
        """For each concept the names that lead to a word, as stems, and the stems to which they lead."""
        found: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = defaultdict(list)
        for (phrase, iri), stems in self.towards.items():
            if stems:
                found[iri].append((phrase, stems))
        return dict(found)

    def idf(self, word: str) -> float:
        """How much a stem tells: ln(1 + (N - n + 0.5) / (n + 0.5)), as in BM25 (Robertson and Zaragoza, 2009)."""
        n = self.frequency.get(word, 0)
        return math.log(1 + (self.size - n + 0.5) / (n + 0.5))


_cache: weakref.WeakKeyDictionary[Store, Lexicon] = weakref.WeakKeyDictionary()


def of(store: Store, progress: Progress = unseen) -> Lexicon:
    """The lexicon of a store; built on first use, kept as long as the store lives and on the shelf for later processes."""
    if store not in _cache:
        _claims(store, progress)
        kept = shelf.load(store, "lexicon")
        if not isinstance(kept, Lexicon):
            kept = _build(store, progress)
            shelf.keep(store, "lexicon", kept)
        _cache[store] = kept
    return _cache[store]


def _claims(store: Store, progress: Progress) -> None:
    """The claims of a store from the shelf, which takes a fifth of the time of reading them."""
    kept = shelf.load(store, "claims")
    if isinstance(kept, claims.Claims):
        claims.remember(store, kept)
    else:
        shelf.keep(store, "claims", claims.of(store, progress))


def singular(word: str) -> str:
    """A word without the ending of a plural; both forms of a word give the same."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def as_written(lexicon: Lexicon, key: tuple[str, ...], token: Token, meanings: Sequence[Meaning]) -> Sequence[Meaning]:
    """What a single word may mean; where something is written just so, not what only shares its stem."""
    named = lexicon.surfaces.get(key[0], {}).get(singular(token.text)) if len(key) == 1 and len(meanings) > 1 else None
    if named:
        return [m for m in meanings if m.kind not in ("concept", "class") or m.iri in named]
    if len(key) > 1:
        return meanings
    other = {"concept": _is_other_word, "class": _is_no_class}
    return [m for m in meanings if m.kind not in other or not other[m.kind](lexicon, key[0], m.iri, token.text)]


def _is_other_word(lexicon: Lexicon, stem: str, iri: str, word: str) -> bool:
    """Whether a word only shares the stem of a name, being derived otherwise: `selection` is no `selectivity`."""
    names = [w for w, iris in lexicon.surfaces.get(stem, {}).items() if iri in iris]
    return bool(names) and all(_apart(_ending(word), _ending(n)) for n in names)


def _is_no_class(lexicon: Lexicon, stem: str, iri: str, word: str) -> bool:
    """Whether a word is derived from the name of a class: `production` asks for no product."""
    names = [w for w, iris in lexicon.surfaces.get(stem, {}).items() if iri in iris]
    return bool(names) and _ending(word) is not None and singular(word) not in names


def _apart(one: str | None, other: str | None) -> bool:
    """Whether two endings make different words; what is made so, `normalized`, is more than so, `normal`."""
    return one != other and (bool(one and other) or "ize" in (one, other))


def _ending(word: str) -> str | None:
    return "ize" if english.MADE.search(word) else next((e for e in english.DERIVED if singular(word).endswith(e)), None)


def concept_key(words: list[Token]) -> tuple[str, ...]:
    """A phrase for a concept: its stems without light words; all of them where nothing else is left."""
    content = tuple(t.stem for t in words if t.text not in english.LIGHT)
    return content or tuple(t.stem for t in words)


def property_key(words: list[Token]) -> tuple[str, ...]:
    """A phrase for a property: its stems without articles and auxiliaries, but with its prepositions."""
    content = tuple(t.stem for t in words if t.text not in english.SKIPPED)
    return content or tuple(t.stem for t in words)


def _build(store: Store, progress: Progress) -> Lexicon:
    lexicon = Lexicon()
    lexicon.units = frozenset(w.casefold() for u in store.subjects(RDF + "type", WF + "Unit") for w in _unit_words(store, u) if w.isalpha())
    lexicon.symptoms = frozenset(store.subjects(RDF + "type", WF + "Symptom"))
    lexicon.conditions = frozenset(store.subjects(RDF + "type", WF + "Condition"))
    lexicon.scale = thresholds.scale(store)
    for iri in ticking(store.concepts, "reading words", progress):
        _concept(lexicon, store, iri)
    for term in sorted(store.vocabulary.classes.values(), key=lambda c: (c.order, c.iri)):
        if store.vocabulary.is_concept_class(term.iri):
            for position, name in enumerate((term.label, *term.words)):
                _named(lexicon, Meaning("class", term.iri, True, 1 - 0.01 * bool(position)), name)
                if len(name.split()) == 2:
                    turned = " for ".join(reversed(name.split()))  # "metrics for classification" are classification metrics
                    _add(lexicon, lexicon.properties, property_key(tokens(turned)), Meaning("class", term.iri, True, 0.95), turned)
    relations = store.vocabulary.relations
    told_by_nouns = [p for p in store.vocabulary.properties.values() if p.nouns and p.iri not in relations and p.inverse in relations]
    for prop in sorted([*relations.values(), *told_by_nouns], key=lambda p: (p.order, p.iri)):
        _property(lexicon, store, prop)
    for unit in store.subjects(RDF + "type", WF + "Unit"):
        for name in _unit_words(store, unit):
            _add(lexicon, lexicon.concepts, concept_key(tokens(name)), Meaning("unit", unit), name)
    lexicon.towards = {name: ends for name, ends in lexicon.towards.items() if ends}
    _documents(lexicon, store)
    return lexicon


def _concept(lexicon: Lexicon, store: Store, iri: str) -> None:
    label = store.label(iri)
    names = [(label, 1.0)] + [(v, 0.97 if p != SKOS + "hiddenLabel" else 0.93) for p in SYNONYMS for v in store.values(iri, p)]
    for name, weight in names:
        words = tokens(name)
        key = concept_key(words)
        if not words or not _named(lexicon, Meaning("concept", iri, True, weight), name):
            continue
        for word in key:
            lexicon.holding[word].add((iri, frozenset(key)))
        if 2 <= len(words) <= 3 and sum(len(t.text) for t in words) <= 16:
            joined = stem("".join(t.text for t in words))
            _add(lexicon, lexicon.concepts, (joined,), Meaning("concept", iri, True, weight - 0.01), "")


def _named(lexicon: Lexicon, meaning: Meaning, name: str) -> bool:
    """Add a name of a concept or class; False if it counts only with its light words: "in service" is not in every "service"."""
    words = tokens(name)
    key = concept_key(words)
    strict = len(key) == 1 and len(words) > 1 and len(property_key(words)) > 1
    _add(lexicon, lexicon.properties if strict else lexicon.concepts, property_key(words) if strict else key, meaning, name)
    ends = frozenset(w.stem for p, w in pairwise(words) if p.text in english.TOWARDS)
    whole = frozenset(key), meaning.iri
    lexicon.towards[whole] = lexicon.towards.get(whole, ends) & ends
    return not strict


def _property(lexicon: Lexicon, store: Store, prop: Property) -> None:
    """A property's verbs point forwards; those of its inverse backwards, told as words of the property itself."""
    known = store.vocabulary.properties
    inverse = known.get(prop.inverse or "")
    base, forward = prop, True
    if inverse and not prop.symmetric and _stated(store, prop) < _stated(store, inverse):
        base, forward = inverse, False
    names = [("property", prop.label, 1.0)] + [("property", w, 0.99) for w in prop.words] + [("noun", n, 0.98) for n in prop.nouns]
    for kind, name, weight in names:
        words = tokens(name)
        if all(t.is_filler for t in words):
            weight -= 0.3  # "type", "for": a word that most questions hold says little
        _add(lexicon, lexicon.properties, property_key(words), Meaning(kind, base.iri, forward, weight, name.startswith("is ")), name)


def _stated(store: Store, prop: Property) -> tuple[int, bool]:
    """How often a property is stated rather than inferred; where that is equal, an active verb counts more."""
    quads = store.graph.quads_for_pattern(None, ox.NamedNode(prop.iri), None, None)
    count = sum(1 for q in quads if not (isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value == INFERRED))
    return count, not prop.label.startswith("is ")


def _unit_words(store: Store, unit: str) -> list[str]:
    return [w for w in (store.label(unit), *store.synonyms(unit), *store.values(unit, WF + "symbol")) if w]


def _add(lexicon: Lexicon, index: dict[tuple[str, ...], list[Meaning]], key: tuple[str, ...], meaning: Meaning, name: str) -> None:
    if not key:
        return
    if not any(m.kind == meaning.kind and m.iri == meaning.iri and m.forward == meaning.forward for m in index[key]):
        index[key].append(meaning)
    lexicon.longest = max(lexicon.longest, len(key))
    if len(key) == 1 and meaning.kind in ("concept", "class"):
        for written in {t.text for t in tokens(name) if t.stem == key[0]}:
            lexicon.surfaces[key[0]].setdefault(singular(written), set()).add(meaning.iri)
    for token in tokens(name):
        if not token.is_number:
            lexicon.words.setdefault(token.text, token.stem)


def _documents(lexicon: Lexicon, store: Store) -> None:
    """What is said of each concept, as a bag of stems, for choosing by description."""
    said: dict[str, list[str]] = defaultdict(list)
    for iri in store.concepts:
        said[iri] += [store.label(iri), *store.synonyms(iri), store.definition(iri)]
    for claim in claims.of(store).all:
        if claim.standing and claim.polarity and claim.property != SKOS + "definition":
            said[claim.subject] += [
                claim.statement,
                claim.reason,
                *(n for c in (claim.object, *claim.conditions) if c in store.concept_set for n in (store.label(c), *store.synonyms(c))),
            ]
    content: dict[str, list[str]] = {}
    for text in {t for texts in said.values() for t in texts}:
        content[text] = []
        for token in tokens(text):
            if not token.is_filler:
                content[text].append(token.stem)
            if not token.is_number and len(token.text) > 2:
                lexicon.words.setdefault(token.text, token.stem)
    for iri, texts in said.items():
        bag = Counter(s for text in texts for s in content[text])
        lexicon.documents[iri] = bag
        lexicon.frequency.update(bag.keys())
    lexicon.size = max(1, len(said))
