"""explorer/computing.py: formulas worked out from what someone types, by the arithmetic of the questions."""
from __future__ import annotations

import flask
import pytest

from explorer import computing
from graph import ask, formulas
from graph.formulas import Formula, FormulaError
from graph.store import Store
from graph.vocabulary import ID


def formula(notes: Store, name: str) -> Formula:
    return next(f for f in formulas.read(notes) if f.iri == ID + name)


@pytest.mark.parametrize(("name", "typed", "shown"), [
    ("precision-formula", {"TP": "8", "FP": "2"}, "0.8"), ("precision-formula", {"TP": " 1,000 ", "FP": "1e3"}, "0.5"),
    ("f1-formula", {"P": "80 %", "R": "0.5"}, "0.6154"), ("f1-formula", {"P": "80 percent", "R": ".5"}, "0.6154"),
    ("shard-formula", {"records_per_second": "1000", "record_size_kb": "2"}, "2 shards"),
    ("shard-formula", {"records_per_second": "1000", "record_size_kb": "2 MB"}, "1954 shards"),
    ("rmse-formula", {"actual": "1, 2, 3", "predicted": "1 2 5"}, "1.1547"),
    ("rmse-formula", {"actual": "[1; 2; 3]", "predicted": "1,2,5"}, "1.1547"),
    ("ngram-count-formula", {"documents": "the cat\nthe dog\n"}, "5 columns")])
def test_what_is_typed_is_computed(notes: Store, name: str, typed: dict[str, str], shown: str) -> None:
    assert computing.compute(notes, formula(notes, name), typed).shown == shown


def test_the_result_is_that_of_the_question(notes: Store) -> None:
    asked = ask.answer(notes, "what is the precision with 8 true positives and 2 false positives")
    found = computing.compute(notes, formula(notes, "precision-formula"), {"TP": "8", "FP": "2"})
    assert asked.computed is not None and found.value == asked.computed.value
    assert found.arithmetic == "TP / (TP + FP) = 8 / (8 + 2) = 0.8"


@pytest.mark.parametrize(("typed", "said"), [
    ({"TP": "8"}, "give a value for false positives"), ({"TP": "eight", "FP": "2"}, "true positives: 'eight' is not a number"),
    ({"TP": "8 MB", "FP": "2"}, "'MB' does not go with it"), ({"TP": "0", "FP": "0"}, "divides by zero"),
    ({"TP": "9" * 400, "FP": "1"}, "."), ({"TP": "1, 2", "FP": "1, 2, 3"}, "do not go together")])
def test_what_cannot_be_computed_is_said(notes: Store, typed: dict[str, str], said: str) -> None:
    with pytest.raises(FormulaError) as error:
        computing.compute(notes, formula(notes, "precision-formula"), typed)
    assert said in str(error.value) and "Traceback" not in str(error.value)


def test_a_long_list_is_computed_though_it_is_not_written_out(notes: Store) -> None:
    many = ", ".join(map(str, range(300)))
    found = computing.compute(notes, formula(notes, "rmse-formula"), {"actual": many, "predicted": many})
    assert found.shown == "0" and found.math[1] == ["mtext", "…"]


def test_a_metric_has_the_formulas_that_compute_it(notes: Store) -> None:
    named = {f.iri for f in computing.of(notes, ID + "precision")} | {f.iri for f in computing.of(notes, ID + "precision-formula")}
    assert ID + "precision-formula" in named


def test_the_route_answers_with_a_result_or_a_sentence(notes: Store) -> None:
    app = flask.Flask("test")
    app.register_blueprint(computing.blueprint(notes))
    client = app.test_client()
    found = client.get("/compute", query_string={"formula": ID + "precision-formula", "TP": "8", "FP": "2"}).json
    assert found["shown"] == "0.8" and len(found["math"]) == 3
    assert client.get("/compute?formula=nothing").json == {"error": "no such formula stands in the graph"}
    assert "give a value" in client.get("/compute", query_string={"formula": ID + "precision-formula"}).json["error"]
