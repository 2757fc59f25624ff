"""`whatfixes path A B [C ...]`: how concepts hang together, best paths first. May import: graph."""
from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from .shared import cited, command, open_store, printer

if TYPE_CHECKING:
    from graph.paths import Found, Path, Step
    from graph.store import Store


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = command(subparsers, "path", "find ranked paths between two or more concepts", "whatfixes path dropout XGBoost -k 3")
    parser.add_argument("concepts", nargs="+", metavar="CONCEPT", help="two or more concepts, in quotes where a name has spaces")
    parser.add_argument("-k", type=int, default=5, metavar="N", help="at most so many paths (default: 5)")
    parser.add_argument("--max-length", type=int, metavar="N", help="at most so many steps")
    parser.add_argument("--via", action="append", default=[], metavar="CONCEPT", help="pass through this concept; may be repeated")
    parser.add_argument("--avoid", action="append", default=[], metavar="NAME",
                        help="never use this concept, kind or property; may be repeated")
    parser.add_argument("--only", action="append", default=[], metavar="NAME",
                        help="use only this property, or pass only this kind or concept; may be repeated")
    parser.add_argument("--directed", action="store_true", help="go along relations forwards only")
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    parser.add_argument("--sparql", action="store_true", help="print a SPARQL query for each path")
    parser.add_argument("--format", choices=("text", "json", "graphml"), default="text", help="graphml: the concepts on the paths")


def run(args: argparse.Namespace) -> int:
    """Print the paths; 1 where nothing connects the concepts."""
    from graph import paths, search
    from graph.errors import GraphError
    if len(args.concepts) < 2:
        raise GraphError(f"path: one concept, {args.concepts[0]!r}; name two or more, in quotes where a name has spaces")
    if args.k < 1:
        raise GraphError(f"path: -k {args.k}: ask for one path or more")
    store = open_store(args)
    ends = [search.resolve(store, name) for name in args.concepts]
    constraints = paths.Constraints(
        args.max_length, tuple(search.resolve(store, v) for v in args.via), tuple(_named(store, a) for a in args.avoid),
        tuple(_named(store, o) for o in args.only), args.directed)
    found = paths.find(store, ends, constraints, limit=args.k)
    if args.json or args.format == "json":
        print(json.dumps([_as_json(store, p) for p in found.paths]))
    elif args.sparql:
        print("\n\n".join(paths.sparql(p) for p in found.paths))
    elif args.format == "graphml":
        from graph import export
        sys.stdout.buffer.write(export.write(store, "graphml", list(dict.fromkeys(n for p in found.paths for n in paths.nodes(p)))))
    else:
        _print(store, found)
    return 0 if found.paths else 1


def _print(store: Store, found: Found) -> None:
    from graph import paths
    line = printer()
    for position, path in enumerate(found.paths, 1):
        steps = f"{len(path.steps)} step{'' if len(path.steps) == 1 else 's'}"
        line((f"{position}. ", "bold"), paths.sentence(store, path), (f"  ({steps}, weight {path.weight:.2f})", "dim"))
        for step in path.steps:
            line(f"     {_said(store, step)}", (cited(step.passages), "dim"))
    if found.note:
        line((f"({found.note})", "dim"))


def _said(store: Store, step: Step) -> str:
    """A step as its claim says it, else as the plain triple does."""
    from graph import concepts
    plain = f"{store.label(step.subject)} {concepts.relation_label(store, step.property, True)} {store.label(step.object)}"
    return step.claims[0].statement if step.claims else plain


def _as_json(store: Store, path: Path) -> dict[str, Any]:
    from graph import paths
    return {"text": paths.sentence(store, path), "weight": path.weight, "nodes": list(paths.nodes(path)), "steps": [{
        "subject": s.subject, "property": s.property, "object": s.object, "forward": s.forward, "text": _said(store, s),
        "claims": [c.iri for c in s.claims],
        "passages": [{"first": p.first, "last": p.last, "section": p.section} for p in s.passages]} for s in path.steps]}


def _named(store: Store, name: str) -> str:
    """The property, class or concept that goes by a name: a local name before a label before other words."""
    from graph import search
    terms = [*store.vocabulary.properties.values(), *store.vocabulary.classes.values()]
    wanted = name.strip().casefold()
    for names in (lambda t: (t.iri, t.name), lambda t: (t.label,), lambda t: t.words):
        for term in terms:
            if wanted in (n.casefold() for n in names(term)):
                return term.iri
    return search.resolve(store, name)
