"""Answers side by side with the bare queries behind them: what understanding a question costs.

    python benchmarks/ask.py

Every question of tests/cases/questions.yaml is answered warm, and the SPARQL that its answer shows is run alone
on the same store. Prints median and 99th percentile with the ratio and writes JSON under benchmarks/results/.
"""
from __future__ import annotations

import argparse
import json
import pathlib
import platform
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import yaml

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
QUESTIONS = HERE.parent / "tests" / "cases" / "questions.yaml"


def milliseconds(work: Callable[[], Any], rounds: int) -> float:
    """The median time of some runs; one run before them is not counted."""
    work()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


def measure(rounds: int) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """A row for each question with the milliseconds of its answer and of its bare query; and what came before."""
    from graph import sources
    from graph.ask import answer
    begun = time.perf_counter()
    store = sources.open()
    opened = time.perf_counter()
    answer(store, "what fixes overfitting")
    first = time.perf_counter()
    rows = []
    for case in yaml.safe_load(QUESTIONS.read_text(encoding="utf-8")):
        question = case["q"]
        found = answer(store, question)
        sparql = found.sparql
        rows.append({
            "question": question, "intent": found.intent,
            "answer ms": milliseconds(lambda q=question: answer(store, q), rounds),  # type: ignore[misc]
            "query ms": milliseconds(lambda s=sparql: list(store.select(s)), rounds) if sparql else None})  # type: ignore[misc]
    return rows, {"open s": opened - begun, "first answer s": first - opened}


def summary(rows: list[dict[str, Any]]) -> dict[str, float | int | None]:
    """Median and 99th percentile of answers and of queries, over the questions that have a query, and their ratios."""
    both = [r for r in rows if r["query ms"] is not None]
    found: dict[str, float | int | None] = {"questions": len(rows), "with a query": len(both)}
    for name in ("answer ms", "query ms"):
        times = sorted(r[name] for r in both)
        found[f"{name} median"] = statistics.median(times) if times else None
        found[f"{name} p99"] = percentile(times, 0.99) if times else None
    for figure in ("median", "p99"):
        alone = found[f"query ms {figure}"]
        found[f"ratio {figure}"] = (found[f"answer ms {figure}"] or 0) / alone if alone else None
    every = sorted(r["answer ms"] for r in rows)
    return {**found, "all answers ms median": statistics.median(every), "all answers ms p99": percentile(every, 0.99)}


def percentile(times: list[float], share: float) -> float:
    """The smallest of some sorted times that at least a share of them does not exceed."""
    return times[max(0, -int(-share * len(times) // 1) - 1)]


def main() -> None:
    """Measure, print the table, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    rows, start = measure(args.rounds)
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["intent"]].append(row)
    table = {"all": summary(rows), **{intent: summary(found) for intent, found in sorted(groups.items())}}
    slowest = sorted(rows, key=lambda r: -r["answer ms"])[:5]
    figures = {"python": platform.python_version(), "machine": platform.machine(), **start, "intents": table, "slowest": slowest}
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    (results / "ask.json").write_text(json.dumps(figures, indent=1) + "\n")
    show(table, start, slowest)


def show(table: dict[str, dict[str, Any]], start: dict[str, float], slowest: list[dict[str, Any]]) -> None:
    """Print times in milliseconds; an abstention has no query beside it."""
    print(f"open {start['open s']:.2f} s, first answer {start['first answer s']:.2f} s; then, in ms (median / 99th percentile):\n")
    print(f"{'intent':<10}{'questions':>10}{'answer':>18}{'bare query':>18}{'times':>16}")
    for intent, found in table.items():
        answers = f"{found['all answers ms median']:.2f} / {found['all answers ms p99']:.2f}"
        queries = ratio = "-"
        if found["with a query"]:
            queries = f"{found['query ms median']:.2f} / {found['query ms p99']:.2f}"
            ratio = f"{found['ratio median']:.1f} / {found['ratio p99']:.1f}"
        print(f"{intent:<10}{found['questions']:>10}{answers:>18}{queries:>18}{ratio:>16}")
    print("\nslowest:", *(f"{r['answer ms']:8.1f}  {r['question']}" for r in slowest), sep="\n")


if __name__ == "__main__":
    main()
