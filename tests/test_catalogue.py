"""graph/catalogue.py, graph/mathml.py: trees of classes, counts, the index, and formulas as MathML."""
from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import catalogue, formulas
from graph.mathml import mathml
from graph.store import Store
from graph.vocabulary import RDF, RDFS, WF

EX = "http://example.org/"


def store_of(*triples: tuple[str, str, str]) -> Store:
    graph = ox.Store()
    graph.extend(ox.Quad(ox.NamedNode(EX + s), ox.NamedNode(p), ox.NamedNode(o if ":" in o else EX + o)) for s, p, o in triples)
    return Store(graph)


def test_each_class_stands_once_below_its_parent_with_all_its_instances(notes: Store) -> None:
    tree = catalogue.tree(notes)
    at = {b.iri: n for n, b in enumerate(tree)}
    assert len(at) == len(tree) and tree[0].iri == WF + "Concept" and tree[0].count == len(notes.concepts)
    for branch in tree[1:]:
        above = next(tree[n] for n in range(at[branch.iri], -1, -1) if tree[n].depth == branch.depth - 1)
        assert above.iri in notes.vocabulary.classes[branch.iri].parents
        assert branch.count == len(catalogue.members(notes, branch.iri)) <= above.count


def test_hierarchies_that_are_deep_or_turn_in_circles_are_laid_out() -> None:
    below = RDFS + "subClassOf"
    deep = [(f"c{n}", below, f"c{n + 1}") for n in range(3000)]
    circle = [("a", below, "b"), ("b", below, "a"), ("s", below, "s")]
    kinds = [(s, RDF + "type", RDFS + "Class") for s in ("a", "b", "s", *(f"c{n}" for n in range(3001)))]
    tree = catalogue.tree(store_of(*deep, *circle, *kinds, ("x", RDF + "type", "c2990")))
    assert len(tree) == 3004 and len({b.iri for b in tree}) == 3004
    assert max(b.depth for b in tree) == 3000
    assert {b.iri: b.count for b in tree}[EX + "c3000"] == 1


def test_uses_tell_what_is_stated_from_what_follows(notes: Store) -> None:
    stated, inverse = catalogue.uses(notes, WF + "mitigates"), catalogue.uses(notes, WF + "isMitigatedBy")
    assert stated.stated > 30 and inverse.stated == 0 and inverse.inferred >= stated.stated
    assert catalogue.uses(notes, EX + "none") == catalogue.Uses()


def test_the_index_holds_every_concept_once_in_order(notes: Store) -> None:
    index = catalogue.index(notes)
    assert sorted(e.iri for found in index.values() for e in found) == sorted(notes.concepts)
    for letter, found in index.items():
        assert {catalogue.letter(e.label) for e in found} == {letter}
        assert [catalogue.sortable(e.label) for e in found] == sorted(catalogue.sortable(e.label) for e in found)


@pytest.mark.parametrize(("label", "letter"), [("dropout", "D"), ("Éclair", "E"), ("3D", catalogue.DIGITS), ("#tag", catalogue.SIGNS),
                                               ("", catalogue.SIGNS), ("שלום", "ש"), ("中文", "中")])
def test_a_label_stands_under_its_first_letter(label: str, letter: str) -> None:
    assert catalogue.letter(label) == letter


@pytest.mark.parametrize(("expression", "said"), [
    ("a / b", "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"),
    ("a - (b - c)", "<mi>a</mi><mo>\u2212</mo><mrow><mo>(</mo><mi>b</mi><mo>\u2212</mo><mi>c</mi><mo>)</mo></mrow>"),
    ("(a + b) * c", "<mrow><mo>(</mo><mi>a</mi><mo>+</mo><mi>b</mi><mo>)</mo></mrow><mo>\u22c5</mo><mi>c</mi>"),
    ("(a + b) ** 2", "<msup><mrow><mrow><mo>(</mo><mi>a</mi><mo>+</mo><mi>b</mi><mo>)</mo></mrow></mrow><mrow><mn>2</mn></mrow></msup>"),
    ("sqrt(true_positives)", '<msqrt><mi mathvariant="normal">true positives</mi></msqrt>')])
def test_formulas_are_drawn_with_the_brackets_that_they_need(expression: str, said: str) -> None:
    assert said in (mathml(expression) or "")


def test_every_formula_of_the_notes_is_drawn(notes: Store) -> None:
    for formula in formulas.read(notes):
        assert ElementTree.fromstring(mathml(formula.expression) or "").tag == "math", formula.expression


@given(st.text(st.sampled_from("abxy_<>&\"'()+-*/,. 12sqrtmax\n\0"), max_size=60))
def test_what_is_no_formula_is_not_drawn_and_nothing_is_markup(text: str) -> None:
    drawn = mathml(text)
    assert drawn is None or ElementTree.fromstring(drawn).tag == "math"


@pytest.mark.parametrize("text", ["", "__import__('os')", "a.b", "x if y else z", "(" * 300, "-" * 400 + "1", "True", "'<b>'"])
def test_what_the_grammar_lacks_is_not_drawn(text: str) -> None:
    assert mathml(text) is None
