"""Link: tokens of a question -> spans with what they may mean; typos mended, unknown words kept apart.

May import: english, normalise, lexicon, compose, thresholds, typos.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from . import compose, english, thresholds
from .lexicon import Lexicon, Meaning, as_written
from .normalise import Token
from .typos import mend

_REACH = 12
_APART = 8


@dataclass(frozen=True)
class Span:
    """Tokens first..last (exclusive) of a question and their meanings; *size* counts their content words."""

    first: int
    last: int
    meanings: tuple[Meaning, ...]
    size: float
    scattered: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "meanings", tuple(sorted(self.meanings, key=lambda m: -m.weight)))

    @property
    def positions(self) -> frozenset[int]:
        """The tokens that the span holds; a paraphrase may be scattered over a sentence."""
        return self.scattered or frozenset(range(self.first, self.last))

    def of(self, *kinds: str) -> list[Meaning]:
        """The meanings of some kinds, heaviest first."""
        return [m for m in self.meanings if m.kind in kinds]


@dataclass(frozen=True)
class Linked:
    """A question linked: its tokens (typos mended), spans in order, and the indices of content words that no span holds."""

    tokens: tuple[Token, ...]
    spans: tuple[Span, ...]
    unknown: tuple[int, ...]
    mended: tuple[tuple[str, str], ...] = ()
    shortfall: float = 0.0  # how much less the segmentation is worth than the best one, 0 to 1


def link(lexicon: Lexicon, tokens: list[Token]) -> list[Linked]:
    """The best readings of which phrases a question holds, best first; never empty.

    Behind the segmentations into whole phrases stand those with a paraphrase: most words of a name, in any order.
    """
    mended, changes = mend(lexicon, tokens)
    spans = _spans(lexicon, mended)
    whole = _segmentations(mended, spans)
    loose = [_around(p, whole[0]) for p in [*_composed(lexicon, mended, whole[0]), *_paraphrases(lexicon, mended)]]
    top = sum(map(_worth, whole[0])) or 1.0
    return [_linked(mended, chosen, changes, max(0.0, 1 - sum(map(_worth, chosen)) / top)) for chosen in [*whole, *loose]]


def _linked(tokens: list[Token], spans: tuple[Span, ...], changes: list[tuple[str, str]], shortfall: float) -> Linked:
    held = {i for s in spans for i in s.positions}
    if any(s.of("concept") for s in spans):
        tokens = [replace(t, aside=True) if i not in held and _is_choosing(tokens, i) else t for i, t in enumerate(tokens)]
    unknown = tuple(i for i, t in enumerate(tokens) if i not in held and not t.is_filler)
    return Linked(tuple(tokens), spans, unknown, tuple(changes), shortfall)


def _is_choosing(tokens: list[Token], at: int) -> bool:
    """Whether a verb only says that something is chosen: `which metric should we prioritize if ...`, whatever the verb."""
    before = [t.text for t in tokens[max(0, at - 2) : at]]
    if len(before) < 2 or before[0] not in english.OBLIGING | {"do", "does"} or before[1] not in english.ASKERS:
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    closed = after is None or after.sentence != tokens[at].sentence or after.text in english.PREPOSITIONS | english.CONJUNCTIONS
    return closed and any(t.text in ("which", "what") for t in tokens[: at - 2])


# -- phrases -----------------------------------------------------------------


def _spans(lexicon: Lexicon, tokens: list[Token]) -> list[Span]:
    found: dict[tuple[int, int], dict[tuple[str, str, bool], Meaning]] = {}
    for index, skipped in ((lexicon.concepts, english.LIGHT), (lexicon.properties, english.SKIPPED)):
        for first, start in enumerate(tokens):
            if start.text in skipped and not _is_last_need(tokens, first) or _measures(lexicon, tokens, first):
                continue
            key: tuple[str, ...] = ()
            for last in range(first, min(len(tokens), first + _REACH)):
                if tokens[last].sentence != start.sentence or last > first and tokens[last].text in ("which", "what"):
                    break
                if tokens[last].text in skipped and last > first:
                    continue
                key = (*key, tokens[last].stem)
                for meaning in as_written(lexicon, key, tokens[last], index.get(key, ())):
                    if _turned_round(lexicon, tokens, range(first, last + 1), frozenset(key), meaning.iri):
                        continue
                    found.setdefault((first, last + 1), {})[meaning.kind, meaning.iri, meaning.forward] = meaning
    spans = [Span(first, last, tuple(meanings.values()), _size(tokens, first, last)) for (first, last), meanings in found.items()]
    spans += [
        Span(min(held), max(held) + 1, (Meaning("concept", iri, True, 0.97),), _size(tokens, min(held), max(held) + 1))
        for iri, held in thresholds.met(lexicon.scale, tokens)
    ]
    return spans + _shared_heads(lexicon, tokens) + _parted_verbs(lexicon, tokens)


def _is_last_need(tokens: list[Token], at: int) -> bool:
    """Whether a question ends on *need*, which is then no auxiliary: `what does X need`."""
    return tokens[at].text in ("need", "needs") and at + 1 == len(tokens)


def _measures(lexicon: Lexicon, tokens: list[Token], at: int) -> bool:
    """Whether a word is the *many* of `how many hours`: the unit behind it is asked for, and is part of no name."""
    counts = tokens[at].text in ("many", "much") and at > 0 and tokens[at - 1].text == "how" and at + 1 < len(tokens)
    return counts and any(m.kind == "unit" for m in lexicon.concepts.get((tokens[at + 1].stem,), ()))


def _parted_verbs(lexicon: Lexicon, tokens: list[Token]) -> list[Span]:
    """`brings variance down`, `keeps weights from growing`: a verb whose particle stands some words behind."""
    found = []
    for at, verb in enumerate(tokens):
        for particle in range(at + 2, min(len(tokens), at + _APART)):
            if tokens[particle].text not in english.PARTICLES and not _is_stranded(tokens, at, particle):
                continue
            for last in range(particle + 1, min(len(tokens), particle + 2) + 1):
                meanings = lexicon.properties.get((verb.stem, *(t.stem for t in tokens[particle:last])), [])
                parted = tuple(replace(m, weight=0.95 * m.weight) for m in meanings if m.kind == "property")
                size = 1.5 if _is_stranded(tokens, at, particle) else 1
                found.append(Span(at, at + 1, parted, size, frozenset((at, *range(particle, last)))))
    return [s for s in found if s.meanings]


def _is_stranded(tokens: list[Token], verb: int, at: int) -> bool:
    """Whether a verb's other word stands behind its subject or object: `what do I use X for`, `what can X do with Y`."""
    if tokens[at].text == "do":
        return tokens[verb].text == "can" and tokens[verb + 1].text not in english.ASKERS
    return at + 1 == len(tokens) and tokens[at].text == "for"


