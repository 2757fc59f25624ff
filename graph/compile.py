"""Concepts, claims and the ontology -> RDF. The only place where triples are made.

May import: progress, vocabulary, factmodel, names, sentences. rdflib builds the graph, reasonable (OWL 2 RL, in Rust)
adds what follows from inverses, subclasses, subproperties, symmetry, transitivity and domains.
"""
from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import rdflib
from rdflib import DCTERMS, RDF, RDFS, SKOS, XSD, Literal, URIRef

from . import sentences
from .factmodel import Claim, Concept, Facts, Finding, Lines, Quantity, Text
from .names import claim_name, quantity_name, slug
from .progress import Progress, unseen
from .vocabulary import CLAIM, CORRECTION, ID, INFERRED, NOTES, PREFIXES, QUANTITY, WF, Vocabulary, ontology_path, read_units

__all__ = ["Progress", "claim_name", "infer", "quantity_name", "slug", "to_rdf"]

_WITHDRAWING = ("replaces", "retracts")
_CONFIDENCE = {"high": "highConfidence", "medium": "mediumConfidence", "low": "lowConfidence"}


def to_rdf(facts: Facts, vocabulary: Vocabulary, progress: Progress = unseen) -> rdflib.Dataset:
    """Facts as RDF: the ontology and all that is stated in the default graph, what follows in wf's inferred graph.

    A positive claim that no correction withdraws is also the plain triple; a negative one never is. A claim
    that a finding retracts leaves its denial. *progress* is told (stage, done, total).
    """
    compiler = _Compiler(facts, vocabulary)
    dataset = rdflib.Dataset()
    graph = dataset.default_graph
    progress("ontology", 0, 3)
    graph.parse(str(ontology_path()), format="turtle")
    progress("claims", 1, 3)
    for triple in compiler.triples():
        graph.add(triple)
    progress("inferences", 2, 3)
    inferred = dataset.graph(URIRef(INFERRED))
    for triple in infer(graph, vocabulary):
        inferred.add(triple)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, override=True, replace=True)
    progress("inferences", 3, 3)
    return dataset


def infer(graph: rdflib.Graph, vocabulary: Vocabulary) -> list[tuple]:
    """What follows from a graph under OWL 2 RL, beyond what it says, about its concepts.

    The reasoner is given the ontology and the plain triples of concepts, not the machinery of claims. Left out
    are the rule set's tautologies (everything equals itself) and what it says of the vocabularies.
    """
    import reasonable

    relations = {URIRef(iri) for iri in vocabulary.relations} | {RDF.type}
    given = rdflib.Graph()
    for s, p, o in graph:
        # str(): rdflib's own startswith takes no tuple.
        if not str(s).startswith((CLAIM, CORRECTION, NOTES)) and (not str(s).startswith((ID, QUANTITY)) or p in relations):
            given.add((s, p, o))
    reasoner = reasonable.PyReasoner()
    reasoner.from_graph(given)
    found = []
    for s, p, o in reasoner.reason():
        if not isinstance(s, URIRef) or not str(s).startswith((ID, QUANTITY)) or (s, p, o) in given:
            continue
        kind = p == RDF.type and isinstance(o, URIRef) and (o.startswith(WF) or o == SKOS.Concept)
        if kind or (p.startswith(WF) and not isinstance(o, rdflib.BNode)):
            found.append((s, p, o))
    return found


@cache
def _wf(name: str) -> URIRef:
    return URIRef(WF + name)


@cache
def _id(name: str) -> URIRef:
    return URIRef(ID + name)


