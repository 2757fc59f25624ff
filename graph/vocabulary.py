"""The vocabulary as data: namespaces, and the classes and properties of a graph with the words for them.

May import: errors, usage. Everything that people say for a class or property is read from the graph itself
(rdfs:label, skos:altLabel, wf:agentNoun), so a new relation needs no Python.
"""
from __future__ import annotations

import pathlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from . import usage

WF = "https://w3id.org/whatfixes/ontology#"
ID = "https://w3id.org/whatfixes/id/"
CLAIM = "https://w3id.org/whatfixes/claim/"
CORRECTION = "https://w3id.org/whatfixes/correction/"
QUANTITY = "https://w3id.org/whatfixes/quantity/"
NOTES = "https://w3id.org/whatfixes/notes/"
INFERRED = "https://w3id.org/whatfixes/graph/inferred"
PATHS = "https://w3id.org/whatfixes/paths#"
UNIT = "http://qudt.org/vocab/unit/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PROV = "http://www.w3.org/ns/prov#"
DCTERMS = "http://purl.org/dc/terms/"

PREFIXES: dict[str, str] = {
    "wf": WF, "id": ID, "claim": CLAIM, "correction": CORRECTION, "quantity": QUANTITY, "notes": NOTES,
    "paths": PATHS, "unit": UNIT, "skos": SKOS, "rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD, "prov": PROV,
    "dcterms": DCTERMS, "schema": "https://schema.org/", "mls": "http://www.w3.org/ns/mls#",
}

# Vocabularies that ours is aligned to: their terms are no kinds of concept of their own.
_ALIGNED = (OWL, RDFS, RDF, SKOS, PROV, DCTERMS, PREFIXES["schema"], PREFIXES["mls"])
_PROPERTY_TYPES = {OWL + "ObjectProperty", OWL + "DatatypeProperty", RDF + "Property"}
_ANNOTATION = OWL + "AnnotationProperty"
_CLASS_TYPES = {OWL + "Class", RDFS + "Class"}


@dataclass(frozen=True)
class Term:
    """A class or property: its IRI, label, the other words for it, and its place in listings."""

    iri: str
    label: str
    words: tuple[str, ...] = ()
    definition: str = ""
    order: int = 999

    @property
    def name(self) -> str:
        """The last part of the IRI, as YAML keys spell it."""
        return local_name(self.iri)


@dataclass(frozen=True)
class Class(Term):
    """A class with its direct superclasses and the classes that share no instance with it."""

    parents: tuple[str, ...] = ()
    disjoint: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Property(Term):
    """A property with its inverse, domain, range, opposite (counter-evidence) and the nouns for its subject."""

    nouns: tuple[str, ...] = ()
    inverse: str | None = None
    domain: str | None = None
    range: str | None = None
    opposite: str | None = None
    parents: tuple[str, ...] = ()
    is_object: bool = True
    symmetric: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """All classes and properties that a graph declares, by IRI."""

    classes: dict[str, Class]
    properties: dict[str, Property]

    @cached_property
    def relations(self) -> dict[str, Property]:
        """Properties that say something of concepts: not the machinery of claims, not annotations."""
        return {iri: p for iri, p in self.properties.items() if self._relates(p)}

    def _relates(self, p: Property) -> bool:
        if WF + "Concept" not in self.classes:
            return not p.iri.startswith((RDF, RDFS, OWL, SKOS + "prefLabel", SKOS + "altLabel"))
        if p.domain is None or not self.is_concept_class(p.domain):
            return False
        return not p.is_object or p.range in (None, WF + "Quantity") or self.is_concept_class(p.range or "")

    def is_concept_class(self, iri: str) -> bool:
        """Whether a class holds concepts; the classes of the claim machinery (wf:Claim and so on) do not."""
        if iri.startswith(WF):
            return WF + "Concept" in self.ancestors(iri)
        return WF + "Concept" not in self.classes or not iri.startswith(_ALIGNED)

    def ancestors(self, iri: str) -> frozenset[str]:
        """The class itself and all its superclasses."""
        return self._closure[iri] if iri in self._closure else frozenset({iri})

    def descendants(self, iri: str) -> frozenset[str]:
        """The class itself and all its subclasses."""
        return frozenset(c for c in self.classes if iri in self.ancestors(c)) | {iri}

    def disjoint(self, one: str, other: str) -> bool:
        """Whether two classes, or superclasses of theirs, are declared to share no instance."""
        others = self.ancestors(other)
        return any(self.classes[a].disjoint & others for a in self.ancestors(one) if a in self.classes)

    def separates(self, iri: str) -> bool:
        """Whether anything is declared disjoint with a class, so that not excluding it says something."""
        return any(self.classes[a].disjoint for a in self.ancestors(iri) if a in self.classes)

    def subproperties(self, iri: str) -> frozenset[str]:
        """The property itself and all its subproperties."""
        found, ahead = {iri}, [iri]
        while ahead:
            more = self._narrower.get(ahead.pop(), frozenset()) - found
            found |= more
            ahead += more
        return frozenset(found)

    @cached_property
    def _narrower(self) -> dict[str, frozenset[str]]:
        """Property -> its direct subproperties."""
        found: dict[str, set[str]] = {}
        for prop in self.properties.values():
            for parent in prop.parents:
                found.setdefault(parent, set()).add(prop.iri)
        return {iri: frozenset(below) for iri, below in found.items()}

    @cached_property
    def _closure(self) -> dict[str, frozenset[str]]:
        return {iri: self._climb(iri) for iri in self.classes}

    def _climb(self, iri: str) -> frozenset[str]:
        # A loop, not a recursion: hierarchies of other people can be deep, and some turn in circles.
        found, ahead = {iri}, [iri]
        while ahead:
            known = self.classes.get(ahead.pop())
            more = set(known.parents if known else ()) - found
            found |= more
            ahead += more
        return frozenset(found)


