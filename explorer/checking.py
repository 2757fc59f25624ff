"""The checks of a graph in a process of their own: N-Quads named on the command line in, findings as JSON out.

May import: graph. The checks keep Python busy for seconds; in a thread of the server every answer would wait for them.
"""
from __future__ import annotations

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

import pyoxigraph as ox

from graph import check
from graph.check import Finding
from graph.errors import GraphError
from graph.progress import Progress, unseen
from graph.store import Store

_SECONDS = 600
_OFTEN = 0.1


def findings(store: Store, progress: Progress = unseen) -> tuple[Finding, ...]:
    """What the checks find in a store; takes seconds, in a process that yields to others. Raises GraphError where that fails.

    *progress* is asked several times a second; where it raises, the process is ended.
    """
    if not store.has_claims:
        return ()
    if store.nquads is not None and store.nquads.exists():
        return _run(store.nquads, progress)
    with tempfile.TemporaryDirectory(prefix="whatfixes-") as folder:
        path = pathlib.Path(folder) / "graph.nq"
        store.graph.dump(str(path), format=ox.RdfFormat.N_QUADS)
        return _run(path, progress)


def _run(path: pathlib.Path, progress: Progress) -> tuple[Finding, ...]:
    here = str(pathlib.Path(__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in (here, os.environ.get("PYTHONPATH", "")) if p)}
    try:
        process = subprocess.Popen([sys.executable, "-m", __name__, str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   env=environment, stdin=subprocess.DEVNULL, text=True)
        with process:
            try:
                return _watched(process, progress)
            finally:
                process.kill()
    except (OSError, subprocess.SubprocessError, ValueError, TypeError) as error:
        raise GraphError(f"the graph could not be checked ({type(error).__name__}); `whatfixes check` tells more") from error


def _watched(process: subprocess.Popen[str], progress: Progress) -> tuple[Finding, ...]:
    """What a process finds; its lines are how far it is, and at last the findings."""
    lines = [json.dumps(["beginning", 0, 1])]
    assert process.stdout is not None
    reading = threading.Thread(target=lines.extend, args=(process.stdout,), daemon=True)
    reading.start()
    end = time.monotonic() + _SECONDS
    while reading.is_alive():
        if time.monotonic() > end:
            raise subprocess.TimeoutExpired(process.args, _SECONDS)
        if isinstance(last := json.loads(lines[-1]), list):
            progress(*last)
        reading.join(_OFTEN)
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return tuple(Finding(*row) for row in json.loads(lines[-1])["findings"])


def main() -> None:
    """Check the graph of a file and print what is found; after what people wait for."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(5)
    graph = ox.Store()
    graph.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
    found = check.of_store(Store(graph), progress=lambda *far: print(json.dumps(far), flush=True))
    print(json.dumps({"findings": [(f.rule, f.place, f.message) for f in found]}))


if __name__ == "__main__":
    main()
