"""What the endpoint says of itself: a SPARQL service description, with the graph's figures in VoID.

May import: graph. https://www.w3.org/TR/sparql11-service-description/ and https://www.w3.org/TR/void/. The figures are
counted by queries, like anybody's, once for each state of the graph; one that takes too long is left out.
"""
from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pyoxigraph as ox

from graph.errors import QueryError
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import DCTERMS, ID, OWL, PREFIXES, RDF, XSD

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"

_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "JSON-LD",
            "RDF_XML")
_SERIALISED = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD,
               "xml": ox.RdfFormat.RDF_XML}
_FIGURES = {"triples": "COUNT(*)", "distinctSubjects": "COUNT(DISTINCT ?s)", "distinctObjects": "COUNT(DISTINCT ?o)"}
_PREFIXES = {**{p: n for p, n in PREFIXES.items() if p in ("owl", "rdf", "rdfs", "dcterms", "wf", "id", "xsd")},
             "sd": SD, "void": VOID, "formats": FORMATS}

Node = ox.NamedNode | ox.BlankNode
Fact = tuple[Node, str, Node | ox.Literal]
Counted = tuple[dict[str, int], list[tuple[str, int]], list[tuple[str, int]]]


class Description:
    """The description of a service over *queries*; what must be counted is counted when somebody asks for it."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._counted: tuple[Store, Counted] | None = None

    def serialised(self, address: str, format: str) -> bytes:
        """The description of the endpoint at *address* as turtle, ntriples, jsonld or xml."""
        kind = _SERIALISED[format]
        prefixes = None if kind.supports_datasets else _PREFIXES
        return ox.serialize(self.triples(address), format=kind, prefixes=prefixes) or b""

    def triples(self, address: str) -> Iterator[ox.Triple]:
        """The description as triples, the endpoint being at *address*."""
        service, dataset = ox.BlankNode("service"), ox.BlankNode("dataset")
        facts: list[Fact] = [
            (service, RDF + "type", _iri(SD + "Service")), (service, SD + "endpoint", _iri(address)),
            (service, SD + "supportedLanguage", _iri(SD + "SPARQL11Query")), (service, SD + "feature", _iri(SD + "UnionDefaultGraph")),
            *((service, SD + "resultFormat", _iri(FORMATS + name)) for name in _RESULTS),
            (service, SD + "defaultDataset", dataset), *self._dataset(dataset, address)]
        return (ox.Triple(s, _iri(p), o) for s, p, o in facts)

    def _dataset(self, dataset: ox.BlankNode, address: str) -> Iterator[Fact]:
        store, default = self._queries.store, ox.BlankNode("default")
        yield dataset, RDF + "type", _iri(SD + "Dataset")
        yield dataset, RDF + "type", _iri(VOID + "Dataset")
        yield dataset, DCTERMS + "title", ox.Literal("whatfixes", language="en")
        yield dataset, VOID + "sparqlEndpoint", _iri(address)
        if store.has_claims:
            yield dataset, VOID + "uriSpace", ox.Literal(ID)
        for ontology in store.subjects(RDF + "type", OWL + "Ontology"):
            yield dataset, VOID + "vocabulary", _iri(ontology)
        yield dataset, SD + "defaultGraph", default
        yield default, RDF + "type", _iri(SD + "Graph")
        yield from self._figures(default)
        for number, name in enumerate(sorted(g.value for g in store.graph.named_graphs() if isinstance(g, ox.NamedNode))):
            named = ox.BlankNode(f"named{number}")
            yield dataset, SD + "namedGraph", named
            yield named, RDF + "type", _iri(SD + "NamedGraph")
            yield named, SD + "name", _iri(name)

    def _figures(self, graph: ox.BlankNode) -> Iterator[Fact]:
        figures, classes, properties = self._counts()
        yield graph, RDF + "type", _iri(VOID + "Dataset")
        for name, count in figures.items():
            yield graph, VOID + name, _integer(count)
        for part, unit, rows in (("class", "entities", classes), ("property", "triples", properties)):
            nodes = [ox.BlankNode(f"{part}{number}") for number in range(len(rows))]
            yield from ((graph, f"{VOID}{part}Partition", node) for node in nodes)
            for node, (iri, count) in zip(nodes, rows, strict=True):
                yield node, VOID + part, _iri(iri)
                yield node, VOID + unit, _integer(count)

    def _counts(self) -> Counted:
        store = self._queries.store
        if self._counted is None or self._counted[0] is not store:
            found = {name: self._rows(f"SELECT ({count} AS ?n) {{ ?s ?p ?o }}") for name, count in _FIGURES.items()}
            figures = {name: rows[0][1] for name, rows in found.items() if rows}
            classes = self._rows("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c FILTER(isIRI(?c)) } GROUP BY ?c ORDER BY DESC(?n) ?c")
            properties = self._rows("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p")
            figures |= {name: len(rows) for name, rows in (("classes", classes), ("properties", properties)) if rows}
            self._counted = store, (figures, classes, properties)
        return self._counted[1]

    def _rows(self, query: str) -> list[tuple[str, int]]:
        """The rows of a count, name before number; none where the query goes over a limit."""
        try:
            body = self._queries.run(query, "csv").body.decode()
        except QueryError:
            return []
        return [(row[0], int(row[-1])) for row in list(csv.reader(io.StringIO(body)))[1:]]


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=_iri(XSD + "integer"))
