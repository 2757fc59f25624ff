"""Facts on disk (YAML) -> frozen Concepts, Claims and Findings, each knowing its file and line.

May import: errors, vocabulary. Reading is strict and kind: every mistake of a run is reported at once,
with file, line and the nearest right spelling. The format is described in the README.
"""
from __future__ import annotations

import datetime
import difflib
import pathlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from .errors import FactError
from .vocabulary import UNIT, WF, Property, Vocabulary, local_name

ID_PATTERN = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
VERDICTS = ("wrong", "outdated", "imprecise", "incomplete", "ambiguous", "renamed", "closed-to-new", "discontinued", "active")
EFFECTS = ("replaces", "retracts", "narrows", "completes", "renames", "closes")
CONFIDENCES = ("high", "medium", "low")
BOUNDS = ("exact", "typical", "atLeast", "atMost", "between")
DIRECTIONS = ("lower", "higher")
LONGEST_PASSAGE = 6


@dataclass(frozen=True)
class Place:
    """A line of a file, for messages."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Lines:
    """A passage of the notes: its first and last line, counted from one."""

    first: int
    last: int


@dataclass(frozen=True)
class Quantity:
    """A number, or the span between two, in a unit (an IRI), with how it bounds (one of BOUNDS)."""

    unit: str
    bound: str
    value: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True)
class Variable:
    """A named input of a formula, in a unit, perhaps with a default."""

    symbol: str
    label: str
    unit: str | None = None
    words: tuple[str, ...] = ()
    default: Decimal | None = None


@dataclass(frozen=True)
class Example:
    """Inputs of a formula and what they must give, as the notes work it out."""

    given: tuple[tuple[str, Any], ...]
    result: str
    lines: tuple[Lines, ...]


@dataclass(frozen=True)
class FormulaText:
    """What a formula computes with: an expression over variables, a unit for its result, worked examples."""

    expression: str
    variables: tuple[Variable, ...]
    unit: str | None = None
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of a recipe: what is done, and the concepts it uses."""

    does: str
    uses: tuple[str, ...]
    lines: tuple[Lines, ...]


