"""Which representation of a document is sent: by suffix, by `format=`, else by the Accept header.

May import: nothing of ours.
"""
from __future__ import annotations

from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

HTML, TURTLE, JSONLD, NTRIPLES, RDFXML = "html", "ttl", "jsonld", "nt", "rdf"
# Each format's name (its suffix) with the media types that ask for it; the first is the proper one. Of equals the first line wins.
TYPES = {
    HTML: ("text/html", "application/xhtml+xml"),
    TURTLE: ("text/turtle", "application/turtle", "application/x-turtle", "text/n3"),
    JSONLD: ("application/ld+json", "application/json"),
    NTRIPLES: ("application/n-triples", "text/plain"),
    RDFXML: ("application/rdf+xml", "application/xml", "text/xml"),
}
LABELS = {HTML: "HTML", TURTLE: "Turtle", JSONLD: "JSON-LD", NTRIPLES: "N-Triples", RDFXML: "RDF/XML"}
# What the library calls them.
LIBRARY = {TURTLE: "turtle", JSONLD: "jsonld", NTRIPLES: "ntriples", RDFXML: "rdfxml"}
# Types that say little of what is wanted come after the proper ones: a browser's application/xml is no wish for RDF.
_GENERAL = {"application/json", "application/xml", "text/xml", "text/plain"}
_CHARSET = {HTML, TURTLE}
_LONGEST = 2000


def media_type(format: str) -> str:
    """The Content-Type of a format."""
    return TYPES[format][0] + ("; charset=utf-8" if format in _CHARSET else "")


@lru_cache(1024)
def accepted(accept: str) -> str | None:
    """The format that an Accept header likes best (HTML where it says nothing), or None where nothing that there is will do."""
    wanted = parse_accept_header((accept or "*/*")[:_LONGEST], MIMEAccept)
    # A wildcard means a format's proper type; the other names of it count where they are named.
    exact = {value.lower(): quality for value, quality in wanted}
    ranked = [(wanted.quality(names[0]), format) for format, names in TYPES.items()]
    for general in (False, True):
        ranked += [(exact.get(name, 0.0), format) for format, names in TYPES.items() for name in names[1:] if (name in _GENERAL) == general]
    quality, format = max(ranked, key=lambda pair: pair[0])
    return format if quality > 0 else None


@lru_cache(256)
def error(accept: str) -> str:
    """How a mistake is told: html, json or text."""
    wanted = parse_accept_header((accept or "*/*")[:_LONGEST], MIMEAccept)
    offers = (("text/html", "html"), ("application/problem+json", "json"), ("application/json", "json"), ("application/ld+json", "json"),
              ("text/plain", "text"), ("application/xhtml+xml", "html"))
    name, sort = max(offers, key=lambda pair: wanted.quality(pair[0]))
    return sort if wanted.quality(name) > 0 else "text"


def named(name: str) -> str | None:
    """The format that `format=` names by its suffix or a media type, or None."""
    name = name.strip().lower().removeprefix(".").replace(" ", "+")
    return name if name in TYPES else next((format for format, names in TYPES.items() if name in names), None)
