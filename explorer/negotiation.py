"""Which format a SPARQL result or description is sent in: by `format=`, else by the Accept header. Also when a browser gets the page.

May import: nothing of ours.
"""
from __future__ import annotations

from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

# Each format with the media types that ask for it; the first is the proper one, and of equals the first line wins.
TABLES = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
GRAPHS = {
    "turtle": ("text/turtle", "application/turtle", "application/x-turtle", "text/n3"),
    "ntriples": ("application/n-triples", "text/plain"),
    "jsonld": ("application/ld+json", "application/json"),
    "xml": ("application/rdf+xml", "application/xml", "text/xml"),
}
# What `format=` may call a graph's format besides the names above and the media types.
_ALIASES = {"ttl": "turtle", "n3": "turtle", "nt": "ntriples", "n-triples": "ntriples", "json": "jsonld", "json-ld": "jsonld",
            "rdf": "xml", "rdfxml": "xml", "rdf+xml": "xml", "rdf/xml": "xml"}
_GENERAL = {"application/json", "application/xml", "text/xml", "text/plain"}
_PAGES = ("text/html", "application/xhtml+xml")
_CHARSET = {"text/csv", "text/tab-separated-values", "text/turtle", "text/n3", "text/plain", "text/xml"}

Choice = tuple[str, str]


def named(name: str) -> dict[str, Choice]:
    """The format that `format=` asks for and its media type, under table, graph or both; empty where there is none such.

    A name of one of our formats, a usual short one, or a media type (whose + may have become a space on its way).
    """
    name = name.strip().lower().replace(" ", "+")
    found: dict[str, Choice] = {}
    for sort, formats, known in (("table", TABLES, name), ("graph", GRAPHS, _ALIASES.get(name, name))):
        for format, types in formats.items():
            if known == format or name in types:
                found.setdefault(sort, (format, _sent(types[0])))
    return found


@lru_cache(1024)
def accepted(accept: str) -> dict[str, Choice]:
    """The best format and its media type under an Accept header, for tables and for graphs; one that cannot be had is left out."""
    wanted = _parsed(accept or "*/*")
    best = {sort: _best(wanted, formats) for sort, formats in (("table", TABLES), ("graph", GRAPHS))}
    return {sort: choice for sort, choice in best.items() if choice is not None}


@lru_cache(1024)
def wants_page(accept: str) -> bool:
    """Whether a client would rather have HTML than data: it names HTML, and no type that only data has as warmly."""
    wanted = {value.lower(): quality for value, quality in _parsed(accept)}
    page = max((wanted.get(name, 0.0) for name in _PAGES), default=0.0)
    data = {name for formats in (TABLES, GRAPHS) for types in formats.values() for name in types} - _GENERAL
    return page > max((wanted.get(name, 0.0) for name in data), default=0.0)


def offered(sort: str) -> str:
    """The media types of tables or graphs, for a message."""
    return ", ".join(types[0] for types in (TABLES if sort == "table" else GRAPHS).values())


def _best(wanted: MIMEAccept, formats: dict[str, tuple[str, ...]]) -> Choice | None:
    # Proper types before general ones, so that */* and application/* never end at application/json.
    rank = sorted(((name, format) for format, types in formats.items() for name in types), key=lambda pair: pair[0] in _GENERAL)
    name, format = max(rank, key=lambda pair: wanted.quality(pair[0]))
    return (format, _sent(name)) if wanted.quality(name) > 0 else None


def _parsed(accept: str) -> MIMEAccept:
    return parse_accept_header(accept[:2000], MIMEAccept)


def _sent(name: str) -> str:
    return f"{name}; charset=utf-8" if name in _CHARSET else name
