"""The command `whatfixes`: what each subcommand prints, its exit status, and how it behaves in a shell."""
from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest

from explorer import cli
from explorer.commands import show
from graph import claims, concepts
from graph.store import Store

ROOT = pathlib.Path(__file__).parent.parent
FIXES = "SELECT ?fix WHERE { ?fix wf:mitigates id:overfitting }"


def run(*words: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "explorer", *words], input=stdin, capture_output=True, cwd=ROOT,
                          env=os.environ | environment, timeout=180)


def said(*words: str, stdin: bytes = b"") -> tuple[int, str, str]:
    done = run(*words, stdin=stdin)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


# -- ask ---------------------------------------------------------------------


@pytest.mark.parametrize("words", [
    ["ask", "what", "fixes", "overfitting"], ["what fixes overfitting?"], ["what", "fixes", "overfitting"], ["overfitting"]])
def test_a_first_word_that_is_no_command_begins_a_question(words: list[str]) -> None:
    status, out, _ = said(*words)
    assert status == 0
    assert "dropout" in out and "[line 217]" in out


def test_an_answer_is_grouped_by_kind_and_tells_direction_and_lines() -> None:
    _, out, _ = said("ask", "what fixes overfitting")
    assert "\nhyperparameter\n" in out
    assert "  subsample: a lower value" in out
    assert "\x1b" not in out


def test_json_is_one_object_a_question() -> None:
    status, out, _ = said("ask", "--json", "what fixes overfitting")
    answer = json.loads(out)
    assert status == 0 and out.count("\n") == 1
    assert {"dropout", "subsample"} <= {a["label"] for a in answer["answers"]}
    assert {"question", "intent", "verdict", "text", "answers", "against", "steps", "computed", "decided_by", "not_understood",
            "suggestions", "readings", "sparql"} <= set(answer)


def test_every_line_of_a_batch_gets_an_object_in_order() -> None:
    lines = ["what fixes overfitting", "", "  ", "qwertz asdf?", "is \u2028 a line \x0b feed", "no line feed at the end"]
    raw = "\n".join(lines).encode() + b" \xff\xfe"
    status, out, _ = said("ask", "--json", "-", stdin=raw)
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 0 and len(answers) == len(lines)
    assert [a["question"].strip() for a in answers[:5]] == [q.strip() for q in lines[:5]]


def test_a_batch_of_no_lines_is_no_objects() -> None:
    assert said("ask", "--json", "-") == (0, "", "")


def test_the_query_behind_an_answer_runs_and_gives_its_concepts() -> None:
    status, query, _ = said("ask", "--sparql", "what fixes overfitting")
    assert status == 0
    status, table, _ = said("query", "-", stdin=query.encode())
    assert status == 0 and "dropout" in table


def test_explain_tells_how_a_question_was_read() -> None:
    _, out, _ = said("ask", "--explain", "what fixes overfitting")
    assert "How it was read" in out and "intent: lookup" in out and "SELECT" in out


def test_nothing_known_is_status_one() -> None:
    status, out, _ = said("ask", "qwertz", "asdf")
    assert status == 1 and out.strip()


# -- the other commands ------------------------------------------------------


def test_find_allows_a_typo() -> None:
    status, out, _ = said("find", "overfiting", "-n", "1")
    assert status == 0 and out.startswith("overfitting")


def test_find_of_nothing_is_status_one() -> None:
    assert said("find", "--json", "zzzzqqqq")[:2] == (1, "[]\n")


def test_show_tells_definition_relations_and_corrections() -> None:
    status, out, _ = said("show", "overfitting")
    assert status == 0
    assert "is mitigated by" in out and "dropout" in out and "[line 217]" in out
    assert "corrections" in out and "the notes had: " in out


def test_show_of_an_unknown_concept_names_the_nearest() -> None:
    status, out, error = said("show", "regularizaton of nothing")
    assert (status, out) == (1, "") and "did you mean" in error


def test_every_finding_on_the_notes_is_shown_with_its_source(notes: Store) -> None:
    shown = 0
    for correction in claims.of(notes).corrections.values():
        lines: list[str] = []
        show.print_description(concepts.describe(notes, correction.about[0]),
                               lambda *parts, lines=lines: lines.append("".join(p if isinstance(p, str) else p[0] for p in parts)))
        text = "\n".join(lines)
        assert correction.had in text and correction.holds in text and (correction.source or "") in text
        assert correction.confidence == "high" or f"{correction.confidence} confidence" in text
        shown += 1
    assert shown == 82 + 19


