"""Facts on disk (YAML) -> frozen Concepts, Claims and Findings, each knowing its file and line.

May import: errors, vocabulary, factmodel, yamlnodes. Reading is strict and kind: every mistake of a run is reported
at once, with file, line and the nearest right spelling. The format is described in the README.
"""
from __future__ import annotations

import pathlib
import re
from collections.abc import Iterable
from typing import Any

from .errors import FactError
from .factmodel import (
    BOUNDS,
    CONFIDENCES,
    DIRECTIONS,
    EFFECTS,
    VERDICTS,
    Claim,
    Concept,
    Example,
    Facts,
    Finding,
    FormulaText,
    Lines,
    Place,
    Quantity,
    Step,
    Text,
    Variable,
)
from .vocabulary import UNIT, WF, Property, Vocabulary, read_units
from .yamlnodes import LONGEST_PASSAGE, Form, Node, bare, load, nearest

__all__ = ["BOUNDS", "CONFIDENCES", "DIRECTIONS", "EFFECTS", "LONGEST_PASSAGE", "VERDICTS", "Claim", "Concept", "Example", "Facts",
           "Finding", "FormulaText", "Lines", "Place", "Quantity", "Step", "Text", "Variable", "read", "read_outline"]

ID_PATTERN = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_ID_REMEDY = "an id is made of lower-case letters, digits, '-' and '.'"
_URL = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)


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
        reader.take(path)
    reader.resolve()
    if reader.problems:
        raise FactError(reader.problems)
    title, sections = read_outline(folder / "notes.yaml")
    return Facts(tuple(reader.concepts.values()), tuple(reader.claims), tuple(reader.findings.values()), title, sections)


