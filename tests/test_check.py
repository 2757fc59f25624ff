"""What `graph.check` and `graph.coverage` find wrong, and that the built-in notes are in order."""
from __future__ import annotations

import pathlib

import pytest

from graph import check, claims, coverage, formulas, sources
from graph.errors import FactError
from graph.store import Store

HEAD = """section: Fitting
concepts:
  overfitting: {kind: FailureMode, label: overfitting, definition: Learning the noise too., lines: 1}
  dropout: {kind: Technique, label: dropout, definition: Leaving neurons out at random., lines: 2, mitigates: {to: overfitting, lines: 2}}
  noisy: {kind: Condition, label: noisy data, definition: The case in which data hold noise., lines: 3}
  noise: {kind: FailureMode, label: noise, definition: What is random in the data., lines: 3, isSuitedTo: {to: noisy, lines: 3}}
"""
CORRECTION = """findings:
  wrong-it-is:
    {lines: 2, verdict: wrong, effect: %s, had: Something else., holds: The opposite., about: [dropout], confidence: high}
"""


def found(folder: pathlib.Path, text: str) -> list[check.Finding]:
    """All findings on a folder with one file."""
    (folder / "facts.yaml").write_text(text, encoding="utf-8")
    facts, places = check.of_folders([folder])
    return facts + check.of_store(sources.open([folder]), places)


def rules(folder: pathlib.Path, text: str) -> list[str]:
    return [f.rule for f in found(folder, text)]


def test_facts_in_order_give_no_finding(tmp_path: pathlib.Path) -> None:
    assert found(tmp_path, HEAD) == []


@pytest.mark.parametrize(("claim", "expected"), [
    ("{to: overfitting, not: true, lines: 3}", ["contradiction"]),
    ("{to: overfitting, not: true, when: noisy, lines: 3}", []),
    ("{to: overfitting, not: true, direction: higher, lines: 3}", []),
    ("{to: noise, not: true, lines: 3}", [])])
def test_a_claim_and_its_denial_contradict_unless_something_tells_them_apart(
        tmp_path: pathlib.Path, claim: str, expected: list[str]) -> None:
    assert rules(tmp_path, HEAD + f"claims:\n  dropout:\n    mitigates: {claim}\n") == expected


def test_a_denial_by_the_inverse_contradicts_too(tmp_path: pathlib.Path) -> None:
    findings = found(tmp_path, HEAD + "claims:\n  overfitting:\n    isMitigatedBy: {to: dropout, not: true, lines: 3}\n")
    assert [f.rule for f in findings] == ["contradiction"]
    assert findings[0].place == "facts.yaml:4" and "dropout mitigates overfitting" in findings[0].message


def test_a_denial_of_a_corrected_claim_is_none(tmp_path: pathlib.Path) -> None:
    overruled = HEAD.replace("mitigates: {to: overfitting, lines: 2}", "mitigates: {to: overfitting, lines: 2, overruled: wrong-it-is}")
    assert rules(tmp_path, overruled + CORRECTION % "retracts") == []


def test_a_claim_stated_twice_is_told_with_both_places(tmp_path: pathlib.Path) -> None:
    findings = found(tmp_path, HEAD + "claims:\n  dropout:\n    mitigates: {to: overfitting, lines: 3}\n")
    assert [(f.rule, f.place) for f in findings] == [("duplicate", "facts.yaml:9")]
    assert "facts.yaml:4" in findings[0].message


def test_a_concept_that_nothing_speaks_of_is_an_orphan(tmp_path: pathlib.Path) -> None:
    text = HEAD + "  lonely: {kind: Technique, label: lonely, definition: Nobody speaks of it., lines: 4}\n"
    assert [(f.rule, f.place) for f in found(tmp_path, text)] == [("orphan", "facts.yaml:7")]


def test_a_name_of_two_concepts_is_told(tmp_path: pathlib.Path) -> None:
    text = HEAD.replace("label: noise,", "label: noise, also: [Dropout],")
    assert rules(tmp_path, text) == ["shared name"]


@pytest.mark.parametrize(("effect", "messages"), [("replaces", 2), ("retracts", 1), ("narrows", 1), ("completes", 1), ("renames", 1)])
def test_a_correction_that_does_nothing_is_told(tmp_path: pathlib.Path, effect: str, messages: int) -> None:
    assert rules(tmp_path, HEAD + CORRECTION % effect) == ["correction"] * messages


