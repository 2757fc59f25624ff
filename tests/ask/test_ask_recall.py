"""Recall and evidence: answers from the words of claims where no formal reading holds, and silence where they do not suffice."""
from __future__ import annotations

import pytest

from graph.ask import answer, evidence, lexicon
from graph.ask.link import link
from graph.ask.normalise import tokens
from graph.ask.recall import recall
from graph.store import Store
from graph.vocabulary import ID


def found(store: Store, question: str) -> list[str]:
    """The ids of what recall finds, best first."""
    words = lexicon.of(store)
    got = recall(store, link(words, tokens(question, words.units))[0], "what")
    return [i.iri.removeprefix(ID) for i in got[1].items] if got else []


def weighed(store: Store, question: str) -> list[str]:
    words = lexicon.of(store)
    got = evidence.weigh(store, link(words, tokens(question, words.units))[0], "which")
    return [i.iri.removeprefix(ID) for i in got[1].items] if got else []


def test_a_class_keeps_out_what_the_words_of_a_claim_also_hold(notes: Store) -> None:
    kinds = {notes.kind(ID + one) for one in found(notes, "which algorithm treats topics of documents as word counts without order")}
    assert kinds and "service" not in kinds


@pytest.mark.parametrize("question", ["who wrote the first treatise on gardening in Latin", "what fixes a leaking pipe under the sink"])
def test_words_that_no_claim_holds_recall_nothing(notes: Store, question: str) -> None:
    assert found(notes, question) == []


def test_two_words_alone_recall_nothing(notes: Store) -> None:
    assert found(notes, "what about training data") == []


def test_a_story_is_weighed_by_what_its_candidates_account_for(notes: Store) -> None:
    story = ("The operators want system-level and application-level metrics of their training jobs in near real time. "
             "Which service should they look at?")
    assert weighed(notes, story)[0] == "cloudwatch"


def test_a_story_of_another_world_weighs_nothing(notes: Store) -> None:
    assert weighed(notes, "A shepherd lost forty sheep in a storm near the old mill. Which dog breed finds them fastest?") == []


def test_the_share_of_a_story_is_between_none_and_all(notes: Store) -> None:
    words = lexicon.of(notes)
    linked = link(words, tokens("A team must not miss any positive case. Which metric fits best?", words.units))[0]
    shares = [evidence.share_of(notes, linked, iri) for iri in notes.concepts[:200]]
    assert all(0.0 <= s <= 1.0 for s in shares) and any(s > 0 for s in shares)


@pytest.mark.parametrize(("question", "first"), [
    ("what's used for hyperparameter tuning: training set, validation set or testing set", "validation set"),
    ("Which service reads sentiment in Spanish reviews without translating them first?", "Amazon Comprehend"),
])
def test_what_a_question_offers_or_bars_decides(notes: Store, question: str, first: str) -> None:
    assert answer(notes, question).answers[0].label.startswith(first)


def test_a_conversion_is_not_answered_by_its_reverse(notes: Store) -> None:
    assert answer(notes, "which service converts text to video").answers == ()
    assert answer(notes, "which service converts speech to text").answers[0].label == "Amazon Transcribe"


def test_what_makes_it_worse_one_way_helps_the_other_way(notes: Store) -> None:
    got = answer(notes, "which xgboost parameters would you lower against overfitting")
    by_label = {i.label: i for i in got.answers}
    assert set(by_label) == {"eta", "subsample", "max_depth"}
    assert by_label["max_depth"].inferred or by_label["max_depth"].claim.direction == "lower"


def test_algorithms_without_support_are_those_of_which_it_is_denied(notes: Store) -> None:
    for question in ("built-in algorithms without support for incremental training", "algorithms that don't allow incremental training"):
        assert {i.label for i in answer(notes, question).answers} >= {"Linear Learner", "XGBoost"}, question