def local_name(iri: str) -> str:
    """The part of an IRI after its last `#`, `/` or `:`; the whole where that would be empty."""
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1] or iri


def ontology_path() -> pathlib.Path:
    """Where ontology.ttl lies: inside the installed package, or at the top of a checkout."""
    inside = pathlib.Path(__file__).with_name("ontology.ttl")
    return inside if inside.exists() else pathlib.Path(__file__).parent.parent / "ontology.ttl"


def read_ontology() -> Vocabulary:
    """The vocabulary of whatfixes itself, from ontology.ttl."""
    store = ox.Store()
    store.bulk_load(path=str(ontology_path()), format=ox.RdfFormat.TURTLE)
    return read(store)


def read_units() -> dict[str, Term]:
    """The units of ontology.ttl by IRI, each with its label and the other words for it."""
    store = ox.Store()
    store.bulk_load(path=str(ontology_path()), format=ox.RdfFormat.TURTLE)
    found = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(WF + "Unit"), None)
    units = [quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)]
    return {iri: Term(**_term(store, iri)) for iri in units}  # type: ignore[arg-type]


def read(store: ox.Store) -> Vocabulary:
    """The classes and properties that a store declares with OWL or RDFS, with labels and words.

    Of other people's graphs also those that they use without declaring them.
    """
    types: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode) \
                and quad.object.value in _CLASS_TYPES | _PROPERTY_TYPES:
            types.setdefault(quad.subject.value, set()).add(quad.object.value)
    annotations = {q.subject for q in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(_ANNOTATION), None)}
    for iri, kind in usage.terms(store) if not _is_ours(store) else ():
        if ox.NamedNode(iri) not in annotations:
            types.setdefault(iri, {kind})
    disjoint = _disjoint(store)
    classes = {iri: _class(store, iri, disjoint) for iri, kinds in types.items() if kinds & _CLASS_TYPES}
    inverses = {iri: other for iri, other in usage.INVERSES.items() if {iri, other} & types.keys()} | _inverses(store)
    properties = {iri: _property(store, iri, inverses, OWL + "DatatypeProperty" not in kinds)
                  for iri, kinds in types.items() if kinds & _PROPERTY_TYPES}
    return Vocabulary(classes, properties)


def english_first(term: ox.Literal) -> tuple[bool, bool, str]:
    """A key that sorts literals: English, then no language, then others."""
    return (term.language or "").split("-")[0] != "en", term.language is not None, term.value


