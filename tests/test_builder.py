"""graph/builder.py and choices.py: queries put together by choosing, and that no choice leads to nothing."""
from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from graph import builder, choices
from graph.builder import Condition, Plan
from graph.errors import QueryError
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import ID, WF


@pytest.fixture(scope="module")
def queries(notes: Store) -> Iterator[Queries]:
    with Queries(notes) as made:
        yield made


PLAN = Plan(WF + "Problem", (Condition(0, WF + "isMitigatedBy", kind=WF + "Technique"), Condition(1, WF + "contrastsWith"),
                             Condition(0, WF + "isWorsenedBy", concept=ID + "more-layers")))


def test_the_query_grows_with_the_plan(notes: Store) -> None:
    assert builder.query(notes, Plan(WF + "Problem")) == "SELECT DISTINCT ?problem WHERE {\n  ?problem a wf:Problem .\n}\nORDER BY ?problem"
    assert builder.query(notes, PLAN) == """SELECT DISTINCT ?problem ?technique ?alternative WHERE {
  ?problem a wf:Problem .
  ?problem wf:isMitigatedBy ?technique .
  ?technique a wf:Technique .
  ?technique wf:contrastsWith ?alternative .
  ?problem wf:isWorsenedBy id:more-layers .
}
ORDER BY ?problem ?technique ?alternative"""


def test_the_sentence_grows_too(notes: Store) -> None:
    assert builder.sentence(notes, Plan(WF + "Problem")) == "Every problem."
    assert builder.sentence(notes, PLAN) == (
        "Every problem that is mitigated by a technique, which contrasts with something, and is worsened by more layers.")


def test_a_plan_survives_the_way_through_json() -> None:
    assert builder.read(asdict(PLAN) | {"conditions": [asdict(c) for c in PLAN.conditions]}) == PLAN


@pytest.mark.parametrize("given", [
    None, 5, {"conditions": 3}, {"conditions": [{}]}, {"conditions": [{"property": "x y"}]}, {"kind": "} DROP ALL"},
    {"conditions": [{"property": WF + "mitigates", "on": 1}]}, {"conditions": [{"property": WF + "mitigates", "on": -1}]},
    {"conditions": [{"property": WF + "mitigates", "text": '"a" } { ?x ?y ?z'}]}, {"conditions": [{"property": WF + "a"}] * 13},
    {"conditions": [{"property": WF + "mitigates", "text": "?x"}]}])
def test_what_is_no_plan_is_refused(given: object) -> None:
    with pytest.raises(QueryError):
        builder.read(given)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_chosen_leaves_as_many_results_as_it_says(notes: Store, queries: Queries, seed: int) -> None:
    chance = random.Random(seed)
    kind = chance.choice(choices.kinds(notes))
    plan = Plan(kind.value)
    assert choices.count(queries, notes, plan) == kind.count > 0
    for _ in range(3):
        on = chance.randrange(len(builder.names(notes, plan)))
        offered = choices.properties(notes, queries, plan, on)
        if not offered:
            break
        prop = chance.choice(offered)
        value = chance.choice(choices.values(notes, queries, plan, on, prop.value, prop.forward))
        end = {"kind": {"kind": value.value}, "concept": {"concept": value.value}, "text": {"text": value.value}}[value.sort]
        plan = builder.read({"kind": plan.kind, "conditions": [
            *(asdict(c) for c in plan.conditions), {"on": on, "property": prop.value, "forward": prop.forward, **end}]})
        found = choices.count(queries, notes, plan)
        assert found > 0 and (on or found == value.count), builder.query(notes, plan)
        assert queries.run(builder.query(notes, plan)).rows


def test_each_property_counts_the_things_that_have_it(notes: Store, queries: Queries) -> None:
    plan = Plan(WF + "Problem")
    offered = {c.value: c.count for c in choices.properties(notes, queries, plan, 0)}
    assert offered[WF + "isMitigatedBy"] == choices.count(queries, notes, Plan(WF + "Problem", (Condition(0, WF + "isMitigatedBy"),)))


def test_other_peoples_graphs_are_built_upon(features: Store) -> None:
    with Queries(features) as queries:
        for kind in choices.kinds(features)[:4]:
            assert choices.count(queries, features, Plan(kind.value)) == kind.count