@dataclass(frozen=True)
class Concept:
    """A thing the notes speak of. *kinds* are class IRIs; *finding* names the correction of its definition."""

    id: str
    kinds: tuple[str, ...]
    label: str
    definition: str
    lines: tuple[Lines, ...]
    place: Place
    also: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    finding: str | None = None
    formula: FormulaText | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A statement: subject, property (IRI) and object (a concept's id, a Quantity, or Text)."""

    subject: str
    property: str
    object: str | Quantity | Text
    lines: tuple[Lines, ...]
    place: Place
    polarity: bool = True
    direction: str | None = None
    conditions: tuple[str, ...] = ()
    only: bool = False
    rank: int | None = None
    reason: str = ""
    since: datetime.date | None = None
    finding: str | None = None
    overruled: str | None = None


@dataclass(frozen=True)
class Text:
    """A literal object of a claim."""

    value: str


@dataclass(frozen=True)
class Finding:
    """Where the notes err: what they had, what holds, what the finding does (one of EFFECTS), who says so."""

    id: str
    lines: tuple[Lines, ...]
    verdict: str
    effect: str
    had: str
    holds: str
    about: tuple[str, ...]
    confidence: str
    place: Place
    source_title: str | None = None
    source_url: str | None = None
    since: datetime.date | None = None


@dataclass(frozen=True)
class Facts:
    """Everything that a folder of facts holds, in file order, and the outline of the notes they cite."""

    concepts: tuple[Concept, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    title: str = ""
    sections: tuple[tuple[int, str], ...] = ()

    def section_of(self, line: int) -> str:
        """The heading under which a line of the notes stands, "" before the first."""
        return next((title for first, title in reversed(self.sections) if first <= line), "")


@dataclass(frozen=True)
class _Node:
    """A YAML value with the line it stands on: a scalar, a dict of name -> _Node, or a list of _Nodes."""

    value: Any
    line: int
    keys: dict[str, int] = field(default_factory=dict)


def read(folder: pathlib.Path, vocabulary: Vocabulary) -> Facts:
    """All facts in the `*.yaml` files of a folder.

    Raises FactError with every mistake found: unknown keys, classes, properties and concepts, duplicate
    ids and keys, claims without lines, values of a wrong type. `notes.yaml` (title and headings of the
    notes) and `unclaimed.yaml` (lines that state nothing) are not facts and are read apart.
    """
    reader = _Reader(vocabulary)
    files = sorted(p for p in folder.glob("*.yaml") if p.name not in ("notes.yaml", "unclaimed.yaml"))
    if not files:
        raise FactError([f"{folder}: no .yaml files here; give a folder of facts"])
    for path in files:
        reader.file(path)
    reader.resolve()
    if reader.problems:
        raise FactError(reader.problems)
    title, sections = read_outline(folder / "notes.yaml")
    return Facts(tuple(reader.concepts.values()), tuple(reader.claims), tuple(reader.findings.values()), title, sections)


def read_outline(path: pathlib.Path) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Title of the notes and (first line, heading) of their sections; empty where there is no such file."""
    if not path.exists():
        return "", ()
    node = _load(path)
    title = str(node.value["title"].value)
    return title, tuple((int(line), str(heading.value)) for line, heading in node.value["sections"].value.items())


def _load(path: pathlib.Path) -> _Node:
    try:
        text = path.read_text(encoding="utf-8-sig")
        _refuse_aliases(text, path)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        raise FactError([f"{path.name}:1: not UTF-8 text ({error.reason}); save the file as UTF-8"]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FactError([f"{path.name}:{line}: not YAML: {error.problem or error}"]) from error
    except yaml.YAMLError as error:
        raise FactError([f"{path.name}:1: not YAML: {error}"]) from error
    if root is None:
        return _Node({}, 1)
    return _plain(root, path, yaml.constructor.SafeConstructor())


def _refuse_aliases(text: str, path: pathlib.Path) -> None:
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise FactError([f"{path.name}:{event.start_mark.line + 1}: anchors, aliases and tags are not allowed; "
                             "write the value out"])


def _plain(node: yaml.Node, path: pathlib.Path, constructor: yaml.constructor.SafeConstructor) -> _Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        entries: dict[str, _Node] = {}
        keys: dict[str, int] = {}
        for key_node, value in node.value:
            key = str(key_node.value)
            if key in entries:
                raise FactError([f"{path.name}:{key_node.start_mark.line + 1}: key {key!r} stands twice "
                                 f"(first on line {keys[key]}); merge the two"])
            keys[key] = key_node.start_mark.line + 1
            entries[key] = _plain(value, path, constructor)
        return _Node(entries, line, keys)
    if isinstance(node, yaml.SequenceNode):
        return _Node([_plain(item, path, constructor) for item in node.value], line)
    return _Node(constructor.construct_object(node), line)


CONCEPT_KEYS = ("kind", "label", "also", "formerly", "hidden", "definition", "lines", "finding", "expression",
                "variables", "gives", "examples", "steps")
CLAIM_KEYS = ("to", "value", "minimum", "maximum", "unit", "bound", "text", "lines", "not", "when", "direction",
              "only", "rank", "reason", "since", "finding", "overruled")
FINDING_KEYS = ("lines", "verdict", "effect", "had", "holds", "about", "confidence", "source", "since")
FILE_KEYS = ("section", "concepts", "claims", "findings")


class _Reader:
    """Collects what files hold and what is wrong with them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.concepts: dict[str, Concept] = {}
        self.claims: list[Claim] = []
        self.findings: dict[str, Finding] = {}
        self.problems: list[str] = []
        self._kinds = _by_words((c.iri, c.name, c.label, *c.words) for c in vocabulary.classes.values()
                                if vocabulary.is_concept_class(c.iri))
        self._properties = _by_words((p.iri, p.name, p.label, *p.words) for p in vocabulary.relations.values())
        self._vocabulary = vocabulary
        self._units = _units()
        self._file = ""

    # -- files ---------------------------------------------------------------

    def file(self, path: pathlib.Path) -> None:
        self._file = path.name
        try:
            root = _load(path)
        except FactError as error:
            self.problems += error.problems
            return
        if not self._is(root, dict, "the file", "a mapping with concepts, claims or findings"):
            return
        self._known(root, FILE_KEYS, "the file")
        for name, entry in self._entries(root, "concepts"):
            self._concept(name, entry, root.value["concepts"].keys[name])
        for name, entry in self._entries(root, "claims"):
            if self._is(entry, dict, name, "a mapping of properties"):
                self._claims_of(name, entry, entry.value.keys())
        for name, entry in self._entries(root, "findings"):
            self._finding(name, entry, root.value["findings"].keys[name])

    def _entries(self, root: _Node, key: str) -> Iterator[tuple[str, _Node]]:
        node = root.value.get(key)
        if node is not None and node.value is not None and self._is(node, dict, key, "a mapping"):
            yield from node.value.items()

    # -- concepts ------------------------------------------------------------

    def _concept(self, name: str, node: _Node, line: int) -> None:
        if not ID_PATTERN.fullmatch(name):
            self._problem(line, name, "an id is made of lower-case letters, digits, '-' and '.'")
        if not self._is(node, dict, name, "a mapping"):
            return
        if name in self.concepts:
            self._problem(line, name, f"defined twice (first at {self.concepts[name].place}); put more claims under 'claims:'")
            return
        for key in ("kind", "label", "definition", "lines"):
            if key not in node.value:
                self._problem(line, name, f"no {key!r}")
        self.concepts[name] = Concept(
            name, tuple(self._kind(k, name) for k in self._list(node, "kind")), self._text(node, "label", name),
            self._text(node, "definition", name), self._lines(node, name), Place(self._file, line),
            also=self._texts(node, "also", name), formerly=self._texts(node, "formerly", name),
            hidden=self._texts(node, "hidden", name), finding=self._optional(node, "finding", name),
            formula=self._formula(node, name), steps=self._steps(node, name))
        self._claims_of(name, node, (k for k in node.value if k not in CONCEPT_KEYS))

    def _kind(self, node: _Node, name: str) -> str:
        return self._word(node, self._kinds, "class", name)

    def _formula(self, node: _Node, name: str) -> FormulaText | None:
        if "expression" not in node.value:
            return None
        variables = []
        for symbol, entry in self._entries(node, "variables"):
            if self._is(entry, dict, symbol, "a mapping") and self._known(entry, ("label", "also", "unit", "default"), symbol):
                default = entry.value.get("default")
                variables.append(Variable(symbol, self._text(entry, "label", symbol), self._unit(entry, name),
                                          self._texts(entry, "also", symbol),
                                          self._number(default, name) if default else None))
        examples = []
        for entry in self._list(node, "examples"):
            if self._is(entry, dict, name, "a worked example") and self._known(entry, ("given", "result", "lines"), name):
                given = entry.value.get("given") or _Node({}, entry.line)
                examples.append(Example(tuple((k, _bare(v)) for k, v in given.value.items()),
                                        str(_bare(entry.value["result"])), self._lines(entry, name)))
        gives = node.value.get("gives")
        unit = self._word(gives, self._units, "unit", name) if gives else None
        return FormulaText(self._text(node, "expression", name), tuple(variables), unit, tuple(examples))

    def _steps(self, node: _Node, name: str) -> tuple[Step, ...]:
        steps = []
        for entry in self._list(node, "steps"):
            if self._is(entry, dict, name, "a step") and self._known(entry, ("does", "uses", "lines"), name):
                steps.append(Step(self._text(entry, "does", name), self._texts(entry, "uses", name),
                                  self._lines(entry, name)))
        return tuple(steps)

    # -- claims --------------------------------------------------------------

    def _claims_of(self, subject: str, node: _Node, keys: Iterable[str]) -> None:
        for key in list(keys):
            entry = node.value[key]
            iri = self._word(_Node(key, node.keys[key]), self._properties, "property", subject)
            for item in entry.value if isinstance(entry.value, list) else [entry]:
                if iri and self._is(item, dict, f"{subject}: {key}", "a claim such as {to: ..., lines: ...}") \
                        and self._known(item, CLAIM_KEYS, f"{subject}: {key}"):
                    self._claim(subject, self._vocabulary.properties[iri], item, f"{subject}: {key}")

    def _claim(self, subject: str, prop: Property, node: _Node, what: str) -> None:
        direction = self._optional(node, "direction", what)
        if direction is not None and direction not in DIRECTIONS:
            self._problem(node.line, what, f"direction {direction!r} is not one of {', '.join(DIRECTIONS)}")
        rank = node.value.get("rank")
        for target in self._objects(prop, node, what):
            self.claims.append(Claim(
                subject, prop.iri, target, self._lines(node, what), Place(self._file, node.line),
                polarity=not self._flag(node, "not", what), direction=direction, conditions=self._texts(node, "when", what),
                only=self._flag(node, "only", what), rank=int(self._number(rank, what)) if rank else None,
                reason=self._optional(node, "reason", what) or "", since=self._date(node, what),
                finding=self._optional(node, "finding", what), overruled=self._optional(node, "overruled", what)))

    def _objects(self, prop: Property, node: _Node, what: str) -> list[str | Quantity | Text]:
        if not prop.is_object:
            if "text" not in node.value:
                self._problem(node.line, what, f"{prop.name!r} takes a text; write {{text: ..., lines: ...}}")
                return []
            return [Text(self._text(node, "text", what))]
        if prop.range == WF + "Quantity":
            quantity = self._quantity(node, what)
            return [quantity] if quantity else []
        if "to" not in node.value:
            self._problem(node.line, what, "no 'to': name the concept that the claim relates to")
            return []
        return [str(_bare(n)) for n in self._list(node, "to")]

    def _quantity(self, node: _Node, what: str) -> Quantity | None:
        numbers = {k: self._number(node.value[k], what) for k in ("value", "minimum", "maximum") if k in node.value}
        unit = self._unit(node, what)
        if not numbers or unit is None:
            self._problem(node.line, what, "a quantity needs 'value' (or 'minimum' and 'maximum') and 'unit'")
            return None
        bound = self._optional(node, "bound", what) or ("exact" if "value" in numbers else "between")
        if bound not in BOUNDS:
            self._problem(node.line, what, f"bound {bound!r} is not one of {', '.join(BOUNDS)}")
        return Quantity(unit, bound, **numbers)

    def _unit(self, node: _Node, what: str) -> str | None:
        unit = node.value.get("unit")
        return self._word(unit, self._units, "unit", what) or None if unit else None

    # -- findings ------------------------------------------------------------

    def _finding(self, name: str, node: _Node, line: int) -> None:
        if not self._is(node, dict, name, "a mapping") or not self._known(node, FINDING_KEYS, name):
            return
        if name in self.findings:
            self._problem(line, name, f"finding defined twice (first at {self.findings[name].place})")
        words = {}
        for key, allowed in (("verdict", VERDICTS), ("effect", EFFECTS), ("confidence", CONFIDENCES)):
            words[key] = self._text(node, key, name)
            if words[key] not in allowed:
                self._problem(node.line, name, f"{key} {words[key]!r} is not one of {', '.join(allowed)}")
        source = node.value.get("source")
        title = url = None
        if source is not None and source.value is not None and self._is(source, dict, name, "a title and a url"):
            self._known(source, ("title", "url"), name)
            title, url = self._optional(source, "title", name), self._optional(source, "url", name)
        self.findings[name] = Finding(
            name, self._lines(node, name), words["verdict"], words["effect"], self._text(node, "had", name),
            self._text(node, "holds", name), self._texts(node, "about", name), words["confidence"],
            Place(self._file, line), title, url, self._date(node, name))

    # -- what names what -----------------------------------------------------

    def resolve(self) -> None:
        """Every concept and finding that is named must exist."""
        for concept in self.concepts.values():
            for step in concept.steps:
                for used in step.uses:
                    self._exists(used, self.concepts, "concept", concept.place, concept.id)
            if concept.finding:
                self._exists(concept.finding, self.findings, "finding", concept.place, concept.id)
        for claim in self.claims:
            names = [claim.subject, *claim.conditions] + ([claim.object] if isinstance(claim.object, str) else [])
            for name in names:
                self._exists(name, self.concepts, "concept", claim.place, claim.subject)
            for finding in filter(None, (claim.finding, claim.overruled)):
                self._exists(finding, self.findings, "finding", claim.place, claim.subject)
        for found in self.findings.values():
            for name in found.about:
                self._exists(name, self.concepts, "concept", found.place, found.id)

    def _exists(self, name: str, known: dict[str, Any], what: str, place: Place, subject: str) -> None:
        if name not in known:
            self.problems.append(f"{place}: {subject}: unknown {what} {name!r}{_nearest(name, known)}")

    # -- values --------------------------------------------------------------

    def _problem(self, line: int, what: str, message: str) -> None:
        self.problems.append(f"{self._file}:{line}: {what}: {message}")

    def _is(self, node: _Node, kind: type, what: str, expected: str) -> bool:
        if isinstance(node.value, kind):
            return True
        self._problem(node.line, what, f"expected {expected}, found {node.value!r}" if not isinstance(node.value, (dict, list))
                      else f"expected {expected}")
        return False

    def _known(self, node: _Node, keys: Iterable[str], what: str) -> bool:
        unknown = [k for k in node.value if k not in keys]
        for key in unknown:
            self._problem(node.keys[key], what, f"unknown key {key!r}{_nearest(key, keys)}")
        return not unknown

    def _word(self, node: _Node, known: dict[str, str], what: str, subject: str) -> str:
        found = known.get(str(node.value)) or known.get(str(node.value).lower())
        if not found:
            self._problem(node.line, subject, f"unknown {what} {node.value!r}{_nearest(str(node.value), known)}")
        return found or ""

    def _list(self, node: _Node, key: str) -> list[_Node]:
        entry = node.value.get(key)
        if entry is None or entry.value is None:
            return []
        return entry.value if isinstance(entry.value, list) else [entry]

    def _text(self, node: _Node, key: str, what: str) -> str:
        return self._optional(node, key, what) or ""

    def _optional(self, node: _Node, key: str, what: str) -> str | None:
        entry = node.value.get(key)
        if entry is None or entry.value is None:
            return None
        if isinstance(entry.value, (dict, list)):
            self._problem(entry.line, what, f"{key!r} takes a text")
            return None
        return str(entry.value)

    def _texts(self, node: _Node, key: str, what: str) -> tuple[str, ...]:
        found = []
        for entry in self._list(node, key):
            if isinstance(entry.value, (dict, list)):
                self._problem(entry.line, what, f"{key!r} takes texts")
            else:
                found.append(str(entry.value))
        return tuple(found)

    def _flag(self, node: _Node, key: str, what: str) -> bool:
        entry = node.value.get(key)
        if entry is None:
            return False
        if not isinstance(entry.value, bool):
            self._problem(entry.line, what, f"{key!r} is true or false, not {entry.value!r}")
        return entry.value is True

    def _number(self, node: _Node, what: str) -> Decimal:
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            return Decimal(str(node.value))
        self._problem(node.line, what, f"{node.value!r} is not a number")
        return Decimal(0)

    def _date(self, node: _Node, what: str) -> datetime.date | None:
        entry = node.value.get("since")
        if entry is None or entry.value is None:
            return None
        if not isinstance(entry.value, datetime.date):
            self._problem(entry.line, what, f"{entry.value!r} is not a date such as 2024-07-25")
            return None
        return entry.value

    def _lines(self, node: _Node, what: str) -> tuple[Lines, ...]:
        if "lines" not in node.value:
            self._problem(node.line, what, "no 'lines': name the lines of the notes that this rests on")
            return ()
        found = []
        for entry in self._list(node, "lines"):
            match = re.fullmatch(r"(\d+)(?:-(\d+))?", str(_bare(entry)))
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
            if not match or not 1 <= first <= last:
                self._problem(entry.line, what, f"lines {_bare(entry)!r}: write 217 or 213-218")
            elif last - first >= LONGEST_PASSAGE:
                self._problem(entry.line, what, f"lines {first}-{last}: a passage has at most {LONGEST_PASSAGE} lines")
            else:
                found.append(Lines(first, last))
        return tuple(found)


def _bare(node: _Node) -> Any:
    if isinstance(node.value, list):
        return [_bare(n) for n in node.value]
    if isinstance(node.value, dict):
        return {k: _bare(v) for k, v in node.value.items()}
    return node.value


def _by_words(terms: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Name, label and other words -> IRI; a name beats a label, a label the other words."""
    listed = list(terms)
    found: dict[str, str] = {}
    for position in (1, 2):
        for term in listed:
            found.setdefault(term[position], term[0])
    for term in listed:
        for word in term[3:]:
            found.setdefault(word, term[0])
    return found


def _units() -> dict[str, str]:
    import pyoxigraph as ox

    from .vocabulary import RDF, RDFS, SKOS, ontology_path
    store = ox.Store()
    store.bulk_load(path=str(ontology_path()), format=ox.RdfFormat.TURTLE)
    found: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(WF + "Unit"), None):
        iri = quad.subject.value
        found[local_name(iri) if iri.startswith(UNIT) else iri[len(WF):]] = iri
        for predicate in (RDFS + "label", SKOS + "altLabel"):
            for word in store.quads_for_pattern(quad.subject, ox.NamedNode(predicate), None, None):
                found.setdefault(word.object.value, iri)
    return found


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""
