"""A switch that ends one query while it runs.

May import: nothing of ours.
"""
from __future__ import annotations

import threading
from collections.abc import Callable


class Stop:
    """Whoever pulls it ends the query's process, at once or as soon as there is one; one query, any threads."""

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
