"""A search for paths as the page asks for it: what is wanted, to and from an address, and what is found.

May import: graph, addresses. A wish comes from an action or from the parameters of an address, which are the same:
`from`, `to` (again for further concepts), `how`, `via`, `avoid`, `only`, `steps`, `directed`, `k`.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from graph import export, paths, search
from graph.errors import GraphError, NoPath
from graph.paths import Constraints, Found, Path, Step
from graph.pathservice import LIMIT
from graph.progress import Cancelled, Progress, unseen
from graph.store import Store
from graph.vocabulary import PATHS, PREFIXES, WF

from . import addresses

HOW = {"best": "best paths", "shortest": "shortest paths", "common": "shared neighbours", "within": "all links within some steps"}
MOST_PATHS, MOST_STEPS, MOST_ENDS, MOST_CONDITIONS = 50, 20, 12, 12
_WITHIN = 3
_SECONDS = 2.0


@dataclass(frozen=True)
class Wish:
    """What is to be found between some concepts (IRIs). *steps* bounds a path's length; *limit* is how many at most."""

    ends: tuple[str, ...] = ()
    how: str = "best"
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    steps: int | None = None
    directed: bool = False
    limit: int = LIMIT

    @property
    def constraints(self) -> Constraints:
        """The same as the library has it."""
        steps = None if self.how in ("common", "within") else self.steps
        return Constraints(steps, self.via, self.avoid, self.only, self.directed, self.how == "shortest")

    def as_json(self) -> dict[str, Any]:
        """The parameters of an action or an address; what is as usual is left out."""
        found: dict[str, Any] = {"ends": list(self.ends), "how": self.how, "via": list(self.via), "avoid": list(self.avoid),
                                 "only": list(self.only), "steps": self.steps, "directed": self.directed,
                                 "k": self.limit if self.limit != LIMIT else None}
        return {name: value for name, value in found.items() if value and (name, value) != ("how", "best")}


