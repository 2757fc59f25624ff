"""explorer/app.py, actions.py, results.py, addresses.py, suggestions.py, commands/serve.py, without a browser."""
from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest

from explorer import actions, addresses, results, suggestions
from explorer.app import create_app
from explorer.cli import main
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import ID, WF

OVERFITTING, DROPOUT = ID + "overfitting", ID + "dropout"


@pytest.fixture(scope="module")
def queries(notes: Store) -> Iterator[Queries]:
    with Queries(notes) as made:
        yield made


def text(part) -> str:
    """All that a person reads in a component."""
    if part is None or isinstance(part, (str, int, float)):
        return "" if part is None else str(part)
    if isinstance(part, (list, tuple)):
        return " ".join(text(p) for p in part)
    return text(getattr(part, "children", None))


def added(response: actions.Response) -> set[str]:
    return {e["data"]["id"] for e in response.drawing.add if e["group"] == "nodes"} if response.drawing else set()


def test_two_applications_share_nothing(small: Store, notes: Store, queries: Queries) -> None:
    one, other = create_app(small, queries), create_app(notes, queries)
    assert one is not other and one.callback_map is not other.callback_map
    assert one.server.test_client().get("/suggest?q=dropout").json != other.server.test_client().get("/suggest?q=dropout").json


