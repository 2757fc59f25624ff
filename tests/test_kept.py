"""explorer/kept.py: small answers, within a bound."""
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from explorer.kept import Kept


def test_what_was_not_used_for_longest_goes_first() -> None:
    kept = Kept(most=3 * 1100, largest=100)
    for tag in "abc":
        kept.put(tag, {"ETag": tag}, b"1" * 50)
    assert kept.get("a") == ({"ETag": "a"}, b"1" * 50)
    kept.put("d", {}, b"")
    assert [kept.get(tag) is not None for tag in "abcd"] == [True, False, True, True]


def test_a_big_answer_is_not_kept() -> None:
    kept = Kept(largest=100)
    kept.put("a", {}, b"1" * 101)
    assert kept.get("a") is None


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.binary(max_size=300))))
def test_any_answers_stay_within_the_bound(answers: list[tuple[str, bytes]]) -> None:
    kept = Kept(most=3000, largest=200)
    for tag, body in answers:
        kept.put(tag, {}, body)
    held = [found[1] for tag in "abcdefgh" if (found := kept.get(tag)) is not None]
    assert sum(len(body) + 1024 for body in held) <= 3000 and all(len(body) <= 200 for body in held)
