"""The interface under load: requests a second of an empty answer, find, neighbourhood and a concept, on 8 connections.

    python benchmarks/load.py [--seconds 3] [--rounds 3]

One run, one server, the addresses in turns, so that all of them meet the same machine; what counts is the ratio to the empty
answer. `kept` repeats a few addresses, which the server keeps serialised; `new` never asks twice for the same
address, `new words` never for the same words.
"""
from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import os
import pathlib
import platform
import socket
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
CONNECTIONS, PROCESSES = 8, 2
TARGET = 0.5


def addresses(pages: bool) -> dict[str, list[str]]:
    """What is asked for, by name; the concept page where the server has one."""
    from graph import sources
    store = sources.open()
    names = [quote(store.label(iri)) for iri in store.concepts]
    few = names[::40]
    asked = {"empty": ["/api/ping"], "find, kept": [f"/api/find?q={n}&limit=10" for n in few],
             "neighbourhood, kept": [f"/api/neighbourhood?name={n}" for n in few], "concept, kept": [f"/api/concept?name={n}" for n in few],
             "find, new": [f"/api/find?q={n}&limit={k}" for k in range(10, 1000) for n in names],
             "find, new words": [f"/api/find?q={quote(text)}&limit=10" for text in mistyped(store.label(iri) for iri in store.concepts)],
             "neighbourhood, new": [f"/api/neighbourhood?name={n}&limit={k}" for k in range(50, 1000) for n in names]}
    documents = [f"/id/{quote(iri.rsplit('/', 1)[1])}.html" for iri in store.concepts]
    # What has a query is not kept by address, and of rendered pages fewer are kept than there are.
    return asked | ({"document, kept": documents[::40], "document, new": [f"{d}?new" for d in documents]} if pages else {})


def mistyped(labels: Iterable[str]) -> list[str]:
    """Names with two letters exchanged, or cut short, at every place: texts that are never asked twice."""
    known = [label for label in labels if len(label) > 4]
    made = [label[:at] + label[at + 1] + label[at] + label[at + 2:] for at in range(3, 40) for label in known if at + 1 < len(label)]
    made += [label[:at] for at in range(4, 40) for label in known if at < len(label)]
    return list(dict.fromkeys(made))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _received(connection: socket.socket, waiting: bytes) -> bytes:
    """Read one whole answer; what follows it is given back."""
    while b"\r\n\r\n" not in waiting:
        waiting += connection.recv(1 << 16)
    head, _, rest = waiting.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head[:200]
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(rest) < length:
        rest += connection.recv(1 << 16)
    return rest[length:]


def _hammer(port: int, paths: list[str], connections: int, seconds: float, begin: int, queue: Any) -> None:
    """Keep some connections busy, a request on each at a time; bare sockets, so that the client costs little."""
    import selectors
    chosen = selectors.DefaultSelector()
    turn: Iterator[str] = itertools.islice(itertools.cycle(paths), begin, None)
    requests = (f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\n\r\n".encode() for path in turn)
    for _ in range(connections):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(connection, selectors.EVENT_READ)
        connection.sendall(next(requests))
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        for key, _ in chosen.select(1):
            _received(key.fileobj, b"")  # type: ignore[arg-type]
            count += 1
            key.fileobj.sendall(next(requests))  # type: ignore[union-attr]
    queue.put(count / seconds)


def rate(port: int, paths: list[str], seconds: float, begin: int) -> float:
    """Requests a second over CONNECTIONS connections."""
    queue: Any = multiprocessing.Queue()
    share = CONNECTIONS // PROCESSES
    clients = [multiprocessing.Process(target=_hammer, args=(port, paths, share, seconds, begin + n * 1000003 % len(paths), queue))
               for n in range(PROCESSES)]
    for client in clients:
        client.start()
    total = sum(queue.get() for _ in clients)
    for client in clients:
        client.join()
    return float(total)


def has_pages(port: int) -> bool:
    """Whether the server gives a concept as a page."""
    import http.client
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/id/overfitting.html", headers={"Accept": "text/html"})
    answer = connection.getresponse()
    return answer.status == 200 and b"Overfitting" in answer.read()[:20000].title()


def main() -> int:
    """Run, print, write JSON; exit status 1 where a target is missed."""
    import subprocess
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each measurement (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (default: %(default)s)")
    args = parser.parse_args()
    port = free_port()
    rates: dict[str, list[float]] = {}
    with subprocess.Popen([sys.executable, "-m", "explorer", "serve", "--port", str(port)], cwd=HERE.parent,
                                                         stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout and "ready" in server.stdout.readline()
            time.sleep(3)  # until it has warmed up
            asked = addresses(has_pages(port))
            for paths in asked.values():
                rate(port, paths, 0.5, 0)
            for turn in range(args.rounds):
                for name, paths in asked.items():
                    rates.setdefault(name, []).append(rate(port, paths, args.seconds, (turn + 1) * 7919 % len(paths)))
        finally:
            server.terminate()
    ratios = {name: statistics.median(a / b for a, b in zip(found, rates["empty"], strict=True)) for name, found in rates.items()}
    print(f"{CONNECTIONS} connections, median of {args.rounds} rounds: requests a second, ratio to the empty answer")
    for name, found in rates.items():
        print(f"  {name:24}{statistics.median(found):>8.0f}{ratios[name]:>8.2f}")
    if "document, kept" not in rates:
        print("  (this server has no concept page)")
    (HERE / "results").mkdir(exist_ok=True)
    written = {"machine": platform.platform(), "cores": os.cpu_count(), "requests_per_second": rates, "ratios": ratios}
    (HERE / "results" / "load.json").write_text(json.dumps(written, indent=1) + "\n")
    return 0 if all(ratios[name] >= TARGET for name in ("find, kept", "neighbourhood, kept")) else 1


if __name__ == "__main__":
    raise SystemExit(main())
