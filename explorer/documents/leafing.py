"""The vocabulary laid out to be leafed through: classes, properties, an index from A to Z, and a search that needs no script.

May import: graph, addresses, documents.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from graph import catalogue, search
from graph.catalogue import Branch, Entry, Uses
from graph.store import Store
from graph.vocabulary import OWL, RDF, RDFS, SKOS, WF, Property, Term

from .. import addresses
from . import structured
from .names import Link
from .pages import Shown
from .view import View

# Up to so many concepts the whole index stands on one page; above, a letter at a time, in pages of so many.
WHOLE, PAGE = 2000, 500
_MOST_FOUND = 60


@dataclass(frozen=True)
class Row:
    """A class of the tree, with how many lists begin before it (0 or 1) and end before it."""

    link: Link
    count: int
    opens: int
    closes: int


@dataclass(frozen=True)
class Hit:
    """Something that a search found: a link, what it is, and the name that matched where it is another."""

    link: Link
    kind: str
    also: str = ""


def vocabulary(view: View, asked: dict[str, str], root: str) -> Shown:
    """The page of the vocabulary; *asked* may hold `q` (a search), `letter` and `page` of the index."""
    text = asked.get("q", "").strip()[:200]
    store = view.store
    relations = [(p, catalogue.uses(store, p.iri)) for p in _listed(store)]
    return "vocabulary.html", {
        "q": text, "hits": hits(view, text) if text else [], "classes": rows(view, catalogue.tree(store)),
        "machinery": rows(view, catalogue.machinery(store)), "relations": relations, "others": _others(store),
        "index": _index(store, asked.get("letter", ""), asked.get("page", "")), "data": structured.vocabulary(view, root)}


def hits(view: View, text: str) -> list[Hit]:
    """Classes and properties that go by a name, then the concepts that match it."""
    wanted = search.fold(text)
    terms: list[tuple[str, Iterable[Term]]] = [("class", view.store.vocabulary.classes.values()),
                                               ("property", view.store.vocabulary.properties.values())]
    found = [Hit(view.link(t.iri), kind, "" if wanted in search.fold(t.label) else _matching(t, wanted))
             for kind, known in terms for t in sorted(known, key=lambda t: (t.order, t.label)) if wanted and _matching(t, wanted)]
    for match in search.find(view.store, text, _MOST_FOUND):
        found.append(Hit(view.link(match.iri), match.kind, "" if wanted in search.fold(match.label) else match.name))
    return found


def _matching(term: Term, wanted: str) -> str:
    """The name of a term that holds the wanted words from the beginning of one, or ""."""
    nouns = term.nouns if isinstance(term, Property) else ()
    return next((n for n in (term.label, term.name, *term.words, *nouns) if f" {wanted}" in f" {search.fold(n)}"), "")


def rows(view: View, branches: Iterable[Branch]) -> list[Row]:
    """The rows of a tree as nested lists; deeper than twelve nothing is moved in any more."""
    made, before = [], -1
    for branch in branches:
        depth = min(branch.depth, 12, before + 1)
        made.append(Row(view.link(branch.iri), branch.count, int(depth > before), max(0, before - depth)))
        before = depth
    return made


def _listed(store: Store) -> list[Property]:
    """The properties that relate concepts; of two inverse ones that which is stated."""
    found = []
    for p in store.vocabulary.relations.values():
        inverse = store.vocabulary.properties.get(p.inverse or "")
        if inverse and inverse.iri != p.iri and inverse.iri in store.vocabulary.relations and _rank(store, inverse) < _rank(store, p):
            continue
        found.append(p)
    return sorted(found, key=lambda p: (p.order, p.label.lower()))


def _rank(store: Store, prop: Property) -> tuple[int, int, str]:
    return -catalogue.uses(store, prop.iri).stated, prop.order, prop.iri


def _others(store: Store) -> list[tuple[Property, Uses]]:
    """Properties that say nothing of concepts: the machinery of claims, without their unused inverses."""
    known = store.vocabulary
    found = [(p, catalogue.uses(store, p.iri)) for p in known.properties.values()
             if p.iri not in known.relations and not p.iri.startswith((RDF, RDFS, OWL, SKOS))]
    kept = [(p, n) for p, n in found if (n.stated or not p.inverse) and (not store.has_claims or p.iri.startswith(WF))]
    return sorted(kept, key=lambda pair: pair[0].label.lower())


def _index(store: Store, letter: str, page: str) -> dict[str, Any]:
    """The letters with their addresses, and the part of the index that is shown."""
    whole, total = catalogue.index(store), len(store.concepts)
    if total <= WHOLE:
        return {"total": total, "letters": [(name, f"#{anchor(name)}", len(found)) for name, found in whole.items()],
                "shown": [(name, anchor(name), found) for name, found in whole.items()], "pages": [], "letter": ""}
    letter = letter if letter in whole else next(iter(whole))
    found: list[Entry] = whole[letter]
    last = (len(found) - 1) // PAGE + 1
    number = min(max(1, int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1), last)
    return {"total": total, "letter": letter, "letters": [(name, _address(name), len(held)) for name, held in whole.items()],
            "shown": [(letter, anchor(letter), found[(number - 1) * PAGE:number * PAGE])],
            "pages": [(n, _address(letter, n), n == number) for n in range(1, last + 1)] if last > 1 else []}


def anchor(letter: str) -> str:
    """The anchor of a letter of the index, which is safe in an attribute."""
    return "index-" + (letter if letter.isascii() and letter.isalpha() else "-".join(f"{ord(c):x}" for c in letter))


def _address(letter: str, page: int = 1) -> str:
    asked = {"letter": letter} | ({"page": str(page)} if page > 1 else {})
    return f"{addresses.VOCABULARY}?{urlencode(asked)}#{anchor(letter)}"
