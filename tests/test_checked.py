"""explorer/checked.py: the findings of the check by concept, in the panel of that concept."""
from __future__ import annotations

import pathlib

import pyoxigraph as ox
import pytest

from explorer import checked
from explorer.panels import concept
from graph import sources
from graph.store import Store
from graph.vocabulary import ID, WF

FACTS = """
section: Trouble
concepts:
  one:
    kind: Technique
    label: one
    also: [shared]
    definition: The first.
    lines: 1
    mitigates: {to: two, lines: 1}
  two:
    kind: FailureMode
    label: two
    also: [shared]
    definition: The second.
    lines: 2
    isMitigatedBy: {to: one, not: true, lines: 2}
  three:
    kind: FailureMode
    label: three
    definition: Nobody speaks of it.
    lines: 3
"""


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("troubled")
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    store = sources.open([folder])
    # A shape is broken too: a concept whose definition is gone.
    return store


def test_findings_are_known_by_the_concepts_they_speak_of(troubled: Store) -> None:
    known = checked.of(troubled)
    rules = {name: {f.rule for f in known.of(ID + name)} for name in ("one", "two", "three")}
    assert rules["one"] >= {"contradiction", "shared name"} and "contradiction" in rules["two"] and rules["three"] >= {"orphan"}
    assert checked.of(troubled) is known


def test_the_shapes_join_from_a_process_of_their_own(small: Store) -> None:
    graph = ox.Store()
    graph.extend(q for q in small.graph if q.predicate.value != WF + "polarity")
    store = Store(graph)
    known = checked.of(store)
    assert known.complete.wait(120) and not known.trouble
    assert any(f.rule == "shape" for found in known.by_concept.values() for f in found)


def test_the_panel_has_a_badge_and_the_list(troubled: Store, notes: Store) -> None:
    said = str(concept.concept(troubled, ID + "three"))
    assert "badge" in said and "1 finding" in said and "related to nothing" in said
    assert "badge" not in str(concept.concept(notes, ID + "overfitting"))


def test_a_graph_without_claims_of_ours_has_none_and_is_done_at_once(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("<http://e.org/a> <http://e.org/p> <http://e.org/b> .", encoding="utf-8")
    known = checked.of(sources.open([file]))
    assert known.complete.is_set() and known.of("http://e.org/a") == ()
