"""Link: spans and their meanings, mended typos, and words that nothing knows."""
from __future__ import annotations

import random

import pytest

from graph.ask import lexicon
from graph.ask.link import Linked, link
from graph.ask.normalise import tokens
from graph.ask.typos import _dictionary, nearest_word
from graph.store import Store
from graph.vocabulary import ID, WF


def linked(store: Store, question: str) -> Linked:
    words = lexicon.of(store)
    return link(words, tokens(question, words.units))[0]


def spans(found: Linked) -> list[tuple[str, str]]:
    """The words of each span with the first meaning's IRI, without namespaces of ours."""
    return [(" ".join(t.text for t in found.tokens[s.first:s.last]),
             s.of("concept", "class", "property", "noun", "unit")[0].iri.removeprefix(ID).removeprefix(WF)) for s in found.spans]


def test_a_question_is_covered_by_property_class_and_concept(notes: Store) -> None:
    found = linked(notes, "which hyperparameters mitigate overfitting")
    assert spans(found) == [("hyperparameters", "Hyperparameter"), ("mitigate", "mitigates"), ("overfitting", "overfitting")]
    assert (found.unknown, found.mended, found.shortfall) == ((), (), 0.0)


def test_the_longest_phrase_wins(notes: Store) -> None:
    assert spans(linked(notes, "what is early stopping")) == [("early stopping", "early-stopping")]


def test_a_word_shares_the_head_of_the_name_behind_and(notes: Store) -> None:
    held = linked(notes, "mean and median imputation")
    assert spans(held)[-1] == ("median imputation", "median-imputation")


@pytest.mark.parametrize(("typed", "meant"), [
    ("dropuot", "dropout"), ("hyperparamters", "hyperparameter"), ("outleirs", "outliers"), ("normalizaton", "normalization"),
    ("agaisnt", "against"), ("varience", "variance")])
def test_typos_are_mended_to_words_of_the_graph_or_of_asking(notes: Store, typed: str, meant: str) -> None:
    found = linked(notes, f"what about {typed}")
    assert found.mended == ((typed, meant),)
    assert found.tokens[-1].text == meant


def test_a_word_of_english_is_never_mended(notes: Store) -> None:
    words = lexicon.of(notes)
    chosen = [w for w in random.Random(5).sample(sorted(_dictionary()), 3_000) if w.isalpha() and w.isascii() and len(w) > 3]
    assert len(chosen) > 2_000
    mended = [change for at in range(0, len(chosen), 20) for change in link(words, tokens(" ".join(chosen[at:at + 20])))[0].mended]
    assert [m for m in mended if m[0] in _dictionary()] == []


@pytest.mark.parametrize("word", ["zzxqj", "flurbleknock", "qwrtpsd"])
def test_what_resembles_nothing_stays_unknown(notes: Store, word: str) -> None:
    assert nearest_word(lexicon.of(notes), word) is None
    found = linked(notes, f"what fixes {word}")
    assert [found.tokens[i].text for i in found.unknown] == [word]


def test_segmentations_come_best_first(notes: Store) -> None:
    words = lexicon.of(notes)
    found = link(words, tokens("does a lower learning rate reduce overfitting"))
    assert found[0].shortfall == 0.0
    whole = [f for f in found if not any(s.scattered for s in f.spans)]
    assert [f.shortfall for f in whole] == sorted(f.shortfall for f in whole)
    assert all(0.0 <= f.shortfall <= 1.0 for f in found)


def test_spans_do_not_overlap(notes: Store) -> None:
    words = lexicon.of(notes)
    for found in link(words, tokens("which metric for an imbalanced dataset when false positives are costly")):
        held = [i for s in found.spans for i in s.positions]
        assert len(held) == len(set(held))


def test_a_text_with_nothing_in_it_is_linked_to_nothing(notes: Store) -> None:
    [found] = link(lexicon.of(notes), [])
    assert (found.tokens, found.spans, found.unknown, found.mended) == ((), (), (), ())


def test_the_lexicon_is_built_once_a_store(notes: Store) -> None:
    assert lexicon.of(notes) is lexicon.of(notes)


def test_a_rare_word_tells_more_than_a_common_one(notes: Store) -> None:
    words = lexicon.of(notes)
    common = words.frequency.most_common(1)[0][0]
    assert words.idf("wordthatnobodysaid") > words.idf(common) > 0


def test_a_word_shares_the_head_of_a_name_before_or(notes: Store) -> None:
    held = linked(notes, "which imputation is better for a skewed column, mean or median")
    assert spans(held)[-2:] == [("mean", "mean-imputation"), ("median", "median-imputation")]


def test_a_word_is_what_is_written_so_and_not_what_shares_its_stem(notes: Store) -> None:
    assert spans(linked(notes, "activation for the output layer"))[0] == ("activation", "ActivationFunction")
    assert spans(linked(notes, "is it active"))[-1] == ("active", "active")
    assert spans(linked(notes, "activities"))[-1] == ("activities", "activities")


def test_a_class_may_be_told_by_its_head_and_for(notes: Store) -> None:
    assert spans(linked(notes, "show all metrics for classification"))[-1] == ("metrics for classification", "ClassificationMetric")


def test_a_preposition_at_the_end_belongs_to_its_verb(notes: Store) -> None:
    assert ("use", "isUsedFor") in spans(linked(notes, "what do I use the validation set for"))
