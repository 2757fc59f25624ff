"""Names of things with their language and direction, and links to their documents.

May import: graph, addresses, families. Names come out of a graph as they are; the templates escape them.
"""
from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import pyoxigraph as ox

from graph import occurrence
from graph.store import LABELS, Store
from graph.vocabulary import english_first, local_name

from .. import addresses, families
from ..results import short

_RIGHT_TO_LEFT = {"R", "AL"}
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Text:
    """A text with its language ("" where it has none, or that of the page) and whether it runs from right to left."""

    value: str
    lang: str = ""
    is_rtl: bool = False

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Link:
    """A thing by name: *href* leads to its document, or to its own address where *is_outside*; None where it may lead nowhere.

    *look* holds the style classes of its family's colour and shape, "" for what has none.
    """

    iri: str
    text: Text
    href: str | None
    look: str = ""
    is_outside: bool = False


def text(term: ox.Literal | str) -> Text:
    """A literal, or a bare text, as Text."""
    value, lang = (term.value, term.language or "") if isinstance(term, ox.Literal) else (term, "")
    lang = lang if _LANGUAGE.fullmatch(lang) and lang.split("-")[0] != "en" else ""
    return Text(value, lang, _is_rtl(value))


def label(store: Store, iri: str) -> Text:
    """The name of a thing, as Store.label chooses it, with its language."""
    return first(store, iri, LABELS) or text(store.label(iri) if iri in store.concept_set else _spoken(store, iri))


def first(store: Store, iri: str, predicates: tuple[str, ...]) -> Text | None:
    """The best text that a thing has in one of some properties: English before none before other languages."""
    for predicate in predicates:
        found = [q.object for q in store.graph.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None, None)
                 if isinstance(q.object, ox.Literal)]
        if found:
            return text(min(found, key=english_first))
    return None


def link(store: Store, iri: str) -> Link:
    """A thing as a link to its document; one that the graph says nothing of leads to its own address, if that is the web's."""
    known = is_known(store, iri)
    outside = not known and addresses.is_safe(iri)
    href = addresses.document(iri) if known else iri if outside else None
    return Link(iri, label(store, iri) if known else text(short(iri)), href, look(store, iri) if known else "", outside)


def look(store: Store, iri: str) -> str:
    """The style classes of the family of a concept, "" for everything else."""
    if iri not in store.concept_set:
        return ""
    family = families.of(store).of(iri)
    colour = families.COLOURS.index(family.colour) if family.colour in families.COLOURS else len(families.COLOURS)
    return f"colour-{colour} shape-{family.shape}"


def is_known(store: Store, iri: str) -> bool:
    """Whether the graph says anything of an IRI, or with it; False for what is no IRI at all."""
    try:
        return occurrence.is_known(store, iri)
    except ValueError:
        return False


def _spoken(store: Store, iri: str) -> str:
    term = store.vocabulary.classes.get(iri) or store.vocabulary.properties.get(iri)
    return term.label if term else local_name(iri)


def _is_rtl(value: str) -> bool:
    """Whether the first letter with a direction runs from right to left, as browsers find out for dir=auto."""
    for char in value[:200]:
        sort = unicodedata.bidirectional(char)
        if sort in _RIGHT_TO_LEFT or sort == "L":
            return sort != "L"
    return False
