"""Why concepts are connected: ranked, constrained, explained paths between two or more of them.

May import: store, constraints, routes, pathfinder, connections, steps. Only asserted, positive, standing links are walked;
how they are weighed stands in meaning, how they are told in steps.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .connections import common, connect, within
from .constraints import Constraints
from .pathfinder import SECONDS, Blocked, Found, Search, best, why_not
from .routes import Budget
from .steps import Folded, Path, Step, fold, nodes, sentence, sparql, told
from .store import Store

__all__ = ["Blocked", "Constraints", "Folded", "Found", "Path", "Step", "between", "common", "connect", "find", "fold",
           "nodes", "sentence", "sparql", "stream", "told", "within"]


def between(store: Store, concepts: Sequence[str], *, limit: int = 5, max_length: int | None = None,
            via: Sequence[str] = (), avoid: Sequence[str] = (), only: Sequence[str] = (), directed: bool = False,
            shortest: bool = False, seconds: float = SECONDS) -> list[Path]:
    """The best paths between two concepts, best first; between more, paths that together connect them.

    *via* are concepts to pass, in turn. *avoid* and *only* take properties, classes and concepts: what a
    path may not use, or the only ones that it may. *directed* walks links only as they are stated,
    *shortest* keeps to the fewest steps. Raises UnknownConcept, and NoPath (Blocked) with what is in the way.
    """
    constraints = Constraints(max_length, tuple(via), tuple(avoid), tuple(only), directed, shortest)
    return list(find(store, concepts, constraints, limit=limit, seconds=seconds).paths)


def find(store: Store, concepts: Sequence[str], constraints: Constraints = Constraints(), *, limit: int = 5,  # noqa: B008
         seconds: float = SECONDS, cancelled: Callable[[], bool] = lambda: False) -> Found:
    """The same as `between`, with word of whether the search was complete and exact."""
    if len(set(concepts)) > 2:
        return connect(store, concepts, constraints, seconds=seconds)
    return best(store, concepts, constraints, limit=limit, seconds=seconds, cancelled=cancelled)


def stream(store: Store, concepts: Sequence[str], constraints: Constraints = Constraints(), *,  # noqa: B008
           limit: int = 100, seconds: float = SECONDS, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Path]:
    """Paths between two concepts as they are found, best first, until *limit*, budget or cancellation.

    Raises as `between` does when there is none.
    """
    search = Search(store, concepts, constraints, limit, Budget(seconds, cancelled))
    count = 0
    for path in search.some():
        count += 1
        yield path
    if not count:
        raise why_not(store, concepts, constraints, search)
