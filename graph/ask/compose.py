"""Compose: the condition that a name and a word beside it make together, whichever names these have.

"False positives are costly" is a condition whose name begins with the name of a concept. Whoever calls that concept
by another of its names ("false alarms"), and says of it what any name of the condition says ("must be avoided"), means
the condition too. May import: lexicon, normalise.
"""

from __future__ import annotations

import weakref
from collections import defaultdict
from collections.abc import Sequence

from .lexicon import Lexicon
from .normalise import Token

# Names of conditions say at most so many words of the concept with which they begin or end.
_MOST = 2

Cases = dict[str, frozenset[tuple[frozenset[str], str]]]
_cache: weakref.WeakKeyDictionary[Lexicon, Cases] = weakref.WeakKeyDictionary()


def cases(lexicon: Lexicon) -> Cases:
    """For each concept, the stems said of it by the names of a condition that hold its name, with that condition."""
    if lexicon not in _cache:
        found: dict[str, set[tuple[frozenset[str], str]]] = defaultdict(set)
        for key, meanings in list(lexicon.concepts.items()):
            for condition in {m.iri for m in meanings if m.kind == "concept"} & lexicon.conditions:
                for named, said in _parts(key):
                    for meaning in lexicon.concepts.get(named, ()):
                        if meaning.kind == "concept" and meaning.iri not in lexicon.conditions:
                            found[meaning.iri].add((frozenset(said), condition))
        _cache[lexicon] = {iri: frozenset(said) for iri, said in found.items()}
    return _cache[lexicon]


def _parts(key: tuple[str, ...]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """A phrase as a name of two words or more and what is said of it, before or behind."""
    cuts = [(key[:at], key[at:]) for at in range(2, len(key))] + [(key[at:], key[:at]) for at in range(1, len(key) - 1)]
    return [(named, said) for named, said in cuts if len(named) > 1 and len(said) <= _MOST]


def composed(
    lexicon: Lexicon, tokens: Sequence[Token], named: Sequence[tuple[frozenset[int], Sequence[str]]]
) -> list[tuple[str, frozenset[int]]]:
    """The conditions that names (their positions and meanings) and words of their sentence make: each with its positions.

    No other name may stand between a name and what is said of it.
    """
    found = []
    for positions, iris in named:
        sentence = tokens[min(positions)].sentence
        others = frozenset(i for held, _ in named if held != positions for i in held)
        beside = {t.stem: i for i, t in enumerate(tokens) if t.sentence == sentence and i not in positions | others}
        for iri in iris:
            for said, condition in sorted(cases(lexicon).get(iri, ()), key=lambda c: (-len(c[0]), c[1])):
                if said <= beside.keys() and not _is_between(positions, {beside[s] for s in said}, others):
                    found.append((condition, positions | {beside[s] for s in said}))
                    break
    return found


def _is_between(positions: frozenset[int], said: set[int], others: frozenset[int]) -> bool:
    whole = positions | said
    return any(min(whole) < i < max(whole) for i in others)
