"""The search for paths between two concepts: in order of meaning, within constraints and a budget.

May import: errors, store, search, meaning, constraints, routes, steps, twosided. Up to EXACT_EDGES the order is exact;
on a bigger graph, paths are ranked among those through the nodes near the shortest ways.
"""
from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

import numpy as np

from . import meaning, routes, twosided
from .constraints import Constraints, walk
from .errors import NoPath, UnknownConcept
from .meaning import HUB_FACTOR, Weighing
from .routes import Budget, OutOfTime, Route, Space, Weighted
from .steps import Path, Step, step
from .store import Store

EXACT_EDGES = 50_000
SECONDS = 2.0
_SLACKS = (1, 2, 3)
_MANY = 10_000


@dataclass(frozen=True)
class Found:
    """Paths, best first, and how far the search went: *stopped* at its budget, *exact* among all paths or not."""

    paths: tuple[Path, ...]
    stopped: bool = False
    exact: bool = True

    @property
    def note(self) -> str:
        """What a reader should know of the search; "" for a complete and exact one."""
        notes = ["stopped at the budget"] if self.stopped else []
        return "; ".join([*notes, *([] if self.exact else ["ranked among the nearest candidates"])])


class Blocked(NoPath):
    """No path under constraints. *constraint* says in words which one is in the way by itself ("" where none
    is), *without* holds what would be found without it."""

    def __init__(self, message: str, constraint: str = "", without: tuple[Path, ...] = ()) -> None:
        self.constraint = constraint
        self.without = without
        super().__init__(message)


