"""Which neighbours an expansion adds: groups by property and direction, denials too, at most 50 at a time, or all when asked to.

May import: graph, families. Nothing is cut silently: an Expansion knows how many are left.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from graph import claims, concepts, sentences
from graph.claims import Claim
from graph.store import Store

from . import families

AT_ONCE = 50
MOST = 1_000


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
class Wish:
    """What to add of a concept's neighbours: whole groups by key, single members by IRI; neither means all.

    *as_group* asks for one node for each group that stands for its members; *whole* for MOST of them at once, not AT_ONCE.
    """

    groups: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    as_group: bool = False
    whole: bool = False


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


def wanted(known: Sequence[Group], wish: Wish) -> list[Group]:
    """The groups that a wish means, cut down to the members it names."""
    if not wish.groups and not wish.members:
        return list(known)
    named = set(wish.members)
    found = []
    for group in known:
        members = group.members if group.key in wish.groups else tuple(m for m in group.members if m.iri in named)
        if members:
            found.append(replace(group, members=members))
    return found


def choose(known: Sequence[Group], wish: Wish, present: Collection[str]) -> Expansion:
    """The neighbours of a wish that are not *present*, as many as may come at once."""
    limit = MOST if wish.whole else AT_ONCE
    members = list(dict.fromkeys(m.iri for g in wanted(known, wish) for m in g.members))
    new = [iri for iri in members if iri not in present]
    return Expansion(tuple(new[:limit]), max(0, len(new) - limit), len(members))


def told(known: Sequence[Group], wish: Wish, label: Callable[[str], str]) -> str:
    """The names of what was added: groups, or members by their *label*, "" for all."""
    if wish.members and not wish.groups:
        named = [label(m.iri) for g in wanted(known, wish) for m in g.members]
    else:
        named = [g.label for g in wanted(known, wish)] if wish.groups else []
    if len(named) > 3:
        return f"{len(named)} {'concepts' if wish.members else 'relations'}"
    return sentences.listed(list(dict.fromkeys(named)))


def listing(store: Store, found: Group, start: int = 0) -> dict[str, object]:
    """A group for the checklist of the canvas: its exact count, and AT_ONCE of its members from *start* on."""
    members = [{"iri": m.iri, "label": store.label(m.iri), "family": families.of(store).of(m.iri).key}
               for m in found.members[start:start + AT_ONCE]]
    return {"key": found.key, "label": found.label, "count": len(found.members), "denied": found.denied, "from": start, "members": members}


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
