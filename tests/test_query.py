"""SPARQL that someone typed: what is refused, how mistakes are told, what comes back."""
from __future__ import annotations

import csv
import io
import json
import pathlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import guard, query, sources, zygote
from graph.errors import QueryError, StoreError
from graph.guard import Limits
from graph.query import Queries, Stop
from graph.store import Store

SMALL = pathlib.Path(__file__).parent / "data" / "small"
FIXES = "SELECT ?fix WHERE { ?fix wf:mitigates id:overfitting } ORDER BY ?fix"


@pytest.fixture(scope="module")
def small() -> Store:
    return sources.open([SMALL])


@pytest.fixture(scope="module")
def queries(small: Store) -> Iterator[Queries]:
    with Queries(small) as made:
        yield made


def refusal(text: str, limits: Limits = Limits(), graphs: frozenset[str] = frozenset()) -> QueryError:  # noqa: B008
    with pytest.raises(QueryError) as caught:
        guard.check(text, limits, graphs)
    return caught.value


def test_our_prefixes_need_no_declaration(queries: Queries) -> None:
    result = queries.run(FIXES)
    names = [row["fix"]["value"].rsplit("/", 1)[1] for row in json.loads(result.body)["results"]["bindings"]]
    assert names == ["dropout", "l1-regularization", "l2-regularization", "subsample"]
    assert (result.rows, result.kind, result.media_type) == (4, "select", "application/sparql-results+json")


def test_what_is_inferred_is_found_with_what_is_said(queries: Queries) -> None:
    assert queries.run("SELECT ?fix { id:overfitting wf:isMitigatedBy ?fix }").rows == 4


def test_a_dataset_clause_narrows_the_graphs(queries: Queries) -> None:
    inferred = "https://w3id.org/whatfixes/graph/inferred"
    count = "SELECT ?s {} {{ ?s wf:mitigates ?o }}"
    assert queries.run(count.format("")).rows == 6
    assert queries.run(count.format(f"FROM <{inferred}>")).rows == 0
    assert queries.run("SELECT ?s { ?s wf:mitigates ?o }", default_graphs=[inferred]).rows == 0
    assert queries.run("ASK { GRAPH ?g { ?s wf:isMitigatedBy ?o } }", named_graphs=[inferred]).body == b'{"head":{},"boolean":true}'
    for run in ({"text": count.format("FROM <file:///etc/passwd>")}, {"text": FIXES, "default_graphs": ["http://example.org/"]}):
        with pytest.raises(QueryError, match="no graph of this store") as caught:
            queries.run(**run)
        assert caught.value.reason == "refused"


@pytest.mark.parametrize(("format", "media_type", "start"), [
    ("json", "application/sparql-results+json", b'{"head":{"vars":["fix"]}'),
    ("xml", "application/sparql-results+xml", b'<?xml version="1.0"?>'),
    ("csv", "text/csv; charset=utf-8", b"fix\r\n"),
    ("tsv", "text/tab-separated-values; charset=utf-8", b"?fix\n"),
])
def test_tables_come_in_four_formats(queries: Queries, format: str, media_type: str, start: bytes) -> None:
    result = queries.run(FIXES, format)
    assert result.media_type == media_type
    assert result.body.startswith(start)
    assert result.rows == 4


@pytest.mark.parametrize(("format", "kind"), [
    ("turtle", ox.RdfFormat.TURTLE), ("ntriples", ox.RdfFormat.N_TRIPLES), ("jsonld", ox.RdfFormat.JSON_LD),
    ("json", ox.RdfFormat.JSON_LD), ("xml", ox.RdfFormat.RDF_XML)])
def test_graphs_come_in_four_formats(queries: Queries, format: str, kind: ox.RdfFormat) -> None:
    result = queries.run("CONSTRUCT { ?fix wf:mitigates id:overfitting } WHERE { ?fix wf:mitigates id:overfitting }", format)
    assert result.kind == "graph"
    assert result.media_type.split(";")[0] == kind.media_type
    assert len(list(ox.parse(result.body, format=kind))) == result.rows == 4


def test_the_first_format_that_fits_is_taken(queries: Queries) -> None:
    assert queries.run("DESCRIBE id:dropout", ["json", "turtle"]).media_type == "application/ld+json"
    assert queries.run("DESCRIBE id:dropout", ["csv", "turtle"]).media_type == "text/turtle; charset=utf-8"
    assert queries.run("ASK {}", ["turtle", "xml"]).media_type == "application/sparql-results+xml"
    with pytest.raises(QueryError) as caught:
        queries.run(FIXES, "turtle")
    assert caught.value.reason == "format"


