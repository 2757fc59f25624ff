"""Path searches inside SPARQL: what they bind, what they refuse, that nothing is sent, and what stops them."""
from __future__ import annotations

import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import guard, paths, pathservice, pathworker, sources
from graph.errors import NoPath, QueryError
from graph.guard import Limits
from graph.paths import Path
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import ID, PATHS, RDFS, WF

HERE = pathlib.Path(__file__).parent
EXAMPLES = [textwrap.dedent(e) for e in re.findall(r"\n\n((?:    .*\n)+)", pathservice.__doc__ or "")]
ALL = ("rank", "length", "weight", "step", "from", "property", "to", "forward", "subject", "object")
BOUND = " ; ".join(f"paths:{name} ?{name}" for name in ALL)
PAIR = "paths:source id:dropout ; paths:target id:overfitting"


@pytest.fixture(scope="module")
def notes() -> Store:
    return sources.open()


@pytest.fixture(scope="module")
def queries(notes: Store) -> Iterator[Queries]:
    with Queries(notes) as made:
        yield made


def rows(queries: Queries, text: str, **options: Any) -> list[dict[str, str]]:
    found = json.loads(queries.run(text, **options).body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def search(parameters: str, binds: str = BOUND) -> str:
    return f"SELECT * {{ SERVICE paths:search {{ [] {parameters} ; {binds} }} }} ORDER BY ?rank ?step"


def expected(found: list[Path]) -> list[dict[str, str]]:
    return [{"rank": str(rank), "length": str(len(path)), "weight": pathworker.decimal(path.weight), "step": str(number),
             "from": step.start, "property": step.property, "to": step.end, "forward": str(step.forward).lower(),
             "subject": step.subject, "object": step.object}
            for rank, path in enumerate(found, 1) for number, step in enumerate(path.steps, 1)]


def between(store: Store, one: str, other: str, **constraints: Any) -> list[Path]:
    try:
        return paths.between(store, [one, other], **constraints)
    except NoPath:
        return []


def refused(queries: Queries, text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        queries.run(text)
    return caught.value


def test_seventy_pairs_give_what_the_library_gives(notes: Store, queries: Queries) -> None:
    chosen = random.Random(5)
    for _ in range(70):
        one, other = chosen.sample(notes.concepts, 2)
        assert rows(queries, search(f"paths:source <{one}> ; paths:target <{other}>")) == expected(between(notes, one, other))


@pytest.mark.parametrize(("parameters", "constraints"), [
    ("paths:limit 2", {"limit": 2}),
    ("paths:limit 12", {"limit": 12}),
    ("paths:maxLength 2", {"max_length": 2}),
    ("paths:via id:max-depth", {"via": [ID + "max-depth"]}),
    ("paths:via id:eta, id:subsample; paths:limit 3", {"via": [ID + "eta", ID + "subsample"], "limit": 3}),
    ("paths:avoid wf:mitigates", {"avoid": [WF + "mitigates"]}),
    ("paths:avoid wf:mitigates ; paths:avoid id:max-depth", {"avoid": [WF + "mitigates", ID + "max-depth"]}),
    ("paths:avoid wf:Hyperparameter", {"avoid": [WF + "Hyperparameter"]}),
    ("paths:only wf:mitigates, wf:isVariantOf", {"only": [WF + "mitigates", WF + "isVariantOf"]}),
    ("paths:shortest TRUE", {"shortest": True}),
])
def test_each_constraint_is_that_of_the_library(notes: Store, queries: Queries, parameters: str, constraints: dict[str, Any]) -> None:
    ends = ID + "learning-rate", ID + "overfitting"
    found = rows(queries, search(f"paths:source <{ends[0]}> ; paths:target <{ends[1]}> ; {parameters}"))
    assert found == expected(between(notes, *ends, **constraints))
    assert found not in ([], expected(between(notes, *ends)))


def test_a_directed_search_goes_only_as_links_are_stated(queries: Queries) -> None:
    back = "paths:source id:overfitting ; paths:target id:dropout"
    assert rows(queries, search(f"{PAIR} ; paths:directed true"))
    assert rows(queries, search(f"{back} ; paths:directed false"))[0]["forward"] == "false"
    assert not rows(queries, search(f"{back} ; paths:directed true"))


def name(node: int) -> str:
    return f"http://example.org/{node}"


def store_of(triples: list[tuple[int, int, int]], nodes: int = 7) -> Store:
    graph = ox.Store()
    for node in range(nodes):
        graph.add(ox.Quad(ox.NamedNode(name(node)), ox.NamedNode(RDFS + "label"), ox.Literal(f"thing {node}")))
    graph.bulk_extend(ox.Quad(ox.NamedNode(name(s)), ox.NamedNode(f"http://example.org/p{p}"), ox.NamedNode(name(o)))
                      for s, p, o in triples)
    return Store(graph)


@settings(max_examples=60, deadline=None)
@given(triples=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2), st.integers(0, 6)), max_size=18),
       one=st.integers(0, 6), other=st.integers(0, 6), limit=st.integers(1, 6), longest=st.integers(1, 4), directed=st.booleans())
