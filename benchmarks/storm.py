"""A storm: hostile SPARQL queries from eight clients at once, and what a ninth with ordinary ones notices of it.

    python benchmarks/storm.py [--seconds 60] [--data PATH]

Starts `whatfixes serve` and sends it 200 kinds of bomb (cartesian products, products of VALUES, closures over everything, huge
regular expressions, deep nesting, chains of UNION, megabytes of text, endless results and sorts) as fast as it answers, never
heeding Retry-After. Prints, and writes under benchmarks/results/: the ninth client's times (a 503 counts as over a second), how
late deadlines were kept, the memory of all processes (their own pages: what they share is counted once), and what is
left running at the end.
"""
from __future__ import annotations

import argparse
import collections
import http.client
import json
import multiprocessing
import os
import pathlib
import platform
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlencode

HERE = pathlib.Path(__file__).parent
HOSTILE_CLIENTS, KINDS = 8, 200
ANY = "(<http://x/>|!<http://x/>)"
WALKS = ("?a ?b ?c . ?d ?e ?f . ?g ?h ?i", "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l",
         "?a ?b ?c . ?c ?d ?e . ?f ?g ?h . ?i ?j ?k . ?l ?m ?n")
ORDINARY = (
    "SELECT ?fix WHERE { ?fix wf:mitigates id:overfitting } ORDER BY ?fix",
    "SELECT ?kind (COUNT(*) AS ?n) WHERE { ?x a ?kind } GROUP BY ?kind ORDER BY DESC(?n) LIMIT 10",
    "SELECT ?s ?label WHERE { ?s skos:prefLabel ?label } ORDER BY ?label LIMIT 50",
    "CONSTRUCT { id:dropout ?p ?o } WHERE { id:dropout ?p ?o }",
    "ASK { id:dropout wf:mitigates id:overfitting }",
    "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p",
)


def bomb(number: int) -> str:
    """One of the hostile queries; the same number gives the same text."""
    chance = random.Random(number)
    walk, size = chance.choice(WALKS), chance.randint(300, 700)
    numbers = " ".join(map(str, range(size)))
    return (
        f"SELECT (COUNT(*) AS ?n) {{ {walk} }} # {number}",
        f"SELECT * {{ VALUES ?w {{ {numbers} }} VALUES ?x {{ {numbers} }} VALUES ?y {{ {numbers} }} FILTER(?w + ?x + ?y < -{number}) }}",
        f"SELECT (COUNT(*) AS ?n) {{ ?s {ANY}*/{ANY}* ?o . ?t {ANY}* ?u . ?v {ANY}* ?w }} # {number}",
        f"SELECT (COUNT(*) AS ?n) {{ {walk} FILTER(REGEX(CONCAT(STR(?a), STR(?c), STR(?f)), '(x+x+)+y|(a|b|ab)*c{{{size}}}')) }}",
        "SELECT * " + "{" * (3000 + number) + "}" * (3000 + number),
        "SELECT * { " + "{ ?s ?p ?o } UNION " * 7000 + f"{{ ?s ?p {number} }} }}",
        "SELECT * { ?s ?p '" + "x" * (2_000_000 + number) + "' }",
        f"SELECT * {{ {walk} }} # {number}",
        f"SELECT * {{ {walk} }} ORDER BY ?c ?f # {number}",
        f"SELECT DISTINCT ?a ?f {{ {walk} }} # {number}",
        f"CONSTRUCT {{ ?a ?e ?i }} {{ {walk} }} # {number}",
        f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?f))) AS ?t) {{ {walk} }} # {number}",
        "SELECT * { ?s ?p ?o FILTER(?o IN (" + ", ".join(map(str, range(size * 40))) + ")) " + walk + " }",
    )[number % 13]


def ask(connection: http.client.HTTPConnection, query: str, timeout: float | None = None) -> tuple[int, str, float]:
    """Status, the beginning of the body, and seconds until it had come whole."""
    body = urlencode({"query": query, **({"timeout": str(timeout)} if timeout else {})})
    begun = time.monotonic()
    connection.request("POST", "/sparql", body, {"Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*"})
    response = connection.getresponse()
    text = response.read()
    return response.status, text[:200].decode(errors="replace"), time.monotonic() - begun


def hostile(port: int, seconds: float, seed: int, found: Any) -> None:
    """Send bombs until the time is over; put statuses, and how late each deadline was kept, on a queue."""
    chance, end = random.Random(seed), time.monotonic() + seconds
    statuses: collections.Counter[str] = collections.Counter()
    late: list[float] = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < end:
        number, timeout = chance.randrange(KINDS), chance.choice((None, None, 1.0, 3.0))
        try:
            status, said, taken = ask(connection, bomb(number), timeout)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            statuses[type(error).__name__] += 1
            continue
        limit = re.match(r"stopped at the time limit of ([\d.]+) s", said)
        if limit:
            late.append(taken - float(limit[1]))
        statuses[f"{status} {_reason(said)}" if status >= 400 else str(status)] += 1
    found.put((dict(statuses), late))


