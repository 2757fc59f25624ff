"""What a path may and may not use, and the part of a network that this leaves to walk.

May import: errors, vocabulary, store, search, network, meaning, spaces.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from . import network as networks
from . import search
from .errors import UnknownConcept
from .meaning import Weighing
from .network import Numbers
from .spaces import Space
from .store import Store
from .vocabulary import RDF, WF, local_name


@dataclass(frozen=True)
class Constraints:
    """What paths must keep to; IRIs in *via* are concepts, in *avoid* and *only* properties, classes or concepts.

    The concepts in *via* are passed in whichever order is best (beyond `routes.MOST_ORDERED`, in the order given).
    *max_length* counts steps. A path with *only* properties uses no other (their inverses and subproperties
    count as theirs); with *only* classes or concepts, everything between its ends, waypoints aside, is one of them.
    What the constraints mean for three or more concepts stands in `graph.steiner`.
    """

    max_length: int | None = None
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    directed: bool = False
    shortest: bool = False

    def looser(self, store: Store) -> Iterator[tuple[str, Constraints]]:
        """Each constraint in words, with the constraints that remain without it."""
        if self.max_length is not None:
            yield f"at most {self.max_length} step{'s' * (self.max_length != 1)}", replace(self, max_length=None)
        if self.directed:
            yield "links walked only as they are stated", replace(self, directed=False)
        for iri in self.via:
            yield f"via {store.label(iri)}", replace(self, via=tuple(v for v in self.via if v != iri))
        for iri in self.avoid:
            yield f"avoiding {store.label(iri)}", replace(self, avoid=tuple(a for a in self.avoid if a != iri))
        linking = [iri for iri in self.only if _is_property(store, iri)]
        passed = [iri for iri in self.only if iri not in linking]
        for wanted, others in ((linking, passed), (passed, linking)):
            if wanted:
                yield f"only {', '.join(store.label(iri) for iri in wanted)}", replace(self, only=tuple(others))


def named(store: Store, name: str) -> str:
    """The property, class or concept that goes by a name or IRI: a local name before a label before other words.

    Raises UnknownConcept.
    """
    terms = [(t.iri, t.name, t.label, t.words) for t in (*store.vocabulary.properties.values(), *store.vocabulary.classes.values())]
    used = dict.fromkeys([*networks.of(store).properties, *(kind for iri in store.concepts for kind in store.kinds(iri))])
    terms += [(iri, local_name(iri), store.label(iri), ()) for iri in used]
    wanted = name.strip().casefold()
    for iri in (name, WF + name[3:] if name.startswith("wf:") else ""):
        if iri in store.concept_set or any(iri == term[0] for term in terms):
            return iri
    for names in (lambda t: t[:2], lambda t: t[2:3], lambda t: t[3]):
        for term in terms:
            if wanted in (n.casefold() for n in names(term)):
                return term[0]
    return search.resolve(store, name)


def _is_property(store: Store, iri: str) -> bool:
    named = iri in store.concept_set or iri in store.vocabulary.classes or bool(store.subjects(RDF + "type", iri))
    return iri in store.vocabulary.properties or not named


@dataclass(frozen=True, eq=False)
class Walk:
    """A space with the kinds of link that may be walked in it (an array over twice the properties)."""

    space: Space
    links: Numbers


def walk(store: Store, weighing: Weighing, constraints: Constraints, ends: Sequence[int]) -> Walk:
    """Where a search between *ends* may go under constraints. Raises UnknownConcept for a name of nothing."""
    network = weighing.network
    properties, classes, concepts = _sorted(store, weighing, constraints.only)
    links = np.ones(2 * len(network.properties), dtype=bool)
    if properties:
        links &= _links(store, weighing, properties)
    closed = np.zeros(len(network), dtype=bool)
    if classes or concepts:
        closed |= ~_nodes(store, weighing, classes, concepts)
    properties, classes, concepts = _sorted(store, weighing, constraints.avoid)
    links &= ~_links(store, weighing, properties)
    closed |= _nodes(store, weighing, classes, concepts)
    closed[list(ends)] = False
    closed |= _nodes(store, weighing, [], concepts)  # an end that is to be avoided leaves nothing
    return Walk(_space(weighing, links, closed, constraints.directed), _directed(links, constraints.directed))


def _space(weighing: Weighing, links: Numbers, closed: Numbers, directed: bool) -> Space:
    forward = weighing.network.allowing(_directed(links, directed))
    backward = weighing.network.allowing(_turned(_directed(links, True))) if directed else forward
    return Space(forward, backward, bytearray(closed.astype(np.uint8).tobytes()))


def _directed(links: Numbers, directed: bool) -> Numbers:
    return links & (np.arange(len(links)) % 2 == 0) if directed else links


def _turned(links: Numbers) -> Numbers:
    """The same links seen from their other ends."""
    return links.reshape(-1, 2)[:, ::-1].reshape(-1)


def _sorted(store: Store, weighing: Weighing, iris: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """IRIs by what they name: properties, classes, concepts."""
    properties: list[str] = []
    classes: list[str] = []
    concepts: list[str] = []
    for iri in iris:
        if iri in store.vocabulary.properties or iri in weighing.network.properties:
            properties.append(iri)
        elif iri in store.concept_set:
            concepts.append(iri)
        elif iri in store.vocabulary.classes or store.subjects(RDF + "type", iri):
            classes.append(iri)
        else:
            raise UnknownConcept(iri)
    return properties, classes, concepts


def _links(store: Store, weighing: Weighing, properties: Sequence[str]) -> Numbers:
    vocabulary = store.vocabulary
    wanted: set[str] = set()
    for iri in properties:
        known = vocabulary.properties.get(iri)
        for name in (iri, known.inverse if known else None):
            wanted |= vocabulary.subproperties(name) if name else frozenset()
    return np.repeat(np.array([p in wanted for p in weighing.network.properties], dtype=bool), 2)


def _nodes(store: Store, weighing: Weighing, classes: Sequence[str], concepts: Sequence[str]) -> Numbers:
    network = weighing.network
    found = np.zeros(len(network), dtype=bool)
    members = {i for c in classes for d in store.vocabulary.descendants(c) for i in store.subjects(RDF + "type", d)}
    for iri in (*concepts, *members):
        if iri in network.number:
            found[network.number[iri]] = True
    return found
