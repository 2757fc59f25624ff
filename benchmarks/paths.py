"""Paths side by side: our network, networkx, igraph, rustworkx and networkit, on the notes and on a million links.

    pip install igraph rustworkx networkit
    python benchmarks/paths.py [--rounds 5] [--pairs 40] [--only ours networkx networkit]

Each library builds its graph from the same arrays of numbers, with the same weights, and answers the same
seeded pairs, in a process of its own. The processes take turns, round after round, so that a busy machine
slows all of them alike; a time is the median of its medians, and the ratio to ours the median of the ratios of
each round, with the least and the most. igraph and rustworkx, which take long, run in the first round only.
Building is timed three times over in each process, and the median taken.

"view" is networkx's own code on our network shown as a networkx graph; "ours" are our own searches, and for
"k = 10, ranked" the whole ranking with its hubs, which does more than the others' k cheapest routes.

Memory is what a graph adds once built: the arrays that it is built from are there before it on every side, as
is whatever a store already holds, and are counted on none. "memory MB" is by the resident size of the process,
for a small graph that of enough copies to rise above the size of a page, divided by their number.
"traced MB" is what Python's tracemalloc counts in yet another process: exact, but blind to what C++ and Rust
allocate, so that only ours and networkx's can be told. Weights are in neither. "after MB" is the resident size added by the
graph together with all that the searches kept: weights, caches, and the plain graph that networkx's searches want.
The results are printed and written as JSON under benchmarks/results/.
"""
from __future__ import annotations

import argparse
import gc
import importlib.metadata
import importlib.util
import json
import pathlib
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import pathlibraries  # noqa: E402

SLOW = ("igraph", "rustworkx")
TRACED = ("ours", "networkx")
BUDGET, BUILDS = 6.0, 3


def memory() -> float:
    """The resident memory of this process now, in megabytes."""
    try:
        return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(library: str, path: str, pairs: int) -> dict[str, Any]:
    """Build and search in this process: seconds to build, megabytes held, milliseconds a search (medians)."""
    data = dict(np.load(path))
    build, operations = getattr(pathlibraries, library)(data)
    few = {name: values if name == "n" else values[:100] for name, values in data.items()}
    getattr(pathlibraries, library)(few)[0]()  # what is loaded on first use is no part of a graph
    copies = max(1, 200_000 // len(data["s"]))
    gc.collect()
    before, seconds = memory(), []
    graphs = [_timed(build, seconds) for _ in range(copies)]
    gc.collect()
    found: dict[str, Any] = {"build s": 0.0, "memory MB": (memory() - before) / copies}
    graph = graphs.pop()
    graphs.clear()
    for _ in range(BUILDS - len(seconds)):
        _timed(build, seconds)
    found["build s"] = statistics.median(seconds)
    gc.collect()
    works = operations(graph)
    rng = random.Random(pathlibraries.SEED)
    ends = [(rng.randrange(int(data["n"])), rng.randrange(int(data["n"]))) for _ in range(pairs * 3)]
    reached = [pair for pair in ends if pair[0] != pair[1] and _connected(works["bidirectional"], pair)][:pairs]
    for name, work in works.items():
        times: list[float] = []
        for pair in reached:
            _timed(lambda work=work, pair=pair: work(*pair), times)
            if sum(times) > BUDGET:
                break
        found[f"{name} ms"] = 1000 * statistics.median(times)
    return {**found, "after MB": memory() - before} if copies == 1 else found


def _timed(work: Callable[[], Any], seconds: list[float]) -> Any:
    begun = time.perf_counter()
    result = work()
    seconds.append(time.perf_counter() - begun)
    return result


def trace(library: str, path: str) -> dict[str, Any]:
    """The megabytes that Python allocated for a graph and still holds, and the most at any moment of its making."""
    data = dict(np.load(path))
    build, _ = getattr(pathlibraries, library)(data)
    few = {name: values if name == "n" else values[:100] for name, values in data.items()}
    getattr(pathlibraries, library)(few)[0]()
    gc.collect()
    tracemalloc.start()
    graph = build()
    gc.collect()
    held, most = tracemalloc.get_traced_memory()
    del graph
    return {"traced MB": held / 2**20, "traced peak MB": most / 2**20}


def _connected(search: Callable[[int, int], Any], pair: tuple[int, int]) -> bool:
    try:
        return search(*pair) is not None
    except Exception as error:
        if type(error).__name__ not in ("NetworkXNoPath", "NodeNotFound", "NullEntity", "NoPathFound"):
            raise
        return False


def main() -> None:
    """Measure every library on both graphs, print the tables, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=pathlibraries.LIBRARIES, default=pathlibraries.LIBRARIES)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--trace", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure or args.trace:
        print(json.dumps(measure(*args.measure, args.pairs) if args.measure else trace(*args.trace)))
        return
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    present = [name for name in pathlibraries.LIBRARIES
               if name in ("ours", *args.only) and (name in ("ours", "view") or importlib.util.find_spec(name))]
    figures: dict[str, Any] = {"python": platform.python_version(), "machine": platform.machine(), "graphs": {},
                               "versions": {name: importlib.metadata.version(name) for name in present if name not in ("ours", "view")}}
    for title, make in (("the notes", pathlibraries.notes), ("a million links", pathlibraries.million)):
        data = make()
        data["w"] = pathlibraries.weights(data)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "links.npz"
            np.savez(path, **data)
            rounds = [_round(present, number, path, args.pairs) for number in range(args.rounds)]
        figures["graphs"][title] = {"nodes": int(data["n"]), "links": len(data["s"]), "rounds": rounds}
        _print(f"{title}: {int(data['n']):,} nodes, {len(data['s']):,} links", rounds)
    (results / "paths.json").write_text(json.dumps(figures, indent=1) + "\n")


def _round(libraries: Sequence[str], number: int, path: pathlib.Path, pairs: int) -> dict[str, dict[str, float]]:
    """What each library takes, each in a process of its own; every other round goes in the opposite order."""
    chosen = [name for name in libraries if number == 0 or name not in SLOW]
    found = {name: _apart("--pairs", str(pairs), "--measure", name, str(path)) for name in chosen[::-1 if number % 2 else 1]}
    for name in TRACED if number == 0 else ():
        if name in found:
            found[name] |= _apart("--trace", name, str(path))
    return found


def _apart(*words: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _print(title: str, rounds: Sequence[dict[str, dict[str, float]]]) -> None:
    print(f"\n{title}; {len(rounds)} rounds (in brackets: how many times ours; the least and the most)")
    libraries = list(rounds[0])
    print(f"{'':18}" + "".join(f"{name:>32}" for name in libraries))
    for row in rounds[0]["ours"]:
        cells = [_cell([(r[name][row], r["ours"][row]) for r in rounds if row in r.get(name, {})]) for name in libraries]
        print(f"{row:18}" + "".join(f"{cell:>32}" for cell in cells), flush=True)


def _cell(pairs: Sequence[tuple[float, float]]) -> str:
    if not pairs:
        return "-"
    ratios = sorted(value / max(1e-9, own) for value, own in pairs)
    value, ratio = statistics.median(value for value, _ in pairs), statistics.median(ratios)
    return f"{value:.4g} ({ratio:.2f}; {ratios[0]:.2f}-{ratios[-1]:.2f})"


if __name__ == "__main__":
    main()
