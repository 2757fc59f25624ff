"""Describing a concept, and its neighbourhood in groups."""
from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph import claims, concepts
from graph.concepts import StepText
from graph.store import Store
from graph.vocabulary import CLAIM, CORRECTION, ID, WF


def groups(store: Store, iri: str) -> list[tuple[str, str, list[str]]]:
    return [(g.key.removeprefix(WF).replace("~" + WF, "~"), g.label, [n.label for n in g.neighbours])
            for g in concepts.neighbourhood(store, iri)]


def test_neighbours_stand_in_groups_by_property_and_direction_best_ranked_first(features: Store) -> None:
    assert groups(features, ID + "overfitting") == [("~mitigates", "is mitigated by", ["early stopping", "dropout", "subsample"])]
    assert groups(features, ID + "dropout") == [("mitigates", "mitigates", ["overfitting"])]


def test_a_neighbour_brings_the_claims_behind_its_link(features: Store) -> None:
    neighbour = concepts.neighbourhood(features, ID + "dropout")[0].neighbours[0]
    assert (neighbour.iri, neighbour.kind, neighbour.inferred) == (ID + "overfitting", "failure mode", False)
    assert [c.iri for c in neighbour.claims] == [CLAIM + "dropout-mitigates-overfitting"]


def test_a_symmetric_relation_reads_the_same_from_both_ends(small: Store) -> None:
    for one, other in (("underfitting", "overfitting"), ("overfitting", "underfitting")):
        assert ("contrastsWith", "contrasts with", [other]) in groups(small, ID + one)


def test_a_concept_without_links_has_no_neighbourhood(features: Store) -> None:
    assert concepts.neighbourhood(features, ID + "more-layers") == []
    assert concepts.neighbourhood(features, "http://e/unknown") == []


def test_a_description_holds_denials_withdrawals_and_corrections_apart(features: Store) -> None:
    found = concepts.describe(features, ID + "more-layers")
    assert (found.label, found.kinds, found.definition, found.groups) == ("more layers", ("technique",), "A deeper network.", ())
    assert [c.iri for c in found.denied] == [CLAIM + "more-layers-mitigates-overfitting-not"]
    assert [c.iri for c in found.withdrawn] == [CLAIM + "more-layers-mitigates-overfitting"]
    assert [c.iri for c in found.corrections] == [CORRECTION + "layers-do-not-help"]


def test_a_description_holds_passages_of_the_definition(features: Store) -> None:
    assert [str(p) for p in concepts.describe(features, ID + "dropout").passages] == ["line 1", "lines 2-3"]


def test_values_are_quantities_texts_and_former_names(features: Store) -> None:
    values = concepts.describe(features, ID + "data-firehose").values
    assert [(v.label, v.text, len(v.claims)) for v in values] == [
        ("has limit", "at most 15 days", 1), ("is stored as", "firehose.json", 1), ("was formerly called", "Kinesis Data Firehose", 0)]


def test_steps_of_a_recipe_come_in_their_order(features: Store) -> None:
    steps = concepts.describe(features, ID + "load-a-stream").steps
    assert [(s.position, s.does, [u[1] for u in s.uses], [str(p) for p in s.passages]) for s in steps] == [
        (1, "Make a bucket.", ["bucket"], ["line 13"]),
        (2, "Let Firehose deliver to it.", ["bucket", "Amazon Data Firehose"], ["line 14"])]
    assert all(isinstance(s, StepText) for s in steps)


def test_a_formula_shows_its_expression_once(features: Store) -> None:
    found = concepts.describe(features, ID + "shard-formula")
    assert (found.expression, found.values) == ("ceil(max(write / 1000, read / 2000))", ())


@pytest.mark.parametrize(("property", "forward", "label"), [
    (WF + "mitigates", True, "mitigates"), (WF + "mitigates", False, "is mitigated by"), (WF + "contrastsWith", False, "contrasts with"),
    ("http://e/worksFor", True, "works for"), ("http://e/worksFor", False, 'is reached by "works for" from')])
def test_a_relation_reads_from_the_concept_outwards(property: str, forward: bool, label: str, features: Store) -> None:
    assert concepts.relation_label(features, property, forward) == label


def test_the_graph_of_somebody_else_is_described_too() -> None:
    graph = ox.Store()
    graph.load(input="""@prefix e: <http://e/> . @prefix r: <http://www.w3.org/2000/01/rdf-schema#> .
        e:a a e:Kind ; r:label "a" ; r:comment "Thing a." ; e:worksFor e:b ; e:age 7 ; e:with [] . e:b r:label "b" .
        e:age a <http://www.w3.org/2002/07/owl#DatatypeProperty> ; r:label "is aged" .""", format=ox.RdfFormat.TURTLE)
    found = concepts.describe(Store(graph), "http://e/a")
    assert (found.label, found.kinds, found.definition) == ("a", ("Kind",), "Thing a.")
    assert [(g.label, [n.label for n in g.neighbours]) for g in found.groups] == [("works for", ["b"])]
    assert [(v.label, v.text) for v in found.values] == [("is aged", "7")]


def test_every_concept_of_the_notes_is_described(notes: Store) -> None:
    known = claims.of(notes)
    for iri in notes.concepts:
        found = concepts.describe(notes, iri)
        assert found.label and found.kinds and found.definition and found.passages, iri
        shown = {n.iri for g in found.groups for n in g.neighbours}
        assert {c.object for c in known.by_subject[iri] if c.polarity and c.standing and
            c.object in notes.concept_set} <= shown | {iri}, iri
