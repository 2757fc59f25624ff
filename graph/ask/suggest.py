"""Suggest: questions that the graph can answer, for a half-typed text or beside an abstention.

May import: vocabulary, store, claims, search, normalise.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import claims, search
from ..store import Store
from ..vocabulary import WF
from .normalise import tokens


def suggest(store: Store, text: str, limit: int = 8, concepts: Sequence[str] = ()) -> list[str]:
    """Questions about the concepts that a text seems to name, each of which has an answer; best first.

    *concepts* are IRIs already understood: what can be asked of them comes first.
    """
    words = text.strip()
    if not words:
        return []
    found = list(dict.fromkeys(q for iri in concepts for q in questions(store, iri)))
    if found:
        return found[:limit]
    for match in _named(store, words):
        found += [q for q in questions(store, match.iri) if q not in found]
    typed = set(words.casefold().split()[:-1])
    found.sort(key=lambda q: -len(typed & set(q.split())))
    return found[:limit]


def openers(store: Store, limit: int = 5) -> list[str]:
    """Questions for someone who has named nothing that the graph knows: about the concepts it says most of."""
    known = claims.of(store)
    said = sorted(store.concepts, key=lambda iri: -len(known.by_object.get(iri, ())))[: 4 * limit]
    return list(dict.fromkeys(q for iri in said for q in questions(store, iri)[:1]))[:limit]


def _named(store: Store, words: str) -> list[search.Match]:
    """The concepts that a half-typed text may mean: by its last word as a beginning, by its words of content, by the whole."""
    last = words.split()[-1]
    content = " ".join(t.text for t in tokens(words) if not t.is_filler)
    matches = [m for text in (content, last) if len(text) > 1 for m in search.find(store, text, 4)]
    begins = [m for m in matches if search.fold(m.label).startswith(search.fold(last))]
    return list({m.iri: m for m in [*begins, *sorted(matches, key=lambda m: -m.score)]}.values())[:5]


def questions(store: Store, iri: str) -> list[str]:
    """Questions about one concept, from the relations that it has."""
    label = store.label(iri)
    known = claims.of(store)
    about = [c for c in known.by_object.get(iri, []) if c.polarity and c.standing]
    out = []
    for prop in dict.fromkeys(c.property for c in about):
        term = store.vocabulary.properties.get(prop)
        if term and WF + "Problem" in store.types(iri) and term.name == "mitigates":
            out.append(f"what fixes {label}")
        elif term and term.name not in ("isPartOf", "hasHyperparameter", "contrastsWith", "integratesWith", "uses"):
            out.append(f"what {term.label} {label}")
    out.append(f"what is {label}")
    return out[:4]
