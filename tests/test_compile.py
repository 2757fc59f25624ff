"""Facts as RDF: which triples a claim makes, what follows from them, and names that stay the same."""
from __future__ import annotations

import datetime
import pathlib
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, SKOS, Dataset, Graph, Literal, URIRef

from graph import compile, facts
from graph.factmodel import Claim, Lines, Place, Quantity, Text
from graph.vocabulary import CLAIM, CORRECTION, ID, INFERRED, NOTES, UNIT, WF, Vocabulary

DATA = pathlib.Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def dataset(terms: Vocabulary) -> Dataset:
    return compile.to_rdf(facts.read(DATA / "features", terms), terms)


@pytest.fixture(scope="module")
def stated(dataset: Dataset) -> Graph:
    return dataset.default_graph


def states(graph: Graph, subject: str, property: str, object: str) -> bool:
    return (URIRef(ID + subject), URIRef(WF + property), URIRef(ID + object)) in graph


@pytest.mark.parametrize(("subject", "property", "object", "plain"), [
    ("dropout", "mitigates", "overfitting", True),
    ("subsample", "mitigates", "overfitting", True),
    ("median-imputation", "mitigates", "missing-data", True),
    ("normalization", "mitigates", "outliers", False),
    ("more-layers", "mitigates", "overfitting", False),
    ("old-forecast", "reads", "warehouse", False),
    ("old-forecast", "reads", "bucket", True),
    ("old-forecast", "stores", "warehouse", True),
    ("dropout", "worsens", "outliers", False),
    ("load-a-stream", "uses", "bucket", True)])
def test_a_plain_triple_is_a_positive_claim_that_stands(subject: str, property: str, object: str, plain: bool, stated: Graph) -> None:
    assert states(stated, subject, property, object) is plain


def test_a_retracted_claim_leaves_its_denial(stated: Graph) -> None:
    denial = URIRef(CLAIM + "more-layers-mitigates-overfitting-not")
    assert stated.value(denial, URIRef(WF + "polarity")) == Literal(False)
    assert (URIRef(CORRECTION + "layers-do-not-help"), URIRef(WF + "now"), denial) in stated


def test_a_replaced_claim_leaves_no_denial(stated: Graph) -> None:
    assert (URIRef(CLAIM + "old-forecast-reads-warehouse-not"), None, None) not in stated


def test_a_retracted_denial_is_not_denied_again(terms: Vocabulary) -> None:
    read = facts.read(DATA / "features", terms)
    claims = tuple(replace(c, polarity=False) if c.overruled == "layers-do-not-help" else c for c in read.claims)
    graph = compile.to_rdf(replace(read, claims=claims), terms).default_graph
    claim = URIRef(CLAIM + "more-layers-mitigates-overfitting-not")
    assert list(graph.objects(URIRef(CORRECTION + "layers-do-not-help"), URIRef(WF + "overrules"))) == [claim]
    assert (None, URIRef(WF + "now"), claim) not in graph


def test_everything_said_with_a_claim_is_in_the_graph(stated: Graph) -> None:
    claim = URIRef(CLAIM + "dropout-worsens-outliers-not-higher-when-skewed-column-when-missing-data")
    said = {str(p).removeprefix(WF): str(o) for p, o in stated.predicate_objects(claim) if str(p).startswith(WF)}
    conditions = set(map(str, stated.objects(claim, URIRef(WF + "condition"))))
    assert conditions == {ID + "skewed-column", ID + "missing-data"}
    assert said | {"condition": ""} == {
        "subject": ID + "dropout", "property": WF + "worsens", "object": ID + "outliers", "polarity": "false",
        "direction": WF + "higher", "condition": "", "passage": NOTES + "L22"}


def test_names_of_a_concept_are_labels_that_can_be_searched(stated: Graph) -> None:
    node = URIRef(ID + "data-firehose")
    assert list(stated.objects(node, SKOS.altLabel)) == [Literal("Kinesis Data Firehose", lang="en")]
    assert list(stated.objects(node, URIRef(WF + "formerName"))) == [Literal("Kinesis Data Firehose")]


def test_inverses_and_superclasses_follow_in_a_graph_of_their_own(dataset: Dataset, stated: Graph) -> None:
    inferred = dataset.graph(URIRef(INFERRED))
    inverse = (URIRef(ID + "overfitting"), URIRef(WF + "isMitigatedBy"), URIRef(ID + "dropout"))
    above = (URIRef(ID + "dropout"), RDF.type, URIRef(WF + "Technique"))
    assert inverse in inferred and above in inferred
    assert inverse not in stated and above not in stated


def test_nothing_that_is_denied_follows(dataset: Dataset) -> None:
    assert (URIRef(ID + "outliers"), URIRef(WF + "isMitigatedBy"), None) not in dataset.graph(URIRef(INFERRED))


def test_building_twice_gives_the_same_names(terms: Vocabulary, stated: Graph) -> None:
    again = compile.to_rdf(facts.read(DATA / "features", terms), terms).default_graph
    assert {s for s in stated.subjects() if isinstance(s, URIRef)} == {s for s in again.subjects() if isinstance(s, URIRef)}


def test_progress_is_told_from_start_to_end(terms: Vocabulary) -> None:
    told: list[tuple[str, int, int]] = []
    compile.to_rdf(facts.read(DATA / "features", terms), terms, lambda *stage: told.append(stage))
    assert told == [("ontology", 0, 3), ("claims", 1, 3), ("inferences", 2, 3), ("inferences", 3, 3)]


DAY = UNIT + "DAY"


def test_different_quantities_have_different_names() -> None:
    five = Decimal(5)
    quantities = [
        Quantity(DAY, "exact", five), Quantity(DAY, "atLeast", five), Quantity(DAY, "atMost", five), Quantity(DAY, "between", minimum=five),
        Quantity(DAY, "between", maximum=five), Quantity(DAY, "atLeast", minimum=five), Quantity(DAY, "exact", Decimal("-5")),
        Quantity(UNIT + "HR", "exact", five), Quantity(DAY, "between", minimum=five, maximum=Decimal(6)), Quantity(DAY, "exact",
            Decimal(0)),
        Quantity(DAY, "exact", Decimal("0.0000001")), Quantity(DAY, "exact", Decimal("0.0000002"))]
    names = [compile.quantity_name(q) for q in quantities]
    assert len(set(names)) == len(names)
    assert names[0] == "5-DAY"


@pytest.mark.parametrize(("changes", "name"), [
    ({}, "dropout-mitigates-overfitting"),
    ({"polarity": False}, "dropout-mitigates-overfitting-not"),
    ({"direction": "lower"}, "dropout-mitigates-overfitting-lower"),
    ({"conditions": ("a", "b")}, "dropout-mitigates-overfitting-when-a-when-b"),
    ({"object": Text("A Text!")}, "dropout-mitigates-a-text"),
    ({"object": Quantity(DAY, "atMost", Decimal(15))}, "dropout-mitigates-15-DAY-atMost"),
    ({"reason": "why", "since": datetime.date(2024, 1, 1), "rank": 3}, "dropout-mitigates-overfitting")])
def test_a_claim_is_named_for_what_it_says(changes: dict, name: str) -> None:
    claim = Claim("dropout", WF + "mitigates", "overfitting", (Lines(1, 1),), Place("a.yaml", 1))
    assert compile.claim_name(replace(claim, **changes)) == name


@given(st.text())
def test_a_slug_is_always_a_short_part_of_an_iri(text: str) -> None:
    slug = compile.slug(text)
    assert slug and len(slug) <= 41 and set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
