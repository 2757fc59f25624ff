"""`whatfixes ask QUESTION...`: an answer with its evidence; `-` answers each line of standard input.

May import: graph.
"""
from __future__ import annotations

import argparse
import contextlib
import json
import os
import stat
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .answers import print_answer
from .shared import command, open_store, printer, watching

if TYPE_CHECKING:
    from graph.store import Store

_BLANK: dict[str, Any] = {
    "question": "", "intent": "abstain", "verdict": None, "text": "", "answers": [], "against": [], "steps": [], "computed": None,
    "decided_by": None, "not_understood": [], "suggestions": [], "readings": [], "sparql": None}


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = command(subparsers, "ask", "answer a question with the lines of the notes it rests on",
                     "whatfixes ask what fixes overfitting\n  whatfixes ask --json - < questions.txt")
    parser.add_argument("question", nargs="+", metavar="QUESTION", help="a question in English; - reads one a line from standard input")
    parser.add_argument("--json", action="store_true", help="print one JSON object a question")
    parser.add_argument("--sparql", action="store_true", help="print the SPARQL query behind the answer")
    parser.add_argument("--explain", action="store_true", help="also print how the question was read")


def run(args: argparse.Namespace) -> int:
    """Print the answer; 1 where there is none. A batch always ends with 0."""
    store = open_store(args)
    if args.question == ["-"]:
        _batch(store, args)
        return 0
    return 0 if _print(_answer(store, " ".join(args.question)), args) else 1


def _batch(store: Store, args: argparse.Namespace) -> None:
    """Answer each line of standard input as it comes; where both ends are files, tell how much of them is done."""
    from graph import ask
    from graph.progress import told, unseen
    with watching() as progress:
        ask.prepare(store, progress)
    there = os.fstat(sys.stdin.fileno())
    is_told = stat.S_ISREG(there.st_mode) and not sys.stdout.isatty()
    with watching() if is_told else contextlib.nullcontext(unseen) as progress:
        questions = _lines()
        for question in told(questions, "answering", progress, max(1, there.st_size), sys.stdin.buffer.tell, 1) if is_told else questions:
            _print(_answer(store, question), args)
            sys.stdout.flush()


def _lines() -> Iterator[str]:
    """The lines of standard input, empty ones too; only a line feed ends one, and odd bytes are no reason to stop."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")


def _answer(store: Store, question: str) -> dict[str, Any]:
    """The answer as the object that programs read; a question that breaks a rule of the library gets its reason as text."""
    from graph import ask
    from graph.errors import GraphError
    try:
        return ask.answer(store, question).as_json()
    except GraphError as error:
        return {**_BLANK, "question": question, "text": str(error)}


def _print(answer: dict[str, Any], args: argparse.Namespace) -> bool:
    """Print one answer in the form asked for; whether it has found anything."""
    if args.json:
        # ASCII: a line separator of Unicode inside a question must not look like the end of the object's line.
        print(json.dumps(answer))
    elif args.sparql:
        print(answer["sparql"] or "# no query stands behind this answer")
    else:
        print_answer(answer, printer(), explain=args.explain)
    return bool(answer["answers"] or answer["steps"] or answer["computed"] or answer["verdict"] in ("yes", "no"))
