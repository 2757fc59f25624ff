"""A subgraph as Cytoscape elements, with unique ids and every payload validated before it leaves.

May import: graph, families, layout. One edge to a missing node would kill the canvas until a reload, so
`validated` drops it here and says so in the log; the bridge looks a second time.
"""
from __future__ import annotations

import logging
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from graph import claims, sentences
from graph.claims import Claim
from graph.store import Store

from . import families, layout
from .layout import Bubble, Point

Element = dict[str, Any]
_log = logging.getLogger(__name__)
_LONGEST_LABEL = 64
_LONGEST_TIP = 220


@dataclass(frozen=True)
class Drawing:
    """What the canvas has to do: forget everything (*replace*), add elements, light some up, choose one, fit.

    *mode* is overview, kind, concept, answer or path; *note* is a sentence about what is shown and what is left.
    *fit* is all, new (see to it that what is new is in view) or none; *origin* is the node the new ones grow from.
    """

    mode: str
    add: tuple[Element, ...] = ()
    replace: bool = False
    lit: tuple[str, ...] = ()
    chosen: str | None = None
    fit: str = "none"
    note: str = ""
    origin: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The drawing as the bridge reads it."""
        return asdict(self)


def node(store: Store, iri: str, at: Point | None = None) -> Element:
    """A concept as a node; without *at* the canvas leaves it where it is."""
    label = store.label(iri)
    data = {"id": iri, "label": cut(label, _LONGEST_LABEL) or "(no name)", "title": cut(label, _LONGEST_TIP),
            "family": families.of(store).of(iri).key, "kind": store.kind(iri), "tip": cut(store.definition(iri), _LONGEST_TIP),
            "claims": _claims(store, iri)}
    return {"group": "nodes", "data": data} | ({"position": {"x": at[0], "y": at[1]}} if at else {})


def _claims(store: Store, iri: str) -> int:
    """How many claims speak of a concept."""
    known = claims.of(store)
    return len({c.iri for c in (*known.by_subject.get(iri, ()), *known.by_object.get(iri, ()))})


def cut(text: str, longest: int) -> str:
    """Text for the canvas: one line of at most *longest* characters, its end shown to be cut."""
    plain = " ".join(text[:longest * 4].split())
    return plain if len(plain) <= longest else f"{plain[:longest - 1].rstrip()}…"


def edges(store: Store, nodes: Collection[str], new: Collection[str] | None = None) -> list[Element]:
    """The relations and denials among *nodes*, each once; with *new* only those that touch one of these."""
    shown, touching = set(nodes), set(nodes) if new is None else set(new)
    found: dict[str, Element] = {}
    for iri in sorted(shown):
        for link in store.links(iri):
            if link.forward and link.other in shown and (iri in touching or link.other in touching):
                element = _edge(store, iri, link.property, link.other, link.inferred)
                kept = found.setdefault(element["data"]["id"], element)
                if kept["data"].get("inferred") and not link.inferred:
                    found[element["data"]["id"]] = element
    for claim in claims.of(store).all:
        if not claim.polarity and claim.standing and {claim.subject, claim.object} <= shown and \
                (claim.subject in touching or claim.object in touching):
            element = _denial(store, claim)
            found.setdefault(element["data"]["id"], element)
    return list(found.values())


def edge_id(store: Store, subject: str, prop: str, object: str, denied: bool = False) -> str:
    """The id of an edge; a relation and its inverse have the same, and so have both readings of a symmetric one."""
    known = store.vocabulary.properties.get(prop)
    ends = [subject, object]
    if known and known.symmetric:
        ends.sort()
    elif known and known.inverse and known.inverse < prop:
        prop, ends = known.inverse, [object, subject]
    return f"{'not ' if denied else ''}{ends[0]} {prop} {ends[1]}"


def _is_symmetric(store: Store, prop: str) -> bool:
    known = store.vocabulary.properties.get(prop)
    return bool(known and known.symmetric)


def _verb(store: Store, prop: str) -> str:
    known = store.vocabulary.properties.get(prop)
    return known.label if known else store.label(prop)


def _edge(store: Store, subject: str, prop: str, object: str, inferred: bool) -> Element:
    behind = claims.of(store).behind(subject, prop, object)
    verb = _verb(store, prop)
    said = " · ".join(c.statement for c in behind) or f"{store.label(subject)} {verb} {store.label(object)}"
    ways = {c.direction for c in behind}
    hint = f" ({ways.pop()})" if len(ways) == 1 and None not in ways else ""
    made = _edge_element(edge_id(store, subject, prop, object), subject, object, prop, f"{verb}{hint}", said, behind)
    return _marked(made, inferred=inferred, symmetric=_is_symmetric(store, prop))


def _denial(store: Store, claim: Claim) -> Element:
    known = claims.of(store).find(claim.subject, frozenset({claim.property}), claim.object)
    behind = [c for c in known if not c.polarity and c.standing]
    made = _edge_element(edge_id(store, claim.subject, claim.property, claim.object, True), claim.subject, claim.object,
                         claim.property, sentences.negated(_verb(store, claim.property)),
                         " · ".join(c.statement for c in behind), behind)
    return _marked(made, denied=True, symmetric=_is_symmetric(store, claim.property))


def _edge_element(id: str, source: str, target: str, prop: str, label: str, said: str, behind: Iterable[Claim]) -> Element:
    lines = ", ".join(dict.fromkeys(str(p) for c in behind for p in c.passages))
    return {"group": "edges", "data": {"id": id, "source": source, "target": target, "property": prop,
                                       "label": cut(label, _LONGEST_LABEL), "title": cut(said, _LONGEST_TIP), "lines": lines}}


def _marked(element: Element, **marks: bool) -> Element:
    element["data"].update({name: True for name, on in marks.items() if on})
    return element


def drawn(store: Store, places: Mapping[str, Point], present: Collection[str] = ()) -> tuple[Element, ...]:
    """Elements that show *places*' concepts beside those *present*: new nodes, and every edge that touches one."""
    new = [iri for iri in places if iri not in present]
    made = [node(store, iri, places[iri]) for iri in new] + edges(store, {*present, *new}, new)
    return validated(made, present)


