"""explorer/pathsearch.py and pathfiles.py: what is wanted to and from an address, and what the library finds for it."""
from __future__ import annotations

import json
from urllib.parse import parse_qs

import flask
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import pathfiles, pathsearch
from explorer.pathsearch import Wish
from graph import paths
from graph.errors import GraphError, UnknownConcept
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import ID, WF

_CONCEPTS = st.sampled_from([ID + n for n in ("dropout", "xgboost", "overfitting", "gamma", "bagging", "alpha")])
_TERMS = st.one_of(_CONCEPTS, st.sampled_from([WF + "mitigates", WF + "contrastsWith", WF + "Metric", WF + "Technique"]))
wishes = st.builds(
    Wish, ends=st.lists(_CONCEPTS, min_size=0, max_size=4, unique=True).map(tuple), how=st.sampled_from(list(pathsearch.HOW)),
    via=st.lists(_CONCEPTS, max_size=2, unique=True).map(tuple), avoid=st.lists(_TERMS, max_size=3, unique=True).map(tuple),
    only=st.lists(_TERMS, max_size=2, unique=True).map(tuple), steps=st.none() | st.integers(1, 20), directed=st.booleans(),
    limit=st.integers(1, 50))


@settings(deadline=None)
@given(wishes)
def test_a_wish_survives_its_address_and_its_json(notes: Store, wish: Wish) -> None:
    parameters = parse_qs(pathsearch.query_string(wish))
    assert pathsearch.read(notes, pathsearch.from_address(parameters)) == wish
    assert pathsearch.read(notes, wish.as_json()) == wish


@pytest.mark.parametrize("sent", [{}, {"ends": 5}, {"ends": [None, 3]}, {"steps": "x", "k": [], "how": {}, "directed": "perhaps"},
                                  {"k": "1e9"}, {"steps": float("inf")}, {"via": {"a": 1}}])
def test_what_is_malformed_is_left_out(notes: Store, sent: dict) -> None:
    assert pathsearch.read(notes, sent) == Wish()


def test_names_of_nothing_and_too_much_are_said(notes: Store) -> None:
    with pytest.raises(UnknownConcept):
        pathsearch.read(notes, {"ends": ["zzqxjk"]})
    with pytest.raises(GraphError, match="at most"):
        pathsearch.read(notes, {"ends": ["dropout"] * 40})


def test_each_condition_reaches_the_library(notes: Store) -> None:
    ends = (ID + "dropout", ID + "xgboost")
    wish = Wish(ends, "best", (ID + "overfitting",), (ID + "gamma", WF + "contrastsWith"), (), 4, False, 7)
    direct = paths.between(notes, ends, limit=7, max_length=4, via=wish.via, avoid=wish.avoid)
    assert list(pathsearch.find(notes, wish).paths) == direct
    for changed in (Wish(ends, "shortest"), Wish(ends, directed=True), Wish(ends, only=(WF + "mitigates", WF + "hasHyperparameter"))):
        found = pathsearch.find(notes, changed)
        c = changed.constraints
        try:
            wanted = paths.between(notes, ends, directed=c.directed, shortest=c.shortest, only=c.only)
        except paths.Blocked as blocked:
            assert found.message == str(blocked) and found.without == blocked.without
        else:
            assert list(found.paths) == wanted


def test_regions_shared_neighbours_and_trees(notes: Store) -> None:
    pair = (ID + "gamma", ID + "alpha")
    assert {len(p) for p in pathsearch.find(notes, Wish(pair, "common")).paths} == {2}
    region = pathsearch.find(notes, Wish(pair, "within", steps=2))
    assert region.links == paths.within(notes, *pair, 2).steps and region.steps == region.links
    tree = pathsearch.find(notes, Wish((*pair, ID + "dropout")))
    assert {ID + "gamma", ID + "alpha", ID + "dropout"} <= {iri for p in tree.paths for iri in paths.nodes(p)}
    assert "leave the others out" in pathsearch.find(notes, Wish((*pair, ID + "dropout"), "common")).message


@pytest.mark.parametrize("wish", [
    Wish((ID + "dropout", ID + "xgboost"), "best", (), (ID + "gamma", WF + "contrastsWith"), (), 4, False, 3),
    Wish((ID + "dropout", ID + "xgboost"), "shortest"), Wish((ID + "gamma", ID + "alpha"), "within", steps=2),
    Wish((ID + "dropout", ID + "gamma", ID + "alpha"))])
def test_the_query_finds_the_same_links(notes: Store, wish: Wish) -> None:
    found = pathsearch.find(notes, wish)
    with Queries(notes) as queries:
        rows = json.loads(queries.run(pathsearch.sparql(wish, found)).body)["results"]["bindings"]
    ends = [("from", "to"), ("subject", "object")]["subject" in rows[0]]
    pairs = {frozenset((r[ends[0]]["value"], r[ends[1]]["value"])) for r in rows}
    assert pairs == {frozenset((s.start, s.end)) for s in found.steps}


def test_files_of_found_paths(notes: Store) -> None:
    app = flask.Flask("test")
    app.register_blueprint(pathfiles.blueprint(notes))
    client = app.test_client()
    query = pathsearch.query_string(Wish((ID + "dropout", ID + "xgboost")))
    graphml, text = client.get(f"/paths.graphml?{query}"), client.get(f"/paths.txt?{query}")
    assert b"<graphml" in graphml.data and "attachment" in graphml.headers["Content-Disposition"]
    assert text.text.startswith("1. Dropout mitigates overfitting") and "[line 217]" in text.text
    assert client.get("/paths.graphml?from=dropout&to=zzqxjk").status_code == 400
    assert client.get(f"/paths.txt?{query}&steps=1").status_code == 404
    assert client.get("/paths.exe").status_code == 404