@pytest.mark.parametrize(("text", "line", "column", "message"), [
    ("SELECT * {\n  ?s foo:bar ?o }", 2, 6, "the prefix foo: is not declared"),
    ("SELECT * {\n  ?s ?p", 1, 10, "this { is never closed"),
    ("SELECT * { ?s ?p ?o } LIMIT many", 1, 29, "many is not understood here"),
    ("SELECT * {\n # a comment\n ?s ?p 'é' § ?o . }", 3, 12, "§ is not understood here"),
    ("SELEKT * { ?s ?p ?o }", 1, 1, "a query says SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ("", 1, 1, "a query says SELECT"),
    ("ASK", 1, 4, "the query ends too early; expected {"),
    ("SELECT * { ?s ?p ?o }\nLIMT 10", 2, 1, "did you mean LIMIT?"),
    ("SELECT * { ?s ?p ?o . OPTINAL { ?s ?q ?r } }", 1, 23, "did you mean OPTIONAL?"),
    ("SELECT * { ?s ?p ?o } ORDER ?s", 1, 29, "?s is not understood here"),
    ("SELECT ?s WHERE ?s ?p ?o", 1, 17, "?s is not understood here; expected {"),
    ("SELECT ?x ?x+1 { ?x ?p ?o }", 1, 13, "+ is not understood here"),
    ("SELECT * { ?s ?p 'abc }", 1, 24, "the query ends too early; expected '"),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", 1, 41, "neither grouped by nor inside COUNT"),
])
def test_mistakes_are_told_at_their_place(queries: Queries, text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        queries.run(text)
    assert (caught.value.reason, caught.value.line, caught.value.column) == ("syntax", line, column)
    assert message in str(caught.value)


@pytest.mark.parametrize("text", [
    "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
    "select * { service silent ?x { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://example.org/> { ?s ?p ?o } }",
    "SELECT * { SER\\U00000056ICE <http://example.org/> { ?s ?p ?o } }",
    "SELECT * { # comment\n'text' \"\"\"long \"quoted\" text\"\"\" SERVICE <http://example.org/> {} }",
    "SELECT * { ?s <a:SERVICE> ?o . SERVICE<a:b>{}}",
    "INSERT DATA { <a:b> <a:b> <a:b> }", "DELETE WHERE { ?s ?p ?o }", "LOAD <file:///etc/passwd>", "DROP ALL", "CLEAR DEFAULT",
    "PREFIX ex: <http://example.org/> WITH ex:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
])
def test_what_leaves_or_changes_the_graph_is_refused(text: str) -> None:
    error = refusal(text)
    assert error.reason == "refused"
    assert error.line and error.column


@pytest.mark.parametrize("text", [
    "SELECT * { ?s ?p 'SERVICE <http://example.org/> {}' }",
    "SELECT * { ?s ?p \"\"\"it's \"LOAD\" or SERVICE\"\"\" }",
    "SELECT * { ?s ?p 'a \\' SERVICE' }",
    "SELECT * { ?s ?p '\\u0027 SERVICE' }",
    "SELECT * # SERVICE\n{ ?s ex:service ?load ; <http://example.org/SERVICE> _:delete . }",
    "SELECT (?a<?b AS ?c) { ?s ?p 'x'@en-service }",
])
def test_words_in_strings_names_and_comments_are_only_words(text: str) -> None:
    assert guard.check(text)


@pytest.mark.parametrize("text", [
    "SELECT * " + "{" * 3000 + "}" * 3000,
    "SELECT * { " + "OPTIONAL { " * 2000 + "}" * 2001,
    "SELECT * { ?s ?p ?o FILTER(" + "(" * 5000 + "1" + ")" * 5001 + " }",
    "SELECT * { " + "{ ?s ?p ?o } UNION " * 7000 + "{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 3000 + "}",
    "SELECT * { ?s ?p " + "[ <a:b> " * 200 + "1" + "]" * 200 + "}",
    "SELECT * { ?s ?p ?o FILTER(1" + " || 1" * 9000 + ") }",
    "SELECT * { VALUES ?x { " + "'a' " * 30_000 + "} }",
])
def test_depth_and_chains_are_bounded_before_parsing(text: str) -> None:
    assert refusal(text).reason == "refused"


def test_braces_in_strings_iris_and_comments_do_not_nest() -> None:
    assert guard.check("SELECT * { ?s ?p '" + "{" * 500 + "' } # " + "{" * 500)


def test_megabytes_of_text_are_refused() -> None:
    assert refusal("SELECT * { ?s ?p '" + "x" * 10**6 + "' }").reason == "too-large"


@given(st.text(alphabet="{}()[]'\"\\#<>?:.@ \nSERVICEu0053aé", max_size=80))
def test_tokens_cover_the_whole_text(text: str) -> None:
    tokens = list(guard.tokenize(text))
    assert all(text[t.start:t.start + len(t.text)] == t.text for t in tokens)
    outside = "".join(text)
    for token in reversed(tokens):
        outside = outside[:token.start] + outside[token.start + len(token.text):]
    assert all(line.strip() == "" or "#" in line for line in outside.split("\n"))


def test_the_kind_of_a_query_is_known_beforehand() -> None:
    assert query.kind("PREFIX a: <select:> ASK {}") == "ask"
    assert query.kind("# SELECT\nCONSTRUCT WHERE { ?s ?p ?o }") == "graph"
    assert query.kind("nonsense") is None


def test_rows_are_counted_whatever_their_text_holds() -> None:
    graph = ox.Store()
    texts = ['}},{"x":{', "a\nb", "<result>", '"quoted", "twice"', "\\", "", ",{[{"]
    for number, text in enumerate(texts):
        graph.add(ox.Quad(ox.NamedNode("http://a/s"), ox.NamedNode(f"http://a/{number}"), ox.Literal(text)))
    with Queries(Store(graph)) as made:
        for format in ("json", "xml", "csv", "tsv"):
            assert made.run("SELECT ?p ?o { ?s ?p ?o }", format).rows == len(texts), format
            assert made.run("SELECT ?o ?n { ?s ?p ?o FILTER(?o = 'no') }", format).rows == 0
        body = made.run("SELECT ?o { ?s ?p ?o }", "csv").body.decode()
        assert sorted(row[0] if row else "" for row in list(csv.reader(io.StringIO(body)))[1:]) == sorted(texts)


def test_a_result_over_its_limit_is_an_error_not_a_shorter_success(small: Store) -> None:
    with Queries(small, Limits(rows=10)) as made:
        assert made.run("SELECT * { ?s ?p ?o } LIMIT 10").rows == 10
        with pytest.raises(QueryError) as caught:
            made.run("SELECT * { ?s ?p ?o } LIMIT 11")
        assert caught.value.reason == "too-large"
    with Queries(small, Limits(bytes=1000)) as made, pytest.raises(QueryError) as caught:
        made.run("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "turtle")
    assert caught.value.reason == "too-large"


def test_a_timeout_may_lower_the_limit_and_not_raise_it(small: Store) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with Queries(small, Limits(seconds=1)) as made:
        for timeout, limit in ((0.5, "0.5 s"), (60, "1 s")):
            with pytest.raises(QueryError, match=f"time limit of {limit}") as caught:
                made.run(endless, timeout=timeout)
            assert caught.value.reason == "timeout"


def test_a_store_that_lies_nowhere_on_disk_can_be_asked() -> None:
    graph = ox.Store()
    graph.add(ox.Quad(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), ox.Literal("x", language="en")))
    with Queries(Store(graph)) as made:
        copy = made._current.pool._path
        assert made.run("SELECT * { ?s ?p 'x'@en }").rows == 1
    assert not copy.exists()


def _graph(name: str, size: int) -> Store:
    graph = ox.Store()
    graph.extend(ox.Quad(ox.NamedNode(f"http://a/{n}"), ox.NamedNode("http://a/p"), ox.Literal(name)) for n in range(size))
    return Store(graph)


def test_a_new_graph_is_swapped_in_whole_and_the_old_processes_end() -> None:
    with Queries(_graph("old", 500)) as made:
        old, seen, stop = made._current, [], threading.Event()

        def ask() -> None:
            while not stop.is_set():
                seen.append(made.run("SELECT ?name (COUNT(*) AS ?n) { ?s ?p ?name } GROUP BY ?name", "csv").body)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        while not seen:
            time.sleep(0.01)
        made.replace(_graph("new", 700))
        after = len(seen)
        time.sleep(0.2)
        stop.set()
        for thread in threads:
            thread.join()
        assert set(seen) == {b"name,n\r\nold,500\r\n", b"name,n\r\nnew,700\r\n"}
        assert seen[after:].count(b"name,n\r\nold,500\r\n") <= len(threads)  # those that had begun before
        assert old.pool._process.poll() is not None and not old.pool._path.exists()
        assert len(made.store) == 700


def test_a_query_ends_on_the_graph_it_began_with() -> None:
    with Queries(_graph("old", 150)) as made, ThreadPoolExecutor() as threads:
        product = "SELECT (COUNT(*) AS ?n) (MAX(?x) AS ?m) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z FILTER(?x = 'old') }"
        slow = threads.submit(made.run, product, "csv")
        time.sleep(0.1)
        made.replace(_graph("new", 5))
        assert made.run("ASK { ?s ?p 'new' }").body == b'{"head":{},"boolean":true}'
        assert slow.result().body == b"n,m\r\n3375000,old\r\n"


def test_a_graph_that_cannot_be_loaded_leaves_the_old_one(tmp_path: pathlib.Path) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text("this is no graph")
    with Queries(_graph("old", 3)) as made:
        with pytest.raises(StoreError, match="broken.nq"):
            made.replace(Store(ox.Store(), broken))
        assert made.run("SELECT * { ?s ?p 'old' }").rows == 3


def test_a_body_can_be_written_elsewhere(queries: Queries) -> None:
    into = io.BytesIO()
    result = queries.run(FIXES, into=into)
    assert (result.body, result.rows) == (b"", 4)
    assert into.getvalue() == queries.run(FIXES).body
    with pytest.raises(QueryError):
        queries.run("SELECT", into=into)
    assert into.getvalue() == queries.run(FIXES).body


def test_formats_may_be_named_for_tables_and_for_graphs(queries: Queries) -> None:
    wanted = {"table": "csv", "graph": "xml"}
    assert queries.run(FIXES, wanted).media_type == "text/csv; charset=utf-8"
    assert queries.run("DESCRIBE id:dropout", wanted).media_type == "application/rdf+xml"
    with pytest.raises(QueryError) as caught:
        queries.run("DESCRIBE id:dropout", {"table": "csv"})
    assert caught.value.reason == "format"


def test_without_union_only_the_default_graph_is_seen(small: Store) -> None:
    inferred = "SELECT ?fix { id:overfitting wf:isMitigatedBy ?fix }"
    with Queries(small, union=False) as made:
        assert made.run(inferred).rows == 0
        assert made.run("SELECT ?fix { GRAPH ?g { id:overfitting wf:isMitigatedBy ?fix } }").rows == 4


@given(st.lists(st.tuples(st.one_of(st.none(), st.text(max_size=6), st.sampled_from(['{}', ',{"', '[{"', '},{"a":{', "\\", '"'])),
                          st.one_of(st.none(), st.text(max_size=4))), max_size=5))
def test_counting_rows_agrees_with_reading_them(rows: list[tuple[str | None, str | None]]) -> None:
    plain = [tuple(None if v is None else "".join(c for c in v if c >= " " and not "\ud800" <= c <= "\udfff") for v in row) for row in rows]
    values = " ".join("(" + " ".join("UNDEF" if v is None else ox.Literal(v).__str__() for v in row) + ")" for row in plain)
    found = ox.Store().query(f"SELECT * {{ VALUES (?a ?b) {{ {values} }} }}")
    body = found.serialize(format=ox.QueryResultsFormat.JSON)
    assert zygote.count(body, "json") == len(json.loads(body)["results"]["bindings"]) == len(rows)


def test_relative_iris_begin_at_the_base(queries: Queries) -> None:
    result = queries.run("SELECT (<x> AS ?a) {}", "csv", base="http://example.org/sparql")
    assert result.body == b"a\r\nhttp://example.org/x\r\n"
    with pytest.raises(QueryError, match="line 1, column 9: <x> is no whole IRI"):
        queries.run("SELECT (<x> AS ?a) {}")
    assert queries.run("BASE <https://w3id.org/whatfixes/graph/> SELECT * FROM <inferred> { ?s ?p ?o } LIMIT 1").rows == 1


def test_an_unknown_function_is_named(queries: Queries) -> None:
    with pytest.raises(QueryError, match="no function is called <http://example.org/f>") as caught:
        queries.run("SELECT (<http://example.org/f>(1) AS ?a) {}")
    assert caught.value.reason == "refused"


def test_an_empty_named_graph_is_not_forgotten() -> None:
    graph = ox.Store()
    graph.add_graph(ox.NamedNode("http://example.org/empty"))
    with Queries(Store(graph)) as made:
        assert b"http://example.org/empty" in made.run("SELECT ?g { GRAPH ?g {} }", "csv").body


def test_a_query_can_be_read_without_being_run(queries: Queries) -> None:
    assert queries.read("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }") == "select"
    assert queries.read("CONSTRUCT WHERE { ?s ?p ?o }") == "graph"
    with pytest.raises(QueryError) as error:
        queries.read("SELECT ?x {")
    assert error.value.reason == "syntax"


def test_a_query_that_is_stopped_ends_its_process_and_says_so(queries: Queries) -> None:
    stop, said = Stop(), []

    def run() -> None:
        try:
            queries.run("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", stop=stop)
        except QueryError as error:
            said.append(error.reason)

    thread = threading.Thread(target=run)
    thread.start()
    stop.pull()
    thread.join(8)
    assert said == ["cancelled"]
    assert queries.run("ASK { ?s ?p ?o }").body


def test_a_query_that_is_over_is_not_touched_by_a_late_stop(queries: Queries) -> None:
    stop = Stop()
    assert queries.run("ASK { ?s ?p ?o }", stop=stop).body
    stop.pull()
    assert queries.run("ASK { ?s ?p ?o }").body
