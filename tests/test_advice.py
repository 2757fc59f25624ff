"""graph/advice.py: what a query names in vain, and the mend."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import advice, examples
from graph.advice import Note
from graph.errors import QueryError
from graph.query import Queries
from graph.store import Store


@pytest.fixture(scope="module")
def queries(notes: Store) -> Iterator[Queries]:
    with Queries(notes) as made:
        yield made


def told(queries: Queries, text: str) -> list[Note]:
    try:
        queries.read(text)
    except QueryError as error:
        return [advice.of_error(queries.store, text, error)]
    return advice.notes(queries.store, text)


def mended(text: str, note: Note) -> str:
    assert note.mend is not None
    return text[:note.mend.start] + note.mend.text + text[note.mend.end:]


@pytest.mark.parametrize(("text", "place", "becomes"), [
    ("SELECT ?x { ?x wf:mitigate id:overfitting }", "wf:mitigate", "SELECT ?x { ?x wf:mitigates id:overfitting }"),
    ("SELECT ?x { ?x wf:fixes id:overfitting }", "wf:fixes", "SELECT ?x { ?x wf:mitigates id:overfitting }"),
    ("SELECT ?x { ?x wf:mitigates id:overfiting }", "id:overfiting", "SELECT ?x { ?x wf:mitigates id:overfitting }"),
    ("SELECT ?x { ?x a wf:failuremode }", "wf:failuremode", "SELECT ?x { ?x a wf:FailureMode }"),
    ("SELECT ?lable { ?x rdfs:label ?label }", "?lable", "SELECT ?label { ?x rdfs:label ?label }"),
    ('SELECT ?x { ?x skos:prefLabel "overfitting" }', '"overfitting"', 'SELECT ?x { ?x skos:prefLabel "overfitting"@en }'),
    ("SELECT ?x { id:overfitting wf:mitigates ?x }", "wf:mitigates", "SELECT ?x { id:overfitting wf:isMitigatedBy ?x }"),
    ("SELECT ?x { ?x skoss:prefLabel ?y }", "skoss:prefLabel", "SELECT ?x { ?x skos:prefLabel ?y }"),
    ("SELECT ?x { ?x foaf:name ?y }", "foaf:name", "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nSELECT ?x { ?x foaf:name ?y }"),
    ("SELEC ?x { ?x a ?y }", "SELEC", "SELECT ?x { ?x a ?y }"),
    ("SELECT ?x { ?x label ?y }", "label", "SELECT ?x { ?x rdfs:label ?y }"),
    ("SELECT ?x { ?x wf:mitigates overfitting }", "overfitting", "SELECT ?x { ?x wf:mitigates id:overfitting }"),
    ("SELECT ?x { ?x a ?y ?y a ?z }", "?y", "SELECT ?x { ?x a ?y . ?y a ?z }"),
    ("SELECT ?x, ?y { ?x a ?y }", ",", "SELECT ?x ?y { ?x a ?y }"),
    ("SELECT x { ?x a ?y }", "x", "SELECT ?x { ?x a ?y }"),
    ("SELECT COUNT(?x) { ?x a ?y }", "COUNT(?x)", "SELECT (COUNT(?x) AS ?n) { ?x a ?y }"),
    ("SELECT ?x { ?x a ?y } ORDER ?x", "?x", "SELECT ?x { ?x a ?y } ORDER BY ?x"),
    ("SELECT ?x ?n { ?x a ?n } GROUP BY ?x", "?n", "SELECT ?x ?n { ?x a ?n } GROUP BY ?n ?x"),
    ("SELECT ?x { ?x a ?y FILTR(1 = 1) }", "FILTR", "SELECT ?x { ?x a ?y FILTER(1 = 1) }")])
def test_a_mistake_is_told_at_its_place_with_its_mend(queries: Queries, text: str, place: str, becomes: str) -> None:
    note, = told(queries, text)
    assert text[note.start:note.end] == place
    assert mended(text, note) == becomes


@pytest.mark.parametrize(("text", "place"), [("SELECT ?x {", "{"), ("SELECT ?x {\n  ?x wf:mitigates\n}", "}"),
                                             ("SELECT ?x { ?x a }", "}"), ("SELECT ?x { ?x a ; }", ";"),
                                             ('SELECT ?x { ?x wf:text "abc }', '"'), ("SELECT ?x { ?x a ?y } LIMIT", "LIMIT"),
                                             ("SELECT ?x { ?x a ?y FILTER ?y > 3 }", "?y"),
                                             ("SELECT ?x { SERVICE <http://x/> { } }", "SERVICE")])
def test_a_mistake_without_a_mend_is_told_at_its_place(queries: Queries, text: str, place: str) -> None:
    note, = told(queries, text)
    assert note.is_error and text[note.start:note.end] == place and "line" not in note.message


def test_patterns_that_nothing_connects_are_told(queries: Queries) -> None:
    text = "SELECT * { ?a wf:mitigates ?b . ?b wf:isWorsenedBy ?e . ?c wf:hasPart ?d }"
    note, = told(queries, text)
    assert text[note.start:] == "?c wf:hasPart ?d }" and "nothing connects ?c and ?d" in note.message and not note.is_error


@pytest.mark.parametrize("text", [
    "SELECT * { ?a wf:mitigates ?b . ?c wf:hasPart ?d FILTER(?d = ?b) }", "SELECT * { ?a wf:mitigates ?b . ?c wf:hasPart ?d . ?b ?p ?c }",
    "SELECT * { id:dropout wf:mitigates id:overfitting . ?c wf:hasPart ?d }",
    "SELECT ?x { ?x wf:mitigates/^wf:worsens ?y FILTER(DATATYPE(?y) = xsd:integer) }",
    "CONSTRUCT { ?x wf:madeUp ?y } WHERE { ?x wf:mitigates ?y }", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "PREFIX ex: <http://example.org/> SELECT ?x { ?x wf:mitigates ?y }", "SELECT * { GRAPH ?g { ?x wf:mitigates ?y } }",
    "SELECT ?x { ?x skos:prefLabel 'overfitting'@en }", "ASK { ?x wf:polarity false }"])
def test_a_sound_query_is_left_alone(queries: Queries, text: str) -> None:
    assert told(queries, text) == []


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="?xwf:id{}()[].;, \n#\"'aSELCTOUNFRGBY<>", max_size=60), st.integers(1, 4), st.integers(1, 40))
def test_any_text_with_an_error_anywhere_gets_a_note(small: Store, text: str, line: int, column: int) -> None:
    for said in ("x is not understood here", "the query ends too early", "this { is never closed",
                 "neither grouped by nor inside COUNT"):
        note = advice.of_error(small, text, QueryError(f"line {line}, column {column}: {said}", "syntax", line, column))
        assert 0 <= note.start <= note.end and note.message
    assert all(0 <= n.start <= n.end <= len(text) for n in advice.notes(small, text))


@pytest.mark.parametrize("example", examples.read(), ids=lambda e: e.name)
def test_no_example_has_anything_doubtful(queries: Queries, example: examples.Example) -> None:
    assert told(queries, example.query) == []
