"""Names and verbs that agree, over words and over every property and concept of the notes."""
from __future__ import annotations

import re

import pytest

from graph import agreement, network, steps
from graph.store import Store
from graph.vocabulary import WF


@pytest.mark.parametrize("name", [
    "Docker containers", "binary features", "features with large values dominating the learning", "P4d instances", "tokens", "n-grams",
    "tokens separated by spaces", "system-level metrics", "AWS Glue crawlers", "Spot Instances", "training environments of SageMaker",
    "pairs of an entity and an IPv4 address", "records needed for more than 90 days", "relations between features"])
def test_plurals(name: str) -> None:
    assert agreement.is_plural(name)


@pytest.mark.parametrize("name", [
    "dropout", "bias", "AWS", "AWS Step Functions", "time series", "k-means", "k-nearest neighbors", "sentiment analysis", "more features",
    "dropping records", "use of EBS volumes", "averaging the predictions of several models", "num_rounds", "business analytics",
    "data loss", "document corpus", "missing access to an S3 bucket", "false negatives are costly", "", "AWS IoT Greengrass"])
def test_singulars(name: str) -> None:
    assert not agreement.is_plural(name)


@pytest.mark.parametrize(("verb", "names", "expected"), [
    ("is mitigated by", ["outliers"], "are mitigated by"), ("has part", ["tokens"], "have part"), ("performs", ["P3 instances"], "perform"),
    ("queries", ["tokens"], "query"), ("is mitigated by", ["dropout"], "is mitigated by"),
    ("mitigates", ["dropout", "tokens"], "mitigates"), ("mitigates", ["outliers", "tokens"], "mitigate")])
def test_a_verb_agrees_with_its_subject(verb: str, names: list[str], expected: str) -> None:
    assert agreement.agreeing(verb, names) == expected


def test_a_phrase_of_other_people_is_no_verb_for_certain() -> None:
    assert agreement.agreeing("basis of", ["tokens"], is_known=False) == "basis of"
    assert agreement.agreeing("is basis of", ["tokens"], is_known=False) == "are basis of"


def test_a_clause_stands_as_a_case() -> None:
    assert agreement.as_noun("the column is skewed") == "the case that the column is skewed"
    assert agreement.as_noun("share of real positives that are found") == "share of real positives that are found"
    assert agreement.as_noun("comparing how relevant a word is within documents").startswith("comparing")


def test_every_property_in_use_reads_as_a_sentence_in_both_directions(notes: Store) -> None:
    net = network.of(notes)
    walked: dict[int, int] = {}
    for one in range(len(net)):
        for other, _ in net.row(one):
            for link, _ in net.links(one, other):
                is_forward = link % 2 == 0
                ends = [net.iris[n] for n in ((one, other) if is_forward else (other, one))]
                step = steps.step(notes, ends[0], net.properties[link // 2], ends[1], is_forward)
                said = steps.sentence(notes, steps.Path((step,), 1.0, step.start))
                walked[link] = walked.get(link, 0) + 1
                names = [agreement.as_noun(notes.label(iri)) for iri in (step.start, step.end)]
                assert names[0].casefold() in said.casefold() and names[1] in said
                assert said.endswith(".") and "reached by" not in said and "  " not in said
                between = said[said.casefold().index(names[0].casefold()) + len(names[0]):]
                verb = between.split()[0]
                led = bool(step.forward and step.claims and step.claims[0].direction)
                plural = agreement.is_plural(notes.label(step.start)) and not led
                assert re.fullmatch(r"are|have|[a-z]+[^s]" if plural else r"is|has|[a-z]+s", verb), said
    assert len(walked) == 2 * len(net.properties) >= 80
    known = [notes.vocabulary.properties[p] for p in net.properties]
    assert all(p.inverse for p in known if not p.symmetric)
    assert WF + "mitigates" in net.properties
