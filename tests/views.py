"""Views of all sorts, for the tests of links, files and the browser's side of them."""
from __future__ import annotations

import base64
import zlib
from typing import Any

from hypothesis import strategies as st

from explorer import state
from explorer.state import REST, View, Window
from graph.vocabulary import ID, WF

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
IRIS = st.one_of(NAMES.map(lambda n: ID + n), NAMES.map(lambda n: f"https://example.org/{n}"),
                 st.text(min_size=1, max_size=20))
PLACES = st.integers(-100_000, 100_000)
# Whole numbers that a browser can tell apart.
NUMBERS = st.one_of(st.integers(-2**53, 2**53), st.floats(-2**40, 2**40))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=10)),
    lambda inner: st.one_of(st.lists(inner, max_size=3),
                            st.dictionaries(NAMES.filter(lambda n: n not in state._UNSAFE), inner, max_size=3)),
    max_leaves=8)


@st.composite
def views(draw: st.DrawFn) -> View:
    """Views of all sorts: our concepts and others', with marks on nodes and edges, parts and a place."""
    ids = draw(st.lists(IRIS, unique=True, max_size=8))
    edges = [f"{'not ' if denied else ''}{s} {WF}{p} {o}" for s, p, o, denied in draw(st.lists(
        st.tuples(st.sampled_from(ids), NAMES, st.sampled_from(ids), st.booleans()), max_size=6))] if ids else []
    marks = st.lists(st.sampled_from([*ids, *edges, "a stranger", "cluster:a b"]), unique=True, max_size=4).map(tuple)
    far, size = st.floats(-9e5, 9e5), st.integers(0, 4000)
    window = Window(draw(st.floats(0.05, 3)), draw(far), draw(far), draw(size), draw(size))
    address = draw(st.one_of(st.just(""), st.text(max_size=20).map("?".__add__)))
    return View(tuple((iri, draw(PLACES), draw(PLACES)) for iri in ids), address,
                draw(NAMES), draw(st.sampled_from(["home", "work"])), draw(st.booleans()), draw(st.booleans()), draw(st.text(max_size=30)),
                draw(marks), draw(st.one_of(marks, st.just(REST))), draw(marks), draw(marks), draw(marks),
                draw(st.one_of(st.none(), st.just(window))), draw(st.dictionaries(NAMES.map(lambda n: n[:20]), JSON, max_size=3)))


def packed(plain: bytes) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(packer.compress(plain) + packer.flush()).decode().rstrip("=")


HOSTILE = {
    "a bomb": b'{"v":1,"title":"' + b"a" * 40_000_000 + b'"}',
    "nested without end": b"[" * 500_000,
    "parts nested deeply": b'{"v":1,"parts":{"x":' + b"[" * 40 + b"]" * 40 + b"}}",
    "not a number": b'{"v":1,"nodes":[["a",NaN,0]]}',
    "infinite": b'{"v":1,"window":[1,Infinity,0,1,1]}',
    "an overflowing number": b'{"v":1,"nodes":[["a",1e999,0]]}',
    "a number in the parts": b'{"v":1,"parts":{"x":[1e999]}}',
    "a huge whole number": b'{"v":1,"nodes":[["a",' + b"9" * 4000 + b",0]]}",
    "a number of too many digits": b'{"v":1,"nodes":[["a",' + b"9" * 6000 + b",0]]}",
    "a truth for a number": b'{"v":1,"nodes":[["a",true,0]]}',
    "a concept twice": b'{"v":1,"nodes":[["a",0,0],["a",1,1]]}',
    "a mark on nothing": b'{"v":1,"nodes":[],"lit":[3]}',
    "a negative number of a node": b'{"v":1,"nodes":[["a",0,0]],"lit":[-1]}',
    "an address elsewhere": b'{"v":1,"at":"javascript:alert(1)"}',
    "another version": b'{"v":2}',
    "an endless zoom": b'{"v":1,"window":[0,0,0,1,1]}',
    "not in UTF-8": b'{"v":1,"title":"\xff"}',
}
