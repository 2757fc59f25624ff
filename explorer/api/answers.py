"""What the operations do: from a store and checked values to the JSON values of an answer.

May import: graph, pathjson, problems, surroundings. Each is a function (store, values) -> value; lists are paged and
say how many there are.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from graph import concepts, paths, search
from graph import formulas as library
from graph.formulas import Formula, FormulaError
from graph.paths import Blocked, Constraints
from graph.store import Store

from .. import pathjson
from . import surroundings
from .problems import Problem
from .surroundings import address

Values = Mapping[str, Any]
_FARTHEST = 500


def entry(store: Store, values: Values) -> Any:
    """The addresses, and how big the graph is."""
    from .operations import OPERATIONS, ROOT
    return {"title": "whatfixes", "version": version(), "openapi": f"{ROOT}/openapi.json", "concepts": len(store.concepts),
            "resources": [ROOT + o.path for o in OPERATIONS]}


def version() -> str:
    """The version of the installed package."""
    from importlib import metadata
    try:
        return metadata.version("whatfixes")
    except metadata.PackageNotFoundError:
        return "0"


def nothing(store: Store, values: Values) -> Any:
    """An empty object."""
    return {}


def find(store: Store, values: Values) -> Any:
    """Concepts by name."""
    total, matches = search.page(store, values["q"], values["offset"], values["limit"])
    return {"query": values["q"], **_paged("find", values, total, matches)}


def concept(store: Store, values: Values) -> Any:
    """All about a concept; its neighbours only counted."""
    found = concepts.describe(store, _resolved(store, values["name"]))
    return {"iri": found.iri, "label": found.label, "kinds": found.kinds, "synonyms": found.synonyms, "definition": found.definition,
            "passages": found.passages, "groups": surroundings.of(store, found.iri).counted, "values": found.values, "denied": found.denied,
            "withdrawn": found.withdrawn, "corrections": found.corrections,
            "steps": [{"position": s.position, "does": s.does, "uses": [{"iri": i, "label": n} for i, n in s.uses],
                       "passages": s.passages} for s in found.steps], "expression": found.expression}


def neighbourhood(store: Store, values: Values) -> Any:
    """The concepts one step away, a page of them; the groups are always counted whole."""
    iri = _resolved(store, values["name"])
    around = surroundings.of(store, iri)
    prop = _property(store, values["property"], [g.property for g in around.groups]) if values["property"] else None
    rows: Sequence[Any] = around.rows
    if prop or values["direction"]:
        rows = [row for g in around.groups if prop in (None, g.property) and values["direction"] in (None, g.way)
                for row in around.rows[g.first:g.last]]
    return {"iri": iri, "label": store.label(iri), "groups": around.counted, **_page("neighbourhood", values, rows)}


def _resolved(store: Store, name: str) -> str:
    """The concept of a name; an IRI of the graph is taken as it is, whatever it is made of."""
    return name if name in store.concept_set else search.resolve(store, name)


def _property(store: Store, name: str, around: Sequence[str]) -> str:
    """The property of that name. Any that the graph knows will do: a concept without such links has none, and says so."""
    from graph.vocabulary import local_name
    known = [(t.iri, t.name, t.label) for t in store.vocabulary.properties.values()]
    known += [(prop, local_name(prop), store.label(prop)) for prop in around]
    wanted = name.strip().casefold()
    for iri, *names in known:
        if name == iri or wanted in (n.casefold() for n in names):
            return iri
    from difflib import get_close_matches
    nearest = get_close_matches(wanted, [names[0] for _, *names in known], 3)
    raise Problem(404, f"no property is called {name[:60]!r}", nearest)


def _page(name: str, values: Values, rows: Sequence[Any]) -> dict[str, Any]:
    """A page of rows, with how many there are and the address of the next."""
    return _paged(name, values, len(rows), rows[values["offset"]:values["offset"] + values["limit"]])


def _paged(name: str, values: Values, total: int, items: Sequence[Any]) -> dict[str, Any]:
    limit, offset = values["limit"], values["offset"]
    more = address(name, {**values, "offset": offset + limit}) if offset + limit < total else None
    return {"total": total, "limit": limit, "offset": offset, "next": more, "items": items}


def path(store: Store, values: Values) -> Any:
    """Paths, with one more asked for than is shown, so that the last page is known to be the last."""
    ends = [_resolved(store, name) for name in (values["from"], *values["to"])]
    constraints = Constraints(
        values["max_length"], tuple(_resolved(store, v) for v in values["via"]),
        tuple(paths.named(store, a) for a in values["avoid"]), tuple(paths.named(store, o) for o in values["only"]),
        values["directed"], values["shortest"])
    limit, offset = values["limit"], values["offset"]
    told = {"note": "", "exact": True, "stopped": False, "blocked_by": "", "without": [], "limit": limit, "offset": offset, "next": None}
    try:
        found = paths.find(store, ends, constraints, limit=offset + limit + 1)
    except Blocked as blocked:
        return {**told, **pathjson.blocked(store, blocked)}
    is_several = len(set(ends)) > 2  # these belong together, and come in one piece
    shown = found.paths if is_several else found.paths[offset:offset + limit]
    more = not is_several and len(found.paths) > offset + limit
    is_last = offset + limit > _FARTHEST
    note = "; ".join(n for n in (found.note, f"there are more; at most {_FARTHEST} can be passed over" if more and is_last else "") if n)
    return {**told, "note": note, "exact": found.exact, "stopped": found.stopped,
            "next": address("path", {**values, "offset": offset + limit}) if more and not is_last else None,
            "paths": [pathjson.path(store, p) for p in shown]}


def ask(store: Store, values: Values) -> Any:
    """The answer to a question."""
    from graph import ask as asking
    return asking.answer(store, values["q"]).as_json()


def formulas(store: Store, values: Values) -> Any:
    """The formulas, a page of them."""
    return _page("formulas", values, [_formula(f) for f in library.read(store)])


def formula(store: Store, values: Values) -> Any:
    """One formula."""
    return _formula(_formula_named(store, values["id"]))


def _id(found: Formula) -> str:
    from ..addresses import short
    return short(found.iri)


def _formula(found: Formula) -> dict[str, Any]:
    return {"id": _id(found), "iri": found.iri, "label": found.label, "expression": found.expression, "variables": found.variables,
            "unit": found.unit, "computes": found.computes, "value": f"/api/formulas/{quote(_id(found), safe='')}/value",
            "examples": [{"given": given, "result": result} for given, result in found.examples]}


def _formula_named(store: Store, name: str) -> Formula:
    known = library.read(store)
    for one in known:
        if name.casefold() in (_id(one).casefold(), one.iri.casefold(), one.label.casefold()):
            return one
    from rapidfuzz import process
    nearest = [match for match, _, _ in process.extract(name, [_id(f) for f in known], limit=3)]
    raise Problem(404, f"no formula is called {name[:60]!r}; the list stands at /api/formulas", nearest)


def compute(store: Store, values: Values) -> Any:
    """A formula computed; what the formula cannot take is 422."""
    found = _formula_named(store, values["id"])
    given = values["body"]["given"]
    symbols = [v.symbol for v in found.variables]
    unknown = [s for s in given if s not in symbols]
    inputs = {v.symbol: given.get(v.symbol, v.default) for v in found.variables}
    missing = [s for s, value in inputs.items() if value is None]
    if unknown or missing:
        wrong = f"{unknown[0][:40]!r} is no variable of it" if unknown else f"{', '.join(missing)} is not given"
        raise Problem(422, f"{found.label}: {wrong}; it takes {', '.join(symbols)}")
    try:
        value = library.compute(found.expression, inputs)
    except FormulaError as error:
        raise Problem(422, str(error)) from None
    return {"formula": found.iri, "expression": found.expression, "inputs": inputs, "value": value, "unit": found.unit,
            "unit_label": store.label(found.unit) if found.unit else None}
