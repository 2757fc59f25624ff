"""Processes that can be killed at a deadline: a pool of workers over one graph on disk.

May import: errors, zygote (for its message format; the process itself is run as a script).

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
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from . import zygote
from .errors import QueryError, StoreError

_PATIENCE = 0.25
_NICE = 10


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
    then be called from any of them. *memory* is what one query may take, in bytes.
    """

    def __init__(self, path: pathlib.Path, *, size: int | None = None, memory: int = 1 << 30, waiting: int = 4,
                 wait: float = 2.0, forget: bool = False) -> None:
        size = size or os.cpu_count() or 2
        self._path, self._memory, self._wait, self._forget = path, memory, wait, forget
        self._quick = threading.Semaphore(size)
        self._slow = threading.Semaphore(size)
        self._room = threading.Semaphore(waiting)
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._ready = False
        self._closed = False
        self._finalizer: weakref.finalize[Any, Any]
        self._start()

    def run(self, request: Mapping[str, Any], seconds: float) -> Reply:
        """The answer of a worker to *request*; raises QueryError with its reason, the worker killed if need be."""
        start = time.monotonic()
        if not self._quick.acquire(timeout=min(self._wait, seconds)):
            raise _busy(self._wait)
        lane = _Lane(self._quick)
        try:
            return self._ask(dict(request, seconds=seconds), start + seconds, seconds, lane)
        finally:
            lane.leave()

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
        with self._lock, suppress(OSError):
            self._control.send(b"K" + struct.pack("!i", worker.pid))

    def _ask(self, request: dict[str, Any], deadline: float, seconds: float, lane: _Lane) -> Reply:
        worker, healthy = self._take(request), False
        try:
            if not _readable(worker, min(_PATIENCE, deadline - time.monotonic())):
                self._demote(worker, deadline, seconds, lane)
                if not _readable(worker, deadline - time.monotonic()):
                    raise _late(seconds)
            state, reply = _reply(worker)
            worker.left -= 1
            healthy = state in ("ok", "syntax", "too-large", "told") and lane.is_quick and worker.left > 0
            return _judged(state, reply)
        finally:
            if healthy and not self._closed:
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

    def _demote(self, worker: Worker, deadline: float, seconds: float, lane: _Lane) -> None:
        """Move a query to the slow lane, at once or after waiting there, stopped, for its turn."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, _NICE)
        if not self._slow.acquire(blocking=False):
            if not self._room.acquire(blocking=False):
                raise _busy(0)
            try:
                with suppress(OSError):
                    os.kill(worker.pid, signal.SIGSTOP)
                lane.leave()
                left = deadline - time.monotonic()
                if not self._slow.acquire(timeout=max(0.0, min(self._wait, left))):
                    raise _late(seconds) if left <= self._wait else _busy(self._wait)
                with suppress(OSError):
                    os.kill(worker.pid, signal.SIGCONT)
            finally:
                self._room.release()
        lane.move(self._slow)


class _Lane:
    """The place that a query holds, given back exactly once."""

    def __init__(self, place: threading.Semaphore) -> None:
        self._place: threading.Semaphore | None = place
        self.is_quick = True

    def leave(self) -> None:
        if self._place is not None:
            self._place.release()
        self._place, self.is_quick = None, False

    def move(self, place: threading.Semaphore) -> None:
        self.leave()
        self._place = place


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


def _reply(worker: Worker) -> tuple[str, Reply]:
    try:
        head, body = zygote.receive(worker.stream), zygote.receive(worker.stream)
    except OSError:
        head = body = None
    if head is None or body is None:
        return "died", Reply(b"", None)
    state, rows = json.loads(head)
    return state, Reply(body, rows)


def _judged(state: str, reply: Reply) -> Reply:
    if state == "ok":
        return reply
    if state == "told":  # a QueryError of ours that was raised in the worker
        raise QueryError(**json.loads(reply.body))
    if state == "too-large":
        raise QueryError("the result is too large; ask for fewer rows, with LIMIT or a narrower pattern", "too-large")
    if state in ("memory", "died"):
        raise QueryError("the query takes more memory than one query may; ask for less at once", "memory")
    raise QueryError(reply.body.decode(errors="replace"), "syntax" if state == "syntax" else "failed")


def _late(seconds: float) -> QueryError:
    return QueryError(f"stopped at the time limit of {seconds:g} s; ask for less, or add LIMIT", "timeout")


def _busy(seconds: float) -> QueryError:
    waited = f" after waiting {seconds:g} s" if seconds else ""
    return QueryError(f"too many queries are running{waited}; try again in a moment", "busy")
