"""The vocabulary: complete for people, sound for reasoners. HermiT runs where there is Java."""
from __future__ import annotations

import os
import pathlib
import shutil
from collections.abc import Iterator

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, URIRef

from graph import ask, claims, compile, facts, sources, vocabulary
from graph.store import Store
from graph.vocabulary import INFERRED, WF


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(str(vocabulary.ontology_path()), format="turtle")


def terms(graph: rdflib.Graph, *kinds: URIRef) -> list[URIRef]:
    """Our own terms of some kinds, sorted."""
    return sorted(t for kind in kinds for t in graph.subjects(RDF.type, kind) if isinstance(t, URIRef) and t.startswith(WF))


def test_every_term_has_one_label_and_a_definition(ontology: rdflib.Graph) -> None:
    every = terms(ontology, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    assert len(every) > 150
    assert [t for t in every if len(list(ontology.objects(t, RDFS.label))) != 1] == []
    assert [t for t in every if len(str(ontology.value(t, SKOS.definition) or "")) < 10] == []


def test_every_property_has_a_domain_and_a_range(ontology: rdflib.Graph) -> None:
    properties = terms(ontology, OWL.ObjectProperty, OWL.DatatypeProperty)
    assert [p for p in properties if ontology.value(p, RDFS.domain) is None or ontology.value(p, RDFS.range) is None] == []


def test_every_object_property_has_an_inverse_or_is_symmetric(ontology: rdflib.Graph) -> None:
    lone = [p for p in terms(ontology, OWL.ObjectProperty) if (p, RDF.type, OWL.SymmetricProperty) not in ontology
            and ontology.value(p, OWL.inverseOf) is None and ontology.value(None, OWL.inverseOf, p) is None]
    assert lone == []


def test_inverses_swap_domain_and_range(ontology: rdflib.Graph) -> None:
    wrong = [(a, b) for a, b in ontology.subject_objects(OWL.inverseOf)
             if ontology.value(a, RDFS.domain) != ontology.value(b, RDFS.range)
             or ontology.value(a, RDFS.range) != ontology.value(b, RDFS.domain)]
    assert wrong == []


@pytest.mark.parametrize("relation", [RDFS.subClassOf, RDFS.subPropertyOf], ids=["classes", "properties"])
def test_no_term_is_below_itself(ontology: rdflib.Graph, relation: URIRef) -> None:
    below = {s for s, o in ontology.subject_objects(relation) if s in set(ontology.transitive_objects(o, relation))}
    assert below == set()


def test_every_class_of_ours_is_a_concept_or_machinery(ontology: rdflib.Graph) -> None:
    known = vocabulary.read_ontology()
    roots = {c for c in known.classes if c.startswith(WF) and not any(p.startswith(WF) for p in known.classes[c].parents)}
    assert {r.removeprefix(WF) for r in roots} == {
        "Concept", "Claim", "Passage", "Correction", "Quantity", "Unit", "Variable", "Step", "WorkedExample", "Direction", "Bound",
        "Effect", "Confidence"}


def test_labels_of_properties_are_unique() -> None:
    known = vocabulary.read_ontology()
    labels = [p.label for p in known.relations.values()]
    assert sorted(labels) == sorted(set(labels))


def test_mitigates_and_worsens_are_not_disjoint(ontology: rdflib.Graph) -> None:
    assert (URIRef(WF + "mitigates"), OWL.propertyDisjointWith, URIRef(WF + "worsens")) not in ontology


def test_no_concept_is_of_two_disjoint_kinds(notes: Store) -> None:
    known = notes.vocabulary
    wrong = [(iri, a, b) for iri in notes.concepts for kinds in [notes.kinds(iri)] for a in kinds for b in kinds if known.disjoint(a, b)]
    assert wrong == []


def test_a_new_relation_needs_no_python(tmp_path: pathlib.Path) -> None:
    """A property that only an ontology declares is asked for by its words, in both directions."""
    (tmp_path / "new.ttl").write_text("""
@prefix wf: <https://w3id.org/whatfixes/ontology#> . @prefix id: <https://w3id.org/whatfixes/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
wf:soothes a owl:ObjectProperty ; rdfs:domain wf:Concept ; rdfs:range wf:Concept ; owl:inverseOf wf:isSoothedBy ;
    rdfs:label "soothes"@en ; skos:altLabel "calms"@en ; skos:definition "Makes less restless."@en .
wf:isSoothedBy a owl:ObjectProperty ; rdfs:domain wf:Concept ; rdfs:range wf:Concept ;
    rdfs:label "is soothed by"@en ; skos:altLabel "is calmed by"@en ; skos:definition "Is made less restless by."@en .
id:lullaby a wf:Technique ; skos:prefLabel "lullaby"@en ; skos:definition "A quiet song."@en ; wf:soothes id:gradient .
id:gradient a wf:Problem ; skos:prefLabel "restless gradient"@en ; skos:definition "A gradient that jumps."@en .
""", encoding="utf-8")
    both = sources.open([vocabulary.ontology_path(), tmp_path / "new.ttl"])
    for question in ("what soothes a restless gradient", "what calms restless gradient", "what is restless gradient calmed by"):
        assert [a.label for a in ask.answer(both, question).answers] == ["lullaby"], question


# -- a description logic reasoner --------------------------------------------


def needs(program: str) -> None:
    """Skip, and say so, where a program is missing; fail where WHATFIXES_REQUIRE names it."""
    if shutil.which(program):
        return
    if program in os.environ.get("WHATFIXES_REQUIRE", "").split(","):
        pytest.fail(f"WHATFIXES_REQUIRE names {program}, which is not installed")
    pytest.skip(f"{program} IS NOT INSTALLED: the reasoner did not run")


def denials(known: claims.Claims, of_objects: set[str]) -> Iterator[tuple]:
    """OWL negative property assertions for the negative claims without condition and direction."""
    for position, claim in enumerate(known.all):
        if claim.polarity or not claim.standing or claim.conditions or claim.direction or claim.property not in of_objects:
            continue
        node = rdflib.BNode(f"denial{position}")
        yield node, RDF.type, OWL.NegativePropertyAssertion
        yield node, OWL.sourceIndividual, URIRef(claim.subject)
        yield node, OWL.assertionProperty, URIRef(claim.property)
        yield node, OWL.targetIndividual, URIRef(claim.object)


def reasoned(graph: rdflib.Graph, folder: pathlib.Path) -> list[str] | None:
    """The unsatisfiable classes that HermiT finds; None where it finds the graph inconsistent."""
    import owlready2
    file = folder / "all.nt"
    file.write_bytes(graph.serialize(format="nt", encoding="utf-8"))
    world = owlready2.World()
    loaded = world.get_ontology(file.as_uri()).load()
    try:
        with loaded:
            owlready2.sync_reasoner_hermit(world, ignore_unsupported_datatypes=True, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return None
    return [c.iri for c in world.inconsistent_classes() if c is not owlready2.Nothing]


@pytest.fixture(scope="module")
def everything(notes: Store) -> rdflib.Graph:
    """Ontology and data as asserted, with the denials, in the part of OWL that a reasoner reads."""
    known = vocabulary.read_ontology()
    dataset = compile.to_rdf(facts.read(sources.notes_folder(), known), known)
    graph = rdflib.Graph()
    for triple in dataset.default_graph:
        graph.add(triple)
    assert len(dataset.graph(URIRef(INFERRED))) > 0
    object_properties = {str(p) for p in graph.subjects(RDF.type, OWL.ObjectProperty)}
    added = list(denials(claims.of(notes), object_properties))
    assert len(added) >= 4 * 20
    for triple in added:
        graph.add(triple)
    return graph


def test_hermit_finds_everything_consistent(everything: rdflib.Graph, tmp_path: pathlib.Path) -> None:
    needs("java")
    assert reasoned(everything, tmp_path) == []


def test_hermit_would_notice_a_denial_of_what_is_stated(everything: rdflib.Graph, tmp_path: pathlib.Path) -> None:
    needs("java")
    wrong = rdflib.Graph()
    wrong += everything
    node = rdflib.BNode()
    for predicate, value in ((RDF.type, OWL.NegativePropertyAssertion), (OWL.assertionProperty, URIRef(WF + "isMitigatedBy")),
                             (OWL.sourceIndividual, URIRef("https://w3id.org/whatfixes/id/overfitting")),
                             (OWL.targetIndividual, URIRef("https://w3id.org/whatfixes/id/dropout"))):
        wrong.add((node, predicate, value))
    assert reasoned(wrong, tmp_path) is None


def test_hermit_would_notice_disjoint_kinds(everything: rdflib.Graph, tmp_path: pathlib.Path) -> None:
    needs("java")
    wrong = rdflib.Graph()
    wrong += everything
    wrong.add((URIRef("https://w3id.org/whatfixes/id/dropout"), RDF.type, URIRef(WF + "Service")))
    wrong.add((URIRef("https://w3id.org/whatfixes/id/dropout"), RDF.type, URIRef(WF + "Metric")))
    assert reasoned(wrong, tmp_path) is None
