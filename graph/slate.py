"""What a lent worker is at, on a page of memory that it shares with its owner: readable while it works, and after its death.

May import: nothing of ours. The worker writes, its owner reads.
"""
from __future__ import annotations

import mmap
import os
import struct

IDLE, READING, RUNNING, SENDING = range(4)
LARGEST = 64 << 10  # bytes of a request that a lent worker answers
_FIELDS = struct.Struct("=IIdd")  # the state, the size of the request, when it was begun, its deadline
_SERVED = struct.Struct("=I")
_STATE, _BEGUN, _COUNT, _TEXT = 0, 8, 32, 64


class Slate:
    """The page behind a descriptor, which may be closed then. Times are those of the monotonic clock."""

    def __init__(self, descriptor: int) -> None:
        self._page = mmap.mmap(descriptor, _TEXT + LARGEST)

    @staticmethod
    def made() -> int:
        """The descriptor of a new page, empty."""
        descriptor = os.memfd_create("slate")
        os.ftruncate(descriptor, _TEXT + LARGEST)
        return descriptor

    def read(self) -> None:
        """A request is about to be read."""
        self._page[_STATE] = READING

    def begin(self, request: bytes, begun: float, deadline: float) -> None:
        """A request, of at most LARGEST bytes, is being worked on from now on."""
        self._page[_TEXT:_TEXT + len(request)] = request
        _FIELDS.pack_into(self._page, 0, READING, len(request), begun, deadline)
        self._page[_STATE] = RUNNING

    def send(self) -> None:
        """Its answer is complete and about to be sent."""
        self._page[_STATE] = SENDING

    def rest(self, answered: bool = False) -> None:
        """There is nothing to do."""
        if answered:
            _SERVED.pack_into(self._page, _COUNT, self.served + 1)
        self._page[_STATE] = IDLE

    @property
    def served(self) -> int:
        """How many requests have been answered."""
        return int(_SERVED.unpack_from(self._page, _COUNT)[0])

    @property
    def state(self) -> int:
        """IDLE, READING, RUNNING or SENDING."""
        return self._page[_STATE]

    @property
    def span(self) -> tuple[float, float]:
        """When the latest request was begun, and its deadline."""
        _, _, begun, deadline = _FIELDS.unpack_from(self._page)
        return begun, deadline

    @property
    def request(self) -> bytes:
        """The latest request."""
        size = _FIELDS.unpack_from(self._page)[1]
        return self._page[_TEXT:_TEXT + size]

    def has_run(self, seconds: float, now: float) -> bool:
        """Whether the same request has been running for so long."""
        begun = self.span[0]
        return now - begun >= seconds and self.state == RUNNING and self.span[0] == begun
