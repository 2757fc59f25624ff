"""Paths as values and in words: steps with their evidence, sentences, and like paths told as one.

May import: vocabulary, store, claims, sentences, agreement, concepts.
"""
from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass

from . import claims, sentences
from .agreement import agreeing, as_noun
from .claims import Claim, Passage
from .concepts import relation_label
from .store import Store
from .vocabulary import PREFIXES


@dataclass(frozen=True)
class Step:
    """One link of a path, as it is asserted (subject, property, object), and whether it is walked that way.

    *claims* are the standing positive claims behind it, those that hold without condition first.
    """

    subject: str
    property: str
    forward: bool
    object: str
    claims: tuple[Claim, ...] = ()

    @builtins.property  # the field of that name hides it here
    def start(self) -> str:
        """The concept that the step leaves."""
        return self.subject if self.forward else self.object

    @builtins.property
    def end(self) -> str:
        """The concept that the step reaches."""
        return self.object if self.forward else self.subject

    @builtins.property
    def passages(self) -> tuple[Passage, ...]:
        """Where the notes say so."""
        return tuple(sorted({p for c in self.claims for p in c.passages}))


@dataclass(frozen=True)
class Path:
    """Steps that lead from one concept to another, and what the ranking makes of them (less is better).

    *at* is the concept where a path without steps stands: the path from a concept to itself.
    """

    steps: tuple[Step, ...]
    weight: float
    at: str = ""

    def __len__(self) -> int:
        return len(self.steps)


@dataclass(frozen=True)
class Folded:
    """Paths that differ only in one concept in the middle, told as one. *position* counts nodes from nought."""

    paths: tuple[Path, ...]
    position: int | None = None


def nodes(path: Path) -> tuple[str, ...]:
    """The concepts along a path, its two ends among them."""
    return (path.steps[0].start, *(s.end for s in path.steps)) if path.steps else (path.at,)


def step(store: Store, subject: str, prop: str, object: str, forward: bool) -> Step:
    """A step with the claims behind it."""
    behind = claims.of(store).behind(subject, prop, object)
    plainest = sorted(behind, key=lambda c: (len(c.conditions), c.direction or ""))
    return Step(subject, prop, forward, object, tuple(plainest))


def sentence(store: Store, path: Path) -> str:
    """A path in words, such as *Underfitting is mitigated by more features, which worsens overfitting.*"""
    return told(store, Folded((path,)))


def told(store: Store, folded: Folded) -> str:
    """Like paths in words; the concepts in which they differ stand as alternatives: *L1, L2 or dropout*."""
    path = folded.paths[0]
    if not path.steps:
        return _finished(f"{as_noun(store.label(path.at))} is one and the same concept at both ends")
    names = _names(store, folded)
    said = [sentences.listed([as_noun(name) for name in each], "or") for each in names]
    text = _led(path.steps[0], said[0]) if path.steps[0].forward else said[0]
    for position, each in enumerate(path.steps):
        if position:
            text += f", {_link(each)}"
        text += f" {_verb(store, each, names[position])} {said[position + 1] if each.forward else _led(each, said[position + 1])}"
        text += _condition(store, each)
    return _finished(text)


def _names(store: Store, folded: Folded) -> list[list[str]]:
    """The names of each concept along like paths: several where these differ."""
    names = [[store.label(iri)] for iri in nodes(folded.paths[0])]
    if folded.position is not None:
        names[folded.position] = [store.label(nodes(path)[folded.position]) for path in folded.paths]
    return names


def _verb(store: Store, each: Step, names: Sequence[str]) -> str:
    """The verb of a step, in the plural where the concept that it leaves is one and is not led by a direction."""
    if each.forward and _direction(each):
        return words(store, each)
    return agreeing(words(store, each), names, is_known=each.property in store.vocabulary.properties)


def _finished(text: str) -> str:
    """A sentence; a name of a program at its start keeps its case: *num_trees*."""
    first = text.split(" ", 1)[0]
    return f"{text}." if "_" in first else sentences.sentence(text)


def words(store: Store, each: Step) -> str:
    """The verb of a step in the direction that it is walked."""
    return relation_label(store, each.property, each.forward)


def fold(paths: Sequence[Path]) -> list[Folded]:
    """Paths in their order, with those that differ only in one concept between the ends put together."""
    folded: list[Folded] = []
    for path in paths:
        for index, group in enumerate(folded):
            position = _difference(group, path)
            if position is not None:
                folded[index] = Folded((*group.paths, path), position)
                break
        else:
            folded.append(Folded((path,)))
    return folded


def sparql(path: Path) -> str:
    """A query for the links of a path, with the claims behind them where there are any."""
    head = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in ("wf", "rdfs")]
    rows = "\n    ".join(f"(<{s.subject}> <{s.property}> <{s.object}>)" for s in path.steps)
    return "\n".join([*head, "SELECT ?subject ?property ?object ?claim ?statement WHERE {",
                      f"  VALUES (?subject ?property ?object) {{\n    {rows}\n  }}", "  ?subject ?property ?object .",
                      "  OPTIONAL { ?claim wf:subject ?subject ; wf:property ?property ; wf:object ?object ;",
                      "    wf:polarity true ; rdfs:label ?statement }", "}"])


def _difference(group: Folded, path: Path) -> int | None:
    first = group.paths[0]
    if not path.steps or [_manner(s) for s in first.steps] != [_manner(s) for s in path.steps]:
        return None
    apart = [i for i, (a, b) in enumerate(zip(nodes(first), nodes(path), strict=True)) if a != b]
    if len(apart) != 1 or apart[0] in (0, len(path.steps)) or group.position not in (None, apart[0]):
        return None
    return apart[0]


def _manner(each: Step) -> tuple[str, bool, str | None, tuple[str, ...]]:
    said = each.claims[0] if each.claims else None
    return each.property, each.forward, said.direction if said else None, said.conditions if said else ()


def _led(each: Step, name: str) -> str:
    """The subject of a step's claim with its direction: *a lower subsample*."""
    direction = _direction(each)
    return f"a {direction} {name}" if direction else name


def _direction(each: Step) -> str | None:
    return each.claims[0].direction if each.claims else None


def _link(each: Step) -> str:
    """How a step goes on from the concept before it: *which*, or *a lower value of which*."""
    direction = _direction(each) if each.forward else None
    return f"a {direction} value of which" if direction else "which"


def _condition(store: Store, each: Step) -> str:
    conditions = each.claims[0].conditions if each.claims else ()
    return f" (when: {sentences.listed([store.label(c) for c in conditions])})" if conditions else ""

