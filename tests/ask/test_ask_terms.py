"""New classes, properties and concepts are asked for at once: no Python knows any subject matter."""
from __future__ import annotations

import pytest

from graph.ask import answer
from graph.store import Store


def labels(store: Store, question: str) -> list[str]:
    return [i.label for i in answer(store, question).answers]


@pytest.mark.parametrize(("question", "wanted"), [
    ("what repels aphids", ["basil", "marigold", "mint"]),
    ("which herb repels aphids", ["basil", "mint"]),
    ("which kitchen plants repel aphids", ["basil", "mint"]),
    ("which flowers repel aphids", ["marigold"]),
    ("could you tell me which herbs repel greenfly", ["basil", "mint"]),
    ("what keeps away greenfly", ["basil", "marigold", "mint"]),
    ("what drives off whitefly", ["marigold"]),
    ("what repels aphidz", ["basil", "marigold", "mint"]),
    ("what does marigold repel", ["aphids", "whitefly"]),
    ("what is repelled by marigold", ["aphids", "whitefly"]),
    ("what are aphids repelled by", ["basil", "marigold", "mint"]),
    ("what shuns basil", ["aphids"]),
    ("what devours dill", ["slugs"]),
    ("what is basil", ["basil"]),
    ("what is spearmint", ["mint"]),
    ("list all herbs", ["basil", "dill", "mint"]),
    ("list all nuisances", ["aphids", "slugs", "whitefly"]),
    ("how are basil and whitefly connected", ["basil", "aphids", "marigold", "whitefly"]),
    ("compare basil and mint", ["basil", "mint"]),
    ("what fixes overfitting", []),
])
def test_a_garden_with_its_own_ontology(garden: Store, question: str, wanted: list[str]) -> None:
    assert labels(garden, question) == wanted


@pytest.mark.parametrize(("question", "verdict"), [
    ("is basil a herb", "yes"), ("is basil a flower", "no"), ("is basil a pest", "no"), ("does basil repel slugs", "unknown")])
def test_a_garden_verified(garden: Store, question: str, verdict: str) -> None:
    assert answer(garden, question).verdict == verdict


def test_words_of_another_subject_are_named_as_not_understood(garden: Store) -> None:
    assert answer(garden, "what fixes overfitting").not_understood == ("fixes", "overfitting")


@pytest.mark.parametrize(("question", "wanted"), [
    ("what soothes cough", ["sage"]),
    ("which tea calms colic", ["fennel"]),
    ("balms for cough", ["sage"]),
    ("what does sage soothe", ["cough"]),
    ("what is cough soothed by", ["sage"]),
    ("list all infusions", ["fennel", "sage"]),
    ("what is sage", ["sage"]),
])
def test_terms_beside_our_own_ontology(remedies: Store, question: str, wanted: list[str]) -> None:
    assert labels(remedies, question) == wanted


@pytest.mark.parametrize(("question", "wanted"), [
    ("what is Aurora", ["Aurora"]),
    ("list all ferries", ["Aurora"]),
    ("list all ports", ["Lund", "Skagen"]),
    ("what visits Skagen", ["Aurora", "Dorado"]),
    ("which ferry visits Skagen", ["Aurora"]),
    ("which trawlers visit Skagen", ["Dorado"]),
    ("what does Aurora visit", ["Lund", "Skagen"]),
    ("what is visited by Dorado", ["Skagen"]),
    ("how are Dorado and Lund connected", ["Dorado", "Skagen", "Aurora", "Lund"]),
])
def test_foreign_rdf_is_defined_listed_filtered_and_connected(harbour: Store, question: str, wanted: list[str]) -> None:
    assert labels(harbour, question) == wanted


def test_a_definition_of_foreign_rdf_is_its_comment(harbour: Store) -> None:
    [item] = answer(harbour, "what is Aurora").answers
    assert (item.iri, item.kind, item.statement) == ("https://example.org/harbour/aurora", "ferry", "A white boat of 1931.")
    assert (item.claim, item.passages, item.correction) == (None, (), None)


def test_a_connection_tells_its_steps(harbour: Store) -> None:
    steps = answer(harbour, "how are Dorado and Lund connected").steps
    ends = [{s["subject"].rsplit("/", 1)[1], s["object"].rsplit("/", 1)[1]} for s in steps]
    assert [s["position"] for s in steps] == [1, 2, 3]
    assert ends == [{"dorado", "skagen"}, {"skagen", "aurora"}, {"aurora", "lund"}]


@pytest.mark.parametrize(("question", "verdict"), [("is Aurora a ferry", "yes"), ("is Aurora a trawler", "unknown")])
def test_what_foreign_rdf_does_not_say_is_unknown(harbour: Store, question: str, verdict: str) -> None:
    assert answer(harbour, question).verdict == verdict
