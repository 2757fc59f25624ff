"""Paths and folders -> a Store: every format, what is refused and how it is said, and the cache."""
from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import time

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import graph
from graph import sources
from graph.errors import FactError, GraphError, StoreError
from graph.vocabulary import ID, WF

DATA = pathlib.Path(__file__).parent / "data"
ROOT = DATA.parent.parent
RDF_XML = """{doctype}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">
<rdf:Description rdf:about="http://e/a"><e:p>{text}</e:p></rdf:Description></rdf:RDF>"""
FORMATS = {
    "ttl": "<http://e/a> <http://e/p> 'x' .", "n3": "<http://e/a> <http://e/p> 'x' .", "nt": '<http://e/a> <http://e/p> "x" .',
    "nq": '<http://e/a> <http://e/p> "x" <http://e/g> .', "trig": "<http://e/g> { <http://e/a> <http://e/p> 'x' }",
    "jsonld": '{"@id": "http://e/a", "http://e/p": "x"}', "rdf": RDF_XML.format(doctype="", text="x"),
    "owl": RDF_XML.format(doctype="", text="x"), "xml": RDF_XML.format(doctype="", text="x")}


@pytest.mark.parametrize("suffix", [*FORMATS, "TTL"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte-order mark"])
def test_every_format_is_read(suffix: str, mark: bytes, tmp_path: pathlib.Path) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(mark + FORMATS[suffix.lower()].encode())
    assert sources.open([path]).values("http://e/a", "http://e/p") == ["x"]


def test_every_format_that_is_named_is_tried() -> None:
    assert {f".{name}" for name in FORMATS} == set(sources.RDF_FORMATS)


def test_a_folder_of_rdf_is_read_at_every_depth(tmp_path: pathlib.Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "a.ttl").write_text("<http://e/a> <http://e/p> 'x' .")
    (tmp_path / "deep" / "er" / "b.nt").write_text('<http://e/b> <http://e/p> "y" .')
    (tmp_path / "deep" / "readme.txt").write_text("no RDF")
    assert len(sources.open([tmp_path])) == 2


def test_files_do_not_share_blank_nodes(tmp_path: pathlib.Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.ttl").write_text(f"_:x <http://e/p> '{name}' .")
    store = sources.open([tmp_path])
    assert len({q.subject for q in store.graph}) == len(store) == 2


def test_named_graphs_are_kept(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.trig").write_text("<http://e/g> { <http://e/a> <http://e/p> 'x' } <http://e/h> { <http://e/a> <http://e/p> 'x' }")
    assert {g.value for g in sources.open([tmp_path]).graph.named_graphs()} == {"http://e/g", "http://e/h"}


def test_relative_iris_are_resolved_against_the_file(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a b.ttl").write_text("<> <http://e/p> <#c> .")
    quad = next(iter(sources.open([tmp_path]).graph))
    assert quad.object == ox.NamedNode((tmp_path / "a b.ttl").resolve().as_uri() + "#c")


def test_facts_and_rdf_are_read_together(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "more.ttl"
    path.write_text(f"<{ID}dropout> <http://e/p> 'x' .")
    store = sources.open([DATA / "features", path])
    assert store.value(ID + "dropout", "http://e/p") == "x"
    assert store.label(ID + "dropout") == "dropout"
    assert store.nquads is None


def test_a_folder_with_yaml_and_rdf_gives_both_and_names_no_single_file(tmp_path: pathlib.Path) -> None:
    shutil.copytree(DATA / "features", tmp_path / "f")
    (tmp_path / "f" / "more.ttl").write_text(f"<{ID}dropout> <http://e/p> 'x' .")
    store = sources.open([tmp_path / "f"])
    assert store.value(ID + "dropout", "http://e/p") == "x"
    assert store.nquads is None


# -- what is refused ---------------------------------------------------------


def test_bad_turtle_is_told_with_line_and_column(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<http://e/a> <http://e/p> 'x' .\n<http://e/a> <http://e/p>\n  'y' ..\n")
    with pytest.raises(StoreError) as caught:
        sources.open([path])
    assert str(caught.value).startswith(f"{path}:3:8: ") and str(caught.value).endswith("mend the file at that place")


NESTED = "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 40))


@pytest.mark.parametrize(("name", "content", "says"), [
    ("entities.rdf", RDF_XML.format(doctype=f'<!DOCTYPE r [<!ENTITY a0 "ab">{NESTED}]>', text="&a39;"), "write entities out"),
    ("hidden.rdf", RDF_XML.format(doctype=f'<!--{" " * 200_000}--><!DOCTYPE r [<!ENTITY a0 "<b>">{NESTED}]>', text="&a39;"),
        "write entities out"),
    ("itself.rdf", RDF_XML.format(doctype='<!DOCTYPE r [<!ENTITY a "&a;">]>', text="&a;"), "write entities out"),
    ("large.rdf", RDF_XML.format(doctype=f'<!DOCTYPE r [<!ENTITY a "{"x" * 20_000}">]>', text="&a;"), "write entities out"),
    ("often.rdf", RDF_XML.format(doctype=f'<!DOCTYPE r [<!ENTITY a "{"x" * 9_000}">]>', text="&a;" * 9_000), "write them out"),
    ("deep.ttl", "<a> <b> " + "<<( <a> <b> " * 100_000 + "<c>" + " )>>" * 100_000 + " .", "take them apart"),
    ("context.jsonld", '{"@context": "http://e/context", "a": "b"}', "context"),
    ("text.csv", "a,b", "unknown kind of file"), ("none", "a", "unknown kind of file"),
    ("empty.ttl", "", "no triples in here"), ("binary.nt", "\x00\x01\x02", "mend the file"),
    ("utf16.rdf", RDF_XML.format(doctype="", text="x").encode("utf-16"), "mend the file"),
    ("broken.rdf", "<rdf:RDF", "mend the file"), ("other.xml", "<a>", "mend the file"), ("half.jsonld", '{"a":', "mend the file"),
    ("latin.ttl", "<http://e/a> <http://e/p> 'é' .".encode("latin-1"), "mend the file")])
def test_what_cannot_be_read_is_told_with_a_remedy(name: str, content: str | bytes, says: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(StoreError) as caught:
        sources.open([path])
    assert str(path) in str(caught.value) and says in str(caught.value)


def test_entities_that_stay_small_are_read(tmp_path: pathlib.Path) -> None:
    doctype = '<!DOCTYPE r [<!ENTITY e "http://e/"><!ENTITY f "&e;f">]>'
    (tmp_path / "a.owl").write_text(RDF_XML.format(doctype=doctype, text="&f;"))
    assert sources.open([tmp_path]).values("http://e/a", "http://e/p") == ["http://e/f"]


def test_angle_brackets_in_texts_are_no_triples(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.ttl").write_text('<http://e/a> <http://e/p> "' + "cout << x; " * 200 + '" . # don\'t << stop\n')
    assert len(sources.open([tmp_path])) == 1


def test_a_path_that_does_not_exist_is_told(tmp_path: pathlib.Path) -> None:
    with pytest.raises(StoreError, match="no such file or folder"):
        sources.open([tmp_path / "nowhere"])


def test_an_empty_folder_is_told(tmp_path: pathlib.Path) -> None:
    with pytest.raises(StoreError, match="neither YAML facts nor RDF files"):
        sources.open([tmp_path])


def test_mistakes_in_facts_are_told_by_opening_them(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.yaml").write_text("concept: {}\n")
    with pytest.raises(FactError, match="a.yaml:1: the file: unknown key 'concept'"):
        sources.open([tmp_path])


def test_a_folder_named_like_facts_is_told(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        sources.open([tmp_path])


@given(content=st.binary(max_size=200), suffix=st.sampled_from([*FORMATS, "yaml"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_content_is_a_graph_or_an_error_of_ours(content: bytes, suffix: str, tmp_path: pathlib.Path) -> None:
    for old in tmp_path.iterdir():
        old.unlink()
    (tmp_path / f"a.{suffix}").write_bytes(content)
    try:
        assert len(sources.open([tmp_path]))
    except GraphError as error:
        assert "a." in str(error) or str(tmp_path) in str(error)


# -- the cache ---------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """A copy of the facts that may be changed, with a cache of its own beside it."""
    monkeypatch.setenv("WHATFIXES_CACHE", str(tmp_path / "cache"))
    shutil.copytree(DATA / "features", tmp_path / "facts")
    return tmp_path / "facts"


def test_a_compiled_graph_is_kept_and_used_again(folder: pathlib.Path) -> None:
    stages: list[str] = []
    first = sources.open([folder], lambda stage, done, total: stages.append(stage))
    assert set(stages) == {"reading facts", "ontology", "claims", "inferences"}
    stages.clear()
    second = sources.open([folder], lambda stage, done, total: stages.append(stage))
    assert (stages, len(second), second.nquads) == ([], len(first), first.nquads)
    assert [p.name for p in sources.cache_folder().iterdir()] == [first.nquads.name if first.nquads else ""]


def test_a_changed_fact_is_compiled_anew(folder: pathlib.Path) -> None:
    before = sources.open([folder]).nquads
    path = folder / "sums.yaml"
    path.write_text(path.read_text().replace("number of shards", "count of shards"))
    store = sources.open([folder])
    assert store.nquads != before and store.label(ID + "number-of-shards") == "count of shards"


def test_the_cache_depends_on_all_code_that_makes_the_graph() -> None:
    program = ("import sys, pathlib; from graph import facts, compile, vocabulary;"
               "print(*(m.removeprefix('graph.') for m in sys.modules if m.startswith('graph.')))")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert set(done.stdout.split()) - {"errors", "progress"} == set(sources._CODE)


def test_two_builds_at_once_leave_one_whole_file(folder: pathlib.Path) -> None:
    program = f"from graph import sources; print(len(sources.open([{str(folder)!r}])))"
    started = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT) for _ in range(3)]
    assert len({p.communicate(timeout=60)[0] for p in started}) == 1
    assert [p.suffix for p in sources.cache_folder().iterdir()] == [".nq"]


def test_a_cache_that_cannot_be_written_is_told(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATFIXES_CACHE", str(folder / "sums.yaml"))
    with pytest.raises(StoreError, match="set WHATFIXES_CACHE to a folder that can be written"):
        sources.open([folder])


def test_a_failed_write_leaves_nothing_behind(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(one: str, other: str) -> None:
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StoreError, match="No space left"):
        sources.open([folder])
    assert list(sources.cache_folder().iterdir()) == []


def test_a_damaged_cache_is_told_with_the_remedy(folder: pathlib.Path) -> None:
    kept = sources.open([folder]).nquads
    assert kept is not None
    kept.write_text("<http://e/a> <http")
    with pytest.raises(StoreError, match="delete the file and try again"):
        sources.open([folder])


def test_the_built_in_notes_are_ready_soon(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATFIXES_CACHE", str(tmp_path))
    started = time.perf_counter()
    assert sources.open().subjects(WF + "mitigates", ID + "overfitting")
    cold, started = time.perf_counter() - started, time.perf_counter()
    sources.open()
    assert time.perf_counter() - started < cold < 10


# -- the public names --------------------------------------------------------


def test_every_public_name_is_there() -> None:
    assert all(getattr(graph, name) for name in graph.__all__)
    assert dir(graph) == sorted(graph.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        graph.nothing  # noqa: B018


def test_importing_the_library_loads_none_of_it() -> None:
    program = "import sys, graph; print([m for m in sys.modules if m.startswith('graph.') or m in ('rdflib', 'pyoxigraph', 'yaml')])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True).stdout == "[]\n"
