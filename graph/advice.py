"""What a well-formed SPARQL text names that the graph does not have, and how to mend it.

May import: errors, vocabulary, store, guard, patterns, occurrence, search, slips. A query with a misspelt property is
no mistake to a parser: it gives no rows. Here its places are told, each with what was probably meant.
"""
from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from . import occurrence, patterns, search, slips
from .errors import QueryError
from .guard import FORMS, Token, declared, is_word, tokenize
from .patterns import Pattern
from .store import Store
from .vocabulary import PATHS, PREFIXES, RDF, local_name

# Prefixes that queries on the web use without a word on them.
_WELL_KNOWN = {
    "foaf": "http://xmlns.com/foaf/0.1/", "dct": "http://purl.org/dc/terms/", "dc": "http://purl.org/dc/elements/1.1/",
    "geo": "http://www.opengis.net/ont/geosparql#", "sh": "http://www.w3.org/ns/shacl#", "qudt": "http://qudt.org/schema/qudt/",
    "dbo": "http://dbpedia.org/ontology/", "dbr": "http://dbpedia.org/resource/", "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/", "void": "http://rdfs.org/ns/void#", "time": "http://www.w3.org/2006/time#"}
_MOST = 20
# With one of these in a query its patterns may be connected in other ways than by their variables.
_CONNECTING = ("FILTER", "BIND", "VALUES", "GRAPH", "SERVICE", "HAVING")


@dataclass(frozen=True)
class Mend:
    """A change to a text: what stands from *start* to *end* (offsets) becomes *text*; *label* says what it does."""

    start: int
    end: int
    text: str
    label: str


@dataclass(frozen=True)
class Note:
    """Something about a place in a text, from *start* to *end*: an error, or a warning, with the mend where there is one."""

    start: int
    end: int
    message: str
    is_error: bool = False
    mend: Mend | None = None


def of_error(store: Store, text: str, error: QueryError) -> Note:
    """The note that tells an error of a query, over the token that it stands at, and what is probably missing there."""
    tokens = list(tokenize(text))
    start = _offset(text, error.line or 1, error.column or 1)
    slip = _slip(store, text, tokens, start, str(error))
    if slip is not None:
        mend = Mend(slip.begin, slip.stop, slip.text, slip.label) if slip.text is not None else None
        return Note(slip.start, slip.end, slip.message, True, mend)
    token = next((t for t in tokens if t.start <= start < t.start + len(t.text)), None)
    end = token.start + len(token.text) if token is not None else min(len(text), start + 1)
    said = re.sub(r"^line \d+, column \d+: ", "", str(error))
    return Note(min(start, len(text)), max(end, start), said, True, _mended(tokens, token, said))


def _slip(store: Store, text: str, tokens: Sequence[Token], start: int, said: str) -> slips.Slip | None:
    if "neither grouped by nor inside" in said:
        return slips.ungrouped(tokens)
    if "did you mean" in said or not re.search(r"is not understood here|ends too early", said):
        return None
    index = next((n for n, t in enumerate(tokens) if t.start + len(t.text) > start), len(tokens))
    return slips.find(store, text, tokens, index)


def _mended(tokens: Sequence[Token], token: Token | None, said: str) -> Mend | None:
    """The mend of a mistake in the grammar, where the message names one."""
    if token is None:
        return None
    if "is not declared" in said:
        prefix = token.text.partition(":")[0]
        near = difflib.get_close_matches(prefix, {**PREFIXES, **declared(list(tokens))}, 1, 0.6)
        if prefix in _WELL_KNOWN:
            return Mend(0, 0, f"PREFIX {prefix}: <{_WELL_KNOWN[prefix]}>\n", f"declare {prefix}:")
        return Mend(token.start, token.start + len(prefix), near[0], f"write {near[0]}:") if near else None
    if said.startswith("a query says"):
        near = difflib.get_close_matches(token.text.upper(), FORMS, 1, 0.6)
        return Mend(token.start, token.start + len(token.text), near[0], f"write {near[0]}") if near else None
    meant = re.search(r"did you mean ([A-Z_]+)\?", said)
    return Mend(token.start, token.start + len(token.text), meant[1], f"write {meant[1]}") if meant else None


def _offset(text: str, line: int, column: int) -> int:
    return sum(len(part) + 1 for part in text.split("\n")[:line - 1]) + column - 1


