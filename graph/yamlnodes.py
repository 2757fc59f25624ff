"""YAML with line numbers: a file as Nodes, and a Form that takes values out of them and notes every mistake.

May import: errors, factmodel. Nothing here knows what facts are about; facts does.
"""
from __future__ import annotations

import datetime
import difflib
import math
import pathlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from .errors import FactError
from .factmodel import Lines, Place

LONGEST_PASSAGE = 6
_DEEPEST = 20


@dataclass(frozen=True)
class Node:
    """A YAML value with the line it stands on: a scalar, a dict of name -> Node, or a list of Nodes."""

    value: Any
    line: int
    keys: dict[str, int] = field(default_factory=dict)


def load(path: pathlib.Path) -> Node:
    """The content of a YAML file; raises FactError with the line where it is not plain YAML in UTF-8."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        _refuse_marks(text, path)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except OSError as error:
        raise FactError([f"{path.name}:1: cannot be read ({error.strerror or error}); mend its permissions or remove it"]) from error
    except UnicodeDecodeError as error:
        raise FactError([f"{path.name}:1: not UTF-8 text ({error.reason}); save the file as UTF-8"]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FactError([f"{path.name}:{line}: not YAML: {error.problem or error}; mend the line"]) from error
    except yaml.YAMLError as error:
        raise FactError([f"{path.name}:1: not YAML: {error}"]) from error
    if root is None:
        return Node({}, 1)
    problems: list[str] = []
    node = _plain(root, path, yaml.constructor.SafeConstructor(), problems)
    if problems:
        raise FactError(problems)
    return node


def _refuse_marks(text: str, path: pathlib.Path) -> None:
    """Aliases, which can grow without bound; tags, which mean code; and nesting that would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        place = f"{path.name}:{event.start_mark.line + 1 if event.start_mark else 1}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise FactError([f"{place}: anchors, aliases and tags are not allowed; write the value out"])
        if depth > _DEEPEST:
            raise FactError([f"{place}: nested more than {_DEEPEST} deep; facts are at most five"])


def _plain(node: yaml.Node, path: pathlib.Path, constructor: yaml.constructor.SafeConstructor, problems: list[str]) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, constructor, problems)
    if isinstance(node, yaml.SequenceNode):
        return Node([_plain(item, path, constructor, problems) for item in node.value], line)
    try:
        return Node(constructor.construct_object(node), line)
    except (ValueError, yaml.YAMLError):
        problems.append(f"{path.name}:{line}: {str(node.value)[:40]!r} is no date or number, though it looks like one; put it in quotes")
        return Node(None, line)


def _mapping(node: yaml.MappingNode, path: pathlib.Path, constructor: yaml.constructor.SafeConstructor, problems: list[str]) -> Node:
    entries: dict[str, Node] = {}
    keys: dict[str, int] = {}
    for key_node, value in node.value:
        line, key = key_node.start_mark.line + 1, str(key_node.value)
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(f"{path.name}:{line}: a key must be a single word; write 'key: value'")
        elif key in entries:
            problems.append(f"{path.name}:{line}: key {key!r} stands twice (first on line {keys[key]}); merge the two")
        else:
            keys[key] = line
            entries[key] = _plain(value, path, constructor, problems)
    return Node(entries, node.start_mark.line + 1, keys)


def bare(node: Node) -> Any:
    """The value of a node without line numbers."""
    if isinstance(node.value, list):
        return [bare(n) for n in node.value]
    if isinstance(node.value, dict):
        return {k: bare(v) for k, v in node.value.items()}
    return node.value


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that looks most like *word*; "" where none does."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


