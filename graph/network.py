"""A compact, immutable adjacency over a store.

May import: progress, vocabulary, store, claims, rows. Nodes are numbers; compressed sparse rows in numpy arrays hold who
is linked to whom, and how. A network is built again when the graph changes; nothing in it is ever edited.
"""
from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyoxigraph as ox

from . import claims
from .progress import Progress, told, unseen
from .rows import Numbers, Rows
from .store import Store
from .vocabulary import INFERRED, OWL, RDF, RDFS

__all__ = ["Network", "Numbers", "Rows", "of"]


class Network(Rows):
    """Links between concepts, both ways round, with what each is.

    Entry e of `target` stands for a pair of neighbours, and holds the links `link[first[e]:first[e + 1]]`. A
    link is twice its property's number, plus one where it is walked backwards. Loops are left out, since no
    path takes them. The weight of an entry is the least cost of its links, 1 where no costs are given.
    """

    def __init__(self, iris: Sequence[str], properties: Sequence[str], rows: tuple[Numbers, Numbers, Numbers],
                 link: Numbers, cost: Numbers | None = None) -> None:
        start, target, first = rows
        weight = None if cost is None or not len(target) else np.minimum.reduceat(cost, first[:-1])
        super().__init__(start, target, weight)
        self.iris, self.properties, self.first, self.link, self.cost = iris, properties, first, link, cost

    @classmethod
    def build(cls, iris: Sequence[str], properties: Sequence[str], subjects: Numbers, predicates: Numbers,
              objects: Numbers) -> Network:
        """The network of links given as three arrays of numbers; equal links count once."""
        size, kinds = max(1, len(iris)), 2 * max(1, len(properties))
        if size * size * kinds >= 2**63:
            raise OverflowError("a network holds at most 2^63 combinations of two nodes and a property")
        keys = _keys(subjects, predicates, objects, size, kinds)
        link = np.empty(len(keys), dtype=np.int16 if kinds < 2**15 else np.int32)
        np.remainder(keys, kinds, out=link, casting="unsafe")
        keys //= kinds
        fresh = _fresh(keys)
        first = np.append(np.flatnonzero(fresh), len(keys)).astype(np.int32)
        pairs = keys[fresh]
        del keys, fresh
        target = np.empty(len(pairs), dtype=np.int32)
        np.remainder(pairs, size, out=target, casting="unsafe")
        start = np.searchsorted(pairs, np.arange(len(iris) + 1) * size).astype(np.int32)
        return cls(iris, properties, (start, target, first), link)

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each IRI."""
        return {iri: i for i, iri in enumerate(self.iris)}

    def weighted(self, cost: Numbers) -> Network:
        """The same network with a cost for each of its links."""
        return Network(self.iris, self.properties, (self.start, self.target, self.first), self.link, cost)

    def allowing(self, links: Numbers) -> Rows:
        """The rows of those links whose kind is marked True (an array over twice the properties)."""
        if links.all() or not len(self.target):
            return self
        cost = np.where(links[self.link], 1.0 if self.cost is None else self.cost, np.inf)
        weight = np.minimum.reduceat(cost, self.first[:-1])
        keep = weight < np.inf
        before = np.concatenate([[0], np.cumsum(keep)])
        return Rows(before[self.start].astype(self.start.dtype), self.target[keep], weight[keep])

    def links(self, one: int, other: int) -> list[tuple[int, float]]:
        """The links from a node to a neighbour with their costs, the cheapest first."""
        low, high = int(self.start[one]), int(self.start[one + 1])
        entry = low + int(np.searchsorted(self.target[low:high], other))
        if entry == high or self.target[entry] != other:
            return []
        span = slice(int(self.first[entry]), int(self.first[entry + 1]))
        links = self.link[span].tolist()
        costs = [1.0] * len(links) if self.cost is None else self.cost[span].tolist()
        return sorted(zip(links, costs, strict=True), key=lambda pair: (pair[1], pair[0]))

    def ends(self, link: int) -> tuple[Numbers, Numbers]:
        """The nodes from which, and those to which, links of a kind lead."""
        entry = np.searchsorted(self.first, np.flatnonzero(self.link == link), side="right") - 1
        return np.searchsorted(self.start, entry, side="right") - 1, self.target[entry]


def _keys(subjects: Numbers, predicates: Numbers, objects: Numbers, size: int, kinds: int) -> Numbers:
    """Links both ways round as single numbers, in order, each once; worked out in place to spare memory."""
    apart = subjects != objects
    if not apart.all():
        subjects, predicates, objects = (a[apart] for a in (subjects, predicates, objects))
    keys = np.empty(2 * len(subjects), dtype=np.int64)
    for half, one, other in ((keys[:len(subjects)], subjects, objects), (keys[len(subjects):], objects, subjects)):
        np.multiply(one, size, out=half)
        half += other
        half *= kinds
        half += predicates
        half += predicates
    keys[len(subjects):] += 1
    keys.sort()
    fresh = _fresh(keys)
    return keys if fresh.all() else keys[fresh]


def _fresh(values: Numbers) -> Numbers:
    """Where a sorted array has a value for the first time."""
    fresh = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    return fresh


def of(store: Store, progress: Progress = unseen) -> Network:
    """The network of a store's asserted, positive, standing links; built on first use, unless *progress* cancels that."""
    if store not in _cache:
        _cache[store] = _read(store, progress)
    return _cache[store]


