"""Workers lent to a client's connection, where they read requests and send answers themselves while somebody watches.

May import: errors, lanes, workers, branch, zygote, processes, slate.

Being woken costs a small query more than its answer does, so its bytes go straight to the process that answers it. A lent worker
takes only what it is sure of: it returns, with the bytes that it has read, at a request that is out of the ordinary, after a
query that took long, when the client rests, and when it is called back. Its owner keeps the connection, and so can still say
what became of a query whose process was ended at its limit.
"""
from __future__ import annotations

import contextlib
import json
import select
import signal
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import IO

from . import processes, zygote
from .branch import Branch
from .errors import QueryError
from .slate import IDLE, RUNNING, Slate
from .workers import Pool, Reply, Worker, judged, late, readable

MOST_SERVED = 500  # requests of one worker (its heap frays)
LONG = 0.02  # seconds from which on a worker returns after a query
_LOOK = 0.03  # seconds; a query that runs for longer needs a place in a lane
_PATIENCE = 5.0  # seconds that its end may take
_GLANCE = 0.002  # seconds between two looks at whether it has ended
_IN_MEMORY = 1 << 20
_PIECE = 1 << 18
# The first byte of what a worker says when it returns: with bytes it has read, its client gone, a limit broken, bytes still to send.
BACK, GONE, TOLD, REST = b"B", b"G", b"T", b"R"
LEND, RECALL = b"L", b"C"


@dataclass
class Lent(Worker):
    """A worker with the slate that it writes on."""

    slate: Slate | None = None


@dataclass(frozen=True)
class Return:
    """How a loan ended: *data* that was read of the client and not answered, or the *rest* of an answer that is to be sent.

    *error*: what became of the request that is *data*. *is_over*: the connection has ended. *served*: requests answered.
    """

    data: bytes = b""
    rest: IO[bytes] | None = None
    error: QueryError | None = None
    is_over: bool = False
    served: int = 0


