"""explorer/api: every operation over WSGI, checked against its own document; then schemathesis over a network."""
from __future__ import annotations

import json
import os
import pathlib
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from explorer.api import application, parameters
from explorer.api.operations import LONGEST_ADDRESS, LONGEST_BODY
from explorer.app import create_app
from explorer.server import Server
from graph import ask, concepts, formulas, search, sources
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import ID, WF

JSON = {"Accept": "application/json"}
CALLS = int(os.environ.get("WHATFIXES_API_EXAMPLES", "60"))


@pytest.fixture(scope="module")
def client(notes: Store) -> Iterator[FlaskClient]:
    with Queries(notes) as queries:
        yield create_app(notes, queries).server.test_client()


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json
    return found


def get(client: FlaskClient, path: str, **values: Any) -> Any:
    response = client.get(f"/api/{path}?{urlencode(values, doseq=True)}", headers=JSON)
    assert response.status_code == 200, response.data
    return response.json


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    told: dict[str, Any] = response.json
    assert told["status"] == status and told["detail"] and told["title"]
    return told


def check(document: dict[str, Any], schema: str, value: Any) -> None:
    whole = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    jsonschema.Draft202012Validator(whole).validate(value)


def test_find_gives_what_the_library_finds_page_by_page(client: FlaskClient, notes: Store) -> None:
    expected = [m.iri for m in search.find(notes, "data", 10_000)]
    seen: list[str] = []
    address = "/api/find?q=data&limit=7"
    while address:
        page = client.get(address).json
        seen += [m["iri"] for m in page["items"]]
        assert page["total"] == len(expected) > 14
        address = page["next"]
    assert seen == expected


def test_a_concept_comes_whole_with_its_links_counted(client: FlaskClient, notes: Store) -> None:
    found, expected = get(client, "concept", name="overfitting"), concepts.describe(notes, ID + "overfitting")
    assert (found["label"], found["definition"], found["synonyms"]) == (expected.label, expected.definition, list(expected.synonyms))
    assert [g["count"] for g in found["groups"]] == [len(g.neighbours) for g in expected.groups]
    assert len(found["corrections"]) == len(expected.corrections) and len(found["denied"]) == len(expected.denied)


def test_each_group_of_a_concept_leads_to_its_neighbours(client: FlaskClient, notes: Store) -> None:
    for expected, group in zip(concepts.describe(notes, ID + "overfitting").groups, get(client, "concept", name="overfitting")["groups"],
                               strict=True):
        listed = client.get(group["neighbourhood"]).json
        assert [n["iri"] for n in listed["items"]] == [n.iri for n in expected.neighbours][:50]
        assert listed["total"] == group["count"]


def test_the_neighbourhood_is_all_of_it(client: FlaskClient, notes: Store) -> None:
    expected = [(g.property, n.iri) for g in concepts.neighbourhood(notes, ID + "xgboost") for n in g.neighbours]
    found = get(client, "neighbourhood", name="xgboost", limit=1000)
    assert [(n["property"], n["iri"]) for n in found["items"]] == expected and found["next"] is None
    assert any(n["claims"][0]["passages"] for n in found["items"] if n["claims"])


def test_paths_are_paged_and_their_end_is_known(client: FlaskClient) -> None:
    values = {"from": "dropout", "to": "XGBoost", "max_length": 4}
    whole = get(client, "path", **values, limit=6)["paths"]
    halves = [get(client, "path", **values, limit=3, offset=at)["paths"] for at in (0, 3)]
    assert whole == [*halves[0], *halves[1]] and whole[0]["text"].startswith("Dropout mitigates overfitting")
    alone = get(client, "path", **{"from": "dropout", "to": "overfitting", "max_length": 1})
    assert len(alone["paths"]) == 1 and alone["next"] is None


def test_no_path_is_an_answer_that_names_what_is_in_the_way(client: FlaskClient) -> None:
    found = get(client, "path", **{"from": "dropout", "to": "XGBoost", "max_length": 1})
    assert not found["paths"] and found["blocked_by"] == "at most 1 step" and found["without"] and found["note"]


