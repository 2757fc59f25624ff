"""An HTTP request read as a SPARQL 1.1 Protocol query operation, or refused with the status that fits.

May import: nothing of ours. https://www.w3.org/TR/sparql11-protocol/#query-operation
"""
from __future__ import annotations

import binascii
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from werkzeug.http import parse_options_header

METHODS = "GET, HEAD, POST, OPTIONS"
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_MOST_PARAMETERS = 1000
_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_UTF8 = ("", "utf-8", "utf8", "us-ascii")


class Refused(Exception):
    """A request that is not answered: its HTTP status, a sentence for a person, further headers."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.headers = dict(headers or {})
        super().__init__(message)


@dataclass(frozen=True)
class Operation:
    """A query operation: the query (None: there is none), its dataset (None: as the query says), seconds, format."""

    query: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    timeout: float | None = None
    format: str = ""


def read(environ: Mapping[str, Any], longest: int) -> Operation:
    """The operation that a WSGI request asks for; raises Refused. A body may be some times *longest* characters long."""
    method = environ["REQUEST_METHOD"]
    pairs = _decoded(environ.get("QUERY_STRING", "").encode("latin-1"), "the address")
    if method == "POST":
        pairs += _body(environ, longest)
    elif method not in ("GET", "HEAD"):
        raise Refused(405, f"{method} is not possible here; use GET or POST", {"Allow": METHODS})
    return _operation(pairs, longest)


def _body(environ: Mapping[str, Any], longest: int) -> list[tuple[str, str]]:
    """The parameters of a POST: those of a form, or the query alone."""
    media_type, options = parse_options_header(environ.get("CONTENT_TYPE", ""))
    if media_type == UPDATE:
        raise Refused(403, "the graph can only be read: updates are refused")
    if media_type not in (FORM, QUERY):
        given = media_type or "no Content-Type"
        raise Refused(415, f"a POST takes {QUERY} or {FORM}; this one has {given}", {"Accept-Post": f"{QUERY}, {FORM}"})
    if options.get("charset", "").lower() not in _UTF8:
        raise Refused(415, f"a query is sent in UTF-8, not in {options['charset']}")
    body = _bytes(environ, longest * (12 if media_type == FORM else 4))
    if media_type == FORM:
        return _decoded(body, "the form")
    try:
        return [("query", body.decode("utf-8"))]
    except UnicodeDecodeError as error:
        raise Refused(400, f"the query is not UTF-8 at byte {error.start + 1}; send it in UTF-8") from None


def _bytes(environ: Mapping[str, Any], most: int) -> bytes:
    """The body; a longer one than *most* bytes is refused, by its stated length before any of it is read."""
    stated = environ.get("CONTENT_LENGTH") or ""
    length = int(stated) if stated.isascii() and stated.isdigit() else most + 1 if environ.get("wsgi.input_terminated") else 0
    body: bytes = b"" if stated and length > most else environ["wsgi.input"].read(length)
    if (stated and length > most) or len(body) > most:
        raise Refused(413, f"the body is longer than {most:,} bytes; shorten the query")
    return body


def _decoded(text: bytes, where: str) -> list[tuple[str, str]]:
    """The parameters of a query string or a form (application/x-www-form-urlencoded)."""
    fields = text.split(b"&")
    if len(fields) > _MOST_PARAMETERS:
        raise Refused(400, f"{where} has more than {_MOST_PARAMETERS:,} parameters")
    try:
        pairs = (field.partition(b"=") for field in fields if field)
        return [(unescaped(name).decode(), unescaped(value).decode()) for name, _, value in pairs]
    except UnicodeDecodeError:
        raise Refused(400, f"{where} is not in UTF-8") from None


def unescaped(text: bytes) -> bytes:
    """What a name or value of a form stands for. Quoted-printable differs from it by its sign alone, and is read in C."""
    text = text.replace(b"+", b" ")
    if b"%" not in text:
        return text
    if _BROKEN.search(text):
        return unquote_to_bytes(text)
    return binascii.a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"="))


def _operation(pairs: list[tuple[str, str]], longest: int) -> Operation:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise Refused(403, "the graph can only be read: updates are refused")
    queries = values.get("query", [])
    if len(queries) > 1:
        raise Refused(400, f"{len(queries)} queries in one request; send each by itself")
    if queries and len(queries[0]) > longest:
        raise Refused(413, f"the query is longer than {longest:,} characters; shorten it")
    has_dataset = "default-graph-uri" in values or "named-graph-uri" in values
    return Operation(
        queries[0] if queries else None,
        tuple(values.get("default-graph-uri", ())) if has_dataset else None,
        tuple(values.get("named-graph-uri", ())) if has_dataset else None,
        _seconds(values.get("timeout", [])), next((v for v in (*values.get("format", ()), *values.get("output", ())) if v), ""))


def _seconds(given: list[str]) -> float | None:
    if not given:
        return None
    try:
        seconds = float(given[-1])
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise Refused(400, f"timeout={given[-1][:40]} is no time; give seconds, as in timeout=2.5")
    return seconds
