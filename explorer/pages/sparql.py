"""The SPARQL page: an editor, examples, results in a table, errors in plain words, the result as a file.

May import: graph, results, addresses, panels.
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash
import dash_ag_grid as dag
from dash import Input, Output, State, dcc, html

from graph.errors import QueryError
from graph.query import Queries, Result
from graph.store import Store

from .. import addresses, results
from ..panels.parts import Part

PATH = addresses.SPARQL
NAME = "SPARQL"
_LONGEST = 1_000_000


@dataclass(frozen=True)
class Example:
    """A query to begin from: its name, what it teaches, its text."""

    name: str
    teaches: str
    query: str


EXAMPLES = (
    Example("What fixes overfitting", "A plain triple is a claim that holds.",
            "# What mitigates overfitting?\nSELECT ?remedy WHERE {\n  ?remedy wf:mitigates id:overfitting .\n}\nORDER BY ?remedy"),
    Example("With the lines of the notes", "A claim carries its passage, direction and reason.",
            "# The claims behind it, with direction and lines\nSELECT ?remedy ?direction ?first ?last WHERE {\n"
            "  ?claim wf:subject ?remedy ;\n         wf:property wf:mitigates ;\n         wf:object id:overfitting ;\n"
            "         wf:polarity true ;\n         wf:passage ?passage .\n"
            "  ?passage wf:firstLine ?first ; wf:lastLine ?last .\n  OPTIONAL { ?claim wf:direction ?direction }\n}\nORDER BY ?first"),
    Example("What is denied", "A negative claim is never a plain triple.",
            "# What the notes say does not hold\nSELECT ?subject ?property ?object ?statement WHERE {\n"
            "  ?claim wf:polarity false ;\n         wf:subject ?subject ; wf:property ?property ; wf:object ?object ;\n"
            "         rdfs:label ?statement .\n}\nORDER BY ?statement"),
    Example("Corrections of the notes", "A correction says what the notes had, what holds and who says so.",
            "# What the notes had, and what holds instead\nSELECT ?had ?holds ?confidence ?source WHERE {\n"
            "  ?correction a wf:Correction ; wf:had ?had ; wf:holds ?holds ;\n              wf:confidence ?confidence .\n"
            "  OPTIONAL { ?correction dcterms:source ?source }\n}\nORDER BY ?had"),
    Example("How many of each kind", "Counting, grouped by class.",
            "# Concepts by kind\nSELECT ?kind (COUNT(DISTINCT ?concept) AS ?concepts) WHERE {\n"
            "  ?concept a ?kind ; skos:prefLabel ?label .\n  FILTER(STRSTARTS(STR(?kind), STR(wf:)) && ?kind != wf:Concept)\n}\n"
            "GROUP BY ?kind\nORDER BY DESC(?concepts)"),
)


def layout(store: Store) -> Part:
    """The page, with the first example in its editor."""
    return html.Div([
        html.Div([
            html.Header([html.H2("SPARQL"), html.P("Prefixes wf:, id:, claim:, skos:, rdfs: and the other usual ones are known. "
                                                   "A query may take ten seconds.", className="quiet")]),
            html.Div([_example(n, e) for n, e in enumerate(EXAMPLES)], className="examples", role="group", **{"aria-label": "examples"}),
            dcc.Textarea(id="sparql-text", value=EXAMPLES[0].query, className="editor", spellCheck="false", maxLength=_LONGEST, wrap="off"),
            html.Div([html.Button("Run", id="sparql-run", type="button", className="button primary", title="Ctrl+Enter"),
                      html.Button("Download CSV", id="sparql-csv", type="button", className="button", disabled=True),
                      html.Span(id="sparql-status", className="quiet", role="status")], className="buttons"),
            html.Div(id="sparql-error", className="note", role="alert", hidden=True),
        ], className="query-side"),
        html.Div(id="sparql-result", className="result-side", children=_empty(), **{"aria-live": "polite"}),
        dcc.Download(id="sparql-file"), dcc.Store(id="sparql-ran"), dcc.Store(id="sparql-seen")], className="sparql")


def _example(number: int, example: Example) -> Part:
    return html.Button(example.name, type="button", className="example", title=example.teaches,
                       **{"data-do": "sparql-example", "data-query": example.query, "id": f"sparql-example-{number}"})


def _empty() -> Part:
    return html.P("Results come here.", className="quiet")


def view(store: Store, result: Result) -> Part:
    """A result as the page shows it: a table, yes or no, or the triples as Turtle."""
    if result.kind == "ask":
        found = results.verdict(result)
        return html.P("Yes" if found else "No", className=f"verdict {'yes' if found else 'no'}")
    if result.kind != "select":
        return html.Pre(result.body.decode("utf-8")[:500_000], className="turtle")
    table = results.table(store, result)
    return _grid(table) if table.rows else html.P("No rows: the graph has nothing of this form.", className="quiet")


def _grid(table: results.Table) -> Part:
    names = {name: f"c{n}" for n, name in enumerate(table.variables)}
    columns = [{"field": field, "headerName": name, "cellRenderer": "TermCell", "cellDataType": False, "flex": 1, "minWidth": 120,
                "sortable": True, "filter": True, "resizable": True, "wrapText": True, "autoHeight": True,
                "comparator": {"function": "compareTerms"},
                "filterValueGetter": {"function": f"termText(params.data.{field})"}} for name, field in names.items()]
    rows = [{names[name]: cell for name, cell in row.items()} for row in table.rows]
    return dag.AgGrid(rowData=rows, columnDefs=columns, className="grid", style={"height": "100%", "width": "100%"},
                      dashGridOptions={"theme": {"function": "calmTheme(themeQuartz)"}, "animateRows": False,
                                       "enableCellTextSelection": True, "suppressFieldDotNotation": True})


def status(result: Result) -> str:
    """How many rows came, how long it took, and what the table leaves to the file."""
    took = f"{result.seconds * 1000:.0f} ms"
    if result.kind == "ask" or result.rows is None:
        return took
    noun = "triple" if result.kind == "graph" else "row"
    is_cut = result.kind == "select" and result.rows > results.MOST_ROWS
    cut = f"; the table shows the first {results.MOST_ROWS:,}, the file has all" if is_cut else ""
    return f"{result.rows:,} {noun}{'' if result.rows == 1 else 's'} in {took}{cut}"


def problem(error: QueryError) -> Part:
    """An error of a query as a sentence with its place."""
    text = str(error)
    place = f"Line {error.line}, column {error.column}" if error.line else ""
    said = text.split(": ", 1)[1] if place and text.lower().startswith("line ") and ": " in text else text
    return [html.B(f"{place}: "), said] if place else said


def _run(queries: Queries, text: str, formats: Sequence[str]) -> Result:
    if not text.strip():
        raise QueryError("there is no query; write one or take an example", "syntax")
    return queries.run(text[:_LONGEST], formats)


def register(app: dash.Dash, store: Store, queries: Queries) -> None:
    """Wire the page: run, show, tell errors, give the file; an address may bring a query along."""

    @app.callback(Output("sparql-result", "children"), Output("sparql-status", "children"), Output("sparql-error", "children"),
                  Output("sparql-error", "hidden"), Output("sparql-csv", "disabled"), Output("sparql-ran", "data"),
                  Input("sparql-run", "n_clicks"), State("sparql-text", "value"), prevent_initial_call=True,
                  running=[(Output("sparql-run", "disabled"), True, False),
                           (Output("sparql-result", "className"), "result-side running", "result-side")])
    def run(clicks: int | None, text: str | None) -> tuple[Any, ...]:
        try:
            result = _run(queries, text or "", ["turtle", "json"])
        except QueryError as error:
            return dash.no_update, "", problem(error), False, True, {"line": error.line, "column": error.column, "n": clicks}
        return view(store, result), status(result), "", True, result.kind != "select", {"query": text, "n": clicks}

    @app.callback(Output("sparql-file", "data"), Output("sparql-error", "children", allow_duplicate=True),
                  Output("sparql-error", "hidden", allow_duplicate=True), Input("sparql-csv", "n_clicks"), State("sparql-text", "value"),
                  prevent_initial_call=True)
    def download(clicks: int | None, text: str | None) -> tuple[Any, Any, bool]:
        try:
            result = _run(queries, text or "", ["csv"])
        except QueryError as error:
            return dash.no_update, problem(error), False
        return dcc.send_bytes(result.body, "results.csv"), "", True

    app.clientside_callback("function (ran) { window.whatfixes.sparql.ran(ran); return 1; }", Output("sparql-seen", "data"),
                            Input("sparql-ran", "data"), prevent_initial_call=True)
