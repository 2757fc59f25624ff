"""A graph, or what it says of some concepts, as a file in a common format.

May import: errors, progress, vocabulary, store, claims, network, concepts, steps. What is written is in a fixed order, so that
the same graph gives the same bytes, its blank nodes aside (their names are new whenever a file is loaded).
"""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from . import claims, network
from .claims import Claim
from .concepts import relation_label
from .errors import StoreError
from .progress import Progress, ticking, told, unseen
from .steps import Step, step
from .store import Store
from .vocabulary import INFERRED, PREFIXES, RDF, WF

RDF_FORMATS = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "nquads": ox.RdfFormat.N_QUADS,
               "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML}
FORMATS = (*RDF_FORMATS, "graphml", "csv")
MEDIA_TYPES = {**{name: kind.media_type for name, kind in RDF_FORMATS.items()},
               "graphml": "application/graphml+xml", "csv": "text/csv"}
_SUFFIXES = {"ttl": "turtle", "nt": "ntriples", "nq": "nquads", "json-ld": "jsonld", "json": "jsonld", "rdf": "rdfxml",
             "xml": "rdfxml", "owl": "rdfxml", "n-triples": "ntriples", "n-quads": "nquads", "rdf/xml": "rdfxml"}
_COLUMNS = ("subject", "subject_label", "property", "property_label", "object", "object_label", "polarity", "direction",
            "condition", "standing", "statement", "lines")
_MOST_LOOKED_AT = 20_000
# What makes a spreadsheet take a cell for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What XML 1.0 cannot hold.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Quad = ox.Quad
# Whether a relation (subject, property, object), or its denial, is to be left out.
Hides = Callable[[str, str, str, bool], bool]


def format_of(name: str) -> str:
    """The format that a file suffix (".ttl"), a file name or a name ("turtle") stands for; raises StoreError."""
    last = name.lower().rsplit(".", 1)[-1]
    found = _SUFFIXES.get(last, last)
    if found not in FORMATS:
        raise StoreError(f"{name}: unknown format; write one of {', '.join(FORMATS)}")
    return found


def nothing(subject: str, property: str, object: str, denied: bool) -> bool:
    """Hides no relation."""
    return False


def write(store: Store, format: str, iris: Sequence[str] | None = None, hides: Hides = nothing, progress: Progress = unseen) -> bytes:
    """The whole graph, or what it says of the concepts *iris* and between them but what *hides* says, in a format (see `format_of`).

    Turtle, N-Triples and RDF/XML hold what is asserted; N-Quads, TriG and JSON-LD keep named graphs and what is
    inferred too. GraphML and CSV hold the links: GraphML those that stand, CSV every claim with its standing.
    """
    chosen = format_of(format)
    if chosen == "csv":
        return _csv(store, iris, hides, progress)
    if chosen == "graphml":
        return _graphml(store, _links(store, iris, hides, progress), iris, progress)
    quads = list(told(store.graph if iris is None else _about(store, iris, hides=hides), "reading statements", progress, len(store)))
    return rdf(quads, chosen, progress)


def write_steps(store: Store, steps: Iterable[Step], format: str) -> bytes:
    """The links of paths and the concepts along them, in a format; RDF brings the claims behind the links."""
    chosen = format_of(format)
    links = list(dict.fromkeys(steps))
    iris = list(dict.fromkeys(iri for s in links for iri in (s.start, s.end)))
    if chosen == "graphml":
        return _graphml(store, links, iris)
    said = [c for s in links for c in s.claims]
    if chosen == "csv":
        bare = [_link_row(store, s) for s in links if not s.claims]
        return _table([*(_claim_row(store, c) for c in said), *bare])
    wanted = {(s.subject, s.property, s.object) for s in links}
    own = [q for q in _about(store, iris, [c.iri for c in said])
           if q.subject.value not in iris or not _is_link(store, q)
           or (q.subject.value, q.predicate.value, q.object.value) in wanted]
    return rdf(own, chosen)


def rdf(quads: Sequence[Quad], format: str, progress: Progress = unseen) -> bytes:
    """Quads in one of RDF_FORMATS, in a fixed order; formats without named graphs leave out what is inferred."""
    kind = RDF_FORMATS[format]
    keys = [str(quad) for quad in ticking(quads, "ordering statements", progress)]
    ordered = [quads[at] for at in sorted(range(len(quads)), key=keys.__getitem__)]
    said: Sequence[Any] = ordered
    if not kind.supports_datasets:
        said = list(dict.fromkeys(q.triple for q in ordered if not _is_inferred(q)))
    prefixes = _used(keys) if format in ("turtle", "trig", "rdfxml") else None
    return _steady(ox.serialize(ticking(said, "writing statements", progress), format=kind, prefixes=prefixes) or b"")


def _used(written: Sequence[str]) -> dict[str, str]:
    """Those of our prefixes that statements have use for; all of them where looking takes longer than it is worth."""
    if len(written) > _MOST_LOOKED_AT:
        return PREFIXES
    text = "\n".join(written)
    return {prefix: name for prefix, name in PREFIXES.items() if f"<{name}" in text}


def _steady(written: bytes) -> bytes:
    """The same with its prefixes in order; the engine writes them in a different one each time."""
    if written.startswith(b"@prefix"):
        head = re.match(rb"(?:@prefix [^\n]*\n)*", written)
        lines = head[0].splitlines(keepends=True) if head else []
        return b"".join(sorted(lines)) + written[sum(map(len, lines)):]
    root = re.search(rb"<rdf:RDF ([^>]*)>", written)
    return written.replace(root[1], b" ".join(sorted(root[1].split(b" "))), 1) if root else written


