"""Verify: yes by a claim, no by a denial or contrary evidence, unknown otherwise; never a guess."""
from __future__ import annotations

import pytest

from graph.ask import answer
from graph.store import Store


@pytest.mark.parametrize(("question", "verdict"), [
    ("does dropout fix overfitting", "yes"),
    ("is overfitting mitigated by dropout", "yes"),
    ("is it true that dropout fixes overfitting", "yes"),
    ("does max_depth worsen overfitting", "yes"),
    ("is dropout a regularization technique", "yes"),
    ("does normalization fix outliers?", "no"),
    ("does more layers fix overfitting?", "no"),
    ("does a higher gamma reduce overfitting", "yes"),
    ("does a lower gamma reduce overfitting", "no"),
    ("does dropout fix outliers", "unknown"),
    ("does a flurble fix overfitting?", "unknown"),
])
def test_the_verdict(notes: Store, question: str, verdict: str) -> None:
    found = answer(notes, question)
    assert found.verdict == verdict
    assert bool(found.answers) is (verdict != "unknown")
    assert not found.text.startswith(("Yes", "No:")) or found.text.startswith(verdict.capitalize())


def test_a_no_brings_the_negative_claim(notes: Store) -> None:
    [item] = answer(notes, "does normalization fix outliers?").as_json()["answers"]
    assert (item["label"], item["property"], item["polarity"], item["inferred"]) == ("normalization", "mitigates", False, False)
    assert item["statement"] == "normalization does not mitigate outliers"
    assert [p["first"] for p in item["passages"]] == [156]


def test_a_no_by_direction_shows_the_claim_with_the_other_direction(notes: Store) -> None:
    [item] = answer(notes, "does a lower gamma reduce overfitting").as_json()["answers"]
    assert (item["statement"], item["direction"]) == ("a higher gamma mitigates overfitting", "higher")


def test_a_yes_and_its_condition_stand_side_by_side(notes: Store) -> None:
    found = answer(notes, "does dropout fix overfitting").as_json()
    assert [(i["label"], i["condition"]) for i in found["answers"]] == [
        ("dropout", None), ("dropout", "dropout is applied in more layers")]
    assert "neurons cannot adapt to one another" in found["text"]


def test_disjoint_classes_exclude_each_other(garden: Store) -> None:
    found = answer(garden, "is basil a pest").as_json()
    assert found["verdict"] == "no" and "excludes pest" in found["text"]
    assert [(i["label"], i["inferred"]) for i in found["answers"]] == [("basil", True)]
