"""Who runs now, and for how long somebody wants it: a quick lane, places beside it, a slow lane and its waiting room.

May import: errors.

Everybody begins in the quick lane, and ordinary queries end there. One that takes longer steps aside as soon as somebody waits
behind it; one that is not done in a quarter of a second goes to the slow lane or waits, stopped, for a place there.
"""
from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .errors import QueryError


class Lanes:
    """Places for *size* queries in the quick lane, twice as many beside it, *size* in the slow lane, *waiting* before that.

    *wait* is how many seconds a query may wait for a place, in either lane.
    """

    def __init__(self, size: int, waiting: int, wait: float) -> None:
        self.wait = wait
        self.places = 4 * size + waiting
        self.quick = threading.Semaphore(size)
        self.aside = threading.Semaphore(2 * size)
        self.slow = threading.Semaphore(size)
        self.room = threading.Semaphore(waiting)
        self._most_queued = 8 * size
        self._queued = 0
        self._lock = threading.Lock()

    def enter(self, seconds: float) -> Place:
        """A place in the quick lane, after waiting for it if need be; raises QueryError (busy)."""
        if self.quick.acquire(blocking=False):
            return Place(self)
        with self._lock:
            if self._queued >= self._most_queued:
                raise busy(0)
            self._queued += 1
        try:
            if not self.quick.acquire(timeout=max(0.0, min(self.wait, seconds))):
                raise busy(self.wait)
        finally:
            with self._lock:
                self._queued -= 1
        return Place(self)

    @property
    def is_crowded(self) -> bool:
        """Whether somebody waits for the quick lane."""
        return self._queued > 0


class Place:
    """The place that a query holds, given back exactly once; `is_quick` until it has let others pass."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        self._held: threading.Semaphore | None = lanes.quick
        self.is_quick = True

    def leave(self) -> None:
        """Give the place back."""
        if self._held is not None:
            self._held.release()
        self._held = None

    def step_aside(self) -> bool:
        """Let others into the quick lane and go on beside it; False where there is no room for that."""
        return self.is_quick and self._lanes.aside.acquire(blocking=False) and self._moved(self._lanes.aside)

    def slow_down(self, deadline: float, stop: Callable[[], None], go: Callable[[], None]) -> bool:
        """Go on in the slow lane, at once or after a halt (*stop*, *go*) in its waiting room; False at the deadline.

        Raises QueryError (busy) where the waiting room is full or the wait too long.
        """
        lanes = self._lanes
        if lanes.slow.acquire(blocking=False):
            return self._moved(lanes.slow)
        if not lanes.room.acquire(blocking=False):
            raise busy(0)
        try:
            stop()
            self.leave()
            left = deadline - time.monotonic()
            if not lanes.slow.acquire(timeout=max(0.0, min(lanes.wait, left))):
                if left > lanes.wait:
                    raise busy(lanes.wait)
                return False
            go()
        finally:
            lanes.room.release()
        return self._moved(lanes.slow)

    def _moved(self, place: threading.Semaphore) -> bool:
        self.leave()
        self._held, self.is_quick = place, False
        return True


class Stop:
    """A switch for one query: whoever pulls it ends the query's process, at once or as soon as there is one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._end: Callable[[], None] | None = None
        self.is_pulled = False

    def pull(self) -> None:
        """End the query; one that is over stays as it was."""
        with self._lock:
            self.is_pulled = True
            if self._end is not None:
                self._end()

    def hold(self, end: Callable[[], None] | None) -> None:
        """Know from now on how to end the query; None: there is nothing to end any more."""
        with self._lock:
            self._end = end
            if self.is_pulled and end is not None:
                end()


def busy(seconds: float) -> QueryError:
    """What to say when there is no place, or none within some seconds."""
    waited = f" after waiting {seconds:g} s" if seconds else ""
    return QueryError(f"too many queries are running{waited}; try again in a moment", "busy")
