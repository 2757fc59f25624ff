"""What a SPARQL text can go on with, from the graph: prefixes, classes, properties, concepts by label, variables, keywords.

May import: vocabulary, store, guard, patterns, occurrence, search, pathservice. After a subject come the properties that occur on what
the subject can be, after a property the values that it has there; concepts are found by label, synonym or with a typo.
"""
from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from . import occurrence, patterns, search
from .guard import Token, tokenize
from .pathservice import PARAMETERS
from .patterns import AFTER, DATA, EXPRESSION, GRAPH, HEAD, OBJECT, PROLOGUE, PROPERTY, SUBJECT, Pattern, Place
from .store import Store
from .vocabulary import PREFIXES, RDF, WF, XSD

_LITERALS = 20
_LONGEST = 60
_COMMENT = re.compile(r"""<[^\s<>]*>|"[^"\n]*"|'[^'\n]*'|\#[^\n]*$""")
_WORD = re.compile(r"[?$]?[\w-]*$|[?$]$")
_NAME = re.compile(r"(?:\w[\w.-]*)?:[\w.%-]*$")
_KEYWORDS = {
    HEAD: ("SELECT", "WHERE", "DISTINCT", "CONSTRUCT", "ASK", "DESCRIBE", "PREFIX", "ORDER BY", "GROUP BY", "HAVING", "LIMIT", "OFFSET",
           "DESC", "ASC", "COUNT", "SUM", "AVG", "MIN", "MAX", "GROUP_CONCAT", "SAMPLE", "FROM", "VALUES", "AS"),
    SUBJECT: ("FILTER", "OPTIONAL", "UNION", "MINUS", "BIND", "VALUES", "GRAPH", "FILTER NOT EXISTS", "FILTER EXISTS", "SELECT"),
    EXPRESSION: ("CONTAINS", "LCASE", "UCASE", "STR", "LANG", "LANGMATCHES", "REGEX", "STRSTARTS", "STRENDS", "STRLEN", "BOUND", "IN",
                 "NOT IN", "EXISTS", "NOT EXISTS", "COALESCE", "IF", "ISIRI", "ISLITERAL", "DATATYPE", "CONCAT", "REPLACE", "ROUND", "AS"),
    PROPERTY: (), OBJECT: (), DATA: ("UNDEF",), GRAPH: (), PROLOGUE: (), AFTER: ("FILTER", "OPTIONAL")}


@dataclass(frozen=True)
class Completion:
    """One way to go on: the text to put in, what it is called, a word on it, and its sort.

    Sorts: concept, class, property, value, graph, prefix, variable, keyword.
    """

    text: str
    label: str
    detail: str
    sort: str


@dataclass(frozen=True)
class Completions:
    """What may stand in a text from *start* to *end* (offsets), best first."""

    start: int
    end: int
    items: tuple[Completion, ...] = ()


def complete(store: Store, text: str, cursor: int, limit: int = 40) -> Completions:
    """The ways to go on at a place of a SPARQL text; none inside comments, strings and IRIs."""
    cursor = max(0, min(cursor, len(text)))
    before = text[:cursor]
    if _is_apart(before):
        return Completions(cursor, cursor)
    found = _NAME.search(before) or _WORD.search(before)
    typed = found[0] if found else ""
    end = cursor + len(re.match(r"[\w-]*", text[cursor:])[0]) if typed else cursor  # type: ignore[index]
    start = cursor - len(typed)
    scene = _Scene(store, text, start, end, typed)
    items = scene.items()
    unique = {item.text: item for item in reversed(items) if item.text != text[start:end]}
    return Completions(start, end, tuple(unique[t] for t in dict.fromkeys(i.text for i in items) if t in unique)[:limit])


def _is_apart(before: str) -> bool:
    """Whether a text ends within a comment, a string or an IRI."""
    line = before.rsplit("\n", 1)[-1]
    rest = _COMMENT.sub(lambda m: m[0] if m[0].startswith("#") else "", line)
    return "#" in rest or rest.count('"') % 2 == 1 or rest.count("'") % 2 == 1 or bool(re.search(r"<[^\s<>=]*$", rest))