def notes(store: Store, text: str) -> list[Note]:
    """The warnings on a query that has no mistake of grammar, in the order of the text."""
    tokens = list(tokenize(text))
    found = patterns.read(tokens)[0]
    known = patterns.prefixes(tokens)
    made = [*_unknown(store, tokens, found, known), *_unbound(tokens), *_untagged(store, tokens, found, known),
            *_backwards(store, found, known), *_unconnected(tokens, found)]
    kept: dict[int, Note] = {}
    for note in made:
        kept.setdefault(note.start, note)
    return sorted(kept.values(), key=lambda n: n.start)[:_MOST]


def _unknown(store: Store, tokens: Sequence[Token], found: Sequence[Pattern], known: dict[str, str]) -> Iterator[Note]:
    """Names that nothing in the graph has; a property must be one that triples have. What a template makes is free."""
    made = _made(tokens)
    verbs = {t.start for p in found for t in p.path}
    classes = {p.object.start for p in found if p.property is not None and patterns.resolve(p.property, known) == RDF + "type"}
    for before, token in zip([None, *tokens], tokens, strict=False):
        iri = patterns.resolve(token, known) if token.sort in ("name", "iri") else None
        is_declaration = before is not None and (is_word(before, "PREFIX") or is_word(before, "BASE") or before.text.endswith(":"))
        if iri is None or is_declaration or token.start in made or not _is_iri(iri) or token.text.endswith(":"):
            continue
        if before is not None and (before.text == "^" or is_word(before, "FROM") or is_word(before, "GRAPH") or is_word(before, "NAMED")):
            continue
        if iri.startswith(PATHS):
            continue
        if token.start in verbs:
            if not occurrence.is_property(store, iri):
                yield _missing(token, "property", _near(token, occurrence.properties(store), store, known))
        elif token.start in classes:
            if iri not in occurrence.classes(store):
                yield _missing(token, "class with instances", _near(token, occurrence.classes(store), store, known))
        elif not occurrence.is_known(store, iri) and not _is_datatype(iri):
            matches = [m.iri for m in search.find(store, local_name(iri), 3)]
            yield _missing(token, "thing", [patterns.shorten(m, known) for m in matches[:1]])


def _made(tokens: Sequence[Token]) -> set[int]:
    """Where the tokens of a CONSTRUCT template start."""
    begin = next((n for n, t in enumerate(tokens) if is_word(t, "CONSTRUCT")), None)
    if begin is None or begin + 1 >= len(tokens) or tokens[begin + 1].text != "{":
        return set()
    end = next((n for n in range(begin, len(tokens)) if tokens[n].text == "}"), len(tokens))
    return {t.start for t in tokens[begin:end]}


def _is_iri(iri: str) -> bool:
    return bool(re.match(r"[A-Za-z][\w+.-]*:", iri)) and not re.search(r"[\s<>\"{}|^`\\]", iri)


def _is_datatype(iri: str) -> bool:
    return iri.startswith(PREFIXES["xsd"])


def _near(token: Token, counted: Iterable[str], store: Store, known: dict[str, str]) -> list[str]:
    """What a misspelt name may stand for: the closest spelling, else what goes by such a word."""
    names: dict[str, str] = {}
    for iri in counted:
        names.setdefault(local_name(iri).lower(), iri)
    typed = token.text.partition(":")[2] or local_name(token.text.strip("<>"))
    close = difflib.get_close_matches(typed.lower(), names, 1, 0.6)
    folded = search.fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", typed))
    said = [iri for iri in names.values() if folded in [search.fold(w) for w in _words(store, iri)]]
    best = said[:1] or [names[c] for c in close]
    return [patterns.shorten(iri, known) for iri in best]


def _words(store: Store, iri: str) -> tuple[str, ...]:
    term = store.vocabulary.properties.get(iri) or store.vocabulary.classes.get(iri)
    return (term.label, *term.words) if term else ()


def _missing(token: Token, what: str, near: Sequence[str]) -> Note:
    hint = f"; did you mean {near[0]}?" if near else ""
    mend = Mend(token.start, token.start + len(token.text), near[0], f"write {near[0]}") if near else None
    return Note(token.start, token.start + len(token.text), f"the graph has no {what} {token.text}{hint}", False, mend)