def test_any_graph_gives_what_the_library_gives(
        triples: list[tuple[int, int, int]], one: int, other: int, limit: int, longest: int, directed: bool) -> None:
    store = store_of(triples)
    text = search(f"paths:source <{name(one)}> ; paths:target <{name(other)}> ; paths:limit {limit} ; "
                  f"paths:maxLength {longest} ; paths:directed {str(directed).lower()}")
    found = store.graph.query(pathworker.rewritten(store, text).text)
    assert isinstance(found, ox.QuerySolutions)
    given = [{n: getattr(row[n], "value", None) for n in ALL} for row in found]
    assert given == expected(between(store, name(one), name(other), limit=limit, max_length=longest, directed=directed))


def test_the_examples_of_the_documentation_run(queries: Queries) -> None:
    assert len(EXAMPLES) == 3
    for example in EXAMPLES:
        assert rows(queries, example), example


def test_values_give_the_ends_alone_in_pairs_and_in_products(notes: Store, queries: Queries) -> None:
    service = "SERVICE paths:search { [] paths:source ?a ; paths:target ?b ; paths:limit 1 ; paths:length ?length }"
    pairs = "VALUES (?x ?a ?b) { (1 id:dropout id:xgboost) (-2.5e0 id:k-means id:overfitting) (UNDEF id:dropout id:overfitting) }"
    found = rows(queries, f"SELECT ?a ?b ?length {{ {pairs} {service} }}")
    want = [("dropout", "xgboost"), ("k-means", "overfitting"), ("dropout", "overfitting")]
    assert sorted(found, key=str) == sorted(({"a": ID + a, "b": ID + b, "length": str(len(between(notes, ID + a, ID + b)[0]))}
                                             for a, b in want), key=str)
    product = f"SELECT ?a ?b {{ VALUES ?a {{ id:dropout id:subsample }} {service} VALUES ?b {{ id:xgboost id:overfitting }} }}"
    assert len(rows(queries, product)) == 4
    both = f"SELECT ?a ?b {{ VALUES (?a ?b) {{ (id:dropout id:xgboost) (id:gamma id:xgboost) }} VALUES ?a {{ id:gamma }} {service} }}"
    assert rows(queries, both) == [{"a": ID + "gamma", "b": ID + "xgboost"}]


