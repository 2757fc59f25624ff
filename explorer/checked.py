"""Findings of the check by concept, kept for each store: what the panel of a concept warns of.

May import: graph. What reads the store alone is found at once. The shapes take seconds for SHACL, so they are
looked at in a process of their own, once, and join the findings when it is done.
"""
from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import threading
import weakref
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from graph import check, claims
from graph.check import Finding
from graph.store import Store

_MOST_TRIPLES = 500_000
_SECONDS = 300
_QUICK = (check.contradictions, check.plain_triples, check.orphans, check.unused_corrections, check.shared_names, check.worked_examples)


class Checked:
    """The findings of a store by the concept that they speak of. *complete* is set when the shapes are among them."""

    def __init__(self, store: Store) -> None:
        self.by_concept: dict[str, list[Finding]] = defaultdict(list)
        self.complete = threading.Event()
        self.trouble = ""
        self._add(store, [f for rule in _QUICK for f in rule(store)])
        if store.has_claims and len(store.graph) <= _MOST_TRIPLES:
            threading.Thread(target=self._shapes, args=(store,), name="shapes", daemon=True).start()
        else:
            self.trouble = "The shapes of so big a graph are left to whatfixes check." if store.has_claims else ""
            self.complete.set()

    def of(self, iri: str) -> tuple[Finding, ...]:
        """The findings that speak of a concept."""
        return tuple(dict.fromkeys(self.by_concept.get(iri, ())))

    def _add(self, store: Store, found: Iterable[Finding]) -> None:
        for finding in found:
            for iri in about(store, finding.place):
                self.by_concept[iri].append(finding)

    def _shapes(self, store: Store) -> None:
        try:
            triples = ox.serialize((q.triple for q in store.graph), format=ox.RdfFormat.N_TRIPLES)
            ran = subprocess.run([sys.executable, "-m", __name__], input=triples, capture_output=True,
                                 timeout=_SECONDS, check=True, cwd=pathlib.Path(__file__).parent.parent)
            self._add(store, [Finding(*f) for f in json.loads(ran.stdout)])
        except (OSError, subprocess.SubprocessError, ValueError):
            self.trouble = "The shapes of the graph could not be checked here; whatfixes check does."
        self.complete.set()


def about(store: Store, place: str) -> list[str]:
    """The concepts that a finding at an IRI speaks of: itself, the ends of a claim, what a correction is about, whose part it is."""
    if place in store.concept_set:
        return [place]
    known = claims.of(store)
    if claim := known.by_iri.get(place):
        return [iri for iri in (claim.subject, claim.object) if iri in store.concept_set]
    if correction := known.corrections.get(place):
        return [iri for iri in correction.about if iri in store.concept_set]
    owners = [q.subject.value for q in _pointing(store, place) if isinstance(q.subject, ox.NamedNode)]
    return list(dict.fromkeys(iri for owner in owners for iri in ([owner] if owner in store.concept_set else _of_claim(store, owner))))


def _pointing(store: Store, place: str) -> list[ox.Quad]:
    try:
        return list(store.graph.quads_for_pattern(None, None, ox.NamedNode(place), None))
    except ValueError:
        return []  # a blank node: nobody can tell whose it is


def _of_claim(store: Store, iri: str) -> list[str]:
    claim = claims.of(store).by_iri.get(iri)
    return [end for end in (claim.subject, claim.object) if end in store.concept_set] if claim else []


_cache: weakref.WeakKeyDictionary[Store, Checked] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def of(store: Store) -> Checked:
    """The findings of a store, looked for on first use and kept as long as the store lives."""
    with _lock:
        if store not in _cache:
            _cache[store] = Checked(store)
        return _cache[store]


def _main() -> None:
    """The process of the shapes: N-Triples in, findings as JSON out."""
    graph = ox.Store()
    graph.extend(ox.Quad(*t) for t in ox.parse(sys.stdin.buffer.read(), format=ox.RdfFormat.N_TRIPLES))
    json.dump([[f.rule, f.place, f.message] for f in check.shapes(Store(graph))], sys.stdout)


if __name__ == "__main__":
    _main()
