"""Looks at other people's RDF before it is parsed, for what would end the process instead of raising an error.

May import: errors.
"""
from __future__ import annotations

import pathlib
import re

from .errors import StoreError

_LARGEST_ENTITY = 10_000
_LARGEST_GROWTH = 50_000_000
_DEEPEST_TRIPLE = 50
_ENTITY = re.compile(rb"<!ENTITY\s+([^\s%\"'>]+)\s+(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(rb"&([^\s#;&]+);")
# Texts, IRIs and comments are passed over, so that what is left of << and >> opens and closes triples.
_TOKEN = re.compile(rb"\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
                    rb"|<[^<>\s\"]*>|#[^\n]*|<<|>>", re.DOTALL)


def refuse_growing_entities(path: pathlib.Path) -> None:
    """Raise StoreError where the entities of an XML file, each written out, would grow large: they may nest."""
    data = path.read_bytes()
    if b"<!ENTITY" not in data:
        return
    lengths: dict[bytes, int] = {}
    for name, double, single in _ENTITY.findall(data):
        body = double or single
        inner = _REFERENCE.findall(body)
        lengths[name] = len(body) + sum(lengths.get(i, 0) for i in inner)
        if lengths[name] > _LARGEST_ENTITY or name in inner:
            raise StoreError(f"{path}: its entity {name.decode(errors='replace')!r} is made of others and grows to over "
                             f"{_LARGEST_ENTITY} characters; write entities out")
    growth = sum(lengths.get(name, 0) for name in _REFERENCE.findall(data))
    if growth > _LARGEST_GROWTH:
        raise StoreError(f"{path}: its entities grow to {growth} characters, at most {_LARGEST_GROWTH} are read; write them out")


def refuse_deep_triples(path: pathlib.Path) -> None:
    """Raise StoreError where triples stand inside triples so deep that the parser's stack would overflow."""
    data = path.read_bytes()
    if data.count(b"<<") <= _DEEPEST_TRIPLE:
        return
    depth = 0
    for token in _TOKEN.finditer(data):
        depth += (token.group() == b"<<") - (token.group() == b">>" and depth > 0)
        if depth > _DEEPEST_TRIPLE:
            line = data.count(b"\n", 0, token.start()) + 1
            raise StoreError(f"{path}:{line}: triples inside triples, more than {_DEEPEST_TRIPLE} deep; take them apart")