def _turned_round(lexicon: Lexicon, tokens: list[Token], positions: Iterable[int], phrase: frozenset[str], iri: str) -> bool:
    """Whether a name leads *to* a word from which the question leads away: "speech to text" is not in "text to video"."""
    ends = lexicon.towards.get((phrase, iri), frozenset())
    return any(tokens[i].stem in ends and _leads_on(tokens, i + 1) and not _leads_on(tokens, i - 1) for i in positions)


def _leads_on(tokens: list[Token], at: int) -> bool:
    return 0 <= at < len(tokens) and tokens[at].text in english.TOWARDS


def _shared_heads(lexicon: Lexicon, tokens: list[Token]) -> list[Span]:
    """`mean and median imputation`: a word before *and*, *or*, *vs* that shares the head of the name after it, or one named before."""
    found = []
    for at, token in enumerate(tokens):
        if token.text not in english.JOINTS | {"from"} or at == 0:
            continue
        heads = [*range(at + 2, min(len(tokens), at + 5)), *(range(at - 1) if token.text != "from" else ())]
        for head in heads:
            for meaning in lexicon.concepts.get((tokens[at - 1].stem, tokens[head].stem), ()):
                found.append(Span(at - 1, at, (meaning,), 1))
    return found


def _composed(lexicon: Lexicon, tokens: list[Token], spans: tuple[Span, ...]) -> list[Span]:
    """The conditions that names in a segmentation make with words beside them."""
    named = [(s.positions, [m.iri for m in s.of("concept")]) for s in spans if s.of("concept")]
    found = compose.composed(lexicon, tokens, named)
    return [Span(min(held), max(held) + 1, (Meaning("concept", c, True, 0.9),), len(held), held) for c, held in found]


