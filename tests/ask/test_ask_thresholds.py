"""Thresholds: the conditions that a quantity in a question meets, in a graph whose subject no code of ours foresees."""
from __future__ import annotations

import pathlib

import pytest

from graph import sources
from graph.ask import answer, thresholds
from graph.ask.normalise import tokens
from graph.store import Store
from graph.vocabulary import ID

FACTS = """
section: Post
concepts:
  letter: {kind: Service, label: letter post, definition: A stamp and a box., lines: 1, isSuitedTo: {to: light-parcel, lines: 1}}
  van: {kind: Service, label: van, definition: A driver brings it., lines: 2, isSuitedTo: {to: big-parcel, lines: 2}}
  light-parcel:
    kind: Condition
    label: parcel with less than 3 MB
    definition: The parcel holds little.
    lines: 3
    threshold: {value: 3, unit: MB, bound: atMost, lines: 3}
  big-parcel:
    kind: Condition
    label: parcel with more than 3 MB
    definition: The parcel holds much.
    lines: 4
    threshold: {value: 3, unit: MB, bound: atLeast, lines: 4}
"""


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path: pathlib.Path = tmp_path_factory.mktemp("post") / "post.yaml"
    path.write_text(FACTS, encoding="utf-8")
    return sources.open([path.parent])


def met(store: Store, question: str) -> dict[str, str]:
    """The conditions that a question meets, with the words that tell of each."""
    known = thresholds.scale(store)
    words = tokens(question, frozenset(("mb", "kb", "gb")))
    return {iri.removeprefix(ID): " ".join(words[i].text for i in sorted(held)) for iri, held in thresholds.met(known, words)}


@pytest.mark.parametrize(("question", "service"), [
    ("which service for a parcel of 2 MB", "letter post"), ("which service takes a parcel of 40 MB", "van"),
    ("we have a 1 GB parcel. Which service should we use?", "van"), ("which service for a parcel under 2 MB", "letter post"),
    ("which service for a 900 kB parcel", "letter post"), ("which service should we choose for a parcel of more than 7 MB?", "van")])
def test_what_suits_a_condition_is_found_by_a_quantity_that_meets_it(post: Store, question: str, service: str) -> None:
    assert [i.label for i in answer(post, question).answers][:1] == [service]


def test_units_of_a_dimension_are_compared_in_its_base_unit(post: Store) -> None:
    assert met(post, "a parcel of 2999 kB") == {"light-parcel": "parcel of 2999 kb"}
    assert met(post, "a parcel of 0.1 GB") == {"big-parcel": "parcel of 0.1 gb"}


def test_a_bound_in_the_question_meets_only_what_it_implies(post: Store) -> None:
    assert set(met(post, "a parcel of more than 4 MB")) == {"big-parcel"}
    assert met(post, "a parcel of more than 2 MB") == {} == met(post, "a parcel of less than 4 MB")


def test_a_quantity_of_another_thing_or_dimension_meets_nothing(post: Store) -> None:
    assert met(post, "a cake of 40 MB") == {} == met(post, "a parcel that is 40 days late")


def test_a_graph_without_thresholds_has_none(garden: Store) -> None:
    assert thresholds.scale(garden) == thresholds.Scale()
