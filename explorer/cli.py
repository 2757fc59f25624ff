"""The command `whatfixes`: picks a subcommand, and turns errors into a message and an exit status, once.

May import: commands. A subcommand's module is imported when it is the one to run, and what that needs
when it runs, so that a question is answered without loading a server.
"""
from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = ("ask", "find", "show", "path", "query", "export", "serve", "check", "coverage")
FOUND, NOTHING, WRONG, INTERRUPTED = 0, 1, 2, 130
_DESCRIPTION = """Ask what fixes what in machine learning: answers with the lines of the notes they rest on.

A first word that is no command begins a question, and a problem alone asks what fixes it:
  whatfixes overfitting
  whatfixes what does a lower subsample do"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0: found, 1: nothing found or a check failed, 2: wrong use or a malformed input."""
    words = [*(sys.argv[1:] if argv is None else argv)]
    if words and words[0] not in COMMANDS and words[0] not in ("-h", "--help", "--version"):
        words.insert(0, "ask")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    args = _parser(words[0] if words else "").parse_args(words)
    status = _guarded(args)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
    return status


def _parser(chosen: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="whatfixes", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="exit status: 0 found, 1 nothing found or a check failed, 2 wrong use", allow_abbrev=False)
    parser.add_argument("--version", action=_Version)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in [chosen] if chosen in COMMANDS else COMMANDS:
        module = import_module(f".commands.{name}", __package__)
        module.add(subparsers)
        subparsers.choices[name].set_defaults(run=module.run)
    return parser


class _Version(argparse.Action):
    """Prints the version of the installed package, which only this option looks up."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and stop")

    def __call__(self, parser: argparse.ArgumentParser, *unused: object) -> None:
        from importlib.metadata import PackageNotFoundError, version
        try:
            number = version("whatfixes")
        except PackageNotFoundError:
            number = "(not installed)"
        print(f"whatfixes {number}")
        parser.exit(FOUND)


def _guarded(args: argparse.Namespace) -> int:
    """Run a subcommand; whatever goes wrong is said in a line or two, never as a traceback."""
    from graph.errors import GraphError, NoPath, UnknownConcept
    try:
        return int(args.run(args))
    except (UnknownConcept, NoPath) as error:
        return _said(error, NOTHING)
    except GraphError as error:
        return _said(error, WRONG)
    except BrokenPipeError:
        _close_stdout()
        return FOUND
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _said(f"{place}{error.strerror or error}", WRONG)
    except Exception as error:  # the edge of the program: a person gets a sentence, a developer the traceback
        if os.environ.get("WHATFIXES_TRACEBACK"):
            raise
        return _said(f"unexpected {type(error).__name__}: {error}; this is a mistake of ours "
                     "(WHATFIXES_TRACEBACK=1 shows where)", WRONG)


def _said(message: object, status: int) -> int:
    print(f"whatfixes: {message}", file=sys.stderr)
    return status


def _close_stdout() -> None:
    """Whoever read our output has left; nothing more may be written there, not at exit either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