class _Compiler:
    """Writes triples of one set of facts; remembers nothing but labels and findings to look up."""

    def __init__(self, facts: Facts, vocabulary: Vocabulary) -> None:
        self._facts = facts
        self._vocabulary = vocabulary
        self._labels = {c.id: c.label for c in facts.concepts}
        self._findings = {f.id: f for f in facts.findings}
        self._unit_labels = {iri: unit.label for iri, unit in read_units().items()}
        self._out: list[tuple] = []

    def triples(self) -> list[tuple]:
        for concept in self._facts.concepts:
            self._concept(concept)
        for claim in self._facts.claims:
            self._claim(claim)
            if claim.overruled and claim.polarity and self._findings[claim.overruled].effect == "retracts":
                self._claim(_denial(claim))
        for finding in self._facts.findings:
            self._finding(finding)
        return self._out

    def _add(self, s: URIRef, p: URIRef, o: URIRef | Literal) -> None:
        self._out.append((s, p, o))

    def _concept(self, concept: Concept) -> None:
        node = _id(concept.id)
        for kind in concept.kinds:
            self._add(node, RDF.type, URIRef(kind))
        self._add(node, SKOS.prefLabel, Literal(concept.label, lang="en"))
        for word in dict.fromkeys((*concept.also, *concept.formerly)):
            self._add(node, SKOS.altLabel, Literal(word, lang="en"))
        for word in concept.hidden:
            self._add(node, SKOS.hiddenLabel, Literal(word, lang="en"))
        for word in concept.formerly:
            self._add(node, _wf("formerName"), Literal(word))
        self._add(node, SKOS.definition, Literal(concept.definition, lang="en"))
        self._passages(node, concept.lines)
        definition = URIRef(f"{CLAIM}{concept.id}-definition")
        self._add(definition, RDF.type, _wf("Claim"))
        self._add(definition, RDFS.label, Literal(f"{concept.label}: {concept.definition}", lang="en"))
        self._add(definition, _wf("subject"), node)
        self._add(definition, _wf("property"), SKOS.definition)
        self._add(definition, _wf("object"), Literal(concept.definition, lang="en"))
        self._add(definition, _wf("polarity"), Literal(True))
        self._passages(definition, concept.lines)
        if concept.finding:
            self._add(definition, _wf("correction"), URIRef(CORRECTION + concept.finding))
        self._formula(concept)
        for position, step in enumerate(concept.steps, 1):
            at = URIRef(f"{ID}{concept.id}.step{position}")
            self._add(node, _wf("step"), at)
            self._add(at, RDF.type, _wf("Step"))
            self._add(at, _wf("position"), Literal(position))
            self._add(at, _wf("does"), Literal(step.does))
            self._add(at, RDFS.label, Literal(step.does, lang="en"))
            self._passages(at, step.lines)
            for used in step.uses:
                self._add(at, _wf("stepUses"), _id(used))
                self._add(node, _wf("uses"), _id(used))

    def _formula(self, concept: Concept) -> None:
        if concept.formula is None:
            return
        node, formula = _id(concept.id), concept.formula
        self._add(node, _wf("expression"), Literal(formula.expression))
        if formula.unit:
            self._add(node, _wf("resultUnit"), URIRef(formula.unit))
        for variable in formula.variables:
            at = URIRef(f"{ID}{concept.id}.{variable.symbol}")
            self._add(node, _wf("variable"), at)
            self._add(at, RDF.type, _wf("Variable"))
            self._add(at, _wf("symbol"), Literal(variable.symbol))
            self._add(at, RDFS.label, Literal(variable.label, lang="en"))
            for word in variable.words:
                self._add(at, SKOS.altLabel, Literal(word, lang="en"))
            if variable.unit:
                self._add(at, _wf("variableUnit"), URIRef(variable.unit))
            if variable.default is not None:
                self._add(at, _wf("default"), Literal(variable.default))
        for position, example in enumerate(formula.examples, 1):
            at = URIRef(f"{ID}{concept.id}.example{position}")
            self._add(node, _wf("example"), at)
            self._add(at, RDF.type, _wf("WorkedExample"))
            self._add(at, _wf("given"), Literal(json.dumps(dict(example.given))))
            self._add(at, _wf("result"), Literal(example.result))
            self._passages(at, example.lines)

    def _claim(self, claim: Claim) -> None:
        node = URIRef(CLAIM + claim_name(claim))
        subject, prop = _id(claim.subject), URIRef(claim.property)
        target, words = self._object(claim)
        self._add(node, RDF.type, _wf("Claim"))
        self._add(node, RDFS.label, Literal(self._statement(claim, words), lang="en"))
        self._add(node, _wf("subject"), subject)
        self._add(node, _wf("property"), prop)
        self._add(node, _wf("object"), target)
        self._add(node, _wf("polarity"), Literal(claim.polarity))
        self._passages(node, claim.lines)
        if claim.direction:
            self._add(node, _wf("direction"), _wf(claim.direction))
        for condition in claim.conditions:
            self._add(node, _wf("condition"), _id(condition))
        if claim.only:
            self._add(node, _wf("only"), Literal(True))
        if claim.rank is not None:
            self._add(node, _wf("rank"), Literal(claim.rank))
        if claim.reason:
            self._add(node, _wf("reason"), Literal(claim.reason))
        if claim.since:
            self._add(node, _wf("since"), Literal(claim.since))
        if claim.finding:
            correction = URIRef(CORRECTION + claim.finding)
            self._add(node, _wf("correction"), correction)
            self._add(correction, _wf("now"), node)
        if claim.overruled:
            correction = URIRef(CORRECTION + claim.overruled)
            self._add(node, _wf("correction"), correction)
            self._add(correction, _wf("overrules"), node)
        if claim.polarity and not self._withdrawn(claim):
            self._add(subject, prop, target)

    def _withdrawn(self, claim: Claim) -> bool:
        return bool(claim.overruled) and self._findings[claim.overruled or ""].effect in _WITHDRAWING

    def _object(self, claim: Claim) -> tuple[URIRef | Literal, str]:
        if isinstance(claim.object, Text):
            return Literal(claim.object.value), claim.object.value
        if isinstance(claim.object, Quantity):
            return self._quantity(claim.object)
        return _id(claim.object), self._labels[claim.object]

    def _quantity(self, quantity: Quantity) -> tuple[URIRef, str]:
        node = URIRef(QUANTITY + quantity_name(quantity))
        words = sentences.quantity(quantity.value, quantity.minimum, quantity.maximum,
                                   self._unit_labels[quantity.unit], quantity.bound)
        self._add(node, RDF.type, _wf("Quantity"))
        self._add(node, RDFS.label, Literal(words, lang="en"))
        for name, number in (("value", quantity.value), ("minimum", quantity.minimum), ("maximum", quantity.maximum)):
            if number is not None:
                self._add(node, _wf(name), Literal(number, datatype=XSD.decimal))
        self._add(node, _wf("unit"), URIRef(quantity.unit))
        self._add(node, _wf("bound"), _wf(quantity.bound))
        return node, words

    def _statement(self, claim: Claim, object_words: str) -> str:
        verb = self._vocabulary.properties[claim.property].label
        return sentences.claim(self._labels[claim.subject], verb, object_words, polarity=claim.polarity,
                               direction=claim.direction, conditions=[self._labels[c] for c in claim.conditions])

    def _finding(self, finding: Finding) -> None:
        node = URIRef(CORRECTION + finding.id)
        self._add(node, RDF.type, _wf("Correction"))
        self._add(node, RDFS.label, Literal(finding.holds, lang="en"))
        self._add(node, _wf("effect"), _wf(finding.effect))
        self._add(node, _wf("verdict"), Literal(finding.verdict))
        self._add(node, _wf("had"), Literal(finding.had))
        self._add(node, _wf("holds"), Literal(finding.holds))
        self._add(node, _wf("confidence"), _wf(_CONFIDENCE[finding.confidence]))
        self._passages(node, finding.lines)
        for concept in finding.about:
            self._add(node, _wf("about"), _id(concept))
        if finding.source_title:
            self._add(node, _wf("sourceTitle"), Literal(finding.source_title))
        if finding.source_url:
            self._add(node, DCTERMS.source, URIRef(finding.source_url))
        if finding.since:
            self._add(node, _wf("since"), Literal(finding.since))

    def _passages(self, node: URIRef, passages: tuple[Lines, ...]) -> None:
        for lines in passages:
            name = f"L{lines.first}" if lines.first == lines.last else f"L{lines.first}-L{lines.last}"
            at = URIRef(NOTES + name)
            self._add(node, _wf("passage"), at)
            self._add(at, RDF.type, _wf("Passage"))
            self._add(at, RDFS.label, Literal(f"lines {lines.first}-{lines.last}" if "-" in name else f"line {lines.first}", lang="en"))
            self._add(at, _wf("firstLine"), Literal(lines.first))
            self._add(at, _wf("lastLine"), Literal(lines.last))
            if self._facts.title:
                self._add(at, DCTERMS.title, Literal(self._facts.title))
            section = self._facts.section_of(lines.first)
            if section:
                self._add(at, _wf("section"), Literal(section))


def _denial(claim: Claim) -> Claim:
    """The negative that a retracted claim leaves behind."""
    return replace(claim, polarity=False, overruled=None, finding=claim.overruled)
