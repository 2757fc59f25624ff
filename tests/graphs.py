"""Graphs to search, small and random or big, for the tests of paths."""
from __future__ import annotations

import random
from collections.abc import Iterator

import networkx as nx
import pyoxigraph as ox
from hypothesis import strategies as st

from graph import paths
from graph.paths import Path
from graph.store import Store
from graph.vocabulary import RDF, RDFS

NODES = 7
nodes = st.integers(0, NODES - 1)
edges = st.lists(st.tuples(nodes, st.integers(0, 2), nodes), max_size=18)


def name(node: int) -> str:
    return f"http://example.org/{node}"


def store_of(triples: list[tuple[int, int, int]]) -> Store:
    """A foreign graph: labelled things of two kinds, by the parity of their numbers, and links between them."""
    graph = ox.Store()
    for node in range(NODES):
        graph.add(ox.Quad(ox.NamedNode(name(node)), ox.NamedNode(RDFS + "label"), ox.Literal(f"thing {node}")))
        graph.add(ox.Quad(ox.NamedNode(name(node)), ox.NamedNode(RDF + "type"), ox.NamedNode(f"http://example.org/Kind{node % 2}")))
    for s, p, o in triples:
        graph.add(ox.Quad(ox.NamedNode(name(s)), ox.NamedNode(f"http://example.org/p{p}"), ox.NamedNode(name(o))))
    return Store(graph)


def brute(store: Store, triples: list[tuple[int, int, int]], one: int, other: int) -> list[tuple[int, ...]]:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(NODES))
    graph.add_edges_from((s, o) for s, _, o in triples if s != o)
    ways = [(one,)] if one == other else nx.all_simple_paths(graph, one, other)
    return sorted(set(map(tuple, ways)))


def numbered(path: Path) -> tuple[int, ...]:
    return tuple(int(iri.rsplit("/", 1)[1]) for iri in paths.nodes(path))


def big(links: int = 60_000, size: int = 20_000, leaf: int | None = None) -> Store:
    """A random graph; *leaf* has one link only."""
    rng = random.Random(7)
    graph = ox.Store()
    things = [ox.NamedNode(f"http://example.org/{n}") for n in range(size)]
    graph.extend(ox.Quad(thing, ox.NamedNode(RDFS + "label"), ox.Literal(thing.value.rsplit("/", 1)[1])) for thing in things)
    pairs = [(rng.randrange(size), rng.randrange(size)) for _ in range(links)]
    kept = [pair for pair in pairs if leaf not in pair] + ([] if leaf is None else [(0, leaf)])
    graph.extend(ox.Quad(things[s], ox.NamedNode("http://example.org/p"), things[o]) for s, o in kept)
    return Store(graph)


def grid(side: int) -> Store:
    """A chequered field, between whose corners there are more ways than can be counted."""
    graph = ox.Store()
    graph.bulk_extend(_squares(side))
    return Store(graph)


def _squares(side: int) -> Iterator[ox.Quad]:
    for x in range(side):
        for y in range(side):
            here = ox.NamedNode(f"http://e/{x}-{y}")
            yield ox.Quad(here, ox.NamedNode(RDFS + "label"), ox.Literal(f"square {x} {y}"))
            for other in ([f"{x + 1}-{y}"] if x + 1 < side else []) + ([f"{x}-{y + 1}"] if y + 1 < side else []):
                yield ox.Quad(here, ox.NamedNode("http://e/beside"), ox.NamedNode(f"http://e/{other}"))
