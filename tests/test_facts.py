"""Reading YAML facts: what they say, and every kind of mistake with its file, line and remedy."""
from __future__ import annotations

import datetime
import pathlib
from decimal import Decimal
from typing import Any

import pytest
import yaml

from graph import facts, sources
from graph.errors import FactError
from graph.vocabulary import UNIT, WF, Vocabulary

DATA = pathlib.Path(__file__).parent / "data"
CASES = yaml.safe_load((pathlib.Path(__file__).parent / "cases" / "facts.yaml").read_text(encoding="utf-8"))


def read(folder: pathlib.Path, text: str | bytes, terms: Vocabulary) -> facts.Facts:
    (folder / "facts.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    return facts.read(folder, terms)


def problems(folder: pathlib.Path, text: str | bytes, terms: Vocabulary) -> list[str]:
    with pytest.raises(FactError) as caught:
        read(folder, text, terms)
    return caught.value.problems


def test_all_cases_are_here() -> None:
    assert len(CASES) == len({c["name"] for c in CASES}) == 30


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_a_mistake_is_told_with_file_line_and_remedy(case: dict[str, Any], tmp_path: pathlib.Path, terms: Vocabulary) -> None:
    told = problems(tmp_path, case["text"], terms)
    assert all(p.startswith("facts.yaml:") for p in told)
    missing = [s for s in case["says"] if not any(s in p for p in told)]
    assert not missing, "\n".join(told)


@pytest.mark.parametrize("name", ["a claim without lines, told once for two objects", "an unknown concept", "an unknown class"])
def test_one_mistake_is_told_once(name: str, tmp_path: pathlib.Path, terms: Vocabulary) -> None:
    case = next(c for c in CASES if c["name"] == name)
    assert len(problems(tmp_path, case["text"], terms)) == 1


def test_mistakes_of_all_files_are_told_together(tmp_path: pathlib.Path, terms: Vocabulary) -> None:
    (tmp_path / "a.yaml").write_text("concept: {}\n")
    (tmp_path / "b.yaml").write_text("concepts: [\n")
    told = problems(tmp_path, "claims: 5\n", terms)
    assert [p.split(":")[0] for p in told] == ["a.yaml", "b.yaml", "facts.yaml"]


def test_a_concept_of_two_files_is_told_with_its_first_place(tmp_path: pathlib.Path, terms: Vocabulary) -> None:
    text = "concepts:\n  dropout: {kind: Technique, label: dropout, definition: d, lines: 1}\n"
    (tmp_path / "a.yaml").write_text(text)
    assert problems(tmp_path, text, terms) == [
        "facts.yaml:2: dropout: defined twice (first at a.yaml:2); put more claims under 'claims:'"]


@pytest.mark.parametrize(("content", "says"), [
    (b"\xff\xfe\x00", "save the file as UTF-8"), (b"a: " + b"[" * 30, "deep"), (b"a: " + b"[" * 200_000, "deep"),
    (b"a: \x00", "not YAML")])
def test_content_that_no_one_writes_is_refused(content: bytes, says: str, tmp_path: pathlib.Path, terms: Vocabulary) -> None:
    told = problems(tmp_path, content, terms)
    assert len(told) == 1 and told[0].startswith("facts.yaml:1:") and says in told[0]


def test_a_folder_that_cannot_be_read_as_a_file_is_told(tmp_path: pathlib.Path, terms: Vocabulary) -> None:
    (tmp_path / "folder.yaml").mkdir()
    assert problems(tmp_path, "", terms)[0].startswith("folder.yaml:1: cannot be read")


def test_a_folder_without_facts_is_told(tmp_path: pathlib.Path, terms: Vocabulary) -> None:
    with pytest.raises(FactError, match="no .yaml files here; give a folder of facts"):
        facts.read(tmp_path, terms)


def test_a_byte_order_mark_is_passed_over(tmp_path: pathlib.Path, terms: Vocabulary) -> None:
    text = "concepts:\n  dropout: {kind: Technique, label: dropout, definition: d, lines: 1}\n"
    assert [c.id for c in read(tmp_path, b"\xef\xbb\xbf" + text.encode(), terms).concepts] == ["dropout"]


@pytest.mark.parametrize("text", ["sections: {1: a}", "title: t", "title: t\nsections: {one: a}", "title: t\nsections: [1]", "5"])
def test_an_outline_that_is_none_is_told(text: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "notes.yaml"
    path.write_text(text)
    with pytest.raises(FactError, match="notes.yaml:1: not an outline; write 'title"):
        facts.read_outline(path)


def test_everything_that_facts_state_is_read(terms: Vocabulary) -> None:
    read = facts.read(DATA / "features", terms)
    assert (len(read.concepts), len(read.claims), len(read.findings)) == (17, 15, 6)
    claims = {(c.subject, c.property.removeprefix(WF), c.object if isinstance(c.object, str) else ""): c for c in read.claims}
    stopping = claims["early-stopping", "mitigates", "overfitting"]
    assert (stopping.rank, stopping.since, stopping.polarity, stopping.only) == (1, datetime.date(2024, 7, 25), True, False)
    assert claims["subsample", "mitigates", "overfitting"].direction == "lower"
    assert claims["data-firehose", "deliversTo", "bucket"].only
    assert claims["more-layers", "mitigates", "overfitting"].overruled == "layers-do-not-help"
    worsens = claims["dropout", "worsens", "outliers"]
    assert (worsens.polarity, worsens.conditions, str(worsens.place)) == (False, ("skewed-column", "missing-data"), "sums.yaml:25")
    assert claims["data-firehose", "limit", ""].object == facts.Quantity(UNIT + "DAY", "atMost", Decimal(15))
    assert claims["data-firehose", "fileName", ""].object == facts.Text("firehose.json")


def test_a_formula_is_read_with_its_example(terms: Vocabulary) -> None:
    formula = next(c.formula for c in facts.read(DATA / "features", terms).concepts if c.formula)
    assert formula == facts.FormulaText(
        "ceil(max(write / 1000, read / 2000))",
        (facts.Variable("write", "write rate", words=("incoming rate",)), facts.Variable("read", "read rate", default=Decimal(0))),
        None, (facts.Example((("write", 4000), ("read", 2000)), "4", (facts.Lines(21, 21),)),))


def test_a_line_stands_under_the_last_heading_before_it(terms: Vocabulary) -> None:
    read = facts.read(DATA / "features", terms)
    assert [read.section_of(n) for n in (0, 1, 9, 10, 99)] == ["", "Fitting", "Fitting", "Services", "Sums"]


def test_the_built_in_facts_have_no_mistake(terms: Vocabulary) -> None:
    assert len(facts.read(sources.notes_folder(), terms).concepts) > 500