class _Scene:
    """A place in a text: what is typed there, what stands around it, and what fits."""

    def __init__(self, store: Store, text: str, start: int, end: int, typed: str) -> None:
        self.store, self.typed = store, typed
        ahead = list(tokenize(text[:start]))
        rest = list(tokenize(text[end:]))
        self.known = patterns.prefixes([*ahead, *rest])
        self.place: Place = patterns.read(ahead)[1]
        self.found: list[Pattern] = patterns.read(list(tokenize(text[:start] + " " + text[end:])))[0]
        self.last = ahead[-1] if ahead else None
        self.names = patterns.variables([*ahead, *rest])
        self.prefix, _, self.local = typed.rpartition(":") if ":" in typed else ("", "", typed)
        self.wanted = search.fold(self.local.lstrip("?$"))

    def items(self) -> list[Completion]:
        """Everything that fits here, best first."""
        if self.typed[:1] in ("?", "$"):
            return self._variables()
        if self.place.role == PROLOGUE:
            return self._prefixes()
        if self.place.role == AFTER and not self.typed:
            return []
        if ":" in self.typed:
            return self._terms()
        if self.place.role == HEAD or self.typed.isupper():
            return [*self._keywords(), *self._variables(), *(self._terms() if self.place.role != HEAD else ())]
        return [*self._terms(), *self._variables(), *self._keywords()]

    def _terms(self) -> list[Completion]:
        role = self.place.role
        if self.place.group == "SERVICE" and role in (PROPERTY, GRAPH):
            return self._searching()
        if role == PROPERTY:
            return self._properties()
        if role == OBJECT and self._property() == RDF + "type":
            return self._classes()
        if role == OBJECT and (self.place.property is not None or not self.place.is_path):
            return self._values()
        if role == GRAPH:
            return self._graphs()
        return self._anything() if self.typed else []

    def _searching(self) -> list[Completion]:
        """The name of our path search, or its parameters."""
        names = ("search",) if self.place.role == GRAPH else PARAMETERS
        return [Completion(f"paths:{n}", n, "of a path search", "property") for n in names if n.lower().startswith(self.local.lower())]

    def _property(self) -> str | None:
        return patterns.resolve(self.place.property, self.known) if self.place.property is not None else None

    def _things(self) -> occurrence.Things | None:
        subject = self.place.subject
        return None if subject is None else occurrence.fitting(self.store, subject, self.found, self.known)

    # ---------------------------------------------------------------- by role

    def _properties(self) -> list[Completion]:
        things = None if self.place.is_path else self._things()
        counted = occurrence.properties(self.store) if not things else occurrence.on(self.store, things)
        last = self.last is not None and self.last.text == "^"
        if last or not counted:
            counted = occurrence.properties(self.store)
        return self._ranked((self._property_item(iri, n, bool(things)), self._words(iri), n) for iri, n in counted.items())

    def _property_item(self, iri: str, count: int, is_here: bool) -> Completion:
        prop = self.store.vocabulary.properties.get(iri)
        label = "is a" if iri == RDF + "type" else prop.label if prop else self.store.label(iri)
        many = "" if is_here and count == 1 else f"{count:,} {'of these' if is_here else 'times'}"
        return Completion(patterns.shorten(iri, self.known), label, many, "property")

    def _classes(self) -> list[Completion]:
        things = self._things()
        counted = occurrence.classes(self.store)
        if things:
            here = occurrence.values(self.store, things, RDF + "type")
            counted = type(counted)({t.value: n for t, n in here.items() if isinstance(t, ox.NamedNode)})
        return self._ranked((Completion(patterns.shorten(iri, self.known), self.store.label(iri), f"{n:,}", "class"),
                             self._words(iri), n) for iri, n in counted.items())

    def _words(self, iri: str) -> tuple[str, ...]:
        term = self.store.vocabulary.properties.get(iri) or self.store.vocabulary.classes.get(iri)
        return term.words if term else ()

    def _values(self) -> list[Completion]:
        prop = self._property()
        if self.place.group == "SERVICE" or prop is None or self.place.property is None:
            return self._anything() if self.typed else []
        things = self._things()
        counted = occurrence.values(self.store, things or None, prop) or occurrence.values(self.store, None, prop)
        nodes = {t.value: n for t, n in counted.items() if isinstance(t, ox.NamedNode)}
        texts = [] if nodes else self._literals(t for t in counted if isinstance(t, ox.Literal))
        if not nodes:
            return texts
        items = ((self._thing(iri), tuple(self.store.synonyms(iri)), n) for iri, n in
                 itertools.islice(sorted(nodes.items(), key=lambda pair: -pair[1]), 3000))
        return self._ranked(items)

    def _literals(self, found: Iterable[ox.Literal]) -> list[Completion]:
        """The texts and numbers that a property has, where they are few and short enough to choose from."""
        short = list(itertools.islice((t for t in found if len(t.value) <= _LONGEST), _LITERALS + 1))
        if len(short) > _LITERALS:
            return []
        bare = (XSD + "boolean", XSD + "integer")
        items = [Completion(t.value if t.datatype.value in bare else str(t), t.value, "", "value") for t in short]
        return [i for i in items if search.fold(i.label).startswith(self.wanted)]

    def _graphs(self) -> list[Completion]:
        named = [g.value for g in self.store.graph.named_graphs() if isinstance(g, ox.NamedNode)]
        return [Completion(f"<{g}>", self.store.label(g), "", "graph") for g in named]

    def _anything(self) -> list[Completion]:
        """Concepts by label, and classes and properties where someone types their name."""
        if not self.wanted and not self.prefix:
            return []
        namespace = self.known.get(self.prefix) if ":" in self.typed else None
        if ":" in self.typed and namespace is None:
            return []
        found = self._found(namespace) if self.wanted else []
        if namespace is not None and not found and not self.wanted:
            found = [self._thing(iri) for iri in itertools.islice((c for c in self.store.concepts if c.startswith(namespace)), 40)]
        is_term = self.place.role in (EXPRESSION, DATA, OBJECT)
        terms = [*self._classes(), *self._properties()] if is_term and len(self.wanted) > 1 else []
        return [*found, *terms] if found and self._begins(found[0]) else [*terms, *found]

    def _found(self, namespace: str | None) -> list[Completion]:
        """Concepts by name; those that are only alike stay out where others match."""
        matches = [m for m in search.find(self.store, self.local, 40) if namespace is None or m.iri.startswith(namespace)]
        close = [m for m in matches if m.score > 94.0 or f" {self.wanted}" in f" {search.fold(m.name)}"]
        return [self._thing(m.iri) for m in close or matches[:8]]

    def _begins(self, item: Completion) -> bool:
        return search.fold(item.label).startswith(self.wanted)

    def _thing(self, iri: str) -> Completion:
        return Completion(patterns.shorten(iri, self.known), self.store.label(iri),
                          self.store.kind(iri) if iri in self.store.concept_set else "", "concept")

    # ---------------------------------------------------------------- by what is typed

    def _ranked(self, given: Iterable[tuple[Completion, tuple[str, ...], int]]) -> list[Completion]:
        """Those whose name, label or other words fit what is typed: beginnings first, then what occurs most."""
        ranked = []
        for item, words, count in given:
            if self.prefix and not item.text.startswith(self.prefix + ":"):
                continue
            rank = _rank(self.wanted, item, words)
            if rank is not None:
                ranked.append((rank, self._is_machinery(item), -count, item.label, item))
        return [item for *_, item in sorted(ranked, key=lambda r: r[:4])]

    def _is_machinery(self, item: Completion) -> bool:
        """Whether a class or property belongs to the workings of the graph: those of concepts are offered before it."""
        if item.sort not in ("class", "property") or not self.store.has_claims or self._is_about_claims():
            return False
        iri = patterns.resolve(Token("name", item.text, 0), self.known)
        if iri is None or item.text == "a":
            return False
        words = self.store.vocabulary
        return iri not in words.relations if item.sort == "property" else not words.is_concept_class(iri)

    def _is_about_claims(self) -> bool:
        subject = self.place.subject
        kinds = (patterns.resolve(p.object, self.known) for p in self.found if subject and p.subject.text == subject.text
                 and p.property and p.property.text == "a")
        return any(k and k.startswith(WF) and not self.store.vocabulary.is_concept_class(k) for k in kinds)

    def _prefixes(self) -> list[Completion]:
        known = {p: n for p, n in PREFIXES.items() if p.startswith(self.prefix or self.local)}
        if self.last is not None and self.last.text.upper() != "PREFIX":
            return []
        return [Completion(f"{p}: <{n}>", p, n, "prefix") for p, n in known.items()]

    def _variables(self) -> list[Completion]:
        wanted = self.typed[1:] if self.typed[:1] in ("?", "$") else self.typed
        mark = self.typed[0] if self.typed[:1] in ("?", "$") else "?"
        return [Completion(mark + n, mark + n, "", "variable") for n in self.names if n.lower().startswith(wanted.lower())]

    def _keywords(self) -> list[Completion]:
        if not self.typed:
            return []
        return [Completion(w, w, "", "keyword") for w in _KEYWORDS[self.place.role] if w.startswith(self.typed.upper())]


def _rank(wanted: str, item: Completion, words: tuple[str, ...]) -> int | None:
    """0 for everything where nothing is typed; then beginnings, beginnings of words, and beginnings of other words; None: no fit."""
    names = (search.fold(item.label), search.fold(item.text.partition(":")[2] or item.text))
    if any(n.startswith(wanted) for n in names):
        return 0
    if any(f" {wanted}" in n for n in names):
        return 1
    folded = [search.fold(w) for w in words]
    if any(n.startswith(wanted) for n in folded):
        return 2
    if any(f" {wanted}" in n for n in folded):
        return 3
    return 4 if len(wanted) > 2 and any(wanted in n for n in names) else None
