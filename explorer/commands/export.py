"""`whatfixes export [FILE]`: the whole graph as RDF, GraphML or CSV. May import: graph."""
from __future__ import annotations

import argparse
import pathlib
import sys
from typing import Any

from .shared import command, open_store

FORMATS = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml", "graphml", "csv")


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = command(subparsers, "export", "write the graph as Turtle, N-Triples, N-Quads, JSON-LD, RDF/XML, GraphML or CSV",
                     "whatfixes export notes.ttl")
    parser.add_argument("file", nargs="?", metavar="FILE", help="the suffix says the format; without a file: standard output")
    parser.add_argument("--format", choices=FORMATS, help="the format (default: by suffix, else turtle)")
    parser.add_argument("--concept", action="append", default=[], metavar="NAME", help="only what is said of this concept; may be repeated")


def run(args: argparse.Namespace) -> int:
    """Write the file; what stands there before is replaced only when all could be made."""
    from graph import export, search
    store = open_store(args)
    wanted = args.format or (pathlib.Path(args.file).suffix if args.file else "") or "turtle"
    iris = [search.resolve(store, name) for name in args.concept] or None
    body = export.write(store, wanted, iris)
    if args.file and args.file != "-":
        pathlib.Path(args.file).write_bytes(body)
        print(f"{args.file}: {len(body):,} bytes", file=sys.stderr)
    else:
        sys.stdout.buffer.write(body)
    return 0
