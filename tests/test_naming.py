"""explorer/naming.py: what the actions are called in the log."""
from __future__ import annotations

from typing import Any

import pytest

from explorer import actions, expansion
from explorer.naming import named
from graph.store import Store
from graph.vocabulary import ID

DROPOUT, OVERFITTING = ID + "dropout", ID + "overfitting"
CASES: list[tuple[dict[str, Any], str]] = [
    ({"do": "home"}, "showed the overview"),
    ({"do": "concept", "iri": "dropout"}, "opened dropout"),
    ({"do": "concept", "iri": "zzqxjk"}, "opened zzqxjk"),
    ({"do": "expand", "iri": OVERFITTING}, "expanded overfitting (8)"),
    ({"do": "ask", "q": "what fixes overfitting"}, "asked “what fixes overfitting”"),
    ({"do": "draw-answer", "q": "what fixes overfitting"}, "drew the answer to “what fixes overfitting”"),
    ({"do": "path-form"}, "opened the path finder"),
    ({"do": "path", "from": "dropout", "to": "overfitting"}, "searched paths from dropout to overfitting"),
    ({"do": "path", "ends": ["dropout", "overfitting", 3]}, "searched paths from dropout to overfitting"),
    ({"do": "draw-path", "nodes": [DROPOUT, OVERFITTING], "edges": []}, "drew the path dropout to overfitting"),
    ({"do": "draw-path", "nodes": 3}, "drew a path"),
    ({"do": "restore", "view": {"v": 1}, "name": "the view “mine”"}, "opened the view “mine”"),
    ({"do": 7}, "showed the overview"),
]


@pytest.mark.parametrize("action, name", CASES, ids=[c[1] for c in CASES])
def test_an_action_has_a_name(small: Store, action: dict[str, Any], name: str) -> None:
    found = actions.respond(small, action)
    assert named(small, action, found.title, found.drawing) == name


def test_an_expansion_is_called_by_its_groups_and_how_many_they_added(small: Store) -> None:
    key = next(g.key for g in expansion.groups(small, OVERFITTING) if g.label == "is mitigated by")
    action = {"do": "expand", "iri": OVERFITTING, "groups": [key, 5]}
    found = actions.respond(small, action)
    assert named(small, action, found.title, found.drawing) == "expanded overfitting: is mitigated by (4)"


def test_a_long_name_is_cut(small: Store) -> None:
    assert len(named(small, {"do": "ask", "q": "a" * 5000}, "")) <= 120
