"""explorer/documents/findings.py, the vocabulary's page, and documents over graphs of other people."""
from __future__ import annotations

import json
import time
from urllib.parse import quote

import flask
import pyoxigraph as ox
import pytest

from explorer import results
from explorer.app import create_app
from explorer.documents import leafing, routes
from explorer.findings import DONE, Findings
from graph import check
from graph.query import Queries
from graph.store import Store
from graph.vocabulary import ID, RDF, RDFS, SKOS, WF

EX = "http://example.org/"


def client_of(store: Store) -> flask.testing.FlaskClient:
    app = flask.Flask("documents")
    app.register_blueprint(routes.blueprint(store))
    return app.test_client()


def waited(client: flask.testing.FlaskClient) -> dict:
    """The report of the checks, when they are done."""
    for _ in range(1200):
        report = client.get("/findings.json").json
        if report["state"] not in ("waiting", "running"):
            return report
        time.sleep(0.1)
    raise AssertionError("the checks never end")


@pytest.fixture(scope="module")
def broken(features: Store) -> Store:
    """A graph with a claim that stands without its plain triple, a concept that nothing speaks of, and a shape that is broken."""
    graph = ox.Store()
    graph.extend(features.graph)
    lonely = ox.NamedNode(ID + "lonely")
    graph.add(ox.Quad(lonely, ox.NamedNode(SKOS + "prefLabel"), ox.Literal("<b>lonely</b>", language="en")))
    graph.add(ox.Quad(lonely, ox.NamedNode(RDF + "type"), ox.NamedNode(WF + "Technique")))
    return Store(graph)


def test_findings_are_those_of_the_checks_and_stand_where_they_belong(broken: Store) -> None:
    client = client_of(broken)
    report = waited(client)
    wanted = check.of_store(broken)
    assert wanted and report["state"] == DONE and report["checked"] is True
    assert sorted((f["rule"], f["place"], f["message"]) for f in report["findings"]) == sorted((f.rule, f.place, f.message) for f in wanted)
    page = client.get("/findings").text
    assert f'<span class="badge bad">{len(wanted)}</span>' in page
    assert 'href="/id/lonely.html"' in page and "&lt;b&gt;lonely" in page
    own = client.get("/id/lonely.html").text
    assert "The checks find" in own and "finding" in own
    assert f'<span class="badge bad">{len(wanted)}</span>' in client.get("/vocabulary").text


def test_a_page_does_not_wait_for_the_checks_and_changes_its_tag_when_they_are_done(features: Store) -> None:
    client = client_of(Store(features.graph, features.nquads))
    before = client.get("/id/" + features.concepts[0].removeprefix(ID) + ".html")
    assert before.status_code == 200 and 'class="badge' not in before.text
    running = client.get("/findings")
    assert "The checks are running" in running.text and 'http-equiv="refresh"' in running.text
    waited(client)
    after = client.get("/id/" + features.concepts[0].removeprefix(ID) + ".html")
    assert 'class="badge' in after.text and after.headers["ETag"] != before.headers["ETag"]


