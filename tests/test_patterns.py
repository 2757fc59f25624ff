"""graph/patterns.py: the patterns of a text, whole or half-typed, and what may come next."""
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import patterns
from graph.guard import Token, tokenize
from graph.vocabulary import ID, PREFIXES, RDF, WF, XSD


def said(text: str) -> list[str]:
    found, _ = patterns.read(list(tokenize(text)))
    return [" ".join(t.text for t in (p.subject, *p.path, p.object)) + (f" ({p.group})" if p.group else "") for p in found]


def place(text: str) -> patterns.Place:
    return patterns.read(list(tokenize(text)))[1]


@pytest.mark.parametrize(("text", "expected"), [
    ("SELECT ?x { ?x a wf:Service ; wf:stores ?y , ?z . }", ["?x a wf:Service", "?x wf:stores ?y", "?x wf:stores ?z"]),
    ("SELECT ?x { ?x wf:a/wf:b* ?y . ?y ^wf:c id:o }", ["?x wf:a / wf:b * ?y", "?y ^ wf:c id:o"]),
    ("SELECT ?x { ?x (wf:a|wf:b)+ ?y . ?y wf:c ?z }", ["?x wf:a | wf:b + ?y", "?y wf:c ?z"]),
    ('SELECT ?x { ?x wf:n 1.5 ; rdfs:label "a"@en ; wf:m "3"^^xsd:int . }', ["?x wf:n 1", '?x rdfs:label "a"', '?x wf:m "3"']),
    ("SELECT ?x { OPTIONAL { ?x wf:a ?y } FILTER NOT EXISTS { ?x wf:b ?z } FILTER(?y > 3) ?x wf:c ?w }",
     ["?x wf:a ?y (OPTIONAL)", "?x wf:b ?z (NOT EXISTS)", "?x wf:c ?w"]),
    ("SELECT ?x { VALUES (?a ?b) { (id:a id:b) } BIND(1 AS ?n) ?x wf:c ?w }", ["?x wf:c ?w"]),
    ("CONSTRUCT { ?a wf:x ?b } WHERE { GRAPH ?g { ?a wf:y ?b } }", ["?a wf:x ?b (CONSTRUCT)", "?a wf:y ?b"]),
    ("SELECT (COUNT(?x) AS ?n) { { SELECT ?k { ?k wf:a ?x } } ?k wf:z true }", ["?k wf:a ?x", "?k wf:z true"]),
    ("PREFIX wf: <http://x/> ASK { <a> wf:p _:b }", ["<a> wf:p _:b"])])
def test_patterns_are_found(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_what_stands_in_square_brackets_has_a_subject_of_its_own() -> None:
    found, _ = patterns.read(list(tokenize("SELECT ?x { ?c wf:m [ wf:v ?x ; wf:u ?u ] ; wf:z ?k }")))
    inner = found[0].subject.text
    assert [(p.subject.text, p.path[0].text, p.object.text) for p in found] == [
        (inner, "wf:v", "?x"), (inner, "wf:u", "?u"), ("?c", "wf:m", inner), ("?c", "wf:z", "?k")]


@pytest.mark.parametrize(("text", "role", "subject", "verb"), [
    ("SELECT ", patterns.HEAD, None, None), ("SELECT ?x { ", patterns.SUBJECT, None, None),
    ("SELECT ?x { ?x ", patterns.PROPERTY, "?x", None), ("SELECT ?x { ?x wf:a ", patterns.OBJECT, "?x", "wf:a"),
    ("SELECT ?x { ?x wf:a ?y ; ", patterns.PROPERTY, "?x", None), ("SELECT ?x { ?x wf:a ?y . ", patterns.SUBJECT, None, None),
    ("SELECT ?x { ?x wf:a ?y ", patterns.AFTER, "?x", "wf:a"), ("SELECT ?x { ?x wf:a/", patterns.PROPERTY, "?x", None),
    ("SELECT ?x { FILTER(", patterns.EXPRESSION, None, None), ("SELECT ?x { VALUES ?x { ", patterns.DATA, None, None),
    ("PREFIX ", patterns.PROLOGUE, None, None), ("SELECT ?x { ?x wf:a ?y } ORDER ", patterns.HEAD, None, None)])
def test_what_may_come_next(text: str, role: str, subject: str | None, verb: str | None) -> None:
    found = place(text)
    assert (found.role, found.subject and found.subject.text, found.property and found.property.text) == (role, subject, verb)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="?xab:<>{}()[].;,^/|*+\"' \n#FILTERUNION@1", max_size=60))
def test_any_text_is_read(text: str) -> None:
    found, here = patterns.read(list(tokenize(text)))
    assert here.role and all(p.path for p in found)


def test_names_become_iris_and_back() -> None:
    known = {**PREFIXES, "ex": "http://example.org/"}
    assert patterns.resolve(Token("name", "id:dropout", 0), known) == ID + "dropout"
    assert patterns.resolve(Token("word", "a", 0), known) == RDF + "type"
    assert patterns.resolve(Token("name", "no:x", 0), known) is None
    assert patterns.shorten(ID + "dropout", known) == "id:dropout"
    assert patterns.shorten(WF + "a/b", known) == f"<{WF}a/b>"
    assert patterns.shorten(RDF + "type", known) == "a"


def test_literals_are_read() -> None:
    quoted, tag, number, yes = tokenize('"""a "b\\""""@en 7 true')
    assert patterns.constant(quoted, tag, {}) == ('a "b"', XSD + "string", "en")
    assert patterns.constant(number, None, {}) == ("7", XSD + "integer", "")
    assert patterns.constant(yes, None, {}) == ("true", XSD + "boolean", "")
    assert patterns.constant(Token("variable", "?x", 0), None, {}) is None
