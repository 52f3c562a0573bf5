"""The planted set, and the recall and precision that the benchmark prints."""

from __future__ import annotations

from benchmarks.near_duplicates import quality
from benchmarks.planted import Planted, make_planted

from slow_near import slow_near_pairs
from tenfold.desk.near.words import words


def test_planted_pairs_are_the_near_ones_and_no_others() -> None:
    """Against every pair, word by word; the same seed plants the same."""
    planted = make_planted(100, seed=1)
    named = [" ".join(words(text)) for text in planted.texts]
    near = {(min(named[a], named[b]), max(named[a], named[b])) for a, b in planted.pairs}
    assert {pair for pair in near if pair[0] != pair[1]} == slow_near_pairs(planted.texts)
    assert len(planted.pairs) == 5
    assert make_planted(100, seed=1) == planted


def test_quality_counts_pairs_or_the_rows_that_would_go() -> None:
    planted = Planted([""] * 8, {(0, 1), (2, 3)})
    assert quality(planted, {(0, 1), (4, 5)}) == (0.5, 0.5)
    assert quality(planted, {(1, 1), (2, 2), (6, 6)}) == (1.0, 2 / 3)
    assert quality(planted, set()) == (0.0, 0.0)
