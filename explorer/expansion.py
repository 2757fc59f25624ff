"""Which neighbours an expansion adds: groups by property and direction, denials too, at most 50 at a time.

May import: graph. Nothing is cut silently: an Expansion knows how many are left.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graph import claims, concepts, sentences
from graph.claims import Claim
from graph.store import Store

AT_ONCE = 50


@dataclass(frozen=True)
class Member:
    """A neighbour in a group, and the claims that make it one."""

    iri: str
    claims: tuple[Claim, ...] = ()
    inferred: bool = False


@dataclass(frozen=True)
class Group:
    """Neighbours of one concept by one property in one direction; a denied group holds what is said not to hold."""

    key: str
    label: str
    members: tuple[Member, ...]
    denied: bool = False


@dataclass(frozen=True)
class Expansion:
    """The neighbours to add, in the order of their groups; how many more the groups have; and of how many."""

    iris: tuple[str, ...]
    left: int
    total: int

    @property
    def told(self) -> str:
        """A sentence about what was added and what is left."""
        if not self.total:
            return "Nothing is linked to this."
        if not self.iris:
            return "All of these are on the canvas already."
        if self.left:
            return f"{len(self.iris)} added of {self.total}; {self.left} more: add again."
        return f"{len(self.iris)} added."


def groups(store: Store, iri: str) -> list[Group]:
    """All neighbours of a concept in groups: first what holds, in the vocabulary's order, then what is denied."""
    merged: dict[str, Group] = {}
    for found in concepts.neighbourhood(store, iri):
        group = Group(found.key, found.label, tuple(Member(n.iri, n.claims, n.inferred) for n in found.neighbours))
        merged[group.label] = _together(merged[group.label], group) if group.label in merged else group
    return list(merged.values()) + _denied(store, iri)


def _together(one: Group, other: Group) -> Group:
    """Two groups that read alike, such as *has part* said as such and as the inverse of *is part of*."""
    members = {m.iri: m for m in one.members}
    for member in other.members:
        known = members.get(member.iri)
        claims_of_both = (*(known.claims if known else ()), *member.claims)
        members[member.iri] = Member(member.iri, claims_of_both, member.inferred and (known is None or known.inferred))
    return Group(one.key, one.label, tuple(members.values()), one.denied)


def choose(known: Sequence[Group], keys: Collection[str], present: Collection[str], limit: int = AT_ONCE) -> Expansion:
    """The first *limit* neighbours that are not *present*, of the groups named by *keys* (none named: of all)."""
    wanted = [g for g in known if not keys or g.key in keys]
    members = list(dict.fromkeys(m.iri for g in wanted for m in g.members))
    new = [iri for iri in members if iri not in present]
    return Expansion(tuple(new[:limit]), max(0, len(new) - limit), len(members))


def _denied(store: Store, iri: str) -> list[Group]:
    known = claims.of(store)
    found: dict[tuple[str, bool], dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in [*known.by_subject.get(iri, ()), *known.by_object.get(iri, ())]:
        other = claim.object if claim.subject == iri else claim.subject
        if not claim.polarity and claim.standing and other in store.concept_set:
            found[claim.property, claim.subject == iri][other].append(claim)
    order = store.vocabulary.properties
    made = []
    for (prop, forward), members in sorted(found.items(), key=lambda i: (order[i[0][0]].order if i[0][0] in order else 999, not i[0][1])):
        label = sentences.negated(concepts.relation_label(store, prop, forward))
        made.append(Group(f"!{'' if forward else '~'}{prop}", label,
                          tuple(Member(o, tuple(c)) for o, c in sorted(members.items(), key=lambda m: store.label(m[0]).lower())), True))
    return made
