"""What is wrong with facts and graphs -> findings: duplicates, contradictions, orphans, unused corrections, shapes, examples.

May import: errors, progress, vocabulary, facts, compile, store, claims, formulas, coverage. (facts and compile only when there is YAML.)
"""
from __future__ import annotations

import os
import pathlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from . import claims, coverage, formulas
from .claims import Claim, Correction
from .errors import FactError, GraphError
from .progress import Progress, unseen
from .store import Store
from .vocabulary import CLAIM, CORRECTION, ID, INFERRED, RDF, SKOS, WF, Property

_OVERRULING = ("replaces", "retracts")
_CITED = ("replaces", "narrows", "completes", "renames", "closes")
_TYPE = RDF + "type"


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong: the rule it breaks, where (file and line, or an IRI), and what to do."""

    rule: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


Places = dict[str, str]


def of_folders(paths: Sequence[str | os.PathLike[str]]) -> tuple[list[Finding], Places]:
    """What YAML facts alone show: claims stated twice, lists of unclaimed lines that are too long.

    Also gives the file and line behind the IRI of each concept, claim and correction, for `of_store`.
    Paths that hold no YAML give nothing. Raises FactError with all that the reader finds.
    """
    from . import facts, vocabulary
    found: list[Finding] = []
    places: Places = {}
    problems: list[str] = []
    terms = vocabulary.read_ontology()
    for folder in _yaml_folders(paths):
        try:
            read = facts.read(folder, terms)
        except FactError as error:
            problems += error.problems
            continue
        found += _duplicates(read.claims, places)
        places |= {ID + c.id: str(c.place) for c in read.concepts} | {CORRECTION + f.id: str(f.place) for f in read.findings}
    if problems:
        raise FactError(problems)
    listed = len(coverage.read_unclaimed(paths))
    if listed > coverage.MOST_UNCLAIMED:
        found.append(Finding("unclaimed", coverage.FILE, f"{listed} lines are listed; at most {coverage.MOST_UNCLAIMED} may state nothing"))
    return found, places


def _yaml_folders(paths: Iterable[str | os.PathLike[str]]) -> list[pathlib.Path]:
    return [p for p in map(pathlib.Path, paths) if p.is_dir() and any(p.glob("*.yaml"))]


def _duplicates(stated: Iterable[object], places: Places) -> list[Finding]:
    from .compile import claim_name
    from .facts import Claim as Fact
    found = []
    for claim in stated:
        assert isinstance(claim, Fact)
        iri = CLAIM + claim_name(claim)
        if iri in places:
            found.append(Finding("duplicate", str(claim.place), f"{claim.subject}: the same claim stands at {places[iri]}; keep one"))
        places.setdefault(iri, str(claim.place))
    return found


def of_store(store: Store, places: Places | None = None, progress: Progress = unseen) -> list[Finding]:
    """What a graph shows, in order of the rules: shapes, contradictions, plain triples, orphans, corrections, names, examples.

    *places* (from `of_folders`) tells where an IRI was written down. A graph of other people's making, without
    claims, has only the shapes of its RDF to be checked.
    """
    rules = {"shapes": shapes, "contradictions": contradictions, "plain triples": plain_triples, "orphans": orphans,
             "corrections": unused_corrections, "shared names": shared_names, "worked examples": worked_examples}
    found: list[Finding] = []
    for done, (name, rule) in enumerate(rules.items()):
        progress(f"checking {name}", done, len(rules))
        found += rule(store)
    progress("checked", len(rules), len(rules))
    return [Finding(f.rule, (places or {}).get(f.place, f.place), f.message) for f in found]


def contradictions(store: Store) -> list[Finding]:
    """A positive and a negative claim that stand, of one triple and direction, with the same conditions."""
    sides: dict[tuple[object, ...], dict[bool, Claim]] = defaultdict(dict)
    for claim in claims.of(store).all:
        if claim.standing:
            key = (*_canonical(store, claim), claim.direction, claim.conditions)
            sides[key].setdefault(claim.polarity, claim)
    return [Finding("contradiction", both[True].iri, f"{both[True].statement!r} and {both[False].statement!r} both stand; "
                    "correct one, or give it a condition or a direction")
            for both in sides.values() if len(both) == 2]


def _canonical(store: Store, claim: Claim) -> tuple[str, str, str]:
    """A claim's triple, the same for both directions of an inverse or symmetric property."""
    prop: Property | None = store.vocabulary.properties.get(claim.property)
    mirrored = (claim.object, claim.property if prop and prop.symmetric else prop.inverse if prop else None, claim.subject)
    triple = (claim.subject, claim.property, claim.object)
    return min(triple, (mirrored[0], mirrored[1], mirrored[2])) if mirrored[1] else triple


def plain_triples(store: Store) -> list[Finding]:
    """Positive claims that stand without their plain triple, and withdrawn or negative ones that have it without another claim."""
    stand: set[tuple[str, str, str]] = set()
    others: list[Claim] = []
    found = []
    for claim in claims.of(store).all:
        triple = (claim.subject, claim.property, claim.object)
        if ":" not in claim.subject or ":" not in claim.property:
            continue  # no claim at all; the shapes say so
        if claim.polarity and claim.standing:
            stand.add(triple)
            if claim.property != SKOS + "definition" and not _asserted(store, claim):
                found.append(Finding("plain triple", claim.iri, f"{claim.statement!r} stands, but its plain triple is missing"))
        else:
            others.append(claim)
    found += [Finding("plain triple", c.iri, f"{c.statement!r} does not stand, but its plain triple is asserted")
              for c in others if (c.subject, c.property, c.object) not in stand and _asserted(store, c)]
    return found


