"""Corrections teach a little, and only when there are enough of them."""

from __future__ import annotations

import numpy as np
import pytest

from tenfold.papers.topics.learning import Lessons, learn


def test_few_corrections_or_those_of_one_kind_teach_nothing() -> None:
    assert (
        learn("data", np.array([0.6, 0.6, 0.1]), np.array([False, False, True]), None) == Lessons()
    )
    assert learn("data", np.full(9, 0.2), np.ones(9, dtype=bool), None) == Lessons()


@pytest.mark.parametrize(("scores", "line"), [((0.42, 0.1), 0.4), ((0.9, 0.58), 0.6)])
def test_a_line_moves_to_where_it_agrees_with_most_corrections(
    scores: tuple[float, float], line: float
) -> None:
    is_in = np.array([True] * 4 + [False] * 4)
    learnt = learn("data", np.repeat(scores, 4), is_in, None)
    assert learnt.line("data") == line
    assert learnt.line("knowledge") == 0.5


def test_a_line_stays_for_what_may_be_chance() -> None:
    scores, is_in = np.array([0.42, 0.42, 0.1, 0.1]), np.array([True, True, False, False])
    assert learn("data", scores, is_in, None).line("data") == 0.5


def test_many_corrections_with_vectors_tell_papers_apart() -> None:
    """Two well separated clouds, three times as many on one side; unseen papers are told apart."""
    random = np.random.default_rng(0)
    is_in = np.array([True] * 10 + [False] * 30)
    clouds = np.where(is_in[:, None], 1.0, -1.0) + random.normal(0, 0.3, (40, 6))
    vectors = (clouds / np.linalg.norm(clouds, axis=1, keepdims=True)).astype(np.float32)
    learnt = learn("data", np.full(40, 0.5), is_in, vectors)
    unseen = np.full(6, 6**-0.5, dtype=np.float32)
    near, far = learnt.likelihood("data", unseen), learnt.likelihood("data", -unseen)
    assert near is not None
    assert far is not None
    assert near > 0.8
    assert far < 0.2
    assert learnt.likelihood("data", None) is None
    assert learnt.likelihood("knowledge", unseen) is None
