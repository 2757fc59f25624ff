"""A view to export: concepts at places and the relations shown among them, checked as everything from outside is.

May import: graph, actions, elements.
"""
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph import concepts, export, search
from graph.errors import GraphError
from graph.store import Store

from .. import actions, elements
from ..elements import Element
from ..layout import Point

MOST_NODES = 5000
_FARTHEST = 1e6
_LONGEST_TITLE = 300


@dataclass(frozen=True)
class View:
    """Concepts (IRIs) at their places, the elements of the edges shown, a title, a note on what is left out.

    *scope* are the concepts that data is exported of, where a picture cannot hold them all; *hidden* are the ids of the edges
    among them that are not shown.
    """

    title: str
    places: Mapping[str, Point]
    edges: tuple[Element, ...]
    note: str = ""
    scope: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()

    @property
    def iris(self) -> list[str]:
        """The concepts that data is exported of."""
        return list(self.scope or self.places)

    def hides(self, store: Store) -> export.Hides:
        """Which relations are not shown, for the library's export."""
        if not self.hidden:
            return export.nothing
        return lambda subject, prop, object, denied: elements.edge_id(store, subject, prop, object, denied) in self.hidden


def posted(store: Store, sent: object) -> View:
    """A view from `{"title", "nodes": [{"id", "x", "y"}], "edges": [id]}`; without edges, all among the nodes.

    Raises GraphError for what is malformed, too big or not of this graph.
    """
    if not isinstance(sent, Mapping):
        raise GraphError("a view is a JSON object with nodes")
    nodes, wanted, title = sent.get("nodes"), sent.get("edges"), sent.get("title", "")
    if not isinstance(nodes, list) or not nodes:
        raise GraphError("there is no concept in this view; open one first")
    if len(nodes) > MOST_NODES:
        raise GraphError(f"{len(nodes):,} nodes are too many for a file of a view; at most {MOST_NODES:,} are drawn")
    if not isinstance(title, str) or not (wanted is None or isinstance(wanted, list) and all(isinstance(e, str) for e in wanted)):
        raise GraphError("the title of a view is a text, and its edges are a list of ids")
    places = dict(_placed(store, node) for node in nodes)
    chosen = None if wanted is None else set(wanted)
    among = {e["data"]["id"]: e for e in elements.edges(store, places)}
    shown = {id: e for id, e in among.items() if chosen is None or id in chosen}
    return View(elements.cut(title, _LONGEST_TITLE), places, tuple(shown.values()), hidden=frozenset(among.keys() - shown.keys()))


def _placed(store: Store, node: object) -> tuple[str, Point]:
    if not isinstance(node, Mapping):
        raise GraphError("a node of a view is an object with id, x and y")
    iri, at = node.get("id"), (node.get("x"), node.get("y"))
    if not isinstance(iri, str) or iri not in store.concept_set:
        raise GraphError(f"no concept of this graph is {str(iri)[:100]!r}; leave it out")
    x, y = (float(v) if isinstance(v, (int, float)) and not isinstance(v, bool) else math.nan for v in at)
    if not (abs(x) <= _FARTHEST and abs(y) <= _FARTHEST):
        raise GraphError(f"{iri[:100]} has no place that can be drawn; x and y are numbers up to {_FARTHEST:,.0f}")
    return iri, (x, y)


def asked(store: Store, action: Mapping[str, Any]) -> View:
    """What the page draws for an action on an empty canvas: a concept with its neighbours, an answer, a path.

    Raises GraphError where it draws no concept.
    """
    if action.get("do") == "concept" and action["iri"] not in store.concept_set:
        search.resolve(store, str(action["iri"]))  # raises UnknownConcept, which the page would turn into a sentence
    response = actions.respond(store, {**action, "fresh": True, "aspect": 1.6})
    shown = response.drawing.add if response.drawing and response.drawing.mode != "overview" else ()
    places = {e["data"]["id"]: (float(e["position"]["x"]), float(e["position"]["y"])) for e in shown if e["group"] == "nodes"}
    if not places:
        raise GraphError(f"nothing to export: {_asked_for(action)} shows no concept of this graph; check the name with `whatfixes find`")
    edges = tuple(e for e in shown if e["group"] == "edges")
    scope = _around(store, response.drawing.chosen) if action.get("do") == "concept" and response.drawing else ()
    left = len(set(scope) - set(places))
    note = f"{left:,} more neighbours are not drawn; the data formats hold them." if left else ""
    return View(elements.cut(response.title, _LONGEST_TITLE), places, edges, note, scope)


def _asked_for(action: Mapping[str, Any]) -> str:
    named: Sequence[str] = [str(action[name]) for name in ("iri", "q") if action.get(name)]
    named = [*named, *action.get("from", ()), *action.get("to", ())]
    return " and ".join(repr(name[:80]) for name in named) or "this"


def _around(store: Store, iri: str | None) -> tuple[str, ...]:
    """A concept and all its neighbours."""
    if iri is None:
        return ()
    return tuple(dict.fromkeys([iri, *(n.iri for g in concepts.neighbourhood(store, iri) for n in g.neighbours)]))
