"""`whatfixes path A B [C ...]`: how concepts hang together, best paths first. May import: graph, pathjson."""
from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from .shared import cited, command, open_store, printer, watching

if TYPE_CHECKING:
    from graph.paths import Constraints, Folded, Found, Region
    from graph.store import Store


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = command(subparsers, "path", "find ranked paths between two or more concepts", "whatfixes path dropout XGBoost -k 3")
    parser.add_argument("concepts", nargs="+", metavar="CONCEPT",
                        help="two concepts, or more to join all of them; in quotes where a name has spaces")
    parser.add_argument("-k", type=int, default=5, metavar="N", help="at most so many paths between two concepts (default: 5)")
    parser.add_argument("--max-length", type=int, metavar="N", help="at most so many steps; of several concepts, between each two")
    parser.add_argument("--via", action="append", default=[], metavar="CONCEPT",
                        help="pass through this concept; may be repeated, the best order is taken")
    parser.add_argument("--avoid", action="append", default=[], metavar="NAME",
                        help="never use this concept, kind or property; may be repeated")
    parser.add_argument("--only", action="append", default=[], metavar="NAME",
                        help="use only this property, or pass only this kind or concept; may be repeated")
    parser.add_argument("--directed", action="store_true",
                        help="go along relations forwards only; of several concepts, from the first to each other")
    parser.add_argument("--shortest", action="store_true", help="all paths of the fewest steps")
    parser.add_argument("--common", action="store_true", help="the neighbours that two concepts share")
    parser.add_argument("--within", type=int, metavar="N", help="every link on a path of at most so many steps")
    parser.add_argument("--seconds", type=float, default=2.0, metavar="S", help="how long to search (default: 2)")
    parser.add_argument("--unfolded", action="store_true", help="print each path, also where two differ in one concept only")
    parser.add_argument("--json", action="store_true", help="print a JSON object")
    parser.add_argument("--sparql", action="store_true", help="print a SPARQL query for each path")
    parser.add_argument("--format", choices=("text", "json", "graphml"), default="text", help="graphml: the links of the paths")


def run(args: argparse.Namespace) -> int:
    """Print the paths; 1 where nothing connects the concepts."""
    from graph import paths, search

    from .. import pathjson
    _check(args)
    store = open_store(args)
    with watching() as progress:
        search.prepare(store, progress)
    ends = [search.resolve(store, name) for name in args.concepts]
    constraints = paths.Constraints(
        args.max_length, tuple(search.resolve(store, v) for v in args.via), tuple(paths.named(store, a) for a in args.avoid),
        tuple(paths.named(store, o) for o in args.only), args.directed, args.shortest)
    if args.within is not None:
        with watching() as progress:
            region = paths.within(store, ends[0], ends[1], args.within, constraints, seconds=args.seconds, progress=progress)
        return _show_region(store, args, region)
    try:
        found = _found(store, args, ends, constraints)
    except paths.Blocked as blocked:
        if _format(args) == "json":
            print(json.dumps(pathjson.blocked(store, blocked)))
        raise
    if found.paths:
        _show(store, args, found)
    return 0 if found.paths else 1


def _check(args: argparse.Namespace) -> None:
    """Raises GraphError for what makes no sense."""
    from graph.errors import GraphError
    if len(args.concepts) < 2:
        raise GraphError(f"path: one concept, {args.concepts[0]!r}; name two or more, in quotes where a name has spaces")
    for option, number in (("-k", args.k), ("--max-length", args.max_length), ("--within", args.within)):
        if number is not None and number < 1:
            raise GraphError(f"path: {option} {number}: ask for {'one path' if option == '-k' else 'one step'} or more")
    if not args.seconds > 0:
        raise GraphError(f"path: --seconds {args.seconds:g}: give it more than 0")
    chosen = [option for option, given in (("--common", args.common), ("--within", args.within is not None)) if given]
    if chosen and len(args.concepts) > 2:
        raise GraphError(f"path: {chosen[0]} takes two concepts, not {len(args.concepts)}")
    others = (("--via", args.via), ("--max-length", args.max_length), ("--shortest", args.shortest))
    clash = [*chosen[1:], *(option for option, given in others if given)]
    if chosen and clash:
        raise GraphError(f"path: {chosen[0]} and {clash[0]} do not go together; leave one of them out")


