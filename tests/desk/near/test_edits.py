"""Word edits, against a slow table of all prefixes."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from slow_near import slow_edits
from tenfold.desk.near.edits import allowed_edits, count_edits
from tenfold.desk.near.word_table import word_table

one_text = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=30)
pairs = st.lists(st.tuples(one_text, one_text), min_size=1, max_size=6)


@st.composite
def close_pairs(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A text and what some edits make of it, neighbouring ones among them."""
    text = draw(st.lists(st.sampled_from("abcdefgh"), min_size=5, max_size=30))
    copy = list(text)
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, max(len(copy) - 2, 0)))
        kind = draw(st.sampled_from(["put in", "take out", "replace", "swap"]))
        if kind == "put in":
            copy.insert(at, draw(st.sampled_from("abcdefgh")))
        elif kind == "take out" and len(copy) > 1:
            del copy[at]
        elif kind == "replace":
            copy[at] = "z"
        elif len(copy) > 1:
            copy[at : at + 2] = copy[at : at + 2][::-1]
    return text, copy


def edits_of(made: list[tuple[list[str], list[str]]]) -> tuple[list[int], list[int]]:
    table = word_table(" ".join(text) for pair in made for text in pair)
    left = np.arange(0, 2 * len(made), 2)
    return (
        count_edits(table, left, left + 1).tolist(),
        count_edits(table, left + 1, left).tolist(),
    )


def expected(made: list[tuple[list[str], list[str]]]) -> list[int]:
    slow = [(slow_edits(a, b), max(len(a), len(b)) * 15 // 100) for a, b in made]
    return [edits if edits <= limit else -1 for edits, limit in slow]


@given(pairs)
@settings(max_examples=60, deadline=None)
def test_edits_of_any_texts_are_those_of_the_slow_table(
    made: list[tuple[list[str], list[str]]],
) -> None:
    forth, back = edits_of(made)
    assert forth == back == expected(made)


@given(st.lists(close_pairs(), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_edits_of_close_texts_are_those_of_the_slow_table(
    made: list[tuple[list[str], list[str]]],
) -> None:
    forth, back = edits_of(made)
    assert forth == back == expected(made)


def test_three_words_in_twenty_may_differ() -> None:
    assert allowed_edits(np.array([0, 6, 7, 13, 14, 19, 20, 26, 27, 400])).tolist() == [
        0, 0, 1, 1, 2, 2, 3, 3, 4, 60,
    ]  # fmt: skip


def test_a_swap_of_neighbours_is_one_edit() -> None:
    text = [f"w{i}" for i in range(20)]
    swapped = [*text[:3], text[4], text[3], *text[5:]]
    assert edits_of([(text, swapped)]) == ([1], [1])


def test_no_pairs_have_no_edits() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert count_edits(word_table([]), none, none).tolist() == []