def test_path_is_told_with_lines() -> None:
    status, out, _ = said("path", "dropout", "XGBoost", "-k", "1")
    assert status == 0 and out.startswith("1. Dropout mitigates overfitting") and "[line 217]" in out


def test_path_keeps_to_its_constraints() -> None:
    found = json.loads(said("path", "dropout", "XGBoost", "--json", "--avoid", "worsens", "-k", "3")[1])["paths"]
    assert found and not any(s["property"].endswith("#worsens") for p in found for s in p["steps"])
    status, _, error = said("path", "dropout", "XGBoost", "--max-length", "1")
    assert status == 1 and "no path" in error


def test_the_query_of_a_path_finds_its_steps() -> None:
    query = said("path", "dropout", "XGBoost", "-k", "1", "--sparql")[1]
    status, out, _ = said("query", query)
    assert status == 0 and "id:dropout" in out


def test_query_prints_a_table_and_counts_rows() -> None:
    status, out, error = said("query", FIXES)
    assert status == 0 and out.startswith("fix\n") and "id:dropout\n" in out
    assert " rows in " in error


@pytest.mark.parametrize(("form", "start"), [("json", '{"head"'), ("csv", "fix"), ("tsv", "?fix"), ("xml", "<?xml")])
def test_query_formats(form: str, start: str) -> None:
    status, out, _ = said("query", FIXES, "--format", form)
    assert status == 0 and out.startswith(start) and "dropout" in out


@pytest.mark.parametrize("form", ["table", "turtle", "ntriples", "jsonld"])
def test_query_for_triples(form: str) -> None:
    status, out, _ = said("query", "DESCRIBE id:dropout", "--format", form)
    assert status == 0 and "mitigates" in out


