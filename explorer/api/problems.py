"""What goes wrong, as problem details (RFC 9457): an exception with a status, and the JSON object that tells of it.

May import: graph.errors, search.
"""
from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from graph.errors import GraphError, UnknownConcept

MEDIA_TYPE = "application/problem+json"
# A type is a stable name for a kind of problem; what stands at /api/ tells about each.
TYPES = {
    400: ("bad-request", "The request is malformed: a parameter is missing, unknown or out of its bounds."),
    403: ("forbidden", "The request comes under a name that is not this server's, or from another web site."),
    404: ("not-found", "Nothing goes by that name or address; `nearest` holds what looks like it."),
    405: ("method-not-allowed", "The address does not take this method; the header Allow names those that it takes."),
    406: ("not-acceptable", "The header Accept leaves out every format there is at this address."),
    413: ("content-too-large", "The body is longer than what is read."),
    414: ("uri-too-long", "The address is longer than what is read."),
    415: ("unsupported-media-type", "The body is not of a media type that is read here."),
    422: ("cannot-compute", "The request is well formed, but a formula cannot be computed with what it was given."),
    500: ("internal-error", "A mistake of ours; the server's log says more."),
}


class Problem(Exception):
    """A request that is not answered: its HTTP status, a sentence, names near the one that was wrong, further headers."""

    def __init__(self, status: int, detail: str, nearest: list[str] | None = None, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.nearest = list(nearest or [])
        self.headers = dict(headers or {})
        super().__init__(detail)

    def as_json(self, root: str = "") -> dict[str, Any]:
        """The object of RFC 9457. *root* stands before the address of the type."""
        name = TYPES[self.status][0]
        told = {"type": f"{root}/api/#{name}", "title": HTTPStatus(self.status).phrase, "status": self.status, "detail": str(self)}
        return told | ({"nearest": self.nearest} if self.status == 404 else {})


def of(error: GraphError) -> Problem:
    """The problem that an error of the library is: 404 for an unknown name, else 400."""
    if isinstance(error, UnknownConcept):
        return Problem(404, str(error), error.nearest)
    return Problem(400, str(error))
