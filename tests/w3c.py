"""The W3C's SPARQL 1.1 tests, run through `graph.Queries` and over HTTP; a script, given the folder of the suite.

    git clone https://github.com/w3c/rdf-tests && python tests/w3c.py rdf-tests [--list]

Evaluation and syntax go through `Queries.run`, beside the bare engine on the same data; protocol and service description
go over HTTP to the explorer on its WSGI server. Every failure is told with its reason. Rows are compared as multisets up to
the names of blank nodes, literals by value where they are numbers. The exit status is 1 where the engine alone does better.
"""
from __future__ import annotations

import argparse
import collections
import pathlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox
import rdflib

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import w3c_http  # noqa: E402
import w3c_results  # noqa: E402

from graph.errors import QueryError  # noqa: E402
from graph.query import Queries, kind  # noqa: E402
from graph.store import Store  # noqa: E402

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
EVALUATION = ("aggregates", "bind", "bindings", "cast", "construct", "exists", "functions", "grouping", "negation", "project-expression",
              "property-path", "subquery", "csv-tsv-res", "json-res")
FEDERATION = ("service",)
SYNTAX = ("syntax-query", "syntax-fed", "aggregates", "construct", "grouping")


@dataclass(frozen=True)
class Case:
    """A test of a manifest: its folder and name, its type, query, data and expected result."""

    name: str
    type: str
    query: pathlib.Path
    data: tuple[pathlib.Path, ...] = ()
    graphs: tuple[pathlib.Path, ...] = ()
    result: pathlib.Path | None = None

    @property
    def text(self) -> str:
        """The query with its own address as the base, on the first line so that places stay right."""
        return f"BASE <{self.query.as_uri()}> " + self.query.read_text(encoding="utf-8")


def path(node: object) -> pathlib.Path:
    return pathlib.Path(str(node).removeprefix("file://"))


def cases(folder: pathlib.Path) -> Iterable[Case]:
    """The tests of a folder's manifest that ask queries."""
    manifest = rdflib.Graph().parse(folder / "manifest.ttl", publicID=(folder / "manifest.ttl").as_uri())
    for entries in manifest.objects(None, MF.entries):
        for test in manifest.items(entries):
            type = str(manifest.value(test, rdflib.RDF.type)).rpartition("#")[2]
            action, result = manifest.value(test, MF.action), manifest.value(test, MF.result)
            name = f"{folder.name}/{str(test).rpartition('#')[2]}"
            if type in ("QueryEvaluationTest", "CSVResultFormatTest"):
                yield Case(name, type, path(manifest.value(action, QT.query)), tuple(map(path, manifest.objects(action, QT.data))),
                           tuple(map(path, manifest.objects(action, QT.graphData))), path(result))
            elif type in ("PositiveSyntaxTest11", "NegativeSyntaxTest11"):
                yield Case(name, type, path(action))


def loaded(case: Case) -> ox.Store:
    """The dataset of a test; what FROM names is there as a named graph too."""
    store = ox.Store()
    kinds = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}
    graphs = [(p, ox.DefaultGraph()) for p in case.data] + [(p, ox.NamedNode(p.as_uri())) for p in case.graphs]
    for file, graph in graphs:
        if isinstance(graph, ox.NamedNode):
            store.add_graph(graph)
        store.load(path=str(file), format=kinds[file.suffix], base_iri=file.as_uri(), to_graph=graph)
    return store


def evaluated(case: Case, store: ox.Store) -> str:
    """"" where our query gives what is expected, else the reason why not."""
    format = {"graph": "ntriples"}.get(kind(case.text) or "", "csv" if case.type == "CSVResultFormatTest" else "json")
    try:
        with Queries(Store(store), union=False) as queries:
            found = queries.run(case.text, format)
    except QueryError as error:
        return f"{error.reason}: {error}"
    assert case.result is not None
    return w3c_results.difference(case.result, found.body, found.kind, format)


def evaluated_bare(case: Case, store: ox.Store) -> str:
    """The same of the engine alone."""
    try:
        found = store.query(case.text)
        is_graph = isinstance(found, ox.QueryTriples)
        if is_graph:
            format, body = "ntriples", ox.serialize(dict.fromkeys(found), format=ox.RdfFormat.N_TRIPLES)
        else:
            format = "csv" if case.type == "CSVResultFormatTest" else "json"
            body = found.serialize(format=ox.QueryResultsFormat.CSV if format == "csv" else ox.QueryResultsFormat.JSON)
    except (SyntaxError, OSError, RuntimeError, ValueError) as error:
        return str(error)
    assert case.result is not None
    return w3c_results.difference(case.result, body or b"", "graph" if is_graph else "table", format)


def parsed(case: Case, queries: Queries) -> str:
    """"" where a query is taken or refused as it should be."""
    said = ""
    try:
        queries.run(case.text, {"table": "json", "graph": "turtle"})
    except QueryError as error:
        said = f"{error.reason}: {error}"
    is_good = case.type.startswith("Positive")
    return (said if is_good else "") if said else "" if is_good else "taken, though it is malformed"


def main() -> int:
    """Run all and print a table and the failures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="the folder of w3c/rdf-tests")
    suite = parser.parse_args().folder.resolve() / "sparql" / "sparql11"
    failures: dict[str, dict[str, str]] = collections.defaultdict(dict)
    totals: collections.Counter[str] = collections.Counter()

    def note(what: str, name: str, reason: str) -> None:
        totals[what] += 1
        if reason:
            failures[what][name] = " ".join(reason.split())[:220]

    for what, folders in (("evaluation", EVALUATION), ("federation", FEDERATION)):
        for case in (case for folder in folders for case in cases(suite / folder) if case.result is not None):
            store = loaded(case)
            note(what, case.name, evaluated(case, store))
            note(f"{what} by the engine alone", case.name, evaluated_bare(case, store))
    with Queries(Store(ox.Store())) as queries:
        for folder in SYNTAX:
            for case in cases(suite / folder):
                if case.result is None:
                    note("syntax", case.name, parsed(case, queries))
    for what, name, reason in w3c_http.results(suite):
        note(what, name, reason)
    for what, total in totals.items():
        print(f"{what}: {total - len(failures[what])} of {total}")
    for what in totals:
        for name, reason in failures[what].items():
            print(f"{what}: {name}: {reason}")
    return int(len(failures["evaluation"]) > len(failures["evaluation by the engine alone"]))


if __name__ == "__main__":
    raise SystemExit(main())
