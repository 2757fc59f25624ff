"""Documents that were sent lately, sent again before Flask is asked: a WSGI application in front of the pages.

May import: graph, addresses, kept, findings. A graph does not change while it is served, but the checks make progress,
and the pages show it: what is kept is kept for a state of theirs.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .. import addresses
from ..findings import Findings
from ..kept import Kept

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

_ROOMS = tuple(f"/{room}/" for room in addresses.ROOMS)
_BYTES, _LARGEST = 24 << 20, 256 << 10
# With these a client asks for less than the whole document, or for it under a condition: that is Flask's part.
_CONDITIONS = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE",
                         "HTTP_RANGE"})


class Front:
    """Answers for *pages* what it has kept of the documents at /id/ and their like."""

    def __init__(self, pages: Application, findings: Findings) -> None:
        self._pages, self._findings = pages, findings
        self._kept = Kept(_BYTES, _LARGEST)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request (WSGI)."""
        path: str = environ["PATH_INFO"]
        if (not path.startswith(_ROOMS) or environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING")
                or not _CONDITIONS.isdisjoint(environ)):
            return self._pages(environ, start)
        # The pages name the server as they were asked for it.
        tag = "\0".join((path, self._findings.begin().state, environ.get("HTTP_ACCEPT", ""), environ.get("wsgi.url_scheme", ""),
                         environ.get("HTTP_HOST", ""), environ.get("SCRIPT_NAME", "")))
        found = self._kept.get(tag)
        if found is None:
            return self._asked(tag, environ, start)
        start("200 OK", list(found[0].items()))
        return [found[1]]

    def _asked(self, tag: str, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """What the pages answer, kept where it is a document."""
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]], *trouble: Any) -> Any:
            begun.append((status, headers))
            return start(status, headers, *trouble)

        pieces = self._pages(environ, begin)
        try:
            body = b"".join(pieces)
        finally:
            if (close := getattr(pieces, "close", None)) is not None:
                close()
        status, headers = begun[-1]
        if status.startswith("200") and len(dict(headers)) == len(headers):
            self._kept.put(tag, dict(headers), body)
        return [body]
