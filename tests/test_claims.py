"""Claims as values: what they say, what they rest on, and what corrects them."""
from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph import claims
from graph.claims import Claim, Correction, Passage
from graph.store import Store
from graph.vocabulary import CLAIM, CORRECTION, ID, WF

OVERFITTING = ID + "overfitting"
MITIGATES = frozenset({WF + "mitigates"})


def passage(first: int, last: int | None = None, section: str = "Fitting") -> Passage:
    return Passage(first, last or first, section, "Notes of every kind")


def test_a_claim_holds_everything_that_was_said(features: Store) -> None:
    assert claims.of(features).by_iri[CLAIM + "dropout-mitigates-overfitting"] == Claim(
        CLAIM + "dropout-mitigates-overfitting", ID + "dropout", WF + "mitigates", OVERFITTING, "dropout mitigates overfitting",
        rank=2, reason="neurons cannot adapt to one another", passages=(passage(1),))


def test_a_condition_direction_and_denial_are_parts_of_a_claim(features: Store) -> None:
    claim = next(c for c in claims.of(features).by_subject[ID + "dropout"] if c.property == WF + "worsens")
    assert (claim.polarity, claim.direction, claim.conditions) == (False, "higher", (ID + "missing-data", ID + "skewed-column"))
    assert claim.statement == "a higher dropout does not worsen outliers (when: a skewed column and missing data)"
    assert claim.passages == (passage(22, section="Sums"),)


def test_a_text_and_a_definition_are_literal_and_a_quantity_is_not(features: Store) -> None:
    literal = {c.iri.removeprefix(CLAIM): c.is_literal for c in claims.of(features).by_subject[ID + "data-firehose"]}
    assert literal == {"data-firehose-definition": True, "data-firehose-delivers-to-bucket": False,
                       "data-firehose-delivers-to-warehouse": False, "data-firehose-file-name-firehose-json": True,
                       "data-firehose-limit-15-DAY-atMost": False}


@pytest.mark.parametrize(("name", "standing", "effect"), [
    ("more-layers-mitigates-overfitting", False, "retracts"), ("more-layers-mitigates-overfitting-not", True, "retracts"),
    ("old-forecast-reads-warehouse", False, "replaces"), ("old-forecast-reads-bucket", True, "replaces"),
    ("old-forecast-stores-warehouse", True, "closes"), ("dropout-definition", True, "narrows"),
    ("data-firehose-delivers-to-bucket", True, "completes"), ("data-firehose-delivers-to-warehouse", True, "renames"),
    ("normalization-mitigates-outliers-not", True, None)])
def test_only_what_is_replaced_or_retracted_stands_no_more(name: str, standing: bool, effect: str | None, features: Store) -> None:
    claim = claims.of(features).by_iri[CLAIM + name]
    assert (claim.standing, claim.correction and claim.correction.effect) == (standing, effect)


def test_a_correction_says_what_was_had_and_what_holds(features: Store) -> None:
    assert claims.of(features).corrections[CORRECTION + "layers-do-not-help"] == Correction(
        CORRECTION + "layers-do-not-help", "retracts", "wrong", "More layers mitigate overfitting.",
        "More layers make overfitting more likely.", "high", "https://d2l.ai/", "Dive into Deep Learning", None, (passage(4),),
        (ID + "more-layers", OVERFITTING))


def test_corrections_are_found_by_what_they_are_about(features: Store) -> None:
    found = claims.of(features).findings[OVERFITTING]
    assert [c.iri for c in found] == [CORRECTION + "layers-do-not-help"]


def test_claims_are_found_by_subject_property_and_object(features: Store) -> None:
    known = claims.of(features)
    assert len(known.find(ID + "dropout", MITIGATES, OVERFITTING)) == 1
    assert len(known.find(object=OVERFITTING, properties=MITIGATES)) == 5
    assert len(known.find(properties=MITIGATES)) == 7
    assert known.find("http://e/unknown") == []


def test_behind_a_plain_triple_stand_its_positive_claims(features: Store) -> None:
    known = claims.of(features)
    assert [c.rank for c in known.behind(ID + "dropout", WF + "mitigates", OVERFITTING)] == [2]
    assert known.behind(ID + "more-layers", WF + "mitigates", OVERFITTING) == []
    assert known.behind(ID + "normalization", WF + "mitigates", ID + "outliers") == []


def test_claims_are_read_once_a_store(features: Store) -> None:
    assert claims.of(features) is claims.of(features)


@pytest.mark.parametrize(("passage", "words"), [(Passage(3, 3), "line 3"), (Passage(3, 5), "lines 3-5")])
def test_a_passage_names_its_lines(passage: Passage, words: str) -> None:
    assert str(passage) == words


def store(turtle: str) -> Store:
    graph = ox.Store()
    graph.load(input=f"@prefix wf: <{WF}> . @prefix e: <http://e/> .\n{turtle}", format=ox.RdfFormat.TURTLE)
    return Store(graph)


def test_a_graph_without_claims_has_none() -> None:
    assert claims.of(store("e:a e:p e:b .")) == claims.Claims()


def test_claims_that_others_wrote_badly_are_read_as_far_as_they_go() -> None:
    known = claims.of(store("""e:c a wf:Claim ; wf:rank "first" ; wf:passage e:l ; wf:object [] . e:l a wf:Passage ; wf:firstLine "one" .
        e:f a wf:Correction ."""))
    claim = known.by_iri["http://e/c"]
    assert (claim.subject, claim.rank, claim.passages) == ("", None, (Passage(0, 0),))


def test_of_two_corrections_the_one_that_withdraws_a_claim_counts() -> None:
    known = claims.of(store("""e:c a wf:Claim ; wf:subject e:s ; wf:property e:p ; wf:object e:o ; wf:correction e:a, e:z .
        e:a a wf:Correction ; wf:effect wf:narrows . e:z a wf:Correction ; wf:effect wf:replaces ; wf:overrules e:c ."""))
    claim = known.by_iri["http://e/c"]
    assert claim.correction is not None
    assert (claim.standing, claim.correction.iri) == (False, "http://e/z")
