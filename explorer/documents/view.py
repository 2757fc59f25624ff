"""What the templates ask of a store: names, links, evidence, groups of relations, statements; one View for a store.

May import: graph, addresses, documents.names. Templates hold no look-ups of their own.
"""
from __future__ import annotations

import builtins
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from urllib.parse import quote

import pyoxigraph as ox

from graph import catalogue, concepts, formulas, sentences
from graph.claims import Claim, Passage
from graph.mathml import mathml
from graph.store import DEFINITIONS, Store
from graph.vocabulary import NOTES, OWL, PREFIXES, RDF, RDFS, SKOS, WF

from .. import addresses
from ..results import short
from . import names
from .names import Link, Text

AT_ONCE = 10
MOST = 1000
_ROOTS = frozenset({WF + "Concept", SKOS + "Concept", OWL + "Thing", RDFS + "Resource"})
_STANDARD = (OWL, RDFS, RDF, SKOS)
_MOST_STATEMENTS = 3000
_LINKS = 10_000  # that are remembered


@dataclass(frozen=True)
class Statements:
    """The ends of one property of a thing: links, or texts with a note (language or datatype)."""

    property: Link
    forward: bool
    links: tuple[Link, ...]
    texts: tuple[tuple[Text, str], ...]

    @builtins.property  # the field of that name hides it here
    def count(self) -> int:
        """How many ends there are."""
        return len(self.links) + len(self.texts)


