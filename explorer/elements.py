"""A subgraph as Cytoscape elements, with unique ids and every payload validated before it leaves.

May import: graph, families, layout. One edge to a missing node would kill the canvas until a reload, so
`validated` drops it here and says so in the log; the bridge looks a second time.
"""
from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from graph import claims, concepts, sentences
from graph.claims import Claim
from graph.store import Store

from . import families
from .layout import Point

Element = dict[str, Any]
_log = logging.getLogger(__name__)
_LONGEST_LABEL = 64
_LONGEST_TIP = 220


@dataclass(frozen=True)
class Drawing:
    """What the canvas has to do: forget everything (*replace*), add elements, light some up, choose one, fit.

    *mode* is overview, kind, concept, answer or path; *note* is a sentence about what is shown and what is left.
    *fit* is all, new (see to it that what is new is in view) or none; *origin* is the node the new ones grow from.
    *groups* are the groups of neighbours of concepts, for the checklist; *moves* are new places that somebody asked
    for; *did* is what changed, in the past tense.
    *view* is what else a restored view has: its marks, its window, its parts.
    """

    mode: str
    add: tuple[Element, ...] = ()
    replace: bool = False
    lit: tuple[str, ...] = ()
    chosen: str | None = None
    fit: str = "none"
    note: str = ""
    origin: str | None = None
    groups: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    moves: tuple[tuple[str, float, float], ...] = ()
    did: str = ""
    view: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The drawing as the bridge reads it."""
        return asdict(self)


def node(store: Store, iri: str, at: Point | None = None) -> Element:
    """A concept as a node; without *at* the canvas leaves it where it is."""
    label = store.label(iri)
    data = {"id": iri, "label": cut(label, _LONGEST_LABEL) or "(no name)", "title": cut(label, _LONGEST_TIP),
            "family": families.of(store).of(iri).key, "kind": store.kind(iri), "tip": cut(store.definition(iri), _LONGEST_TIP),
            "claims": _claims(store, iri)}
    if language := store.language(iri):
        data["lang"] = language
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


def _edge(store: Store, subject: str, prop: str, object: str, inferred: bool) -> Element:
    behind = claims.of(store).behind(subject, prop, object)
    made = _edge_element(store, subject, prop, object, behind)
    return _marked(made, inferred=inferred, symmetric=_is_symmetric(store, prop))


def _denial(store: Store, claim: Claim) -> Element:
    known = claims.of(store).find(claim.subject, frozenset({claim.property}), claim.object)
    behind = [c for c in known if not c.polarity and c.standing]
    made = _edge_element(store, claim.subject, claim.property, claim.object, behind, denied=True)
    return _marked(made, denied=True, symmetric=_is_symmetric(store, claim.property))


def _edge_element(store: Store, source: str, prop: str, target: str, behind: Sequence[Claim], denied: bool = False) -> Element:
    """An edge; *reads* and *back* are how it reads along its arrow and against it, as the groups of both ends do."""
    reads, back = (concepts.relation_label(store, prop, forward) for forward in (True, False))
    if denied:
        reads, back = sentences.negated(reads), sentences.negated(back)
    ways = {c.direction for c in behind}
    hint = f" ({ways.pop()})" if len(ways) == 1 and None not in ways else ""
    lines = ", ".join(dict.fromkeys(str(p) for c in behind for p in c.passages))
    said = " · ".join(c.statement for c in behind) or f"{store.label(source)} {reads} {store.label(target)}"
    return {"group": "edges", "data": {
        "id": edge_id(store, source, prop, target, denied), "source": source, "target": target, "property": prop, "reads": reads,
        "back": back, "label": cut(f"{reads}{hint}", _LONGEST_LABEL), "title": cut(said, _LONGEST_TIP), "lines": lines,
        "because": [_reason(store, c) for c in behind]}}


def _reason(store: Store, claim: Claim) -> dict[str, str]:
    """A claim behind an edge, for the card: what it says and when, its reason, its lines, and what the notes had instead."""
    said, conditions = claim.statement, sentences.listed([store.label(i) for i in claim.conditions])
    found = {"says": cut(sentences.sentence(said), _LONGEST_TIP),
             "when": "" if conditions in said else cut(conditions, _LONGEST_TIP),
             "direction": claim.direction if claim.direction and f"a {claim.direction} " not in said else "",
             "why": cut(sentences.sentence(claim.reason), _LONGEST_TIP) if claim.reason else "",
             "only": "only these" if claim.only else "",
             "lines": ", ".join(dict.fromkeys(str(p) for p in sorted(claim.passages))),
             "section": ", ".join(dict.fromkeys(p.section for p in claim.passages if p.section)),
             "had": cut(claim.correction.had or "", _LONGEST_TIP) if claim.correction else ""}
    return {name: text for name, text in found.items() if text}


def _marked(element: Element, **marks: bool) -> Element:
    element["data"].update({name: True for name, on in marks.items() if on})
    return element


def summary(of: str, key: str, label: str, count: int, at: Point, denied: bool = False) -> list[Element]:
    """One node that stands for a whole group of *of*'s neighbours, and the edge to it; the canvas opens it later."""
    id = f"group:{of} {key}"
    title = f"{count:,} {'concept' if count == 1 else 'concepts'}: {label}"
    node = {"id": id, "summary": True, "of": of, "key": key, "group": label, "count": count,
            "label": f"{count:,} · {label}", "title": title, "kind": "group", "family": "summary", "tip": "Double-click to open it."}
    edge = {"id": f"{id} edge", "source": of, "target": id, "property": "", "reads": label, "back": label, "label": label, "summary": True,
            "title": title, "lines": "", "because": []}
    return [{"group": "nodes", "data": node, "position": {"x": at[0], "y": at[1]}},
            _marked({"group": "edges", "data": edge}, denied=denied)]


def drawn(store: Store, places: Mapping[str, Point], present: Collection[str] = ()) -> tuple[Element, ...]:
    """Elements that show *places*' concepts beside those *present*: new nodes, and every edge that touches one."""
    new = [iri for iri in places if iri not in present]
    made = [node(store, iri, places[iri]) for iri in new] + edges(store, {*present, *new}, new)
    return validated(made, present)


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
