"""Usage: the classes and properties that a graph uses, whether or not it declares them.

May import: nothing of ours.
"""
from __future__ import annotations

import re

import pyoxigraph as ox

# What belongs to the languages of the Semantic Web, and is no term of a graph's own.
_STANDARD = tuple(f"http://www.w3.org/{name}" for name in (
    "1999/02/22-rdf-syntax-ns#", "2000/01/rdf-schema#", "2002/07/owl#", "2004/02/skos/core#", "2001/XMLSchema#", "ns/shacl#"))
# But thesauri link their concepts by these, and declare them nowhere; what makes them up is said of a scheme, not of a concept.
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_THESAURUS = frozenset(_SKOS + name for name in (
    "broader", "narrower", "related", "broaderTransitive", "narrowerTransitive", "broadMatch", "narrowMatch", "closeMatch", "exactMatch",
    "relatedMatch", "member", "hasTopConcept", "topConceptOf", "inScheme"))
# What a reader calls them, from one concept to the other, and which of them say the same the other way round.
NAMES = {_SKOS + name: words for name, words in {
    "broader": "has broader", "narrower": "has narrower", "related": "is related to", "broaderTransitive": "has broader",
    "narrowerTransitive": "has narrower", "broadMatch": "has broader match", "narrowMatch": "has narrower match",
    "closeMatch": "closely matches", "exactMatch": "exactly matches", "relatedMatch": "has related match", "member": "has member",
    "hasTopConcept": "has top concept", "topConceptOf": "is top concept of", "inScheme": "is in scheme"}.items()}
INVERSES = {_SKOS + one: _SKOS + other for pair in (
    ("broader", "narrower"), ("broadMatch", "narrowMatch"), ("broaderTransitive", "narrowerTransitive"), ("hasTopConcept", "topConceptOf"))
    for one, other in (pair, pair[::-1])}
SYMMETRIC = frozenset(_SKOS + name for name in ("related", "closeMatch", "exactMatch", "relatedMatch"))
_RDFS_CLASS = "http://www.w3.org/2000/01/rdf-schema#Class"
_OWL = "http://www.w3.org/2002/07/owl#"
_CLASSES = "SELECT DISTINCT ?term { ?thing a ?term FILTER isIRI(?term) }"
_PROPERTIES = "SELECT DISTINCT ?term { ?thing ?term ?value }"
_LINKS = "ASK { ?thing <%s> ?other FILTER isIRI(?other) }"


def terms(store: ox.Store) -> list[tuple[str, str]]:
    """The IRIs of the classes and properties that a graph uses, sorted, each with the class of terms that it belongs to:
    rdfs:Class, owl:ObjectProperty where some value is an IRI, else owl:DatatypeProperty."""
    found = [(iri, _RDFS_CLASS) for iri in _column(store, _CLASSES)]
    for iri in _column(store, _PROPERTIES):
        links = bool(store.query(_LINKS % iri, use_default_graph_as_union=True))
        found.append((iri, _OWL + ("ObjectProperty" if links else "DatatypeProperty")))
    return sorted(found)


def _column(store: ox.Store, query: str) -> list[str]:
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions), "a SELECT query"
    found = [row["term"].value for row in rows]
    return [iri for iri in found if not iri.startswith(_STANDARD) or iri in _THESAURUS]


def spoken(name: str) -> str:
    """A name of a term as words: `visitsPort` and `visits_port` -> `visits port`; the name itself where no word is left."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]+", " ", name).strip()
    return (words.lower() if " " in words else words) or name
