"""The vocabulary as data: classes, properties and units with the words for them, also of other people's graphs."""
from __future__ import annotations

import pathlib

import pyoxigraph as ox
import pytest

from graph import sources, vocabulary
from graph.vocabulary import UNIT, WF, Vocabulary

PREFIXES = """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix e: <http://e/> . @prefix wf: <https://w3id.org/whatfixes/ontology#> .
"""


def read(turtle: str) -> Vocabulary:
    store = ox.Store()
    store.load(input=PREFIXES + turtle, format=ox.RdfFormat.TURTLE)
    return vocabulary.read(store)


@pytest.mark.parametrize(("iri", "name"), [
    ("http://e/a#b", "b"), ("http://e/a/b", "b"), ("http://e/a/b/", "b"), ("urn:a:b", "b"), ("http://e/a#", "a"), ("a", "a"), ("#", "#")])
def test_a_local_name_is_the_end_of_an_iri(iri: str, name: str) -> None:
    assert vocabulary.local_name(iri) == name


def test_a_property_of_ours_carries_its_words(terms: Vocabulary) -> None:
    mitigates = terms.properties[WF + "mitigates"]
    assert (mitigates.name, mitigates.label, mitigates.inverse, mitigates.opposite) == (
        "mitigates", "mitigates", WF + "isMitigatedBy", WF + "worsens")
    assert "fixes" in mitigates.words or "fix" in mitigates.words
    assert mitigates.is_object and not mitigates.symmetric


def test_relations_are_about_concepts_and_not_the_machinery_of_claims(terms: Vocabulary) -> None:
    names = {p.name for p in terms.relations.values()}
    assert {"mitigates", "limit", "fileName"} <= names
    assert not {"subject", "object", "polarity", "passage", "step", "had"} & names


def test_only_classes_of_concepts_hold_concepts(terms: Vocabulary) -> None:
    assert terms.is_concept_class(WF + "Hyperparameter")
    assert not terms.is_concept_class(WF + "Claim")


def test_superclasses_and_subclasses_are_found_at_any_distance(terms: Vocabulary) -> None:
    assert {WF + "RegularizationTechnique", WF + "Technique", WF + "Concept"} <= terms.ancestors(WF + "RegularizationTechnique")
    assert WF + "RegularizationTechnique" in terms.descendants(WF + "Concept")
    assert terms.ancestors("http://e/unknown") == {"http://e/unknown"}


def test_disjointness_is_inherited(terms: Vocabulary) -> None:
    assert terms.disjoint(WF + "Formula", WF + "Recipe") and terms.disjoint(WF + "Recipe", WF + "Formula")
    assert not terms.disjoint(WF + "Technique", WF + "RegularizationTechnique")


def test_units_have_their_words() -> None:
    units = vocabulary.read_units()
    assert units[UNIT + "DAY"].label == "day"
    assert all(unit.label for unit in units.values())


def test_classes_in_a_circle_are_all_above_one_another() -> None:
    terms = read("e:A a owl:Class ; rdfs:subClassOf e:B . e:B a owl:Class ; rdfs:subClassOf e:C . e:C a owl:Class ; rdfs:subClassOf e:A .")
    circle = {"http://e/A", "http://e/B", "http://e/C"}
    assert all(terms.ancestors(iri) == circle for iri in circle)


def test_a_hierarchy_may_be_deeper_than_the_stack() -> None:
    terms = read("".join(f"e:c{n} a owl:Class ; rdfs:subClassOf e:c{n + 1} .\n" for n in range(1500)))
    assert len(terms.ancestors("http://e/c0")) == 1501


def test_english_labels_come_before_others() -> None:
    terms = read('e:A a owl:Class ; rdfs:label "Ding"@de, "thing"@en-GB, "aaa"@fr . e:B a owl:Class ; rdfs:label "Ding"@de, "plain" .')
    assert (terms.classes["http://e/A"].label, terms.classes["http://e/B"].label) == ("thing", "plain")


def test_an_order_that_is_no_number_is_passed_over() -> None:
    assert read('e:A a owl:Class ; wf:order "first" .').classes["http://e/A"].order == 999


def test_restrictions_and_lists_without_end_do_no_harm() -> None:
    terms = read("""e:A a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty e:p ], e:B .
        [] a owl:AllDisjointClasses ; owl:members _:l . _:l rdf:first e:A ; rdf:rest _:l .""")
    assert terms.classes["http://e/A"].parents == ("http://e/B",)


def test_symmetric_and_inverse_properties_are_known_from_both_sides() -> None:
    terms = read("""e:p a owl:ObjectProperty ; owl:inverseOf e:q . e:q a owl:ObjectProperty .
        e:s a owl:ObjectProperty, owl:SymmetricProperty .""")
    assert (terms.properties["http://e/p"].inverse, terms.properties["http://e/q"].inverse) == ("http://e/q", "http://e/p")
    assert terms.properties["http://e/s"].symmetric


def test_subproperties_are_found_at_any_distance() -> None:
    terms = read("e:p a rdf:Property . e:q a rdf:Property ; rdfs:subPropertyOf e:p . e:r a rdf:Property ; rdfs:subPropertyOf e:q .")
    assert terms.subproperties("http://e/p") == {"http://e/p", "http://e/q", "http://e/r"}


def test_terms_that_a_graph_uses_without_declaring_them_are_read(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "harbour.ttl"
    path.write_text("""@prefix h: <https://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        h:aurora a h:FishingBoat ; rdfs:label "Aurora" ; h:visitsPort h:lund ; h:built 1931 . h:lund a h:Port ; rdfs:label "Lund" .""")
    terms = sources.open([path]).vocabulary
    assert {c.label for c in terms.classes.values() if "example.org" in c.iri} == {"fishing boat", "Port"}
    used = {(p.label, p.is_object) for p in terms.properties.values() if "example.org" in p.iri}
    assert used == {("visits port", True), ("built", False)}