def _found(store: Store, args: argparse.Namespace, ends: list[str], constraints: Constraints) -> Found:
    from graph import paths
    from graph.errors import NoPath
    if not args.common:
        with watching() as progress:
            return paths.find(store, ends, constraints, limit=args.k, seconds=args.seconds, progress=progress)
    shared = paths.common(store, ends[0], ends[1], args.k, constraints)
    if not shared:
        raise NoPath(f"{store.label(ends[0])} and {store.label(ends[1])} share no neighbour")
    return paths.Found(tuple(shared))


def _format(args: argparse.Namespace) -> str:
    return "json" if args.json else "sparql" if args.sparql else str(args.format)


def _show(store: Store, args: argparse.Namespace, found: Found) -> None:
    from graph import export, paths

    from .. import pathjson
    steps = [s for p in found.paths for s in p.steps]
    match _format(args):
        case "json":
            print(json.dumps({"paths": [pathjson.path(store, p) for p in found.paths], "note": found.note,
                              "exact": found.exact, "stopped": found.stopped}))
        case "sparql":
            print("\n\n".join(paths.sparql(p) for p in found.paths))
        case "graphml":
            alone = [] if steps else [found.paths[0].at]
            sys.stdout.buffer.write(export.write(store, "graphml", alone) if alone else export.write_steps(store, steps, "graphml"))
        case _:
            whole = args.unfolded or len(set(args.concepts)) > 2  # the branches of a tree are no alternatives
            _print(store, [paths.Folded((p,)) for p in found.paths] if whole else paths.fold(found.paths))
    if found.note and _format(args) in ("sparql", "graphml"):
        print(f"whatfixes: {found.note}", file=sys.stderr)
    elif found.note and _format(args) == "text":
        printer()((f"({found.note})", "dim"))


def _print(store: Store, rows: list[Folded]) -> None:
    from graph import paths

    from .. import pathjson
    line = printer()
    for position, row in enumerate(rows, 1):
        line((f"{position}. ", "bold"), paths.told(store, row), (f"  ({_measured(row)})", "dim"))
        for step in dict.fromkeys(step for path in row.paths for step in path.steps):
            line(f"     {pathjson.said(store, step)}", (cited(step.passages), "dim"))


def _measured(row: Folded) -> str:
    """How long, how heavy and how many the paths of a row are."""
    length, weights = len(row.paths[0]), sorted({f"{path.weight:.2f}" for path in row.paths}, key=float)
    weight = weights[0] if len(weights) == 1 else f"{weights[0]} to {weights[-1]}"
    many = "" if len(row.paths) == 1 else f"{len(row.paths)} paths, "
    return f"{many}{length} step{'' if length == 1 else 's'}, weight {weight}"


def _show_region(store: Store, args: argparse.Namespace, region: Region) -> int:
    """Print all links within some steps; 1 where there are none."""
    from graph import export, paths
    from graph.errors import NoPath

    from .. import pathjson
    if not region.steps and not region.stopped:
        raise NoPath(f"nothing connects these within {args.within} step{'' if args.within == 1 else 's'}")
    match _format(args):
        case "json":
            print(json.dumps({"links": [pathjson.step(store, s) for s in region.steps], "note": region.note, "stopped": region.stopped}))
        case "graphml":
            sys.stdout.buffer.write(export.write_steps(store, region.steps, "graphml"))
        case "sparql":
            print(paths.sparql(paths.Path(region.steps, 0.0)))
        case _:
            line = printer()
            for step in region.steps:
                line(pathjson.said(store, step), (cited(step.passages), "dim"))
    if region.note and _format(args) != "json":
        print(f"whatfixes: {region.note}", file=sys.stderr)
    return 0 if region.steps else 1
