"""The process that loads a graph once and forks workers that answer queries; run by workers as a script.

May import: nothing of ours, and of others only pyoxigraph, so that it starts in a twentieth of a second.
It stays single-threaded, since only then is it safe to fork. It hears on one socket: the names of the graphs, then
`F` (fork a worker, answer with its process id and its socket), `K` and a process id (kill that worker), `B` and a module
(fork a branch: a process like this one, served by that module's `main`, which may import more); the end of the
stream means that its owner is gone: then it kills all workers and ends.
"""
from __future__ import annotations

import importlib
import json
import os
import re
import resource
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import IO, Any, cast

RESULTS = {"json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV"}
Outcome = tuple[str, int | None, bytes]
GRAPHS = {"turtle": "TURTLE", "ntriples": "N_TRIPLES", "jsonld": "JSON_LD", "xml": "RDF_XML"}
STATES = ("ok", "syntax", "too-large", "told", "memory", "failed")
_HEAD = struct.Struct("!BqQ")
_SMALL = 1 << 16
_FEW = 2000  # triples whose prefixes are chosen for their use
_NEXT = b'}},{"'


class TooLarge(Exception):
    """The output of a query passed its limit of bytes."""


class Capped:
    """A binary stream that keeps what is written and refuses more than a number of bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.size = 0
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep *data*; raises TooLarge past the limit."""
        self.size += len(data)
        if self.size > self._limit:
            raise TooLarge
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def value(self) -> bytes:
        """All that was written."""
        return b"".join(self._parts)


def receive(stream: socket.socket) -> bytes | None:
    """One message with its length before it; None at the end of the stream."""
    try:
        return exactly(stream, struct.unpack("!Q", exactly(stream, 8))[0])
    except EOFError:
        return None


def send(stream: socket.socket, message: bytes) -> None:
    """Send one message with its length before it."""
    stream.sendall(struct.pack("!Q", len(message)) + message)


def send_reply(stream: socket.socket, state: str, rows: int | None, body: bytes) -> None:
    """Send the answer to a request: its state, its rows (None: it has none), its body."""
    head = _HEAD.pack(STATES.index(state), -1 if rows is None else rows, len(body))
    if len(body) < _SMALL:
        stream.sendall(head + body)
    else:
        stream.sendall(head)
        stream.sendall(body)


def receive_reply(stream: socket.socket) -> tuple[str, int | None, int, bytes]:
    """The state, the rows, and the size of the body of an answer, with what has come of the body so far."""
    data = stream.recv(_SMALL)
    if len(data) < _HEAD.size:
        data += exactly(stream, _HEAD.size - len(data)) if data else b""
        if not data:
            raise EOFError
    state, rows, size = _HEAD.unpack_from(data)
    return STATES[state], None if rows < 0 else rows, size, data[_HEAD.size:]


