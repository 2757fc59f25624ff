"""Paths at the edges: what a constraint names, and paths as the JSON that programs read, from the command and over HTTP alike.

May import: graph.
"""
from __future__ import annotations

from typing import Any

from graph import concepts, paths
from graph.paths import Blocked, Path, Step
from graph.store import Store


def path(store: Store, found: Path) -> dict[str, Any]:
    """A path: in words, its weight (less is better), the IRIs along it, its steps."""
    return {"text": paths.sentence(store, found), "weight": found.weight, "nodes": list(paths.nodes(found)),
            "steps": [step(store, s) for s in found.steps]}


def step(store: Store, found: Step) -> dict[str, Any]:
    """A link as it is asserted, and whether it is walked that way, with the claims and lines behind it."""
    return {"subject": found.subject, "property": found.property, "object": found.object, "forward": found.forward,
            "text": said(store, found), "claims": [c.iri for c in found.claims],
            "passages": [{"first": p.first, "last": p.last, "section": p.section} for p in found.passages]}


def said(store: Store, found: Step) -> str:
    """A step as its claim says it, else as the plain triple does."""
    plain = f"{store.label(found.subject)} {concepts.relation_label(store, found.property, True)} {store.label(found.object)}"
    return found.claims[0].statement if found.claims else plain


def blocked(store: Store, why: Blocked) -> dict[str, Any]:
    """Why there is no path: the message, the constraint in the way, and the paths without it."""
    return {"paths": [], "note": str(why), "blocked_by": why.constraint, "without": [path(store, p) for p in why.without]}
