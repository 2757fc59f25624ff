"""Grammar of names in a sentence: whether a name is a plural, a verb that agrees with it, a name that is a clause.

May import: sentences. Pure functions over labels. The notes name doings (*more features*, *dropping records*) and
products (*AWS Step Functions*) with words that look like plurals, and these take a verb in the singular.
"""
from __future__ import annotations

import re
from collections.abc import Sequence

from . import sentences

_LINKING = re.compile(r"\s(?:of|for|in|into|with|to|that|which|from|at|on|by|between|over|as|under|per|"
                      r"dominating|read|cut|not|needed|separated)\s")
_VERB = re.compile(r"\b(?:is|are|does|do|has|have|must|spans)\b")
_RELATIVE = re.compile(r"\b(?:that|which|how|who)\b")
_MEASURE = ("more", "fewer", "less")
_SINGULAR = ("ss", "us", "is", "as", "ytics", "ematics", "ysics")
_WORDS = {"series", "means", "news", "lens", "species"}
_PLURALS = {"people", "criteria", "children", "instances"}
_ATTRIBUTES = {"training", "learning", "processing", "monitoring", "streaming", "testing"}
_AUXILIARIES = {"is": "are", "has": "have", "was": "were", "does": "do"}


def is_plural(name: str) -> bool:
    """Whether a name takes a plural verb: *Docker containers* does; *time series*, *more layers*, *AWS* do not."""
    words = _LINKING.split(name, maxsplit=1)[0].split()
    if not words or is_clause(name) or "_" in name:
        return False
    first, last = words[0].lower(), words[-1]
    is_doing = first.endswith("ing") and len(words) > 1 and first not in _ATTRIBUTES
    if is_doing or first in _MEASURE or first.startswith("k-") or last.lower() in _WORDS:
        return False
    if last.lower() in _PLURALS:
        return True
    return last.isascii() and last[:1].islower() and last.endswith("s") and not last.endswith(_SINGULAR)


def agreeing(verb: str, names: Sequence[str], *, is_known: bool = True) -> str:
    """A verb phrase in the third person made to agree with its subject, which is one of several names.

    Where it is not *known* to begin with a verb, only *is*, *has* and the like are changed.
    """
    first, _, rest = verb.partition(" ")
    if not all(map(is_plural, names)) or not (is_known or first in _AUXILIARIES):
        return verb
    return f"{_AUXILIARIES.get(first) or sentences.infinitive(first)} {rest}".strip()


def is_clause(name: str) -> bool:
    """Whether a name is a whole clause, as conditions are: *the column is skewed*."""
    verb = _VERB.search(name)
    return verb is not None and verb.start() > 0 and not _RELATIVE.search(name[:verb.start()])


def as_noun(name: str) -> str:
    """A name to stand where a noun does: *the case that the column is skewed*."""
    return f"the case that {name}" if is_clause(name) else name
