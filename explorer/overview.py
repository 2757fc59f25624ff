"""The overview: what a graph holds, as a few clusters with the links between them. By kind, or by section of the notes.

May import: graph, elements, families, icons, placing, sections. The picture is made for the room that it is shown in, at its true size:
as many clusters as find room for themselves and their labels, the small ones together in one; of the links the strongest.
"""
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.store import Store

from . import families, icons, placing, sections
from .elements import Element, validated
from .families import Family
from .layout import Point
from .placing import Disc

ROOM: Point = (1100.0, 500.0)
MOST = 18
MOST_IN_NARROW = 11
_NARROW = 500.0
MORE = "more"
_INK = 0.1
_LEAST_RADIUS = 9.0
_STRONGEST = 2
# A count stays on the line of the word before it.
_GAP = "\u00a0\u00a0"


@dataclass(frozen=True)
class Grouping:
    """A way to put the concepts of a graph into groups: its name, what one group is called, the action that opens one."""

    name: str
    noun: str
    opens: str
    groups: tuple[Family, ...]
    links: Mapping[tuple[str, str], int]


def groupings(store: Store) -> tuple[Grouping, ...]:
    """The ways to group a graph: by kind, and by section where it rests on notes of more than one, by topic where it is a thesaurus.

    A thesaurus whose concepts are all of one kind has its topics alone.
    """
    known, kinds = sections.of(store), families.of(store).all
    by_kind = Grouping("kind", "kind", "kind", kinds, families.links(store))
    if len(known.all) < 2:
        return (by_kind,)
    by_section = Grouping("section", known.noun, "section", known.all, sections.links(store))
    return (by_kind, by_section) if len(kinds) > 1 else (by_section,)


def overview(store: Store, by: str = "kind", room: Point = ROOM) -> tuple[Element, ...]:
    """A node for each cluster, sized by its count, its label never over another; edges weighted by the links between them."""
    found = groupings(store)
    grouping = next((g for g in found if g.name == by), found[0])
    ranked = sorted(grouping.groups, key=lambda f: -len(f.concepts))
    if not ranked:
        return ()
    discs, spots = _arranged(grouping, ranked, room)
    shown = {f.key: f for f in ranked if f.key in spots}
    rest = [f for f in ranked if f.key not in spots]
    nodes = [_cluster(grouping, shown[d.name], d, spots[d.name]) if d.name in shown else _more(grouping, rest, d, spots[d.name])
             for d in discs]
    return validated([*nodes, *_links(grouping, shown)])


def _arranged(grouping: Grouping, ranked: Sequence[Family], room: Point) -> tuple[list[Disc], dict[str, Point]]:
    """Discs and their places: with fewer clusters, and then smaller discs, until all have room."""
    names = [f.key for f in ranked]
    most = min(len(ranked), MOST if room[0] >= _NARROW else MOST_IN_NARROW)
    # A few clusters keep together in the middle of a wide room.
    used = min(room[0], 320.0 + 70 * most), min(room[1], 180.0 + 60 * most)
    wanted = placing.wishes(names[:most], {p: math.log1p(n) for p, n in grouping.links.items()}, used)
    wanted[MORE] = (used[0] / 2, used[1] / 2)
    if most == len(ranked) - 1:
        most -= 1
    for count in range(most, 0, -1):
        for ink in (_INK, 0.6 * _INK, 0.3 * _INK):
            discs = _discs(grouping, ranked, count, ink, room)
            if spots := placing.place(discs, wanted, room):
                return discs, spots
    only = _discs(grouping, ranked, 1, 0.1 * _INK, room)
    return only, {d.name: (0.0, 120.0 * n) for n, d in enumerate(only)}


def _discs(grouping: Grouping, ranked: Sequence[Family], count: int, ink: float, room: Point) -> list[Disc]:
    letters = 13 if room[0] < _NARROW else 18
    shown, rest = ranked[:count], sum(len(f.concepts) for f in ranked[count:])
    scale = math.sqrt(ink * room[0] * room[1] / math.pi / max(1, rest + sum(len(f.concepts) for f in shown)))
    made = [Disc(f.key, _radius(len(f.concepts), scale, room), placing.lines(f"{_name(f)}{_GAP}{len(f.concepts)}", letters)) for f in shown]
    left = len(ranked) - count
    return made + ([Disc(MORE, _radius(rest / 2, scale, room), placing.lines(_left(grouping, left), letters))] if left else [])


def _name(family: Family) -> str:
    return " ".join(family.label[:80].split()) or "(no name)"


def _left(grouping: Grouping, count: int) -> str:
    return f"{count} more {grouping.noun}{'s' if count > 1 else ''}"


def _radius(count: float, scale: float, room: Point) -> float:
    return round(max(_LEAST_RADIUS, min(scale * math.sqrt(count), 0.12 * min(room))), 1)


def _cluster(grouping: Grouping, family: Family, disc: Disc, at: Point) -> Element:
    count = len(family.concepts)
    # Kinds have their icons by the style sheet; chapters their numbers.
    drawn = {"section": lambda: icons.number(sections.number(family.iri)), "topic": icons.topic}.get(grouping.noun)
    picture = {"picture": drawn()} if drawn else {}
    return _node(disc, at, picture | {
        "iri": family.iri, "title": _name(family), "family": family.key, "count": count, "opens": grouping.opens, "colour": family.colour,
        "tip": f"{count} concept{'s' if count != 1 else ''}. Click to see {'them' if count != 1 else 'it'}."})


def _more(grouping: Grouping, rest: Sequence[Family], disc: Disc, at: Point) -> Element:
    count = sum(len(f.concepts) for f in rest)
    names = ", ".join(_name(f)[:40] for f in rest[:12])
    return _node(disc, at, {
        "iri": "", "title": _left(grouping, len(rest)), "family": MORE, "count": count, "opens": "list", "colour": "#8a93a1",
        "tip": f"{names}{' and others' if len(rest) > 12 else ''}: {count} concepts. Click for the list."})


def _node(disc: Disc, at: Point, data: dict[str, object]) -> Element:
    return {"group": "nodes", "position": {"x": at[0], "y": at[1]}, "data": {
        "id": f"cluster:{disc.name}", "cluster": True, "label": "\n".join(disc.lines), "size": round(2 * disc.radius), **data}}


def _links(grouping: Grouping, shown: Mapping[str, Family]) -> list[Element]:
    """The strongest links of each cluster: all of them would be a hairball that says nothing."""
    among = {pair: n for pair, n in grouping.links.items() if pair[0] in shown and pair[1] in shown}
    most = max(among.values(), default=1)
    kept = {pair for key in shown
            for pair in sorted((p for p in among if key in p), key=lambda p: (-among[p], p))[:_STRONGEST]}
    return [_link(shown[a], shown[b], among[a, b], among[a, b] / most) for a, b in sorted(kept)]


def _link(one: Family, other: Family, count: int, share: float) -> Element:
    return {"group": "edges", "data": {
        "id": f"cluster:{one.key} {other.key}", "cluster": True, "source": f"cluster:{one.key}", "target": f"cluster:{other.key}",
        "label": "", "lines": "", "width": round(1 + 7 * share, 1), "opacity": round(0.22 + 0.5 * share ** 0.6, 2),
        "title": f"{count} link{'s' if count != 1 else ''} between {_name(one)} and {_name(other)}"}}
