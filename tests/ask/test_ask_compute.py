"""Compute: formulas of the notes worked out from the numbers in a question, with the arithmetic shown."""
from __future__ import annotations

from typing import Any

import pytest

from graph.ask import answer
from graph.store import Store

SHARDS = "ceil(max(records_per_second * record_size_kb / 1024, records_per_second * record_size_kb * consumers / 2048))"


def test_shards_are_counted_with_the_arithmetic_shown(notes: Store) -> None:
    found = answer(notes, "how many shards for 2 records per second of 500 KB with 7 consumers").as_json()
    assert (found["intent"], found["verdict"], found["not_understood"]) == ("compute", None, [])
    assert found["computed"] == {
        "formula": f"{SHARDS} = ceil(max(2 * 500 / 1024, 2 * 500 * 7 / 2048))",
        "inputs": {"consumers": 7.0, "record_size_kb": 500.0, "records_per_second": 2.0}, "value": 4.0, "unit": "shard"}
    assert "4 shards" in found["text"] and "2 * 500 * 7 / 2048" in found["text"]
    [item] = found["answers"]
    assert (item["label"], item["property"]) == ("shard formula", "computes")
    assert [p["first"] for p in item["passages"]] == [7, 105]
    assert "fan-out" in item["correction"]["now"]


@pytest.mark.parametrize(("question", "value", "inputs"), [
    ("precision with 8 true positives and 2 false positives", 0.8, {"TP": 8.0, "FP": 2.0}),
    ("recall with TP = 8 and FN = 2", 0.8, {"TP": 8.0, "FN": 2.0}),
    ("what is the F1 score if precision is 0.5 and recall is 0.8", 8 / 13, {"P": 0.5, "R": 0.8}),
    ("recall of 80 % and precision 50%: F1?", 8 / 13, {"P": 0.5, "R": 0.8}),
    ("how many shards for 2 records per second of 1 MB with 7 consumers", 7.0,
     {"consumers": 7.0, "record_size_kb": 1000.0, "records_per_second": 2.0}),
])
def test_numbers_find_their_variables_by_name_or_unit(notes: Store, question: str, value: float, inputs: dict[str, Any]) -> None:
    computed = answer(notes, question).as_json()["computed"]
    assert computed["value"] == pytest.approx(value)
    assert computed["inputs"] == pytest.approx(inputs)


def test_a_formula_is_not_worked_out_when_a_number_is_missing(notes: Store) -> None:
    assert answer(notes, "precision with 8 true positives").as_json()["computed"] is None
