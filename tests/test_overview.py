"""explorer/overview.py, placing.py, sections.py, starters.py and panels/front.py: the first screen, without a browser."""
from __future__ import annotations

import itertools
import pathlib
import random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import actions, overview, placing, sections, starters, topics
from graph import ask, sources
from graph.store import Store

ROOMS = [(1408.0, 500.0), (1408.0, 340.0), (760.0, 500.0), (358.0, 400.0), (288.0, 240.0), (200.0, 160.0), (4000.0, 3000.0)]
PEOPLE = """
@prefix e: <http://example.org/> . @prefix s: <http://www.w3.org/2000/01/rdf-schema#> .
e:City a s:Class ; s:label "city" . e:Person a s:Class ; s:label "person" .
e:livesIn s:label "lives in" . e:knows s:label "knows" .
e:paris a e:City ; s:label "Paris" . e:rome a e:City ; s:label "Rome" .
e:ana a e:Person ; s:label "Ana" ; e:livesIn e:paris ; e:knows e:bob ; s:comment "A writer." .
e:bob a e:Person ; s:label "Bob" ; e:livesIn e:paris . e:cy a e:Person ; s:label "Cy" ; e:livesIn e:rome ; e:knows e:ana .
"""


def opened(tmp_path: pathlib.Path, text: str) -> Store:
    path = tmp_path / "other.ttl"
    path.write_text(text, encoding="utf-8")
    return sources.open([path])


@pytest.mark.parametrize("by", ["kind", "section", "no such thing"])
@pytest.mark.parametrize("room", ROOMS)
def test_the_overview_counts_every_concept_once(notes: Store, by: str, room: tuple[float, float]) -> None:
    made = overview.overview(notes, by, room)
    assert sum(e["data"].get("count", 0) for e in made) == len(notes.concepts)
    assert len({e["data"]["id"] for e in made}) == len(made)


def boxes(discs: list[placing.Disc], spots: dict[str, tuple[float, float]]) -> list[tuple[float, float, float, float]]:
    return [(spots[d.name][0] - d.half, spots[d.name][1] - d.radius, spots[d.name][0] + d.half, spots[d.name][1] + d.down) for d in discs]


def apart(found: list[tuple[float, float, float, float]]) -> bool:
    return all(a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1] for a, b in itertools.combinations(found, 2))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(9, 70), st.text(min_size=1, max_size=60)), min_size=1, max_size=18), st.sampled_from(ROOMS),
       st.integers(0, 99))
def test_no_disc_or_label_lies_over_another_or_outside(found: list[tuple[float, str]], room: tuple[float, float], seed: int) -> None:
    chance = random.Random(seed)
    discs = [placing.Disc(str(n), radius, placing.lines(text, 14)) for n, (radius, text) in enumerate(found)]
    wanted = {d.name: (chance.uniform(-1, 1) * room[0] / 2, chance.uniform(-1, 1) * room[1] / 2) for d in discs}
    spots = placing.place(discs, wanted, room)
    if spots is None:
        return
    placed = boxes(discs, spots)
    assert apart(placed)
    assert all(x1 >= -room[0] / 2 - 1 and x2 <= room[0] / 2 + 1 and y1 >= -room[1] / 2 - 1 and y2 <= room[1] / 2 + 1
               for x1, y1, x2, y2 in placed)


def test_what_is_small_is_put_together_and_what_is_big_is_not(notes: Store) -> None:
    made = {e["data"]["title"]: e["data"] for e in overview.overview(notes, "kind", (358.0, 400.0)) if e["group"] == "nodes"}
    assert "task" in made and "service" in made
    assert sum(" more kinds" in title for title in made) == 1
    assert made["task"]["size"] > made["problem"]["size"]


def test_a_cluster_keeps_only_its_strongest_links(notes: Store) -> None:
    made = overview.overview(notes)
    nodes = [e for e in made if e["group"] == "nodes"]
    assert 0 < len(made) - len(nodes) <= 2 * len(nodes)