def test_several_concepts_are_connected(client: FlaskClient) -> None:
    found = get(client, "path", **{"from": "dropout", "to": ["XGBoost", "underfitting"]})
    assert {ID + n for n in ("dropout", "xgboost", "underfitting")} <= {n for p in found["paths"] for n in p["nodes"]}


def test_an_answer_is_that_of_the_library(client: FlaskClient, notes: Store) -> None:
    question = "what fixes underfitting"
    assert get(client, "ask", q=question) == json.loads(json.dumps(ask.answer(notes, question).as_json()))


def test_a_formula_is_listed_shown_and_computed(client: FlaskClient, notes: Store) -> None:
    listed = get(client, "formulas", limit=1000)
    assert listed["total"] == len(formulas.read(notes))
    for one in listed["items"]:
        assert client.get(f"/api/formulas/{quote(one['iri'], safe='')}").json == one
        for example in one["examples"]:
            computed = client.post(one["value"], json={"given": example["given"]})
            assert computed.status_code == 200 and computed.json["unit"] == one["unit"]
    found = client.post("/api/formulas/f1-formula/value", json={"given": {"P": 0.8, "R": 0.6}}).json
    assert found["value"] == pytest.approx(0.96 / 1.4) and found["inputs"] == {"P": 0.8, "R": 0.6}


@pytest.mark.parametrize("given", [{"P": 0, "R": 0}, {"P": 1}, {"P": 1, "R": 1, "X": 1}, {"P": ["a"], "R": ["b"]}, {"P": [], "R": []}])
def test_what_cannot_be_computed_is_told(client: FlaskClient, given: dict[str, Any]) -> None:
    problem(client.post("/api/formulas/f1-formula/value", json={"given": given}), 422)


@pytest.mark.parametrize("body", ["", "[1]", "{", '{"given": 1}', '{"given": {"P": true}}', '{"given": {}, "more": 1}',
                                  '{"given": {"P": NaN}}', '{"given": {"P": [1, "a"]}}', "[" * 5000])
def test_a_malformed_body_is_refused(client: FlaskClient, body: str) -> None:
    problem(client.post("/api/formulas/f1-formula/value", data=body, content_type="application/json"), 400)


@pytest.mark.parametrize("address", [
    "/api/find", "/api/find?q=", "/api/find?q=a&q=b", "/api/find?q=a&limit=0", "/api/find?q=a&limit=1001", "/api/find?q=a&limit=x",
    "/api/find?q=a&offset=-1", "/api/find?query=a", "/api/find?q=%ff", "/api/find?q=a%00b", "/api/ping?x=1", "/api/find?q=" + "a" * 301,
    "/api/path?from=dropout", "/api/path?from=dropout&to=xgboost&directed=yes", "/api/neighbourhood?name=dropout&direction=up",
    "/api/path?from=a" + "&to=b" * 6, "/api/ask?" + "q=a&" * 200])
def test_parameters_out_of_bounds_are_refused(client: FlaskClient, address: str) -> None:
    problem(client.get(address), 400)


def test_a_misspelt_parameter_is_told_the_right_one(client: FlaskClient) -> None:
    assert "did you mean limit?" in problem(client.get("/api/find?q=a&limt=3"), 400)["detail"]


@pytest.mark.parametrize(("address", "near"), [
    ("/api/concept?name=l+regularization", "L1 regularization"), ("/api/neighbourhood?name=dropout&property=mitigate", "mitigates"),
    ("/api/formulas/f1-formla", "f1-formula"), ("/api/concpt", "/api/concept"),
    ("/api/path?from=dropout&to=l+regularization", "L1 regularization")])
def test_what_is_unknown_comes_with_the_nearest_names(client: FlaskClient, address: str, near: str) -> None:
    assert near in problem(client.get(address), 404)["nearest"]


