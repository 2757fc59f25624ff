"""How long a first and a later question take, beside importing three libraries: `python benchmarks/cold_start.py`.

Prints a table of ratios, writes results/cold_start.json beside this file, and ends with 1 where a bound is broken: the first
question builds the graph in 5 s at most; a later one takes at most 3 times as long as the import.
"""
from __future__ import annotations

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 9
FIRST_SECONDS, LATER_TIMES = 5.0, 3.0
IMPORT = [sys.executable, "-c", "import rdflib, yaml, networkx"]
ASK = [sys.executable, "-m", "explorer", "ask", "what fixes overfitting"]
ROOT = pathlib.Path(__file__).parent.parent


def seconds(command: list[str], cache: str) -> float:
    """How long a command takes from start to end."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=os.environ | {"WHATFIXES_CACHE": cache})
    return time.perf_counter() - start


def measure() -> dict[str, float]:
    """Seconds of the import, of a first question and of later ones; medians of rounds in turn."""
    with tempfile.TemporaryDirectory() as cache:
        seconds(IMPORT, cache)
        first = seconds(ASK, cache)
        rounds = [(seconds(IMPORT, cache), seconds(ASK, cache)) for _ in range(ROUNDS)]
    imported, later = (statistics.median(column) for column in zip(*rounds, strict=True))
    return {"import": imported, "first": first, "later": later, "ratio": later / imported}


def main() -> int:
    """Print the table; 1 where a bound is broken."""
    found = measure()
    for name in ("import", "first", "later"):
        print(f"{name:8} {found[name]:6.3f} s  {found[name] / found['import']:5.2f} x")
    target = pathlib.Path(__file__).parent / "results" / "cold_start.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0 if found["first"] <= FIRST_SECONDS and found["ratio"] <= LATER_TIMES else 1


if __name__ == "__main__":
    sys.exit(main())
