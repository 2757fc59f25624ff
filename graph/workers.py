"""Processes that can be killed at a deadline: a pool of workers over one graph on disk.

May import: errors, lanes, zygote (for its message format; the process itself is run as a script).

pyoxigraph can neither time out nor be interrupted, so whatever must stop runs in a process that is killed.
A zygote loads the graph once and forks workers, which share its memory; forking again takes milliseconds.
"""
from __future__ import annotations

import json
import os
import pathlib
import queue
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from . import zygote
from .errors import QueryError, StoreError
from .lanes import Lanes, Place

_SLICE = 0.03
_PATIENCE = 0.25
_NICE_ASIDE, _NICE_SLOW = 5, 10
_PIECE = 1 << 18


@dataclass
class Worker:
    """A forked process, the socket to it, and how many queries it may still answer (its heap frays)."""

    pid: int
    stream: socket.socket
    left: int = 500


@dataclass(frozen=True)
class Reply:
    """What a worker gave: a body, and its number of rows or triples where it is a table or a graph."""

    body: bytes
    rows: int | None


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


class Pool:
    """Workers over the N-Quads at *path*: *size* queries run at once in the quick lane, as many in the slow one.

    A query that is not done in a quarter of a second leaves the quick lane: it goes on at lower priority in
    the slow one, or waits there, stopped, for its turn. Make a Pool before other threads start; `run` may
    then be called from any of them. *memory* is what one query may take, in bytes; less on a machine that
    has not as much for all of them.
    """

    def __init__(self, path: pathlib.Path, *, size: int | None = None, memory: int = 1 << 30, waiting: int = 4,
                 wait: float = 2.0, forget: bool = False) -> None:
        size = size or os.cpu_count() or 2
        self._lanes = Lanes(size, waiting, wait)
        self._path, self._memory, self._forget = path, min(memory, _machine_memory() // self._lanes.places), forget
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._ready = False
        self._closed = False
        self._start()

    def run(self, request: Mapping[str, Any], seconds: float, into: IO[bytes] | None = None, stop: Stop | None = None) -> Reply:
        """The answer of a worker to *request*; raises QueryError with its reason, the worker killed if need be.

        The body is written to *into* where that is given, once it is complete. Pulling *stop* kills the worker.
        """
        deadline, stop = time.monotonic() + seconds, stop or Stop()
        place = self._lanes.enter(seconds)
        try:
            return self._ask(dict(request, seconds=seconds), deadline, place, into, stop)
        except QueryError:
            if stop.is_pulled:
                raise QueryError("the query was stopped", "cancelled") from None
            raise
        finally:
            place.leave()

    def wait(self) -> None:
        """Wait until the graph is loaded; raises StoreError where it cannot be."""
        self._idle.put(self._fork())

    def close(self) -> None:
        """End all processes; a query that is running then fails."""
        with self._lock:
            self._closed = True
            while not self._idle.empty():
                self._idle.get_nowait().stream.close()
            self._finalizer()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-I", "-S", zygote.__file__, str(number), str(self._path), str(self._memory)]
            self._process = subprocess.Popen([*command, *sys.path], pass_fds=[number], stdin=subprocess.DEVNULL)
        self._control = ours
        self._ready = False
        self._finalizer = weakref.finalize(self, _end, ours, self._process, self._path if self._forget else None)

    def _fork(self) -> Worker:
        with self._lock:
            if self._closed:
                raise QueryError("the graph is closed", "failed")
            try:
                return self._fork_once()
            except (OSError, EOFError):
                # Somebody ended the zygote, perhaps the system for want of memory.
                self._finalizer.detach()
                _end(self._control, self._process, None)
                self._start()
                return self._fork_once()

    def _fork_once(self) -> Worker:
        if not self._ready:
            state, detail = json.loads(zygote.receive(self._control) or b'["failed", "its process ended"]')
            if state != "ready":
                raise StoreError(f"{self._path}: cannot be loaded for queries ({detail})")
            self._ready = True
        self._control.send(b"F")
        message, descriptors, _, _ = socket.recv_fds(self._control, 4, 1)
        if not descriptors:
            raise EOFError
        return Worker(struct.unpack("!i", message)[0], socket.socket(fileno=descriptors[0]))

    def _kill(self, worker: Worker) -> None:
        worker.stream.close()
        self._end(worker)

    def _end(self, worker: Worker) -> None:
        with self._lock, suppress(OSError):
            self._control.send(b"K" + struct.pack("!i", worker.pid))

    def _ask(self, request: dict[str, Any], deadline: float, place: Place, into: IO[bytes] | None, stop: Stop) -> Reply:
        worker, healthy = self._take(request), False
        stop.hold(lambda: self._end(worker))
        try:
            if not (self._is_done_soon(worker, deadline, place) or self._is_done_slowly(worker, deadline, place)):
                raise _late(request["seconds"])
            state, reply = _reply(worker, into)
            worker.left -= 1
            healthy = state in ("ok", "syntax", "too-large") and place.is_quick and worker.left > 0
            return _judged(state, reply)
        finally:
            stop.hold(None)
            if healthy and not self._closed and not stop.is_pulled:
                self._idle.put(worker)
            else:
                self._kill(worker)

    def _take(self, request: dict[str, Any]) -> Worker:
        """A worker that has taken the request; idle ones may have died meanwhile."""
        message = json.dumps(request).encode()
        while True:
            try:
                worker, fresh = self._idle.get_nowait(), False
            except queue.Empty:
                worker, fresh = self._fork(), True
            try:
                zygote.send(worker.stream, message)
                return worker
            except OSError:
                self._kill(worker)
                if fresh:
                    raise QueryError("the process that answers queries cannot be started", "failed") from None

    def _is_done_soon(self, worker: Worker, deadline: float, place: Place) -> bool:
        """Whether an answer comes before the quick lane's patience ends; whoever keeps others waiting steps aside."""
        end = min(deadline, time.monotonic() + _PATIENCE)
        while (left := end - time.monotonic()) > 0:
            if _readable(worker, min(left, _SLICE) if place.is_quick else left):
                return True
            if self._lanes.is_crowded and place.step_aside():
                _slow(worker, _NICE_ASIDE)
        return False

    def _is_done_slowly(self, worker: Worker, deadline: float, place: Place) -> bool:
        """Whether an answer comes before the deadline in the slow lane, at once or after waiting there, stopped, for a turn."""
        if time.monotonic() >= deadline:
            return False
        _slow(worker, _NICE_SLOW)
        is_in = place.slow_down(deadline, lambda: _signal(worker, signal.SIGSTOP), lambda: _signal(worker, signal.SIGCONT))
        return is_in and _readable(worker, deadline - time.monotonic())


def _slow(worker: Worker, nice: int) -> None:
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, worker.pid, nice)


