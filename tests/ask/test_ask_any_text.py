"""Any text at all: an answer or an abstention, never an exception, and nothing of the text in the query."""
from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.ask import Answer, answer, suggest
from graph.store import Store
from graph.vocabulary import PREFIXES

ROOT = pathlib.Path(__file__).parents[2]
HOSTILE = [
    "} DELETE WHERE { ?s ?p ?o } #", "\"; DROP ALL; \"", "<http://evil.example/x>", "SERVICE <http://evil.example/> { ?s ?p ?o }",
    "' OR 1=1 --", "?answer ?p ?o . } UNION { ?x", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\\u003e \\x00",
    "{{7*7}} ${7*7}", "%s %d {0}", "\x00\x01\x1b[31m", "\u202eesrever", "ما الذي يصلح overfitting", "🦙🔥", "\ud7ff\uffff", "a\u0301\u0327",
    "ﬁ ⅷ ²", "0/0", "1e999", "99999999999999999999999999", "0 records per second of 0 KB with 0 consumers", "-5 MB", "1,,,2", "1.2.3.4"]
WORDS = ("what which how many does is not should list all define fixes reduce worsens mitigated by overfitting dropout outliers XGBoost "
         "hyperparameters normalization gamma higher lower shards records per second KB consumers precision recall 2 500 8080 port "
         "inference containers metric service vs related imputation skewed and or when").split()
KEYWORDS = set("SELECT DISTINCT WHERE VALUES ORDER BY FILTER NOT IN BIND AS UNION a true false".split())
pieces = st.one_of(st.sampled_from(WORDS), st.sampled_from(HOSTILE), st.text(max_size=30))
questions = st.one_of(st.text(max_size=200), st.lists(pieces, max_size=12).map(" ".join))
quietly = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check(store: Store, text: str) -> Answer:
    """An answer that programs can read, with a query that parses and holds only terms of the graph."""
    found = answer(store, text)
    as_json = found.as_json()
    assert json.loads(json.dumps(as_json, ensure_ascii=True)) == as_json
    if found.sparql is not None:
        check_query(store, found.sparql)
    return found


def check_query(store: Store, sparql: str) -> None:
    assert isinstance(store.graph.query(sparql), ox.QuerySolutions)
    heads = re.findall(r"^PREFIX (\w+): <([^>]+)>$", sparql, re.MULTILINE)
    assert all(PREFIXES[prefix] == namespace for prefix, namespace in heads)
    body = re.sub(r"^PREFIX .*$", "", sparql, flags=re.MULTILINE)
    for prefix, local in re.findall(r"\b([a-z]+):([\w-]+)", body):
        assert is_term(store, PREFIXES[prefix] + local), f"{prefix}:{local}"
    for iri in re.findall(r"<([^>]*)>", body):
        assert is_term(store, iri), iri
    rest = re.sub(r"<[^>]*>|\b[a-z]+:[\w-]+|\?\w+", " ", body)
    assert re.fullmatch(r"[\sA-Za-z{}().,;/*]*", rest), rest
    assert set(re.findall(r"[A-Za-z]+", rest)) <= KEYWORDS


def is_term(store: Store, iri: str) -> bool:
    node = ox.NamedNode(iri)
    places = ((node, None, None), (None, node, None), (None, None, node))
    standard = iri.startswith((PREFIXES["rdf"], PREFIXES["rdfs"]))
    return standard or any(next(store.graph.quads_for_pattern(*p, None), None) is not None for p in places)


@quietly
@given(questions)
def test_any_text_gets_an_answer_on_the_notes(notes: Store, text: str) -> None:
    check(notes, text)


@settings(quietly, max_examples=80)
@given(questions)
def test_any_text_gets_an_answer_on_foreign_rdf(harbour: Store, text: str) -> None:
    check(harbour, text)


@settings(quietly, max_examples=80)
@given(st.text(max_size=60) | st.sampled_from(HOSTILE), st.integers(0, 12))
def test_any_text_gets_at_most_so_many_suggestions(notes: Store, text: str, limit: int) -> None:
    found = suggest(notes, text, limit)
    assert len(found) <= limit and len(found) == len(set(found))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stands_in_no_query(notes: Store, text: str) -> None:
    check(notes, text)
    check(notes, f"what fixes overfitting {text}")


@pytest.mark.parametrize("text", [
    "x" * 10_000, "overfitting " * 900, "a b " * 2_500, "🦙" * 10_000, "9" * 10_000, "what fixes " * 900, "zzq " * 2_500,
    "which metric and " * 600, "\u202e" * 10_000, "<" * 10_000, "\u0301" * 10_000, "ﷺ" * 10_000])
def test_ten_thousand_characters_are_no_harm(notes: Store, text: str) -> None:
    check(notes, text[:10_000])


def test_a_thousand_questions_do_not_fill_the_memory() -> None:
    """In a process of its own: the peak of this one says nothing."""
    script = """
import pathlib, resource, yaml
from graph import sources
from graph.ask import answer
store = sources.open()
asked = [case["q"] for case in yaml.safe_load(pathlib.Path("tests/cases/questions.yaml").read_text(encoding="utf-8"))]
peaks = {}
for n in range(1_200):
    answer(store, asked[n % len(asked)] if n % 2 else f"{asked[n % len(asked)]} qz{n}x word{n}q")
    peaks[n] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((peaks[1_199] - peaks[199]) / 1024)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 20
