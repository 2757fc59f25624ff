"""Store: the trusted, in-process look-ups over one immutable graph, on Oxigraph.

May import: errors, vocabulary. SPARQL that someone typed never comes here; it goes through query.Queries.
"""
from __future__ import annotations

import functools
import pathlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from . import vocabulary
from .vocabulary import ID, INFERRED, OWL, RDF, RDFS, SKOS, WF, Vocabulary, english_first, local_name

LABELS = (SKOS + "prefLabel", RDFS + "label", "https://schema.org/name", "http://schema.org/name",
          "http://purl.org/dc/terms/title", "http://purl.org/dc/elements/1.1/title", "http://xmlns.com/foaf/0.1/name")
SYNONYMS = (SKOS + "altLabel", SKOS + "hiddenLabel", "https://schema.org/alternateName")
DEFINITIONS = (SKOS + "definition", RDFS + "comment", "http://purl.org/dc/terms/description", "https://schema.org/description")

_REMEMBERED = 20_000

# pyoxigraph hands every literal out with its datatype; None as the graph means every graph.
_ANY = None


@dataclass(frozen=True)
class Link:
    """One step from a concept: the property, whether it is walked forwards, and the concept at its end."""

    property: str
    forward: bool
    other: str
    inferred: bool = False


class Store:
    """An immutable graph. Look-ups see all named graphs together (their union is the default graph).

    *nquads* is where the same graph lies on disk, so that worker processes can load it for themselves.
    """

    def __init__(self, graph: ox.Store, nquads: pathlib.Path | None = None) -> None:
        self.graph = graph
        self.nquads = nquads
        # A store does not change: what is asked of one thing again and again is remembered, up to a bound.
        self._labels = functools.lru_cache(maxsize=_REMEMBERED)(self._label_or_none)
        self._names = functools.lru_cache(maxsize=_REMEMBERED)(self._synonyms)
        self._languages = functools.lru_cache(maxsize=_REMEMBERED)(self._language_of)
        self._kinds = functools.lru_cache(maxsize=_REMEMBERED)(self._kinds_of)
        self._relating: dict[str, bool] = {}

    def __len__(self) -> int:
        """The number of quads."""
        return len(self.graph)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The classes and properties that the graph declares."""
        return vocabulary.read(self.graph)

    @cached_property
    def has_claims(self) -> bool:
        """Whether the graph states claims in our vocabulary."""
        return any(True for _ in self.graph.quads_for_pattern(_ANY, _node(RDF + "type"), _node(WF + "Claim"), _ANY))

    def values(self, subject: str, predicate: str) -> list[str]:
        """The IRIs and literal texts at the end of a property, sorted, each once; blank nodes have no name to give."""
        return sorted({q.object.value for q in self.graph.quads_for_pattern(_node(subject), _node(predicate), _ANY, _ANY)
                       if isinstance(q.object, (ox.NamedNode, ox.Literal))})

    def value(self, subject: str, predicate: str) -> str | None:
        """One of the values of a property, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def subjects(self, predicate: str, object: str) -> list[str]:
        """The IRIs that have an IRI at the end of a property, sorted, each once."""
        return sorted({q.subject.value for q in self.graph.quads_for_pattern(_ANY, _node(predicate), _node(object), _ANY)
                       if isinstance(q.subject, ox.NamedNode)})

    def label(self, iri: str) -> str:
        """What to call a thing: its English or unmarked label in one of LABELS, else the end of its IRI."""
        return self._labels(iri) or local_name(iri)

    def label_or_none(self, iri: str) -> str | None:
        """The label that a graph gives a thing, or None; English comes before no language before others."""
        return self._labels(iri)

    def _label_or_none(self, iri: str) -> str | None:
        for predicate in LABELS:
            found = self._texts(iri, predicate)
            if found:
                return found[0]
        return None

    def language(self, iri: str) -> str:
        """The language tag of the label of a thing, "" where it has none or is English, as the pages around it are."""
        return self._languages(iri, LABELS)

    def definition_language(self, iri: str) -> str:
        """The same of its definition."""
        return self._languages(iri, DEFINITIONS)

    def _language_of(self, iri: str, predicates: tuple[str, ...]) -> str:
        for predicate in predicates:
            found = self._literals(iri, predicate)
            if found:
                tag = found[0].language or ""
                return "" if tag.split("-")[0] == "en" else tag
        return ""

    def synonyms(self, iri: str) -> list[str]:
        """Other names of a thing."""
        return list(self._names(iri))

    def _synonyms(self, iri: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v for p in SYNONYMS for v in self.values(iri, p)))

    def definition(self, iri: str) -> str:
        """What a thing is, in the graph's words; "" where it does not say."""
        return next((text for p in DEFINITIONS for text in self._texts(iri, p)), "")

    def _texts(self, iri: str, predicate: str) -> list[str]:
        return [text.value for text in self._literals(iri, predicate)]

    def _literals(self, iri: str, predicate: str) -> list[ox.Literal]:
        found = (q.object for q in self.graph.quads_for_pattern(_node(iri), _node(predicate), _ANY, _ANY))
        return sorted((t for t in found if isinstance(t, ox.Literal)), key=english_first)

    def types(self, iri: str) -> frozenset[str]:
        """All classes of a thing, inferred ones and superclasses among them."""
        direct = self.values(iri, RDF + "type")
        return frozenset(a for c in direct for a in self.vocabulary.ancestors(c))

    def kinds(self, iri: str) -> list[str]:
        """The most specific classes of a thing, in the order of the vocabulary."""
        return list(self._kinds(iri))

    def _kinds_of(self, iri: str) -> tuple[str, ...]:
        types = [c for c in self.types(iri) if not c.startswith((OWL, RDFS, SKOS))]
        above = {a for c in types for a in self.vocabulary.ancestors(c) if a != c}
        classes = self.vocabulary.classes
        return tuple(sorted((c for c in types if c not in above),
                            key=lambda c: (classes[c].order if c in classes else 999, c)))

    def kind(self, iri: str) -> str:
        """The label of the first of a thing's kinds, "thing" where it has none."""
        kinds = self.kinds(iri)
        return self.label(kinds[0]) if kinds else "thing"

    @cached_property
    def concepts(self) -> tuple[str, ...]:
        """The IRIs of everything that the graph is about, sorted: things with a label or a type that are
        neither vocabulary nor the machinery of claims; in a graph without labels everything that is linked."""
        if self.has_claims:
            return tuple(sorted({q.subject.value for q in self.graph.quads_for_pattern(_ANY, _node(SKOS + "prefLabel"), _ANY, _ANY)
                                 if isinstance(q.subject, ox.NamedNode)}))
        terms = set(self.vocabulary.classes) | set(self.vocabulary.properties) | set(self.subjects(RDF + "type", OWL + "Ontology"))
        named = self._subjects(LABELS) - terms
        # Where nothing has a name, kinds alone would hide what has none of these either: then all that is linked is meant.
        found = (named | self._subjects((RDF + "type",)) | (set() if named else self._linked())) - terms
        return tuple(sorted(i for i in found if not i.startswith((OWL, RDFS, RDF, SKOS, WF))))

    def _subjects(self, predicates: tuple[str, ...]) -> set[str]:
        quads = (q for p in predicates for q in self.graph.quads_for_pattern(_ANY, _node(p), _ANY, _ANY))
        return {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}

    def _linked(self) -> set[str]:
        """All subjects, and what they are linked to."""
        quads = self.graph.quads_for_pattern(_ANY, _ANY, _ANY, _ANY)
        ends = (end for q in quads for end in (q.subject, q.object if self._relates(q.predicate.value) else None))
        return {end.value for end in ends if isinstance(end, ox.NamedNode)}

    @cached_property
    def concept_set(self) -> frozenset[str]:
        """The same as a set."""
        return frozenset(self.concepts)

    def links(self, iri: str) -> list[Link]:
        """The steps from a concept to other concepts, asserted ones in the direction asserted.

        An inferred inverse of an asserted triple is not listed a second time.
        """
        node = _node(iri)
        found = [(q.predicate.value, True, end.value, q) for q in self.graph.quads_for_pattern(node, _ANY, _ANY, _ANY)
                 if isinstance(end := q.object, ox.NamedNode)]
        found += [(q.predicate.value, False, end.value, q) for q in self.graph.quads_for_pattern(_ANY, _ANY, node, _ANY)
                  if isinstance(end := q.subject, ox.NamedNode) and end != node]
        wanted = [Link(prop, forward, other, _is_inferred(q)) for prop, forward, other, q in found
                  if self._relates(prop) and other in self.concept_set]
        if not any(link.inferred for link in wanted):
            return self._without_mirrors(wanted, set())
        return self._without_mirrors(wanted, {(prop, forward, other) for prop, forward, other, q in found if not _is_inferred(q)})

    def _relates(self, prop: str) -> bool:
        """Whether a property can relate concepts: one of the vocabulary's relations, or any that is no machinery."""
        known = self._relating.get(prop)
        if known is None:
            known = self._relating[prop] = prop in self.vocabulary.relations or not prop.startswith((RDF, RDFS, OWL, SKOS, WF))
        return known

    def _without_mirrors(self, links: list[Link], asserted: set[tuple[str, bool, str]]) -> list[Link]:
        kept: dict[tuple[str, bool, str], Link] = {}
        for link in links:
            if link.inferred and (self.is_mirror(link, asserted) or self._is_broader(link, asserted)):
                continue
            kept.setdefault((link.property, link.forward, link.other), link)
        return list(kept.values())

    def is_mirror(self, link: Link, asserted: set[tuple[str, bool, str]]) -> bool:
        """Whether a link only says again, by an inverse, what another asserts."""
        prop = self.vocabulary.properties.get(link.property)
        inverse = prop.inverse if prop else None
        if not inverse:
            return False
        below = self.vocabulary.subproperties(inverse)
        return any((p, not link.forward, link.other) in asserted for p in below)

    def _is_broader(self, link: Link, asserted: set[tuple[str, bool, str]]) -> bool:
        below = self.vocabulary.subproperties(link.property)
        return any((p, link.forward, link.other) in asserted for p in below if p != link.property)

    def select(self, query: str) -> Iterator[dict[str, str]]:
        """Rows of a trusted SELECT query: variable -> IRI or text; unbound ones are left out."""
        solutions = self.graph.query(query, use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions), "select() takes SELECT queries"
        names = [v.value for v in solutions.variables]
        for row in solutions:
            yield {n: t.value for n, t in zip(names, row, strict=True) if t is not None and not isinstance(t, ox.Triple)}


def iri_of(name: str) -> str:
    """The IRI of a concept of ours from its id; a full IRI stays as it is."""
    return name if ":" in name else ID + name


def _is_inferred(quad: ox.Quad) -> bool:
    return isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value == INFERRED


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
