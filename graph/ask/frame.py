"""Frame: what kind of question the closed-class words of a sentence make: who asks what, in which voice.

May import: english, normalise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import english
from .normalise import Token

_GREETING = (
    r"(?:(?:hi|hello|hey|ok|okay|please|so|well|um|and|but|also|now|sorry|sir|(?:quick )?question"
    r"|good (?:morning|afternoon|evening))\b[ ,]*)*"
)
_REQUEST = (
    r"(?:can|could|would|will) (?:you|u|anyone|someone|somebody) (?:please |kindly |maybe )?"
    r"(?:tell|explain|show|give|list|name|remind|help|describe|say|define|compare|let)"
    r"(?: me| us)?(?: know| understand| to understand)?(?: about)?\b"
)
_WISH = (
    r"(?:i|we) (?:(?:just |really )?(?:want|need|wish|would like|am trying|try|have) to (?:know|understand|find out|ask|learn)"
    r"|am wondering|wonder|was wondering|forgot|forget|can ?not remember|am not sure|do not know)\b"
)
_ASIDE = (
    r"do you (?:know|happen to know|have any idea)\b|any idea\b|(?:please |kindly )?(?:tell|remind|show) "
    r"(?:me|us)(?! about| the difference)\b|is it (?:true|correct|right|possible)(?: that| to)?\b"
)
_POLITE_LEADS = re.compile(rf"^{_GREETING}(?:{_REQUEST}|{_WISH}|{_ASIDE})?[ ,]*(?:if|whether|that|about)?\b ?")
MEASURES = frozenset("many much long often big large quickly fast frequently small deep high far".split())
_POLAR = frozenset("is are was were does do did can could should will would has have must may might".split())
_CLAUSES = english.PRONOUNS | frozenset(("when", "if", "to", "not"))
_PASSIVE = frozenset("is are was were be been being get gets got".split())
_PARTICIPLES = frozenset(
    "built made kept held run done found known given sent fed written read set put brought caught fought dealt".split()
)


@dataclass(frozen=True)
class Frame:
    """The closed-class skeleton of a question.

    *wh* is the question word ("how many" and "how long" as one), *polar* a question that wants yes or no,
    *start* the first token that is not politeness.
    """

    wh: str | None
    polar: bool
    negated: bool
    start: int
    compares: bool
    connects: bool
    advises: bool
    lists: bool
    defines: bool


def frame(tokens: tuple[Token, ...]) -> Frame:
    """Read the skeleton of a question off its tokens."""
    words = [t.text for t in tokens]
    start = _start(words)
    rest = words[start:]
    wh = _wh(rest)
    truth = "is it" in " ".join(words[:3]) and any(w in ("true", "correct", "right", "possible") for w in words[:5])
    asked_if = start > 0 and words[start - 1] in ("if", "whether")
    polar = (_opening(tokens, rest) in _POLAR and wh is None) or truth or (asked_if and wh is None) or _tagged(words)
    advises = ("or" in rest and bool(set(rest) & english.HIGHER) and bool(set(rest) & english.LOWER)) or (
        wh in ("which", "what") and "direction" in rest
    )
    rather = "than" in rest and bool(
        set(rest[: rest.index("than")]) & {"better", "worse"}
    )  # "is A better than B" wants both beside each other
    return Frame(
        wh,
        polar and not advises and not rather,
        _negated(_last_sentence(tokens, rest)) and (not polar or truth),  # "isn't X a Y?" asks whether X is a Y
        start,
        compares=any(_compares(rest, at) for at in range(len(rest))) or _either(rest) or rather and wh is None,
        connects=_connects(rest),
        advises=advises,
        lists=bool({"list", "enumerate", "name", "all", "types", "kinds", "examples", "options", "members"} & set(rest))
        or rest[:2] in (["what", "are"], ["which", "are"]),
        defines=_defines(rest, wh),
    )


def _opening(tokens: tuple[Token, ...], rest: list[str]) -> str:
    """The word with which a question opens; behind a topic set in front, `PutRecord: is a key needed?`, that of the last sentence."""
    last = _last_sentence(tokens, rest)
    if rest and rest[0] in english.PREPOSITIONS:  # "in LDA, does the order of words matter"
        at = next((i for i, w in enumerate(rest[:6]) if w in _POLAR), None)
        if at and at > 1 and not set(rest[:at]) & _CLAUSES:
            return rest[at]
    return rest[0] if rest and (rest[0] in _POLAR or not last) else last[0] if last else ""


def is_passive(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether the verb at first..last stands in the passive: a form of *be* shortly before a participle."""
    verb = tokens[first].text
    participle = verb.endswith(("ed", "en", "wn")) or verb in _PARTICIPLES
    return participle and any(t.text in _PASSIVE for t in tokens[max(0, first - 8) : first])


