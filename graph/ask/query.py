"""Query: a reading -> SPARQL over trusted templates -> rows. A value enters a query only through `term`.

May import: vocabulary, store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..store import Store
from ..vocabulary import PREFIXES

RELATION = """\
SELECT DISTINCT ?answer WHERE {{
  VALUES ?property {{ {properties} }}
  {pattern}
  {classes}{holders}}}
ORDER BY ?answer"""

DENIED = """\
SELECT DISTINCT ?answer WHERE {{
  VALUES ?property {{ {properties} }}
  ?claim wf:property ?property ; wf:polarity false ; {pattern} .
  {classes}{holders}}}
ORDER BY ?answer"""

INSTANCES = """\
SELECT DISTINCT ?answer WHERE {{
  {holders}{classes}}}
ORDER BY ?answer"""

DESCRIBED = """\
SELECT ?property ?value WHERE {{
  {anchor} ?property ?value .
  {filter}}}
ORDER BY ?property ?value"""

CLAIMS = """\
SELECT DISTINCT ?claim ?statement WHERE {{
  VALUES ?one {{ {one} }}
  VALUES ?other {{ {other} }}
  ?claim a wf:Claim ; wf:subject ?one ; wf:property ?property ; wf:object ?other ; rdfs:label ?statement .
}}"""

# The anchors stand in the patterns themselves: VALUES is not pushed into a UNION by the engine (8 ms, not 0.2).
SUITED = """\
SELECT DISTINCT ?answer ?anchor WHERE {{
  {patterns}
  {classes}}}
ORDER BY ?answer"""

TIED = """\
{{ ?answer ?property {anchor} . FILTER(?property NOT IN ({against})) BIND({anchor} AS ?anchor) }}
  UNION {{ ?claim wf:condition {anchor} ; wf:subject ?answer ; wf:polarity true . BIND({anchor} AS ?anchor) }}"""


WITH_FORMS = """\
SELECT DISTINCT ?answer WHERE {{
  {{ {query} }}
  UNION {{ VALUES ?chosen {{ {chosen} }} ?answer {form} ?chosen }}
}}
ORDER BY ?answer"""

_PREFIXED = re.compile(r"(?<![\w:])([a-z]+):")


def term(iri: str) -> str:
    """An IRI as a SPARQL term, with a prefix of ours where one fits; no other way leads a value into a query."""
    for prefix, namespace in PREFIXES.items():
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and re.fullmatch(r"[A-Za-z0-9_][\w-]*", local):
            return f"{prefix}:{local}"
    if re.search(r"[\x00-\x20<>\"{}|^`\\]", iri):
        raise ValueError(f"not an IRI: {iri!r}")
    return f"<{iri}>"


def terms(iris: Iterable[str], separator: str = " ") -> str:
    """Several IRIs as SPARQL terms."""
    return separator.join(term(i) for i in iris)


def of_class(targets: Sequence[str]) -> str:
    """A pattern that holds answers to any of some classes (and, in a graph that does not infer, of their subclasses)."""
    return f"?answer a/rdfs:subClassOf* ?class . VALUES ?class {{ {terms(targets)} }}\n  " if targets else ""


def linked_to(holders: Sequence[str]) -> str:
    """A pattern that holds answers to those linked, either way, to each of some concepts."""
    return "".join(f"{{ ?answer ?out{n} {term(h)} }} UNION {{ {term(h)} ?in{n} ?answer }}\n  " for n, h in enumerate(holders))


def relation(
    properties: Sequence[str], gap: str, anchor: str, targets: Sequence[str], holders: Sequence[str], negated: bool = False
) -> str:
    """Who stands at one side of a property with *anchor* at the other; for a negated question, who is denied to."""
    if negated:
        pattern = f"wf:subject ?answer ; wf:object {term(anchor)}" if gap == "subject" else f"wf:subject {term(anchor)} ; wf:object ?answer"
        return DENIED.format(properties=terms(properties), pattern=pattern, classes=of_class(targets), holders=linked_to(holders))
    pattern = f"?answer ?property {term(anchor)} ." if gap == "subject" else f"{term(anchor)} ?property ?answer ."
    return RELATION.format(properties=terms(properties), pattern=pattern, classes=of_class(targets), holders=linked_to(holders))


def instances(targets: Sequence[str], holders: Sequence[str] = (), also: Sequence[str] = ()) -> str:
    """The instances of any of some classes, linked to all holders, and of any of the classes *also*."""
    classes = of_class(targets)
    if also:
        classes += f"?answer a ?kind . VALUES ?kind {{ {terms(also)} }}\n  "
    return INSTANCES.format(classes=classes, holders=linked_to(holders))


def suited(anchors: Sequence[str], targets: Sequence[str], against: Sequence[str]) -> str:
    """What has any relation but those *against* to one of the anchors, or a claim under it as a condition."""
    patterns = "\n  UNION ".join(TIED.format(anchor=term(a), against=terms(against, ", ")) for a in anchors)
    return SUITED.format(patterns=patterns, classes=of_class(targets))


def with_forms(query: str, chosen: Sequence[str], form: str) -> str:
    """The answers of a query, and what stands to one of *chosen* in the relation *form*."""
    return WITH_FORMS.format(query=query.replace("\n", "\n    "), chosen=terms(chosen), form=term(form))


def between(one: Sequence[str], other: Sequence[str]) -> str:
    """The claims that relate some concepts, either way."""
    return CLAIMS.format(one=terms([*one, *other]), other=terms([*one, *other]))


def described(anchor: str, properties: Sequence[str]) -> str:
    """The values of some properties of a concept; of all where none are named."""
    chosen = f"FILTER(?property IN ({terms(properties, ', ')}))\n" if properties else ""
    return DESCRIBED.format(anchor=term(anchor), filter=chosen)


def with_prefixes(query: str) -> str:
    """A query with the declarations of the prefixes that it uses, so that it runs anywhere."""
    names = set(_PREFIXED.findall(query))
    used = [p for p in PREFIXES if p in names]
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in used) + query


def run(store: Store, query: str) -> list[dict[str, str]]:
    """The rows of a query made here."""
    return list(store.select(with_prefixes(query)))