def _unbound(tokens: Sequence[Token]) -> Iterator[Note]:
    """Variables of a SELECT clause that nothing below it names: they stay empty."""
    begin = next((n for n, t in enumerate(tokens) if is_word(t, "SELECT")), None)
    opening = next((n for n, t in enumerate(tokens) if t.text == "{"), None)
    if begin is None or opening is None or opening < begin:
        return
    head = tokens[begin:opening]
    bound = {t.text[1:] for t in tokens[opening:] if t.sort == "variable"}
    bound |= {b.text[1:] for a, b in zip(head, head[1:], strict=False) if is_word(a, "AS") and b.sort == "variable"}
    for token in (t for t in head if t.sort == "variable" and t.text[1:] not in bound):
        near = difflib.get_close_matches(token.text[1:], sorted(bound), 1, 0.6)
        hint = f"; did you mean ?{near[0]}?" if near else ""
        mend = Mend(token.start, token.start + len(token.text), f"?{near[0]}", f"write ?{near[0]}") if near else None
        yield Note(token.start, token.start + len(token.text), f"nothing gives {token.text} a value{hint}", False, mend)


def _untagged(store: Store, tokens: Sequence[Token], found: Sequence[Pattern], known: dict[str, str]) -> Iterator[Note]:
    """Texts without the language tag that they have in the graph."""
    after = {a.start: b for a, b in zip(tokens, tokens[1:], strict=False)}
    for pattern in found:
        prop = patterns.resolve(pattern.property, known) if pattern.property is not None else None
        follower = after.get(pattern.object.start)
        literal = patterns.constant(pattern.object, follower, known) if pattern.object.sort == "string" else None
        if prop is None or literal is None or literal[2] or (follower is not None and follower.text == "^"):
            continue
        given = occurrence.values(store, None, prop)
        languages = {t.language for t in given if isinstance(t, ox.Literal) and t.value == literal[0]}
        if languages and None not in languages:
            tag = sorted(str(g) for g in languages)[0]
            end = pattern.object.start + len(pattern.object.text)
            yield Note(pattern.object.start, end, f"the graph has this text with a language: {pattern.object.text}@{tag}", False,
                       Mend(end, end, f"@{tag}", f"add @{tag}"))


def _backwards(store: Store, found: Sequence[Pattern], known: dict[str, str]) -> Iterator[Note]:
    """Patterns that hold nothing as they stand, but would the other way round."""
    for pattern in found:
        verb = pattern.property
        prop = patterns.resolve(verb, known) if verb is not None else None
        known_property = store.vocabulary.properties.get(prop or "")
        if verb is None or prop is None or known_property is None or not known_property.inverse:
            continue
        ends = [patterns.resolve(t, known) for t in (pattern.subject, pattern.object)]
        if (ends[0] is None) == (ends[1] is None) or not all(e is None or _is_iri(e) for e in ends):
            continue
        first, last = (ox.NamedNode(e) if e else None for e in ends)
        if _has(store, first, prop, last) or not _has(store, first, known_property.inverse, last):
            continue
        better = patterns.shorten(known_property.inverse, known)
        thing = store.label(next(e for e in ends if e))
        side = "from" if ends[0] else "to"
        end = verb.start + len(verb.text)
        yield Note(verb.start, end, f"nothing leads {side} {thing} by {known_property.label}; did you mean {better}?", False,
                   Mend(verb.start, end, better, f"write {better}"))


def _unconnected(tokens: Sequence[Token], found: Sequence[Pattern]) -> Iterator[Note]:
    """Patterns that share no variable with those before them: every combination of both is tried."""
    if any(is_word(t, word) for t in tokens for word in _CONNECTING) or any(p.group for p in found):
        return
    if sum(is_word(t, "SELECT") for t in tokens) > 1:
        return
    ends = [{t.text for t in (p.subject, *p.path, p.object) if t.sort in ("variable", "blank") or t.text.startswith("_:")} for p in found]
    reached: set[str] = set()
    left = [n for n, names in enumerate(ends) if names]
    while left:
        joined = [n for n in left if not reached or ends[n] & reached]
        if not joined:
            token = found[left[0]].subject
            names = " and ".join(sorted(n for n in ends[left[0]] if n.startswith("?"))) or "this"
            yield Note(token.start, token.start + len(token.text),
                       f"nothing connects {names} with what stands before: every combination is tried")
            return
        joined = joined if reached else joined[:1]
        reached |= set().union(*(ends[n] for n in joined))
        left = [n for n in left if n not in joined]


def _has(store: Store, start: ox.NamedNode | None, prop: str, end: ox.NamedNode | None) -> bool:
    return any(True for _ in store.graph.quads_for_pattern(start, ox.NamedNode(prop), end, None))
