"""`whatfixes path` in process: folding, notes, formats, what is in the way, whole regions."""
from __future__ import annotations

import contextlib
import io
import json
import os
import pathlib
import signal
import subprocess
import sys

import networkx as nx
import pytest

from explorer import cli
from graph import paths, sources
from graph.vocabulary import ID, RDFS

ROOT = pathlib.Path(__file__).parent.parent

SMALL = str(pathlib.Path(__file__).parent / "data" / "small")


@pytest.fixture
def said(capsysbinary: pytest.CaptureFixture[bytes]):
    def say(*words: str, data: str = SMALL) -> tuple[int, str, str]:
        status = cli.main(["path", *words, "--data", data])
        done = capsysbinary.readouterr()
        return status, done.out.decode(), done.err.decode()
    return say


def rows(out: str) -> list[str]:
    return [line for line in out.splitlines() if line[:1].isdigit()]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with a dense graph of other people, in which a search for many paths takes longer than it may."""
    file = tmp_path_factory.mktemp("dense") / "dense.nt"
    name = "http://example.org/"
    lines = [f'<{name}{i}> <{RDFS}label> "thing {i}" .' for i in range(60)]
    lines += [f"<{name}{a}> <{name}p> <{name}{b}> ." for a in range(60) for b in range(a)]
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


def test_like_paths_are_told_as_one_unless_asked_otherwise(said) -> None:
    status, out, _ = said("dropout", "XGBoost", "-k", "3")
    assert status == 0
    assert rows(out) == [
        "1. Dropout mitigates overfitting, which is worsened by a higher max_depth, which is a hyperparameter of XGBoost.  "
        f"({weighed('max-depth')})",
        "2. Dropout mitigates overfitting, which is mitigated by a lower subsample, which is a hyperparameter of XGBoost.  "
        f"({weighed('subsample')})"]


def weighed(between: str) -> str:
    store = sources.open([SMALL])
    found = next(p for p in paths.between(store, [ID + "dropout", ID + "xgboost"]) if ID + between in paths.nodes(p))
    return f"{len(found)} steps, weight {found.weight:.2f}"


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("fork") / "fork.nt"
    name = "http://example.org/"
    links = [("1", "p", m) for m in "234"] + [(m, "q", "5") for m in "234"] + [("2", "q", "3")]
    file.write_text("\n".join([f'<{name}{i}> <{RDFS}label> "thing {i}" .' for i in range(1, 8)]
                              + [f"<{name}{s}> <{name}{p}> <{name}{o}> ." for s, p, o in links]), encoding="utf-8")
    return str(file)


def test_alternatives_stand_in_one_row_with_the_links_of_all(said, fork: str) -> None:
    out = said("thing 1", "thing 5", "--max-length", "2", data=fork)[1]
    row = rows(out)
    assert len(row) == 1 and row[0].startswith("1. Thing 1 p thing 4, thing 2 or thing 3, which q thing 5.  (3 paths, 2 steps, weight ")
    assert sorted(line.strip() for line in out.splitlines()[1:]) == sorted(
        [f"thing 1 p thing {m}" for m in "234"] + [f"thing {m} q thing 5" for m in "234"])
    assert len(rows(said("thing 1", "thing 5", "--max-length", "2", "--unfolded", data=fork)[1])) == 3
    common = said("thing 1", "thing 5", "--common", data=fork)[1]
    assert rows(common) == row


def test_a_property_of_other_people_goes_by_its_name(said, fork: str) -> None:
    found = json.loads(said("thing 2", "thing 4", "--only", "q", "--json", data=fork)[1])["paths"]
    assert [p["nodes"] for p in found][0] == [f"http://example.org/{n}" for n in "254"]
    assert {s["property"] for p in found for s in p["steps"]} == {"http://example.org/q"}


def test_graphml_holds_the_steps_of_the_paths_and_no_other_links(said, fork: str) -> None:
    out = said("thing 1", "thing 5", "--max-length", "2", "--format", "graphml", data=fork)[1]
    graph = nx.read_graphml(io.BytesIO(out.encode()))
    assert {(s[-1], o[-1]) for s, o in graph.edges()} == {("1", "2"), ("1", "3"), ("1", "4"), ("2", "5"), ("3", "5"), ("4", "5")}
    alone = nx.read_graphml(io.BytesIO(said("thing 1", "thing 1", "--format", "graphml", data=fork)[1].encode()))
    assert list(alone) == ["http://example.org/1"] and not alone.edges
    region = nx.read_graphml(io.BytesIO(said("thing 1", "thing 5", "--within", "3", "--format", "graphml", data=fork)[1].encode()))
    assert len(region.edges) == 7


def test_a_region_is_listed_link_by_link(said, fork: str) -> None:
    assert len(said("thing 1", "thing 5", "--within", "2", data=fork)[1].splitlines()) == 6
    found = json.loads(said("thing 1", "thing 5", "--within", "3", "--json", data=fork)[1])
    assert len(found["links"]) == 7 and found["note"] == "" and found["stopped"] is False
    query = said("thing 1", "thing 5", "--within", "3", "--sparql", data=fork)[1]
    assert len(list(sources.open([fork]).select(query))) == 7
    status, out, error = said("thing 1", "thing 6", "--within", "3", data=fork)
    assert (status, out) == (1, "") and "nothing connects" in error


def test_the_query_of_each_path_gives_that_path(said, fork: str) -> None:
    store = sources.open([fork])
    out = said("thing 1", "thing 5", "--sparql", "-k", "3", data=fork)[1]
    expected = paths.between(store, ["http://example.org/1", "http://example.org/5"], limit=3)
    queries = out.strip().split("\n\n")
    assert len(queries) == len(expected) == 3
    for query, path in zip(queries, expected, strict=True):
        got = [(r["subject"], r["property"], r["object"]) for r in store.select(query)]
        assert sorted(got) == sorted((s.subject, s.property, s.object) for s in path.steps)


@pytest.mark.parametrize("form", ["text", "json", "graphml", "sparql"])
def test_a_search_that_was_cut_short_says_so_in_every_format(said, many: str, form: str) -> None:
    options = {"text": [], "json": ["--json"], "graphml": ["--format", "graphml"], "sparql": ["--sparql"]}[form]
    status, out, error = said("thing 3", "thing 40", "-k", "1000000", "--seconds", "0.3", *options, data=many)
    assert status == 0
    if form == "json":
        found = json.loads(out)
        assert found["note"] == "stopped at the budget" and found["stopped"] is True and found["exact"] is True and found["paths"]
    elif form == "text":
        assert out.rstrip().endswith("(stopped at the budget)") and rows(out)
    else:
        assert "stopped at the budget" in error and "stopped" not in out


def test_what_is_in_the_way_is_told_and_what_there_is_without_it(said) -> None:
    status, out, error = said("underfitting", "dropout", "--max-length", "1", "--avoid", "overfitting")
    assert (status, out) == (1, "")
    assert 'without both "at most 1 step" and "avoiding overfitting" there is: Underfitting' in error
    status, out, error = said("underfitting", "dropout", "--max-length", "1", "--json")
    blocked = json.loads(out)
    assert status == 1 and blocked["paths"] == [] and blocked["blocked_by"] == "at most 1 step" and blocked["note"] in error
    assert [n.removeprefix(ID) for n in blocked["without"][0]["nodes"]] == ["underfitting", "more-features", "overfitting", "dropout"]


def test_several_concepts_are_printed_branch_by_branch(said) -> None:
    status, out, _ = said("underfitting", "dropout", "subsample")
    assert status == 0 and len(rows(out)) == 2


@pytest.mark.parametrize(("words", "message"), [
    (["dropout", "XGBoost", "-k", "0"], "-k 0"), (["dropout", "XGBoost", "--max-length", "0"], "--max-length 0"),
    (["dropout", "XGBoost", "--within", "-2"], "--within -2"), (["dropout", "XGBoost", "--seconds", "nan"], "--seconds nan"),
    (["dropout", "XGBoost", "overfitting", "--common"], "--common takes two concepts, not 3"),
    (["dropout", "XGBoost", "--within", "2", "--via", "overfitting"], "--within and --via do not go together"),
    (["dropout", "XGBoost", "--common", "--within", "2"], "--common and --within do not go together")])
def test_what_makes_no_sense_is_refused(said, words: list[str], message: str) -> None:
    status, out, error = said(*words)
    assert (status, out) == (2, "") and message in error


@pytest.mark.skipif(os.name == "nt", reason="terminals and signals of POSIX")
@pytest.mark.parametrize("sign", [b"loading", b"searching"])
def test_an_interrupt_ends_a_search_over_a_big_graph_quietly(sign: bytes, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "field.nt"
    side = 150
    lines = [f"<http://e/{x}-{y}> <http://e/beside> <http://e/{a}-{b}> .\n" for x in range(side) for y in range(side)
             for a, b in ((x + 1, y), (x, y + 1)) if max(a, b) < side]
    lines += [f'<http://e/{x}-{y}> <{RDFS}label> "square {x} {y}" .\n' for x in range(side) for y in range(side)]
    path.write_text("".join(lines * (8 if sign == b"loading" else 1)))
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer", "path", "square 0 0", f"square {side - 1} {side - 1}", "--data", str(path), "--seconds", "600",
         "-k", "100000"],
        stdout=subprocess.PIPE, stderr=theirs, cwd=ROOT, env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    os.close(theirs)
    shown = b""
    while sign not in shown:  # progress comes by itself; without it this would end with the process
        shown += os.read(ours, 4096)
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(OSError):
        while more := os.read(ours, 4096):
            shown += more
    assert process.wait(timeout=120) == 130
    assert process.stdout and process.stdout.read() == b"" and b"Traceback" not in shown
    os.close(ours)
