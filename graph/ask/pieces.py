"""Pieces: the parts of a linked question from which readings are put together.

May import: english, lexicon, link, normalise.
"""

from __future__ import annotations

from collections.abc import Iterable

from . import english
from .lexicon import Lexicon
from .link import Linked, Span
from .normalise import Token

_ONE = frozenset("a an my our your their this".split())


def held(linked: Linked, *spans: Span | None) -> frozenset[int]:
    return frozenset(i for s in spans if s for i in s.positions)


def words_at(linked: Linked, words: frozenset[str] | set[str] | tuple[str, ...]) -> frozenset[int]:
    return frozenset(i for i, t in enumerate(linked.tokens) if t.text in words)


def iris(span: Span) -> list[str]:
    return [m.iri for m in span.of("concept")]


def class_spans(linked: Linked) -> list[Span]:
    """The classes that a question names, but those that only say where something is seen: `in a neural network`."""
    return [s for s in linked.spans if s.of("class") and not is_setting(linked, s)]


def is_setting(linked: Linked, span: Span) -> bool:
    """Whether a class stands behind `in a` or `makes a`, beside a concept that the question is about."""
    before = [t.text for t in linked.tokens[max(0, span.first - 2) : span.first]]
    behind = len(before) == 2 and before[0] in english.SETTING and before[1] in _ONE
    named = bool(span.of("concept")) and not set(before[1:]) & {"my", "our", "your", "their"}
    return behind and bool(span.of("class")) and not named and any(s.of("concept") for s in linked.spans if s is not span)


def targets_of(span: Span | None) -> tuple[str, ...]:
    return tuple(m.iri for m in span.of("class")) if span else ()


def options(linked: Linked) -> list[Span]:
    """The concepts between which a question leaves the choice: `A, B or C`."""
    named = [s for s in linked.spans if s.of("concept")]
    runs: list[list[Span]] = [[]]
    for span in named:
        last = runs[-1][-1] if runs[-1] else None
        between = [t.text for t in linked.tokens[last.last : span.first]] if last else []
        apart = last and linked.tokens[last.first].sentence != linked.tokens[span.first].sentence
        if apart or last and not all(w in ("or", "a", "an", "the", "either") for w in between):
            runs.append([])
        runs[-1].append(span)
    for run in runs:
        if len(run) > 1 and any(t.text == "or" for t in linked.tokens[run[0].last : run[-1].first]):
            return run[1:] if len(run) > 2 and _is_governed(linked, run[0]) else run
    return []


def _is_governed(linked: Linked, span: Span) -> bool:
    """Whether a preposition leads to a name: in `for a skewed column, mean or median` the column is no option."""
    before = [t.text for t in linked.tokens[: span.first] if t.text not in english.ARTICLES]
    return before[-1:] != [] and before[-1] in english.PREPOSITIONS


def offered(linked: Linked, concepts: list[Span]) -> bool:
    """`A or B`, and nothing else: what speaks for either."""
    between = [t.text for i, t in enumerate(linked.tokens) if not any(i in s.positions for s in concepts)]
    return len(concepts) == 2 and between == ["or"]


def from_to(linked: Linked, concepts: list[Span]) -> bool:
    """`A to B`, and nothing else: a way from one name to another."""
    between = [t.text for i, t in enumerate(linked.tokens) if not any(i in s.positions for s in concepts)]
    return len(concepts) == 2 and between == ["to"] and concepts[0].first == 0


def telling(linked: Linked, verbs: list[Span]) -> list[Span]:
    """The verbs that say something, where there are such: beside *worse*, *make* says nothing."""
    full = [v for v in verbs if any(not linked.tokens[i].is_filler for i in v.positions)]
    return full or verbs


def is_adjective(linked: Linked, span: Span) -> bool:
    """Whether a word such as *lower* stands before a name and says how large, and is no verb."""
    words = [t.text for t in linked.tokens[span.first : span.last]]
    if len(words) != 1 or words[0] not in (english.HIGHER | english.LOWER) - english.MOVING:
        return False
    if words[0] == "lower" and linked.tokens[0].text in ("do", "does", "did", "can", "will", "would", "could"):
        return False
    return any(s.first in (span.last, span.last + 2) for s in linked.spans)


