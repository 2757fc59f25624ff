"""Sections: the chapters of the notes as groups of concepts, beside the families, which group them by kind.

May import: graph, families, topics. A concept belongs to the chapter of the first lines that it rests on. In a thesaurus the
topics are its chapters; other graphs without passages have none.
"""
from __future__ import annotations

import re
import weakref
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.store import Store
from graph.vocabulary import WF, whole

from . import topics
from .families import Family

# One for all: colours mean kinds.
_COLOUR = "#5b7fb4"
# What stands for the name of the topic of all that has none.
ELSEWHERE = "elsewhere"
_NUMBER = re.compile(r"^\s*(\d+|[A-Z]\d?)\.\s+")
_PART = re.compile(r",\s+[A-Z]\d?\.\s+")


@dataclass(frozen=True)
class Sections:
    """All chapters of a graph in their order, as groups that look like families; which concept is in which; what one is called."""

    all: tuple[Family, ...]
    by_concept: dict[str, str]
    noun: str = "section"

    @cached_property
    def by_name(self) -> dict[str, Family]:
        """The chapters by their whole name, which stands where a family has its IRI."""
        return {s.iri: s for s in self.all}


_cache: weakref.WeakKeyDictionary[Store, Sections] = weakref.WeakKeyDictionary()
_links: weakref.WeakKeyDictionary[Store, dict[tuple[str, str], int]] = weakref.WeakKeyDictionary()


def of(store: Store) -> Sections:
    """The chapters of a store, read on first use."""
    if store not in _cache:
        _cache[store] = _read(store) if store.has_claims else _topics(store)
    return _cache[store]


def links(store: Store) -> Mapping[tuple[str, str], int]:
    """How many asserted links run between concepts of two different chapters, by their keys in order."""
    if store not in _links:
        known = of(store).by_concept
        found: Counter[tuple[str, str]] = Counter()
        for iri, key in known.items():
            for link in store.links(iri):
                other = known.get(link.other, key)
                if link.forward and other != key:
                    found[min(key, other), max(key, other)] += 1
        _links[store] = dict(found)
    return _links[store]


def chapter(section: str) -> str:
    """The chapter that a section is in: "6. Neural Networks" of "6. Neural Networks, D. Overfitting"."""
    return _PART.split(section, maxsplit=1)[0].strip()


def title(name: str) -> str:
    """A chapter's name without its number."""
    return _NUMBER.sub("", name) or name


def number(name: str) -> str:
    """A chapter's number without its name, "" for none."""
    found = _NUMBER.match(name)
    return found[1] if found else ""


def _read(store: Store) -> Sections:
    members: dict[str, list[str]] = defaultdict(list)
    begins: dict[str, int] = {}
    for iri in store.concepts:
        line, section = _first(store, iri)
        if section:
            name = chapter(section)
            members[name].append(iri)
            begins[name] = min(begins.get(name, line), line)
    ordered = sorted(members, key=lambda name: (begins[name], name))
    made = tuple(Family(f"s{n}", name, title(name), _COLOUR, "ellipse", tuple(members[name]))
                 for n, name in enumerate(ordered))
    return Sections(made, {iri: s.key for s in made for iri in s.concepts})


def _topics(store: Store) -> Sections:
    made = tuple(Family(f"s{n}", iri or ELSEWHERE, store.label(iri) if iri else "outside the hierarchy", _COLOUR, "ellipse", members)
                 for n, (iri, members) in enumerate(topics.of(store).items()))
    return Sections(made, {iri: s.key for s in made for iri in s.concepts}, "topic")


def _first(store: Store, iri: str) -> tuple[int, str]:
    """The first line that a concept rests on, and its section."""
    found = [(whole(store.value(p, WF + "firstLine"), 0), store.value(p, WF + "section") or "")
             for p in store.values(iri, WF + "passage")]
    return min(((line, section) for line, section in found if section), default=(0, ""))
