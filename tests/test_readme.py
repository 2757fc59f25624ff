"""The README holds: its transcripts, its example of YAML, its tables, its commands.

`PYTHONPATH=. python tests/test_readme.py` runs the transcripts anew and writes what they print into the README.
"""
from __future__ import annotations

import doctest
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tomllib

import pytest

from explorer import cli
from graph import facts, vocabulary
from graph.vocabulary import WF

ROOT = pathlib.Path(__file__).parent.parent
README = ROOT / "README.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
TEXT = README.read_text(encoding="utf-8")
TURNS = [turn for block in _BLOCK.findall(TEXT) for turn in re.split(r"^(?=\$ )", block, flags=re.MULTILINE) if turn.strip()]


def printed(command: str) -> str:
    """What a `whatfixes ...` line of the README prints."""
    words = shlex.split(command)
    assert words[0] == "whatfixes"
    done = subprocess.run([sys.executable, "-m", "explorer", *words[1:]], capture_output=True, text=True, cwd=ROOT, timeout=180,
                          env=os.environ | {"PYTHONIOENCODING": "utf-8"})
    return done.stdout


def test_there_are_transcripts() -> None:
    assert len(TURNS) >= 8


@pytest.mark.parametrize("turn", TURNS, ids=lambda t: t.splitlines()[0])
def test_a_transcript_is_what_the_command_prints(turn: str) -> None:
    command, _, output = turn.partition("\n")
    assert printed(command.removeprefix("$ ")).strip() == output.strip()


def test_the_example_of_yaml_is_the_one_that_is_tested() -> None:
    example = TEXT.split("```yaml\n")[1].split("```")[0]
    assert example == (ROOT / "tests" / "data" / "sleep" / "sleep.yaml").read_text(encoding="utf-8")


def test_the_python_example_runs() -> None:
    example = TEXT.split("```python\n")[1].split("```")[0]
    test = doctest.DocTestParser().get_doctest(example, {}, "README", str(README), 0)
    assert doctest.DocTestRunner().run(test) == (0, 4 - 1)


def test_every_property_is_listed() -> None:
    names = {p.name for p in vocabulary.read_ontology().properties.values() if p.iri.startswith(WF)}
    assert len(names) > 100
    assert sorted(n for n in names if f"`{n}`" not in TEXT) == []


def test_every_kind_is_listed() -> None:
    known = vocabulary.read_ontology()
    kinds = {c.name for c in known.classes.values() if c.iri.startswith(WF) and known.is_concept_class(c.iri)}
    assert sorted(k for k in kinds if f"`{k}`" not in TEXT) == []


def test_no_property_is_listed_that_is_not_there() -> None:
    names = {p.name for p in vocabulary.read_ontology().properties.values()}
    listed = re.findall(r"^\| `(\w+)` \| (?:`(\w+)`|itself|) \|", TEXT, re.MULTILINE)
    assert len(listed) > 40
    assert {n for row in listed for n in row if n} <= names


def test_every_key_of_the_yaml_is_told() -> None:
    keys = {*facts.CONCEPT_KEYS, *facts.CLAIM_KEYS, *facts.FINDING_KEYS, *facts.FILE_KEYS}
    assert sorted(k for k in keys if f"`{k}`" not in TEXT and f"`{k}:" not in TEXT and f" {k}:" not in TEXT) == []


def test_every_command_is_told() -> None:
    assert [c for c in cli.COMMANDS if f"`whatfixes {c}" not in TEXT] == []


def test_every_option_of_a_command_is_told_or_in_its_help() -> None:
    told = set(re.findall(r"`(--[a-z-]+)", TEXT))
    helps = {name: subprocess.run([sys.executable, "-m", "explorer", name, "--help"], capture_output=True, text=True, cwd=ROOT).stdout
             for name in cli.COMMANDS}
    assert told - {option for text in helps.values() for option in re.findall(r"--[a-z-]+", text)} - {"--help"} == set()


def test_the_first_screen_has_a_sentence_the_picture_and_the_two_commands() -> None:
    first = TEXT.splitlines()[:20]
    assert first[2].endswith(".") and "](.github/explorer.png)" in TEXT
    assert sum(line.startswith("python3 -m venv .venv && ") for line in first) == 2


def test_the_commands_name_what_the_project_has() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"whatfixes": "explorer.cli:main"}
    assert "test" in project["optional-dependencies"] and "'.[test]'" in TEXT


def rewrite() -> None:
    """Put what each transcript prints now into the README."""
    def block(match: re.Match[str]) -> str:
        commands = [line.removeprefix("$ ") for line in match[1].splitlines() if line.startswith("$ ")]
        return "```console\n" + "\n".join(f"$ {c}\n{printed(c).strip()}\n" for c in commands).rstrip("\n") + "\n```"
    README.write_text(_BLOCK.sub(block, TEXT), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