def _reason(said: str) -> str:
    words = ("time limit", "more memory", "too large", "too many queries", "longer than", "nested", "patterns", "refused")
    return next((word for word in words if word in said), said[:40])


@contextmanager
def server(data: list[str]) -> Iterator[tuple[int, int]]:
    """The port and the process id of `whatfixes serve`."""
    command = [sys.executable, "-m", "explorer", "serve", "--port", "0", *(word for path in data for word in ("--data", path))]
    process = subprocess.Popen(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    port = int(process.stdout.readline().split()[4].rstrip("/").rpartition(":")[2])
    yield port, process.pid
    process.terminate()
    process.wait()


def family(pid: int) -> list[int]:
    """A process and all below it."""
    children: list[int] = []
    try:
        tasks = list(pathlib.Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []
    for task in tasks:
        with suppress(OSError):  # a thread may end while it is looked at; its process and the other threads' children remain
            children += map(int, (task / "children").read_text().split())
    return [pid, *(p for child in children for p in family(child))]


def memory(pid: int) -> int:
    """Bytes that a process tree has, shared pages divided among their users."""
    texts = []
    for process in family(pid):
        with suppress(OSError):
            texts.append(pathlib.Path(f"/proc/{process}/smaps_rollup").read_text())
    return 1024 * sum(int(kilobytes) for text in texts for kilobytes in re.findall(r"^Pss:\s+(\d+)", text, re.MULTILINE))


def processor(pid: int) -> float:
    """Seconds that the processes of a tree have worked."""
    total = 0.0
    for process in family(pid):
        with suppress(OSError):
            fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def ordinary(port: int, seconds: float) -> list[tuple[int, float]]:
    """Status and seconds of ordinary queries, ten a second; no text comes twice, so that none is answered from memory."""
    connection, found, end = http.client.HTTPConnection("127.0.0.1", port, timeout=60), [], time.monotonic() + seconds
    while time.monotonic() < end:
        for query in ORDINARY:
            status, _, taken = ask(connection, f"{query} # {time.monotonic_ns()}")
            found.append((status, taken))
            time.sleep(0.1)
    return found


def storm(port: int, pid: int, seconds: float) -> dict[str, Any]:
    """Let it rage, and measure."""
    calm = ordinary(port, 3)
    before, peak, over = memory(pid), [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.25):
            peak[0] = max(peak[0], memory(pid))

    queue: Any = multiprocessing.Queue()
    clients = [multiprocessing.Process(target=hostile, args=(port, seconds, seed, queue)) for seed in range(HOSTILE_CLIENTS)]
    for process in (*clients, watcher := threading.Thread(target=watch)):
        process.start()
    time.sleep(0.5)
    ninth = ordinary(port, seconds - 0.5)
    told = [queue.get() for _ in clients]
    for client in clients:
        client.join()
    over.set()
    watcher.join()
    time.sleep(0.5)
    worked = processor(pid)
    time.sleep(2)
    idle = processor(pid) - worked
    statuses = sum((collections.Counter(s) for s, _ in told), collections.Counter())
    late = sorted(x for _, times in told for x in times)
    after = ordinary(port, 3)
    return {"hostile": dict(statuses.most_common()), "calm_ms": _times(calm), "storm_ms": _times(ninth), "after_ms": _times(after),
            "late_ms": {"stopped": len(late), **{f"p{p}": _ms(late[min(len(late) - 1, p * len(late) // 100)])
                                                 for p in (50, 95, 100) if late}},
            "memory_mb": {"before": before >> 20, "most": peak[0] >> 20, "after": memory(pid) >> 20},
            "processor_seconds_in_2_idle_seconds": round(idle, 2), "processes_left": len(family(pid))}


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def _times(found: list[tuple[int, float]]) -> dict[str, float]:
    counted = [taken if status == 200 else max(taken, 1.001) for status, taken in found]
    cuts = statistics.quantiles(counted, n=100)
    return {"queries": len(found), "not_200": sum(s != 200 for s, _ in found), "median": _ms(cuts[49]), "p95": _ms(cuts[94]),
            "most": _ms(max(counted))}


def main() -> int:
    """Run, print, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--data", action="append", default=[])
    args = parser.parse_args()
    with server(args.data) as (port, pid):
        found = storm(port, pid, args.seconds)
    for name, value in found.items():
        print(f"{name}: {value}")
    (HERE / "results").mkdir(exist_ok=True)
    written = json.dumps({"machine": platform.platform(), "cores": os.cpu_count(), **found}, indent=1)
    (HERE / "results" / "storm.json").write_text(written + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
