"""Drawings: what the canvas shows for a kind, an expansion, an answer or a path.

May import: graph, addresses, elements, expansion, families, layout, layouts, state. *present* are the concepts on the canvas with their
places, empty when the canvas may be replaced; nothing that is there is ever moved.
"""
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, replace
from typing import Any

from graph import claims
from graph.paths import Path, Step, nodes
from graph.store import Store

from . import addresses, elements, expansion, families, layout, layouts
from .elements import Drawing
from .families import Family
from .layout import Point
from .state import View

MOST_OF_A_KIND = 200
MOST_OF_PATHS = 60
_SETTING = 12
_NAMED = 5
Places = Mapping[str, Point]


def opened(store: Store, iri: str, present: Places, near: str) -> Drawing:
    """A concept chosen, and put beside the one called *near* where it is not on the canvas yet."""
    places = {} if iri in present else {iri: spot(present, near)}
    return Drawing("concept", elements.drawn(store, places, present), chosen=iri, fit="new", origin=near or None)


def spot(present: Places, near: str = "") -> Point:
    """A free place for one node: beside *near*, else below all that is there."""
    if not present:
        return (0.0, 0.0)
    if near in present:
        return layout.fan(present[near], 1, present.values())[0]
    return (sum(x for x, _ in present.values()) / len(present), max(y for _, y in present.values()) + 1.5 * layout.SPACING)


def expanded(store: Store, iri: str, chosen: expansion.Expansion, present: Places, near: str, replace: bool = False) -> Drawing:
    """The chosen neighbours of a concept around it; the concept too where it is not there yet."""
    before = {} if replace else dict(present)
    start = {} if iri in before else {iri: spot(before, near)}
    taken = before | start
    spots = layout.fan(taken[iri], len(chosen.iris), taken.values())
    places = start | dict(zip(chosen.iris, spots, strict=True))
    return Drawing("concept", elements.drawn(store, places, before), replace, chosen=iri, fit="all" if replace else "new",
                   origin=iri, note="" if replace and not chosen.left else chosen.told)


def grouped(store: Store, iri: str, wanted: Sequence[expansion.Group], present: Places, near: str) -> Drawing:
    """Groups of a concept's neighbours around it, each as one node with the number of those that are not there yet."""
    start = {} if iri in present else {iri: spot(present, near)}
    taken = dict(present) | start
    counts = [(g, sum(m.iri not in taken for m in g.members)) for g in wanted]
    shown = [(g, n) for g, n in counts if n]
    made = [*elements.drawn(store, start, present)]
    for (group, count), at in zip(shown, layout.fan(taken[iri], len(shown), taken.values()), strict=True):
        made += elements.summary(iri, group.key, group.label, count, at, group.denied)
    note = f"{sum(n for _, n in shown)} in {len(shown)} group{'s' * (len(shown) != 1)}."
    note = note if shown else "All of these are on the canvas already."
    return Drawing("concept", tuple(made), chosen=iri, fit="new", origin=iri, note=note)


def laid_out(store: Store, how: str, present: Places, summaries: Mapping[str, str]) -> Drawing:
    """New places for all that is on the canvas, because somebody asked; *summaries* are nodes that stand for groups,
    with the concepts they belong to."""
    names = [*present, *summaries]
    pairs = _pairs(store, list(present)) + [(of, id) for id, of in summaries.items()]
    kinds = families.of(store)
    places = layouts.places(how, names, pairs, {n: kinds.of(summaries.get(n, n)).label for n in names})
    return Drawing("layout", moves=tuple((n, *places[n]) for n in names), fit="all", did=f"laid out: {layouts.NAMES[how]}")


def kind(store: Store, family: Family) -> Drawing:
    """The concepts of a family, at most MOST_OF_A_KIND, with the links among them."""
    shown = sorted(family.concepts, key=lambda i: (store.kind(i), store.label(i).lower()))[:MOST_OF_A_KIND]
    places = layout.arrange(shown, _pairs(store, shown))
    is_cut = len(shown) < len(family.concepts)
    note = f"{len(shown)} of {len(family.concepts)} are on the canvas; open the others from the list." if is_cut else ""
    return Drawing("kind", elements.drawn(store, places), replace=True, fit="all", note=note)


