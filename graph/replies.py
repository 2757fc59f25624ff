"""What a worker answers: read from its socket, and its troubles as errors.

May import: errors, zygote (for its message format).
"""
from __future__ import annotations

import json
import re
import socket
from dataclasses import dataclass
from typing import IO

from . import zygote
from .errors import QueryError

_PIECE = 1 << 18
_UNKNOWN = re.compile(r"custom function (<[^>]*>) is not supported")


@dataclass(frozen=True)
class Reply:
    """What a worker gave: a body, and its number of rows or triples where it is a table or a graph."""

    body: bytes
    rows: int | None


def read(stream: socket.socket, into: IO[bytes] | None) -> tuple[str, Reply]:
    """What a worker answers; a body that is wanted elsewhere goes there piece by piece."""
    try:
        state, rows, size, begun = zygote.receive_reply(stream)
        left = size - len(begun)
        if into is None or state != "ok":
            return state, Reply(begun + zygote.exactly(stream, left) if left else begun, rows)
        _write(into, begun)
        while left:
            piece = zygote.exactly(stream, min(left, _PIECE))
            _write(into, piece)
            left -= len(piece)
        return state, Reply(b"", rows)
    except (OSError, EOFError):
        return "died", Reply(b"", None)


def _write(into: IO[bytes], piece: bytes) -> None:
    try:
        into.write(piece)
    except OSError as error:
        raise QueryError(f"the result cannot be kept ({error.strerror or error}); make room on the disk", "failed") from error


def judged(state: str, reply: Reply) -> Reply:
    """The reply of a worker that is well; raises QueryError for any other state."""
    if state == "ok":
        return reply
    if state == "told":  # a QueryError of ours that was raised in the worker
        raise QueryError(**json.loads(reply.body))
    if state == "too-large":
        raise QueryError("the result is too large; ask for fewer rows, with LIMIT or a narrower pattern", "too-large")
    if state in ("memory", "died"):
        raise QueryError("the query takes more memory than one query may; ask for less at once", "memory")
    said = reply.body.decode(errors="replace")
    if function := _UNKNOWN.search(said):
        raise QueryError(f"no function is called {function[1]}; there are those of SPARQL and the casts of xsd:", "refused")
    raise QueryError(said, "syntax" if state == "syntax" else "failed")