def _asserted(store: Store, claim: Claim) -> bool:
    quads = store.graph.quads_for_pattern(ox.NamedNode(claim.subject), ox.NamedNode(claim.property), None, None)
    return any(q.object.value == claim.object and (not isinstance(q.graph_name, ox.NamedNode) or q.graph_name.value != INFERRED)
               for q in quads if not isinstance(q.object, ox.Triple))


def orphans(store: Store) -> list[Finding]:
    """Concepts that nothing but their own definition speaks of."""
    known = claims.of(store)
    if not known.all:
        return []
    related = {c for claim in known.all if claim.property != SKOS + "definition" for c in (claim.subject, claim.object, *claim.conditions)}
    related |= {u for step in store.subjects(_TYPE, WF + "Step") for u in store.values(step, WF + "stepUses")}
    return [Finding("orphan", iri, f"{store.label(iri)!r} is related to nothing; state a claim about it or drop it")
            for iri in store.concepts if iri not in related and not store.values(iri, WF + "step")]


def unused_corrections(store: Store) -> list[Finding]:
    """Corrections that overrule no claim though they replace or retract, that no claim cites, or that concern nothing."""
    known = claims.of(store)
    citing = {c.correction.iri for c in known.all if c.correction is not None and c.standing}
    found = []
    for correction in known.corrections.values():
        found += [Finding("correction", correction.iri, f"the finding {m}") for m in _unused(store, correction, citing)]
    return found


def _unused(store: Store, correction: Correction, citing: set[str]) -> list[str]:
    said = []
    if correction.effect in _OVERRULING and not store.values(correction.iri, WF + "overrules"):
        said.append(f"{correction.effect} a claim, but none is 'overruled' by it")
    if correction.effect in _CITED and correction.iri not in citing:
        said.append(f"{correction.effect} something, but no claim or definition names it as its 'finding'")
    if not correction.about:
        said.append("is 'about' no concept, so that nobody finds it")
    return said


def shared_names(store: Store) -> list[Finding]:
    """Names that several concepts go by: who types one cannot tell which is meant."""
    if not store.has_claims:
        return []
    owners: dict[str, list[str]] = defaultdict(list)
    for iri in store.concepts:
        for name in {n.casefold() for n in (store.label(iri), *store.synonyms(iri))}:
            owners[name].append(iri)
    return [Finding("shared name", iris[0], f"{name!r} also names {', '.join(store.label(i) for i in iris[1:])}; keep it for one")
            for name, iris in owners.items() if len(iris) > 1]


def worked_examples(store: Store) -> list[Finding]:
    """Worked examples of formulas that do not come out as the notes have them."""
    found = []
    for formula in formulas.read(store):
        for given, result in formula.examples:
            inputs = {v.symbol: v.default for v in formula.variables if v.default is not None} | given
            try:
                value = formulas.compute(formula.expression, inputs)
            except GraphError as error:
                found.append(Finding("worked example", formula.iri, str(error)))
                continue
            if not _equal(value, result):
                found.append(Finding("worked example", formula.iri, f"{formula.expression} gives {value} for {given}, not {result}"))
    return found


def _equal(value: float, result: str) -> bool:
    """Whether a value is the result to as many decimals as the result is written with."""
    try:
        wanted = float(result)
    except ValueError:
        return False
    decimals = len(result.partition(".")[2])
    return abs(value - wanted) <= 0.5 * 10 ** -decimals if decimals else abs(value - wanted) < 1e-9


def shapes(store: Store) -> list[Finding]:
    """What the SHACL shapes of shapes.ttl find in a graph that has claims of ours."""
    if not store.has_claims:
        return []
    import pyshacl
    import rdflib
    from rdflib.namespace import SH
    here = pathlib.Path(__file__).with_name("shapes.ttl")
    data = rdflib.Graph().parse(data=_ntriples(store), format="nt")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=str(here), shacl_graph_format="turtle", inference="none")
    if conforms or not isinstance(report, rdflib.Graph):
        return []
    found = []
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
        message = str(report.value(result, SH.resultMessage) or "breaks its shape")
        said = f"{_short(path)}: {message}" if path is not None else message
        said += f" (found {_short(value)})" if value is not None else ""
        found.append(Finding("shape", str(report.value(result, SH.focusNode)), said))
    return sorted(found)


def _ntriples(store: Store) -> bytes:
    """All graphs of a store together."""
    triples = {q.triple for q in store.graph.quads_for_pattern(None, None, None, None)}
    return bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")


def _short(term: object) -> str:
    return re.sub(r"^.*[#/]", "", str(term)) if str(term).startswith("http") else repr(str(term))


def summary(store: Store) -> str:
    """How much was checked, in a few words."""
    known = claims.of(store)
    examples = sum(len(f.examples) for f in formulas.read(store))
    return (f"{len(store.concepts)} concepts, {len(known.all)} claims, {len(known.corrections)} corrections, "
            f"{examples} worked examples")
