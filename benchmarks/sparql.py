"""Our SPARQL endpoint beside Oxigraph's server, in turns, and beside rdflib, on the same data and queries.

    pip install oxigraph
    python benchmarks/sparql.py [--oxigraph PATH] [--sizes notes 100000 1000000] [--no-rdflib]

The graphs: the built-in notes, and made-up ones of so many triples. Latency is seen by one client over one connection, which
never sends the same text twice, so that nothing is answered from memory; throughput by four at once; memory is that of all
processes of a server, what they share counted once. rdflib stands behind the WSGI server that serves us too ("rdflib"): endpoint
beside endpoint, each sending its whole answer as JSON or N-Triples. "bare" is rdflib in this process, without HTTP or formats. How much
slower than Oxigraph's server rdflib is stands beside it: what the engine gives anyone, the yardstick of our own figure. Either rdflib
has turns of its own: processors grow cold while the client waits for it, which the quickest answers show most.
Prints a table of ratios and writes JSON under benchmarks/results/.
"""
from __future__ import annotations

import argparse
import http.client
import itertools
import json
import multiprocessing
import os
import pathlib
import platform
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
PREFIXES = """PREFIX wf: <https://w3id.org/whatfixes/ontology#> PREFIX id: <https://w3id.org/whatfixes/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX ex: <http://example.org/>
"""
NOTES = {
    "yes or no": "ASK { id:dropout wf:mitigates id:overfitting }",
    "one hop": "SELECT ?fix WHERE { ?fix wf:mitigates id:overfitting }",
    "one hop with labels": "SELECT ?fix ?label WHERE { ?fix wf:mitigates id:overfitting . ?fix skos:prefLabel ?label } ORDER BY ?label",
    "describe": "DESCRIBE id:overfitting",
    "claims with passages": "SELECT ?s ?o ?first WHERE { ?c wf:subject ?s ; wf:property wf:mitigates ; wf:object ?o ; wf:passage ?p ."
                            " ?p wf:firstLine ?first } ORDER BY ?first LIMIT 100",
    "all labels": "SELECT ?s ?label WHERE { ?s skos:prefLabel ?label }",
    "search in labels": "SELECT ?s WHERE { ?s skos:prefLabel ?label FILTER(CONTAINS(LCASE(?label), \"net\")) }",
    "regex": "SELECT ?s WHERE { ?s skos:prefLabel ?label FILTER(REGEX(?label, \"^(a|b).*n$\", \"i\")) }",
    "count by kind": "SELECT ?kind (COUNT(*) AS ?n) WHERE { ?x a ?kind } GROUP BY ?kind ORDER BY DESC(?n)",
    "count everything": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "path": "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { id:overfitting (wf:isMitigatedBy|wf:mitigates)+ ?x }",
    "construct": "CONSTRUCT { ?s wf:mitigates ?o } WHERE { ?s wf:mitigates ?o }",
    "two hops": "SELECT ?a ?b ?c WHERE { ?a wf:mitigates ?b . ?c wf:worsens ?b }",
    "optional": "SELECT ?s ?d WHERE { ?s a wf:FailureMode OPTIONAL { ?s skos:definition ?d } }",
}
MADE_UP = {
    "yes or no": "ASK { ex:n7 ex:knows ?x }",
    "one hop": "SELECT ?x WHERE { ex:n11 ex:knows ?x }",
    "one hop with labels": "SELECT ?x ?label WHERE { ex:n11 ex:knows ?x . ?x rdfs:label ?label } ORDER BY ?label",
    "backwards": "SELECT ?x WHERE { ?x ex:knows ex:n11 }",
    "describe": "DESCRIBE ex:n13",
    "two hops": "SELECT ?y ?label WHERE { ex:n11 ex:knows/ex:knows ?y . ?y rdfs:label ?label }",
    "three hops, counted": "SELECT (COUNT(DISTINCT ?z) AS ?n) WHERE { ex:n11 ex:knows/ex:knows/ex:knows ?z }",
    "a thousand rows": "SELECT ?s ?label WHERE { ?s rdfs:label ?label } LIMIT 1000",
    "a class with a filter": "SELECT ?s ?v WHERE { ?s a ex:C3 ; ex:value ?v FILTER(?v < 20) }",
    "search in labels": "SELECT ?s WHERE { ?s a ex:C5 ; rdfs:label ?label FILTER(CONTAINS(?label, \"77\")) }",
    "count by kind": "SELECT ?kind (COUNT(*) AS ?n) WHERE { ?x a ?kind } GROUP BY ?kind ORDER BY DESC(?n)",
    "average by kind": "SELECT ?kind (AVG(?v) AS ?mean) WHERE { ?x a ?kind ; ex:value ?v } GROUP BY ?kind",
    "construct": "CONSTRUCT { ?s ex:near ?y } WHERE { ?s a ex:C1 ; ex:knows ?y } LIMIT 500",
}
SERVERS = ("ours", "oxigraph")
ACCEPT = {"Accept": "application/sparql-results+json, application/n-triples"}


