"""graph/explain.py: what a query asks, in words."""
from __future__ import annotations

import pytest

from graph.explain import Explanation, explain
from graph.store import Store


@pytest.mark.parametrize(("text", "expected"), [
    ("SELECT ?remedy { ?remedy wf:mitigates id:overfitting } ORDER BY ?remedy LIMIT 5",
     Explanation("Every ?remedy", ("?remedy mitigates overfitting",), ("in the order of ?remedy", "at most 5 rows"))),
    ("SELECT DISTINCT ?a { ?a a wf:Service OPTIONAL { ?a wf:stores ?b } MINUS { ?a wf:hasPart ?c } }",
     Explanation("Each different ?a", ("?a is a service", "where known, ?a stores ?b", "but not those where ?a has part ?c"), ())),
    ("ASK { id:dropout wf:mitigates id:overfitting }", Explanation("Whether there is anything", ("dropout mitigates overfitting",), ())),
    ("SELECT * { ?s ?p ?o FILTER(?o > 3) }",
     Explanation("Every combination of values", ("?s ?p ?o", "only where (?o > 3)"), ())),
    ("CONSTRUCT { ?a wf:mitigates ?b } WHERE { ?b wf:isMitigatedBy ?a }",
     Explanation("A graph, made from everything", ("?b is mitigated by ?a",), ())),
    ("SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a a wf:Task } GROUP BY ?k HAVING(?n > 1)",
     Explanation("The number of different ?a (?n)", ("?a is a task",), ("one row for each ?k", "of those only where (?n > 1)"))),
    ("DESCRIBE id:dropout", Explanation("All that is said of id:dropout", (), ()))])
def test_a_query_in_words(notes: Store, text: str, expected: Explanation) -> None:
    assert explain(notes, text) == expected


@pytest.mark.parametrize("text", ["", "SELECT", "}{", "SELECT ?x {", "nothing of the kind"])
def test_whatever_is_written_gets_words(notes: Store, text: str) -> None:
    assert explain(notes, text).gives