class View:
    """The look-ups of the templates, over one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._links = lru_cache(_LINKS)(partial(names.link, store))

    at_once, most = AT_ONCE, MOST
    document = staticmethod(addresses.document)
    explore = staticmethod(addresses.concept)
    kind_address = staticmethod(addresses.kind)
    sentence = staticmethod(sentences.sentence)
    short = staticmethod(short)
    text = staticmethod(names.text)
    is_safe = staticmethod(addresses.is_safe)

    def link(self, iri: str) -> Link:
        """A thing by name."""
        return self._links(iri)

    def pieces(self, iri: str) -> list[str]:
        """An IRI in pieces between which a line may break."""
        return re.findall(r"[^/#?&]*[/#?&]+|[^/#?&]+", iri)

    def links(self, iris: Iterable[str]) -> list[Link]:
        """Things by name."""
        return [self.link(iri) for iri in iris]

    def label(self, iri: str) -> Text:
        """The name of a thing."""
        return names.label(self.store, iri)

    def definition(self, iri: str) -> Text | None:
        """What a thing is."""
        return names.first(self.store, iri, DEFINITIONS)

    def sparql(self, iri: str) -> str:
        """The address that asks for all that the graph says of a thing."""
        return addresses.sparql(f"SELECT ?property ?value WHERE {{\n  <{iri}> ?property ?value .\n}}\nORDER BY ?property")

    def ancestry(self, iri: str) -> list[Link]:
        """The way down to a class from the broadest above it, without the roots that hold everything, and without it itself."""
        classes, way, at = self.store.vocabulary.classes, [iri], iri
        while at in classes:
            above = [p for p in classes[at].parents if p in classes and p not in way and not self._is_foreign(at, p)]
            if not above or above[0] in _ROOTS:
                break
            at = above[0]
            way.append(at)
        return self.links(reversed(way[1:]))

    def _is_foreign(self, iri: str, parent: str) -> bool:
        return iri.startswith(WF) and not parent.startswith(WF) or parent.startswith(_STANDARD)

    def crumbs(self, iri: str) -> list[Link]:
        """The path to a concept: what is broader where the graph says so (SKOS), else its classes from the broadest down."""
        way: list[str] = []
        at = iri
        while broader := [b for b in self.store.values(at, SKOS + "broader") if b in self.store.concept_set and b not in (*way, iri)]:
            at = broader[0]
            way.append(at)
        kinds = self.store.kinds(iri)
        if way or not kinds:
            return self.links(reversed(way))
        return [*self.ancestry(kinds[0]), *([] if kinds[0] in _ROOTS else [self.link(kinds[0])])]

    def formula(self, iri: str) -> formulas.Formula | None:
        """The formula that a concept is."""
        try:
            return next((f for f in formulas.read(self.store) if f.iri == iri), None)
        except formulas.FormulaError:
            return None

    def drawn(self, expression: str) -> str | None:
        """An expression as MathML, safe to be put into a page as it is; None where it is no formula."""
        return mathml(expression)

    def passages(self, *groups: Iterable[Passage]) -> list[Passage]:
        """Passages of several lists, each once, in their order in the notes."""
        return sorted({p for group in groups for p in group})

    def passage_mark(self, passage: Passage) -> str:
        """A passage in brief: L217, or L283–286."""
        return f"L{passage.first}" if passage.first == passage.last else f"L{passage.first}–{passage.last}"

    def passage_link(self, passage: Passage) -> str | None:
        """The document about a passage of our notes."""
        iri = f"{NOTES}L{passage.first}" + ("" if passage.first == passage.last else f"-L{passage.last}")
        return addresses.document(iri) if names.is_known(self.store, iri) else None

    def conditions(self, claim: Claim) -> list[Link]:
        """What a claim holds under."""
        return self.links(claim.conditions)

    def value_name(self, claim: Claim) -> names.Text | names.Link:
        """The object of a claim: a link, or a text."""
        return names.text(claim.object) if claim.is_literal or ":" not in claim.object else self.link(claim.object)

    def relation(self, prop: str, forward: bool = True) -> str:
        """How a property reads."""
        return concepts.relation_label(self.store, prop, forward)

    def statements(self, iri: str, forward: bool, without: Sequence[str] = ()) -> list[Statements]:
        """The statements of a thing, or (not *forward*) those that lead to it, by property; of very many only the first."""
        node = ox.NamedNode(iri)
        quads = self.store.graph.quads_for_pattern(*((node, None, None, None) if forward else (None, None, node, None)))
        grouped: dict[str, set[ox.NamedNode | ox.BlankNode | ox.Literal]] = defaultdict(set)
        for quad in islice(quads, _MOST_STATEMENTS):
            end = quad.object if forward else quad.subject
            if quad.predicate.value not in without and not isinstance(end, ox.Triple):
                grouped[quad.predicate.value].add(end)
        made = [self._gathered(prop, forward, ends) for prop, ends in grouped.items()]
        return sorted(made, key=lambda s: (bool(s.links), str(s.property.text).lower()))

    def _gathered(self, prop: str, forward: bool, ends: Iterable[ox.NamedNode | ox.BlankNode | ox.Literal]) -> Statements:
        links, texts = [], []
        for end in ends:
            if isinstance(end, ox.NamedNode):
                links.append(self._links(end.value))
            elif isinstance(end, ox.BlankNode):
                texts.append((Text(self._inside(end)), "a blank node"))
            else:
                note = end.language or ("" if end.datatype.value.endswith("#string") else short(end.datatype.value))
                texts.append((names.text(end), note if note != "en" else ""))
        links.sort(key=lambda k: (catalogue.sortable(str(k.text)), k.iri))
        return Statements(self.link(prop), forward, tuple(links), tuple(sorted(texts, key=lambda t: t[0].value)))

    def _inside(self, node: ox.BlankNode) -> str:
        """What a blank node says, in brief."""
        said = [f"{short(q.predicate.value)} {self._brief(q.object)}"
                for q in islice(self.store.graph.quads_for_pattern(node, None, None, None), 8)]
        return "; ".join(sorted(said)) or "…"

    def _brief(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
        return short(term.value) if isinstance(term, ox.NamedNode) else f"“{term.value[:80]}”" if isinstance(term, ox.Literal) else "…"

    def outside(self, iris: Iterable[str]) -> list[Link]:
        """Terms of other vocabularies, by their short names."""
        return [Link(i, Text(short(i)), i if addresses.is_safe(i) else None, is_outside=True) for i in iris]

    def anchor(self, iri: str) -> str:
        """A thing's anchor within a page: the end of our own IRIs, else the whole, made safe for an attribute."""
        return quote(addresses.short(iri, WF), safe="")

    def prefixed(self, iri: str) -> str:
        """An IRI with a known prefix."""
        return next((f"{p}:{iri[len(n):]}" for p, n in PREFIXES.items() if iri.startswith(n) and len(iri) > len(n)), iri)
