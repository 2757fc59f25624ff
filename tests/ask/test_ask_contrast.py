"""Contrast: symptoms told as "good here, bad there", in a graph whose subject no code of ours foresees."""
from __future__ import annotations

import pathlib

import pytest

from graph import sources
from graph.ask import answer, contrast
from graph.ask.normalise import tokens
from graph.store import Store
from graph.vocabulary import ID

FACTS = """
section: Singing
concepts:
  nerves: {kind: FailureMode, label: stage fright, definition: Fear in front of people., lines: 1}
  shy:
    kind: Symptom
    label: good in rehearsals but poor in concerts
    also: [strong in rehearsals but weak on stage, high marks in rehearsals but low marks in concerts]
    definition: The voice is there only while nobody listens.
    lines: 2
    indicates: {to: nerves, lines: 2}
  loud:
    {kind: Symptom, label: too loud in concerts, also: [good in spring but bad in autumn], definition: It drowns the others., lines: 3}
  breathing: {kind: Technique, label: slow breathing, definition: To breathe slowly., lines: 4, mitigates: {to: nerves, lines: 4}}
"""


@pytest.fixture(scope="module")
def choir(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path: pathlib.Path = tmp_path_factory.mktemp("choir") / "choir.yaml"
    path.write_text(FACTS, encoding="utf-8")
    return sources.open([path.parent])


def test_what_is_praised_and_what_is_blamed_is_read_from_the_names(choir: Store) -> None:
    (found,) = contrast.contrasts(choir)
    assert (found.symptom, found.well, found.badly) == (ID + "shy", {"rehears"}, {"concert", "stage"})


@pytest.mark.parametrize("question", [
    "my tenors are brilliant in rehearsals but collapse on stage, what can I do?", "rehearsals get 95% and concerts get 60%. What helps?",
    "few errors in rehearsals whereas concerts are awful, what should I do", "my altos nail the rehearsal. On stage they flop. What helps?",
    "the rehearsal is superb, yet in the concert nothing comes out: what helps"])
def test_a_contrast_in_other_words_leads_to_what_helps(choir: Store, question: str) -> None:
    assert [i.label for i in answer(choir, question).answers] == ["slow breathing"]


@pytest.mark.parametrize("question", [
    "my tenors collapse in rehearsals but are brilliant on stage, what can I do?", "rehearsals get 60% and concerts get 95%. What helps?",
    "superb in rehearsals and superb in concerts, what helps?", "good in spring but bad in autumn", "rehearsals 61% and concerts 60%"])
def test_the_contrary_and_no_contrast_do_not(choir: Store, question: str) -> None:
    assert not list(contrast.told(choir, tokens(question)))


@pytest.mark.parametrize(("text", "signs"), [
    ("low loss in spring", {"spring": 1}), ("high loss in spring", {"spring": -1}), ("not good in autumn", {"autumn": -1}),
    ("spring, but autumn bad", {"spring": 1, "autumn": -1}), ("spring good but strange autumn", {"strange": -1, "autumn": -1}),
    ("nothing is said of spring", {})])
def test_words_take_the_sign_of_their_clause(text: str, signs: dict[str, int]) -> None:
    assert {t.text: sign for _, t, sign, _ in contrast.signed(tokens(text))}.items() >= signs.items()
