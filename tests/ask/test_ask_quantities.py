"""Quantities: numbers in prose with the units that their words may mean."""
from __future__ import annotations

import pytest

from graph.ask import lexicon, quantities
from graph.ask.normalise import tokens
from graph.store import Store


def found(store: Store, question: str) -> list[tuple[float, list[str], int, int]]:
    words = tuple(tokens(question, lexicon.of(store).units))
    return [(q.value, [u.label for u in q.units], q.first, q.last) for q in quantities.find(words, quantities.units(store))]


@pytest.mark.parametrize(("question", "wanted"), [
    ("2 records per second of 500 KB", [(2.0, ["record per second"], 0, 5), (500.0, ["kilobyte"], 5, 7)]),
    ("90min", [(90.0, ["minute"], 0, 2)]),
    ("for 1.5 hours", [(1.5, ["hour"], 1, 3)]),
    ("50%", [(50.0, ["percent"], 0, 2)]),
    ("2 MB/s", [(2.0, ["megabyte per second"], 0, 3)]),
    ("1,000 zebras", [(1000.0, [], 0, 1)]),
    ("no number", []),
    ("F1 and seq2seq", []),
])
def test_a_number_takes_the_longest_unit_behind_it(notes: Store, question: str, wanted: list[tuple[float, list[str], int, int]]) -> None:
    assert found(notes, question) == wanted


def test_units_bring_factors_to_the_base_of_their_dimension(notes: Store) -> None:
    known = {u.label: (u.factor, u.dimension) for u in quantities.units(notes)}
    assert [known[u] for u in ("second", "minute", "hour", "day")] == [(1, "time"), (60, "time"), (3600, "time"), (86400, "time")]
    assert [known[u] for u in ("byte", "kilobyte", "kibibyte", "gigabyte")] == [
        (1, "data"), (1000, "data"), (1024, "data"), (1_000_000_000, "data")]