class Search:
    """One search between two concepts: its paths as they are found, and what is to be said of it afterwards."""

    def __init__(self, store: Store, concepts: Sequence[str], constraints: Constraints, limit: int,
                 budget: Budget) -> None:
        self.store, self.constraints, self.limit, self.budget = store, constraints, limit, budget
        self.weighing = meaning.of(store)
        self.points = tuple(number(store, self.weighing, iri) for iri in (concepts[0], *constraints.via, concepts[-1]))
        self.walk = walk(store, self.weighing, constraints, self.points)
        self.stopped = False
        self.exact = self.walk.space.forward.edges <= EXACT_EDGES

    def some(self) -> Iterator[Path]:
        """At most `limit` paths, best first; `stopped` tells afterwards whether the budget ended them."""
        try:
            for weight, route in islice(self.routes(), max(1, self.limit)):
                yield self.path(route, weight)
        except OutOfTime:
            self.stopped = True

    def routes(self) -> Iterator[Weighted]:
        """The numbers of each path with its weight, best first. Raises OutOfTime when the budget is spent."""
        space, points, longest = self.walk.space, self.points, self.constraints.max_length
        if any(space.closed[p] for p in points):
            return
        if len(set(points)) < len(points):
            yield from [(0.0, points[:1])] if len(points) == 2 else []
        elif self.constraints.shortest:
            yield from self._shortest()
        elif self.exact:
            yield from self._ranked(space, longest)
        else:
            yield from self._nearest()

    def _ranked(self, space: Space, longest: int | None) -> Iterator[Weighted]:
        """Routes in order of weight; before a first one through a hub goes one without that is up to twice as long."""
        order = self._by_weight(space, longest)
        first = next(order, None)
        if first is None:
            return
        if self._has_hub(first[1]):
            twice = 2 * (len(first[1]) - 1)
            bound = twice if longest is None else min(twice, longest)
            around = space.without(self.weighing.hubs, self.points)
            clear = next(self._in_order(around, bound), None)
            if clear is not None:
                yield first[0], clear[1]
                order = (item for item in order if item[1] != clear[1])
        yield first
        yield from order

    def _by_weight(self, space: Space, longest: int | None) -> Iterator[Weighted]:
        """Routes in order of weight, where those through a hub weigh several times the sum of their steps."""
        clear = self._in_order(space.without(self.weighing.hubs, self.points), longest)
        least = HUB_FACTOR * self._fewest(space)

        def through_hubs() -> Iterator[tuple[float, Route | None]]:
            yield least, None
            for weight, route in self._in_order(space, longest):
                yield HUB_FACTOR * weight, route if self._has_hub(route) else None

        # Routes without a hub come out of the second stream as marks of how far it has got, and are dropped.
        for weight, route in heapq.merge(clear, through_hubs(), key=lambda item: item[0]):
            if route is not None:
                yield round(weight, 9), route

    def _in_order(self, space: Space, longest: int | None) -> Iterator[Weighted]:
        """Routes of a space in order of weight: searched from both ends where only these are given."""
        if longest is None and len(self.points) == 2:
            return twosided.simple(space.forward, space.backward, *self.points, space.closed,
                                   weighted=True, check=self.budget.check)
        return routes.routes(space, self.points, self.budget, longest)

    def _has_hub(self, route: Route) -> bool:
        return any(self.weighing.hubs[node] for node in route if node not in self.points)

    def _fewest(self, space: Space) -> float:
        legs = (twosided.fewest(space.forward, space.backward, a, b, space.closed) for a, b in pairwise(self.points))
        return sum(float("inf") if leg is None else len(leg) - 1 for leg in legs)

    def _nearest(self) -> Iterator[Weighted]:
        """On a big graph: routes ranked among those of little more than the fewest steps, with hubs and without."""
        space, bound = self.walk.space, self.constraints.max_length
        both = [(part, self._fewest(part)) for part in (space, space.without(self.weighing.hubs, self.points))]
        parts = [(part, int(steps)) for part, steps in both if steps < float("inf")]
        found: list[Weighted] = []
        for slack in _SLACKS if parts else ():
            longest = max(steps for _, steps in parts) + slack
            longest = longest if bound is None else min(longest, bound)
            inside = np.zeros(len(space.forward), dtype=bool)
            for part, _ in parts:
                for one, other in pairwise(self.points):
                    nodes = routes.corridor(part, one, other, slack, self.budget, bound)
                    inside |= False if nodes is None else nodes
            found = list(islice(self._ranked(space.within(inside), longest), self.limit))
            if len(found) >= self.limit:
                break
        yield from found

    def _shortest(self) -> Iterator[Weighted]:
        """Every route of the fewest steps, ranked."""
        space, longest = self.walk.space, self.constraints.max_length
        if len(self.points) == 2:
            ways: Iterator[Route] = routes.all_shortest(space, *self.points, self.budget)
        else:
            flat = Space(space.forward.unweighted(), space.backward.unweighted(), space.closed)
            counted = routes.routes(flat, self.points, self.budget, longest)
            first = next(counted, None)
            ways = iter(()) if first is None else (r for _, r in [
                first, *takewhile(lambda item: item[0] == first[0], counted)])
        short = (route for route in islice(ways, _MANY) if longest is None or len(route) <= longest + 1)
        yield from sorted((self._weight(route), route) for route in short)

    def _weight(self, route: Route) -> float:
        row = self.walk.space.forward.row
        total = sum(dict(row(a))[b] for a, b in pairwise(route))
        return round(total * (HUB_FACTOR if self._has_hub(route) else 1.0), 9)

    def path(self, route: Route, weight: float | None = None) -> Path:
        """A route as a path, over the cheapest link of each step that the constraints allow."""
        steps = tuple(self.links(one, other)[0] for one, other in pairwise(route))
        return Path(steps, self._weight(route) if weight is None else weight, self.weighing.network.iris[route[0]])

    def links(self, one: int, other: int) -> list[Step]:
        """The links between two neighbours that the constraints allow, as steps from the first, cheapest first."""
        network = self.weighing.network
        steps = []
        for link, _ in network.links(one, other):
            if self.walk.links[link]:
                forward = link % 2 == 0
                subject, object = (network.iris[n] for n in ((one, other) if forward else (other, one)))
                steps.append(step(self.store, subject, network.properties[link // 2], object, forward))
        return steps


def number(store: Store, weighing: Weighing, iri: str) -> int:
    """The node of a concept; raises UnknownConcept."""
    node = weighing.network.number.get(iri)
    if node is None:
        from .search import find as look_up
        raise UnknownConcept(iri, [m.label for m in look_up(store, iri.rsplit("/", 1)[-1].replace("-", " "), 3)])
    return node
