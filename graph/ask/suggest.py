"""Suggest: questions that the graph can answer, for a half-typed text or beside an abstention.

May import: vocabulary, store, claims, search.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import claims, search
from ..store import Store
from ..vocabulary import WF


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
    last = " ".join(words.split()[-3:])
    matches = search.find(store, words, 4) + search.find(store, last, 4) + search.find(store, words.split()[-1], 4)
    for match in matches:
        for question in questions(store, match.iri):
            if question not in found:
                found.append(question)
    lead = words.casefold().split()[0]
    found.sort(key=lambda q: not q.casefold().startswith(lead))
    return found[:limit]


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
