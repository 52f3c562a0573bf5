from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.papers.search.fusion import RANK_CONSTANT, fuse

ranking = st.lists(st.integers(0, 50), unique=True, max_size=30)


@given(a=ranking, b=ranking)
def test_the_order_of_the_rankings_has_no_say(a: list[int], b: list[int]) -> None:
    assert fuse({"a": a, "b": b}) == fuse({"b": b, "a": a})
    renamed = fuse({"x": b, "y": a})
    assert [(f.number, f.score) for f in fuse({"a": a, "b": b})] == [
        (f.number, pytest.approx(f.score)) for f in renamed
    ]


@given(a=ranking)
def test_two_that_agree_keep_their_order(a: list[int]) -> None:
    assert [f.number for f in fuse({"a": a, "b": a})] == a
    assert [f.number for f in fuse({"a": a, "b": []})] == a


@given(a=ranking, b=ranking)
def test_everything_comes_once_and_its_parts_sum_to_its_score(a: list[int], b: list[int]) -> None:
    fused = fuse({"a": a, "b": b})
    assert sorted(f.number for f in fused) == sorted({*a, *b})
    for one in fused:
        assert one.score == pytest.approx(sum(one.parts.values()))
        assert one.score <= 2 / (RANK_CONSTANT + 1)


@given(a=ranking, b=ranking, better=st.integers(0, 29))
def test_moving_up_in_a_ranking_never_lowers_a_paper(
    a: list[int], b: list[int], better: int
) -> None:
    if better >= len(a):
        return
    number = a[better]
    moved = [number, *[n for n in a if n != number]]

    def place(fused: list[int]) -> int:
        return fused.index(number)

    before = place([f.number for f in fuse({"a": a, "b": b})])
    assert place([f.number for f in fuse({"a": moved, "b": b})]) <= before


def test_equal_scores_come_in_the_order_of_numbers() -> None:
    assert [f.number for f in fuse({"a": [9, 2], "b": [2, 9]})] == [2, 9]
    assert [f.number for f in fuse({"a": [7], "b": [4]})] == [4, 7]


def test_the_scores_are_those_of_the_paper_by_hand() -> None:
    fused = {f.number: f.score for f in fuse({"a": [1, 2], "b": [2]})}
    assert fused == {1: pytest.approx(1 / 61), 2: pytest.approx(1 / 62 + 1 / 61)}