def overview(store: Store, aspect: float = 2.4) -> tuple[Element, ...]:
    """One node for each family, sized by its count; edges weighted by the links between their concepts.

    *aspect* is how many times wider than high the place for it is.
    """
    known = families.of(store)
    weights = families.links(store)
    radii = {f.key: _radius(len(f.concepts)) for f in known.all}
    # On a narrow screen only the biggest keep their label; the others tell it when they are touched.
    labelled = sorted(radii, key=lambda key: -radii[key])[:14 if aspect < 1.3 else None]
    bubbles = [Bubble(f.key, max(radii[f.key], _label_room(f, aspect) if f.key in labelled else 0)) for f in known.all]
    most = max(weights.values(), default=1)
    spots = layout.pack(bubbles, {pair: math.log1p(n) for pair, n in weights.items()}, gap=40, aspect=aspect)
    nodes = [_cluster(f, radii[f.key], spots[f.key], f.key in labelled) for f in known.all]
    links = [_cluster_link(known.by_key[a], known.by_key[b], n, n / most)
             for (a, b), n in sorted(weights.items()) if a in known.by_key and b in known.by_key]
    return validated([*nodes, *links])


def _cluster(family: families.Family, radius: float, at: Point, is_labelled: bool) -> Element:
    count = len(family.concepts)
    return {"group": "nodes", "position": {"x": at[0], "y": at[1]}, "data": {
        "id": f"cluster:{family.key}", "cluster": True, "iri": family.iri, "label": f"{family.label}  {count}" if is_labelled else "",
        "title": family.label, "family": family.key, "size": round(2 * radius), "count": count, "kind": "kind",
        "tip": f"{count} concept{'s' if count != 1 else ''}. Click to see {'them' if count != 1 else 'it'}."}}


def _cluster_link(one: families.Family, other: families.Family, count: int, share: float) -> Element:
    return {"group": "edges", "data": {
        "id": f"cluster:{one.key} {other.key}", "cluster": True, "source": f"cluster:{one.key}", "target": f"cluster:{other.key}",
        "label": "", "lines": "", "width": round(0.8 + 6 * share, 1), "opacity": round(0.05 + 0.6 * share ** 0.6, 2),
        "title": f"{count} link{'s' if count != 1 else ''} between {one.label} and {other.label}"}}


def _label_room(family: families.Family, aspect: float) -> float:
    """The radius that a label needs beside its like, at some 7 pixels a letter."""
    return (len(family.label) + 4) * 3.6 / aspect - 16


def _radius(count: int) -> float:
    return 9 + 2.6 * math.sqrt(count)


def validated(elements: Iterable[Element], present: Collection[str] = ()) -> tuple[Element, ...]:
    """The elements that a canvas with *present* nodes can take: each id once, no edge without both its ends."""
    made = list(elements)
    ends = set(present) | {e["data"]["id"] for e in made if e["group"] == "nodes"}
    kept: dict[str, Element] = {}
    for element in made:
        data = element["data"]
        if element["group"] == "edges" and not {data["source"], data["target"]} <= ends:
            _log.error("an edge lost an end and is left out: %s", data["id"])
        elif data["id"] and (element["group"] == "edges" or data["id"] not in present):
            kept.setdefault(data["id"], element)
    return tuple(kept.values())
