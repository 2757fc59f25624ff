"""The panel of one concept: definition, names, kind, what is wrong with it, quantities, steps, formulas, relations as a
checklist, corrections.

May import: graph, addresses, families, findings, expansion, formula, parts, exports.
"""
from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from dash import dcc, html

from graph import concepts, patterns
from graph.concepts import Description, StepText, Value
from graph.store import Store
from graph.vocabulary import PREFIXES, SKOS, WF

from .. import addresses, expansion, families, findings
from ..expansion import AT_ONCE, Group, Member
from . import exports, formula, parts
from .parts import Part

_OPEN_UP_TO = 14
_NAMES_SHOWN = 6
# A group of more than AT_ONCE shows SHOWN of its members, and has the others, as many as MOST in all, behind "Show more".
_SHOWN, _MOST = 20, 1_000


def concept(store: Store, iri: str, note: str = "") -> Part:
    """All that the graph says of a concept; *note* tells what the last action left out."""
    about = concepts.describe(store, iri)
    known = expansion.groups(store, iri)
    return html.Article([
        _head(store, about),
        html.P(note, className="note", role="status") if note else None,
        _findings(store, iri),
        _quantities(store, about),
        _values(store, about),
        _steps(store, about.steps),
        formula.formulas(store, iri, about.expression),
        _relations(store, iri, known),
        _corrections(about),
        _withdrawn(store, about),
        _denied_values(store, about),
    ], className="concept-panel", key=f"concept {iri}", **{"data-concept": iri})


def _head(store: Store, about: Description) -> Part:
    family = families.of(store).of(about.iri)
    # Hidden labels are spellings that people type; only the search wants them.
    hidden = set(store.values(about.iri, SKOS + "hiddenLabel"))
    names = [n for n in about.synonyms if n not in hidden]
    return html.Header([
        html.Div([parts.swatch(family), html.Span(_kinds(store, about))], className="kind"),
        html.H2(about.label, **parts.marks(store.language(about.iri))),
        _names(names),
        html.P([about.definition, " ", parts.lines(about.passages)], className="definition",
               **parts.marks(store.definition_language(about.iri))) if about.definition else None,
        html.A(_corrected(len(about.corrections)), href="#corrections", className="corrected") if about.corrections else None,
        html.Div([parts.button("Expand", "expand", "primary", iri=about.iri),
                  parts.button("Path from here", "path-form", iri=about.iri),
                  html.A("Its page", href=addresses.document(about.iri), className="button", title="its document, to read, print and link"),
                  parts.button("Copy link", "copy", iri=about.iri), parts.sparql_link(_query(about.iri)),
                  exports.of(urlencode({"concept": about.iri}))], className="buttons"),
    ])


def _kinds(store: Store, about: Description) -> list[Part]:
    """The kinds of a concept, each a link to its likes; those that no family shows are bare names."""
    known = families.of(store)
    made: list[Part] = []
    for iri, label in zip(store.kinds(about.iri), about.kinds, strict=True):
        family = known.by_iri.get(iri) or known.of(about.iri)
        link = html.A(label, href=addresses.kind(family.iri), title=f"all of {family.label}",
                      **{"data-do": "kind", "data-kind": family.iri})
        made += [" · "] * bool(made) + [link if family.iri else label]
    return made or ["thing"]


def _findings(store: Store, iri: str) -> Part:
    """What the checks find of a concept; a place that assets/findings.js fills where they are still running."""
    report = findings.of(store).begin()
    found = report.by_thing.get(iri, ())
    if report.state != findings.DONE:
        return html.Div(className="findings-later")
    if not found:
        return None
    rows = [html.Li([html.B(f.rule), ": ", f.message]) for f in found]
    badge = html.Span(f"{len(found)} finding{'s' * (len(found) != 1)}", className="badge")
    return html.Details([html.Summary(["The checks have ", badge, " here"]), html.Ul(rows),
                         html.P(html.A("All findings", href=addresses.FINDINGS))], className="findings", open=True)


def _query(iri: str) -> str:
    """All that the graph says of a concept."""
    return f"SELECT ?property ?value WHERE {{\n  {patterns.shorten(iri, PREFIXES)} ?property ?value .\n}}\nORDER BY ?property"


def _names(names: list[str]) -> Part:
    """Other names; the shortest first, the rest of a long list behind "more"."""
    ranked = sorted(names, key=len)
    if len(ranked) <= _NAMES_SHOWN + 1:
        return html.P(["also ", *_apart(ranked)], className="synonyms") if ranked else None
    shown, rest = ranked[:_NAMES_SHOWN], ranked[_NAMES_SHOWN:]
    return html.Details([html.Summary(["also ", *_apart(shown), html.Span(f" and {len(rest)} more", className="more")]),
                         html.Div(_apart(rest))], className="synonyms")


def _apart(names: Sequence[str]) -> list[Part]:
    """Names with commas between them; one that runs from right to left leaves the order of the others alone."""
    return [part for n, name in enumerate(names) for part in ([", "] * bool(n) + [name if name.isascii() else html.Bdi(name)])]


def _relations(store: Store, iri: str, known: list[Group]) -> Part:
    if not known:
        return html.P("Nothing in the graph is linked to this.", className="quiet")
    total = sum(len(g.members) for g in known)
    foot = html.Div([parts.button("Add selected", "add-selected", iri=iri), parts.button("Add all", "add-all", iri=iri)],
                    className="buttons")
    return parts.section("Relations", [html.Div([_group(store, iri, g) for g in known], className="groups"), foot], total, "relations")