def test_rows_join_filter_and_count_like_any_others(queries: Queries) -> None:
    block = f"SERVICE paths:search {{ [] {PAIR} ; paths:limit 9 ; paths:rank ?rank ; paths:to ?to }}"
    counted = rows(queries, f"SELECT ?rank (COUNT(*) AS ?n) {{ {block} }} GROUP BY ?rank ORDER BY ?rank")
    assert [int(r["rank"]) for r in counted] == list(range(1, len(counted) + 1))
    labelled = rows(queries, f'SELECT ?label {{ {block} ?to skos:prefLabel ?label FILTER(?rank = 1) }}')
    assert labelled[-1] == {"label": "overfitting"}
    assert queries.run(f"ASK {{ {block} FILTER(?rank > 9) }}").body.endswith(b"false}")
    drawn = queries.run(f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE paths:search {{ [] {PAIR} ; paths:limit 1 ; "
                        "paths:subject ?s ; paths:property ?p ; paths:object ?o } }", "ntriples")
    assert drawn.body.decode().strip() == f"<{ID}dropout> <{WF}mitigates> <{ID}overfitting> ."


def test_several_searches_stand_in_one_query_wherever_a_pattern_may(queries: Queries) -> None:
    one = "SERVICE paths:search { [] paths:source id:dropout ; paths:target id:overfitting ; paths:limit 2 ; paths:to ?x }"
    other = "SERVICE paths:search { _:p paths:source id:subsample ; paths:target id:overfitting ; paths:limit 2 ; paths:to ?x . }"
    assert {ID + "overfitting"} <= {r["x"] for r in rows(queries, f"SELECT * {{ {one} {other} }}")}
    assert rows(queries, f"SELECT * {{ {{ {one} }} UNION {{ {other} }} OPTIONAL {{ {{ SELECT ?x {{ {one} }} }} }} }}")
    assert queries.run(f"SELECT * {{ ?x a ?k FILTER EXISTS {{ {one} }} }}").rows


def test_a_step_has_a_row_for_each_claim_and_one_where_nothing_claims_it(queries: Queries, notes: Store) -> None:
    found = rows(queries, search(f"{PAIR} ; paths:limit 1", "paths:rank ?rank ; paths:step ?step ; paths:claim ?claim"))
    steps = paths.between(notes, [ID + "dropout", ID + "overfitting"], limit=1)[0].steps
    assert [r["claim"] for r in found] == [c.iri for s in steps for c in s.claims]
    store = store_of([(0, 0, 1)])
    text = f"SELECT ?claim {{ SERVICE paths:search {{ [] paths:source <{name(0)}> ; paths:target <{name(1)}> ; paths:claim ?claim }} }}"
    with Queries(store) as own:
        assert rows(own, text) == [{"claim": PATHS + "none"}]
        assert rows(own, text.replace("} }", "} ?claim rdfs:label ?words }")) == []


def test_no_path_and_a_concept_to_itself_have_no_steps() -> None:
    store = store_of([(0, 0, 1)])
    with Queries(store) as own:
        for end in (0, 2):
            assert rows(own, search(f"paths:source <{name(0)}> ; paths:target <{name(end)}>")) == []
        itself = f"paths:source <{name(0)}> ; paths:target <{name(0)}>"
        assert rows(own, search(itself, "paths:rank ?rank ; paths:length ?step")) == [{"rank": "1", "step": "0"}]


@pytest.mark.parametrize(("block", "place", "said"), [
    ("[] paths:source id:dropout ; paths:to ?x", 12, "has no paths:target"),
    ("[] paths:target id:dropout ; paths:to ?x", 12, "has no paths:source"),
    (PAIR, 35, "begins with \\[\\]"),
    (f"[] {PAIR}", 12, "binds nothing"),
    (f"[] {PAIR} ; paths:maxLenght 3 ; paths:to ?x", 94, "paths:maxLenght is no parameter.*did you mean paths:maxLength"),
    (f"[] {PAIR} ; wf:mitigates ?x", 94, "wf:mitigates is no parameter"),
    (f"[] {PAIR} ; a ?x", 94, "a is no parameter"),
    (f"[] {PAIR} ; paths:limit 0 ; paths:to ?x", 106, "whole number from 1, not 0"),
    (f"[] {PAIR} ; paths:limit 2.5 ; paths:to ?x", 106, "not 2.5"),
    (f"[] {PAIR} ; paths:limit 1001 ; paths:to ?x", 106, "at most 1,000"),
    (f"[] {PAIR} ; paths:directed 1 ; paths:to ?x", 109, "true or false"),
    (f"[] {PAIR} ; paths:to id:dropout", 103, "is given to a variable"),
    (f"[] {PAIR} ; paths:to ?x ; paths:from ?x", 119, "a second time"),
    (f"[] {PAIR} ; paths:to ?x ; paths:to ?y", 108, "a second time"),
    (f"[] {PAIR} ; paths:to ?x , ?y", 106, "one value only"),
    (f"[] {PAIR} ; paths:to ?x FILTER(?x = 1)", 106, "expected ;"),
    (f"[] {PAIR} ; paths:to ?x . ?x ?y ?z", 108, "one list of parameters"),
    ("[] paths:source ?a ; paths:target id:dropout ; paths:to ?x", 51, "\\?a is not bound; write VALUES"),
    ("[] paths:source \"dropout\" ; paths:target id:dropout ; paths:to ?x", 51, "takes a concept or a variable"),
    ("[] paths:source <dropout> ; paths:target id:dropout ; paths:to ?x", 51, "relative IRI"),
    ("[] paths:source no:dropout ; paths:target id:dropout ; paths:to ?x", 51, "the prefix no: is not declared"),
    ("[] paths:source id:droput ; paths:target id:dropout ; paths:to ?x", 51, "id/droput> is not in the graph; did you mean dropout"),
    (f"[] {PAIR} ; paths:avoid id:nothing-at-all ; paths:to ?x", 106, "id/nothing-at-all> is not in the graph"),
])
def test_mistakes_are_told_at_their_place(queries: Queries, block: str, place: int, said: str) -> None:
    error = refused(queries, f"SELECT * {{ SERVICE paths:search {{ {block} }} }}")
    assert re.search(said, str(error))
    assert (error.line, error.column) == (1, place)
    assert error.reason in ("syntax", "refused")


@pytest.mark.parametrize(("values", "place", "said"), [
    ("VALUES ?a { \"dropout\" }", (1, 24), "stands for concepts"),
    ("VALUES ?a { UNDEF }", (1, 24), "UNDEF is none"),
    ("VALUES ?a { id:dropout id:no }", (1, 35), "id/no> is not in the graph"),
    ("VALUES (?a ?b) { (id:dropout) }", (1, 40), "1 values for 2"),
    ("OPTIONAL { VALUES ?a { id:dropout } }", (2, 41), "not bound"),
    ("?a a ?b", (2, 41), "not bound"),
])
def test_ends_that_values_do_not_bind_are_told_at_their_place(queries: Queries, values: str, place: tuple[int, int], said: str) -> None:
    service = "SERVICE paths:search { [] paths:source ?a ; paths:target id:overfitting ; paths:to ?x } }"
    error = refused(queries, f"SELECT * {{ {values}\n {service}")
    assert re.search(said, str(error))
    assert (error.line, error.column) == place


@pytest.mark.parametrize(("rest", "place", "said"), [
    (" BLAH", (2, 98), "BLAH is not understood"),
    ("\n?x rdfs:label ?l FILTR(?l)", (3, 18), "did you mean FILTER"),
    ("\n?x nope:label ?l", (3, 4), "the prefix nope: is not declared"),
    ("\n{ ?x ?y ?z", (1, 10), "never closed"),
])
def test_mistakes_around_a_search_keep_their_place(queries: Queries, rest: str, place: tuple[int, int], said: str) -> None:
    error = refused(queries, f"SELECT * {{\n SERVICE paths:search {{ [] {PAIR} ; paths:to ?x }}{rest} }}")
    assert re.search(said, str(error))
    assert (error.line, error.column) == place


@pytest.mark.parametrize("text", [
    "SELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT paths:search { [] {pair} ; paths:to ?x } }",
    "SELECT * { VALUES ?g { paths:search } SERVICE ?g { [] {pair} ; paths:to ?x } }",
    "SELECT * { SERVICE paths:search { [] {pair} ; paths:to ?x } SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { SERVICE paths:search { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } } }",
    "SELECT * { SERVICE paths:search { [] {pair} ; paths:to ?x . } } # }\nSERVICE <http://127.0.0.1:{port}/> { }",
    "SELECT * { \\u0053ERVICE paths:search { [] {pair} ; paths:to ?x } }",
    "SELECT * { SERVICE paths:search { [] {pair} ; paths:to ?x } \\u0053ERVICE <http://127.0.0.1:{port}/> { } }",
    "SELECT * { SERVICE paths:se\\u0061rch { [] {pair} ; paths:to ?x } }",
    "PREFIX paths: <http://127.0.0.1:{port}/> SELECT * { SERVICE paths:search { [] {pair} ; paths:to ?x } }",
    "SELECT * { SERVICE paths:search { [] paths:source <http://x/\\u003E> ; paths:target id:dropout ; paths:to ?x } }",
    "SELECT * { SERVICE paths:search { [] paths:source 'id:dropout } SERVICE <http://127.0.0.1:{port}/> {' ; paths:target id:dropout } }",
    "SELECT * { SERVICE paths:search { [] paths:source id:dropout\\,\\} ; paths:target id:dropout ; paths:to ?x } }",
])
def test_no_text_makes_a_query_call_out(queries: Queries, text: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.02)
        error = refused(queries, text.replace("{port}", str(listener.getsockname()[1])).replace("{pair}", PAIR))
        assert error.reason in ("refused", "syntax")
        with pytest.raises(TimeoutError):
            listener.accept()


def test_strings_comments_and_escapes_around_a_search_mean_what_they_say(queries: Queries) -> None:
    text = f"""PREFIX p: <{PATHS}> PREFIX i: <{ID}>
        SELECT ?x ("SERVICE paths:search {{ }}" AS ?said) {{ # SERVICE paths:search {{ [] }}
          SERVICE <https://w3id.org/whatfixes/paths\\u0023search> {{ # }}
            [] p:source i:drop\\u006Fut ; p:target i:overfitting ; p:limit 1 ; p:to ?x ; # }}
          }} }}"""
    assert "id/dropu006Fut> is not in the graph" in str(refused(queries, text))  # no escape of a prefixed name
    assert rows(queries, text.replace("drop\\u006Fut", "dropout")) == [
        {"x": ID + "overfitting", "said": "SERVICE paths:search { }"}]


def test_a_text_without_a_search_is_left_alone(small: Store) -> None:
    text = 'SELECT ("SERVICE paths:search" AS ?x) { ?s ?p "}" } # SERVICE paths:search { '
    assert pathworker.rewritten(small, text).text == text
    assert guard.check(text)


def test_rows_pairs_and_searches_are_bounded(queries: Queries, notes: Store) -> None:
    many = " ".join(f"<{iri}>" for iri in notes.concepts[:60])
    service = "SERVICE paths:search { [] paths:source ?a ; paths:target ?b ; paths:limit %s ; paths:step ?x }"
    pairs = refused(queries, f"SELECT * {{ VALUES ?a {{ {many} }} VALUES ?b {{ {many} }} {service % 1} }}")
    assert (pairs.reason, "1,000 pairs" in str(pairs)) == ("too-large", True)
    lots = refused(queries, f"SELECT * {{ VALUES ?a {{ {many} }} VALUES ?b {{ id:overfitting }} {service % 1000} }}")
    assert (lots.reason, "10,000 rows" in str(lots)) == ("too-large", True)
    one = f"SERVICE paths:search {{ [] {PAIR} ; paths:limit 1 ; paths:to ?x }} "
    assert queries.run(f"SELECT * {{ {one * 20} }}").rows
    assert refused(queries, f"SELECT * {{ {one * 21} }}").reason == "refused"


def complete(size: int) -> Store:
    return store_of([(a, a % 3, b) for a in range(size) for b in range(size) if a != b], size)


def test_a_runaway_search_is_stopped_and_other_queries_go_on() -> None:
    ends = " ".join(f"<{name(n)}>" for n in range(1, 9))
    # Of bounded length and a row a path: many seconds of search before there are rows enough to be refused for.
    text = search(f"paths:source <{name(0)}> ; paths:target ?b ; paths:limit 1000 ; paths:maxLength 6", "paths:rank ?rank")
    text = text.replace("SERVICE", f"VALUES ?b {{ {ends} }} SERVICE")
    with Queries(complete(150), Limits(seconds=20)) as own:
        own.run(search(f"paths:source <{name(0)}> ; paths:target <{name(1)}> ; paths:limit 1"))
        start = time.monotonic()
        with pytest.raises(QueryError) as caught:
            own.run(text, timeout=1.0)
        assert caught.value.reason == "timeout"
        assert 0.9 < time.monotonic() - start < 5
        assert own.run("SELECT * { ?s ?p ?o } LIMIT 1").rows == 1
        assert rows(own, search(f"paths:source <{name(0)}> ; paths:target <{name(1)}> ; paths:limit 1"))


def test_a_search_that_comes_while_the_network_is_built_is_told_to_come_again(notes: Store) -> None:
    with Queries(notes) as own:
        with pytest.raises(QueryError) as caught:
            own.run(search(PAIR), timeout=0.001)
        assert caught.value.reason == "busy"
        assert own.run(search(f"{PAIR} ; paths:limit 1")).rows == 1


def test_what_searches_need_is_built_ahead_at_low_priority_and_answers_at_full(notes: Store) -> None:
    with Queries(notes) as own:
        zygote = own._current.pool._process.pid
        own.prepare()
        (branch,) = children(zygote)
        while not own._current.paths._told():
            assert own.run("ASK { ?s ?p ?o }").body, "other queries go on"
        own.prepare()
        assert own.run(search(f"{PAIR} ; paths:limit 1"), timeout=5).rows == 1
        assert branch in children(zygote), "it is the one that was built"
        assert len(list(pathlib.Path(f"/proc/{branch}/task").iterdir())) == 1
        assert [os.getpriority(os.PRIO_PROCESS, p) for p in (branch, *children(branch))] == [os.getpriority(os.PRIO_PROCESS, 0)] * 2


def test_a_branch_that_was_ended_is_made_again_and_all_ends_with_its_owner(notes: Store) -> None:
    own = Queries(notes)
    zygote = own._current.pool._process.pid
    text = search(f"{PAIR} ; paths:limit 1")
    assert own.run(text).rows == 1
    branch = [p for p in children(zygote) if children(p)]
    assert len(branch) == 1
    assert len(list(pathlib.Path(f"/proc/{branch[0]}/task").iterdir())) == 1
    os.kill(branch[0], signal.SIGKILL)
    for _ in range(3):
        assert own.run(text).rows == 1
    left = [p for p in (zygote, *children(zygote), *(g for c in children(zygote) for g in children(c)))]
    own.close()
    deadline = time.monotonic() + 10
    while any(pathlib.Path(f"/proc/{p}").exists() for p in left) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [p for p in left if pathlib.Path(f"/proc/{p}").exists()]
    assert refused(own, text).reason == "failed"


def children(pid: int) -> list[int]:
    return [int(p) for p in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_many_threads_may_ask_at_once(notes: Store) -> None:
    counts: list[int | None] = []
    with Queries(notes) as own:
        threads = [threading.Thread(target=lambda: counts.append(own.run(search(f"{PAIR} ; paths:limit 1")).rows)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert counts == [1] * 6


def test_the_command_answers_a_search() -> None:
    text = search(f"{PAIR} ; paths:limit 1", "paths:rank ?rank ; paths:step ?step ; paths:to ?to")
    done = subprocess.run([sys.executable, "-m", "explorer", "query", text], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "rank\tstep\tto\n1\t1\tid:overfitting\n")
    wrong = subprocess.run([sys.executable, "-m", "explorer", "query", text.replace("target", "taget")],
                           capture_output=True, text=True, timeout=60)
    assert wrong.returncode == 2
    assert "line 1, column 64: paths:taget is no parameter of a path search; did you mean paths:target?" in wrong.stderr
