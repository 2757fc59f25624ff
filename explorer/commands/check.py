"""`whatfixes check`: is everything in the data as it should be? May import: graph."""
from __future__ import annotations

import argparse
import sys
from typing import Any

from .shared import command, open_store, printer, watching


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    command(subparsers, "check", "validate facts and graph: reading, shapes, contradictions, orphans, worked examples",
            "whatfixes check --data my-facts/")


def run(args: argparse.Namespace) -> int:
    """Print the findings, or one line where there are none; 1 where something is wrong."""
    from graph import check, sources
    from graph.errors import FactError
    line = printer()
    try:
        found, folders = check.of_folders(args.data or [sources.notes_folder()])
        store = open_store(args)
    except FactError as error:
        for problem in error.problems:
            line((problem, "red"))
        return _summary(len(error.problems))
    with watching() as progress:
        found += check.of_store(store, folders, progress)
    for finding in found:
        line((finding.rule, "bold red"), f"  {finding}")
    if found:
        return _summary(len(found))
    line(("All is well", "green"), f": {check.summary(store)}")
    return 0


def _summary(count: int) -> int:
    print(f"{count} finding{'' if count == 1 else 's'}", file=sys.stderr)
    return 1