def test_a_query_may_stand_in_a_file(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "fixes.rq"
    file.write_text(FIXES)
    assert "id:dropout" in said("query", str(file))[1]


@pytest.mark.parametrize(("words", "status"), [
    (["query", "ASK { id:dropout wf:mitigates id:overfitting }"], 0), (["query", "ASK { id:dropout wf:worsens id:overfitting }"], 1),
    (["query", "SELECT * WHERE { id:nothing ?p ?o }"], 1), (["query", "SELECT * WHERE {"], 2), (["query", "nofile.rq"], 2),
    (["query", FIXES, "--format", "turtle"], 2), (["find"], 2), (["path", "dropout"], 2), (["find", "x", "--frobnicate"], 2),
    (["find", "x", "--data", "nowhere"], 2), (["export", "graph.docx"], 2), (["path", "dropout", "qwertzuiop"], 1)])
def test_exit_status(words: list[str], status: int) -> None:
    got, _, error = said(*words)
    assert got == status
    assert "Traceback" not in error


@pytest.mark.parametrize(("suffix", "sign"), [(".ttl", b"@prefix"), (".nt", b"<http"), (".jsonld", b"{"), (".rdf", b"<?xml"),
                                             (".graphml", b"<?xml"), (".nq", b"<http"), (".csv", b"")])
def test_export_writes_what_the_suffix_says(tmp_path: pathlib.Path, suffix: str, sign: bytes) -> None:
    file = tmp_path / f"graph{suffix}"
    assert said("export", str(file))[0] == 0
    content = file.read_bytes()
    assert sign in content[:200] and b"overfitting" in content


def test_an_export_can_be_asked(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "graph.nq"
    said("export", str(file))
    status, out, _ = said("ask", "what fixes overfitting", "--data", str(file))
    assert status == 0 and "dropout" in out


def test_data_may_be_repeated(tmp_path: pathlib.Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.ttl").write_text(f'<urn:{name}> <http://www.w3.org/2000/01/rdf-schema#label> "{name} thing" .')
    _, out, _ = said("find", "thing", "--data", str(tmp_path / "one.ttl"), "--data", str(tmp_path / "two.ttl"))
    assert "one thing" in out and "two thing" in out


def test_check_is_clean() -> None:
    status, out, error = said("check")
    assert status == 0, out + error
    assert out.startswith("All is well")


def test_check_lists_all_mistakes_of_facts(tmp_path: pathlib.Path) -> None:
    (tmp_path / "facts.yaml").write_text(
        "section: Mine\nconcepts:\n  one:\n    kind: Problm\n    label: one\n    definition: something there is\n    lines: 1\n"
        "    fixs: {to: two, lines: 1}\n")
    status, out, _ = said("check", "--data", str(tmp_path))
    assert status == 1
    assert "facts.yaml:4" in out and "facts.yaml:8" in out and "did you mean" in out
    status, _, error = said("find", "one", "--data", str(tmp_path))
    assert status == 2 and "facts.yaml:4" in error


def test_coverage_prints_the_missing_lines_and_ends_with_the_figure(tmp_path: pathlib.Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("# A heading\n\n---\n" + "* a line\n" * 600)
    status, out, _ = said("coverage", str(notes))
    assert status == 1
    assert f"{notes}:603: * a line" in out and "missing" in out.splitlines()[-1]
    assert ":1: " not in out and ":3: " not in out


# -- in a shell --------------------------------------------------------------


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_help_has_an_example(name: str) -> None:
    status, out, _ = said(name, "--help")
    assert status == 0 and "example:" in out and f"whatfixes {name}" in out.split("example:")[1] and "--data" in out


def test_help_lists_every_command() -> None:
    status, out, _ = said("--help")
    assert status == 0 and all(f"\n    {name} " in out for name in cli.COMMANDS)


def test_no_words_are_wrong_use() -> None:
    assert said()[0] == 2


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = f"{sys.executable} -m explorer export --format nquads | head -n 1"
    done = subprocess.run(["bash", "-c", command + "; exit ${PIPESTATUS[0]}"], capture_output=True, cwd=ROOT, timeout=180)
    assert done.returncode == 0 and done.stderr == b"", done.stderr
    assert done.stdout.count(b"\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_ends_quietly() -> None:
    process = subprocess.Popen([sys.executable, "-m", "explorer", "ask", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, cwd=ROOT,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # a shell's background job ignores it
    assert process.stdin and process.stdout
    process.stdin.write(b"what fixes overfitting\n")
    process.stdin.flush()
    process.stdout.readline()
    time.sleep(0.5)  # now it waits for the next question
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=120) == 130  # before its input ends
    assert b"Traceback" not in process.communicate()[1]


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
@pytest.mark.parametrize(("words", "sign"), [(["ask", "what fixes overfitting"], b"\x1b["), (["query", FIXES], "┃".encode())])
def test_colours_and_boxes_come_on_a_terminal(words: list[str], sign: bytes) -> None:
    ours, theirs = os.openpty()
    process = subprocess.Popen([sys.executable, "-m", "explorer", *words], stdout=theirs, stderr=subprocess.DEVNULL, cwd=ROOT,
                               env=os.environ | {"TERM": "xterm-256color"})
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # Linux: the end of a terminal whose other side is closed
        while part := os.read(ours, 65536):
            shown += part
    os.close(ours)
    assert process.wait(timeout=120) == 0 and sign in shown and b"dropout" in shown


def test_an_ascii_terminal_gets_replacements_and_no_error() -> None:
    done = run("ask", "what fixes overfitting — or “not”?", PYTHONIOENCODING="ascii")
    assert done.returncode in (0, 1) and b"unexpected" not in done.stderr


def test_building_is_told_on_standard_error_in_one_line(tmp_path: pathlib.Path) -> None:
    done = run("find", "overfitting", WHATFIXES_CACHE=str(tmp_path))
    assert done.returncode == 0
    assert done.stderr.decode().splitlines() == ["building the graph (once; it is kept)"]
    assert run("find", "overfitting", WHATFIXES_CACHE=str(tmp_path)).stderr == b""


def test_asking_loads_no_server_and_no_heavy_library() -> None:
    script = ("import sys; from explorer.cli import main; main(['what', 'fixes', 'overfitting']); "
              "print(sorted({m.split('.')[0] for m in sys.modules} & set(sys.argv[1:])))")
    heavy = ["rdflib", "networkx", "dash", "flask", "rich", "pyshacl", "numpy", "yaml"]
    run("find", "overfitting")
    done = subprocess.run([sys.executable, "-c", script, *heavy], capture_output=True, text=True, cwd=ROOT, timeout=180)
    assert done.stdout.splitlines()[-1] == "[]", done.stdout[-300:]


def test_an_export_replaces_its_file_whole_or_not_at_all(tmp_path: pathlib.Path) -> None:
    target = tmp_path / "notes.ttl"
    target.write_text("before")
    target.chmod(0o640)
    (tmp_path / "link.nt").symlink_to(tmp_path / "linked.nt")
    assert run("export", str(target), "--concept", "nothing of that name").returncode == 1 and target.read_text() == "before"
    assert run("export", str(target), "--concept", "dropout").returncode == 0
    assert b"dropout" in target.read_bytes() and target.stat().st_mode & 0o777 == 0o640
    assert run("export", str(tmp_path / "link.nt"), "--concept", "dropout").returncode == 0
    assert (tmp_path / "link.nt").is_symlink() and (tmp_path / "linked.nt").stat().st_size
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.nt", "linked.nt", "notes.ttl"]
