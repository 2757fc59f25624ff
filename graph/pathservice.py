"""Paths inside SPARQL: what a `SERVICE paths:search` says, read strictly from the tokens of a query.

May import: errors, vocabulary, guard, pathsyntax. The search itself is run by pathworker; nothing is ever sent anywhere.

A path search binds each step of the best paths between two concepts, a row a step, so that the query around it
joins, filters, sorts and counts them like any other rows:

    SELECT ?rank ?step ?from ?property ?to WHERE {
      SERVICE paths:search {
        [] paths:source id:learning-rate ; paths:target id:overfitting ; paths:limit 3 ;
           paths:rank ?rank ; paths:step ?step ; paths:from ?from ; paths:property ?property ; paths:to ?to
      }
    } ORDER BY ?rank ?step

Within constraints, with the words of the claims behind the steps:

    SELECT ?rank ?step ?words WHERE {
      SERVICE paths:search {
        [] paths:source id:dropout ; paths:target id:xgboost ; paths:via id:overfitting ; paths:maxLength 4 ;
           paths:avoid wf:contrastsWith , wf:Metric ; paths:rank ?rank ; paths:step ?step ; paths:claim ?claim
      }
      OPTIONAL { ?claim rdfs:label ?words }
    } ORDER BY ?rank ?step

Between many pairs, whose ends VALUES gives; without a parameter of steps there is one row a path:

    SELECT ?fix (MIN(?length) AS ?steps) WHERE {
      VALUES ?fix { id:dropout id:early-stopping id:l1-regularization }
      SERVICE paths:search { [] paths:source ?fix ; paths:target id:underfitting ; paths:length ?length }
    } GROUP BY ?fix ORDER BY ?steps

The prefix is <https://w3id.org/whatfixes/paths#>; like our others it need not be declared. One node, `[]` or `_:x`,
has these parameters, in any order:

- The ends: `source` and `target`, each a concept, or a variable that VALUES binds in the braces around SERVICE.
- Constraints, as everywhere: `limit` (paths for each pair of ends, 5 unless told), `maxLength` (steps), `via`
  (concepts to pass, in turn), `avoid` and `only` (properties, classes, concepts), `directed` and `shortest` (true
  or false). `via`, `avoid` and `only` take lists with commas.
- What to bind, a variable each. Of a path: `rank` (1 is best), `length` (steps), `weight` (less is better). Of a
  step: `step` (its number, from 1), `from` and `to` (as it is walked), `property`, `forward` (whether it is walked
  as it is stated), `subject` and `object` (as it is stated), `claim` (each standing claim behind it has a row of
  its own; `paths:none` where nothing claims it, since a variable left unbound would join with everything).

No path, no rows; a path from a concept to itself has no steps. The paths are those of the whole graph, whatever
FROM says. Over 50,000 links they are ranked among the nearest candidates. What takes too long is stopped with the
query, and what gives too many rows is refused, never cut.

The design is that of GraphDB's `path:search` and QLever's `pathSearch:`, one node whose properties are parameters
and variables, with QLever's `source` and `target`: it parses in every SPARQL tool, which Stardog's own query form
PATHS does not, and its rows go on into the same query. Unlike there the steps come with their rank and weight,
the links need no pattern, and a parameter that is unknown, doubled or missing is an error at its place.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .errors import QueryError
from .guard import Token, at, declared, searches
from .pathsyntax import Block, Table, Value, layout, without_dots
from .vocabulary import PATHS, PREFIXES

LIMIT = 5
NONE = PATHS + "none"
MOST_PATHS, MOST_PAIRS = 1_000, 1_000
OF_STEPS = ("step", "from", "property", "to", "forward", "subject", "object", "claim")
OUTPUTS = ("rank", "length", "weight", *OF_STEPS)
_ENDS = ("source", "target")
_LISTS = ("via", "avoid", "only")
PARAMETERS = (*_ENDS, "limit", "maxLength", *_LISTS, "directed", "shortest", *OUTPUTS)
# What the values of a parameter are, where not a variable: a sort of value, and how people call it.
_TAKES = {**dict.fromkeys(_LISTS, ("iri", "concepts, classes or properties")), "limit": ("number", "a whole number from 1"),
          "maxLength": ("number", "a whole number from 1"), **dict.fromkeys(("directed", "shortest"), ("switch", "true or false"))}


@dataclass(frozen=True)
class Search:
    """One path search: the span of text that it takes, the pairs of concepts it goes between, and what it binds.

    *columns* are the variables of the ends, None for a constant; *outputs* are parameters with their variables;
    *places* tells at which token each IRI stands.
    """

    start: int
    end: int
    pairs: tuple[tuple[str, str], ...]
    columns: tuple[str | None, str | None]
    outputs: tuple[tuple[str, str], ...]
    places: Mapping[str, Token]
    limit: int = LIMIT
    max_length: int | None = None
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    directed: bool = False
    shortest: bool = False


def parse(text: str, tokens: Sequence[Token]) -> list[Search]:
    """The path searches of a query; raises QueryError, with line and column, for one that says what it may not."""
    tokens = list(without_dots(tokens))
    prefixes = {**PREFIXES, **declared(tokens)}
    groups, tables = layout(tokens)
    found = []
    for position in searches(tokens):
        block = Block(text, tokens, position + 2, prefixes, PARAMETERS, _LISTS)
        _check(text, tokens[position], block.given)
        ends = [block.given[name][0] for name in _ENDS]
        wanted = [end for end in ends if end.sort == "variable"]
        rows = _bound(text, wanted, [t for p in tables.get(groups[position], ()) if (
            t := Table(text, tokens, p, prefixes)).names & {w.text for w in wanted}])
        found.append(_search(tokens[position].start, block, ends, rows))
    return found


def _check(text: str, first: Token, given: Mapping[str, list[Value]]) -> None:
    """Refuse what is missing, doubled, or of the wrong sort."""
    for name in _ENDS:
        if name not in given:
            raise at(text, first, f"this path search has no paths:{name}; give a concept, or a variable that VALUES binds", "syntax")
    if not any(name in given for name in OUTPUTS):
        raise at(text, first, "this path search binds nothing; ask for paths:step ?step, paths:to ?to or another of "
                 f"{', '.join(OUTPUTS)}", "syntax")
    used: set[str] = set()
    for name, values in given.items():
        for value in values:
            _check_sort(text, name, value)
            if value.sort == "variable" and value.text in used:
                raise at(text, value.token, f"?{value.text} stands here a second time; give paths:{name} a variable of its own", "syntax")
            used |= {value.text} if value.sort == "variable" else set()


def _check_sort(text: str, name: str, value: Value) -> None:
    if name in _ENDS and value.sort not in ("iri", "variable"):
        raise at(text, value.token, f"paths:{name} takes a concept or a variable, not {value.text}", "syntax")
    if name in OUTPUTS and value.sort != "variable":
        raise at(text, value.token, f"paths:{name} is given to a variable; it cannot be asked to be {value.text}: use FILTER", "syntax")
    if name in _TAKES and value.sort != _TAKES[name][0]:
        raise at(text, value.token, f"paths:{name} takes {_TAKES[name][1]}, not {value.text}", "syntax")
    if name == "limit" and int(value.text) > MOST_PATHS:
        raise at(text, value.token, f"paths:limit is at most {MOST_PATHS:,}", "refused")


def _bound(text: str, wanted: Sequence[Value], tables: Sequence[Table]) -> list[dict[str, Value]]:
    """The values of the variables that are ends, in every combination that the VALUES around a search allow."""
    rows: list[dict[str, Value]] = [{}]
    for table in tables:
        names = [end.text for end in wanted if end.text in table.names]
        some = {tuple(row[n].text for n in names): {n: row[n] for n in names} for row in table.rows}
        joined = []
        for row in rows:
            for values in some.values():
                if all(n not in row or row[n].text == value.text for n, value in values.items()):
                    joined.append({**row, **values})
                if len(joined) > MOST_PAIRS:
                    raise at(text, wanted[0].token, f"more than {MOST_PAIRS:,} pairs of ends; give fewer in VALUES", "too-large")
        rows = joined
    for end in wanted:
        if not any(end.text in table.names for table in tables):
            raise at(text, end.token, f"?{end.text} is not bound; write VALUES ?{end.text} {{ ... }} with its concepts in the same "
                     "braces as SERVICE", "syntax")
        for row in rows:
            if row[end.text].sort != "iri":
                value = row[end.text]
                raise at(text, value.token, f"?{end.text} is an end of paths and stands for concepts; {value.text} is none", "syntax")
    return rows


def _search(start: int, block: Block, ends: Sequence[Value], rows: Sequence[Mapping[str, Value]]) -> Search:
    given = block.given
    whole = [[row[end.text] if end.sort == "variable" else end for end in ends] for row in rows]
    named = [v for name in _LISTS for v in given.get(name, ())] + [end for pair in whole for end in pair]
    numbers = {name: int(given[name][0].text) for name in ("limit", "maxLength") if name in given}
    source, target = (end.text if end.sort == "variable" else None for end in ends)
    return Search(
        start, block.end, tuple((one.text, other.text) for one, other in whole), (source, target),
        tuple((name, given[name][0].text) for name in OUTPUTS if name in given), {v.text: v.token for v in named},
        numbers.get("limit", LIMIT), numbers.get("maxLength"),
        via=_iris(given, "via"), avoid=_iris(given, "avoid"), only=_iris(given, "only"),
        directed=_is_on(given, "directed"), shortest=_is_on(given, "shortest"))


def _iris(given: Mapping[str, list[Value]], name: str) -> tuple[str, ...]:
    return tuple(value.text for value in given.get(name, ()))


def _is_on(given: Mapping[str, list[Value]], name: str) -> bool:
    return name in given and given[name][0].text == "true"


def unknown(text: str, search: Search, iri: str, nearest: Sequence[str]) -> QueryError:
    """What to say of an IRI in a search that the graph does not know."""
    hint = f"; did you mean {' or '.join(nearest)}?" if nearest else ""
    message = f"<{iri}> is not in the graph{hint}"
    return at(text, search.places[iri], message, "refused") if iri in search.places else QueryError(message, "refused")
