"""The questions that the graph must answer: a table of them, and the few that it is known not to answer yet."""
from __future__ import annotations

import pathlib
from typing import Any

import pytest
import yaml

from graph.ask import answer
from graph.store import Store

CASES = pathlib.Path(__file__).parent.parent / "cases"
SETS = ("more", "further", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
        "thirteenth", "fourteenth")
QUESTIONS: list[dict[str, Any]] = [q for name in ("questions", *(f"questions-{n}" for n in SETS))
                                   for q in yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))]
GAPS: dict[str, str] = yaml.safe_load((CASES / "gaps.yaml").read_text(encoding="utf-8"))


def words(text: str) -> set[str]:
    """The words of a label; what stands in brackets only explains."""
    plain = "".join(c if c.isalnum() or c in "_./+-" else " " for c in text.lower().split("(")[0])
    return set(plain.split())


def wrong(question: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What an answer gets wrong: answers missing, answers that must not be there, verdict, value, or not abstaining."""
    labels = [words(a["label"]) for a in found["answers"]]
    if question["kind"] == "abstain":
        return ["answered"] if labels or found["verdict"] in ("yes", "no") else []
    out = [f"missing {w}" for w in question.get("answers", []) if not any(words(v) <= have for v in w.split("|") for have in labels)]
    out += [f"must not be {w}" for w in question.get("never", []) if any(words(v) == have for v in w.split("|") for have in labels)]
    if question["kind"] == "select" and labels and not any(words(v) <= labels[0] for w in question["answers"] for v in w.split("|")):
        out.append(f"first is {found['answers'][0]['label']}")
    if "verdict" in question and found["verdict"] != question["verdict"]:
        out.append(f"verdict {found['verdict']}")
    if "value" in question:
        said = " ".join([found["text"], *(a["statement"] for a in found["answers"])]).lower()
        if not any(v.lower() in said for v in question["value"].split("|")):
            out.append(f"value {question['value']}")
    return out


def test_there_are_enough_questions() -> None:
    kinds = [q["kind"] for q in QUESTIONS]
    assert len(kinds) >= 3_000
    assert kinds.count("abstain") >= 330
    assert len({q["id"] for q in QUESTIONS}) == len(kinds)
    assert set(GAPS) <= {q["id"] for q in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q['id']} {q['q'][:50]}")
def test_a_question_gets_its_answer(notes: Store, question: dict[str, Any]) -> None:
    mistakes = wrong(question, answer(notes, question["q"]).as_json())
    if question["id"] in GAPS:
        assert mistakes, f"{question['id']} is answered now: take it out of cases/gaps.yaml"
    else:
        assert not mistakes, f"{question['q']!r}: {mistakes}"
