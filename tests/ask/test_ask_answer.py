"""Answer: complete and cited on the built-in notes, with direction, condition, correction and honest abstentions."""
from __future__ import annotations

import json
import pathlib

import pytest
import yaml

from graph.ask import answer
from graph.store import Store
from graph.vocabulary import ID

CASES = yaml.safe_load((pathlib.Path(__file__).parents[1] / "cases" / "questions.yaml").read_text(encoding="utf-8"))
KEYS = ["question", "intent", "verdict", "text", "answers", "against", "steps", "computed", "decided_by", "not_understood",
        "suggestions", "readings", "sparql"]
ITEM_KEYS = {"iri", "label", "kind", "claim", "property", "polarity", "direction", "condition", "statement", "inferred", "passages",
             "correction"}


def test_the_object_for_programs_has_its_keys_for_every_question(notes: Store) -> None:
    assert len(CASES) > 300
    for case in [*CASES, {"q": ""}, {"q": "how many shards for 2 records per second of 500 KB with 7 consumers"}]:
        found = answer(notes, case["q"]).as_json()
        assert sorted(found) == sorted(KEYS) and found["question"] == case["q"]
        assert found["verdict"] in ("yes", "no", "unknown", None) and isinstance(found["text"], str)
        for item in found["answers"] + found["against"]:
            assert set(item) == ITEM_KEYS | {"reason"}
            assert all(set(p) == {"first", "last", "section"} for p in item["passages"])
            assert item["correction"] is None or {"had", "now", "source", "date", "confidence"} <= set(item["correction"])
        assert found["computed"] is None or set(found["computed"]) == {"formula", "inputs", "value", "unit"}
        assert all({"position", "text"} <= set(s) for s in found["steps"])
        assert json.loads(json.dumps(found)) == found


def test_every_claim_of_an_answer_stands_in_the_graph_and_is_cited(notes: Store) -> None:
    cited = 0
    for case in CASES[::5]:
        for item in answer(notes, case["q"]).answers:
            assert notes.label_or_none(item.iri) is not None
            if item.claim:
                assert notes.values(item.claim.iri, "https://w3id.org/whatfixes/ontology#subject") == [item.claim.subject]
                assert item.passages or item.inferred
                cited += 1
    assert cited > 50


def test_all_remedies_with_direction_and_the_evidence_against(notes: Store) -> None:
    found = answer(notes, "what fixes overfitting").as_json()
    assert (found["intent"], found["verdict"]) == ("lookup", None)
    assert {(i["label"], i["direction"]) for i in found["answers"]} >= {
        ("alpha", "higher"), ("gamma", "higher"), ("lambda", "higher"), ("eta", "lower"), ("subsample", "lower"),
        ("bagging", None), ("dropout", None), ("early stopping", None), ("L1 regularization", None), ("L2 regularization", None)}
    assert {i["label"] for i in found["against"]} == {"depth of trees", "more features", "more layers"}
    assert not {i["label"] for i in found["answers"]} & {i["label"] for i in found["against"]}
    assert {i["property"] for i in found["answers"]} == {"mitigates"}
    dropout = next(i for i in found["answers"] if i["label"] == "dropout")
    assert dropout["passages"] == [{"first": 217, "last": 217, "section": "6. Neural Networks, D. Overfitting"}]
    assert dropout["reason"] == "neurons cannot adapt to one another"
    assert "a lower subsample" in found["text"]


def test_answers_linked_to_a_concept_and_of_a_class(notes: Store) -> None:
    found = answer(notes, "which XGBoost hyperparameters reduce overfitting").as_json()
    assert [(i["label"], i["direction"]) for i in found["answers"]] == [
        ("alpha", "higher"), ("eta", "lower"), ("gamma", "higher"), ("lambda", "higher"), ("max_depth", "lower"), ("subsample", "lower")]
    assert {i["kind"] for i in found["answers"]} == {"hyperparameter"}


@pytest.mark.parametrize(("question", "text"), [
    ("should gamma be higher or lower to reduce overfitting", "Raise it"),
    ("should subsample be higher or lower to reduce overfitting", "Lower it")])
def test_advice_says_which_way(notes: Store, question: str, text: str) -> None:
    assert answer(notes, question).text.startswith(text)


def test_a_condition_decides(notes: Store) -> None:
    found = answer(notes, "what imputation for skewed data")
    assert ([i.label for i in found.answers], found.decided_by) == (["median imputation"], "the column is skewed")


def test_a_corrected_value_comes_with_what_the_notes_had(notes: Store) -> None:
    found = answer(notes, "what port do inference containers use").as_json()
    [item] = found["answers"]
    assert (found["intent"], item["iri"], item["property"]) == ("value", f"{ID}inference-container", "port")
    assert "8080" in item["statement"] and "8080" in found["text"]
    assert "port 80." in item["correction"]["had"] and item["correction"]["now"].startswith("The port is 8080")
    assert item["correction"]["source"].startswith("https://")
    assert "The notes had" in found["text"]
    assert [p["first"] for p in item["passages"]] == [373]


