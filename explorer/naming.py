"""What an action is called in the log of undo and redo: past tense, the things by their labels.

May import: graph, elements, expansion. Actions that never leave the browser (hid, pinned, moved) are named there.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graph import search
from graph.errors import GraphError
from graph.store import Store

from . import expansion
from .elements import Drawing, cut

_LONGEST = 120


def named(store: Store, action: Mapping[str, Any], title: str, drawing: Drawing | None = None) -> str:
    """The name of an action that gave a window's *title* and a *drawing*: "opened Dropout", "expanded Overfitting: is fixed by (12)"."""
    name = _NAMES.get(str(action.get("do", "")))
    return cut(name(store, action, title, drawing) if name else "showed the overview", _LONGEST)


def _text(action: Mapping[str, Any], name: str) -> str:
    value = action.get(name)
    return value.strip() if isinstance(value, str) else ""


def _label(store: Store, name: str) -> str:
    try:
        return store.label(name if name in store.concept_set else search.resolve(store, name))
    except GraphError:
        return name


def _concept(store: Store, action: Mapping[str, Any], title: str, drawing: Drawing | None) -> str:
    return f"opened {_label(store, _text(action, 'iri'))}"


def _expanded(store: Store, action: Mapping[str, Any], title: str, drawing: Drawing | None) -> str:
    name = _text(action, "iri")
    keys = action.get("groups")
    wanted = set(filter(lambda k: isinstance(k, str), keys)) if isinstance(keys, list) else set()
    labels = [g.label for g in expansion.groups(store, name) if g.key in wanted] if wanted and name in store.concept_set else []
    added = sum(e["group"] == "nodes" and e["data"]["id"] != name for e in drawing.add) if drawing else 0
    return f"expanded {_label(store, name)}{': ' if labels else ''}{', '.join(labels)} ({added})"


def _question(store: Store, action: Mapping[str, Any], title: str, drawing: Drawing | None) -> str:
    return f"asked “{_text(action, 'q')}”"


def _drawn(store: Store, action: Mapping[str, Any], title: str, drawing: Drawing | None) -> str:
    return f"drew the answer to “{_text(action, 'q')}”"


def _kind(store: Store, action: Mapping[str, Any], title: str, drawing: Drawing | None) -> str:
    return f"laid out the kind {title}"


def _form(store: Store, action: Mapping[str, Any], title: str, drawing: Drawing | None) -> str:
    return "opened the path finder"


def _between(store: Store, action: Mapping[str, Any], title: str, drawing: Drawing | None) -> str:
    given = action.get("ends")
    ends = [e for e in given if isinstance(e, str)] if isinstance(given, list) else [_text(action, "from"), _text(action, "to")]
    return f"searched paths from {' to '.join(_label(store, end.strip()) for end in ends)}"


def _path(store: Store, action: Mapping[str, Any], title: str, drawing: Drawing | None) -> str:
    nodes = action.get("nodes")
    ends = [str(n) for n in nodes] if isinstance(nodes, list) else []
    return f"drew the path {_label(store, ends[0])} to {_label(store, ends[-1])}" if ends else "drew a path"


def _restored(store: Store, action: Mapping[str, Any], title: str, drawing: Drawing | None) -> str:
    return f"opened {_text(action, 'name') or 'a view'}"


_NAMES: dict[str, Callable[[Store, Mapping[str, Any], str, Drawing | None], str]] = {
    "concept": _concept, "expand": _expanded, "ask": _question, "draw-answer": _drawn, "kind": _kind, "path-form": _form,
    "path": _between, "draw-path": _path, "restore": _restored}
