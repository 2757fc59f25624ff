"""explorer/findings.py: one report of the checks for a store, by concept, in the panel of that concept."""
from __future__ import annotations

import gc
import pathlib
import time
import weakref

import flask
import pyoxigraph as ox
import pytest

from explorer import checking, findings
from explorer.documents import routes
from explorer.findings import DONE, Report
from explorer.panels import concept
from graph import sources
from graph.store import Store
from graph.vocabulary import CLAIM, ID, WF

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
    return sources.open([folder])


def done(store: Store) -> Report:
    """The report on a store, when the checks are done."""
    for _ in range(1200):
        report = findings.of(store).begin()
        if report.state not in (findings.WAITING, findings.RUNNING):
            return report
        time.sleep(0.1)
    raise AssertionError("the checks never end")


def test_findings_are_known_by_the_concepts_they_speak_of(troubled: Store) -> None:
    report = done(troubled)
    rules = {name: {f.rule for f in report.by_thing[ID + name]} for name in ("one", "two", "three")}
    assert report.state == DONE
    assert rules["one"] >= {"contradiction", "shared name"} and "contradiction" in rules["two"] and rules["three"] >= {"orphan"}


def test_a_finding_concerns_the_ends_of_a_claim_and_whose_part_it_is(features: Store) -> None:
    claim = next(q.subject.value for q in features.graph.quads_for_pattern(None, ox.NamedNode(WF + "mitigates"), None, None))
    assert findings.about(features, claim)[0] == claim
    steps = [(q.subject.value, q.object.value) for q in features.graph.quads_for_pattern(None, ox.NamedNode(WF + "step"), None, None)]
    assert steps and all(whole in findings.about(features, step) for whole, step in steps)
    quantities = {q.object.value: q.subject.value for q in features.graph.quads_for_pattern(None, ox.NamedNode(WF + "object"), None, None)
                  if isinstance(q.object, ox.NamedNode) and "/quantity/" in q.object.value and q.subject.value.startswith(CLAIM)}
    assert quantities and all(claim in findings.about(features, quantity) for quantity, claim in quantities.items())
    assert findings.about(features, "_:nobody") == ["_:nobody"] and findings.about(features, "no iri") == ["no iri"]


def test_the_shapes_are_among_the_findings(small: Store) -> None:
    graph = ox.Store()
    graph.extend(q for q in small.graph if q.predicate.value != WF + "polarity")
    assert any(f.rule == "shape" for f in done(Store(graph)).findings)


def test_panel_documents_and_bar_share_one_run_of_the_checks(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store, runs, checked = Store(small.graph, small.nquads), [], checking.findings
    monkeypatch.setattr(checking, "findings", lambda given, progress: runs.append(given) or checked(given, progress))
    app = flask.Flask("documents")
    app.register_blueprint(routes.blueprint(store))
    concept.concept(store, store.concepts[0])
    since = done(store).since
    for path in ("/findings.json", "/findings", "/vocabulary"):
        assert app.test_client().get(path).status_code == 200
    concept.concept(store, store.concepts[0])
    assert runs == [store] and findings.of(store).report.since == since


def test_findings_go_with_their_store(small: Store) -> None:
    store = Store(small.graph, small.nquads)
    gone = weakref.ref(store)
    findings.of(store)
    del store
    gc.collect()
    assert gone() is None


def test_the_panel_has_a_badge_the_list_and_a_link_to_all(troubled: Store, small: Store) -> None:
    done(troubled)
    said = str(concept.concept(troubled, ID + "three"))
    assert "badge" in said and "1 finding" in said and "related to nothing" in said and "/findings" in said
    assert done(small).findings == () and "badge" not in str(concept.concept(small, small.concepts[0]))


def test_the_panel_leaves_a_place_for_what_comes_later(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(small.graph, small.nquads)
    monkeypatch.setattr(findings.Findings, "begin", lambda self, again=False: Report(findings.RUNNING))
    assert "findings-later" in str(concept.concept(store, store.concepts[0]))


def test_a_graph_without_claims_of_ours_has_none(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("<http://e.org/a> <http://e.org/p> <http://e.org/b> .", encoding="utf-8")
    report = done(sources.open([file]))
    assert report.state == DONE and not report.findings


def test_the_panel_leads_to_the_document_of_anybodys_concept(notes: Store, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("<http://e.org/a> <http://e.org/p> <http://e.org/b> .", encoding="utf-8")
    assert "'/id/overfitting.html'" in str(concept.concept(notes, ID + "overfitting"))
    assert "'/concept?iri=http%3A%2F%2Fe.org%2Fa'" in str(concept.concept(sources.open([file]), "http://e.org/a"))
