"""Progress of whatever takes long, and the way out of it: one protocol for the library, the command and the page.

May import: errors.
"""
from __future__ import annotations

from typing import Protocol

from .errors import GraphError


class Progress(Protocol):
    """Told of a stage (*loading notes.ttl*), how much of it is done and how much there is. Raises Cancelled to end the work."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """Take note, or raise Cancelled."""


class Cancelled(GraphError):
    """Somebody no longer wants what was under way; nothing half-made is left behind."""


def unseen(stage: str, done: int, total: int, /) -> None:
    """Progress that nobody looks at."""