def avoided(linked: Linked) -> list[Span]:
    """The concepts that the answer must do without: `without translating it`, `no real-time endpoint`."""
    verbs = {i for s in linked.spans if s.of("property") and not s.of("concept", "class") for i in s.positions}
    words = ["" if i in verbs else t.text for i, t in enumerate(linked.tokens)]
    named = [s for s in linked.spans if s.of("concept")]
    denied = (["is", "not"], ["are", "not"])
    return [s for s in named if _barred(words[max(0, s.first - 4) : s.first]) or words[s.last : s.last + 2] in denied]


def _barred(before: list[str]) -> bool:
    for word in reversed(before):
        if word in ("without", "nothing", "no", "not", "nobody", "never"):
            return True
        if word and word not in english.FILLER or word == "only":
            return False
    return False


def asking(linked: Linked) -> frozenset[int]:
    """The sentences that ask: those with a question word, and the last one; all, where these name nothing."""
    asked = {t.sentence for t in linked.tokens if t.text in english.QUESTION_WORDS - {"when", "who", "where"}}
    asked.add(linked.tokens[-1].sentence)
    told = {linked.tokens[s.first].sentence for s in linked.spans}
    return frozenset(asked if asked & told else told)  # "... Which one?" names nothing


def asked_in(linked: Linked, spans: list[Span]) -> list[Span]:
    """The spans that stand in a sentence that asks; all where none does. A story that ends on `what should I use` asks for no class."""
    if is_scenario(linked) and _asks_openly(linked):
        return []
    sentences = asking(linked)
    return [s for s in spans if linked.tokens[s.first].sentence in sentences] or spans


def _asks_openly(linked: Linked) -> bool:
    """Whether the last *what* is followed by what the asker does, as in `what do we set up`: then no kind is named."""
    words = [t.text for t in linked.tokens]
    at = max((i for i, w in enumerate(words) if w == "what"), default=None)
    if at is None or "which" in words[at:]:
        return False
    return (
        words[at + 1 : at + 2] != []
        and words[at + 1] in english.OBLIGING | {"do"}
        and words[at + 2 : at + 3] != []
        and words[at + 2] in english.ASKERS
    )


def turns_back(words: Lexicon, linked: Linked, concepts: Iterable[str]) -> bool:
    """Whether some concepts make what a question starts from, as `speech to text` does for "convert text to video"."""
    named = [n for iri in concepts for n in words.ends.get(iri, ())]
    run = linked.tokens
    turns = [(a.stem, c.stem) for a, b, c in zip(run, run[1:], run[2:], strict=False) if b.text in english.TOWARDS]
    return any(
        any(source in ends for _, ends in named) and not any(source in phrase and goal in ends for phrase, ends in named)
        for source, goal in turns
    )


def modifies(linked: Linked, verb: Span) -> bool:
    """Whether a participle stands before a name and tells its kind, as in `managed service`: then it is no verb."""
    before = linked.tokens[verb.first - 1].text if verb.first else ""
    alone = verb.last == verb.first + 1 and linked.tokens[verb.first].text.endswith("ed") and not verb.scattered
    kind = linked.tokens[verb.first].text in english.SORTS
    if kind and any(s.first in (verb.last, verb.last + 1) and s.of("class") for s in linked.spans):
        return True  # "which type of network"
    follows = any(s.first == verb.last and s.of("concept", "class") for s in linked.spans)
    return alone and follows and before in (english.ARTICLES | {""})


def is_scenario(linked: Linked) -> bool:
    """Whether a question first tells a story: in several sentences, or with many words that carry meaning."""
    told = sum(not t.is_filler for t in linked.tokens)
    return told >= 7 or told >= 5 and linked.tokens[-1].sentence > linked.tokens[0].sentence


def asks_unit(linked: Linked) -> bool:
    """Whether a question wants a number by its unit: `in which year ...`, where the word means nothing else."""
    return any(
        s.of("unit") and len(s.of("unit")) == len(s.meanings) and s.first and linked.tokens[s.first - 1].text in ("which", "what")
        for s in linked.spans
    )


def is_participle(linked: Linked, word: Token) -> bool:
    """Whether a word is a participle behind a form of *be*."""
    before = [t.text for t in linked.tokens if t.end < word.start][-1:]
    return word.text.endswith("ed") and before in (["be"], ["been"], ["is"], ["are"])
