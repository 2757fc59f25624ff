"""What subcommands share: the option --data, opening a graph with progress, and text in colours on a terminal.

May import: graph.
"""
from __future__ import annotations

import argparse
import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.claims import Correction, Passage
    from graph.progress import Progress
    from graph.store import Store

Part = str | tuple[str, str]
SOON = 0.3  # seconds before progress is shown


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
    with watching("building the graph") as progress:
        return sources.open(args.data, progress)


@contextlib.contextmanager
def watching(what: str = "") -> Iterator[Progress]:
    """Progress shown on standard error while something runs: on a terminal what takes longer than SOON, gone when it is done.

    Elsewhere there is nothing to rewrite: *what* is said in a line when there is something to be told of.
    """
    shown = _Bar() if sys.stderr.isatty() else _Line(what)
    try:
        yield shown
    finally:
        shown.end()


class _Line:
    """One line, where nobody sees a bar move."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._what:
            kept = "" if stage.startswith("loading") else " (once; it is kept)"
            print(f"{self._what}{kept}", file=sys.stderr, flush=True)
        self._what = ""

    def end(self) -> None:
        """Nothing is left to do."""


class _Bar:
    """A bar on a terminal that comes by itself once the work has taken a while, also in a stage that tells nothing."""

    def __init__(self) -> None:
        self._stage, self._done, self._total = "", 0, 1
        self._bar: Any = None
        self._is_over = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(SOON, self._begin)
        self._timer.daemon = True
        self._timer.start()

    def __call__(self, stage: str, done: int, total: int) -> None:
        with self._lock:
            self._stage, self._done, self._total = stage, done, total
            if self._bar is not None:
                self._bar.update(self._task, description=stage, completed=done, total=total)

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
        bar = Progress(TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
                       console=Console(stderr=True), transient=True)
        with self._lock:
            if not self._is_over:
                self._task = bar.add_task(self._stage or "working", completed=self._done, total=self._total)
                self._bar = bar
                bar.start()

    def end(self) -> None:
        """Take the bar away."""
        self._timer.cancel()
        with self._lock:
            self._is_over = True
            if self._bar is not None:
                self._bar.stop()
                self._bar = None


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
