"""`whatfixes serve`: the explorer on its WSGI server, on this machine alone unless told otherwise.

May import: graph, explorer.app, explorer.generations, explorer.lending, explorer.passages, explorer.server (when it runs).
"""
from __future__ import annotations

import argparse
import gc
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .shared import command, open_store

if TYPE_CHECKING:
    from graph.query import Queries
    from graph.store import Store

    from ..generations import Generations

_LARGE = 100_000  # triples; the network for path searches in queries takes a second and more from here on


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = command(subparsers, "serve", "open the explorer in the browser", "whatfixes serve --open")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine alone)")
    parser.add_argument("--port", type=_port, default=8050, help="port to listen on, 0 for any free one (default: %(default)s)")
    parser.add_argument("--cors", action="append", default=[], metavar="ORIGIN", type=_origin,
                        help="let web pages from there, such as https://example.org, query /sparql; may be repeated; * lets all")
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME",
                        help="a further name that this server is reached under; may be repeated")
    parser.add_argument("--watch", action="store_true", help="follow the data: serve them anew whenever their files have changed")
    parser.add_argument("--notes", metavar="FILE", help="the text of the notes, whose lines the evidence then shows")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port; give a number from 0 to 65535")
    return port


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if text != "*" and (not parts.netloc or text != f"{parts.scheme}://{parts.netloc}"):
        raise argparse.ArgumentTypeError(f"{text} is no origin; give one such as https://example.org, or *")
    return text.lower()


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted. Exit status 2 when the port is taken or the data or the notes cannot be read."""
    lines = None
    if args.notes is not None:
        from explorer import passages
        lines = passages.read(args.notes)
    listener = _listen(args.host, args.port)
    if listener is None:
        return 2
    with listener:
        return _serve(args, listener, lines)


def _listen(host: str, port: int) -> socket.socket | None:
    """A socket that listens, taken before the graph is read, so that a busy port is said at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        print(f"whatfixes: cannot listen on {host}:{port} ({error.strerror or error}); "
              f"is another one running? Try --port {port + 1 if 0 < port < 65535 else 8051}", file=sys.stderr)
        return None
    return listener


def _serve(args: argparse.Namespace, listener: socket.socket, notes: Sequence[str] | None) -> int:
    from graph.query import Queries

    from .. import lending
    from ..app import create_app
    from ..generations import Generations, Watch
    from ..server import Server
    watch = Watch(args.data) if args.watch else None  # before the graph is read: what changes meanwhile is a change
    store = open_store(args)
    sys.setswitchinterval(0.001)  # a thread with a deadline to keep waits less for one that computes
    # The query processes come first: after the server's threads have started nothing may fork.
    with Queries(store, direct=lending.MODULE) as queries:
        names = _names(args)
        generations = Generations(store, queries, lambda made: create_app(made, queries, origins=args.cors, names=names,
                                                                          notes=notes).server.wsgi_app)
        server = Server(generations, listener, lender=lending.Lender(queries, names))
        address = _address(listener)
        print(f"whatfixes is ready at {address} (stop it with Ctrl+C)", flush=True)
        if not _is_loopback(listener):
            print("whatfixes: other machines can reach it; without --host only this one can", file=sys.stderr, flush=True)
        _make_ready(store, queries)
        if args.open:
            import webbrowser
            webbrowser.open(address)
        if watch is not None:
            watch.start(lambda made: _follow(generations, made, queries), _say)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended politely, it takes its processes and copies along
        try:
            server.run()
        except KeyboardInterrupt:
            print("", file=sys.stderr)
    return 0


def _make_ready(store: Store, queries: Queries) -> None:
    """Make, beside the first requests, what else the first to need it would wait for."""
    from ..app import warm
    warming = warm(store)
    if len(store) >= _LARGE:
        threading.Thread(target=queries.prepare, name="prepare", daemon=True).start()
    threading.Thread(target=_settle, args=(warming,), name="settle", daemon=True).start()


def _settle(warming: threading.Thread) -> None:
    """Have garbage collection pass over what stays: a full one stops all threads for a tenth of a second, deadlines and all."""
    warming.join()
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _follow(generations: Generations, store: Store, queries: Queries) -> None:
    generations.replace(store)
    _make_ready(store, queries)


def _say(message: str) -> None:
    print("\n".join(f"whatfixes: {line}" for line in message.splitlines()), file=sys.stderr, flush=True)


def _names(args: argparse.Namespace) -> list[str]:
    """The names, besides localhost, that requests may come under: on a server that others reach, those of the machine."""
    import ipaddress
    try:
        is_own = ipaddress.ip_address(args.host).is_loopback
    except ValueError:
        is_own = args.host == "localhost"
    return [*args.allow_host, *([] if is_own else [args.host, socket.gethostname(), socket.getfqdn()])]


def _is_loopback(listener: socket.socket) -> bool:
    import ipaddress
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