def test_a_worked_example_must_come_out(tmp_path: pathlib.Path) -> None:
    formula = """  double: {kind: Formula, label: double, definition: Twice a number of things., lines: 5, expression: 2 * n,
    variables: {n: {label: number}}, examples: [{given: {n: 4}, result: %s, lines: 5}], computes: {to: twice, lines: 5}}
  twice: {kind: Metric, label: twice, definition: Twice as much as before., lines: 5}
"""
    assert rules(tmp_path, HEAD + formula % "8") == []
    assert rules(tmp_path, HEAD + formula % "9") == ["worked example"]


def test_a_definition_of_a_word_breaks_its_shape(tmp_path: pathlib.Path) -> None:
    findings = found(tmp_path, HEAD.replace("Learning the noise too.", "Bad."))
    assert [(f.rule, f.place) for f in findings] == [("shape", "facts.yaml:3")]
    assert "ten characters" in findings[0].message


def test_rdf_that_breaks_the_rules_of_claims_is_told(tmp_path: pathlib.Path, features: Store) -> None:
    from graph.export import write
    file = tmp_path / "wrong.nq"
    file.write_bytes(write(features, "nquads") + b'<https://w3id.org/whatfixes/claim/x> '
                     b'<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/whatfixes/ontology#Claim> .\n')
    before = check.of_store(features)
    after = [f for f in check.of_store(sources.open([file])) if f not in before]
    assert {f.rule for f in after} >= {"shape"} and any("subject" in f.message for f in after)


def test_rdf_of_others_has_no_findings(tmp_path: pathlib.Path) -> None:
    (tmp_path / "other.ttl").write_text('<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> "a" ; <urn:p> <urn:b> .')
    assert check.of_folders([tmp_path])[0] == [] and check.of_store(sources.open([tmp_path])) == []


def test_mistakes_of_all_folders_are_told_at_once(tmp_path: pathlib.Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.yaml").write_text(HEAD.replace("kind: Technique", "kind: Techniqe"))
    with pytest.raises(FactError) as error:
        check.of_folders([tmp_path / "one", tmp_path / "two"])
    assert [p.split(":")[0] for p in error.value.problems] == ["one.yaml", "two.yaml"]


# -- the built-in notes ------------------------------------------------------


def test_the_notes_are_in_order(notes: Store) -> None:
    facts, places = check.of_folders([sources.notes_folder()])
    assert facts == [] and check.of_store(notes, places) == []


def test_all_findings_on_the_notes_are_applied(notes: Store) -> None:
    known = claims.of(notes)
    assert len(known.corrections) == 82 + 19
    assert all(c.about and c.passages for c in known.corrections.values())


def test_the_notes_have_worked_examples(notes: Store) -> None:
    assert sum(len(f.examples) for f in formulas.read(notes)) >= 3


def test_at_most_fifteen_lines_of_the_notes_are_excused_each_with_a_reason() -> None:
    excused = coverage.read_unclaimed([sources.notes_folder()])
    assert 0 < len(excused) <= coverage.MOST_UNCLAIMED
    assert all(len(reason) > 5 for reason in excused.values())


def test_no_excused_line_is_claimed(notes: Store) -> None:
    assert coverage.passage_lines(notes) & set(coverage.read_unclaimed([sources.notes_folder()])) == set()


# -- coverage ----------------------------------------------------------------


def test_coverage_counts_lines_that_could_state_something(tmp_path: pathlib.Path) -> None:
    (tmp_path / "facts.yaml").write_text(HEAD)
    got = coverage.of(sources.open([tmp_path]), "first\nsecond\nthird\n\n# heading\n---\nseventh\n", {6: "a rule"})
    assert got == coverage.Coverage(5, 3, 1, ((7, "seventh"),))
    assert got.percent == 80.0


def test_a_list_of_excused_lines_is_read_strictly(tmp_path: pathlib.Path) -> None:
    (tmp_path / "unclaimed.yaml").write_text("lines: {3: a rule, x: why, 5: }\n")
    with pytest.raises(FactError) as error:
        coverage.read_unclaimed([tmp_path])
    assert len(error.value.problems) == 2


def test_too_many_excused_lines_are_a_finding(tmp_path: pathlib.Path) -> None:
    (tmp_path / "unclaimed.yaml").write_text("lines:\n" + "".join(f"  {n}: a rule\n" for n in range(10, 26)))
    assert rules(tmp_path, HEAD) == ["unclaimed"]
