"""graph/completion.py: what a half-typed query can go on with. The cursor stands at the mark |."""
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.completion import Completions, complete
from graph.query import Queries
from graph.store import Store


def at(store: Store, text: str) -> Completions:
    cursor = text.index("|")
    return complete(store, text.replace("|", "", 1), cursor)


def texts(store: Store, text: str) -> list[str]:
    return [item.text for item in at(store, text).items]


@pytest.mark.parametrize(("text", "first", "label"), [
    ("SELECT ?x { ?x wf:mitigates overf| }", "id:overfitting", "overfitting"),
    ("SELECT ?x { overf|", "id:overfitting", "overfitting"),
    ("SELECT ?x { ?x wf:mitigates id:overf| }", "id:overfitting", "overfitting"),
    ("SELECT ?x { FILTER(?x = drop|) }", "id:dropout", "dropout"),
    ("SELECT ?x { VALUES ?x { drop| } }", "id:dropout", "dropout"),
    ("SELECT ?x { ?x a fail| }", "wf:FailureMode", "failure mode"),
    ("SELECT ?x { ?x mitig| ?y }", "wf:mitigates", "mitigates"),
    ("SELECT ?x { ?x a wf:FailureMode ; fix| }", "wf:isMitigatedBy", "is mitigated by"),
    ("SELECT ?x { ?c a wf:Claim ; wf:polarity f| }", "false", "false"),
    ("PREFIX sk|", "skos: <http://www.w3.org/2004/02/skos/core#>", "skos"),
    ("SELECT ?remedy { ?re|", "?remedy", "?remedy"), ("SEL|", "SELECT", "SELECT"),
    ("SELECT ?x { ?x a wf:Service FILTER(CONT| }", "CONTAINS", "CONTAINS"),
    ("SELECT ?x { SERVICE |", "paths:search", "search"),
    ("SELECT ?x { SERVICE paths:search { [] paths:source id:dropout ; paths:tar|", "paths:target", "target"),
    ("SELECT ?x { SERVICE paths:search { [] paths:source overf|", "id:overfitting", "overfitting"),
    ("PREFIX my: <https://w3id.org/whatfixes/id/> SELECT ?x { ?x wf:mitigates my:overf| }", "my:overfitting", "overfitting")])
def test_the_first_completion(notes: Store, text: str, first: str, label: str) -> None:
    item = at(notes, text).items[0]
    assert (item.text, item.label) == (first, label)


def test_a_synonym_and_a_typo_find_the_concept(notes: Store) -> None:
    assert "id:xgboost" in texts(notes, "SELECT ?x { gradient-boosted-tr|")
    assert "id:overfitting" in texts(notes, "SELECT ?x { overfiting|")


@pytest.mark.parametrize("text", ["# overf|", 'SELECT ?x { ?x rdfs:label "over| }',
                                  "SELECT ?x { <http://over|", "SELECT ?x { ?x unknown:over|"])
def test_nothing_inside_comments_strings_iris_and_unknown_prefixes(notes: Store, text: str) -> None:
    assert at(notes, text).items == ()


def test_the_whole_word_is_replaced(notes: Store) -> None:
    found = at(notes, "SELECT ?x { ?x wf:mitigates id:over|fitting }")
    assert "SELECT ?x { ?x wf:mitigates id:overfitting }"[found.start:found.end] == "id:overfitting"


@pytest.mark.parametrize("pattern", [
    "?x a wf:FailureMode", "?x wf:mitigates id:overfitting", "?y wf:mitigates ?x . ?y a wf:Hyperparameter",
    "id:xgboost wf:hasHyperparameter ?x",
    "?x a wf:Claim ; wf:polarity false", "?x wf:confidence wf:lowConfidence"])
def test_every_property_offered_leads_to_results(notes: Store, pattern: str) -> None:
    offered = [t for t in texts(notes, f"SELECT ?x {{ {pattern} . ?x | }}") if not t.startswith("?")]
    assert len(offered) > 3
    with Queries(notes) as queries:
        for prop in offered:
            assert queries.run(f"SELECT * {{ {pattern} . ?x {prop} ?end }} LIMIT 1").rows == 1, prop


def test_a_constant_subject_is_offered_what_it_has(notes: Store) -> None:
    found = texts(notes, "SELECT ?x { id:dropout | ?x }")
    assert "wf:mitigates" in found and "wf:hasHyperparameter" not in found


def test_values_are_those_that_occur(notes: Store) -> None:
    found = texts(notes, "SELECT ?x { ?x a wf:Correction ; wf:confidence | }")
    assert {"wf:highConfidence", "wf:lowConfidence"} <= set(found) and "id:dropout" not in found


def test_other_peoples_graphs_are_completed_too(features: Store, small: Store) -> None:
    for store in (features, small):
        concept = store.concepts[0]
        assert any(i.sort == "concept" for i in at(store, f"SELECT ?x {{ {store.label(concept).split()[0][:5]}|").items)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="?xwf:id{}()[].;, \n#\"'aoverSELCT<>", max_size=50), st.integers(0, 60))
def test_any_text_is_completed_without_a_mishap(small: Store, text: str, cursor: int) -> None:
    found = complete(small, text, cursor)
    assert 0 <= found.start <= found.end <= len(text)
