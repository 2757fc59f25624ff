"""Statements in words: a claim, a quantity or a step of a path as a clause of English.

May import: nothing of ours. Pure functions over labels; what the words are comes from the graph.
"""
from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

_DIRECTION = {"lower": "a lower", "higher": "a higher"}
_IRREGULAR = {"is": "is not", "are": "are not", "was": "was not", "has": "does not have", "can": "cannot",
              "must": "must not", "should": "should not", "may": "may not", "does": "does not do"}

_INFINITIVES = {"caches": "cache", "has": "have", "does": "do", "is": "be", "axes": "axe"}


def infinitive(verb: str) -> str:
    """The plain form of a third-person verb: `carries` -> `carry`, `fixes` -> `fix`, `uses` -> `use`."""
    if verb in _INFINITIVES:
        return _INFINITIVES[verb]
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if verb.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb


def negated(phrase: str) -> str:
    """A verb phrase denied: `mitigates` -> `does not mitigate`, `is suited to` -> `is not suited to`."""
    first, _, rest = phrase.partition(" ")
    start = _IRREGULAR.get(first) or f"does not {infinitive(first)}"
    return f"{start} {rest}".strip()


def number(value: Decimal | float | int) -> str:
    """A number as people write it: no trailing zeros, at most six decimals, or six digits of a very small one."""
    exact = Decimal(str(value)) + 0  # no minus before zero
    text = f"{exact:.6f}" if abs(exact) >= Decimal("0.001") else f"{Decimal(f'{exact:.6g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity(value: Decimal | None, minimum: Decimal | None, maximum: Decimal | None, unit: str, bound: str) -> str:
    """A quantity in words: `90 days`, `at most 250 ms`, `2 to 15 containers`, `port 8080`."""
    if value is None:
        spans = [number(v) for v in (minimum, maximum) if v is not None]
        text, plural = " to ".join(spans), spans != ["1"]
        lead = "" if len(spans) == 2 else ("at least " if minimum is not None else "at most ")
    else:
        text, plural = number(value), value != 1
        lead = {"atLeast": "at least ", "atMost": "at most ", "typical": "typically "}.get(bound, "")
    if unit in ("", "number"):
        return lead + text
    if unit == "percent":
        return f"{lead}{text} %"
    if unit == "port number":
        return f"{lead}port {text}"
    first, _, rest = unit.partition(" ")
    return f"{lead}{text} {first}{'s' if plural else ''} {rest}".strip()


def claim(subject: str, verb: str, object: str, *, polarity: bool = True, direction: str | None = None,
          conditions: Sequence[str] = ()) -> str:
    """A claim as a clause: *a lower subsample mitigates overfitting when the data is noisy*.

    *direction* is `lower`, `higher` or None.
    """
    head = f"{_DIRECTION[direction]} {subject}" if direction else subject
    clause = f"{head} {verb if polarity else negated(verb)} {object}"
    return clause + (f" (when: {listed(conditions)})" if conditions else "")


def listed(items: Sequence[str], last: str = "and") -> str:
    """Items with commas and a last conjunction: `a, b and c`."""
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def sentence(text: str) -> str:
    """A clause with a capital and a full stop."""
    text = text.strip()
    start = text[:1].upper() if text[:2].islower() or text[:2].strip().islower() else text[:1]
    return f"{start}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}" if text else ""