def test_both_directions_of_a_relation_and_both_voices(notes: Store) -> None:
    def iris(question: str) -> set[str]:
        return {i.iri for i in answer(notes, question).answers}

    assert iris("what is overfitting mitigated by") == iris("what mitigates overfitting") == iris("overfitting remedies")
    assert f"{ID}overfitting" in iris("what does dropout mitigate") and f"{ID}dropout" not in iris("what does dropout mitigate")


@pytest.mark.parametrize(("question", "unknown"), [
    ("what is a flurbleknock", ("flurbleknock",)),
    ("what fixes zorbing quux", ("zorbing", "quux")),
    ("does a flurble fix overfitting?", ("flurble",)),
    ("does dropout cause blindness", ("blindness",)),
])
def test_an_abstention_names_what_it_could_not_place(notes: Store, question: str, unknown: tuple[str, ...]) -> None:
    found = answer(notes, question)
    assert (found.intent, found.answers, found.sparql, found.not_understood) == ("abstain", (), None, unknown)
    assert all(word in found.text for word in unknown)


@pytest.mark.parametrize("question", ["", "   ", "what is the", "?", "why", "please"])
def test_a_question_about_nothing_is_not_answered(notes: Store, question: str) -> None:
    found = answer(notes, question)
    assert (found.intent, found.verdict, found.answers) == ("abstain", None, ())


def test_the_reading_shown_tells_which_words_became_what(notes: Store) -> None:
    [reading] = answer(notes, "which hyperparamters mitigate overfitting").readings
    assert reading["mended"] == [["hyperparamters", "hyperparameter"]]
    assert (reading["intent"], reading["gap"], reading["concepts"], reading["left_over"]) == ("relation", "subject", ["overfitting"], [])


@pytest.mark.parametrize("question", ["what fixes overfitting", "list all regularization techniques", "what is overfitting mitigated by"])
def test_the_query_shown_gives_the_answers_when_it_is_run(notes: Store, question: str) -> None:
    found = answer(notes, question)
    assert {row["answer"] for row in notes.select(found.sparql or "")} == {i.iri for i in found.answers}


def test_the_special_forms_of_a_choice_stand_behind_it_and_in_the_query(notes: Store) -> None:
    found = answer(notes, "my minority class is too small, what helps")
    assert [i.label for i in found.answers] == ["oversampling", "SMOTE"]
    assert {i.iri for i in found.answers} <= {row["answer"] for row in notes.select(found.sparql or "")}


@pytest.mark.parametrize("question", [
    "which metric should we prioritise if false positives are expensive", "false alarms must be avoided; which metric should I favour?"])
def test_a_verb_of_choosing_asks_nothing_more(notes: Store, question: str) -> None:
    assert answer(notes, question).answers[0].label == "precision"


@pytest.mark.parametrize("question", [
    "for how many hours does a Kinesis data stream retain records by default", "in which year was SageMaker launched",
    "timeout of an AWS Lambda function", "default value of max_depth in xgboost"])
def test_a_number_that_the_notes_do_not_give_is_no_other_answer(notes: Store, question: str) -> None:
    assert answer(notes, question).intent == "abstain"


def test_not_to_need_a_thing_does_not_bar_a_choice(notes: Store) -> None:
    found = answer(notes, "how to avoid EBS volumes when training on a large dataset in S3")
    assert "Pipe mode" in [i.label for i in found.answers]


def test_a_question_may_stand_behind_its_topic(notes: Store) -> None:
    assert answer(notes, "PutRecord on Kinesis Data Streams: is a partition key needed?").verdict == "yes"


def test_the_same_question_has_the_same_answer(notes: Store) -> None:
    assert answer(notes, "what fixes overfitting") == answer(notes, "what fixes overfitting")


def test_a_narrow_class_is_taken_at_its_word_and_a_wide_one_loosely(notes: Store) -> None:
    assert "technique" in {a.kind.split()[-1] for a in answer(notes, "text preprocessing steps for NLP").answers}
    assert {"max_depth"} <= {a.label for a in answer(notes, "xgboost parameter that leads to overfitting if set too high").answers}


def test_who_asks_for_a_year_is_told_a_date_or_nothing(notes: Store) -> None:
    assert answer(notes, "in which year was CloudTrail launched").intent == "abstain"


def test_what_not_to_do_makes_it_worse(notes: Store) -> None:
    found = answer(notes, "what should I not do if my network is overfitting?")
    assert {"more layers", "more features"} <= {a.label for a in found.answers}