def test_what_cannot_be_checked_is_said(features: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    client = client_of(Store(features.graph, features.nquads))
    assert waited(client)["state"] == "failed"
    assert "could not be checked" in client.get("/findings").text and "could not be checked" in caplog.text


def test_the_vocabulary_shows_classes_properties_and_every_concept(notes: Store) -> None:
    page = client_of(notes).get("/vocabulary").text
    for iri in notes.concepts:
        assert f'href="/id/{iri.removeprefix(ID)}.html"' in page
    for anchor in ("Technique", "mitigates", "hasHyperparameter", "classes", "properties", "index", "index-A"):
        assert f'id="{anchor}"' in page
    assert page.count("<ul") == page.count("</ul>") and page.count("<li>") + page.count("<li ") == page.count("</li>")
    assert "alleviates" in page and 'href="/ontology/isMitigatedBy.html"' in page


@pytest.mark.parametrize(("asked", "found"), [("overfiting", "/id/overfitting.html"), ("technique", "/ontology/Technique.html"),
                                              ("alleviates", "/ontology/mitigates.html"), ("remedy", "/ontology/mitigates.html")])
def test_the_search_finds_concepts_classes_and_properties(notes: Store, asked: str, found: str) -> None:
    page = client_of(notes).get("/vocabulary?q=" + quote(asked)).text
    assert f'href="{found}"' in page.partition('class="hits"')[2]
    assert "Nothing goes by that name" in client_of(notes).get("/vocabulary?q=qqqqqqzzzz").text


@pytest.fixture(scope="module")
def foreign() -> Store:
    """A graph of somebody else: SKOS with broader terms, classes, a property, and more concepts than one page holds."""
    graph = ox.Store()
    lines = ["@prefix s: <http://www.w3.org/2004/02/skos/core#> .", f"@prefix e: <{EX}> .", f"@prefix r: <{RDFS}> .",
             'e:Fruit a r:Class ; r:label "fruit" . e:Plant a r:Class . e:Fruit r:subClassOf e:Plant .',
             'e:food s:prefLabel "food" . e:apple a e:Fruit ; s:prefLabel "apple"@en, "Apfel"@de ; s:broader e:food ; e:colour "red" ; '
             'e:growsOn e:tree ; e:note [ e:says "sweet" ] . e:tree a e:Plant ; s:prefLabel "tree" .']
    lines += [f'e:n{n} a e:Fruit ; s:prefLabel "n number {n}" .' for n in range(leafing.WHOLE + 50)]
    graph.load("\n".join(lines).encode(), format=ox.RdfFormat.TURTLE)
    return Store(graph)


def test_graphs_of_other_people_have_documents_a_vocabulary_and_nothing_to_check(foreign: Store) -> None:
    client = client_of(foreign)
    page = client.get("/concept?iri=" + quote(EX + "apple"))
    assert page.status_code == 200 and page.headers["Vary"] == "Accept"
    for part in ("<h1><bdi>apple</bdi>", ">food</bdi>", "<bdi>red</bdi>", "sweet", '<bdi lang="de">Apfel</bdi>', "/?concept=http"):
        assert part in page.text, part
    data = client.get("/concept?format=ttl&iri=" + quote(EX + "apple"))
    triples = {str(t) for t in ox.parse(data.data, format=ox.RdfFormat.TURTLE)}
    assert len(triples) == 8 and any("sweet" in t for t in triples)
    leafed = client.get("/vocabulary?letter=N&page=3").text
    assert 'aria-current="page"' in leafed and leafed.count("n number") == leafing.PAGE
    assert ">fruit</bdi></a> <span" in leafed and "grows" in leafed
    assert waited(client) == {"state": DONE, "checked": False, "count": 0, "findings": []}
    assert "there was nothing to check" in client.get("/findings").text
    assert client.get("/concept?iri=" + quote(EX + "Plant")).text.count("number") > 100
    assert client.get("/concept?iri=" + quote(EX + "growsOn")).status_code == 200


def test_the_application_links_the_vocabulary_and_serves_what_documents_need(small: Store) -> None:
    with Queries(small) as queries:
        client = create_app(small, queries).server.test_client()
        layout = json.loads(client.get("/_dash-layout").data)
        assert '"/vocabulary"' in json.dumps(layout) and '"/findings"' in json.dumps(layout)
        for path in ("/document/document.css", "/document/print.css", "/assets/base.css", "/assets/findings.js"):
            assert client.get(path).status_code == 200, path
        assert client.get("/id/").headers["Location"] == "/vocabulary"


def test_results_of_queries_lead_to_documents(small: Store) -> None:
    with Queries(small) as queries:
        found = results.table(small, queries.run("SELECT * { VALUES ?x { wf:Technique claim:a <http://example.org/y> } }"))
    assert [row["x"]["out"] for row in found.rows] == ["/ontology/Technique.html", "/claim/a.html", "http://example.org/y"]


def test_findings_begin_once(small: Store) -> None:
    findings = Findings(small)
    first = findings.begin()
    assert findings.begin().since == first.since or findings.report.state == DONE
    assert first.findings == ()
