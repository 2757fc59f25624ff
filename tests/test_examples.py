"""graph/examples.py and examples.ttl: the example queries all run, each gives rows, each teaches something."""
from __future__ import annotations

import json
import pathlib
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from graph import examples
from graph.explain import explain
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import PREFIXES

TURTLE = pathlib.Path(examples.__file__).with_name("examples.ttl")


@pytest.fixture(scope="module")
def queries(notes: Store) -> Iterator[Queries]:
    with Queries(notes) as made:
        yield made


@pytest.mark.parametrize("example", examples.read(), ids=lambda e: e.name)
def test_every_example_gives_rows(queries: Queries, notes: Store, example: examples.Example) -> None:
    result = queries.run(example.query, ["turtle", "json"])
    assert result.rows or (result.kind == "ask" and json.loads(result.body)["boolean"])
    assert example.name and example.teaches.endswith(".") and example.heading
    assert explain(notes, example.query).conditions


def test_there_are_some_25_from_simple_to_advanced() -> None:
    known = examples.read()
    assert 25 <= len(known) <= 32
    assert len({e.name for e in known}) == len(known)
    assert known[0].query.count(".") == 1 and "SELECT ?service WHERE" in known[-1].query
    forms = {e.query.lstrip("#").split()[0] for e in known if not e.query.startswith("#")}
    assert {"SELECT", "ASK", "CONSTRUCT"} <= forms


def test_the_prefixes_that_they_declare_are_ours() -> None:
    store = ox.Store()
    store.bulk_load(path=str(TURTLE), format=ox.RdfFormat.TURTLE)
    found = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(examples.SH + "prefix"), None, None):
        space, = store.quads_for_pattern(quad.subject, ox.NamedNode(examples.SH + "namespace"), None, None)
        found[quad.object.value] = space.object.value
    assert len(found) >= 7 and found.items() <= PREFIXES.items()


def test_other_graphs_get_examples_that_fit_any(tmp_path: pathlib.Path) -> None:
    graph = ox.Store()
    graph.load(b'@prefix ex: <http://example.org/> . ex:a a ex:B ; <http://www.w3.org/2000/01/rdf-schema#label> "x" .',
               format=ox.RdfFormat.TURTLE)
    store = Store(graph)
    with Queries(store) as queries:
        for example in examples.of(store):
            assert queries.run(example.query).rows, example.name