@pytest.mark.parametrize("question", ["in LDA, does the order of the words matter", "for LDA, is the order of words important?"])
def test_a_yes_no_question_may_set_its_topic_in_front(notes: Store, question: str) -> None:
    assert answer(notes, question).verdict == "no"


@pytest.mark.parametrize(("question", "sides"), [
    ("firehose vs data streams", {"Amazon Data Firehose", "Amazon Kinesis Data Streams"}),
    ("Comprehend vs translate", {"Amazon Comprehend", "Amazon Translate"}),
    ("difference between forecast and personalize", {"Amazon Forecast", "Amazon Personalize"}),
    ("recall vs precision", {"recall", "precision"})])
def test_a_side_of_a_comparison_may_have_its_short_name(notes: Store, question: str, sides: set[str]) -> None:
    found = answer(notes, question)
    assert found.intent == "compare" and {a.label.split(",")[0] for a in found.answers} == sides


def test_what_a_thing_can_do_and_what_it_is_used_for(notes: Store) -> None:
    assert {"sentiment analysis", "entity recognition"} <= {a.label for a in answer(notes, "what can Amazon Comprehend do?").answers}
    assert {"early stopping"} <= {a.label for a in answer(notes, "what do I use the validation set for").answers}


def test_no_verdict_on_half_of_a_question(notes: Store) -> None:
    assert answer(notes, "must text be translated into English before Comprehend can handle it?").verdict != "yes"


def test_two_names_of_one_concept_are_the_same(notes: Store) -> None:
    assert answer(notes, "is the F1 score the harmonic mean of precision and recall?").verdict == "yes"


def test_no_answer_that_the_question_itself_names(notes: Store) -> None:
    assert [a.label for a in answer(notes, "which hyperparameter of XGBoost is the learning rate").answers] == ["eta"]


def test_a_choice_over_another_is_told_by_its_circumstance(notes: Store) -> None:
    assert [a.label for a in answer(notes, "when is precision more important than recall").answers] == ["false positives are costly"]
    assert [a.label for a in answer(notes, "how many clusters should I use").answers] == ["elbow method"]


@pytest.mark.parametrize("question", [
    "is ReLU linear", "what activation function for binary classification", "which framework does Neo support"])
def test_nothing_is_made_of_a_word_that_only_looks_alike(notes: Store, question: str) -> None:
    found = answer(notes, question)
    assert found.verdict != "yes" and not found.answers


def test_a_value_of_a_part_stands_for_one_that_a_correction_withdrew(notes: Store) -> None:
    assert "100 trials" in answer(notes, "how many models does autopilot try").text


def test_when_to_use_what_has_no_condition_is_told_by_its_purposes(notes: Store) -> None:
    assert "outliers" in {a.label for a in answer(notes, "when would I use a box plot").answers}


def test_what_the_asker_would_raise_is_no_relation(notes: Store) -> None:
    assert answer(notes, "should I increase dropout against overfitting").verdict == "yes"


@pytest.mark.parametrize(("question", "text"), [
    ("is XGBoost bagging or boosting", "XGBoost is a variant of boosting."),
    ("is PCA supervised or unsupervised", "PCA is an unsupervised algorithm.")])
def test_a_question_that_leaves_a_choice_is_answered_by_what_holds(notes: Store, question: str, text: str) -> None:
    found = answer(notes, question)
    assert text in found.text and found.verdict is None


def test_other_names_are_told(notes: Store) -> None:
    assert "sensitivity" in answer(notes, "what's another name for recall").text


@pytest.mark.parametrize(("question", "text"), [
    ("f1 score when precision .8 and recall .4", "0.5333"), ("how many master nodes does EMR have", "1 node"),
    ("wich servce can turn speach into text", "Amazon Transcribe")])
def test_numbers_and_words_as_people_type_them(notes: Store, question: str, text: str) -> None:
    assert text in answer(notes, question).text


def test_what_is_better_than_what_is_no_matter_of_yes(notes: Store) -> None:
    found = answer(notes, "is MICE better than mean imputation")
    assert found.intent == "compare" and found.verdict is None


def test_a_normal_distribution_is_no_normalization(notes: Store) -> None:
    assert "normalization" not in {a.label for a in answer(notes, "what's a normal distribution used for").answers}


@pytest.mark.parametrize(("question", "effects"), [
    ("what happens if the decision threshold is lowered", {"sensitivity of a model"}), ("what is the effect of dropout", {"overfitting"}),
    ("what gets worse when I add more layers to my network", {"overfitting"}), ("what is bagging good for", {"overfitting"})])
def test_effects_and_what_is_good_for_what(notes: Store, question: str, effects: set[str]) -> None:
    assert effects <= {a.label for a in answer(notes, question).answers}


def test_a_failure_on_both_sides_is_no_contrast(notes: Store) -> None:
    found = answer(notes, "accuracy is poor on both the training and the test data, how do I improve the model")
    assert "more features" in {a.label for a in found.answers} and "dropout" not in {a.label for a in found.answers}


