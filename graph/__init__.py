"""whatfixes as a library: facts and RDF in, look-ups, paths and answers out. Nothing here prints or serves.

>>> import graph
>>> store = graph.open()
>>> store.label(graph.resolve(store, "dropout"))
'dropout'

The names below are fetched from their modules on first use, so that `import graph` itself stays cheap.
"""
from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "open": ("sources", "open"),
    "Store": ("store", "Store"),
    "find": ("search", "find"),
    "resolve": ("search", "resolve"),
    "describe": ("concepts", "describe"),
    "neighbourhood": ("concepts", "neighbourhood"),
    "claims_of": ("claims", "of"),
    "between": ("paths", "between"),
    "answer": ("ask", "answer"),
    "suggest": ("ask", "suggest"),
    "Queries": ("query", "Queries"),
    "write": ("export", "write"),
    "GraphError": ("errors", "GraphError"),
    "FactError": ("errors", "FactError"),
    "UnknownConcept": ("errors", "UnknownConcept"),
    "NoPath": ("errors", "NoPath"),
    "QueryError": ("errors", "QueryError"),
    "StoreError": ("errors", "StoreError"),
}

__all__ = [*sorted(_HOMES), "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(importlib.import_module(f"{__name__}.{module}"), attribute)


def __dir__() -> list[str]:
    return __all__
