"""`whatfixes find TEXT`: concepts by name, synonym or misspelling. May import: graph."""
from __future__ import annotations

import argparse
import dataclasses
import json
from typing import Any

from .shared import command, open_store, printer


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = command(subparsers, "find", "find concepts by name, typos allowed", "whatfixes find overfiting")
    parser.add_argument("text", nargs="+", metavar="TEXT", help="a name, its beginning, an abbreviation")
    parser.add_argument("--limit", "-n", type=int, default=10, metavar="N", help="at most so many (default: 10)")
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def run(args: argparse.Namespace) -> int:
    """Print the matches, best first; 1 where there are none."""
    from graph import search
    store = open_store(args)
    matches = search.find(store, " ".join(args.text), args.limit)
    if args.json:
        print(json.dumps([dataclasses.asdict(m) for m in matches]))
        return 0 if matches else 1
    line = printer()
    for match in matches:
        also = "" if search.fold(match.label) == match.name or match.name not in map(search.fold, store.synonyms(match.iri)) \
            else f" (also: {match.name})"
        line((match.label, "bold"), (f"  {match.kind}", "dim"), also)
    if not matches:
        line(f"Nothing is called {' '.join(args.text)!r}.")
    return 0 if matches else 1
