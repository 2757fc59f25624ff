"""Comparing results of SPARQL queries with those that a test expects: tables, yes and no, graphs. Used by w3c.py."""
from __future__ import annotations

import csv
import io
import pathlib

import pyoxigraph as ox
import rdflib
from rdflib.compare import isomorphic

RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_NUMBERS = ("integer", "decimal", "double", "float", "int")
Term = object
Row = dict[str, Term]


def difference(expected: pathlib.Path, body: bytes, kind: str, format: str) -> str:
    """"" where *body* says what the file says, else what differs."""
    if kind == "graph":
        wanted = rdflib.Graph().parse(expected, publicID=expected.as_uri())
        found = rdflib.Graph().parse(data=body.decode(), format="nt")
        return "" if isomorphic(wanted, found) else f"expected {len(wanted)} triples, found {len(found)} that differ"
    if format == "csv":
        rows = [list(csv.reader(io.StringIO(text.decode()))) for text in (expected.read_bytes(), body)]
        tables = [[_named(head, row) for row in rest] for head, *rest in rows]
        same = set(rows[0][0]) == set(rows[1][0]) and _matches(*tables, {}, True)
        return "" if same else f"expected {rows[0][:3]}, found {rows[1][:3]}"
    found_rows = _read(body, ox.QueryResultsFormat.JSON)
    wanted_rows = _expected(expected)
    if isinstance(wanted_rows, bool) or isinstance(found_rows, bool):
        return "" if wanted_rows is found_rows else f"expected {wanted_rows}, found {found_rows}"
    if len(wanted_rows) != len(found_rows):
        return f"expected {len(wanted_rows)} rows, found {len(found_rows)}"
    return "" if _matches(wanted_rows, found_rows, {}, False) else f"expected {_first(wanted_rows, found_rows)}"


def _named(head: list[str], row: list[str]) -> Row:
    return {name: ox.BlankNode(cell[2:]) if cell.startswith("_:") else ox.Literal(cell) for name, cell in zip(head, row, strict=True)}


def _first(wanted: list[Row], found: list[Row]) -> str:
    """The first expected row that no found one matches by itself, and what was found."""
    for row in wanted:
        if not any(_pairs(row, other, {}, False) is not None for other in found):
            return f"{ {k: str(v) for k, v in row.items()} }, found {[{k: str(v) for k, v in r.items()} for r in found][:3]}"
    return "the same blank nodes throughout"


def _expected(path: pathlib.Path) -> list[Row] | bool:
    kinds = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON, ".tsv": ox.QueryResultsFormat.TSV}
    if path.suffix in kinds:
        return _read(path.read_bytes(), kinds[path.suffix])
    graph = rdflib.Graph().parse(path, publicID=path.as_uri())
    boolean = graph.value(None, RS.boolean)
    if boolean is not None:
        return str(boolean) == "true"
    return [{str(graph.value(b, RS.variable)): _term(graph.value(b, RS.value)) for b in graph.objects(s, RS.binding)}
            for s in graph.objects(None, RS.solution)]


def _term(node: object) -> Term:
    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=str(node.language))
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    return ox.NamedNode(str(node)) if isinstance(node, rdflib.URIRef) else ox.BlankNode("b" + str(node))


def _read(body: bytes, format: ox.QueryResultsFormat) -> list[Row] | bool:
    found = ox.parse_query_results(body, format=format)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [v.value for v in found.variables]
    return [{n: t for n, t in zip(names, row, strict=True) if t is not None} for row in found]


def _matches(wanted: list[Row], found: list[Row], nodes: dict[Term, Term], is_text: bool) -> bool:
    """Whether rows can be paired so that blank nodes agree; tried row by row, with a way back."""
    if not wanted:
        return not found
    first, *rest = wanted
    for position, other in enumerate(found):
        agreed = _pairs(first, other, nodes, is_text)
        if agreed is not None and _matches(rest, found[:position] + found[position + 1:], agreed, is_text):
            return True
    return False


def _pairs(wanted: Row, found: Row, nodes: dict[Term, Term], is_text: bool) -> dict[Term, Term] | None:
    if wanted.keys() != found.keys():
        return None
    agreed = dict(nodes)
    for name, term in wanted.items():
        other = found[name]
        if isinstance(term, ox.BlankNode) and isinstance(other, ox.BlankNode):
            if agreed.setdefault(term, other) != other or list(agreed.values()).count(other) > 1:
                return None
        elif term != other and not _same_value(term, other, is_text):
            return None
    return agreed


def _same_value(one: Term, other: Term, is_text: bool) -> bool:
    """Whether two literals of one datatype are the same number or truth value, however they are written."""
    if not isinstance(one, ox.Literal) or not isinstance(other, ox.Literal) or one.datatype != other.datatype:
        return False
    type = one.datatype.value.rpartition("#")[2]
    if type == "boolean":
        return one.value in ("true", "1") and other.value in ("true", "1") or one.value in ("false", "0") and other.value in ("false", "0")
    if type not in _NUMBERS and not is_text:
        return False
    try:
        return abs(float(one.value) - float(other.value)) <= 1e-9 * abs(float(one.value))
    except ValueError:
        return False