def answer(store: Store, found: Mapping[str, Any], present: Places, draw: bool) -> Drawing | None:
    """What an answer speaks of, lit up: drawn, or only lit where it is on the canvas; None for nothing."""
    shown, hubs = _speaks_of(store, found)
    if not shown:
        return None
    lit = _lit(store, found, hubs)
    if not draw:
        return Drawing("answer", lit=lit)
    around = _setting(store, shown) if len(shown) <= 2 else []
    if len(hubs) == 1 or len(shown) == 1:
        centre = hubs[0] if hubs else shown[0]
        others = [n for n in [*shown, *around] if n != centre]
        places = {centre: (0.0, 0.0)} | dict(zip(others, layout.fan((0.0, 0.0), len(others)), strict=True))
    else:
        places = layout.arrange([*shown, *around], _pairs(store, [*shown, *around]))
    return Drawing("answer", elements.drawn(store, beside(places, present), present), replace=not present, lit=lit, fit="all",
                   origin=hubs[0] if hubs else None)


def _setting(store: Store, shown: Sequence[str]) -> list[str]:
    """What one concept is linked to, or two have in common: an answer of a single dot says little."""
    linked = [list(dict.fromkeys(link.other for link in store.links(iri))) for iri in shown]
    common = [iri for iri in linked[0] if all(iri in other for other in linked[1:]) and iri not in shown]
    return common[:_SETTING]


