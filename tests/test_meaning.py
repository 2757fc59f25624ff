"""The ranking: hubs, evidence, and the pairs that a tutor was asked."""
from __future__ import annotations

import pathlib
import random
from collections import deque

import numpy as np
import pyoxigraph as ox
import pytest
import yaml

from graph import meaning, network, paths
from graph.errors import NoPath
from graph.store import Store
from graph.vocabulary import ID, RDFS

CASES = yaml.safe_load((pathlib.Path(__file__).parent / "cases" / "paths.yaml").read_text(encoding="utf-8"))


def test_a_first_path_through_a_hub_waits_for_one_of_twice_its_length() -> None:
    spokes = [(f"http://example.org/h/{i}", "http://example.org/p", "http://example.org/hub") for i in range(40)]
    chain = [(f"http://example.org/{a}", "http://example.org/p", f"http://example.org/{b}")
             for a, b in (("h/0", "x"), ("x", "y"), ("y", "z"), ("z", "h/1"))]
    longer = [(f"http://example.org/{a}", "http://example.org/p", f"http://example.org/{b}")
              for a, b in (("h/2", "r"), ("r", "s"), ("s", "t"), ("t", "u"), ("u", "v"), ("v", "w"), ("w", "h/3"))]
    graph = ox.Store()
    for s, p, o in spokes + chain + longer:
        graph.add(ox.Quad(ox.NamedNode(s), ox.NamedNode(p), ox.NamedNode(o)))
        for iri in (s, o):
            graph.add(ox.Quad(ox.NamedNode(iri), ox.NamedNode(RDFS + "label"), ox.Literal(iri.rsplit("/", 1)[1])))
    store = Store(graph)
    lengths = [[len(p) for p in paths.between(store, [f"http://example.org/h/{a}", f"http://example.org/h/{b}"], limit=2)]
               for a, b in ((0, 1), (2, 3))]
    assert lengths == [[4, 2], [2, 7]]


def test_no_first_path_on_the_notes_goes_through_a_hub_needlessly(notes: Store) -> None:
    weighing = meaning.of(notes)
    net, hubs = weighing.network, set(np.flatnonzero(weighing.hubs).tolist())
    linked = [n for n in range(len(net)) if net.degree[n]]
    rng = random.Random(2024)
    tried = 0
    while tried < 500:
        one, other = rng.sample(linked, 2)
        try:
            first = paths.between(notes, [net.iris[one], net.iris[other]], limit=1)[0]
        except NoPath:
            continue
        tried += 1
        between = {net.number[iri] for iri in paths.nodes(first)[1:-1]}
        if between & hubs:
            assert clear_length(net, one, other, hubs) > 2 * len(first), paths.sentence(notes, first)


def clear_length(net: object, one: int, other: int, hubs: set[int]) -> float:
    """The fewest steps between two nodes around all hubs."""
    seen, waiting = {one}, deque([(one, 0)])
    while waiting:
        node, far = waiting.popleft()
        if node == other:
            return far
        for following in net.neighbours([node])[0]:
            if following not in seen and (following not in hubs or following == other):
                seen.add(following)
                waiting.append((following, far + 1))
    return float("inf")


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['from']} - {c['to']}")
def test_the_first_path_is_the_one_a_tutor_would_give(notes: Store, case: dict) -> None:
    first = paths.between(notes, [ID + case["from"], ID + case["to"]], limit=1)[0]
    between = [iri.removeprefix(ID) for iri in paths.nodes(first)[1:-1]]
    assert any(len(route) == len(between) and all(n in place for n, place in zip(between, route, strict=True))
               for route in case["through"]), paths.sentence(notes, first)


def test_what_several_passages_say_weighs_less_than_what_one_does(notes: Store) -> None:
    links = [p.steps[0] for p in (paths.between(notes, [ID + one, ID + other], limit=1)[0] for one, other in (
        ("glue-crawlers", "glue-data-catalog"), ("glue-crawlers", "athena-table")))]
    assert [len(step.passages) for step in links] == [2, 1]
    net, plain = meaning.of(notes).network, meaning.weigh(network.of(notes), [0.0] * len(network.of(notes).properties))
    for step, passages in zip(links, (2, 1), strict=True):
        one, other = net.number[step.subject], net.number[step.object]
        costs = [next(c for link, c in each.links(one, other) if net.properties[link // 2] == step.property) for each in (net, plain)]
        assert costs[0] - 1 == pytest.approx((costs[1] - 1) / passages)
        assert net.links(other, one)[0][1] == pytest.approx(costs[0])


def test_there_are_twenty_pairs() -> None:
    assert len(CASES) >= 20
