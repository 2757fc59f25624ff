"""Suggest: questions for a half-typed text, each of which the graph can answer."""
from __future__ import annotations

import pytest

from graph.ask import answer, suggest
from graph.store import Store


@pytest.mark.parametrize("text", ["overfitting", "dropout", "what fixes overfitting", "what is dropout", "outliers"])
def test_every_suggestion_has_an_answer(notes: Store, text: str) -> None:
    found = suggest(notes, text)
    assert found
    assert [q for q in found if answer(notes, q).intent == "abstain"] == []


def test_a_name_brings_the_questions_about_it_first(notes: Store) -> None:
    assert suggest(notes, "overfitting", 4) == [
        "what fixes overfitting", "what indicates overfitting", "what worsens overfitting", "what is overfitting"]


def test_questions_about_foreign_rdf(garden: Store) -> None:
    assert "what is basil" in suggest(garden, "basil")


@pytest.mark.parametrize("text", ["", "  ", "xyzzyqq"])
def test_nothing_is_suggested_for_nothing(notes: Store, text: str) -> None:
    assert suggest(notes, text) == []


def test_no_more_than_asked_for(notes: Store) -> None:
    assert len(suggest(notes, "overfitting", 2)) == 2
