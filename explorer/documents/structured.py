"""What a page says to search engines: schema.org as JSON-LD.

May import: graph, addresses, documents.view. The templates write it with Jinja's tojson, which leaves no `<`, `>` or `&` in a script.
https://schema.org/DefinedTerm, https://schema.org/Claim
"""
from __future__ import annotations

from typing import Any

from graph import claims
from graph.store import LABELS
from graph.vocabulary import OWL, RDF, local_name

from .. import addresses
from . import names
from .view import View

CONTEXT = "https://schema.org"


def term(view: View, iri: str, root: str) -> dict[str, Any]:
    """A concept, class or property as a DefinedTerm; *root* is the address of the server."""
    label, definition = view.label(iri), view.definition(iri)
    said: dict[str, Any] = {
        "@context": CONTEXT, "@type": "DefinedTerm", "@id": iri, "name": _text(label), "termCode": local_name(iri),
        "url": root + addresses.document(iri), "inDefinedTermSet": _set(view, root)}
    others = [n for n in view.store.synonyms(iri) if n != label.value]
    if others:
        said["alternateName"] = others
    if definition:
        said["description"] = _text(definition)
    return said


def claim(view: View, found: claims.Claim, root: str) -> dict[str, Any]:
    """A claim as a schema.org Claim, with what it is about and the passages it appears in."""
    about = [iri for iri in (found.subject, found.object) if iri in view.store.concept_set]
    said: dict[str, Any] = {
        "@context": CONTEXT, "@type": "Claim", "@id": found.iri, "text": found.statement, "url": root + addresses.document(found.iri),
        "about": [{"@type": "DefinedTerm", "@id": iri, "name": view.store.label(iri)} for iri in about]}
    if found.passages:
        said["appearance"] = [{"@type": "CreativeWork", "name": ", ".join(x for x in (p.title, p.section, str(p)) if x)}
                              for p in found.passages]
    return said


def thing(view: View, iri: str, root: str) -> dict[str, Any]:
    """Anything else."""
    return {"@context": CONTEXT, "@type": "Thing", "@id": iri, "name": _text(view.label(iri)), "url": root + addresses.document(iri)}


def vocabulary(view: View, root: str) -> dict[str, Any]:
    """The vocabulary as a DefinedTermSet."""
    return {"@context": CONTEXT, **_set(view, root)}


def _set(view: View, root: str) -> dict[str, Any]:
    ontology = next(iter(view.store.subjects(RDF + "type", OWL + "Ontology")), None)
    title = names.first(view.store, ontology, LABELS) if ontology else None
    return {"@type": "DefinedTermSet", "@id": ontology or root + addresses.VOCABULARY, "name": str(title or "vocabulary"),
            "url": root + addresses.VOCABULARY}


def _text(said: names.Text) -> str | dict[str, str]:
    return {"@value": said.value, "@language": said.lang} if said.lang else said.value