def _about(store: Store, iris: Sequence[str], claim_iris: Sequence[str] | None = None, hides: Hides = nothing) -> Iterator[Quad]:
    """What is said of concepts and between them: their own statements, the claims, and all that these lead to."""
    inside, known = set(iris), claims.of(store)
    if claim_iris is None:
        claim_iris = [c.iri for iri in iris for c in known.by_subject.get(iri, [])
                      if _is_told(store, c, inside, hides)]
    terms = store.vocabulary.classes.keys() | store.vocabulary.properties.keys()
    waiting: list[Any] = [ox.NamedNode(iri) for iri in (*iris, *claim_iris)]
    seen = set(waiting)
    while waiting:
        for quad in store.graph.quads_for_pattern(waiting.pop(), None, None, None):
            if _is_link(store, quad) and (quad.object.value not in inside or
                                          hides(quad.subject.value, quad.predicate.value, quad.object.value, False)):
                continue
            yield quad
            other = quad.object
            if isinstance(other, (ox.NamedNode, ox.BlankNode)) and other not in seen \
                    and quad.predicate.value not in (RDF + "type", WF + "property") \
                    and other.value not in store.concept_set and other.value not in terms \
                    and not _is_hidden(known.by_iri.get(other.value), hides):
                seen.add(other)
                waiting.append(other)


def _is_told(store: Store, claim: Claim, inside: Container[str], hides: Hides) -> bool:
    """Whether a claim about one of some concepts is to be told: its object is a value, or one of them and not hidden."""
    if claim.object not in store.concept_set:
        return True
    return claim.object in inside and not _is_hidden(claim, hides)


def _is_hidden(claim: Claim | None, hides: Hides) -> bool:
    return claim is not None and hides(claim.subject, claim.property, claim.object, not claim.polarity)


def _is_link(store: Store, quad: Quad) -> bool:
    """Whether a statement links two concepts."""
    subject, object = quad.subject, quad.object
    return isinstance(object, ox.NamedNode) and isinstance(subject, ox.NamedNode) \
        and object.value in store.concept_set and subject.value in store.concept_set


def _is_inferred(quad: Quad) -> bool:
    return isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value == INFERRED


def _links(store: Store, iris: Sequence[str] | None, hides: Hides = nothing, progress: Progress = unseen) -> list[Step]:
    """Every standing link, or those between some concepts that are not hidden, as steps."""
    net = network.of(store, progress)
    inside: Sequence[int] = range(len(net)) if iris is None else sorted({net.number[i] for i in iris if i in net.number})
    chosen = set(inside)
    found = [step(store, net.iris[one], net.properties[link // 2], net.iris[other], True)
             for one in ticking(inside, "collecting links", progress) for other, _ in net.row(one) if other in chosen
             for link, _ in net.links(one, other) if link % 2 == 0]
    return [s for s in found if not hides(s.subject, s.property, s.object, False)]


def _graphml(store: Store, links: Sequence[Step], iris: Sequence[str] | None, progress: Progress = unseen) -> bytes:
    import networkx as nx
    graph = nx.MultiDiGraph()
    for iri in store.concepts if iris is None else iris:
        graph.add_node(iri, label=clean(store.label(iri)), kind=clean(store.kind(iri)))
    for position, link in enumerate(ticking(links, "writing links", progress)):
        graph.add_edge(link.subject, link.object, f"e{position}", property=link.property,
                       label=relation_label(store, link.property, True), **_evidence(store, link))
    stream = io.BytesIO()
    nx.write_graphml(graph, stream, encoding="utf-8")
    return stream.getvalue()


def _evidence(store: Store, link: Step) -> dict[str, str]:
    said = link.claims[0] if link.claims else None
    if said is None:
        return {"statement": "", "direction": "", "condition": "", "lines": ""}
    return {"statement": clean(said.statement), "direction": said.direction or "",
            "condition": _conditions(store, said), "lines": _lines(said)}


def _csv(store: Store, iris: Sequence[str] | None, hides: Hides, progress: Progress) -> bytes:
    inside = None if iris is None else set(iris)
    said = [c for c in claims.of(store).all if inside is None or (
        c.subject in inside and _is_told(store, c, inside, hides))]
    bare = [_link_row(store, s) for s in ticking(_links(store, iris, hides, progress), "writing links", progress) if not s.claims]
    return _table([*(_claim_row(store, c) for c in sorted(said, key=lambda c: c.iri)), *bare])


def _table(rows: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    table = csv.writer(stream)
    table.writerow(_COLUMNS)
    table.writerows(dict.fromkeys(tuple(map(safe_cell, row)) for row in rows))
    return stream.getvalue().encode()


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: behind an apostrophe where it begins like one.

    Taking one apostrophe off, where only apostrophes precede such a beginning, gives the text back.
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def _claim_row(store: Store, claim: Claim) -> tuple[str, ...]:
    name = claim.object if claim.is_literal else store.label(claim.object)
    return (claim.subject, store.label(claim.subject), claim.property, relation_label(store, claim.property, True),
            claim.object, name, "yes" if claim.polarity else "no", claim.direction or "", _conditions(store, claim),
            "yes" if claim.standing else "no", claim.statement, _lines(claim))


def _link_row(store: Store, link: Step) -> tuple[str, ...]:
    return (link.subject, store.label(link.subject), link.property, relation_label(store, link.property, True),
            link.object, store.label(link.object), "yes", "", "", "yes", "", "")


def _conditions(store: Store, claim: Claim) -> str:
    return "; ".join(store.label(c) for c in claim.conditions)


def _lines(claim: Claim) -> str:
    return "; ".join(str(passage) for passage in claim.passages)


def clean(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold; a mark stands for each."""
    return _UNWRITABLE.sub("\ufffd", text)