class Form:
    """Takes texts, numbers, dates and passages out of Nodes; what is wrong goes to *problems*, and reading goes on.

    *what* names the entry in messages; *file* is the file being read.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.file = ""

    def problem(self, line: int, what: str, message: str) -> None:
        """Note a mistake at a line of the file."""
        self.problems.append(f"{Place(self.file, line)}: {what}: {message}")

    def entries(self, root: Node, key: str) -> Iterator[tuple[str, Node]]:
        """The names and entries of a mapping under a key; none where the key is missing or empty."""
        node = root.value.get(key)
        if node is not None and node.value is not None and self.expect(node, dict, key, "a mapping"):
            yield from node.value.items()

    def expect(self, node: Node, kind: type, what: str, expected: str) -> bool:
        """Whether a node is of a kind; a mistake where not."""
        if isinstance(node.value, kind):
            return True
        self.problem(node.line, what, f"expected {expected}" + ("" if isinstance(node.value, (dict, list)) else f", found {node.value!r}"))
        return False

    def known(self, node: Node, keys: Iterable[str], what: str) -> bool:
        """Whether a mapping has no other keys than these; a mistake for each other one."""
        unknown = [k for k in node.value if k not in keys]
        for key in unknown:
            self.problem(node.keys[key], what, f"unknown key {key!r}{nearest(key, keys)}")
        return not unknown

    def word(self, node: Node, known: dict[str, str], what: str, subject: str) -> str:
        """What a word stands for; a mistake and "" where it is not known."""
        text = str(bare(node))
        found = known.get(text) or known.get(text.lower())
        if not found:
            self.problem(node.line, subject, f"unknown {what} {bare(node)!r}{nearest(text, known)}")
        return found or ""

    def items(self, node: Node, key: str) -> list[Node]:
        """The entries under a key; a single value is a list of one, nothing is none."""
        entry = node.value.get(key)
        if entry is None or entry.value is None:
            return []
        return entry.value if isinstance(entry.value, list) else [entry]

    def text(self, node: Node, key: str, what: str) -> str:
        """A text that must not be empty."""
        found = self.optional(node, key, what)
        if not (found or "").strip() and not isinstance(getattr(node.value.get(key), "value", None), (dict, list)):
            self.problem(node.keys.get(key, node.line), what, f"no {key!r}: give a text")
        return found or ""

    def optional(self, node: Node, key: str, what: str) -> str | None:
        """A text, or None where there is none."""
        entry = node.value.get(key)
        if entry is None or entry.value is None:
            return None
        if isinstance(entry.value, (dict, list)):
            self.problem(entry.line, what, f"{key!r} takes a text")
            return None
        return str(entry.value)

    def texts(self, node: Node, key: str, what: str) -> tuple[str, ...]:
        """A text or several."""
        found = []
        for entry in self.items(node, key):
            if isinstance(entry.value, (dict, list)) or entry.value is None:
                self.problem(entry.line, what, f"{key!r} takes texts")
            else:
                found.append(str(entry.value))
        return tuple(found)

    def flag(self, node: Node, key: str, what: str) -> bool:
        """True or false; false where it is missing."""
        entry = node.value.get(key)
        if entry is None:
            return False
        if not isinstance(entry.value, bool):
            self.problem(entry.line, what, f"{key!r} is true or false, not {bare(entry)!r}")
        return entry.value is True

    def number(self, node: Node, what: str) -> Decimal:
        """A finite number."""
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool) and math.isfinite(node.value):
            return Decimal(str(node.value))
        self.problem(node.line, what, f"{bare(node)!r} is not a number")
        return Decimal(0)

    def rank(self, node: Node, what: str) -> int | None:
        """A place in a ranking, counted from one; None where there is none."""
        entry = node.value.get("rank")
        if entry is None or entry.value is None:
            return None
        if not isinstance(entry.value, int) or isinstance(entry.value, bool) or entry.value < 1:
            self.problem(entry.line, what, f"rank {bare(entry)!r} is not a whole number from 1")
            return None
        return entry.value

    def date(self, node: Node, what: str) -> datetime.date | None:
        """The date under `since`, or None."""
        entry = node.value.get("since")
        if entry is None or entry.value is None:
            return None
        if not isinstance(entry.value, datetime.date) or isinstance(entry.value, datetime.datetime):
            self.problem(entry.line, what, f"{bare(entry)!r} is not a date such as 2024-07-25")
            return None
        return entry.value

    def lines(self, node: Node, what: str) -> tuple[Lines, ...]:
        """The passages under `lines`: 217, 213-218, or a list of such; at least one."""
        entries = self.items(node, "lines")
        if not entries:
            self.problem(node.line, what, "no 'lines': name the lines of the notes that this rests on")
        return tuple(found for found in (self._passage(entry, what) for entry in entries) if found)

    def _passage(self, entry: Node, what: str) -> Lines | None:
        match = re.fullmatch(r"([0-9]{1,7})(?:-([0-9]{1,7}))?", str(bare(entry)))
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last:
            self.problem(entry.line, what, f"lines {bare(entry)!r}: write 217 or 213-218")
        elif last - first >= LONGEST_PASSAGE:
            self.problem(entry.line, what, f"lines {first}-{last}: a passage has at most {LONGEST_PASSAGE} lines")
        else:
            return Lines(first, last)
        return None
