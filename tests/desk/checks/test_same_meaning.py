"""TF-DATA-035: which pairs of vectors count, and which are left to the duplicates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.desk.checks import same_meaning as module
from tenfold.desk.checks.same_meaning import LEAST_COSINE, same_meaning
from tenfold.desk.near import meaning
from tenfold.desk.near.meaning import like_vectors


def clustered(n: int, n_clusters: int, seed: int) -> np.ndarray:
    """Unit vectors of 16 numbers around some directions, of all cosines between."""
    draw = np.random.default_rng(seed)
    centres = draw.normal(size=(n_clusters, 16))
    spread = draw.uniform(0, 0.3, size=(n, 1))
    vectors = centres[draw.integers(0, n_clusters, n)] + spread * draw.normal(size=(n, 16))
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit.astype(np.float32)


@given(n=st.integers(0, 40), seed=st.integers(0, 999), at_a_time=st.sampled_from([1, 100, 10**6]))
@settings(deadline=None, max_examples=40)
def test_pairs_are_those_of_the_whole_product(n: int, seed: int, at_a_time: int) -> None:
    """A cosine within 1e-5 of the threshold may fall on either side in blocks of another shape."""
    vectors = clustered(n, 4, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meaning, "_SCORES_AT_A_TIME", at_a_time)
        left, right, cosines = like_vectors(vectors, 0.9)
    found = set(zip(left.tolist(), right.tolist(), strict=True))
    product = np.triu(vectors.astype(np.float64) @ vectors.T.astype(np.float64), 1)
    sure = set(zip(*(axis.tolist() for axis in np.nonzero(product > 0.9 + 1e-5)), strict=True))
    may = set(zip(*(axis.tolist() for axis in np.nonzero(product > 0.9 - 1e-5)), strict=True))
    assert sure <= found <= may
    assert np.allclose(cosines, product[left, right], atol=1e-5)


def test_a_vector_keeps_no_more_than_its_nearest() -> None:
    vectors = np.tile(np.eye(4, dtype=np.float32)[:1], (300, 1))
    left, _, _ = like_vectors(vectors, 0.9)
    assert np.bincount(left).max() == meaning.PARTNERS


VECTOR = np.eye(3, dtype=np.float32)


def test_paraphrases_are_found_and_duplicates_left_out() -> None:
    texts = [
        "How do I pay?",
        "how do I pay",
        "What must I do to pay?",
        "Where is my card?",
        "",
        "!",
    ]
    vectors = np.stack([VECTOR[0]] * 3 + [VECTOR[1]] + [0 * VECTOR[0]] * 2)
    found = same_meaning(texts, vectors)
    assert (found.code, found.severity, found.state, found.count) == (
        "TF-DATA-035",
        "note",
        "found",
        3,
    )
    assert [place.excerpt for place in found.places] == [
        "What must I do to pay? ≈ row 1: How do I pay? (1.00)"
    ]


def test_rows_within_and_across_splits_are_told_apart() -> None:
    texts = ["pay by card", "paying with a card", "card payment"]
    found = same_meaning(texts, np.stack([VECTOR[0]] * 3), ["train", "train", "test"])
    assert (found.details["n_inside"], found.details["n_across"], found.count) == (2, 3, 3)
    assert found.remedy


def test_unlike_and_long_texts_are_clean() -> None:
    long = ["word " * 41 + end for end in ("a b c d e f g", "h i j k l m n")]
    assert same_meaning(long, np.stack([VECTOR[0]] * 2)).state == "clean"
    below = LEAST_COSINE - 0.01
    tilted = np.array([below, np.sqrt(1 - below**2), 0], dtype=np.float32)
    assert same_meaning(["one", "two"], np.stack([VECTOR[0], tilted])).state == "clean"
    assert same_meaning([], np.zeros((0, 3), dtype=np.float32)).state == "clean"


def test_too_many_texts_are_skipped_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_TEXTS", 2)
    found = same_meaning(["one", "two", "three"], VECTOR)
    assert found.state == "skipped"
    assert "3 short texts" in found.message
