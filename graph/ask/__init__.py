"""Questions in plain English -> answers that are complete and cited, or an honest abstention.

May import: everything in graph but importers and servers. The stages are modules of their own, each pure:
normalise -> link (over the lexicon) -> read -> solve (query, choose, values, verify) -> answer.
"""

from __future__ import annotations

from ..progress import Progress, unseen
from ..store import Store
from . import lexicon, recall
from .answer import answer
from .model import Answer, Item
from .suggest import suggest

__all__ = ["Answer", "Item", "answer", "prepare", "suggest"]


def prepare(store: Store, progress: Progress = unseen) -> None:
    """Read the words and claims of a graph ahead of the first question; *progress* may cancel it, and nothing is kept."""
    lexicon.of(store, progress)
    recall.prepare(store, progress)