class Leases(Branch):
    """At most *size* workers that `main(control, graph, memory)` of *module* has prepared to serve connections.

    Small queries take no place in the lanes of *trunk*; one that is not done in 30 ms is halted until it has one.
    """

    def __init__(self, trunk: Pool, module: str, size: int) -> None:
        super().__init__(trunk, module)
        self._places = threading.Semaphore(size)

    def lend(self, client: socket.socket, terms: bytes, is_wanted: Callable[[], bool]) -> Return | None:
        """Lend a worker to a connection until it returns, with *terms* to serve under; None where there is none to lend now.

        *is_wanted* is asked again and again whether somebody wants the connection back.
        """
        self.prepare()
        if not self._is_prepared() or not self._places.acquire(blocking=False):
            return None
        try:
            worker = self._sent(client, terms)
            return self._watched(worker, is_wanted) if worker is not None else None
        finally:
            self._places.release()

    def _is_prepared(self) -> bool:
        if self._ready or self._closed:
            return self._ready
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        return bool(poll.poll(0))

    def _fork(self) -> Worker:
        made = super()._fork()
        _, descriptors, _, _ = socket.recv_fds(made.stream, 1, 1)
        if not descriptors:
            raise QueryError("the process that answers queries cannot be started", "failed")
        with open(descriptors[0], "rb"):  # closed when it is mapped
            return Lent(made.pid, made.stream, made.left, Slate(descriptors[0]))

    def _sent(self, client: socket.socket, terms: bytes) -> Lent | None:
        """A worker that has the connection; idle ones may have died meanwhile."""
        while True:
            is_fresh = not self._idle
            try:
                worker = self._idle.pop() if self._idle else self._fork()
                assert isinstance(worker, Lent)
            except (IndexError, QueryError, OSError):
                return None
            try:
                socket.send_fds(worker.stream, [LEND], [client.fileno()])
                zygote.send(worker.stream, terms)
                return worker
            except OSError:
                self._kill(worker)
                if is_fresh:
                    return None

    def _watched(self, worker: Lent, is_wanted: Callable[[], bool]) -> Return:
        slate = worker.slate
        assert slate is not None
        before, is_healthy = slate.served, False
        try:
            back, may_stay = self._returned(worker, slate, before, is_wanted)
            is_healthy = may_stay and back.error is None
            return back
        except QueryError as error:  # its time is over, or there is no place for it
            return self._ended(worker, slate, before, error)
        finally:
            if is_healthy and slate.served < MOST_SERVED and not self._closed:
                self._idle.append(worker)
            else:
                self._kill(worker)

    def _returned(self, worker: Lent, slate: Slate, before: int, is_wanted: Callable[[], bool]) -> tuple[Return, bool]:
        """What a worker brings back, and whether it may be lent again."""
        poll, is_recalled = select.poll(), False
        poll.register(worker.stream, select.POLLIN)
        while not poll.poll(1000 * _LOOK):
            if slate.has_run(_LOOK, time.monotonic()):
                self._placed(worker, slate)
                return _brought(worker, slate, before), False
            if not is_recalled and (self._closed or is_wanted()):
                is_recalled = True
                with contextlib.suppress(OSError):
                    worker.stream.send(RECALL)
        return _brought(worker, slate, before), True

    def _placed(self, worker: Lent, slate: Slate) -> None:
        """Wait for a query that takes long, as for any other; raises QueryError where it has no place or no time."""
        begun, deadline = slate.span
        processes.signal(worker.pid, signal.SIGSTOP)
        place = self._lanes.enter(deadline - time.monotonic())
        try:
            processes.signal(worker.pid, signal.SIGCONT)
            if not self._is_done(worker, deadline, place):
                raise late(deadline - begun)
        finally:
            place.leave()

    def _ended(self, worker: Lent, slate: Slate, before: int, error: QueryError) -> Return:
        """What a worker leaves that is ended: it may just have answered, which only its death makes sure."""
        self._end(worker)
        end = time.monotonic() + _PATIENCE
        while not readable(worker, _GLANCE) and not processes.is_ending(worker.pid) and time.monotonic() < end:
            pass
        worker.stream.settimeout(_PATIENCE)
        # The stream ends only when all memory is freed, which nobody need wait for.
        back = _brought(worker, slate, before) if readable(worker, 0) else _after_death(slate, before)
        return replace(back, error=error) if back.error is not None else back


def _brought(worker: Lent, slate: Slate, before: int) -> Return:
    try:
        size = struct.unpack("!Q", zygote.exactly(worker.stream, 8))[0] - 1
        kind = zygote.exactly(worker.stream, 1)
        rest = _kept(worker.stream, size) if kind == REST else None
        said = zygote.exactly(worker.stream, size) if rest is None else b""
    except (OSError, EOFError):
        return _after_death(slate, before)
    served = slate.served - before
    if kind == TOLD:
        return Return(slate.request, error=QueryError(**json.loads(said)), served=served)
    return Return(said if kind == BACK else b"", rest, None, kind == GONE, served)


def _kept(stream: socket.socket, size: int) -> IO[bytes]:
    """The rest of an answer, on disk where it is big."""
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed by who sends it)
    while size:
        piece = zygote.exactly(stream, min(size, _PIECE))
        file.write(piece)
        size -= len(piece)
    file.seek(0)
    return file


def _after_death(slate: Slate, before: int) -> Return:
    """What became of the request of a worker that was ended: by the system, at its deadline or at the limit of its memory."""
    served, (begun, deadline) = slate.served - before, slate.span
    if slate.state != RUNNING:
        return Return(is_over=slate.state != IDLE, served=served)
    if time.monotonic() >= deadline:
        return Return(slate.request, error=late(deadline - begun), served=served)
    try:
        judged("died", Reply(b"", None))
    except QueryError as error:
        return Return(slate.request, error=error, served=served)
    raise AssertionError
