"""The addresses of documents, their representations, and what they say in headers: a Flask blueprint.

May import: graph, addresses, findings, documents.

How things and documents are told apart, after "Cool URIs for the Semantic Web" (https://www.w3.org/TR/cooluris/):
- `/id/overfitting` stands for the concept, which no server can send: the answer is 303 See Other, to the document in the format
  that Accept likes best: `/id/overfitting.html`, `.ttl`, `.jsonld`, `.nt` or `.rdf` (section 4.2, "303 URIs forwarding to different
  documents"). So with claims, corrections, quantities and passages.
- Terms of the vocabulary are hash IRIs (`ontology#Technique`), which never reach a server whole: `/ontology` is the document about
  all of them, and sends a browser on to `/vocabulary`, where `#Technique` is an anchor. `/ontology/Technique` is a document about
  one, with its representations negotiated (200, Vary: Accept, Content-Location), or named by a suffix.
- IRIs of other people's graphs have their document at `/concept?iri=...`, negotiated too, or chosen with `format=`.

406 where Accept rules out all that there is, 404 with the nearest names, both as HTML, JSON (RFC 9457) or text, as is wanted.
Each representation has an ETag, a Last-Modified and `Link` headers to the others. What data documents hold: see graph/about.py.
"""
from __future__ import annotations

import hashlib
import time
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import flask
from werkzeug.wrappers import Response

from graph import about
from graph.store import Store
from graph.vocabulary import OWL, RDF, WF

from .. import addresses, findings
from . import formats, leafing, names, pages
from .formats import HTML
from .view import View

_KEPT = 256
_LONGEST_LINKED = 1000
_SAFE = ":/?#[]@!$&'()*+,;=%~"
_ONTOLOGY = WF.rstrip("#")


def blueprint(store: Store) -> flask.Blueprint:
    """The routes over a store, whose checks begin when a page that shows their findings is first asked for."""
    return _Documents(store).routes()