_cache: weakref.WeakKeyDictionary[Store, Network] = weakref.WeakKeyDictionary()


def _read(store: Store, progress: Progress) -> Network:
    number = {iri: i for i, iri in enumerate(store.concepts)}
    properties: dict[str, int] = {}
    columns: tuple[list[int], list[int], list[int]] = ([], [], [])
    refused = _refused(store)
    for subject, predicate, object in told(_links(store), "reading links", progress, len(store)):
        one, other = number.get(subject), number.get(object)
        if one is None or other is None or (subject, predicate, object) in refused:
            continue
        columns[0].append(one)
        columns[1].append(properties.setdefault(predicate, len(properties)))
        columns[2].append(other)
    subjects, predicates, objects = (np.array(column, dtype=np.int64) for column in columns)
    # Of equal links the one with the lower number is told: numbers must not depend on the order in which a store gives its links.
    known = store.vocabulary.properties
    ordered = sorted(properties, key=lambda p: (known[p].order if p in known else len(known), p))
    renumbered = np.empty(max(1, len(ordered)), dtype=np.int64)
    renumbered[[properties[p] for p in ordered]] = np.arange(len(ordered))
    return Network.build(store.concepts, ordered, subjects, renumbered[predicates], objects)


def _links(store: Store) -> Iterator[tuple[str, str, str]]:
    """Asserted links between IRIs by a property that relates concepts."""
    relations = store.vocabulary.relations if store.has_claims else None
    graphs: list[Any] = [ox.DefaultGraph(), *(g for g in store.graph.named_graphs() if g != ox.NamedNode(INFERRED))]
    patterns: Iterable[Any] = [None] if relations is None else [ox.NamedNode(p) for p in relations]
    for graph in graphs:
        for predicate in patterns:
            for quad in store.graph.quads_for_pattern(None, predicate, None, graph):
                object, subject = quad.object, quad.subject
                if isinstance(object, ox.NamedNode) and isinstance(subject, ox.NamedNode):
                    name = quad.predicate.value
                    if relations is not None or not name.startswith((RDF, RDFS, OWL)):
                        yield subject.value, name, object.value


def _refused(store: Store) -> frozenset[tuple[str, str, str]]:
    """Links of which every claim is negative or withdrawn; a graph of other make may still state them."""
    standing: dict[tuple[str, str, str], bool] = {}
    for claim in claims.of(store).all:
        key = (claim.subject, claim.property, claim.object)
        standing[key] = standing.get(key, False) or (claim.polarity and claim.standing)
    return frozenset(key for key, stands in standing.items() if not stands)
