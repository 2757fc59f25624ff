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

import pyoxigraph as ox

from graph import check
from graph.check import Finding
from graph.errors import GraphError
from graph.store import Store

_SECONDS = 600


def findings(store: Store) -> tuple[Finding, ...]:
    """What the checks find in a store; takes seconds, in a process that yields to others. Raises GraphError where that fails."""
    if not store.has_claims:
        return ()
    if store.nquads is not None and store.nquads.exists():
        return _run(store.nquads)
    with tempfile.TemporaryDirectory(prefix="whatfixes-") as folder:
        path = pathlib.Path(folder) / "graph.nq"
        store.graph.dump(str(path), format=ox.RdfFormat.N_QUADS)
        return _run(path)


def _run(path: pathlib.Path) -> tuple[Finding, ...]:
    here = str(pathlib.Path(__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in (here, os.environ.get("PYTHONPATH", "")) if p)}
    try:
        done = subprocess.run([sys.executable, "-m", __name__, str(path)], capture_output=True, timeout=_SECONDS, check=True,
                              env=environment, stdin=subprocess.DEVNULL)
        return tuple(Finding(*row) for row in json.loads(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError) as error:
        raise GraphError(f"the graph could not be checked ({type(error).__name__}); `whatfixes check` tells more") from error


def main() -> None:
    """Check the graph of a file and print what is found; after what people wait for."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(5)
    graph = ox.Store()
    graph.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
    print(json.dumps([(f.rule, f.place, f.message) for f in check.of_store(Store(graph))]))


if __name__ == "__main__":
    main()
