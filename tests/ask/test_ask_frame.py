"""Frame: question words, polite leads, voices and the kinds of question that closed-class words make."""
from __future__ import annotations

from typing import Any

import pytest

from graph.ask.frame import Frame, frame, has_support, is_passive
from graph.ask.normalise import tokens

PLAIN = {"wh": None, "polar": False, "negated": False, "start": 0, "compares": False, "connects": False, "advises": False,
         "lists": False, "defines": False}


@pytest.mark.parametrize(("question", "differs"), [
    ("", {}),
    ("what fixes overfitting", {"wh": "what"}),
    ("overfitting remedies", {}),
    ("how many shards", {"wh": "how many"}),
    ("how long is data kept", {"wh": "how long"}),
    ("does dropout fix overfitting", {"polar": True}),
    ("is it true that dropout fixes overfitting", {"polar": True, "start": 4}),
    ("I want to know if dropout helps", {"polar": True, "start": 5}),
    ("dropout fixes overfitting, right?", {"polar": True}),
    ("dropout fixes overfitting, true or false", {"polar": True}),
    ("which service does not store data", {"wh": "which", "negated": True}),
    ("should gamma be higher or lower", {"advises": True}),
    ("dropout vs bagging", {"compares": True}),
    ("how are dropout and bagging related", {"wh": "how", "connects": True}),
    ("list all metrics", {"lists": True}),
    ("what is dropout", {"wh": "what", "defines": True}),
    ("define dropout", {"defines": True}),
    ("how does dropout work", {"wh": "how", "defines": True}),
])
def test_the_skeleton_of_a_question(question: str, differs: dict[str, Any]) -> None:
    assert frame(tuple(tokens(question))) == Frame(**{**PLAIN, **differs})


@pytest.mark.parametrize("lead", [
    "could you please tell me", "hi,", "good morning, I want to know", "can you explain", "do you know", "quick question:",
    "I was wondering", "please tell me", "hey, so"])
def test_a_polite_lead_changes_nothing_but_the_start(lead: str) -> None:
    plain, polite = tuple(tokens("what fixes overfitting")), tuple(tokens(f"{lead} what fixes overfitting"))
    found = frame(polite)
    assert (found.wh, found.polar, found.negated, found.advises) == ("what", False, False, False)
    assert [t.text for t in polite[found.start:]] == [t.text for t in plain]


@pytest.mark.parametrize(("question", "verb", "passive"), [
    ("what is overfitting mitigated by", "mitigated", True),
    ("how can overfitting be prevented", "prevented", True),
    ("what was built by the crawler", "built", True),
    ("what is given to the model", "given", True),
    ("what does dropout mitigate", "mitigate", False),
    ("what mitigated overfitting", "mitigated", False),
    ("dropout is fixing overfitting", "fixing", False)])
def test_a_passive_is_a_participle_behind_be(question: str, verb: str, passive: bool) -> None:
    words = tuple(tokens(question))
    at = [t.text for t in words].index(verb)
    assert is_passive(words, at, at + 1) is passive


@pytest.mark.parametrize(("question", "verb", "support"), [
    ("what does dropout mitigate", "mitigate", True), ("what can dropout mitigate", "mitigate", True),
    ("dropout mitigates", "mitigates", False), ("what is overfitting mitigated by", "mitigated", False)])
def test_do_and_modals_make_the_noun_before_the_verb_its_subject(question: str, verb: str, support: bool) -> None:
    words = tuple(tokens(question))
    at = [t.text for t in words].index(verb)
    assert has_support(words, at, at) is support