def _speaks_of(store: Store, found: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The concepts of an answer, and its hubs: the other ends of its claims, the commonest first."""
    known = claims.of(store).by_iri
    listed: list[str] = []
    ends: dict[str, int] = {}
    for item in [*(found.get("answers") or []), *(found.get("against") or [])]:
        listed.append(item.get("iri") or "")
        claim = known.get(item.get("claim") or "")
        for end in (claim.subject, claim.object) if claim else ():
            ends[end] = ends.get(end, 0) + (end != item.get("iri"))
    hubs = sorted((e for e, n in ends.items() if n and e in store.concept_set and e not in listed), key=lambda e: -ends[e])
    shown = [iri for iri in dict.fromkeys([*hubs, *listed]) if iri in store.concept_set]
    return shown[:expansion.AT_ONCE + 1], hubs


def _lit(store: Store, found: Mapping[str, Any], hubs: Sequence[str]) -> tuple[str, ...]:
    """The answers, what they are answers to, and the edges that say so; what speaks against them stays in the dim."""
    known = claims.of(store).by_iri
    items = [i for i in found.get("answers") or [] if i.get("iri") in store.concept_set]
    said = [known[i["claim"]] for i in items if i.get("claim") in known]
    edges = [elements.edge_id(store, c.subject, c.property, c.object, not c.polarity) for c in said if c.object in store.concept_set]
    ends = {end for c in said for end in (c.subject, c.object)}
    return tuple(dict.fromkeys([*(i["iri"] for i in items), *(h for h in hubs if h in ends), *edges]))


def path(store: Store, along: Sequence[str], lit: Collection[str], present: Places) -> Drawing:
    """A path in a row, its own links (*lit*) set off against the others."""
    known = [iri for iri in dict.fromkeys(along) if iri in store.concept_set]
    places = beside(layout.line(known), present)
    return Drawing("path", elements.drawn(store, places, present), replace=not present, lit=(*known, *lit), fit="all")


def links(store: Store, found: Path) -> list[str]:
    """The ids of the edges of a path."""
    return [edge(store, s) for s in found.steps]


def edge(store: Store, step: Step) -> str:
    """The id of the edge of a link."""
    return elements.edge_id(store, step.subject, step.property, step.object)


def paths(store: Store, found: Sequence[Path], region: Sequence[Step], ends: Sequence[str], present: Places) -> Drawing:
    """Paths drawn together, as many as MOST_OF_PATHS concepts allow, the first one lit; or all links of a region."""
    if region:
        along = list(dict.fromkeys([*ends, *(iri for step in region for iri in (step.start, step.end))]))[:MOST_OF_A_KIND]
        drawing = path(store, along, [edge(store, step) for step in region], {})
        places = layout.arrange(along, [(s.subject, s.object) for s in region if {s.subject, s.object} <= set(along)])
        return replace(drawing, add=elements.drawn(store, beside(places, present), present), replace=not present)
    tree = len(ends) > 2
    shown = [nodes(p) for p in found]
    rows = _rows(shown, MOST_OF_PATHS)
    lit = dict.fromkeys([*(iri for row in (shown if tree else shown[:1]) for iri in row),
                         *(link for p in (found if tree else found[:1]) for link in links(store, p))])
    return Drawing("path", elements.drawn(store, beside(rows, present), present), replace=not present, lit=tuple(lit), fit="all")


def _rows(shown: Sequence[Sequence[str]], most: int) -> dict[str, Point]:
    """Places for paths: the first in a row, what others bring between its neighbours, alternately below and above."""
    places = dict(layout.line(shown[0]))
    for number, row in enumerate(shown[1:], 2):
        new = [i for i, iri in enumerate(row) if iri not in places]
        if len(places) + len(new) > most:
            continue
        level = layout.SPACING * (0.42 + 0.95 * (number // 2)) * (1 if number % 2 == 0 else -1)
        known = [i for i in range(len(row)) if i not in new]
        for i in new:
            before = max((k for k in known if k < i), default=None)
            after = min((k for k in known if k > i), default=None)
            places[row[i]] = (_between(places, row, before, after, i), level)
    return places


def _between(places: Places, row: Sequence[str], before: int | None, after: int | None, at: int) -> float:
    """Where across a node stands that lies between two that have their places; beyond them at the usual distance."""
    if before is not None and after is not None:
        left, right = places[row[before]][0], places[row[after]][0]
        return left + (right - left) * (at - before) / (after - before)
    known = before if before is not None else after
    return places[row[known]][0] + (at - known) * layout.SPACING if known is not None else at * layout.SPACING


def restored(store: Store, view: View, overview: Drawing) -> Drawing:
    """A view as it was: its concepts in their places, or the *overview* with its clusters where they had been moved."""
    places = {iri: (float(x), float(y)) for iri, x, y in view.nodes}
    made = elements.drawn(store, {iri: at for iri, at in places.items() if iri in store.concept_set})
    # A view of which nothing is left gets the overview too, so that there is a way on.
    is_lost = view.mode != "overview" and not made
    if view.mode == "overview" or is_lost:
        made = tuple(e | {"position": {"x": at[0], "y": at[1]}} if (at := places.get(e["data"]["id"])) else e for e in overview.add)
    shown = {e["data"]["id"] for e in made}
    kept = tuple(e for e in made if e["data"]["id"] not in view.gone)
    marks = {name: list(getattr(view, name)) for name in ("lit", "dim", "selected", "chosen")}
    rest = {"at": view.address, "stage": view.stage, "open": view.open, "touched": view.touched, "title": view.title, "parts": view.parts,
            "window": list(astuple(view.window)) if view.window and not is_lost else None}
    note = _missing([iri for iri in places if iri not in shown])
    return Drawing(view.mode, kept, replace=True, note=note, view=marks | rest)


def _missing(iris: Sequence[str]) -> str:
    """A sentence that names what a view had and the graph does not have; "" for nothing."""
    if not iris:
        return ""
    named = ", ".join(elements.cut(addresses.short(iri), 40) for iri in iris[:_NAMED])
    more = f" and {len(iris) - _NAMED} more" if len(iris) > _NAMED else ""
    return f"Not in this graph, so not in the view: {named}{more}."


def beside(places: Places, present: Places) -> dict[str, Point]:
    """New places moved below all that is on the canvas."""
    if not present or not places:
        return dict(places)
    below = max(y for _, y in present.values()) + 2 * layout.SPACING - min(y for _, y in places.values())
    middle = sum(x for x, _ in present.values()) / len(present)
    return {iri: (x + middle, y + below) for iri, (x, y) in places.items() if iri not in present}


def _pairs(store: Store, shown: Sequence[str]) -> list[tuple[str, str]]:
    return [(e["data"]["source"], e["data"]["target"]) for e in elements.edges(store, shown)]
