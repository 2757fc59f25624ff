"""Small answers that were given lately, kept for whoever asks the same again: a graph does not change, so neither do they.

May import: nothing of ours.
"""
from __future__ import annotations

import threading
from collections import OrderedDict

_COST = 1 << 10  # bytes that an answer takes besides its body


class Kept:
    """Headers and bodies by their tags: bodies of at most *largest* bytes, *most* bytes in all; what was not used for longest goes."""

    def __init__(self, most: int = 16 << 20, largest: int = 64 << 10) -> None:
        self._most, self._largest = most, largest
        self._answers: OrderedDict[str, tuple[dict[str, str], bytes]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, tag: str) -> tuple[dict[str, str], bytes] | None:
        """The headers and the body under a tag, None where they are not kept."""
        with self._lock:
            if tag in self._answers:
                self._answers.move_to_end(tag)
            return self._answers.get(tag)

    def put(self, tag: str, headers: dict[str, str], body: bytes) -> None:
        """Keep an answer, unless it is big."""
        if len(body) > self._largest:
            return
        with self._lock:
            if tag not in self._answers:
                self._answers[tag] = headers, body
                self._size += len(body) + _COST
            while self._size > self._most:
                _, (_, oldest) = self._answers.popitem(last=False)
                self._size -= len(oldest) + _COST
