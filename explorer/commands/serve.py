"""`whatfixes serve`: the explorer on a production WSGI server, on this machine alone unless told otherwise.

May import: graph, explorer.app and explorer.passages (when it runs).
"""
from __future__ import annotations

import argparse
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from .shared import command, open_store

# A thread that waits for a query costs next to nothing, so there are more of them than queries may wait.
_SERVER = {"threads": 48, "max_request_header_size": 1 << 20, "max_request_body_size": 16 << 20, "channel_request_lookahead": 0}


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = command(subparsers, "serve", "open the explorer in the browser", "whatfixes serve --open")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine alone)")
    parser.add_argument("--port", type=_port, default=8050, help="port to listen on, 0 for any free one (default: %(default)s)")
    parser.add_argument("--cors", action="append", default=[], metavar="ORIGIN", type=_origin,
                        help="let web pages from there, such as https://example.org, query /sparql; may be repeated; * lets all")
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME",
                        help="a further name that this server is reached under; may be repeated")
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
    import waitress

    from graph.query import Queries

    from ..app import create_app, warm
    store = open_store(args)
    sys.setswitchinterval(0.001)  # a thread with a deadline to keep waits less for one that computes
    # The query processes come first: after the server's threads have started nothing may fork.
    with Queries(store) as queries:
        app = create_app(store, queries, origins=args.cors, names=_names(args), notes=notes)
        server = waitress.create_server(app.server, sockets=[listener], ident="whatfixes", **_SERVER)
        address = _address(listener)
        print(f"whatfixes is ready at {address} (stop it with Ctrl+C)", flush=True)
        if not _is_loopback(listener):
            print("whatfixes: other machines can reach it; without --host only this one can", file=sys.stderr, flush=True)
        warm(store)
        if args.open:
            import webbrowser
            webbrowser.open(address)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended politely, it takes its processes and copies along
        try:
            server.run()
        except KeyboardInterrupt:
            print("", file=sys.stderr)
    return 0


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