def whole(text: str | None, otherwise: int) -> int:
    """A whole number from the text of a literal, or *otherwise*: graphs of other people hold anything."""
    try:
        return int(text) if text else otherwise
    except ValueError:
        return otherwise


def _is_ours(store: ox.Store) -> bool:
    """Whether a graph is our ontology or states claims in it: then it declares all its terms."""
    kind, claim = ox.NamedNode(RDF + "type"), ox.NamedNode(WF + "Claim")
    marks = (store.quads_for_pattern(None, kind, claim, None), store.quads_for_pattern(claim, kind, None, None))
    return any(next(found, None) is not None for found in marks)


def _values(store: ox.Store, iri: str, predicate: str) -> list[str]:
    terms = [q.object for q in store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None, None)]
    named = [t.value for t in terms if isinstance(t, ox.NamedNode)]
    texts = [t.value for t in sorted((t for t in terms if isinstance(t, ox.Literal)), key=english_first)]
    return list(dict.fromkeys((*texts, *sorted(named))))


def _first(store: ox.Store, iri: str, predicate: str) -> str | None:
    return next(iter(_values(store, iri, predicate)), None)


def _term(store: ox.Store, iri: str) -> dict[str, object]:
    return {
        "iri": iri,
        "label": _first(store, iri, RDFS + "label") or _first(store, iri, SKOS + "prefLabel")
        or usage.NAMES.get(iri) or usage.spoken(local_name(iri)),
        "words": tuple(sorted(_values(store, iri, SKOS + "altLabel"))),
        "definition": _first(store, iri, SKOS + "definition") or _first(store, iri, RDFS + "comment") or "",
        "order": whole(_first(store, iri, WF + "order"), 999),
    }


def _class(store: ox.Store, iri: str, disjoint: dict[str, set[str]]) -> Class:
    parents = tuple(_values(store, iri, RDFS + "subClassOf"))
    return Class(**_term(store, iri), parents=parents, disjoint=frozenset(disjoint.get(iri, ())))  # type: ignore[arg-type]


def _property(store: ox.Store, iri: str, inverses: dict[str, str], is_object: bool) -> Property:
    return Property(
        **_term(store, iri),  # type: ignore[arg-type]
        nouns=tuple(sorted(_values(store, iri, WF + "agentNoun"))), inverse=inverses.get(iri),
        domain=_first(store, iri, RDFS + "domain"), range=_first(store, iri, RDFS + "range"),
        opposite=_first(store, iri, WF + "opposite"), parents=tuple(_values(store, iri, RDFS + "subPropertyOf")),
        is_object=is_object, symmetric=iri in usage.SYMMETRIC or OWL + "SymmetricProperty" in _values(store, iri, RDF + "type"))


def _inverses(store: ox.Store) -> dict[str, str]:
    found: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(OWL + "inverseOf"), None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            found[quad.subject.value] = quad.object.value
            found.setdefault(quad.object.value, quad.subject.value)
    return found


def _disjoint(store: ox.Store) -> dict[str, set[str]]:
    pairs: dict[str, set[str]] = {}
    groups: list[Iterable[str]] = [
        (q.subject.value, q.object.value)
        for q in store.quads_for_pattern(None, ox.NamedNode(OWL + "disjointWith"), None, None)
        if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.NamedNode)]
    for quad in store.quads_for_pattern(None, ox.NamedNode(OWL + "members"), None, None):
        groups.append(list(_rdf_list(store, quad.object)))
    for group in groups:
        members = set(group)
        for one in members:
            pairs.setdefault(one, set()).update(members - {one})
    return pairs


def _rdf_list(store: ox.Store, head: object) -> Iterable[str]:
    seen: set[object] = set()
    while isinstance(head, ox.BlankNode) and head not in seen:
        seen.add(head)
        for quad in store.quads_for_pattern(head, ox.NamedNode(RDF + "first"), None, None):
            if isinstance(quad.object, ox.NamedNode):
                yield quad.object.value
        head = next((q.object for q in store.quads_for_pattern(head, ox.NamedNode(RDF + "rest"), None, None)), None)
