"""Drawings: what the canvas shows for a kind, an expansion, an answer or a path.

May import: graph, elements, expansion, families, layout, layouts. *present* are the concepts on the canvas with their
places, empty when the canvas may be replaced; nothing that is there is ever moved.
"""
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from graph import claims
from graph.paths import Path, nodes
from graph.store import Store

from . import elements, expansion, families, layout, layouts
from .elements import Drawing
from .families import Family
from .layout import Point

MOST_OF_A_KIND = 200
_SETTING = 12
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
    return [elements.edge_id(store, s.subject, s.property, s.object) for s in found.steps]


def first_path(store: Store, found: Path, present: Places) -> Drawing:
    """A path found, drawn."""
    return path(store, nodes(found), links(store, found), present)


def beside(places: Places, present: Places) -> dict[str, Point]:
    """New places moved below all that is on the canvas."""
    if not present or not places:
        return dict(places)
    below = max(y for _, y in present.values()) + 2 * layout.SPACING - min(y for _, y in places.values())
    middle = sum(x for x, _ in present.values()) / len(present)
    return {iri: (x + middle, y + below) for iri, (x, y) in places.items() if iri not in present}


def _pairs(store: Store, shown: Sequence[str]) -> list[tuple[str, str]]:
    return [(e["data"]["source"], e["data"]["target"]) for e in elements.edges(store, shown)]