def made_up(size: int, file: pathlib.Path) -> None:
    """Write some *size* triples: things with a class, a label, a number and three links each."""
    chance, count = random.Random(size), size // 6
    with file.open("w") as out:
        for n in range(count):
            me = f"<http://example.org/n{n}>"
            out.write(f"{me} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/C{chance.randrange(20)}> .\n"
                      f"{me} <http://www.w3.org/2000/01/rdf-schema#label> \"thing {n} of {chance.randrange(1000)}\" .\n"
                      f"{me} <http://example.org/value> \"{chance.randrange(1000)}\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n")
            for other in chance.sample(range(count), 3):
                out.write(f"{me} <http://example.org/knows> <http://example.org/n{other}> .\n")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def started(command: list[str], port: int) -> Iterator[int]:
    """The process id of a server that listens."""
    process = subprocess.Popen(command, cwd=HERE.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(3000):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def asker(port: int, path: str) -> Callable[[str], bytes]:
    """A function that sends a query, no text twice, by GET over one connection and gives the body of the answer."""
    numbers = itertools.count(random.SystemRandom().getrandbits(60))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(query: str) -> bytes:
        connection.request("GET", f"{path}?{urlencode({'query': f'{PREFIXES}{query} # {next(numbers)}'})}", headers=ACCEPT)
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200, (response.status, body[:200])
        return body
    return ask


def rows(body: bytes) -> int:
    """How many rows, or triples, an answer has; -1 for yes or no."""
    if not body.startswith(b"{"):
        return len(set(body.splitlines()))
    found = json.loads(body)
    return len(found["results"]["bindings"]) if "results" in found else -1


def latency(askers: dict[str, Callable[[str], Any]], query: str, budget: float) -> dict[str, float]:
    """The median milliseconds of each, asked in turns until the time is over."""
    times: dict[str, list[float]] = {name: [] for name in askers}
    for ask in askers.values():
        ask(query)
    end = time.perf_counter() + budget
    while time.perf_counter() < end or not all(len(t) >= 3 for t in times.values()):
        for name, ask in askers.items():
            begun = time.perf_counter()
            ask(query)
            times[name].append(1000 * (time.perf_counter() - begun))
    return {name: statistics.median(t) for name, t in times.items()}


def _hammer(port: int, path: str, queries: list[str], seconds: float, queue: Any) -> None:
    ask, end, count = asker(port, path), time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        ask(queries[count % len(queries)])
        count += 1
    queue.put(count)


def throughput(port: int, path: str, queries: list[str], seconds: float = 3.0, clients: int = 4) -> float:
    """Requests a second of some clients together."""
    queue: Any = multiprocessing.Queue()
    started = [multiprocessing.Process(target=_hammer, args=(port, path, queries, seconds, queue)) for _ in range(clients)]
    for client in started:
        client.start()
    total = sum(queue.get() for _ in started)
    for client in started:
        client.join()
    return float(total / seconds)


def rdflib_graph(file: pathlib.Path) -> Any:
    """rdflib over a file of N-Triples or N-Quads."""
    import rdflib
    graph = rdflib.Dataset(default_union=True) if file.suffix == ".nq" else rdflib.Graph()
    graph.parse(file, format="nquads" if file.suffix == ".nq" else "nt")
    return graph


def serve_rdflib(file: pathlib.Path, port: int) -> None:
    """Be a SPARQL endpoint over rdflib, on the server that `whatfixes serve` uses."""
    from explorer.server import Server
    graph = rdflib_graph(file)

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        result = graph.query(parse_qs(environ["QUERY_STRING"])["query"][0])
        is_table = result.type in ("SELECT", "ASK")
        body = result.serialize(format="json" if is_table else "nt")
        start("200 OK", [("Content-Type", "application/sparql-results+json" if is_table else "application/n-triples")])
        return [body]
    Server(answer, socket.create_server(("127.0.0.1", port))).run()


def compared(size: str, oxigraph: str, with_rdflib: bool, budget: float, folder: pathlib.Path) -> dict[str, Any]:
    """All measurements on one graph."""
    from storm import memory, processor

    def settle(pids: list[int]) -> None:
        """Wait until servers have nothing more to prepare, three minutes at most."""
        for _ in range(180):
            before = [processor(pid) for pid in pids]
            time.sleep(1)
            if all(processor(pid) - b < 0.05 for pid, b in zip(pids, before, strict=True)):
                return

    is_notes = size == "notes"
    file = folder / f"graph{size}.{'nq' if is_notes else 'nt'}"
    if is_notes:
        from graph import sources
        compiled = sources.open().nquads
        assert compiled
        shutil.copy(compiled, file)
    else:
        made_up(int(size), file)
    queries = NOTES if is_notes else MADE_UP
    ports = {"ours": free_port(), "oxigraph": free_port()}
    paths = {"ours": "/sparql", "oxigraph": "/query"}
    ours = [sys.executable, "-m", "explorer", "serve", "--port", str(ports["ours"]), *([] if is_notes else ["--data", str(file)])]
    theirs = [oxigraph, "serve", "--bind", f"127.0.0.1:{ports['oxigraph']}", "--union-default-graph"]
    with ExitStack() as stack:
        commands = {"ours": ours, "oxigraph": theirs}
        if with_rdflib:
            ports["rdflib"], paths["rdflib"] = free_port(), "/sparql"
            commands["rdflib"] = [sys.executable, __file__, "--serve-rdflib", str(file), str(ports["rdflib"])]
        pids = {name: stack.enter_context(started(command, ports[name])) for name, command in commands.items()}
        loading = http.client.HTTPConnection("127.0.0.1", ports["oxigraph"])
        target, kind = ("/store", "application/n-quads") if is_notes else ("/store?default", "application/n-triples")
        loading.request("POST", target, file.read_bytes(), {"Content-Type": kind})
        assert loading.getresponse().status in (201, 204)
        askers: dict[str, Callable[[str], Any]] = {name: asker(ports[name], paths[name]) for name in ports}
        counts = {name: {ask_name: rows(ask(query)) for ask_name, ask in askers.items()} for name, query in queries.items()}
        assert all(len(set(c.values())) == 1 for name, c in counts.items() if name != "describe"), counts
        bare = rdflib_graph(file) if with_rdflib else None
        slow: dict[str, Callable[[str], Any]] = {"bare": lambda query: list(bare.query(PREFIXES + query))} if with_rdflib else {}
        settle(list(pids.values()))
        # New connections: Oxigraph's server answers 500 on one that was idle for long.
        askers = {**{name: asker(ports[name], paths[name]) for name in ports}, **slow}
        servers, others = {name: askers[name] for name in SERVERS}, {name: askers[name] for name in askers if name not in SERVERS}
        times = {name: latency(servers, query, budget) for name, query in queries.items()}
        for name, query in queries.items() if others else ():
            times[name] |= latency(others, query, budget)
        quick = [queries[name] for name in ("yes or no", "one hop", "one hop with labels")]
        rates = {name: throughput(ports[name], paths[name], quick) for name in ("ours", "oxigraph")}
        memories = {name: memory(pid) >> 20 for name, pid in pids.items()}
    return {"rows": {name: c["ours"] for name, c in counts.items()}, "ms": times, "requests_per_second": rates, "memory_mb": memories}


def told(size: str, found: dict[str, Any]) -> dict[str, float]:
    """Print a table; the ratios that matter."""
    print(f"\n{size}: query, rows, milliseconds (ours, oxigraph, ratio; rdflib, times slower than ours, than oxigraph; bare, the same)")
    ratios: list[float] = []
    slower: dict[str, dict[str, list[float]]] = {other: {server: [] for server in SERVERS} for other in ("rdflib", "bare")}
    for name, times in found["ms"].items():
        ratios.append(times["ours"] / times["oxigraph"])
        line = f"  {name:24}{found['rows'][name]:>8}{times['ours']:>10.2f}{times['oxigraph']:>10.2f}{ratios[-1]:>7.2f}"
        for other in (n for n in slower if n in times):
            line += f"{times[other]:>12.1f}"
            for server, of in slower[other].items():
                of.append(times[other] / times[server])
                line += f"{of[-1]:>8.1f}"
        print(line)
    whole = {n: statistics.median(t[n] for t in found["ms"].values()) for n in (*SERVERS, *slower) if n in times}
    summary = {"median_of_ratios": statistics.median(ratios), "ratio_of_medians": whole["ours"] / whole["oxigraph"]}
    for other, server in itertools.product((n for n in slower if n in times), SERVERS):
        summary |= {f"{other}_to_{server}_median_of_ratios": statistics.median(slower[other][server]),
                    f"{other}_to_{server}_ratio_of_medians": whole[other] / whole[server]}
    print("  " + ", ".join(f"{name.replace('_', ' ')} {value:.2f}" for name, value in summary.items()))
    print(f"  requests a second with 4 clients: {found['requests_per_second']}; memory in MB: {found['memory_mb']}")
    return summary


def main() -> int:
    """Run, print, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"), help="the program `oxigraph` (default: from PATH)")
    parser.add_argument("--sizes", nargs="*", default=["notes", "100000", "1000000"])
    parser.add_argument("--no-rdflib", action="store_true")
    parser.add_argument("--seconds", type=float, default=1.5, help="for each query (default: %(default)s)")
    parser.add_argument("--serve-rdflib", nargs=2, metavar=("FILE", "PORT"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve_rdflib:
        serve_rdflib(pathlib.Path(args.serve_rdflib[0]), int(args.serve_rdflib[1]))
    if not args.oxigraph:
        parser.error("there is no `oxigraph` on the PATH; pip install oxigraph, or give --oxigraph")
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in args.sizes:
            found = compared(size, args.oxigraph, not args.no_rdflib, args.seconds, pathlib.Path(folder))
            results[size] = {**found, "summary": told(size, found)}
    (HERE / "results").mkdir(exist_ok=True)
    written = json.dumps({"machine": platform.platform(), "cores": os.cpu_count(), **results}, indent=1)
    (HERE / "results" / "sparql.json").write_text(written + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
