"""What subcommands share: the option --data, opening a graph with progress, and text in colours on a terminal.

May import: graph.
"""
from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.claims import Correction, Passage
    from graph.store import Store

Part = str | tuple[str, str]


def command(subparsers: Any, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    """A subcommand's parser, with an example below its help and the option --data."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name, help=summary, description=summary[:1].upper() + summary[1:] + ".", allow_abbrev=False,
        epilog=f"example:\n  {example}", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", action="append", default=[], metavar="PATH",
                        help="a folder of YAML facts or RDF, or an RDF file, instead of the built-in notes; may be repeated")
    return parser


def open_store(args: argparse.Namespace) -> Store:
    """The graph that --data names, the built-in notes without; building one for the first time tells how far it is."""
    from graph import sources
    progress = _Progress()
    try:
        return sources.open(args.data, progress)
    finally:
        progress.end()


class _Progress:
    """Stages on standard error: rewritten in place on a terminal, one line elsewhere."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._started = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._is_terminal:
            print(f"\r\x1b[Kbuilding the graph: {stage} {done}/{total}", end="", file=sys.stderr, flush=True)
        elif not self._started:
            kept = "" if stage.startswith("loading") else " (once; it is kept)"
            print(f"building the graph{kept}", file=sys.stderr, flush=True)
        self._started = True

    def end(self) -> None:
        if self._is_terminal and self._started:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def printer() -> Callable[..., None]:
    """A function that prints a line made of parts, each a text or (text, style); styled only on a terminal."""
    if not sys.stdout.isatty():
        return lambda *parts: print("".join(p if isinstance(p, str) else p[0] for p in parts))
    from rich.console import Console
    from rich.text import Text
    console = Console(highlight=False)

    def line(*parts: Part) -> None:
        console.print(Text.assemble(*parts), soft_wrap=True)
    return line


def cited(passages: tuple[Passage, ...]) -> str:
    """Passages in a bracket behind a statement: ` [lines 213-218, line 220]`; "" for none."""
    return f" [{', '.join(map(str, passages))}]" if passages else ""


def said_by(correction: Correction) -> str:
    """Who says that the notes err, since when, and how sure that is."""
    parts = [correction.source_title or "", correction.source or "", f"since {correction.since}" if correction.since else "",
             "" if correction.confidence == "high" else f"{correction.confidence} confidence"]
    return ", ".join(p for p in parts if p)
