"""Claims, quantities and lists in words."""
from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import sentences
from graph.store import Store
from graph.vocabulary import Vocabulary


@pytest.mark.parametrize(("verb", "plain"), [
    ("mitigates", "mitigate"), ("carries", "carry"), ("fixes", "fix"), ("uses", "use"), ("passes", "pass"), ("reaches", "reach"),
    ("pushes", "push"), ("goes", "go"), ("ties", "tie"), ("caches", "cache"), ("has", "have"), ("pass", "pass"), ("measures", "measure"),
    ("closes", "close"), ("buzzes", "buzz")])
def test_the_plain_form_of_a_verb(verb: str, plain: str) -> None:
    assert sentences.infinitive(verb) == plain


@pytest.mark.parametrize(("phrase", "denied"), [
    ("mitigates", "does not mitigate"), ("is suited to", "is not suited to"), ("has part", "does not have part"),
    ("can read", "cannot read"),
    ("delivers to", "does not deliver to"), ("must have", "must not have"), ("are", "are not")])
def test_a_phrase_is_denied(phrase: str, denied: str) -> None:
    assert sentences.negated(phrase) == denied


@pytest.mark.parametrize(("value", "text"), [
    (5, "5"), (5.0, "5"), (Decimal("0.80"), "0.8"), (1000, "1000"), (0.1 + 0.2, "0.3"), (-3, "-3"), (0, "0"), (-0.0, "0"),
    (1e-7, "0.0000001"),
    (-0.00012345678, "-0.000123457"), (1e22, "10000000000000000000000"), (2 / 3, "0.666667")])
def test_a_number_as_people_write_it(value: float, text: str) -> None:
    assert sentences.number(value) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-10**12, max_value=10**12, places=8))
def test_a_number_in_words_is_near_the_number(value: Decimal) -> None:
    text = sentences.number(value)
    assert abs(Decimal(text) - value) <= Decimal("0.000001") and "E" not in text
    assert (Decimal(text) == 0) == (value == 0)


@pytest.mark.parametrize(("value", "minimum", "maximum", "unit", "bound", "text"), [
    (90, None, None, "day", "exact", "90 days"), (1, None, None, "day", "exact", "1 day"),
    (250, None, None, "millisecond", "atMost", "at most 250 milliseconds"),
    (None, 2, 15, "container", "between", "2 to 15 containers"), (8080, None, None, "port number", "exact", "port 8080"),
    (None, 1, None, "node", "atLeast", "at least 1 node"), (None, None, 5, "node", "between", "at most 5 nodes"),
    (10, None, None, "percent", "typical", "typically 10 %"), (4, None, None, "number", "exact", "4"),
    (0.5, None, None, "", "atLeast", "at least 0.5"),
    (2, None, None, "megabyte per second", "atMost", "at most 2 megabytes per second"), (0, None, None, "day", "exact", "0 days")])
def test_a_quantity_in_words(value: float | None, minimum: float | None, maximum: float | None, unit: str, bound: str, text: str) -> None:
    def number(n: float | None) -> Decimal | None:
        return None if n is None else Decimal(str(n))
    assert sentences.quantity(number(value), number(minimum), number(maximum), unit, bound) == text


@pytest.mark.parametrize(("options", "clause"), [
    ({}, "subsample mitigates overfitting"), ({"polarity": False}, "subsample does not mitigate overfitting"),
    ({"direction": "lower"}, "a lower subsample mitigates overfitting"),
    ({"direction": "higher", "polarity": False, "conditions": ["noise", "haste"]},
     "a higher subsample does not mitigate overfitting (when: noise and haste)")])
def test_a_claim_is_a_clause(options: dict, clause: str) -> None:
    assert sentences.claim("subsample", "mitigates", "overfitting", **options) == clause


@pytest.mark.parametrize(("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_a_list_in_words(items: list[str], text: str) -> None:
    assert sentences.listed(items) == text


def test_a_list_may_end_with_or() -> None:
    assert sentences.listed(["a", "b", "c"], "or") == "a, b or c"


@pytest.mark.parametrize(("text", "sentence"), [
    ("dropout mitigates overfitting", "Dropout mitigates overfitting."), ("", ""), ("a dog.", "A dog."), ("Is it?", "Is it?"),
    ("  x ", "X."), ("mAP rises", "mAP rises."), ("k-means", "K-means.")])
def test_a_sentence_has_a_capital_and_a_full_stop(text: str, sentence: str) -> None:
    assert sentences.sentence(text) == sentence


def test_every_property_can_be_denied(terms: Vocabulary) -> None:
    for prop in terms.relations.values():
        denied = sentences.negated(prop.label)
        assert "not" in denied and denied != prop.label, prop.label


def test_no_statement_of_the_notes_is_ill_formed(notes: Store) -> None:
    from graph import claims
    for claim in claims.of(notes).all:
        assert claim.statement.strip() and "None" not in claim.statement and "  " not in claim.statement, claim.iri