def test_every_page_and_asset_is_served_from_here(notes: Store, queries: Queries) -> None:
    client = create_app(notes, queries).server.test_client()
    for path in ("/", "/sparql", "/?concept=overfitting"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        assert page.startswith("<!DOCTYPE html>")
        assert "https://" not in page and "http://" not in page
    assert client.get("/_dash-layout").status_code == 200


def test_home_shows_the_overview(notes: Store) -> None:
    found = actions.respond(notes, {"do": "home"})
    assert found.panel is None and found.drawing and found.drawing.replace and found.drawing.mode == "overview"


def test_a_concept_on_a_fresh_canvas_comes_with_its_neighbours(notes: Store) -> None:
    found = actions.respond(notes, {"do": "concept", "iri": "overfitting"})
    assert {OVERFITTING, DROPOUT} <= added(found) and found.title == "overfitting"


def test_a_concept_on_a_canvas_in_use_comes_alone(notes: Store) -> None:
    found = actions.respond(notes, {"do": "concept", "iri": "overfitting", "present": {ID + "amazon-athena": [0, 0]}, "fresh": False})
    assert added(found) == {OVERFITTING} and found.drawing and not found.drawing.replace


def test_an_expansion_leaves_out_what_is_there(notes: Store) -> None:
    found = actions.respond(notes, {"do": "expand", "iri": OVERFITTING, "present": {OVERFITTING: [0, 0], DROPOUT: [9, 9]}, "fresh": False})
    assert added(found).isdisjoint({OVERFITTING, DROPOUT}) and added(found)


@pytest.mark.parametrize("sent", [
    {}, {"do": "no such thing"}, {"do": "concept"}, {"do": "concept", "iri": 5}, {"do": "expand", "iri": "zzqxjk"},
    {"do": "expand", "iri": OVERFITTING, "present": {"x": 1, OVERFITTING: ["a", None], DROPOUT: [float("nan"), 0]}},
    {"do": "expand", "iri": OVERFITTING, "groups": [5, None, "x"], "present": []}, {"do": "ask", "q": ""}, {"do": "ask", "q": "?" * 5000},
    {"do": "path", "from": "x", "to": ""}, {"do": "draw-path", "nodes": ["a", 3], "edges": "x"}, {"do": "kind", "kind": "Nothing"},
    {"do": "home", "room": "wide"},
    {"do": "home", "room": [float("inf"), 1]}, {"do": "home", "by": "nothing"}, {"do": "section", "section": "x"}])
def test_whatever_is_sent_gets_a_response(notes: Store, sent: dict) -> None:
    found = actions.respond(notes, sent)
    assert found.panel is not None or found.drawing is not None
    assert "Traceback" not in text(found.panel)


def test_what_is_unexpected_is_a_sentence_and_is_logged(notes: Store, monkeypatch: pytest.MonkeyPatch,
                                                         caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setitem(actions._HANDLERS, "home", lambda store, action: 1 // 0)
    monkeypatch.setattr(actions, "_home", lambda store, action: actions.Response())
    assert "Something went wrong" in text(actions.respond(notes, {"do": "home"}).panel)
    assert "ZeroDivisionError" in caplog.text


def test_the_panel_of_a_concept_has_all_its_parts(notes: Store) -> None:
    said = text(actions.respond(notes, {"do": "concept", "iri": "overfitting"}).panel)
    for part in ("failure mode", "is mitigated by", "is worsened by", "does not", "The notes had:", "What holds:", "L217"):
        assert part in said or part == "does not" and "is not" in said


def test_an_answer_is_drawn_or_only_lit(notes: Store) -> None:
    drawn = actions.respond(notes, {"do": "ask", "q": "what fixes overfitting"})
    assert {OVERFITTING, DROPOUT} <= added(drawn)
    lit = actions.respond(notes, {"do": "ask", "q": "what fixes overfitting", "present": {DROPOUT: [0, 0]}, "fresh": False})
    assert not added(lit) and lit.drawing and DROPOUT in lit.drawing.lit
    assert "Show on the canvas" in text(lit.panel) and "Show on the canvas" not in text(drawn.panel)
    later = actions.respond(notes, {"do": "draw-answer", "q": "what fixes overfitting", "present": {DROPOUT: [0, 0]}, "fresh": False})
    assert OVERFITTING in added(later) and DROPOUT not in added(later)


@pytest.mark.parametrize("sent", [{"do": "path", "from": "underfitting", "to": "dropout"}, {"do": "ask", "q": "underfitting to dropout"},
                                  {"do": "ask", "q": "path from underfitting to dropout"}])
def test_a_path_is_ranked_told_and_drawn(notes: Store, sent: dict) -> None:
    found = actions.respond(notes, sent)
    assert {ID + "underfitting", DROPOUT} <= added(found)
    assert text(found.panel).count("Underfitting") >= 2


def test_addresses_are_short_for_our_own_and_whole_for_others() -> None:
    assert addresses.concept(DROPOUT) == "/?concept=dropout"
    assert addresses.concept("http://example.org/a b") == "/?concept=http%3A%2F%2Fexample.org%2Fa+b"
    assert addresses.kind(WF + "Service") == "/?kind=Service"
    assert not addresses.is_safe("javascript:alert(1)") and not addresses.is_safe(None) and addresses.is_safe("https://d2l.ai/")


def test_suggestions_have_concepts_with_their_kind_then_questions(notes: Store) -> None:
    found = suggestions.suggestions(notes, "overfit")
    assert found[0]["label"] == "overfitting" and found[0]["kind"] == "failure mode"
    kinds = [s["is"] for s in found]
    assert kinds == sorted(kinds) and "question" in kinds
    assert suggestions.suggestions(notes, "  ") == []
    assert {s["is"] for s in suggestions.suggestions(notes, "overfit", questions=False)} == {"concept"}


def test_a_text_that_asks_is_completed_before_names_and_only_what_it_names_is_offered(notes: Store) -> None:
    found = suggestions.suggestions(notes, "what fixes overfitting")
    assert [s["label"] for s in found if s["is"] == "concept"][0] == "overfitting"
    assert found[0] == {"is": "question", "label": "what fixes overfitting"}
    assert "sentiment analysis" not in {s["label"] for s in found}
    assert suggestions.suggestions(notes, "what is dropout")[0]["label"] == "what is dropout"
    # A concept may be called like a question.
    assert "recommendation" in {s["label"] for s in suggestions.suggestions(notes, "what a user may like")}


def test_a_table_shows_labels_links_concepts_and_sorts_numbers(queries: Queries, notes: Store) -> None:
    found = results.table(notes, queries.run("SELECT ?a ?n ?u WHERE { VALUES (?a ?n) { (id:dropout 7) } BIND(rdfs:label AS ?u) }"))
    row, = found.rows
    assert row["a"] == {"text": "dropout", "value": "dropout", "iri": DROPOUT, "href": "/?concept=dropout"}
    assert row["n"] == {"text": "7", "value": 7.0, "note": "xsd:integer"}
    assert row["u"]["text"] == "rdfs:label" and row["u"]["out"].startswith("http://www.w3.org/")
    json.dumps(found.rows)


def test_a_busy_port_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 2
    said = capsys.readouterr().err
    assert "cannot listen on 127.0.0.1" in said and "Traceback" not in said
