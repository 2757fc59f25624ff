"""The addresses of the explorer's views: one place that writes the links and names the parameters.

May import: graph.vocabulary. `/?concept=overfitting`, `/?q=what+fixes+overfitting`, `/?kind=Service`,
`/?section=3.+Kinesis`, `/?from=underfitting&to=dropout`, `/sparql?query=...`. The browser's side of the same is in assets/bridge.js.
The document about a thing stands at `/id/overfitting.html` (or `.ttl`, ...), or at `/concept?iri=...`: see documents/routes.py.
"""
from __future__ import annotations

import re
from urllib.parse import urlencode

from graph.vocabulary import CLAIM, CORRECTION, ID, NOTES, QUANTITY, WF

EXPLORE = "/"
SPARQL = "/sparql"
VOCABULARY = "/vocabulary"
FINDINGS = "/findings"
CONCEPT = "/concept"
# Where the IRIs of each of our namespaces have their documents.
ROOMS = {"id": ID, "claim": CLAIM, "correction": CORRECTION, "quantity": QUANTITY, "notes": NOTES, "ontology": WF}
# A name that needs no escape, and does not end like a document's suffix.
_PLAIN = re.compile(r"(?!.*\.(?:html|ttl|jsonld|nt|rdf)\Z)[A-Za-z0-9_~-][A-Za-z0-9._~-]*", re.ASCII)


def short(iri: str, namespace: str = ID) -> str:
    """An IRI without our own namespace; IRIs of others stay whole."""
    rest = iri.removeprefix(namespace)
    return rest if rest and ":" not in rest and "/" not in rest else iri


def concept(iri: str) -> str:
    """The address that opens a concept."""
    return f"{EXPLORE}?{urlencode({'concept': short(iri)})}"


def question(text: str) -> str:
    """The address that asks a question."""
    return f"{EXPLORE}?{urlencode({'q': text})}"


def kind(iri: str) -> str:
    """The address that lays out the concepts of a kind."""
    return f"{EXPLORE}?{urlencode({'kind': short(iri, WF)})}"


def section(name: str) -> str:
    """The address that lays out the concepts of a section of the notes."""
    return f"{EXPLORE}?{urlencode({'section': name})}"


def path(start: str, end: str) -> str:
    """The address that shows the paths between two concepts."""
    return f"{EXPLORE}?{urlencode({'from': short(start), 'to': short(end)})}"


def sparql(query: str) -> str:
    """The address that opens the SPARQL page with a query in its editor."""
    return f"{SPARQL}?{urlencode({'query': query})}"


def document(iri: str, format: str = "html") -> str:
    """The address of the document about a thing in one of the formats html, ttl, jsonld, nt and rdf."""
    for room, namespace in ROOMS.items():
        if iri.startswith(namespace) and _PLAIN.fullmatch(iri, len(namespace)):
            return f"/{room}/{iri[len(namespace):]}.{format}"
    return f"{CONCEPT}?{urlencode({'iri': iri} if format == 'html' else {'iri': iri, 'format': format})}"


def find(text: str) -> str:
    """The address that searches the vocabulary and the concepts for a name."""
    return f"{VOCABULARY}?{urlencode({'q': text})}"


def is_safe(url: str | None) -> bool:
    """Whether an address from the graph may become a link: only the web's own schemes, never a script."""
    return bool(url) and str(url).lower().startswith(("https://", "http://"))
