"""Normalise: tokens, stems, spelling, contractions and glued units of a question."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ask import english
from graph.ask.normalise import LONGEST, Token, american, stem, stems, tokens

UNITS = frozenset({"kb", "min", "s"})


def texts(question: str) -> list[str]:
    return [t.text for t in tokens(question, UNITS)]


def test_tokens_hold_text_stem_and_place() -> None:
    assert tokens("What fixes overfitting?") == [
        Token("what", "what", 0, 4), Token("fixes", "fix", 5, 10), Token("overfitting", "overfit", 11, 22)]


@pytest.mark.parametrize(("question", "found"), [
    ("3.5 GB, 1,000 records", ["3.5", "gb", "1000", "records"]),
    ("k‑means F1 seq2seq C++ 50%", ["k", "means", "f1", "seq2seq", "c++", "50", "%"]),
    ("naïve Bayes", ["naive", "bayes"]),
    ("XGBoost's eta", ["xgboost", "eta"]),
    ("XGBoost’s eta", ["xgboost", "eta"]),
    ("", []),
    ("?!… 🦙", []),
])
def test_a_question_is_cut_into_words_and_numbers(question: str, found: list[str]) -> None:
    assert texts(question) == found


@pytest.mark.parametrize(("question", "found"), [
    ("500KB for 90min", ["500", "kb", "for", "90", "min"]),
    ("1.5s", ["1.5", "s"]),
    ("500 KB", ["500", "kb"]),
    ("3x3 filters", ["3", "x3", "filters"]),
])
def test_only_units_are_cut_off_a_number(question: str, found: list[str]) -> None:
    assert texts(question) == found


@pytest.mark.parametrize(("british", "spelled"), [
    ("normalisation", "normalization"), ("optimiser", "optimizer"), ("colour", "color"), ("catalogue", "catalog"),
    ("labelled", "labeled"), ("analysed", "analyzed"), ("centre", "center")])
def test_british_spelling_has_the_stem_of_the_american(british: str, spelled: str) -> None:
    assert american(british) == spelled
    assert stem(british) == stem(spelled)


@pytest.mark.parametrize("word", ["supervised", "noise", "precise", "hour", "four", "otherwise", "source", "tree", "raise"])
def test_words_that_only_look_british_stay(word: str) -> None:
    assert american(word) == word


@pytest.mark.parametrize(("short", "long"), [
    ("what's bagging", "what is bagging"), ("What’s bagging?", "what is bagging"), ("it doesn't help", "it does not help"),
    ("I can't", "i can not"), ("A & B", "a and b"), ("w/o labels", "without labels"), ("dropout v bagging", "dropout vs bagging")])
def test_contractions_are_written_out(short: str, long: str) -> None:
    assert texts(short) == texts(long)


def test_stems_bring_the_forms_of_a_word_together() -> None:
    assert stems("reduces reduced reducing reduce") == ("reduc",) * 4


@pytest.mark.parametrize(("word", "filler"), [
    ("which", True), ("wanting", True), ("seven", True), ("apparently", True),
    ("anomaly", False), ("specificity", False), ("overfitting", False), ("training", False)])
def test_fillers_are_words_of_asking_and_their_endings(word: str, filler: bool) -> None:
    assert tokens(word)[0].is_filler is filler


@given(st.text(max_size=300))
def test_any_text_gives_tokens_in_order_that_are_clean(text: str) -> None:
    found = tokens(text, UNITS)
    assert all(t.text and t.stem and t.start < t.end for t in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert all(t.text.isascii() and t.text == t.text.casefold() for t in found)


def test_a_long_text_is_read_up_to_a_limit() -> None:
    assert len(tokens("a " * 10_000)) == LONGEST // 2


def test_no_subject_matter_stands_among_the_closed_classes(notes) -> None:  # type: ignore[no-untyped-def]
    labels = {store_label.casefold() for store_label in map(notes.label, notes.concepts)}
    assert labels & english.FILLER == frozenset()