class _Documents:
    def __init__(self, store: Store) -> None:
        self._store, self._findings, self._view = store, findings.of(store), View(store)
        self._began = time.time()
        self._data = lru_cache(_KEPT)(self._written)
        self._pages = lru_cache(_KEPT)(self._page)

    def routes(self) -> flask.Blueprint:
        """The blueprint."""
        made = flask.Blueprint("documents", "explorer", template_folder="templates", static_folder="static", static_url_path="/document")
        for room in addresses.ROOMS:
            made.add_url_rule(f"/{room}/<path:name>", room, self._thing, defaults={"room": room})
            made.add_url_rule(f"/{room}/", f"{room}-all", lambda: _redirect(addresses.VOCABULARY, negotiated=False))
        made.add_url_rule("/ontology", "whole", self._ontology)
        made.add_url_rule("/ontology.<suffix>", "whole-as", self._ontology)
        made.add_url_rule(addresses.CONCEPT, "concept", self._concept)
        made.add_url_rule(addresses.VOCABULARY, "vocabulary", self._vocabulary)
        made.add_url_rule(addresses.FINDINGS, "findings", self._found)
        made.add_url_rule(addresses.FINDINGS + ".json", "findings-json", self._found_json)
        made.add_url_rule(addresses.FINDINGS + "/cancel", "findings-cancel", self._cancelled, methods=["POST"])
        made.add_url_rule(addresses.FINDINGS + "/begin", "findings-begin", self._begun, methods=["POST"])
        made.app_errorhandler(HTTPStatus.NOT_FOUND)(lambda error: error.response or self._missing(flask.request.path))
        return made

    def _thing(self, room: str, name: str) -> Response:
        iri = addresses.ROOMS[room] + name
        if names.is_known(self._store, iri):
            format = formats.accepted(_accept())
            if format is None:
                return self._unacceptable(iri)
            if room != "ontology":
                return _redirect(addresses.document(iri, format), negotiated=True)
            return self._document(iri, format, negotiated=True)
        stem, _, suffix = name.rpartition(".")
        if suffix not in formats.TYPES:
            return self._missing(iri)
        iri = addresses.ROOMS[room] + stem
        return self._document(iri, suffix) if names.is_known(self._store, iri) else self._missing(iri)

    def _concept(self) -> Response:
        asked = flask.request.args
        iri, wanted = asked.get("iri", ""), asked.get("format")
        format = formats.named(wanted) if wanted is not None else formats.accepted(_accept())
        if not iri or (wanted is not None and format is None):
            said = "give the IRI of a thing as iri=" if not iri else f"format= is one of {', '.join(formats.TYPES)}"
            return self._problem(HTTPStatus.BAD_REQUEST, said, "")
        if not names.is_known(self._store, iri):
            return self._missing(iri)
        if format is None:
            return self._unacceptable(iri)
        address = addresses.document(iri, format)
        if not address.startswith(addresses.CONCEPT):
            return _redirect(address, negotiated=wanted is None)
        return self._document(iri, format, negotiated=wanted is None)

    def _ontology(self, suffix: str | None = None) -> Response:
        format = suffix or formats.accepted(_accept())
        if suffix is not None and suffix not in formats.TYPES:
            return self._missing(f"{_ONTOLOGY}.{suffix}")
        if format is None:
            return self._unacceptable(_ONTOLOGY)
        if format == HTML:
            return _redirect(addresses.VOCABULARY, negotiated=suffix is None)
        ontology = _ONTOLOGY if self._store.has_claims else next(iter(self._store.subjects(RDF + "type", OWL + "Ontology")), _ONTOLOGY)
        found = about.namespace(self._store, WF if ontology == _ONTOLOGY else ontology, ontology)
        if not found.triples:
            return self._missing(ontology)
        response = self._sent(about.write(found, formats.LIBRARY[format]), formats.media_type(format), self._began)
        if suffix is None:
            response.headers.update({"Vary": "Accept", "Content-Location": f"/ontology.{format}"})
        return response

    def _document(self, iri: str, format: str, negotiated: bool = False) -> Response:
        """A representation of the document about a thing."""
        if format == HTML:
            report = self._findings.begin()
            body, cut = self._pages(iri, flask.request.host_url.rstrip("/"), report.state).encode(), False
            modified = max(self._began, report.since if report.state == findings.DONE else 0.0)
        else:
            try:
                body, cut = self._data(iri, format)
            except ValueError:
                return self._problem(HTTPStatus.NOT_ACCEPTABLE, f"what the graph says of {iri} cannot be written as "
                                     f"{formats.LABELS[format]}; ask for Turtle", iri)
            modified = self._began
        response = self._sent(body, formats.media_type(format), modified)
        _linked(response, iri, format)
        if cut:
            response.headers["Warning"] = f'299 whatfixes "cut: more than {about.MOST} statements lead here; ask /sparql for all"'
        if negotiated:
            response.headers.update({"Vary": "Accept", "Content-Location": addresses.document(iri, format)})
        return response

    def _written(self, iri: str, format: str) -> tuple[bytes, bool]:
        found = about.describe(self._store, iri)
        return about.write(found, formats.LIBRARY[format]), found.is_cut

    def _page(self, iri: str, root: str, state: str) -> str:
        template, variables = pages.page(self._view, iri, root)
        links = [(formats.LABELS[f], addresses.document(iri, f), formats.TYPES[f][0]) for f in formats.TYPES if f != HTML]
        return self._rendered(template, iri=iri, formats=links, own=self._findings.report.by_thing.get(iri, ()), **variables)

    def _rendered(self, template: str, **variables: Any) -> str:
        return flask.render_template(template, view=self._view, report=self._findings.report, addresses=addresses, **variables)

    def _vocabulary(self) -> Response:
        self._findings.begin()
        template, variables = leafing.vocabulary(self._view, flask.request.args.to_dict(), flask.request.host_url.rstrip("/"))
        return self._sent(self._rendered(template, here="vocabulary", **variables).encode(), formats.media_type(HTML), None)

    def _found(self) -> Response:
        self._findings.begin()
        return self._sent(self._rendered("findings.html", here="findings").encode(), formats.media_type(HTML), None)

    def _cancelled(self) -> Response:
        self._findings.cancel()
        return _redirect(addresses.FINDINGS, negotiated=False)

    def _begun(self) -> Response:
        self._findings.begin(again=True)
        return _redirect(addresses.FINDINGS, negotiated=False)

    def _found_json(self) -> Response:
        report = self._findings.begin()
        rows = [{"rule": f.rule, "place": f.place, "message": f.message, "page": _page_of(self._store, f.place),
                 "about": [iri for iri in findings.about(self._store, f.place) if iri in self._store.concept_set]} for f in report.findings]
        response = flask.jsonify({"state": report.state, "checked": self._store.has_claims, "count": len(rows), "findings": rows})
        response.headers["Cache-Control"] = "no-store"
        return response

    def _sent(self, body: bytes, media_type: str, modified: float | None) -> Response:
        """A whole answer with its validators; 304 where the client has it already."""
        response = flask.Response(body, content_type=media_type)
        response.set_etag(hashlib.sha256(body + media_type.encode()).hexdigest()[:32])
        response.cache_control.no_cache = True
        if modified is not None:
            response.last_modified = modified  # type: ignore[assignment]  # seconds since 1970 will do
        return response.make_conditional(flask.request)

    def _missing(self, iri: str) -> Response:
        return self._problem(HTTPStatus.NOT_FOUND, f"nothing here is called {iri[:300]}", iri)

    def _unacceptable(self, iri: str) -> Response:
        kinds = ", ".join(types[0] for types in formats.TYPES.values())
        response = self._problem(HTTPStatus.NOT_ACCEPTABLE, f"this document comes as {kinds}", iri)
        _linked(response, iri)
        return response

    def _problem(self, status: HTTPStatus, said: str, iri: str) -> Response:
        """A mistake as HTML, JSON or text; for what is not there with the things whose names are nearest."""
        near = pages.nearest(self._view, iri) if status == HTTPStatus.NOT_FOUND else []
        sort = formats.error(_accept())
        if sort == "html":
            html = self._rendered("missing.html", status=status, said=said, wanted=iri, near=near)
            response = flask.Response(html, status, content_type=formats.media_type(HTML))
        elif sort == "json":
            response = flask.jsonify({"type": "about:blank", "title": status.phrase, "status": status.value, "detail": said,
                                      "nearest": [{"iri": n.iri, "label": str(n.text), "page": n.href} for n in near]})
            response.status_code, response.content_type = status, "application/problem+json"
        else:
            lines = [said, *(f"  {n.text}  {n.href}" for n in near)]
            response = flask.Response("\n".join(" ".join(line.split("\n")) for line in lines) + "\n", status,
                                      content_type="text/plain; charset=utf-8")
        response.headers["Vary"] = "Accept"
        return response


def _page_of(store: Store, place: str) -> str | None:
    return addresses.document(place) if names.is_known(store, place) else None


def _accept() -> str:
    return flask.request.headers.get("Accept", "")


def _redirect(address: str, negotiated: bool) -> Response:
    response = flask.redirect(address, HTTPStatus.SEE_OTHER)
    if negotiated:
        response.headers["Vary"] = "Accept"
    return response


def _linked(response: Response, iri: str, format: str | None = None) -> None:
    """`Link` headers: the other representations, and the thing that is described. Whatever is no ASCII, or no IRI, is escaped.

    A very long IRI gets none: clients give up on long headers.
    """
    if len(iri) > _LONGEST_LINKED:
        return
    links = [f'<{addresses.document(iri, f)}>; rel="alternate"; type="{types[0]}"' for f, types in formats.TYPES.items() if f != format]
    response.headers["Link"] = ", ".join([*links, f'<{quote(iri, safe=_SAFE)}>; rel="describes"'])