def test_sections_are_the_chapters_of_the_notes_in_their_order(notes: Store) -> None:
    names = [s.label for s in sections.of(notes).all]
    assert names.index("Data Processing") < names.index("Kinesis") < names.index("Neural Networks")
    assert sections.chapter("6. Neural Networks, D. Overfitting") == "6. Neural Networks"
    found = actions.respond(notes, {"do": "section", "section": "3. Kinesis"})
    kinesis = next(s for s in sections.of(notes).all if s.label == "Kinesis")
    assert found.drawing and {e["data"]["id"] for e in found.drawing.add if e["group"] == "nodes"} == set(kinesis.concepts)


def test_the_notes_have_their_five_questions_and_each_has_an_answer(notes: Store) -> None:
    assert starters.questions(notes) == starters.NOTES and len(starters.NOTES) == 5
    for question in starters.NOTES:
        assert ask.answer(notes, question).as_json()["answers"], question


def test_another_graph_has_questions_of_its_own_and_each_has_an_answer(tmp_path: pathlib.Path) -> None:
    store = opened(tmp_path, PEOPLE)
    found = starters.questions(store)
    assert len(found) == 5 and not set(found) & set(starters.NOTES)
    for question in found:
        assert ask.answer(store, question).as_json()["answers"], question
    assert [g.name for g in overview.groupings(store)] == ["kind"], "a graph without notes has no sections"


def test_a_graph_without_names_still_has_a_first_screen(tmp_path: pathlib.Path) -> None:
    from explorer.pages import explore
    store = opened(tmp_path, "<http://example.org/a> <http://example.org/p> <http://example.org/b> .")
    assert explore.layout(store) is not None and starters.questions(store) == ()
    assert [e["data"]["size"] > 0 and e["data"]["label"].split() for e in overview.overview(store)] == [["thing", "2"]]


# ---------------------------------------------------------------- thesauri

THESAURUS = """@prefix s: <http://www.w3.org/2004/02/skos/core#> . @prefix e: <http://example.org/> .
e:drink s:prefLabel "drink" ; s:narrower e:hot, e:cold . e:hot s:prefLabel "hot drink" . 
e:cold s:prefLabel "cold drink" ; s:broader e:drink .
e:tea s:prefLabel "tea" ; s:broader e:hot .
e:coffee s:prefLabel "coffee" ; s:broader e:hot, e:cold . e:mug s:prefLabel "mug" .
e:coffee s:related e:mug . e:ice s:prefLabel "ice" ; s:broader e:ice, e:cold ."""


def test_a_thesaurus_is_shown_by_what_stands_highest(tmp_path: pathlib.Path) -> None:
    store = opened(tmp_path, THESAURUS)
    grouping, = overview.groupings(store)
    found = {g.label: sorted(store.label(iri) for iri in g.concepts) for g in grouping.groups}
    # Nearly all stands below one concept: then what is directly below it are the topics.
    assert found == {"cold drink": ["coffee", "cold drink", "ice"], "hot drink": ["hot drink", "tea"], "drink": ["drink"],
                     "outside the hierarchy": ["mug"]}
    assert grouping.noun == "topic"
    answer = actions.respond(store, {"do": "section", "section": "http://example.org/hot"})
    assert "hot drink" in str(answer.panel)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["broader", "narrower"]), st.integers(0, 9)), max_size=25))
def test_every_concept_has_one_topic_whatever_goes_round(links: list[tuple[int, str, int]]) -> None:
    lines = [f'e:n{n} s:prefLabel "n{n}" .' for n in range(10)] + [f"e:n{a} s:{how} e:n{b} ." for a, how, b in links]
    graph = ox.Store()
    prefixes = "@prefix s: <http://www.w3.org/2004/02/skos/core#> . @prefix e: <http://example.org/> .\n"
    graph.load((prefixes + "\n".join(lines)).encode(), format=ox.RdfFormat.TURTLE)
    store = Store(graph)
    found = topics.of(store)
    assert not found or sorted(itertools.chain.from_iterable(found.values())) == sorted(store.concepts)
    assert len(found) != 1
