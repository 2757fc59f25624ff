"""`whatfixes coverage NOTES.md`: is every line of the notes claimed? May import: graph."""
from __future__ import annotations

import argparse
import pathlib
from typing import Any

from .shared import command, open_store, printer


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = command(subparsers, "coverage", "tell which lines of a notes file no claim rests on", "whatfixes coverage notes.md")
    parser.add_argument("notes", metavar="NOTES.md", help="the notes that the facts cite by line")


def run(args: argparse.Namespace) -> int:
    """Print each line that is neither claimed nor listed with a reason, then the figure; 1 where there is one."""
    from graph import coverage, sources
    from graph.errors import GraphError
    try:
        text = pathlib.Path(args.notes).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise GraphError(f"{args.notes}: not UTF-8 text ({error.reason}); save the file as UTF-8") from error
    store = open_store(args)
    unclaimed = coverage.read_unclaimed(args.data or [sources.notes_folder()])
    found = coverage.of(store, text, unclaimed)
    line = printer()
    for number, content in found.missing:
        line((f"{args.notes}:{number}: ", "red"), content)
    line((f"{found.claimed} of {found.total} lines claimed, {found.excused} listed as stating nothing, {len(found.missing)} missing "
          f"({found.percent:.1f} %)", "bold"))
    return 1 if found.missing else 0
