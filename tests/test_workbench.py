"""explorer/workbench: the routes that the SPARQL page asks, without a browser."""
from __future__ import annotations

import json
import pathlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from explorer.app import create_app
from explorer.workbench import bundle, packing
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import ID, WF

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def client(notes: Store) -> Iterator[Any]:
    with Queries(notes) as queries:
        yield create_app(notes, queries).server.test_client()


def ask(client: Any, route: str, **sent: Any) -> Any:
    answer = client.post(f"/workbench/{route}", json=sent)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_query_is_run_and_told(client: Any) -> None:
    found = ask(client, "run", id="a", query="SELECT ?x ?n { VALUES ?n { 7 8 } ?x wf:mitigates id:overfitting FILTER(?x = id:dropout) }")
    assert found["kind"] == "select" and found["rows"] == 2 and found["variables"] == ["x", "n"] and found["limit"] == 10
    rows = [[found["terms"][n]["text"] for n in row] for row in found["cells"]]
    assert sorted(rows) == [["dropout", "7"], ["dropout", "8"]]
    assert len(found["terms"]) == 3
    assert found["explained"]["conditions"][0] == "?x mitigates overfitting"
    assert json.loads(found["raw"])["head"]["vars"] == ["x", "n"] and not found["cut"]


def test_each_form_has_its_own_shape(client: Any) -> None:
    assert ask(client, "run", id="a", query="ASK { id:dropout wf:mitigates id:overfitting }")["verdict"] is True
    graph = ask(client, "run", id="a", query="CONSTRUCT WHERE { id:dropout wf:mitigates ?x }")
    assert graph["kind"] == "graph" and "wf:mitigates" in graph["raw"] and graph["rows"] == len(graph["cells"])
    assert graph["variables"] == ["subject", "property", "object"]
    assert ["dropout", "mitigates", "overfitting"] in [[graph["terms"][n]["text"] for n in row] for row in graph["cells"]]


def test_triples_are_rows_with_their_terms_told(client: Any) -> None:
    made = "CONSTRUCT { id:dropout rdfs:comment 'ein Satz'@de ; wf:n 7 ; wf:x [] } WHERE {}"
    graph = ask(client, "run", id="a", query=made)
    cells = {graph["terms"][p]["text"]: graph["terms"][o] for _, p, o in graph["cells"]}
    assert [cells[name]["note"] for name in ("rdfs:comment", "wf:n", "wf:x")] == ["@de", "xsd:integer", "a blank node"]
    assert cells["wf:n"]["value"] == 7
    assert ask(client, "run", id="a", query="CONSTRUCT { ?x a ?y } WHERE { ?x wf:none ?y }")["cells"] == []


def test_an_error_has_its_place_its_words_and_its_mend(client: Any) -> None:
    error = ask(client, "run", id="a", query="SELECT ?x {\n  ?x skoss:prefLabel ?y }")["error"]
    assert (error["line"], error["column"], error["reason"]) == (2, 6, "syntax")
    assert "skoss: is not declared" in error["message"] and error["note"]["mend"]["label"] == "write skos:"
    assert "there is no query" in ask(client, "run", id="a", query=" ")["error"]["message"]


def test_stopping_ends_the_work_at_once(client: Any) -> None:
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(ask(client, "run", id="long", query=ENDLESS)))
    thread.start()
    deadline = time.monotonic() + 8
    while not ask(client, "stop", id="long")["stopped"] and time.monotonic() < deadline:
        time.sleep(0.02)
    thread.join()
    assert answers[0]["error"]["reason"] == "cancelled" and "stopped" in answers[0]["error"]["message"]
    assert ask(client, "stop", id="long") == {"stopped": False}
    assert ask(client, "run", id="next", query="ASK { ?x wf:mitigates ?y }")["verdict"] is True


def test_notes_and_completions_come_as_places(client: Any) -> None:
    note, = ask(client, "notes", query="SELECT ?x { ?x wf:mitigate id:overfitting }")
    assert (note["start"], note["end"], note["is_error"]) == (15, 26, False) and note["mend"]["text"] == "wf:mitigates"
    assert ask(client, "notes", query="") == []
    text = "SELECT ?x { ?x wf:mitigates overf"
    found = ask(client, "complete", query=text, cursor=len(text))
    assert (found["start"], found["end"]) == (28, 33)
    assert found["items"][0] == {"text": "id:overfitting", "label": "overfitting", "detail": "failure mode", "sort": "concept"}


def drawn(client: Any, query: str) -> tuple[dict[str, Any], set[tuple[str, str, str]]]:
    elements = ask(client, "draw", id="a", query=query)["elements"]
    nodes = {e["data"]["id"]: e for e in elements if e["group"] == "nodes"}
    edges = {(e["data"]["source"], e["data"]["label"], e["data"]["target"]) for e in elements if e["group"] == "edges"}
    assert len({e["data"]["id"] for e in elements}) == len(elements)
    assert {end for s, _, t in edges for end in (s, t)} <= set(nodes)
    return nodes, edges


def test_a_constructed_graph_is_drawn_as_it_is(client: Any) -> None:
    made = "CONSTRUCT { ?x wf:madeUp ?y ; rdfs:comment 'a text' } WHERE { ?x wf:mitigates ?y . ?x a wf:Hyperparameter }"
    nodes, edges = drawn(client, made)
    assert (ID + "subsample", "madeUp", ID + "overfitting") in edges
    assert nodes['"a text"']["data"]["text"] and nodes[ID + "subsample"]["data"]["family"]