def read_outline(path: pathlib.Path) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Title of the notes and (first line, heading) of their sections; empty where there is no such file."""
    if not path.exists():
        return "", ()
    outline = bare(load(path))
    try:
        return str(outline["title"]), tuple(sorted((int(line), str(heading)) for line, heading in outline["sections"].items()))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise FactError([f"{path.name}:1: not an outline; write 'title: ...' and 'sections:' with 'line: heading' below it"]) from error


CONCEPT_KEYS = ("kind", "label", "also", "formerly", "hidden", "definition", "lines", "finding", "expression",
                "variables", "gives", "examples", "steps")
CLAIM_KEYS = ("to", "value", "minimum", "maximum", "unit", "bound", "text", "lines", "not", "when", "direction",
              "only", "rank", "reason", "since", "finding", "overruled")
FINDING_KEYS = ("lines", "verdict", "effect", "had", "holds", "about", "confidence", "source", "since")
FILE_KEYS = ("section", "concepts", "claims", "findings")


class _Reader(Form):
    """Collects what files hold and what is wrong with them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.concepts: dict[str, Concept] = {}
        self.claims: list[Claim] = []
        self.findings: dict[str, Finding] = {}
        self._kinds = _by_words((c.iri, c.name, c.label, *c.words) for c in vocabulary.classes.values()
                                if vocabulary.is_concept_class(c.iri))
        self._properties = _by_words((p.iri, p.name, p.label, *p.words) for p in vocabulary.relations.values())
        self._vocabulary = vocabulary
        self._units = _units()

    # -- files ---------------------------------------------------------------

    def take(self, path: pathlib.Path) -> None:
        """Add what one file holds."""
        self.file = path.name
        try:
            root = load(path)
        except FactError as error:
            self.problems += error.problems
            return
        if not self.expect(root, dict, "the file", "a mapping with concepts, claims or findings"):
            return
        self.known(root, FILE_KEYS, "the file")
        for name, entry in self.entries(root, "concepts"):
            self._concept(name, entry, root.value["concepts"].keys[name])
        for name, entry in self.entries(root, "claims"):
            if self.expect(entry, dict, name, "a mapping of properties"):
                self._claims_of(name, entry, entry.value.keys())
        for name, entry in self.entries(root, "findings"):
            self._finding(name, entry, root.value["findings"].keys[name])

    # -- concepts ------------------------------------------------------------

    def _concept(self, name: str, node: Node, line: int) -> None:
        if not ID_PATTERN.fullmatch(name):
            self.problem(line, name, _ID_REMEDY)
        if not self.expect(node, dict, name, "a mapping"):
            return
        if name in self.concepts:
            self.problem(line, name, f"defined twice (first at {self.concepts[name].place}); put more claims under 'claims:'")
            return
        if not self.items(node, "kind"):
            self.problem(line, name, "no 'kind': name a class of the ontology")
        self.concepts[name] = Concept(
            name, tuple(self._kind(k, name) for k in self.items(node, "kind")), self.text(node, "label", name),
            self.text(node, "definition", name), self.lines(node, name), Place(self.file, line),
            also=self.texts(node, "also", name), formerly=self.texts(node, "formerly", name),
            hidden=self.texts(node, "hidden", name), finding=self.optional(node, "finding", name),
            formula=self._formula(node, name), steps=self._steps(node, name))
        self._claims_of(name, node, (k for k in node.value if k not in CONCEPT_KEYS))

    def _kind(self, node: Node, name: str) -> str:
        return self.word(node, self._kinds, "class", name)

    def _formula(self, node: Node, name: str) -> FormulaText | None:
        if "expression" not in node.value:
            return None
        variables = (self._variable(symbol, entry, name) for symbol, entry in self.entries(node, "variables"))
        examples = (self._example(entry, name) for entry in self.items(node, "examples"))
        gives = node.value.get("gives")
        unit = self.word(gives, self._units, "unit", name) if gives else None
        return FormulaText(self.text(node, "expression", name), tuple(filter(None, variables)), unit, tuple(filter(None, examples)))

    def _variable(self, symbol: str, node: Node, name: str) -> Variable | None:
        if not self.expect(node, dict, symbol, "a mapping") or not self.known(node, ("label", "also", "unit", "default"), symbol):
            return None
        if not symbol.isidentifier():
            self.problem(node.line, name, f"variable {symbol!r} is not made of letters, digits and '_'")
        default = node.value.get("default")
        return Variable(symbol, self.text(node, "label", symbol), self._unit(node, name), self.texts(node, "also", symbol),
                        self.number(default, name) if default else None)

    def _example(self, node: Node, name: str) -> Example | None:
        if not self.expect(node, dict, name, "a worked example") or not self.known(node, ("given", "result", "lines"), name):
            return None
        given = tuple((key, bare(value)) for key, value in self.entries(node, "given"))
        return Example(given, self.text(node, "result", name), self.lines(node, name))

    def _steps(self, node: Node, name: str) -> tuple[Step, ...]:
        steps = []
        for entry in self.items(node, "steps"):
            if self.expect(entry, dict, name, "a step") and self.known(entry, ("does", "uses", "lines"), name):
                steps.append(Step(self.text(entry, "does", name), self.texts(entry, "uses", name),
                                  self.lines(entry, name)))
        return tuple(steps)

    # -- claims --------------------------------------------------------------

    def _claims_of(self, subject: str, node: Node, keys: Iterable[str]) -> None:
        for key in list(keys):
            entry = node.value[key]
            iri = self.word(Node(key, node.keys[key]), self._properties, "property", subject)
            for item in entry.value if isinstance(entry.value, list) else [entry]:
                if iri and self.expect(item, dict, f"{subject}: {key}", "a claim such as {to: ..., lines: ...}") \
                        and self.known(item, CLAIM_KEYS, f"{subject}: {key}"):
                    self._claim(subject, self._vocabulary.properties[iri], item, f"{subject}: {key}")

    def _claim(self, subject: str, prop: Property, node: Node, what: str) -> None:
        direction = self.optional(node, "direction", what)
        if direction is not None and direction not in DIRECTIONS:
            self.problem(node.line, what, f"direction {direction!r} is not one of {', '.join(DIRECTIONS)}")
        lines = self.lines(node, what)
        for target in self._objects(prop, node, what):
            self.claims.append(Claim(
                subject, prop.iri, target, lines, Place(self.file, node.line),
                polarity=not self.flag(node, "not", what), direction=direction, conditions=self.texts(node, "when", what),
                only=self.flag(node, "only", what), rank=self.rank(node, what),
                reason=self.optional(node, "reason", what) or "", since=self.date(node, what),
                finding=self.optional(node, "finding", what), overruled=self.optional(node, "overruled", what)))

    def _objects(self, prop: Property, node: Node, what: str) -> list[str | Quantity | Text]:
        if not prop.is_object:
            if "text" not in node.value:
                self.problem(node.line, what, f"{prop.name!r} takes a text; write {{text: ..., lines: ...}}")
                return []
            return [Text(self.text(node, "text", what))]
        if prop.range == WF + "Quantity":
            quantity = self._quantity(node, what)
            return [quantity] if quantity else []
        if not self.texts(node, "to", what):
            self.problem(node.line, what, "no 'to': name the concept that the claim relates to")
            return []
        return list(self.texts(node, "to", what))

    def _quantity(self, node: Node, what: str) -> Quantity | None:
        numbers = {k: self.number(node.value[k], what) for k in ("value", "minimum", "maximum") if k in node.value}
        unit = self._unit(node, what)
        if not numbers or unit is None:
            self.problem(node.line, what, "a quantity needs 'value' (or 'minimum' and 'maximum') and 'unit'")
            return None
        bound = self.optional(node, "bound", what) or ("exact" if "value" in numbers else "between")
        if bound not in BOUNDS:
            self.problem(node.line, what, f"bound {bound!r} is not one of {', '.join(BOUNDS)}")
        if numbers.get("minimum", 0) > numbers.get("maximum", numbers.get("minimum", 0)):
            self.problem(node.line, what, f"minimum {numbers['minimum']} is above maximum {numbers['maximum']}; swap them")
        return Quantity(unit, bound, **numbers)

    def _unit(self, node: Node, what: str) -> str | None:
        unit = node.value.get("unit")
        return self.word(unit, self._units, "unit", what) or None if unit else None

    # -- findings ------------------------------------------------------------

    def _finding(self, name: str, node: Node, line: int) -> None:
        if not self.expect(node, dict, name, "a mapping") or not self.known(node, FINDING_KEYS, name):
            return
        if not ID_PATTERN.fullmatch(name):
            self.problem(line, name, _ID_REMEDY)
        if name in self.findings:
            self.problem(line, name, f"finding defined twice (first at {self.findings[name].place})")
        words = {}
        for key, allowed in (("verdict", VERDICTS), ("effect", EFFECTS), ("confidence", CONFIDENCES)):
            words[key] = self.text(node, key, name)
            if words[key] not in allowed:
                self.problem(node.line, name, f"{key} {words[key]!r} is not one of {', '.join(allowed)}")
        source = node.value.get("source")
        title = url = None
        if source is not None and source.value is not None and self.expect(source, dict, name, "a title and a url"):
            self.known(source, ("title", "url"), name)
            title, url = self.optional(source, "title", name), self.optional(source, "url", name)
            if url and not _URL.fullmatch(url):
                self.problem(source.line, name, f"url {url!r} is no web address; give one such as https://docs.aws.amazon.com/")
        self.findings[name] = Finding(
            name, self.lines(node, name), words["verdict"], words["effect"], self.text(node, "had", name),
            self.text(node, "holds", name), self.texts(node, "about", name), words["confidence"],
            Place(self.file, line), title, url, self.date(node, name))

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
            self.problems.append(f"{place}: {subject}: unknown {what} {name!r}{nearest(name, known)}")


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
    """Name, label and other words of a unit -> its IRI."""
    found: dict[str, str] = {}
    for unit in read_units().values():
        found[unit.name if unit.iri.startswith(UNIT) else unit.iri[len(WF):]] = unit.iri
        for word in (unit.label, *unit.words):
            found.setdefault(word, unit.iri)
    return found
