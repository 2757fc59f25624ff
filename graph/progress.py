"""Progress of whatever takes long, and the way out of it: one protocol for the library, the command and the page.

May import: errors.
"""
from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from .errors import GraphError

T = TypeVar("T")
_STEP, _OFTEN, _LONG = 5_000, 0.05, 86_400.0


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
    return told(items, stage, progress, len(items)) if progress is not unseen else iter(items)


def told(items: Iterable[T], stage: str, progress: Progress, total: int, done: Callable[[], int] | None = None,
         step: int = 0) -> Iterator[T]:
    """The same for items of which there are *total* at most; *done* says how much is done where that is not their number.

    It is told after every *step* items, or about a hundred times.
    """
    step = step or max(1, min(total // 100, _STEP))
    progress(stage, 0, total)
    for count, item in enumerate(items, 1):
        yield item
        if count % step == 0:
            progress(stage, min(count if done is None else done(), total), total)
    progress(stage, total, total)


class Timed:
    """A question whether a search is to end (*cancelled*), which also tells *progress*, now and then, of the milliseconds that
    have passed of the seconds that it may take."""

    def __init__(self, stage: str, seconds: float, progress: Progress, cancelled: Callable[[], bool] = lambda: False) -> None:
        self._stage, self._progress, self._cancelled = stage, progress, cancelled
        self._start = self._next = time.monotonic()
        self._total = max(1, round(min(seconds, _LONG) * 1000))

    def __call__(self) -> bool:
        """Whether the search is to end; raises what *progress* raises."""
        if self._progress is not unseen and (now := time.monotonic()) >= self._next:
            self._next = now + _OFTEN
            self._progress(self._stage, min(round((now - self._start) * 1000), self._total), self._total)
        return self._cancelled()

    def end(self) -> None:
        """The search is done, in whatever time."""
        self._progress(self._stage, self._total, self._total)
