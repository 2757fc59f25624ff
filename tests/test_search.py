"""Label search: by prefix, synonym and typo; and what a person means by a name."""
from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import search, sources
from graph.errors import UnknownConcept
from graph.store import Store
from graph.vocabulary import ID


@pytest.mark.parametrize(("text", "folded"), [
    ("Drop-Out", "drop out"), ("max_depth", "max depth"), ("Café  AU lait", "cafe au lait"), ("C++ (fast)", "c++ fast"), ("→", ""),
    ("STRASSE Straße", "strasse strasse"), ("10 %", "10 %")])
def test_folding_leaves_what_matters_for_comparison(text: str, folded: str) -> None:
    assert search.fold(text) == folded


@pytest.mark.parametrize(("text", "first", "score"), [
    ("dropout", "dropout", 100.0), ("DROP OUT", "dropout", 100.0), ("overfit", "overfitting", 100.0),
    ("Kinesis Data Firehose", "data-firehose", 100.0),
    ("early", "early-stopping", None), ("imputation", "median-imputation", None), ("dropuot", "dropout", None),
    ("normalisation", "normalization", None)])
def test_a_concept_is_found_by_label_synonym_prefix_word_and_typo(text: str, first: str, score: float | None, features: Store) -> None:
    found = search.find(features, text)
    assert found[0].iri == ID + first
    assert score is None or found[0].score == score
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)
    assert len({m.iri for m in found}) == len(found)


def test_a_match_says_what_matched(features: Store) -> None:
    assert search.find(features, "kinesis data firehose", 1) == [
        search.Match(ID + "data-firehose", "Amazon Data Firehose", "streaming service", "Kinesis Data Firehose", 100.0)]


@pytest.mark.parametrize(("text", "limit"), [("", 10), ("   ", 10), ("→", 10), ("dropout", 0), ("dropout", -1), ("qqqqqqqq", 10)])
def test_nothing_is_found_for_nothing(text: str, limit: int, features: Store) -> None:
    assert search.find(features, text, limit) == []


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_searched_for(text: str) -> None:
    assert len(search.find(FOREIGN, text)) <= 10


@pytest.mark.parametrize("name", ["dropout", " dropout ", ID + "dropout", "Dropout", "drop out", "dropouts"])
def test_a_name_an_id_and_an_iri_mean_the_concept(name: str, features: Store) -> None:
    assert search.resolve(features, name) == ID + "dropout"


@pytest.mark.parametrize("name", ["", "  ", "qqqqqqqq", "http://e/unknown", "<>", "a b\"c", "urn:x"])
def test_a_name_of_nothing_is_refused(name: str, features: Store) -> None:
    with pytest.raises(UnknownConcept):
        search.resolve(features, name)


def test_a_refusal_names_what_is_near(features: Store) -> None:
    with pytest.raises(UnknownConcept, match="no concept is called 'regularisation of layers'"):
        search.resolve(features, "regularisation of layers")


def graph(turtle: str) -> Store:
    store = ox.Store()
    store.load(input="@prefix e: <http://e/> . @prefix r: <http://www.w3.org/2000/01/rdf-schema#> .\n" + turtle, format=ox.RdfFormat.TURTLE)
    return Store(store)


FOREIGN = graph('e:a r:label "alpha beta" . e:b r:label "→" . e:c r:label "" . e:d r:label "ab" .')


def test_two_concepts_of_one_name_are_not_told_apart_by_chance() -> None:
    store = graph('e:a r:label "mercury" . e:b r:label "Mercury" .')
    with pytest.raises(UnknownConcept) as caught:
        search.resolve(store, "mercury")
    assert sorted(caught.value.nearest) == ["Mercury", "mercury"]


def test_a_label_beats_a_synonym_of_another() -> None:
    store = graph("""@prefix s: <http://www.w3.org/2004/02/skos/core#> .
        e:a s:prefLabel "mercury" . e:b s:prefLabel "planet" ; s:altLabel "mercury" .""")
    assert search.resolve(store, "Mercury") == "http://e/a"


def test_every_concept_of_the_notes_is_found_by_its_id(notes: Store) -> None:
    assert [iri for iri in notes.concepts if search.resolve(notes, iri.removeprefix(ID)) != iri] == []


def test_every_concept_of_the_notes_is_the_first_or_shares_its_label(notes: Store) -> None:
    wrong = [iri for iri in notes.concepts if search.fold(search.find(notes, notes.label(iri), 1)[0].name) != search.fold(notes.label(iri))]
    assert wrong == []


def test_the_notes_are_those_of_the_library(notes: Store) -> None:
    assert sources.notes_folder().is_dir() and len(notes.concepts) > 500
