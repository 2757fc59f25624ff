"""graph/reading.py: what a look at the letters tells is what the tokens tell."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryError
from graph.guard import Limits
from graph.reading import _read, plain, read

PIECES = st.sampled_from([
    "SELECT", "ask", "Construct", "DESCRIBE", "LOAD", "load:", "?load", "service", "SERVICE<", "<http://x/service>", "'from'", "\"",
    "'", "#",
    "FROM", "from:x", "@en", "NOW", "now()", "ex:now", "knows", "dropout", "DROP", "BNODE()", "\\u0053ERVICE", "\\", "\n",
    " ", "{", "}", "(", ")",
    "[", "wf:mitigates", "PREFIX", "skos:", "1 2 3 4 5 6 7 8 9 10 ", "_", "é", "ſervice", "union", ".", "|", "*", "?x", "<",
    ">", "%41", "-", "UUID"])
GRAPHS = frozenset(["http://g/"])


@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from([Limits(), Limits(depth=3), Limits(chain=4), Limits(tokens=12)]))
def test_what_needs_no_tokens_is_read_as_its_tokens_are(text: str, limits: Limits) -> None:
    quick = plain(text, limits)
    if quick is not None:
        exact = _read.__wrapped__(text, limits, GRAPHS)  # raises nothing
        assert (quick.has_dataset, quick.has_searches, quick.is_steady) == (exact.has_dataset, exact.has_searches, exact.is_steady)
        assert exact.prefixes.items() <= quick.prefixes.items()
        assert quick.gives == exact.gives or exact.gives == "select"  # a text without a form is a mistake anyway


@pytest.mark.parametrize(("text", "is_plain"), [
    ("SELECT * { id:dropout wf:mitigates ?x }", True), ("ASK { ?x ex:knows ?y } # 17", True),
    ("SELECT * { ?s ?p 'ask' }", False), ("SELECT (NOW() AS ?n) {}", False), ("SELECT * FROM <http://g/> {}", False),
    ("SELECT * { ?s ?p 'é' }", False), ("SELECT * { ?s ?p '\\n' }", False), ("SELECT * " + "{" * 101 + "}" * 101, False)])
def test_a_plain_query_is_told_from_others(text: str, is_plain: bool) -> None:
    assert (plain(text, Limits()) is not None) is is_plain


@pytest.mark.parametrize("text", ["SELECT * { SERVICE <http://x/> {} }", "DROP ALL", "SELECT * FROM <http://x/> {}",
                                  "SELECT * " + "{" * 101])
def test_what_breaks_a_rule_is_refused(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        read(text, Limits(), GRAPHS)
    assert caught.value.reason == "refused"