@dataclass(frozen=True)
class Outcome:
    """What came of a wish: ranked paths, or the links of a region; *message* says why there is nothing.

    Where one constraint is in the way, *blocked_by* names it in words and *without* holds what there is without it.
    """

    found: Found | None = None
    links: tuple[Step, ...] = ()
    message: str = ""
    note: str = ""
    blocked_by: str = ""
    without: tuple[Path, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths found, best first."""
        return self.found.paths if self.found else ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All links of it, each once."""
        return tuple(dict.fromkeys([*(s for p in self.paths for s in p.steps), *self.links]))


def read(store: Store, given: Mapping[str, Any]) -> Wish:
    """A wish from an action. Raises UnknownConcept for a name of nothing, GraphError for too much of something."""
    ends = _texts(given, "ends") or [*_texts(given, "from"), *_texts(given, "to")]
    conditions = {name: _texts(given, name) for name in ("via", "avoid", "only")}
    if len(ends) > MOST_ENDS or max(map(len, conditions.values())) > MOST_CONDITIONS:
        raise GraphError(f"paths join at most {MOST_ENDS} concepts, under at most {MOST_CONDITIONS} conditions of a sort; leave some out")
    how = given.get("how")
    return Wish(
        tuple(dict.fromkeys(_concept(store, e) for e in ends)), how if isinstance(how, str) and how in HOW else "best",
        tuple(dict.fromkeys(_concept(store, v) for v in conditions["via"])),
        tuple(dict.fromkeys(paths.named(store, a) for a in conditions["avoid"])),
        tuple(dict.fromkeys(paths.named(store, o) for o in conditions["only"])),
        _whole(given.get("steps"), MOST_STEPS), given.get("directed") in (True, "yes"), _whole(given.get("k"), MOST_PATHS) or LIMIT)


def from_address(parameters: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The action that the parameters of an address mean."""
    lists = {name: list(parameters.get(name, ())) for name in ("from", "to", "via", "avoid", "only")}
    return {**lists, **{name: next(iter(parameters.get(name, ())), None) for name in ("how", "steps", "directed", "k")}}


def address(wish: Wish) -> str:
    """The address that shows the same search; assets/paths.js writes the same."""
    return f"{addresses.EXPLORE}?{query_string(wish)}"


def query_string(wish: Wish) -> str:
    """The parameters of the address."""
    given = wish.as_json()
    pairs = [("from" if not n else "to", addresses.short(iri)) for n, iri in enumerate(wish.ends)]
    pairs += [("how", given["how"])] if "how" in given else []
    pairs += [(name, _short(iri)) for name in ("via", "avoid", "only") for iri in given.get(name, ())]
    pairs += [(name, "yes" if name == "directed" else str(given[name])) for name in ("steps", "directed", "k") if name in given]
    return urlencode(pairs)


def find(store: Store, wish: Wish, progress: Progress = unseen) -> Outcome:
    """What a wish comes to; that nothing connects the concepts, or that *progress* cancelled it, is an outcome, not an error."""
    if len(wish.ends) < 2:
        return Outcome(message="Name two concepts or more." if not wish.ends else "Name another concept.")
    if wish.how in ("common", "within") and len(wish.ends) > 2:
        return Outcome(message=f"{HOW[wish.how].capitalize()} lie between two concepts; leave the others out.")
    if wish.how in ("common", "within") and wish.via:
        return Outcome(message=f"{HOW[wish.how].capitalize()} cannot be sought via a concept; drop one of the two.")
    try:
        return _found(store, wish, progress)
    except paths.Blocked as blocked:
        return Outcome(message=str(blocked), blocked_by=blocked.constraint, without=blocked.without)
    except NoPath as error:
        return Outcome(message=str(error))
    except Cancelled:
        return Outcome(message="The search was cancelled.")


def _found(store: Store, wish: Wish, progress: Progress) -> Outcome:
    if wish.how == "common":
        shared = paths.common(store, wish.ends[0], wish.ends[1], wish.limit, wish.constraints)
        if not shared:
            raise NoPath(f"{store.label(wish.ends[0])} and {store.label(wish.ends[1])} share no neighbour")
        return Outcome(Found(tuple(shared)))
    if wish.how == "within":
        most = wish.steps or _WITHIN
        region = paths.within(store, wish.ends[0], wish.ends[1], most, wish.constraints, seconds=_SECONDS, progress=progress)
        if not region.steps and not region.stopped:
            raise NoPath(f"nothing connects these within {most} step{'s' * (most != 1)}")
        return Outcome(links=region.steps, note=region.note)
    found = paths.find(store, wish.ends, wish.constraints, limit=wish.limit, seconds=_SECONDS, progress=progress)
    return Outcome(found, note=found.note)


def text(store: Store, outcome: Outcome) -> str:
    """What was found as plain text: a sentence a path, below it its links with their lines."""
    made = []
    for number, row in enumerate(rows(outcome), 1):
        made.append(f"{number}. {paths.told(store, row)}")
        made += [f"   {said(store, step)}" for step in dict.fromkeys(s for p in row.paths for s in p.steps)]
    made += [said(store, step) for step in outcome.links]
    return "\n".join(made)


def rows(outcome: Outcome, unfolded: bool = False) -> list[paths.Folded]:
    """The paths as they are told: like ones together, but for the branches of a tree, which are no alternatives."""
    ends = {(along[0], along[-1]) for along in map(paths.nodes, outcome.paths)}
    return [paths.Folded((p,)) for p in outcome.paths] if unfolded or len(ends) > 1 else paths.fold(outcome.paths)


def said(store: Store, step: Step, cited: bool = True) -> str:
    """A link as its claim says it, *cited* with its lines; else as the plain triple does."""
    from graph import concepts
    plain = f"{store.label(step.subject)} {concepts.relation_label(store, step.property, True)} {store.label(step.object)}"
    lines = ", ".join(map(str, step.passages))
    return (step.claims[0].statement if step.claims else plain) + (f" [{lines}]" if lines and cited else "")


def graphml(store: Store, outcome: Outcome) -> bytes:
    """The links of what was found, as GraphML."""
    return export.write_steps(store, outcome.steps, "graphml")


def sparql(wish: Wish, outcome: Outcome) -> str:
    """A query for the same: a path search where SPARQL has it, else the links that were found."""
    if wish.how in ("best", "shortest") and len(wish.ends) == 2:
        return _service(wish)
    return paths.sparql(Path(outcome.steps, 0.0)) if outcome.steps else ""


def _service(wish: Wish) -> str:
    lists = [f"paths:{name} {' , '.join(map(_term, iris))} ;"
             for name, iris in (("via", wish.via), ("avoid", wish.avoid), ("only", wish.only)) if iris]
    facts = [f"paths:limit {wish.limit} ;", *([f"paths:maxLength {wish.steps} ;"] if wish.steps else []),
             *(["paths:directed true ;"] if wish.directed else []), *(["paths:shortest true ;"] if wish.how == "shortest" else [])]
    given = [f"[] paths:source {_term(wish.ends[0])} ; paths:target {_term(wish.ends[-1])} ;", *lists, " ".join(facts),
             "paths:rank ?rank ; paths:step ?step ; paths:from ?from ; paths:property ?property ; paths:to ?to"]
    inner = "\n".join(f"    {'   ' * bool(n)}{line}" for n, line in enumerate(given))
    head = f"PREFIX paths: <{PATHS}>\nSELECT ?rank ?step ?from ?property ?to WHERE {{"
    return f"{head}\n  SERVICE paths:search {{\n{inner}\n  }}\n}}\nORDER BY ?rank ?step"


def _term(iri: str) -> str:
    """An IRI in a query; those of ours by their prefixes, which need not be declared."""
    from graph import patterns
    return str(patterns.shorten(iri, PREFIXES))


def _short(iri: str) -> str:
    """An IRI in an address: bare where it is a concept of ours, `wf:` before a kind or property of ours."""
    return f"wf:{iri.removeprefix(WF)}" if iri.startswith(WF) else addresses.short(iri)


def _concept(store: Store, name: str) -> str:
    return name if name in store.concept_set else search.resolve(store, name)


def _texts(given: Mapping[str, Any], name: str) -> list[str]:
    value = given.get(name)
    listed = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [v.strip()[:2000] for v in listed if isinstance(v, str) and v.strip()]


def _whole(value: Any, most: int) -> int | None:
    """A whole number from one to *most*; None for anything else."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return min(number, most) if number >= 1 else None