def _group(store: Store, iri: str, group: Group) -> Part:
    count = len(group.members)
    text = "Add" if count <= AT_ONCE else f"Add {AT_ONCE} of {count}"
    name = f"{group.label} {count}"
    # The box and the button stand beside the summary, not in it: one control inside another cannot be told by a reader.
    return html.Div([
        html.Button(type="button", role="checkbox", className="tick",
                    **{"aria-checked": "false", "aria-label": f"select: {name}", "data-do": "tick"}),
        html.Details([html.Summary([html.Span(group.label, className="group-label"), _way(store, iri, group),
                                    html.Span(str(count), className="count")]),
                      *_members(store, iri, group)], open=count <= _OPEN_UP_TO),
        parts.button(text, "add", "small", iri=iri, group=group.key),
    ], className="group denied" if group.denied else "group", **{"data-group": group.key})


def _way(store: Store, iri: str, group: Group) -> Part:
    """Whether the notes say it of this concept (out), of the others (in), or both; nothing where that is the same."""
    said = [c for m in group.members for c in m.claims]
    subjects = {c.subject == iri for c in said}
    if not subjects or any(p.symmetric for c in said if (p := store.vocabulary.properties.get(c.property))):
        return None
    out, into = True in subjects, False in subjects
    told = "said of both ends" if out and into else "said of this concept" if out else "said of the others"
    return html.Span("↔" if out and into else "→" if out else "←", className="way", title=told, role="img", **{"aria-label": told})


def _members(store: Store, iri: str, group: Group) -> list[Part]:
    """The neighbours of a group: the first at once, how many are folded away (`rest` has them), how many even that leaves out."""
    shown = _shown(group)
    folded, left = min(len(group.members), _MOST) - shown, len(group.members) - _MOST
    made: list[Part] = [html.Ul([_member(store, m) for m in group.members[:shown]])]
    if folded > 0:
        which = {"of": iri, "group": group.key}
        made.append(html.Details([html.Summary(f"Show {folded:,} more", id=which | {"type": "fold"}),
                                  dcc.Store(id=which | {"type": "wanted"}), html.Ul(id=which | {"type": "folded"})],
                                 className="more-members"))
    if left > 0:
        made.append(html.P(f"And {left:,} more, which a query shows: open this as SPARQL.", className="quiet"))
    return made


def _shown(group: Group) -> int:
    return _SHOWN if len(group.members) > AT_ONCE else len(group.members)


def rest(store: Store, iri: str, key: str) -> list[Part]:
    """The neighbours of a group that its panel has folded away; none of a concept or a group that is not known."""
    known = expansion.groups(store, iri) if iri in store.concept_set else []
    return [_member(store, m) for g in known if g.key == key for m in g.members[_shown(g):_MOST]]


def _member(store: Store, member: Member) -> Part:
    inferred = html.Span("follows from others", className="qualifier") if member.inferred and not member.claims else None
    return html.Li([parts.swatch(families.of(store).of(member.iri)), parts.concept_link(store, member.iri),
                    *parts.said(store, member.claims), inferred])


def _is_quantity(store: Store, value: Value) -> bool:
    known = store.vocabulary.relations.get(value.property)
    return bool(known and known.range == WF + "Quantity")


def _quantities(store: Store, about: Description) -> Part:
    """Limits, ports, retention and the like as a small table."""
    found = [v for v in about.values if _is_quantity(store, v)]
    if not found:
        return None
    rows = [html.Tr([html.Th(v.label, scope="row"), html.Td(v.text, className="number"), html.Td(parts.said(store, v.claims))])
            for v in found]
    return parts.section("Quantities", html.Table([html.Tbody(rows)], className="quantities"), len(found))


def _values(store: Store, about: Description) -> Part:
    found = [v for v in about.values if not _is_quantity(store, v)]
    return parts.section("Values", html.Dl([row for v in found for row in _value(store, v)])) if found else None


def _value(store: Store, value: Value) -> list[Part]:
    return [html.Dt(value.label), html.Dd([value.text, *parts.said(store, value.claims)])]


def _steps(store: Store, steps: tuple[StepText, ...]) -> Part:
    if not steps:
        return None
    return parts.section("Steps", html.Ol([html.Li([
        s.does, " ", parts.lines(s.passages),
        html.Div([parts.concept_link(store, iri, label) for iri, label in s.uses], className="chips") if s.uses else None])
        for s in steps], className="steps"), len(steps))


def _corrected(count: int) -> str:
    return "The notes are corrected here" if count == 1 else f"The notes are corrected here in {count} points"


def _corrections(about: Description) -> Part:
    if not about.corrections:
        return None
    return html.Div(parts.section("Corrections of the notes", [parts.correction(c) for c in about.corrections], len(about.corrections)),
                    id="corrections")


def _withdrawn(store: Store, about: Description) -> Part:
    if not about.withdrawn:
        return None
    return parts.section("Withdrawn", [html.P("The notes say this; a correction withdraws it.", className="quiet"),
                                       html.Ul([parts.claim_row(store, c) for c in about.withdrawn], className="withdrawn")])


def _denied_values(store: Store, about: Description) -> Part:
    """Denials whose other end is no concept, so that no group of the checklist can hold them."""
    found = [c for c in about.denied if c.object not in store.concept_set]
    return parts.section("Does not", html.Ul([parts.claim_row(store, c) for c in found])) if found else None
