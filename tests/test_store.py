"""Look-ups over one graph: labels, kinds, links; also over graphs of other people."""
from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph.store import Link, Store, iri_of
from graph.vocabulary import CLAIM, ID, INFERRED, RDF, WF

PREFIXES = """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix e: <http://e/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
"""


def foreign(trig: str) -> Store:
    graph = ox.Store()
    graph.load(input=PREFIXES + trig, format=ox.RdfFormat.TRIG)
    return Store(graph)


def test_a_concept_has_its_label_synonyms_and_definition(features: Store) -> None:
    iri = ID + "dropout"
    assert (features.label(iri), features.synonyms(iri), features.definition(iri)) == (
        "dropout", ["drop out"], "Switching neurons off at random.")


def test_kinds_are_the_most_specific_and_types_are_all(features: Store) -> None:
    iri = ID + "dropout"
    assert features.kinds(iri) == [WF + "RegularizationTechnique"]
    assert {WF + "RegularizationTechnique", WF + "Technique", WF + "Concept"} <= features.types(iri)
    assert features.kind(iri) == "regularization technique"
    assert features.kind("http://e/unknown") == "thing"


def test_concepts_are_what_the_notes_speak_of(features: Store) -> None:
    assert len(features.concepts) == 17
    assert all(iri.startswith(ID) for iri in features.concepts)
    assert features.concept_set == set(features.concepts)
    assert features.has_claims


def test_a_link_is_told_once_in_the_direction_that_was_stated(features: Store) -> None:
    assert [(k.property, k.forward, k.inferred) for k in features.links(ID + "dropout") if k.other == ID + "overfitting"] == [
        (WF + "mitigates", True, False)]
    assert [(k.property, k.forward, k.inferred) for k in features.links(ID + "overfitting") if k.other == ID + "dropout"] == [
        (WF + "mitigates", False, False)]


def test_links_lead_to_concepts_alone(features: Store) -> None:
    for iri in features.concepts:
        assert all(k.other in features.concept_set for k in features.links(iri))


def test_select_gives_rows_of_texts(features: Store) -> None:
    rows = list(features.select(f"SELECT ?s ?none {{ ?s <{WF}mitigates> <{ID}missing-data> OPTIONAL {{ ?s <http://e/p> ?none }} }}"))
    assert rows == [{"s": ID + "median-imputation"}]


def test_an_id_stands_for_its_iri() -> None:
    assert (iri_of("dropout"), iri_of("http://e/a")) == (ID + "dropout", "http://e/a")


def test_subjects_and_values_are_sorted_and_each_once(features: Store) -> None:
    found = features.subjects(WF + "mitigates", ID + "overfitting")
    assert found == [ID + "dropout", ID + "early-stopping", ID + "subsample"]
    assert features.value(CLAIM + "dropout-mitigates-overfitting", WF + "rank") == "2"
    assert features.value(ID + "dropout", "http://e/p") is None


@pytest.mark.parametrize(("labels", "label"), [
    ('rdfs:label "b"@en, "a"@de', "b"), ('rdfs:label "b"@en-US, "a"@de', "b"), ('rdfs:label "b", "a"@de', "b"), ('rdfs:label "b"@de', "b"),
    ('rdfs:label "b"@en ; skos:prefLabel "c"@fr', "c"), ('foaf:name "b"', "b"), ("rdfs:seeAlso e:b", "a")])
def test_english_labels_come_before_unmarked_before_others(labels: str, label: str) -> None:
    assert foreign(f"e:a {labels} .").label("http://e/a") == label


def test_an_english_definition_comes_before_others() -> None:
    assert foreign('e:a rdfs:comment "Das"@de, "This"@en .').definition("http://e/a") == "This"


def test_blank_nodes_are_no_values_and_break_nothing() -> None:
    store = foreign('e:a a [ a owl:Restriction ], e:Kind ; rdfs:label "a" ; e:knows [ rdfs:label "b" ], e:c . e:c rdfs:label "c" .')
    assert store.values("http://e/a", RDF + "type") == ["http://e/Kind"]
    assert store.kind("http://e/a") == "Kind"
    assert store.links("http://e/a") == [Link("http://e/knows", True, "http://e/c")]


def test_concepts_of_other_people_are_things_with_a_label_or_type() -> None:
    store = foreign("""<http://e/> a owl:Ontology . e:Kind a owl:Class ; rdfs:label "kind" . e:p a owl:ObjectProperty ; rdfs:label "p" .
        e:a a e:Kind ; e:p e:b . e:b foaf:name "b" . e:c e:p e:a .""")
    assert store.concepts == ("http://e/a", "http://e/b")
    assert not store.has_claims


def test_a_graph_without_names_loses_nothing_that_is_linked() -> None:
    store = foreign("""e:Kind a owl:Class ; rdfs:label "kind" . e:p a owl:ObjectProperty ; rdfs:label "p" .
        e:a a e:Kind ; e:p e:b . e:b e:q e:c . e:d e:size 7 .""")
    assert store.concepts == ("http://e/a", "http://e/b", "http://e/c", "http://e/d")
    assert [link.other for link in store.links("http://e/b")] == ["http://e/c", "http://e/a"]


def test_named_graphs_are_seen_together() -> None:
    store = foreign('e:g { e:a rdfs:label "a" ; e:p e:b . } e:h { e:b rdfs:label "b" . }')
    assert store.links("http://e/a") == [Link("http://e/p", True, "http://e/b")]
    assert len(list(store.select("SELECT * { ?s ?p ?o }"))) == len(store) == 3


def test_an_inferred_inverse_is_not_listed_beside_what_it_mirrors() -> None:
    store = foreign(f"""e:p a owl:ObjectProperty ; owl:inverseOf e:q . e:q a owl:ObjectProperty . e:a rdfs:label "a" ; e:p e:b .
        e:b rdfs:label "b" . <{INFERRED}> {{ e:b e:q e:a . }}""")
    assert store.links("http://e/b") == [Link("http://e/p", False, "http://e/a")]