def test_methods_and_options(client: FlaskClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
        told = client.open("/api/find?q=a", method=method)
        problem(told, 405)
        assert told.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.get("/api/formulas/f1-formula/value").headers["Allow"] == "POST, OPTIONS"
    options = client.options("/api/find")
    assert (options.status_code, options.headers["Allow"], options.data) == (204, "GET, HEAD, OPTIONS", b"")


def test_accept_media_type_size_and_length_are_heeded(client: FlaskClient) -> None:
    problem(client.get("/api/find?q=a", headers={"Accept": "text/turtle"}), 406)
    problem(client.get("/api/find?q=a", headers={"Accept": "application/json;q=0"}), 406)
    problem(client.post("/api/formulas/f1-formula/value", data="P=1"), 415)
    problem(client.post("/api/formulas/f1-formula/value", data=b"x" * (LONGEST_BODY + 1), content_type="application/json"), 413)
    problem(client.get("/api/find?q=" + "a" * LONGEST_ADDRESS), 414)


def test_refusals_of_the_guard_are_problems_too(client: FlaskClient) -> None:
    problem(client.get("/api/ping", headers={"Host": "evil.example"}), 403)


def test_a_mistake_of_ours_is_a_problem(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*unused: object) -> None:
        raise RuntimeError("secret")
    monkeypatch.setattr(search, "page", broken)
    assert "secret" not in problem(client.get("/api/find?q=a-mistake-of-ours"), 500)["detail"]


def test_head_is_get_without_the_body(client: FlaskClient) -> None:
    got, head = client.get("/api/find?q=dropout"), client.head("/api/find?q=dropout")
    assert dict(got.headers) == dict(head.headers) and head.data == b"" and int(head.headers["Content-Length"]) == len(got.data)


def test_what_a_client_has_is_not_sent_again(client: FlaskClient) -> None:
    got = client.get("/api/find?q=dropout")
    for header in ({"If-None-Match": got.headers["ETag"]}, {"If-None-Match": f'"other", W/{got.headers["ETag"]}'}, {"If-None-Match": "*"},
                   {"If-Modified-Since": got.headers["Last-Modified"]}):
        again = client.get("/api/find?q=dropout", headers=header)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", got.headers["ETag"])
    assert client.get("/api/find?q=dropout", headers={"If-None-Match": '"other"'}).status_code == 200
    assert got.headers["Cache-Control"] == "no-cache"


def test_answers_are_kept_up_to_a_bound() -> None:
    kept = application.Kept(5000)
    for number in range(20):
        kept.put((str(number),), application.Answer((), b"x" * 500))
    assert kept.get(("0",)) is None and kept.get(("19",)) is not None
    assert sum(kept.get((str(n),)) is not None for n in range(20)) == 3


def test_the_page_for_people_and_the_entry_for_programs_share_an_address(client: FlaskClient, document: dict[str, Any]) -> None:
    browser = client.get("/api/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert browser.content_type == "text/html; charset=utf-8"
    for path in document["paths"]:
        assert f"/api{path}" in browser.text
    assert "<script" not in browser.text
    assert get(client, "")["openapi"] == "/api/openapi.json"
    assert client.get("/api").headers["Location"] == "/api/"


def test_every_example_of_the_document_is_answered_as_it_says(client: FlaskClient, document: dict[str, Any]) -> None:
    count = 0
    for path, there in document["paths"].items():
        for method, operation in there.items():
            shown = {p["name"]: p["examples"]["usual"]["value"] for p in operation["parameters"] if "examples" in p}
            inside = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            query = urlencode({k: str(v).lower() if isinstance(v, bool) else v for k, v in shown.items() if k not in inside}, doseq=True)
            body = operation["requestBody"]["content"]["application/json"]["examples"]["usual"]["value"] if method == "post" else None
            response = client.open(f"/api{path.format(**shown)}?{query}", method=method.upper(), json=body, headers=JSON)
            assert response.status_code == 200, response.data
            if method != "head":
                schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
                check(document, schema["$ref"].rsplit("/", 1)[1], response.json) if "$ref" in schema else None
            count += 1
    assert count == 21


def test_everything_in_the_document_is_described(document: dict[str, Any]) -> None:
    for there in document["paths"].values():
        for operation in there.values():
            assert operation["summary"] and operation["description"].endswith(".")
            assert all(p["description"].endswith(".") and p["schema"] for p in operation["parameters"])
    assert document["openapi"].startswith("3.1") and all("description" in s for s in document["components"]["schemas"].values())


@pytest.mark.parametrize("name", sorted(formulas.FUNCTIONS)[:1] + ["dropout", "overfitting", "xgboost", "json-to-quicksight", "subsample"])
def test_many_concepts_are_as_the_document_says(client: FlaskClient, document: dict[str, Any], name: str, notes: Store) -> None:
    if ID + name in notes.concept_set:
        check(document, "Concept", get(client, "concept", name=name))
        check(document, "Neighbourhood", get(client, "neighbourhood", name=ID + name))


def test_a_graph_of_somebody_else_is_served_too(tmp_path: pathlib.Path, document: dict[str, Any]) -> None:
    file = tmp_path / "other.ttl"
    file.write_text('@prefix ex: <http://example.org/> . ex:a ex:near ex:b ; <http://www.w3.org/2000/01/rdf-schema#label> "A <b>" . '
                    'ex:b <http://www.w3.org/2000/01/rdf-schema#label> "=B" .')
    store = sources.open([file])
    with Queries(store) as queries:
        client = create_app(store, queries).server.test_client()
        found = get(client, "neighbourhood", name="http://example.org/a")
        assert [n["iri"] for n in found["items"]] == ["http://example.org/b"]
        check(document, "Neighbourhood", found)
        assert get(client, "formulas")["total"] == 0


def test_a_flag_and_a_number_are_read_strictly() -> None:
    number = parameters.Parameter("n", "number", "", most=9)
    assert number.read(["9"]) == 9
    for text in ("", "1.5", "٣", "1e1", "10", " 1", "99999999999999999999"):
        with pytest.raises(parameters.Problem):
            number.read([text])


def test_schemathesis_finds_no_answer_outside_the_document(notes: Store, tmp_path: pathlib.Path) -> None:
    pytest.importorskip("schemathesis")
    # A formula that does not fit what is given is 422, which the document says; the tool must know that it is no mistake.
    settings = tmp_path / "schemathesis.toml"
    settings.write_text('[checks.positive_data_acceptance]\nexpected-statuses = ["2xx", "404", "422"]\n')
    ask.answer(notes, "what is this")  # the words that questions are read by are made at the first one
    with Queries(notes) as queries:
        statuses: list[str] = []  # what the server itself answered, call by call; the tool's own count is of what it made up
        server = Server(_noted(create_app(notes, queries).server, statuses), socket.create_server(("127.0.0.1", 0)))
        threading.Thread(target=server.run, daemon=True).start()
        root = f"http://127.0.0.1:{server.address[1]}/api"
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings), "run",
                   f"{root}/openapi.json", "--url", root,
                   "--request-timeout", "120", "--checks", "all", "--seed", "7", "--max-examples", str(CALLS),
                   "--phases", "examples,coverage,fuzzing",
                   "--generation-deterministic", "--no-color"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=900)
        server.close()
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert len(statuses) >= (2_000 if CALLS >= 60 else 400)
    assert not [status for status in statuses if status >= "500"]
    print(f"{len(statuses):,} calls answered: {dict(sorted(Counter(statuses).items()))}")


def _noted(application: Any, statuses: list[str]) -> Any:
    """A WSGI application that writes down the status of each of its answers."""
    def answer(environ: dict[str, Any], start: Any) -> Any:
        def begin(status: str, *rest: Any) -> Any:
            statuses.append(status[:3])
            return start(status, *rest)
        return application(environ, begin)
    return answer


def test_property_names_are_understood(client: FlaskClient) -> None:
    found = [get(client, "neighbourhood", name="dropout", property=name)["items"] for name in ("mitigates", WF + "mitigates", "Mitigates")]
    assert found[0] and found[0] == found[1] == found[2]
