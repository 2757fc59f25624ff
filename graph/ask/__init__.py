"""Questions in plain English -> answers that are complete and cited, or an honest abstention.

May import: everything in graph but importers and servers. The stages are modules of their own, each pure:
normalise -> link (over the lexicon) -> read -> solve (query, choose, values, verify) -> answer.
"""

from __future__ import annotations

from .answer import answer
from .model import Answer, Item
from .suggest import suggest

__all__ = ["Answer", "Item", "answer", "suggest"]
