"""Progress of whatever takes long, and the way out of it: one protocol for the library, the command and the page.

May import: errors.
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from .errors import GraphError

T = TypeVar("T")


class Progress(Protocol):
    """Told of a stage (*loading notes.ttl*), how much of it is done and how much there is. Raises Cancelled to end the work."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """Take note, or raise Cancelled."""


class Cancelled(GraphError):
    """Somebody no longer wants what was under way; nothing half-made is left behind."""


def unseen(stage: str, done: int, total: int, /) -> None:
    """Progress that nobody looks at."""


def ticking(items: Sequence[T], stage: str, progress: Progress) -> Iterator[T]:
    """The same items, of which *progress* is told every so often: at the start, about a hundred times, and at the end."""
    total = len(items)
    if progress is unseen:
        yield from items
        return
    step = max(1, total // 100)
    for done, item in enumerate(items):
        if done % step == 0:
            progress(stage, done, total)
        yield item
    progress(stage, total, total)