def _signal(worker: Worker, number: int) -> None:
    with suppress(OSError):
        os.kill(worker.pid, number)


def _machine_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _end(control: socket.socket, process: subprocess.Popen[bytes], path: pathlib.Path | None) -> None:
    control.close()  # the zygote sees the end of the stream, kills its workers and ends
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if path is not None:
        path.unlink(missing_ok=True)


def _readable(worker: Worker, seconds: float) -> bool:
    poll = select.poll()  # select.select refuses descriptors above 1023
    poll.register(worker.stream, select.POLLIN)
    return bool(poll.poll(max(0, round(seconds * 1000))))


def _reply(worker: Worker, into: IO[bytes] | None) -> tuple[str, Reply]:
    """What a worker answers; a body that is wanted elsewhere goes there piece by piece."""
    try:
        state, rows, size, begun = zygote.receive_reply(worker.stream)
        left = size - len(begun)
        if into is None or state != "ok":
            return state, Reply(begun + zygote.exactly(worker.stream, left) if left else begun, rows)
        _write(into, begun)
        while left:
            piece = zygote.exactly(worker.stream, min(left, _PIECE))
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


def _judged(state: str, reply: Reply) -> Reply:
    if state == "ok":
        return reply
    if state == "too-large":
        raise QueryError("the result is too large; ask for fewer rows, with LIMIT or a narrower pattern", "too-large")
    if state in ("memory", "died"):
        raise QueryError("the query takes more memory than one query may; ask for less at once", "memory")
    raise QueryError(reply.body.decode(errors="replace"), "syntax" if state == "syntax" else "failed")


def _late(seconds: float) -> QueryError:
    return QueryError(f"stopped at the time limit of {seconds:g} s; ask for less, or add LIMIT", "timeout")
