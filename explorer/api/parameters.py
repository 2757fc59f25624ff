"""Parameters of a request as data: each knows its JSON schema and reads its value from a query string, or refuses it.

May import: problems. A parameter that an operation does not know is refused too: a misspelt one would be silently ignored.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qsl

from .problems import Problem

LONGEST_NAME = 300
_MOST = 100
# Characters that no name or question is made of; a lone surrogate cannot be in UTF-8 at all.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
TEXT_PATTERN = r"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$"


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query string. *kind* is text, number, flag or names (a text that may be repeated).

    *least* and *most* bound a number, the length of a text, or, for names, how many there are.
    """

    name: str
    kind: str
    description: str
    example: Any = None
    required: bool = False
    default: Any = None
    least: int = 1
    most: int = LONGEST_NAME
    choices: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Its JSON schema."""
        text = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME, "pattern": TEXT_PATTERN}
        kinds: dict[str, dict[str, Any]] = {
            "text": {**text, "minLength": self.least, "maxLength": self.most},
            "number": {"type": "integer", "minimum": self.least, "maximum": self.most},
            "flag": {"type": "boolean"},
            "names": {"type": "array", "items": text, "minItems": self.least, "maxItems": self.most}}
        made = kinds[self.kind]
        if self.choices:
            made = {"type": "string", "enum": list(self.choices)}
        return made | ({"default": self.default} if self.default is not None else {})

    def read(self, given: Sequence[str]) -> Any:
        """Its value from the texts sent under its name; raises Problem."""
        if not given:
            if self.required:
                raise Problem(400, f"the parameter {self.name} is missing; {self.description[:1].lower()}{self.description[1:]}")
            return () if self.kind == "names" else self.default
        if self.kind == "names":
            if not self.least <= len(given) <= self.most:
                raise Problem(400, f"{self.name} is given {len(given)} times; {self.least} to {self.most} are possible")
            return tuple(self._text(text, 1, LONGEST_NAME) for text in given)
        if len(given) > 1:
            raise Problem(400, f"{self.name} is given {len(given)} times; give it once")
        return self._one(given[0])

    def _one(self, text: str) -> Any:
        if self.kind == "number":
            number = int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else self.least - 1
            if not self.least <= number <= self.most:
                raise Problem(400, f"{self.name}={text[:40]} is not possible; give a whole number from {self.least} to {self.most:,}")
            return number
        if self.kind == "flag":
            if text not in ("true", "false"):
                raise Problem(400, f"{self.name}={text[:40]} is not possible; give true or false")
            return text == "true"
        if self.choices and text not in self.choices:
            raise Problem(400, f"{self.name}={text[:40]} is not possible; give one of {', '.join(self.choices)}")
        return self._text(text, self.least, self.most)

    def _text(self, text: str, least: int, most: int) -> str:
        if not least <= len(text) <= most or _CONTROL.search(text):
            raise Problem(400, f"{self.name} takes a text of {least} to {most} characters, without control characters; "
                               f"this one has {len(text)}")
        return text


def read(parameters: Sequence[Parameter], query: str) -> dict[str, Any]:
    """The values of parameters from the query string of an address (as WSGI has it); raises Problem."""
    try:
        pairs = parse_qsl(query.encode("latin-1").decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST)
    except UnicodeDecodeError:
        raise Problem(400, "the address is not in UTF-8") from None
    except ValueError:
        raise Problem(400, f"the address has more than {_MOST} parameters") from None
    values: dict[str, list[str]] = {p.name: [] for p in parameters}
    for name, value in pairs:
        if name not in values:
            near = get_close_matches(name, values, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(values)}" if values else "there are none here"
            raise Problem(400, f"no parameter is called {name[:60]!r}; {hint}")
        values[name].append(value)
    return {p.name: p.read(values[p.name]) for p in parameters}
