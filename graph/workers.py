"""Processes that can be killed at a deadline: a pool of workers over one graph on disk.

May import: errors, lanes, processes, zygote (for its message format; the process itself is run as a script).

pyoxigraph can neither time out nor be interrupted, so whatever must stop runs in a process that is killed.
A zygote loads the graph once and forks workers, which share its memory; forking again takes milliseconds.
"""
from __future__ import annotations

import json
import os
import pathlib
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from . import processes, zygote
from .errors import QueryError, StoreError
from .lanes import Lanes, Place, Stop

_SLICE = 0.03
_PATIENCE = 0.25
_MOST_PATIENCE = 1.0
_NICE_ASIDE, _NICE_SLOW = 8, 14
_PIECE = 1 << 18
_UNKNOWN = re.compile(r"custom function (<[^>]*>) is not supported")


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


class Pool:
    """Workers over the N-Quads at *path*: *size* queries run at once in the quick lane, as many in the slow one.

    A query that is not done in a quarter of a second leaves the quick lane: it goes on at lower priority in
    the slow one, or waits there, stopped, for its turn. Make a Pool before other threads start; `run` may
    then be called from any of them. *memory* is what one query may take, in bytes; less on a machine that
    has not as much for all of them. *graphs* are named graphs, of which N-Quads forget the empty ones.
    """

    def __init__(self, path: pathlib.Path, *, size: int | None = None, memory: int = 1 << 30, waiting: int = 4,
                 wait: float = 2.0, forget: bool = False, graphs: Iterable[str] = (), lent: int = 0) -> None:
        size = size or os.cpu_count() or 2
        self._lanes = Lanes(size, waiting, wait)
        self._path, self._forget = path, forget
        self._memory = min(memory, processes.machine_memory() // (self._lanes.places + lent))
        self._graphs = json.dumps(sorted(graphs)).encode()
        self._idle: list[Worker] = []  # the last is taken first: its memory is warm
        self._lock = threading.Lock()
        self._ready = False
        self._closed = False
        self._finalizer: weakref.finalize[Any, Any]
        self._start()

    def run(self, request: Mapping[str, Any], seconds: float, into: IO[bytes] | None = None, stop: Stop | None = None,
            begun: float | None = None) -> Reply:
        """The answer of a worker to *request*; raises QueryError with its reason, the worker killed if need be.

        The seconds count from *begun* (of the monotonic clock; now). The body is written to *into* where that is
        given, once it is complete. Pulling *stop* kills the worker.
        """
        deadline, stop = (time.monotonic() if begun is None else begun) + seconds, stop or Stop()
        place = self._lanes.enter(deadline - time.monotonic())
        try:
            return self._ask({**request, "seconds": seconds, "deadline": deadline}, deadline, place, into, stop)
        except QueryError:
            if stop.is_pulled:
                raise QueryError("the query was stopped", "cancelled") from None
            raise
        finally:
            place.leave()

    def wait(self) -> None:
        """Wait until the graph is loaded; raises StoreError where it cannot be."""
        if not self._ready:
            worker = self._fork()
            self._idle.append(worker)

    def close(self) -> None:
        """End all processes; a query that is running then fails."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().stream.close()
            self._finalizer()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-I", "-S", zygote.__file__, str(number), str(self._path), str(self._memory)]
            self._process = subprocess.Popen([*command, *sys.path], pass_fds=[number], stdin=subprocess.DEVNULL)
        self._control = ours
        self._ready = False
        zygote.send(ours, self._graphs)
        self._finalizer = weakref.finalize(self, _end, ours, self._process, self._path if self._forget else None)

    def _fork(self) -> Worker:
        with self._lock:
            if self._closed:
                raise QueryError("the graph is closed", "failed")
            return Worker(*self._hatched(b"F"))

    def branch(self, module: str) -> socket.socket:
        """The control socket of a process forked from this pool's zygote, where `main` of a module of ours serves."""
        with self._lock:
            if self._closed:
                raise QueryError("the graph is closed", "failed")
            name = module.encode()
            return self._hatched(b"B" + struct.pack("!Q", len(name)) + name)[1]

    def _hatched(self, command: bytes) -> tuple[int, socket.socket]:
        """The id of a new process and the socket to it."""
        try:
            return self._hatched_once(command)
        except (OSError, EOFError):
            # Somebody ended the zygote, perhaps the system for want of memory.
            self._restart()
            return self._hatched_once(command)

    def _restart(self) -> None:
        self._finalizer.detach()
        _end(self._control, self._process, None)
        self._start()

    def _hatched_once(self, command: bytes) -> tuple[int, socket.socket]:
        if not self._ready:
            state, detail = json.loads(zygote.receive(self._control) or b'["failed", "its process ended"]')
            if state != "ready":
                raise StoreError(f"{self._path}: cannot be loaded for queries ({detail})")
            self._ready = True
        self._control.sendall(command)
        message, descriptors, _, _ = socket.recv_fds(self._control, 4, 1)
        if not descriptors:
            raise EOFError
        return struct.unpack("!i", message)[0], socket.socket(fileno=descriptors[0])

    def _kill(self, worker: Worker) -> None:
        worker.stream.close()
        self._end(worker)

    def _end(self, worker: Worker) -> None:
        # Not under the lock, which a fork may hold for long: so short a message is sent whole or not at all.
        with suppress(OSError):
            self._control.send(b"K" + struct.pack("!i", worker.pid))

    def _ask(self, request: dict[str, Any], deadline: float, place: Place, into: IO[bytes] | None, stop: Stop) -> Reply:
        worker, healthy = self._take(request), False
        stop.hold(lambda: self._end(worker))
        try:
            if not self._is_done(worker, deadline, place):
                raise late(request["seconds"])
            state, reply = _reply(worker, into)
            if state == "died" and time.monotonic() >= deadline:
                raise late(request["seconds"])
            worker.left -= 1
            healthy = state in ("ok", "syntax", "too-large", "told") and place.is_quick and worker.left > 0
            return judged(state, reply)
        finally:
            stop.hold(None)
            if healthy and not self._closed and not stop.is_pulled:
                self._idle.append(worker)
            else:
                self._kill(worker)

    def _take(self, request: dict[str, Any]) -> Worker:
        """A worker that has taken the request; idle ones may have died meanwhile."""
        message = json.dumps(request).encode()
        while True:
            try:
                worker, fresh = self._idle.pop(), False
            except IndexError:
                worker, fresh = self._fork(), True
            try:
                zygote.send(worker.stream, message)
                return worker
            except OSError:
                self._kill(worker)
                if fresh:
                    raise QueryError("the process that answers queries cannot be started", "failed") from None

    def _is_done(self, worker: Worker, deadline: float, place: Place) -> bool:
        """Whether an answer comes before the deadline."""
        return self._is_done_soon(worker, deadline, place) or self._is_done_slowly(worker, deadline, place)

    def _is_done_soon(self, worker: Worker, deadline: float, place: Place) -> bool:
        """Whether an answer comes before the quick lane's patience ends; whoever keeps others waiting steps aside.

        On a busy machine a query that had no chance to work is given more time.
        """
        begun, worked = time.monotonic(), processes.worked(worker.pid)
        end = min(deadline, begun + _PATIENCE)
        while (left := end - time.monotonic()) > 0 or processes.worked(worker.pid) - worked < _PATIENCE / 2:
            if left <= 0:
                left = min(deadline, begun + _MOST_PATIENCE, time.monotonic() + _SLICE) - time.monotonic()
            if left <= 0:
                break
            if readable(worker, min(left, _SLICE) if place.is_quick else left):
                return True
            if self._lanes.is_crowded and place.step_aside():
                processes.slow_down(worker.pid, _NICE_ASIDE)
        return False

    def _is_done_slowly(self, worker: Worker, deadline: float, place: Place) -> bool:
        """Whether an answer comes before the deadline in the slow lane, at once or after waiting there, stopped, for a turn."""
        if time.monotonic() >= deadline:
            return False
        processes.slow_down(worker.pid, _NICE_SLOW)
        stop, go = partial(processes.signal, worker.pid, signal.SIGSTOP), partial(processes.signal, worker.pid, signal.SIGCONT)
        is_in = place.slow_down(deadline, stop, go)
        return is_in and readable(worker, deadline - time.monotonic())


def _end(control: socket.socket, process: subprocess.Popen[bytes], path: pathlib.Path | None) -> None:
    control.close()  # the zygote sees the end of the stream, kills its workers and ends
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if path is not None:
        path.unlink(missing_ok=True)


def readable(worker: Worker, seconds: float) -> bool:
    """Whether a worker says something, or its stream ends, within a time."""
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


def judged(state: str, reply: Reply) -> Reply:
    if state == "ok":
        return reply
    if state == "told":  # a QueryError of ours that was raised in the worker
        raise QueryError(**json.loads(reply.body))
    if state == "too-large":
        raise QueryError("the result is too large; ask for fewer rows, with LIMIT or a narrower pattern", "too-large")
    if state in ("memory", "died"):
        raise QueryError("the query takes more memory than one query may; ask for less at once", "memory")
    said = reply.body.decode(errors="replace")
    if function := _UNKNOWN.search(said):
        raise QueryError(f"no function is called {function[1]}; there are those of SPARQL and the casts of xsd:", "refused")
    raise QueryError(said, "syntax" if state == "syntax" else "failed")


def late(seconds: float) -> QueryError:
    return QueryError(f"stopped at the time limit of {seconds:g} s; ask for less, or add LIMIT", "timeout")
