"""Workers that are lent to a client's connection: they read its requests from the socket and send the answers themselves.

May import: graph, shortcut. It is a branch of the process that loads the graph (graph.leases), which imports this module by its
name. A worker has its stream, its slate and, while it is lent, the one connection; it can open nothing else.
"""
from __future__ import annotations

import gc
import json
import os
import select
import socket
import time
from contextlib import suppress
from typing import Any

from graph import zygote
from graph.errors import QueryError
from graph.leases import BACK, GONE, LEND, LONG, MOST_SERVED, REST, TOLD
from graph.slate import LARGEST, Slate

from .shortcut import Shortcut, is_part

_REST = 250.0  # milliseconds that a client may rest
_BODY = 50.0  # milliseconds that the next piece of a body may take
_SENDING = 100.0  # milliseconds that a client may take to make room for more of an answer

Said = tuple[bytes, bytes]


def main(control: socket.socket, graph: Any, memory: int) -> None:
    """Fork workers over a graph (a pyoxigraph Store) as the control socket asks."""
    gc.collect()
    gc.freeze()  # a collection in a worker would write to, and so copy, all that it shares
    zygote.serve(control, graph, memory, _work)


def _work(graph: Any, memory: int, stream: socket.socket) -> None:
    """Serve one loan after another until the stream ends, behind limits that the process cannot lift."""
    descriptor = Slate.made()
    slate = Slate(descriptor)
    socket.send_fds(stream, [LEND], [descriptor])
    os.close(descriptor)
    stream = zygote.confine(stream, memory, given=1)
    known: dict[bytes, Shortcut] = {}
    while True:
        first, descriptors, _, _ = socket.recv_fds(stream, 1, 1)
        if not first:
            return
        if not descriptors:
            continue  # called back too late
        with socket.socket(fileno=descriptors[0]) as client:
            terms = zygote.receive(stream) or b"{}"
            shortcut = known.get(terms) or known.setdefault(terms, Shortcut(graph, slate, json.loads(terms)))
            kind, data = _attended(client, stream, shortcut, slate)
        zygote.send(stream, kind + data)


def _attended(client: socket.socket, stream: socket.socket, shortcut: Shortcut, slate: Slate) -> Said:
    """What there is to say at the end of a loan."""
    poll = select.poll()
    poll.register(client, select.POLLIN)
    poll.register(stream, select.POLLIN)
    wanted = stream.fileno()
    while events := poll.poll(_REST):
        if any(number == wanted for number, _ in events):
            break
        slate.read()
        try:
            data = _received(client)
        except BlockingIOError:
            continue
        except OSError:
            return GONE, b""
        if not data:
            return GONE, b""
        if (said := _answered(client, data, shortcut, slate)) is not None:
            return said
    slate.rest()
    return BACK, b""


def _received(client: socket.socket) -> bytes:
    """What a client has sent, and the body that follows it at once."""
    data = client.recv(LARGEST)
    while is_part(data):
        poll = select.poll()
        poll.register(client, select.POLLIN)
        if not poll.poll(_BODY) or not (more := client.recv(LARGEST)):
            break
        data += more
    return data


def _answered(client: socket.socket, data: bytes, shortcut: Shortcut, slate: Slate) -> Said | None:
    """Answer a request; what there is to say where that ends the loan."""
    try:
        answer = shortcut.answer(data)
    except QueryError as error:
        return TOLD, json.dumps({"message": str(error), "reason": error.reason}).encode()
    except Exception:  # Whatever it is, it is told in full where the request is answered in the ordinary way.
        answer = None
    if answer is None:
        return BACK, data
    begun = slate.span[0]
    slate.send()
    try:
        rest = _sent(client, answer)
    except OSError:
        return GONE, b""
    finally:
        slate.rest(answered=True)
    if rest:
        return REST, bytes(rest)
    return (BACK, b"") if time.monotonic() - begun > LONG or slate.served >= MOST_SERVED else None


def _sent(client: socket.socket, answer: bytes) -> memoryview:
    """What remains of an answer when the client makes no room for more."""
    rest = memoryview(answer)
    while rest:
        with suppress(BlockingIOError):
            rest = rest[client.send(rest, socket.MSG_DONTWAIT):]
        if rest:
            poll = select.poll()
            poll.register(client, select.POLLOUT)
            if not poll.poll(_SENDING):
                break
    return rest