@pytest.mark.parametrize("question", ["who came up with LSTM networks", "how long can an AWS Lambda function run"])
def test_what_the_notes_do_not_say_is_not_made_up(notes: Store, question: str) -> None:
    assert not answer(notes, question).answers


def test_a_rate_may_leave_its_records_unsaid(notes: Store) -> None:
    found = answer(notes, "records of 250 KB arrive at 10 per second and 4 consumers read them, how many shards do I need?")
    assert found.computed and "5 shards" in found.text


def test_a_condition_named_beside_need_not_be_linked(notes: Store) -> None:
    found = answer(notes, "what should new customers use instead of Elastic Inference?")
    assert "AWS Inferentia" in {a.label for a in found.answers}


def test_what_a_thing_can_not_do_is_what_it_is_denied(notes: Store) -> None:
    assert [a.label for a in answer(notes, "which format can Firehose not convert to").answers] == ["RecordIO-protobuf"]
    assert answer(notes, "does an AUC of 0.5 mean the classifier is perfect?").verdict == "no"


def test_what_fits_in_part_stands_behind_where_several_are_asked_for(notes: Store) -> None:
    found = answer(notes, "only 0.5% of my rows are fraud, which resampling techniques could help?")
    assert [a.label for a in found.answers] == ["oversampling", "SMOTE", "undersampling"]


def test_a_whole_can_do_what_its_part_can_and_the_answer_says_so(notes: Store) -> None:
    found = answer(notes, "is Rekognition able to analyse video?")
    assert found.verdict == "yes" and "is part of Amazon Rekognition" in found.text and found.answers[0].inferred
    assert answer(notes, "can Rekognition translate text?").verdict == "unknown"


def test_two_names_around_an_and_are_two_sides(notes: Store) -> None:
    found = answer(notes, "difference between SageMaker Neo and Greengrass")
    assert {a.label for a in found.answers} == {"Amazon SageMaker Neo", "AWS IoT Greengrass"}


@pytest.mark.parametrize(("question", "value"), [
    ("time limit for accepting socket connections", "250"), ("autopilot dataset size cutoff", "100 megabytes"),
    ("kinesis shards needed for 3000 KB/s in and 4000 KB/s out", "3 shards"),
    ("kinesis shards needed for 4000 KB/s out and 3000 KB/s in", "3 shards")])
def test_nouns_of_quantities_and_ways_in_and_out(notes: Store, question: str, value: str) -> None:
    assert value in answer(notes, question).text


@pytest.mark.parametrize(("question", "verdict"), [
    ("is oversampling the same as undersampling", "no"), ("are L1 and lasso the same", "yes"),
    ("is dropout the same as XGBoost", "unknown"), ("is F1 the same as accuracy", "unknown")])
def test_sameness_is_told_by_names_and_contrasts_alone(notes: Store, question: str, verdict: str) -> None:
    assert answer(notes, question).verdict in (verdict, None if verdict == "unknown" else verdict)


def test_less_likely_and_more_likely_are_not_mixed_up(notes: Store) -> None:
    less = {a.label for a in answer(notes, "what makes overfitting less likely").answers}
    more = {a.label for a in answer(notes, "what makes a model more likely to overfit").answers}
    assert "dropout" in less and "more layers" in more and not less & {"more layers"} and "dropout" not in more


@pytest.mark.parametrize("question", [
    "what is the purpose of a bias node", "maximum retention of kinesis data streams", "max size of a record in kinesis data streams",
    "what is a production variant", "how are docker images stored"])
def test_half_of_a_name_or_another_quantity_is_no_answer(notes: Store, question: str) -> None:
    assert not answer(notes, question).answers


def test_what_a_low_setting_does(notes: Store) -> None:
    assert "gradient noise" in {a.label for a in answer(notes, "what does a low batch size do").answers}


def test_which_asks_for_the_variants_of_what_it_names(notes: Store) -> None:
    assert {"G3 instances", "P3 instances"} <= {a.label for a in answer(notes, "which GPU instances are there").answers}


def test_what_one_should_not_do(notes: Store) -> None:
    found = {a.label for a in answer(notes, "what shouldn't I do when my model overfits").answers}
    assert "more layers" in found and "dropout" not in found


def test_a_former_name_that_no_claim_brings_is_told(notes: Store) -> None:
    assert "Amazon Kinesis Data Firehose" in answer(notes, "what's the old name of Amazon Data Firehose").text


@pytest.mark.parametrize("question", [
    "what's the difference between AI ML and deep learning", "schema on read or schema on write for data lakes"])
def test_what_much_is_said_alike_of_is_no_answer(notes: Store, question: str) -> None:
    assert not answer(notes, question).answers