def has_support(tokens: tuple[Token, ...], before: int, verb: int) -> bool:
    """Whether *do* or a modal stands before a position, or *be* with no participle at *verb*: what follows is a subject."""
    words = {t.text for t in tokens[:before]}
    if words & {"do", "does", "did", "can", "could", "will", "would", "should", "may", "might"}:
        return True
    return bool(words & {"is", "are", "was", "were"}) and not is_passive(tokens, verb, verb)


def _start(words: list[str]) -> int:
    text = " ".join(words)
    match = _POLITE_LEADS.match(text)
    return len(text[: match.end()].split()) if match and match.end() < len(text) else 0


def _wh(words: list[str]) -> str | None:
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else ""
        if word == "who" and following == "or":
            continue
        if word in english.QUESTION_WORDS and not _relative(words, position):
            if word == "how" and following in MEASURES:
                return f"how {following}"
            return word
    return None


def _relative(words: list[str], position: int) -> bool:
    """A *which* or *when* inside the sentence joins clauses; it asks only at a clause's start."""
    if words[position] not in ("which", "who", "when", "where", "while", "whose"):
        return False
    return position > 0 and words[0] in (_POLAR | english.QUESTION_WORDS) and words[position] != "which"


def _last_sentence(tokens: tuple[Token, ...], rest: list[str]) -> list[str]:
    """The words of the last sentence: a story may deny what the question does not."""
    last = tokens[-1].sentence if tokens else 0
    return rest if last == 0 else [t.text for t in tokens if t.sentence == last]


def _negated(words: list[str]) -> bool:
    """Whether the sentence itself is denied, not a clause in it ("text that is not in English")."""
    for at, word in enumerate(words):
        verb = at and word in ("not", "never") and (bool(set(words[max(0, at - 3) : at]) & _POLAR) or words[at - 1] in ("be", "been"))
        clause = {"that", "who"} & set(words[max(0, at - 3) : at])
        # "algorithms that do not ..." asks for these; "text that is not in English, which service" does not.
        if verb and (not clause or at < 5 and not set(words) & english.QUESTION_WORDS - {"who"}):
            return True
    return False


def _tagged(words: list[str]) -> bool:
    if words[-3:] in (["true", "or", "false"], ["yes", "or", "no"]):
        return True
    return len(words) > 3 and words[-1] in ("right", "correct", "true") and words[-2] not in _PASSIVE  # "only one can be true"


def _compares(words: list[str], at: int) -> bool:
    """Whether a word asks for a comparison; *different* before a name ("on different subsets") does not."""
    if words[at] != "different":
        return words[at] in english.NAMED_COMPARISONS
    return words[at + 1 : at + 2] in ([], ["from"], ["to"], ["than"]) or "how" in words[:at]


def _either(words: list[str]) -> bool:
    return False if "or" not in words else bool({"better"} & set(words))


def _connects(words: list[str]) -> bool:
    found = set(words)
    if found & {
        "related",
        "relate",
        "relates",
        "relationship",
        "relation",
        "connected",
        "connection",
        "connections",
        "path",
        "route",
        "linked",
        "link",
        "links",
        "paths",
        "tie",
        "ties",
        "tied",
        "associated",
        "association",
        "chain",
        "chains",
        "hang",
        "hangs",
    }:
        return True
    return (
        ("how" in found or "what" in found)
        and bool(found & {"connect", "connects", "linking", "connecting"})
        and bool(found & {"and", "to", "with"})
        or ("from" in found and "to" in found and bool(found & {"get", "go", "way"}))
    )


def _defines(words: list[str], wh: str | None) -> bool:
    if not words:
        return False
    if words[0] in ("define", "explain", "describe", "definition", "meaning", "about", "tell", "summarize", "elaborate"):
        return True
    if words[0] in ("what", "who") and words[1:2] and words[1] in ("is", "are", "was", "were", "does", "do", "exactly", "about"):
        return True
    if wh == "what" and (
        words[-1] in ("is", "are", "means")
        or words[-2:] in (["stands", "for"], ["stand", "for"])
        or words[-2:] in (["is", "it"], ["are", "they"], ["it", "do"])
    ):
        return True
    return bool({"definition", "meaning", "mean", "means", "define", "explain", "explanation", "describe"} & set(words)) or (
        wh == "how" and words[-1] in ("work", "works", "function", "operate")
    )
