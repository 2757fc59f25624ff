"""Documents about things with hostile names: nothing in a graph or a request becomes markup, script or a header."""
from __future__ import annotations

import json
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import quote

import flask
import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explorer import addresses
from explorer.documents import formats, routes
from graph.store import Store
from graph.vocabulary import ID, OWL, RDF, RDFS, SKOS, WF

BAD = ["<script>hacked=1</script>", "</script><script>hacked=1</script>",
       "<img src=x onerror=hacked=1>", '" onmouseover="hacked=1', "' x='",
       "<!--", "]]>", "{{7*7}}", "{% raw %}", "a\r\nSet-Cookie: hacked=1", "\u2028\u2029", "\x00\x01\x1b", "&lt;b&gt;", "\u202eevil",
       "javascript:hacked=1", "</title></head>", "\\u003cscript", " ", "שלום עולם", "🦊" * 50]
labels = st.one_of(st.sampled_from(BAD), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
                   st.lists(st.sampled_from(BAD), min_size=2, max_size=4).map("".join))
# What an IRI can hold by its grammar is still much: quotes, brackets, ampersands, colons, letters of any script.
ends = st.lists(
    st.sampled_from([*"abcXYZ019-._~!$&'()*+,;=:@/?#", "%0D%0A", "%22", "%3Cscript%3E", "é", "中", "//", "..", ".ttl"]), min_size=1,
    max_size=24).map("".join)
begins = st.sampled_from(["http://example.org/", "javascript:", "data:text/html,", "urn:x:", ID, WF])


def is_iri(text: str) -> bool:
    """Whether the store takes it for an IRI."""
    try:
        return bool(ox.NamedNode(text))
    except ValueError:
        return False


iris = st.tuples(begins, ends).map("".join).filter(is_iri)
VOID = {"meta", "link", "input", "wbr", "br"}


class Page(HTMLParser):
    """The tags, attributes, scripts and headline of a page; tags that do not close where they must fail."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.headline = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "script":
            self.scripts[-1] += data
        if "h1" in self._open:
            self.headline += data


def store_of(iri: str, label: str) -> Store:
    """A graph about one thing, its kind and a property, all of that name."""
    graph = ox.Store()
    node, kind, prop = ox.NamedNode(iri), ox.NamedNode(iri + "-kind"), ox.NamedNode(iri + "-p")
    text = ox.Literal(label)
    graph.extend(ox.Quad(*triple) for triple in (
        (node, ox.NamedNode(SKOS + "prefLabel"), text), (node, ox.NamedNode(SKOS + "altLabel"), text),
        (node, ox.NamedNode(SKOS + "definition"), text), (node, ox.NamedNode(RDF + "type"), kind), (node, prop, text), (node, prop, node),
        (kind, ox.NamedNode(RDF + "type"), ox.NamedNode(OWL + "Class")), (kind, ox.NamedNode(RDFS + "label"), text),
        (prop, ox.NamedNode(RDF + "type"), ox.NamedNode(OWL + "ObjectProperty")), (prop, ox.NamedNode(RDFS + "label"), text),
        (prop, ox.NamedNode(RDFS + "range"), kind), (prop, ox.NamedNode(SKOS + "altLabel"), text)))
    return Store(graph)


def client_of(store: Store) -> flask.testing.FlaskClient:
    app = flask.Flask("hostile")
    app.register_blueprint(routes.blueprint(store))
    return app.test_client()


def innocent(page: Page) -> None:
    """No script but the JSON-LD, no handlers, no styles, no addresses that run."""
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    assert all(attributes == {"type": "application/ld+json"} for attributes in scripts) and len(scripts) <= 1
    for tag, attributes in page.tags:
        assert tag not in ("img", "iframe", "object", "embed", "base", "style", "svg")
        for name, value in attributes.items():
            assert not name.startswith("on") and name != "style"
            if name in ("href", "src", "action"):
                assert (value or "").startswith(("/", "#", "http://", "https://", "data:,")) and not (value or "").startswith("//")


def plain(headers: Iterable[tuple[str, str]]) -> None:
    """No header that we did not mean, and none with a character of control or beyond Latin-1."""
    for name, value in headers:
        assert name.lower() != "set-cookie" and value.isprintable()
        value.encode("latin-1")


@given(iri=iris, label=labels)
@example(iri=ID + "x", label="</script><script>hacked=1</script>")
@example(iri="http://example.org/a'b(c)&d;e", label="a\r\nSet-Cookie: hacked=1")
@example(iri=ID + "x.ttl", label="x")
@settings(max_examples=30, deadline=None)
def test_a_hostile_name_is_only_text(iri: str, label: str) -> None:
    store = store_of(iri, label)
    client = client_of(store)
    for thing in (iri, iri + "-kind", iri + "-p"):
        for suffix in formats.TYPES:
            response = client.get(addresses.document(thing, suffix))
            assert response.status_code == 200 or (suffix == "rdf" and response.status_code == 406), (thing, suffix)
            plain(response.headers)
            if suffix == "html":
                page = Page(response.text)
                innocent(page)
                assert json.loads(page.scripts[0])["@id"] == thing
                if label.strip() and label.isprintable():
                    assert " ".join(label.split()) in " ".join(page.headline.split())
            elif response.status_code == 200 and suffix == "nt":
                assert any(t.subject.value == thing for t in ox.parse(response.data, format=ox.RdfFormat.N_TRIPLES))
    for path in ("/vocabulary", "/findings", "/vocabulary?q=" + quote(label)):
        innocent(Page(client.get(path).text))


@given(text=st.one_of(labels, ends), accept=st.sampled_from(["text/html", "application/json", "text/plain", "text/turtle", ""]))
@settings(max_examples=60, deadline=None)
def test_a_hostile_request_is_answered_plainly(text: str, accept: str) -> None:
    escaped = quote(text, safe="")
    for path in (f"/id/{escaped}", f"/ontology/{escaped}", f"/concept?iri={escaped}", f"/concept?iri={quote(ID + 'x')}&format={escaped}",
                 f"/vocabulary?q={escaped}&letter={escaped}&page={escaped}", f"/concept?iri={quote(ID, safe='')}{escaped}"):
        response = CLIENT.get(path, headers={"Accept": accept})
        assert response.status_code in (200, 303, 308, 400, 404, 406), path
        plain(response.headers)
        if response.content_type.startswith("text/html") and response.status_code not in (303, 308):
            # A newline fits no route: that answer is Flask's own, and repeats nothing of what was asked.
            ours = '<html lang="en">' in response.text
            assert ours or (response.status_code == 404 and len(response.data) < 300), path
            if ours:
                innocent(Page(response.text))


CLIENT = client_of(store_of(ID + "x", "x"))


@pytest.mark.parametrize(("label", "language", "said"), [
    ("Überanpassung", "de", '<bdi lang="de">Überanpassung</bdi>'), ("التعميم", "ar", '<bdi lang="ar" dir="rtl">التعميم</bdi>'),
    ("שלום", None, '<bdi dir="rtl">שלום</bdi>'), ("overfitting", "en", "<bdi>overfitting</bdi>")])
def test_language_and_direction_are_marked(label: str, language: str | None, said: str) -> None:
    graph = ox.Store()
    graph.add(ox.Quad(ox.NamedNode("http://example.org/x"), ox.NamedNode(SKOS + "prefLabel"), ox.Literal(label, language=language)))
    page = client_of(Store(graph)).get("/concept?iri=http://example.org/x").text
    assert f"<h1>{said}</h1>" in page
