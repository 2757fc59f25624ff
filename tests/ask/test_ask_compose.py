"""Compose: conditions put together from a name and what is said of it, in a graph whose subject no code of ours foresees."""
from __future__ import annotations

import pathlib

import pytest

from graph import sources, vocabulary
from graph.ask import answer, compose, lexicon
from graph.store import Store

GRAPH = """
@prefix g: <https://example.org/weather/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix wf: <https://w3id.org/whatfixes/ontology#> .
g:Cover a owl:Class ; rdfs:subClassOf wf:Concept ; rdfs:label "cover"@en .
g:frost a wf:Concept ; skos:prefLabel "early frost"@en ; skos:altLabel "cold snap"@en, "freezing night"@en .
g:feared a wf:Condition ; skos:prefLabel "early frost is dangerous"@en ; skos:altLabel "early frost must be avoided"@en .
g:hail a wf:Concept ; skos:prefLabel "summer hail"@en .
g:fleece a g:Cover ; skos:prefLabel "fleece"@en ; wf:isSuitedTo g:feared .
g:net a g:Cover ; skos:prefLabel "wire net"@en ; wf:isSuitedTo g:hail .
"""
NAME = "https://example.org/weather/"


@pytest.fixture(scope="module")
def weather(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path: pathlib.Path = tmp_path_factory.mktemp("weather") / "weather.ttl"
    path.write_text(GRAPH, encoding="utf-8")
    return sources.open([vocabulary.ontology_path(), path])


def test_what_the_names_of_a_condition_say_of_a_concept_is_known(weather: Store) -> None:
    said = compose.cases(lexicon.of(weather))[NAME + "frost"]
    found = {(" ".join(sorted(words)), condition.removeprefix(NAME)) for words, condition in said}
    assert found == {("danger", "feared"), ("avoid", "feared")}


@pytest.mark.parametrize("question", [
    "which cover when a cold snap is dangerous", "which cover if a freezing night must be avoided",
    "a cold snap would be dangerous; which cover?"])
def test_other_names_of_the_concept_make_the_condition_too(weather: Store, question: str) -> None:
    assert [i.label for i in answer(weather, question).answers] == ["fleece"]


@pytest.mark.parametrize("question", [
    "which cover when summer hail is dangerous", "which cover if the cold snap comes and summer hail is dangerous"])
def test_what_is_said_of_another_name_does_not(weather: Store, question: str) -> None:
    assert "fleece" not in [i.label for i in answer(weather, question).answers]
