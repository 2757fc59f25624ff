"""Example queries, kept as RDF in examples.ttl: each teaches one thing, from simple to advanced.

May import: vocabulary, store.
"""
from __future__ import annotations

import functools
import pathlib
from dataclasses import dataclass

import pyoxigraph as ox

from .store import Store
from .vocabulary import DCTERMS, ID, PREFIXES, RDF, RDFS

SH = "http://www.w3.org/ns/shacl#"
_FORMS = (SH + "select", SH + "ask", SH + "construct")


@dataclass(frozen=True)
class Example:
    """A query to begin from: its name, what it teaches, the heading it stands under, its text."""

    name: str
    teaches: str
    heading: str
    query: str


@functools.cache
def read() -> tuple[Example, ...]:
    """The examples for the built-in notes, in their order."""
    graph = ox.Store()
    graph.bulk_load(path=str(pathlib.Path(__file__).with_name("examples.ttl")), format=ox.RdfFormat.TURTLE)
    store = Store(graph)
    found = store.subjects(RDF + "type", SH + "SPARQLExecutable")
    return tuple(_example(store, iri) for iri in sorted(found, key=lambda i: int(_one(store, i, PREFIXES["schema"] + "position"))))


def _example(store: Store, iri: str) -> Example:
    query = next(text for form in _FORMS for text in store.values(iri, form))
    return Example(_one(store, iri, RDFS + "label"), _one(store, iri, RDFS + "comment"),
                   _one(store, iri, DCTERMS + "subject"), query)


def _one(store: Store, iri: str, prop: str) -> str:
    return store.value(iri, prop) or ""


def of(store: Store) -> tuple[Example, ...]:
    """The examples that say something of a graph: our own for the built-in notes, general ones for any other."""
    return read() if store.has_claims and ID + "overfitting" in store.concept_set else anywhere()


def anywhere() -> tuple[Example, ...]:
    """Examples that say something of any graph at all."""
    heading = "Looking around"
    return (
        Example("Classes", "What kinds of things there are, and how many of each.", heading,
                "SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) WHERE {\n  ?thing a ?class .\n}\n"
                "GROUP BY ?class\nORDER BY DESC(?things)"),
        Example("Properties", "Which properties there are, and how often each is used.", heading,
                "SELECT ?property (COUNT(*) AS ?uses) WHERE {\n  ?subject ?property ?object .\n}\n"
                "GROUP BY ?property\nORDER BY DESC(?uses)"),
        Example("Some triples", "LIMIT keeps the result short.", heading,
                "SELECT * WHERE {\n  ?subject ?property ?object .\n}\nLIMIT 50"),
        Example("Things with a name", "FILTER keeps the rows of which a condition is true.", heading,
                "SELECT ?thing ?name WHERE {\n  ?thing ?property ?name .\n"
                "  FILTER(CONTAINS(LCASE(STR(?property)), \"label\"))\n}\nLIMIT 50"))
