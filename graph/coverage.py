"""Which lines of a notes file the claims rest on, and which nobody claimed.

May import: errors, vocabulary, store, claims.
"""
from __future__ import annotations

import os
import pathlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from . import claims
from .errors import FactError
from .store import Store
from .vocabulary import RDF, WF

FILE = "unclaimed.yaml"
MOST_UNCLAIMED = 15


@dataclass(frozen=True)
class Coverage:
    """How many lines of the notes could state something, are claimed, are excused with a reason; and the rest."""

    total: int
    claimed: int
    excused: int
    missing: tuple[tuple[int, str], ...]

    @property
    def percent(self) -> float:
        """The share of lines that are claimed or excused; 100 for a file without any line."""
        return 100.0 * (self.total - len(self.missing)) / self.total if self.total else 100.0


def of(store: Store, text: str, unclaimed: Mapping[int, str]) -> Coverage:
    """Compare the lines of a Markdown text with the passages of all claims; headings and blank lines do not count.

    *unclaimed* gives the reason for each line that states nothing.
    """
    rest_on = passage_lines(store)
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    claimed = sum(n in rest_on for n, _ in lines)
    excused = sum(n in unclaimed and n not in rest_on for n, _ in lines)
    missing = tuple((n, line) for n, line in lines if n not in rest_on and n not in unclaimed)
    return Coverage(len(lines), claimed, excused, missing)


def passage_lines(store: Store) -> frozenset[int]:
    """The numbers of all lines that a claim, a step of a recipe or a worked example rests on."""
    spans = {(p.first, p.last) for c in claims.of(store).all for p in c.passages}
    for kind in ("Step", "WorkedExample"):
        for node in store.subjects(RDF + "type", WF + kind):
            spans |= {(int(store.value(p, WF + "firstLine") or 0), int(store.value(p, WF + "lastLine") or -1))
                      for p in store.values(node, WF + "passage")}
    return frozenset(n for first, last in spans for n in range(first, last + 1))


def read_unclaimed(paths: Iterable[str | os.PathLike[str]]) -> dict[int, str]:
    """Line -> reason from the `unclaimed.yaml` of each folder that has one: lines of the notes that state nothing.

    Raises FactError where such a file is not a mapping `lines:` of numbers to reasons.
    """
    found: dict[int, str] = {}
    for file in (pathlib.Path(p) / FILE for p in paths):
        if file.is_file():
            found |= _read(file)
    return found


def _read(file: pathlib.Path) -> dict[int, str]:
    import yaml
    try:
        content = yaml.load(file.read_text(encoding="utf-8-sig"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FactError([f"{file.name}: not YAML: {error}"]) from error
    lines = content.get("lines") if isinstance(content, dict) else None
    if not isinstance(lines, dict) or set(content) != {"lines"}:
        raise FactError([f"{file.name}:1: write 'lines:' and below it a line's number and why it states nothing, such as 12: a rule"])
    problems = [f"{file.name}: {number!r}: {reason!r}: a line's number needs a reason in words"
                for number, reason in lines.items() if type(number) is not int or not isinstance(reason, str) or not reason.strip()]
    if problems:
        raise FactError(problems)
    return lines
