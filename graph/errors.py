"""The few kinds of error that the library raises; each names the thing, the place and the remedy.

May import: nothing of ours. Edges (the command, HTTP, the page) translate a GraphError once.
"""
from __future__ import annotations


class GraphError(Exception):
    """Something about the input is wrong; the message is meant for a person."""


class FactError(GraphError):
    """Facts on disk are malformed. *problems* holds one line per mistake, all of one run."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class UnknownConcept(GraphError):
    """No concept goes by the name. *nearest* are labels that look like it, best first."""

    def __init__(self, name: str, nearest: list[str] | None = None) -> None:
        self.name = name
        self.nearest = list(nearest or [])
        hint = f"; did you mean {' or '.join(repr(n) for n in self.nearest)}?" if self.nearest else ""
        super().__init__(f"no concept is called {name!r}{hint}")


class NoPath(GraphError):
    """Two concepts exist, but nothing connects them under the given constraints."""


class QueryError(GraphError):
    """A SPARQL query was refused, is malformed, or went over a limit. *reason* is a stable word:
    syntax, refused, format, timeout, too-large, memory, busy, cancelled or failed; *line* and *column* count from one where known."""

    def __init__(self, message: str, reason: str = "failed", line: int | None = None, column: int | None = None) -> None:
        self.reason = reason
        self.line = line
        self.column = column
        super().__init__(message)


class StoreError(GraphError):
    """A file, folder or cache of a graph cannot be read or written."""
