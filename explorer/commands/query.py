"""`whatfixes query FILE | - | "SELECT ..."`: SPARQL over the graph, stopped after ten seconds. May import: graph."""
from __future__ import annotations

import argparse
import csv
import io
import json
import pathlib
import re
import sys
from typing import TYPE_CHECKING, Any

from .shared import command, open_store

if TYPE_CHECKING:
    from graph.query import Result
    from graph.store import Store

FORMATS = ("table", "json", "csv", "tsv", "xml", "turtle", "ntriples", "jsonld")


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = command(subparsers, "query", "run a SPARQL query",
                     "whatfixes query 'SELECT ?fix WHERE { ?fix wf:mitigates id:overfitting }'")
    parser.add_argument("query", metavar="QUERY", help="the query, a file that holds it, or - for standard input")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table, or turtle for triples")
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="stop sooner than after ten seconds")


def run(args: argparse.Namespace) -> int:
    """Print the result; 1 where there are no rows, no triples, or the answer is no."""
    from graph.query import Queries, kind
    text = _text(args.query)
    store = open_store(args)
    with Queries(store) as queries:
        wanted = args.format
        if wanted == "table":
            wanted = "turtle" if kind(text) == "graph" else "json"
        result = queries.run(text, wanted, args.timeout)
    if args.format == "table" and result.kind != "graph":
        return _print_table(store, result)
    sys.stdout.buffer.write(result.body)
    if result.body and not result.body.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")
    found = result.rows if result.rows is not None else b"true" in result.body
    return 0 if found else 1


def _text(query: str) -> str:
    """The query itself: given, or in a file, or on standard input."""
    from graph.errors import GraphError
    if query == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    if re.search(r"[\s{]", query) and not _is_file(query):
        return query
    try:
        return pathlib.Path(query).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GraphError(f"{query}: no such query file ({error}); give a file, - or the query in quotes") from error


def _is_file(name: str) -> bool:
    try:
        return pathlib.Path(name).is_file()
    except (OSError, ValueError):
        return False


def _print_table(store: Store, result: Result) -> int:
    """Rows under their variables: a table of boxes on a terminal, columns of plain text elsewhere."""
    found = json.loads(result.body)
    if "boolean" in found:
        print("yes" if found["boolean"] else "no")
        return 0 if found["boolean"] else 1
    names = found["head"]["vars"]
    rows = [[_cell(row.get(n)) for n in names] for row in found["results"]["bindings"]]
    if sys.stdout.isatty():
        _boxed(names, rows)
    else:
        out = io.StringIO()
        csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL).writerows([names, *rows])
        print(out.getvalue(), end="")
    print(f"{len(rows)} row{'' if len(rows) == 1 else 's'} in {result.seconds:.2f} s", file=sys.stderr)
    return 0 if rows else 1


def _boxed(names: list[str], rows: list[list[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text
    table = Table(*names)
    for row in rows:
        table.add_row(*map(Text, row))
    Console(highlight=False).print(table)


def _cell(term: dict[str, Any] | None) -> str:
    """A term as people write it: with a prefix where one is known."""
    from graph.vocabulary import PREFIXES
    if term is None:
        return ""
    if term["type"] == "uri":
        for prefix, namespace in PREFIXES.items():
            rest = term["value"].removeprefix(namespace)
            if rest != term["value"] and re.fullmatch(r"[\w.-]+", rest):
                return f"{prefix}:{rest}"
        return f"<{term['value']}>"
    if term["type"] == "triple":
        return "<< " + " ".join(_cell(term["value"][k]) for k in ("subject", "predicate", "object")) + " >>"
    return f"_:{term['value']}" if term["type"] == "bnode" else str(term["value"])