def test_rows_are_drawn_by_the_patterns_of_their_query(client: Any) -> None:
    _, edges = drawn(client, "SELECT ?x ?y { ?x wf:mitigates ?y . ?y wf:isWorsenedBy ?z . ?x a wf:RegularizationTechnique }")
    assert (ID + "dropout", "mitigates", ID + "overfitting") in edges and {label for _, label, _ in edges} == {"mitigates"}
    _, edges = drawn(client, "SELECT ?x { ?x wf:mitigates id:overfitting }")
    assert (ID + "dropout", "mitigates", ID + "overfitting") in edges


def test_the_steps_of_a_path_search_are_drawn(client: Any) -> None:
    binds = " ; ".join(f"paths:{n} ?{n}" for n in ("from", "property", "to"))
    ends = "paths:source id:dropout ; paths:target id:xgboost"
    nodes, edges = drawn(client, f"SELECT * {{ SERVICE paths:search {{ [] {ends} ; {binds} }} }}")
    assert {ID + "dropout", ID + "xgboost"} <= set(nodes) and (ID + "dropout", "mitigates", ID + "overfitting") in edges


def test_concepts_without_a_pattern_get_the_links_of_the_graph(client: Any) -> None:
    _, edges = drawn(client, "SELECT ?x { VALUES ?x { id:dropout id:overfitting } }")
    assert (ID + "dropout", "mitigates", ID + "overfitting") in edges


def test_a_big_result_is_drawn_in_part_and_says_so(client: Any) -> None:
    found = ask(client, "draw", id="a", query="SELECT * { ?x wf:performs ?y }", aspect=2.4)
    assert sum(e["group"] == "nodes" for e in found["elements"]) <= 150
    assert ask(client, "run", id="a", query="SELECT * { ?x wf:performs ?a }")["variables"] == ["x", "a"]
    assert "best connected" in ask(client, "draw", id="a", query="SELECT * { ?x wf:passage ?y }")["note"]


def test_parts_of_a_drawing_do_not_overlap() -> None:
    edges = [(f"{star}-hub", f"{star}-{n}") for star in range(5) for n in range(3 + 3 * star)] + [("p", "q"), ("q", "r"), ("r", "p")]
    names = list(dict.fromkeys(n for e in edges for n in e)) + ["alone"]
    places = packing.arrange(names, edges, 2.5)
    assert set(places) == set(names)
    assert all(abs(a[0] - c[0]) > 40 or abs(a[1] - c[1]) > 28 for i, a in enumerate(places.values()) for c in list(places.values())[i + 1:])
    wide, high = (max(p[k] for p in places.values()) - min(p[k] for p in places.values()) for k in (0, 1))
    assert 1.2 < wide / high < 5


def test_the_builder_tells_the_query_and_what_comes_next(client: Any) -> None:
    first = ask(client, "build", plan={}, want="kinds")
    kind, = (c for c in first["choices"] if c["value"] == WF + "FailureMode")
    assert kind["label"] == "failure mode" and kind["sort"] == "kind" and kind["count"] > 2
    plan = {"kind": WF + "FailureMode", "conditions": [{"on": 0, "property": WF + "isMitigatedBy", "concept": ID + "dropout"}]}
    found = ask(client, "build", plan=plan, want="properties", on=0)
    assert found["sentence"] == "Every failure mode that is mitigated by dropout." and 0 < found["count"] < kind["count"]
    assert found["conditions"] == [{"verb": "is mitigated by", "end": "dropout"}] and found["choices"]
    assert "no IRI" in ask(client, "build", plan={"kind": "<>"})["error"]
    assert "no such variable" in ask(client, "build", plan={}, want="properties", on=5)["error"]


@pytest.mark.parametrize("route", ["run", "draw", "stop", "notes", "complete", "build"])
@pytest.mark.parametrize("body", [b"", b"[]", b"5", b'{"query": 5, "id": [], "cursor": "x", "plan": 3, "aspect": "wide"}', b"\xff\xfe"])
def test_whatever_is_sent_gets_an_answer(client: Any, route: str, body: bytes) -> None:
    answer = client.post(f"/workbench/{route}", data=body, content_type="application/json")
    assert answer.status_code == 200 and answer.json is not None


def test_the_editor_comes_out_of_its_wheel_once(client: Any, cache: pathlib.Path) -> None:
    for name, mark in (("yasgui.min.js", b"forkAutocompleter"), ("yasgui.min.css", b".yasqe")):
        answer = client.get(f"/workbench/editor/{bundle.version()}/{name}")
        assert answer.status_code == 200 and mark in answer.data and "immutable" in answer.headers["Cache-Control"]
        assert (cache / f"editor-{bundle.version()}" / name).read_bytes() == answer.data
    assert client.get(f"/workbench/editor/{bundle.version()}/other.js").status_code == 404


def test_without_the_wheel_there_is_no_editor_to_be_had(client: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    monkeypatch.setenv("WHATFIXES_CACHE", str(tmp_path))
    monkeypatch.setattr(bundle, "_program", lambda: str(tmp_path / "nothing"))
    assert bundle.read("yasgui.min.js") is None
    assert client.get(f"/workbench/editor/{bundle.version()}/yasgui.min.js").status_code == 404
