"""What a step of a path costs, so that paths which explain come before paths which merely exist.

May import: progress, vocabulary, store, claims, network.

A step weighs `1 + 0.2 s + 0.3 m`, between 1 and 1.5, so that a path of two steps comes before one of three.
The part s grows with the logarithm of the neighbours at both ends and is 1 where each has 25 or more; it is divided
by the passages that say so, for what is said in several places is less of an accident. The idea of s is that of
J. L. Moore, F. Steinke and V. Tresp, "A Novel Metric for Information Retrieval in Semantic Networks" (LNCS 7117),
whose metric rests on the log-likelihood of a random round trip; G. Tartari and A. Hogan, "WiSP: Weighted Shortest
Paths for RDF Graphs" (CEUR-WS 2187), compare weights by degree, PageRank and edge frequency. The shares and the
table of properties are our own, set on the pairs in tests/cases/paths.yaml. The part m is how little a property
explains: nothing for causes, purposes, means, parts of a calculation and products, 1 for membership, a half for the
rest. That two things contrast explains nothing at all: such a step weighs 1.2 more.

A path through a hub (more than 25 neighbours), a class or a section weighs three times the sum of its
steps; and none is the first where another without one is at most twice as long.
"""
from __future__ import annotations

import weakref
from dataclasses import dataclass

import numpy as np
import pyoxigraph as ox

from . import claims, network
from .claims import Passage
from .network import Network, Numbers
from .progress import Progress, unseen
from .store import Store
from .vocabulary import DCTERMS, OWL, RDF, RDFS, SKOS, WF

CROWD = 25
HUB_FACTOR = 3.0
_DEGREE_SHARE, _PROPERTY_SHARE = 0.2, 0.3
_CONTRAST = 4.0
_EXPLAINING = frozenset(WF + name for name in (
    "mitigates", "worsens", "detects", "indicates", "increases", "decreases", "requires", "uses", "measures", "computes",
    "hasHyperparameter", "isUsedFor", "performs", "produces", "isSuitedTo", "isVariantOf", "succeeds", "protects"))
_MEMBERSHIP = {WF + "hasStatus", SKOS + "inScheme", SKOS + "topConceptOf", DCTERMS + "subject", DCTERMS + "type"}
_COLLECTING = {SKOS + "hasTopConcept", SKOS + "member"}
_CLASSES = (WF + "Status", SKOS + "ConceptScheme", SKOS + "Collection", OWL + "Class", RDFS + "Class")


@dataclass(frozen=True, eq=False)
class Weighing:
    """A network with a cost for each link, and the nodes that explain little (True)."""

    network: Network
    hubs: Numbers


def of(store: Store, progress: Progress = unseen) -> Weighing:
    """The weighed network of a store; worked out on first use, unless *progress* cancels that."""
    if store not in _cache:
        plain = network.of(store, progress)
        progress("weighing links", 0, 1)
        hubs = (plain.degree > CROWD) | _collections(store, plain)
        weighed = weigh(plain, [_remoteness(p) for p in plain.properties], _places(store, plain))
        progress("weighing links", 1, 1)
        _cache[store] = Weighing(weighed, hubs)
    return _cache[store]


_cache: weakref.WeakKeyDictionary[Store, Weighing] = weakref.WeakKeyDictionary()


def weigh(plain: Network, remoteness: list[float], places: Numbers | None = None) -> Network:
    """A network with costs, given how little each property explains (0 to 1, more for a contrast), and in how many
    places each of its links is said (once, where None is given)."""
    crowd = np.minimum(np.log(np.maximum(plain.degree, 1)) / np.log(CROWD), 1.0)
    entry_crowd = (np.repeat(crowd, plain.degree) + crowd[plain.target]) / 2
    accident = np.repeat(entry_crowd, np.diff(plain.first)) / (1 if places is None else places)
    remote = np.array(remoteness or [0.0])
    return plain.weighted(1 + _DEGREE_SHARE * accident + _PROPERTY_SHARE * remote[plain.link // 2])


def _places(store: Store, plain: Network) -> Numbers:
    """The number of passages behind each link; 1 where no claim stands behind it."""
    found: dict[tuple[str, str, str], set[Passage]] = {}
    for claim in claims.of(store).all:
        if claim.polarity and claim.standing:
            found.setdefault((claim.subject, claim.property, claim.object), set()).update(claim.passages)
    kinds = {prop: 2 * number for number, prop in enumerate(plain.properties)}
    places = np.ones(len(plain.link))
    for (subject, prop, object), passages in found.items():
        one, other = plain.number.get(subject), plain.number.get(object)
        if len(passages) > 1 and one is not None and other is not None and prop in kinds:
            for start, end, link in ((one, other, kinds[prop]), (other, one, kinds[prop] + 1)):
                low, high = int(plain.start[start]), int(plain.start[start + 1])
                entry = low + int(np.searchsorted(plain.target[low:high], end))
                if entry < high and plain.target[entry] == end:
                    span = slice(int(plain.first[entry]), int(plain.first[entry + 1]))
                    places[span][plain.link[span] == link] = len(passages)
    return places


def _remoteness(prop: str) -> float:
    if prop in _MEMBERSHIP | _COLLECTING:
        return 1.0
    if prop == WF + "contrastsWith":
        return _CONTRAST
    return 0.0 if prop in _EXPLAINING else 0.5


def _collections(store: Store, plain: Network) -> Numbers:
    """The nodes that are classes or sections: typed so, or at the collecting end of a membership."""
    found = np.zeros(len(plain.iris), dtype=bool)
    for kind in _CLASSES:
        for quad in store.graph.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(kind), None):
            node = plain.number.get(getattr(quad.subject, "value", ""))
            if node is not None:
                found[node] = True
    for number, prop in enumerate(plain.properties):
        if prop in _MEMBERSHIP:
            found[plain.ends(2 * number)[1]] = True
        elif prop in _COLLECTING:
            found[plain.ends(2 * number)[0]] = True
    return found
