"""Shelf: what takes long to build from a compiled graph, kept beside it in the cache folder.

May import: store. A thing is kept under a digest of the code that makes it, so that new code never reads
what old code wrote; whatever cannot be read or written is simply built again.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import hashlib
import os
import pathlib
import pickle
import tempfile
from collections.abc import Iterator
from typing import Any

from ..store import Store


def load(store: Store, name: str) -> Any:
    """What was kept for a store under a name, or None."""
    path = _path(store, name)
    if path is None or not path.exists():
        return None
    try:
        # The cache folder is the user's own, like the code that runs here.
        with _uncollected():
            return pickle.loads(path.read_bytes())
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, ValueError, TypeError):
        return None


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without collecting garbage, of which unpickling makes none, though it makes the collector look four times as long."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def keep(store: Store, name: str, thing: Any) -> None:
    """Keep a thing for the next process; written whole or not at all."""
    path = _path(store, name)
    if path is None:
        return
    with contextlib.suppress(OSError):
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            pickle.dump(thing, stream, protocol=pickle.HIGHEST_PROTOCOL)
        os.replace(temporary, path)


def _path(store: Store, name: str) -> pathlib.Path | None:
    return None if store.nquads is None else store.nquads.with_suffix(f".{name}-{_code()}.pickle")


@functools.cache
def _code() -> str:
    """A digest of the code that makes what is kept."""
    here = pathlib.Path(__file__).parent
    digest = hashlib.sha256()
    for path in [*sorted(here.glob("*.py")), *sorted(here.parent.glob("*.py"))]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
