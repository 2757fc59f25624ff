"""Reading: what a question may mean, as a value, with the words it explains and those it leaves over.

May import: link.
"""

from __future__ import annotations

from dataclasses import dataclass

from .link import Linked


@dataclass(frozen=True)
class Reading:
    """What a question may mean.

    *intent* names the kind of question. For a relation, *gap* is what is asked for: `subject` or `object` of
    *properties*; *anchors* are the concepts named, *targets* the classes asked for (any of them), *holders*
    concepts that an answer must be linked to; *among* the only answers that the question leaves open ("A or B?"),
    *without* the concepts that an answer must not do. *used* holds the tokens explained; *prior* breaks ties.
    """

    intent: str
    anchors: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    gap: str = "subject"
    targets: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    wh: str | None = None
    negated: bool = False
    used: frozenset[int] = frozenset()
    prior: float = 0.0
    linked: Linked | None = None


def left_over(reading: Reading) -> list[int]:
    """The positions of content words that a reading does not explain."""
    assert reading.linked is not None
    return [i for i, t in enumerate(reading.linked.tokens) if i not in reading.used and not t.is_filler]