def exactly(stream: socket.socket, size: int) -> bytes:
    """So many bytes of a stream; raises EOFError where it ends before."""
    parts = bytearray()
    while len(parts) < size:
        part = stream.recv(min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def main(control: socket.socket, path: str, memory: int) -> None:
    """Load the N-Quads at *path*, say so, and serve the control socket until it ends."""
    import pyoxigraph as ox

    # Ctrl-C at a terminal reaches every process of the group: ending is the parent's affair.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    graph = ox.Store()
    try:
        graph.bulk_load(path=path, format=ox.RdfFormat.N_QUADS)
        for name in json.loads(receive(control) or b"[]"):
            graph.add_graph(ox.NamedNode(name))
    except (OSError, SyntaxError, ValueError) as error:
        send(control, json.dumps(["failed", str(error)]).encode())
        return
    serve(control, graph, memory, partial(work, outcome))


def serve(control: socket.socket, graph: Any, memory: int, work: Callable[[Any, int, socket.socket], None]) -> None:
    """Say that all is ready, and fork as the control socket asks until it ends; workers serve their streams with *work*."""
    workers: set[int] = set()
    branches: set[int] = set()
    try:
        send(control, json.dumps(["ready", ""]).encode())
        while command := control.recv(1):
            if command == b"F":
                workers.add(_fork(control, partial(work, graph, memory)))
            elif command == b"B":
                module = (receive(control) or b"").decode()
                branches.add(_fork(control, partial(_branch, module, graph, memory)))
            else:
                _kill(struct.unpack("!i", exactly(control, 4))[0], workers)
            workers -= _reaped(workers)
            branches -= _reaped(branches)
    except (OSError, EOFError):
        pass
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        for pid in branches:
            os.waitpid(pid, 0)  # their own streams end too


def _kill(pid: int, workers: set[int]) -> None:
    # A worker stays in the set until it is reaped here, so its id cannot belong to another process.
    if pid in workers:
        os.kill(pid, signal.SIGKILL)
        os.kill(pid, signal.SIGCONT)


def _reaped(workers: set[int]) -> set[int]:
    return {pid for pid in workers if os.waitpid(pid, os.WNOHANG)[0]}


def _fork(control: socket.socket, run: Callable[[socket.socket], None]) -> int:
    """Fork a process that runs with one end of a new stream, send the other end to the owner; gives its id."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            ours.close()
            run(theirs)
        finally:
            os._exit(0)
    theirs.close()
    socket.send_fds(control, [struct.pack("!i", pid)], [ours.fileno()])
    ours.close()
    return pid


def _branch(module: str, graph: Any, memory: int, stream: socket.socket) -> None:
    """Serve with a module of ours that this process imports first, or say why that failed."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"  # threads do not survive a fork
    try:
        importlib.import_module(module).main(stream, graph, memory)
    except Exception as error:
        send(stream, json.dumps(["failed", f"{type(error).__name__}: {error}"]).encode())


def work(outcome: Callable[[Any, dict[str, Any]], Outcome], graph: Any, memory: int, stream: socket.socket) -> None:
    """Answer requests with *outcome* until the stream ends, behind limits that the process cannot lift."""
    stream = confine(stream, memory)
    while (message := receive(stream)) is not None:
        request = json.loads(message)
        end_at(request["deadline"])
        try:
            state, rows, body = outcome(graph, request)
        except MemoryError:
            state, rows, body = "memory", None, b""
        except Exception as error:
            state, rows, body = "failed", None, (str(error) or type(error).__name__).encode()
        signal.setitimer(signal.ITIMER_REAL, 0)
        send_reply(stream, state, rows, body)


def confine(stream: socket.socket, memory: int, given: int = 0) -> socket.socket:
    """Leave a worker its stream alone, and room for what it is *given*: no memory beyond *memory*, no file, no connection, no core dump."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    size = _address_space() + memory
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    os.dup2(stream.fileno(), 3)
    os.closerange(4, max(stream.fileno(), quiet, 64) + 1)
    stream.detach()
    resource.setrlimit(resource.RLIMIT_NOFILE, (4 + given, 4 + given))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    return socket.socket(fileno=3)


def _address_space() -> int:
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def end_at(deadline: float) -> None:
    """Have the kernel end this process at a time of the monotonic clock, whatever it does then and whoever is left to watch it."""
    signal.setitimer(signal.ITIMER_REAL, max(1e-6, deadline - time.monotonic()))


def outcome(graph: Any, request: dict[str, Any]) -> Outcome:
    """How a query ends: ok, syntax, too-large, memory or failed; its number of rows; its result, or what is wrong."""
    try:
        return ("ok", *answer(graph, request))
    except SyntaxError as error:
        return "syntax", None, str(error).encode()
    except TooLarge:
        return "too-large", None, b""
    except MemoryError:
        return "memory", None, b""
    except BaseException as error:  # a panic of the engine is no Exception
        return "failed", None, (str(error) or type(error).__name__).encode()


def answer(graph: Any, request: dict[str, Any]) -> tuple[int | None, bytes]:
    """The number of rows or triples (None for a yes or no) and the serialised result of a query."""
    import pyoxigraph as ox
    if request.get("only_read"):
        ox.Store().query(request["query"], prefixes=request["prefixes"])
        return None, b""
    found = graph.query(
        request["query"], base_iri=request.get("base"), prefixes=request["prefixes"], use_default_graph_as_union=request["union"],
        default_graph=_graphs(request["default_graphs"]), named_graphs=_graphs(request["named_graphs"]))
    output = Capped(request["bytes"])
    rows: int | None = None
    if isinstance(found, ox.QueryTriples):
        kind = getattr(ox.RdfFormat, GRAPHS[request["format"]])
        triples = dict.fromkeys(found)  # a constructed graph is a set
        rows = len(triples)
        prefixes = None if kind.supports_datasets else request.get("written")
        if prefixes and len(triples) <= _FEW:
            prefixes = {p: n for text in ["\n".join(map(str, triples))] for p, n in prefixes.items() if f"<{n}" in text}
        ox.serialize(triples, cast(IO[bytes], output), format=kind, prefixes=prefixes)
    else:
        found.serialize(output, format=getattr(ox.QueryResultsFormat, RESULTS[request["format"]]))
        if isinstance(found, ox.QuerySolutions) and (request.get("counted", True) or output.size > request["rows"]):
            rows = count(output.value(), request["format"])
    if rows is not None and rows > request["rows"]:
        raise TooLarge
    return rows, output.value()


def count(body: bytes, format: str) -> int:
    """The number of rows of a serialised table, told from its marks without reading it into objects."""
    if format == "xml":
        return body.count(b"<result>")
    if format == "tsv":
        return body.count(b"\n") - 1
    if format == "csv":
        return (re.sub(rb'"[^"]*"', b"", body) if b'"' in body else body).count(b"\n") - 1
    # Every object but a row is the value of a key, so that a colon stands before its brace.
    if b"{}" in body:
        bare = re.sub(rb'"(?:[^"\\]|\\.)*"', b"", body)
        return bare.count(b"[{") + bare.count(b",{")
    # In a string an unescaped quotation mark ends it, and a comma or a brace follows: no name of a variable.
    more = body.count(_NEXT)
    if more:
        more -= body.count(_NEXT + b",") + body.count(_NEXT + b"}")
    return more + (b'"bindings":[{"' in body)


def _graphs(names: list[str] | None) -> Any:
    import pyoxigraph as ox
    return [ox.NamedNode(name) for name in names] if names is not None else None


if __name__ == "__main__":
    sys.path[:] = sys.argv[4:]
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2], int(sys.argv[3]))
