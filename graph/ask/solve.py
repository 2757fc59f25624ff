"""Solve: a reading -> what answers it, one function for each intent; None where the graph has no rows for it.

May import: store, model, reading, choose, describe, effects, either, relations, values, verify.
"""

from __future__ import annotations

from collections.abc import Callable

from ..store import Store
from . import choose, describe, effects, either, relations, values, verify
from .model import Outcome
from .reading import Reading

_SOLVERS: dict[str, Callable[[Store, Reading], Outcome | None]] = {
    "relation": relations.relation,
    "symptom": relations.symptom,
    "list": describe.members,
    "define": describe.define,
    "parts": describe.parts,
    "when": relations.circumstances,
    "compare": describe.compare,
    "path": describe.path,
    "verify": verify.verify,
    "verify-class": verify.verify_class,
    "verify-text": verify.verify_text,
    "either": either.either,
    "effects": effects.effects,
    "advice": verify.advice,
    "value": values.value,
    "choose": choose.choose,
}


def solve(store: Store, reading: Reading) -> Outcome | None:
    """The outcome of a reading, or None when the graph has no rows for it."""
    return _SOLVERS[reading.intent](store, reading)
