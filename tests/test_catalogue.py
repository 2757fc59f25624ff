"""graph/catalogue.py: trees of classes, counts, and the index."""
from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph import catalogue
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