def _paraphrases(lexicon: Lexicon, tokens: list[Token], most: int = 3) -> list[Span]:
    """Concepts most of whose words stand in the question, though not side by side; the likeliest first."""
    scored = [s for sentence in sorted({t.sentence for t in tokens}) for s in _near_names(lexicon, tokens, sentence)]
    scored.sort(key=lambda s: (-s[0], s[2]))
    chosen: dict[str, Span] = {}
    for _, share, iri, positions in scored:
        if iri not in chosen and len(chosen) < most:
            chosen[iri] = Span(
                min(positions), max(positions) + 1, (Meaning("concept", iri, True, 0.6 + 0.3 * share),), len(positions), positions
            )
    return list(chosen.values())


def _near_names(lexicon: Lexicon, tokens: list[Token], sentence: int) -> Iterator[tuple[float, float, str, frozenset[int]]]:
    """The names most of whose words a sentence holds: a score, the share, whose name it is, and where the words stand."""
    told = [i for i, t in enumerate(tokens) if t.text not in english.LIGHT and t.sentence == sentence and not _measures(lexicon, tokens, i)]
    stems = {tokens[i].stem: i for i in reversed(told)}
    candidates = {p for s in stems for p in lexicon.holding.get(s, ())}
    for iri, phrase in sorted(candidates, key=lambda c: (c[0], sorted(c[1]))):
        shared = phrase & stems.keys()
        if len(shared) < 2:
            continue
        total = sum(lexicon.idf(s) for s in phrase)
        share = sum(lexicon.idf(s) for s in shared) / total if total else 0.0
        if _turned_round(lexicon, tokens, [stems[s] for s in shared], phrase, iri):
            continue
        least = 0.6 if iri in lexicon.symptoms else 0.72
        if share >= least:
            yield share * sum(lexicon.idf(s) for s in shared), share, iri, frozenset(stems[s] for s in shared)


def _around(paraphrase: Span, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    kept = [s for s in spans if not s.positions & paraphrase.positions]
    return tuple(sorted([*kept, paraphrase], key=lambda s: s.first))


def _size(tokens: list[Token], first: int, last: int) -> float:
    return sum(1 for t in tokens[first:last] if t.text not in english.LIGHT) or 0.1


def _worth(span: Span) -> float:
    """Longer phrases are worth more than their parts; a name of a concept more than a word for a relation."""
    kind = max({"concept": 1.0, "class": 0.95, "unit": 0.6, "property": 0.8, "noun": 0.8}[m.kind] * m.weight for m in span.meanings)
    return kind * span.size**1.35 + 0.04 * (span.last - span.first - 1)


def _segmentations(tokens: list[Token], spans: list[Span], most: int = 4) -> list[tuple[Span, ...]]:
    """The *most* worthy ways to choose spans that do not overlap (k-best dynamic programming over positions)."""
    by_end: dict[int, list[Span]] = {}
    for span in spans:
        by_end.setdefault(span.last, []).append(span)
    best: list[list[tuple[float, tuple[Span, ...]]]] = [[(0.0, ())]]
    for end in range(1, len(tokens) + 1):
        options = list(best[end - 1])
        for span in by_end.get(end, ()):
            options += [(worth + _worth(span), (*chosen, span)) for worth, chosen in best[span.first]]
        options.sort(key=lambda o: -o[0])
        unique: dict[tuple[Span, ...], float] = {}
        for worth, chosen in options:
            unique.setdefault(chosen, worth)
        best.append([(w, c) for c, w in list(unique.items())[:most]])
    top = best[-1]
    return [chosen for worth, chosen in top if worth >= 0.55 * top[0][0]] or [()]
