"""`whatfixes export [FILE]`: the whole graph as RDF, GraphML or CSV. May import: graph."""
from __future__ import annotations

import argparse
import contextlib
import os
import pathlib
import sys
import tempfile
from typing import Any

from .shared import command, open_store, watching

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
    with watching() as progress:
        body = export.write(store, wanted, iris, progress=progress)
    if args.file and args.file != "-":
        _replace(pathlib.Path(args.file), body)
        print(f"{args.file}: {len(body):,} bytes", file=sys.stderr)
    else:
        sys.stdout.buffer.write(body)
    return 0


def _replace(target: pathlib.Path, body: bytes) -> None:
    """Write a file whole or, where that is interrupted, not at all; what is no plain file (a pipe, a device) is written to as it is."""
    if target.is_symlink() or (target.exists() and not target.is_file()):
        target.write_bytes(body)
        return
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(body)
        os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_mask())
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _mask() -> int:
    """What a new file of this user may not allow."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
