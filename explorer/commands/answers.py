"""An answer as text on a terminal: its sentence, then the evidence, grouped by kind. May import: nothing of ours."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

Line = Callable[..., None]
# These intents name concepts, and the text has said of what; any other answer is the statement itself.
_NAMING = ("lookup", "list", "select", "recipe")
_DIRECTION = {"lower": "a lower value", "higher": "a higher value"}


def print_answer(answer: dict[str, Any], line: Line, explain: bool = False) -> None:
    """Print an answer, given as its JSON object; *explain* adds how the question was read and the query."""
    head, _, rest = (answer["text"] or "Nothing is known of that.").partition("\n")
    line((head, "bold"))
    if rest.strip() and not answer["answers"] and not answer["steps"]:
        line(rest.strip("\n"))
    seen: set[str] = set()
    _grouped(answer["answers"], line, answer["intent"] not in _NAMING, seen)
    for step in answer["steps"]:
        line(f"  {step.get('position', '-')}. {step.get('text') or step.get('statement') or step.get('does', '')}", _lines(step))
    if answer["against"]:
        line()
        line(("On the other hand", "bold yellow"))
        for item in answer["against"]:
            _item(item, line, True, seen)
    if answer["suggestions"]:
        line()
        line("You could ask:")
        for suggestion in answer["suggestions"]:
            line(f"  {suggestion}")
    if explain:
        _explanation(answer, line)


def _grouped(items: list[dict[str, Any]], line: Line, statement: bool, seen: set[str]) -> None:
    """The answers under the kind of each, kinds in the order in which they first come."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        kinds.setdefault(item["kind"], []).append(item)
    for kind, members in kinds.items():
        line()
        line((kind, "bold cyan"))
        for item in members:
            _item(item, line, statement, seen)


def _item(item: dict[str, Any], line: Line, statement: bool, seen: set[str]) -> None:
    notes = [_DIRECTION.get(item["direction"] or "", ""), f"when: {item['condition']}" if item["condition"] else "",
             item.get("reason") or "", "inferred" if item["inferred"] else ""]
    said = "; ".join(n for n in notes if n)
    if statement or not (said or item["claim"]):
        said = item["statement"]
    line("  ", (item["label"], "green"), f": {said}" if said else "", _lines(item))
    if item["correction"]:
        _correction(item["correction"], line, seen)


def _correction(correction: dict[str, Any], line: Line, seen: set[str]) -> None:
    """What the notes had and who says otherwise; in full the first time, then in a word."""
    if correction["now"] in seen:
        line("    ", ("corrected", "yellow"), " as above")
        return
    seen.add(correction["now"])
    who = ", ".join(str(p) for p in (correction.get("title"), correction.get("source")) if p)
    confidence = correction.get("confidence")
    unsure = f" ({confidence} confidence)" if confidence and confidence != "high" else ""
    line("    ", ("the notes had: ", "yellow"), correction["had"])
    line("    ", ("now: ", "yellow"), correction["now"], f" -- {who}" if who else "", unsure)


def _lines(item: dict[str, Any]) -> tuple[str, str]:
    """The lines of the notes behind something, as a dim bracket."""
    spans = [str(p["first"]) if p["first"] == p["last"] else f"{p['first']}-{p['last']}" for p in item.get("passages") or []]
    word = "line" if len(spans) == 1 and "-" not in spans[0] else "lines"
    return (f"  [{word} {', '.join(spans)}]" if spans else "", "dim")


def _reading(reading: dict[str, Any]) -> str:
    """A reading of a question in a line: its scalars, its lists, and what each of its words was taken for."""
    parts = []
    for key, value in reading.items():
        if key == "words":
            meant = (f"{w['words']!r} as {' or '.join(m['label'] for m in w['meanings'])}" for w in value)
            parts.append("; ".join(meant))
        elif value not in (None, "", [], {}):
            parts.append(f"{key.replace('_', ' ')}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return "; ".join(p for p in parts if p)


def _explanation(answer: dict[str, Any], line: Line) -> None:
    line()
    line(("How it was read", "bold"))
    line(f"  intent: {answer['intent']}" + (f"; verdict: {answer['verdict']}" if answer["verdict"] else ""))
    if answer["decided_by"]:
        line(f"  decided by: {answer['decided_by']}")
    if answer["not_understood"]:
        line(f"  not understood: {', '.join(answer['not_understood'])}")
    for reading in answer["readings"]:
        line(f"  reading: {_reading(reading)}")
    if answer["computed"]:
        line(f"  computed: {answer['computed']['formula']} = {answer['computed']['value']} {answer['computed']['unit'] or ''}".rstrip())
    if answer["sparql"]:
        line("  query:")
        for part in answer["sparql"].strip().splitlines():
            line(f"    {part}")
