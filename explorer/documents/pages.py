"""The pages of things as HTML: which template shows a thing, and with what.

May import: graph, addresses, documents. Each function gives the name of a template and its variables.
"""
from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from graph import catalogue, claims, concepts, search
from graph.store import Store
from graph.vocabulary import DCTERMS, SKOS, WF, Property, local_name, whole

from .. import addresses
from . import names, structured
from .view import View

Shown = tuple[str, dict[str, Any]]
_NEAREST = 8
_ALIKE = 76.0
_MOST_USES = 200


def page(view: View, iri: str, root: str) -> Shown:
    """The page of any thing that a graph speaks of."""
    return _kind(view.store, iri)(view, iri, root)


def _kind(store: Store, iri: str) -> Callable[[View, str, str], Shown]:
    known = claims.of(store)
    if iri in known.by_iri:
        return claim
    if iri in known.corrections:
        return correction
    if known.all and store.value(iri, WF + "firstLine"):
        return passage
    if iri in store.vocabulary.classes:
        return kind
    if iri in store.vocabulary.properties:
        return relation
    return concept if iri in store.concept_set else thing


def concept(view: View, iri: str, root: str) -> Shown:
    """All that the graph says of a concept."""
    store, about = view.store, concepts.describe(view.store, iri)
    hidden = set(store.values(iri, SKOS + "hiddenLabel"))
    said = [c for g in about.groups for n in g.neighbours for c in n.claims] + [c for v in about.values for c in v.claims]
    said += [*about.denied, *about.withdrawn]
    passages = view.passages(about.passages, *(c.passages for c in said), *(s.passages for s in about.steps),
                             *(c.passages for c in about.corrections))
    formula = view.formula(iri) if about.expression else None
    shown = {WF + "expression", *(v.property for v in about.values), *(g.property for g in about.groups)}
    others = [] if store.has_claims else [s for s in view.statements(iri, True, sorted(shown)) if not s.property.iri.startswith(WF)]
    return "concept.html", {
        "about": about, "names": [n for n in about.synonyms if n not in hidden], "kinds": view.links(store.kinds(iri)),
        "passages": passages, "formula": formula, "others": others, "total": sum(len(g.neighbours) for g in about.groups),
        "data": structured.term(view, iri, root)}


def kind(view: View, iri: str, root: str) -> Shown:
    """A class: where it stands, what it has, what it is made of."""
    store = view.store
    term = store.vocabulary.classes[iri]
    above = store.vocabulary.ancestors(iri)
    relations = sorted(store.vocabulary.properties.values(), key=lambda p: (p.order, p.label.lower()))
    known = [c for c in term.parents if c in store.vocabulary.classes]
    below = [c for c in store.vocabulary.classes.values() if iri in c.parents and c.iri != iri]
    members = catalogue.members(store, iri) if iri != WF + "Claim" else []
    return "class.html", {
        "term": term, "parents": view.links(known), "aligned": view.outside(p for p in term.parents if p not in known),
        "below": [(view.link(c.iri), catalogue.instances(store)[c.iri]) for c in sorted(below, key=lambda c: (c.order, c.label.lower()))],
        "count": catalogue.instances(store)[iri], "members": view.links(members[:view.most]), "disjoint": view.links(sorted(term.disjoint)),
        "of": [p for p in relations if p.domain == iri], "to": [p for p in relations if p.range == iri],
        "inherited": [p for p in relations if p.domain in above and p.domain != iri], "data": structured.term(view, iri, root)}


def relation(view: View, iri: str, root: str) -> Shown:
    """A property: between what it stands, what people call it, and what it says of what."""
    store = view.store
    term: Property = store.vocabulary.properties[iri]
    pairs = sorted({(q.subject.value, q.object) for q in _uses(store, iri) if not isinstance(q.object, ox.Triple)},
                   key=lambda p: (catalogue.sortable(store.label(p[0])), p[0], str(p[1])))
    uses = [(view.link(s), names.text(o) if isinstance(o, ox.Literal) else view.link(o.value)) for s, o in pairs]
    below = sorted(p.iri for p in store.vocabulary.properties.values() if iri in p.parents and p.iri != iri)
    return "property.html", {
        "term": term, "uses": catalogue.uses(store, iri), "pairs": uses, "below": view.links(below),
        "parents": view.links(p for p in term.parents if p != iri), "data": structured.term(view, iri, root)}


def _uses(store: Store, iri: str) -> list[ox.Quad]:
    found = (q for q in store.graph.quads_for_pattern(None, ox.NamedNode(iri), None, None)
             if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, (ox.NamedNode, ox.Literal)))
    return list(itertools.islice(found, _MOST_USES))


def claim(view: View, iri: str, root: str) -> Shown:
    """A claim: what it says, what it rests on, and whether it stands."""
    found = claims.of(view.store).by_iri[iri]
    same = [c for c in claims.of(view.store).find(found.subject, frozenset({found.property})) if c.iri != iri]
    return "claim.html", {"claim": found, "passages": view.passages(found.passages), "same": same,
                          "data": structured.claim(view, found, root)}


def correction(view: View, iri: str, root: str) -> Shown:
    """A correction: what the notes had, what holds, what it changes."""
    known = claims.of(view.store)
    found = known.corrections[iri]
    overruled = [known.by_iri[c] for c in view.store.values(iri, WF + "overrules") if c in known.by_iri]
    now = [known.by_iri[c] for c in view.store.values(iri, WF + "now") if c in known.by_iri]
    return "correction.html", {"correction": found, "overruled": overruled, "now": now, "passages": view.passages(found.passages),
                               "data": structured.thing(view, iri, root)}


def passage(view: View, iri: str, root: str) -> Shown:
    """Lines of the notes: what they define, what rests on them, what corrects them."""
    store, known = view.store, claims.of(view.store)
    given = (store.value(iri, name) or "" for name in (WF + "firstLine", WF + "lastLine", WF + "section", DCTERMS + "title"))
    first, last, section, title = given
    here = claims.Passage(whole(first, 0), whole(last, 0), section, title)
    resting = [known.by_iri[c] for c in store.subjects(WF + "passage", iri) if c in known.by_iri]
    defined = [c.subject for c in resting if c.property == SKOS + "definition"]
    corrected = [known.corrections[c] for c in store.subjects(WF + "passage", iri) if c in known.corrections]
    return "passage.html", {"passage": here, "defined": view.links(defined), "corrected": corrected,
                            "stated": [c for c in resting if c.property != SKOS + "definition"], "data": structured.thing(view, iri, root)}


def thing(view: View, iri: str, root: str) -> Shown:
    """Anything else that the graph names: its statements, in both directions."""
    return "thing.html", {"kinds": view.links(view.store.kinds(iri)), "out": view.statements(iri, True),
                          "back": view.statements(iri, False), "data": structured.thing(view, iri, root)}


def nearest(view: View, name: str) -> list[names.Link]:
    """The things whose names look most like one that nobody has."""
    store = view.store
    spoken = local_name(name).replace("-", " ").replace("_", " ")
    found = [m.iri for m in search.find(store, spoken, _NEAREST) if m.score >= _ALIKE]
    terms: dict[str, str] = {}
    for iri in (*store.vocabulary.classes, *store.vocabulary.properties):
        terms.setdefault(local_name(iri).lower(), iri)
    close = difflib.get_close_matches(local_name(name)[:100].lower(), list(terms)[:5000], 4, 0.75)
    first = [terms[c] for c in close]
    ours = (*first, *found) if name.startswith(addresses.ROOMS["ontology"]) else (*found, *first)
    return view.links(list(dict.fromkeys(ours))[:_NEAREST])
