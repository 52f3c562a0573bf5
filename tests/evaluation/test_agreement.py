"""Agreement of annotators: published values, other implementations, and what must not matter."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import cohen_kappa_score, confusion_matrix

from tenfold.errors import InputError
from tenfold.evaluation.agreement import MISSING, cohen_kappa, confusion, krippendorff_alpha

_ = MISSING
# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", example C: four observers, twelve units.
FOUR_OBSERVERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
)
# The same, example A: two observers, binary.
TWO_OBSERVERS = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]])

ratings = arrays(
    np.int64, st.tuples(st.integers(2, 4), st.integers(1, 12)), elements=st.integers(-1, 3)
)


@pytest.mark.parametrize(("published", "values"), [(0.743, FOUR_OBSERVERS), (0.095, TWO_OBSERVERS)])
def test_alpha_is_the_published_one(published: float, values: np.ndarray) -> None:
    assert krippendorff_alpha(values).value == pytest.approx(published, abs=0.0005)


def _slow_alpha(values: np.ndarray) -> float:
    """By the coincidence matrix, pair by pair, as the paper does it by hand."""
    n_classes = values.max() + 1
    pairs = np.zeros((n_classes, n_classes))
    for unit in values.T:
        said = unit[unit != MISSING]
        for i, one in enumerate(said):
            for j, other in enumerate(said):
                if i != j:
                    pairs[one, other] += 1 / (len(said) - 1)
    n, by_class = pairs.sum(), pairs.sum(axis=1)
    expected = 1 - (by_class * (by_class - 1)).sum() / (n * (n - 1))
    return float("nan") if expected < 1e-12 else float(1 - (1 - np.trace(pairs) / n) / expected)


@given(ratings)
@settings(max_examples=25, deadline=None)
def test_alpha_is_that_of_a_slow_loop(values: np.ndarray) -> None:
    if not ((values != MISSING).sum(axis=0) >= 2).any():
        with pytest.raises(InputError, match="two annotators"):
            krippendorff_alpha(values)
        return
    assert krippendorff_alpha(values).value == pytest.approx(_slow_alpha(values), nan_ok=True)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_kappa_is_scikit_learn_s(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 3, size=25)
    second = np.where(rng.random(25) < 0.6, first, rng.integers(0, 3, size=25))
    found = cohen_kappa(first, second)
    assert found.value == pytest.approx(cohen_kappa_score(first, second))
    assert found.low <= found.value <= found.high
    assert (
        confusion(first, second, n_classes=3).tolist()
        == confusion_matrix(first, second, labels=[0, 1, 2]).tolist()
    )


@given(ratings, st.permutations(range(4)), st.integers(0, 100))
@settings(max_examples=20, deadline=None)
def test_neither_names_nor_orders_matter(values: np.ndarray, names: list[int], seed: int) -> None:
    """Renamed classes, annotators in another order, items in another order: the same value."""
    if not ((values != MISSING).sum(axis=0) >= 2).any():
        return
    renamed = np.where(values == MISSING, MISSING, np.array(names)[values])
    rng = np.random.default_rng(seed)
    shuffled = renamed[rng.permutation(len(values))][:, rng.permutation(values.shape[1])]
    one, other = krippendorff_alpha(values).value, krippendorff_alpha(shuffled).value
    assert one == pytest.approx(other, nan_ok=True)


def test_equal_annotators_agree_fully_and_one_class_says_nothing() -> None:
    labels = np.array([0, 1, 2, 0, 1])
    assert cohen_kappa(labels, labels).value == 1.0
    assert krippendorff_alpha(np.stack([labels, labels])).value == 1.0
    same = np.zeros(5, dtype=int)
    assert math.isnan(cohen_kappa(same, same).value)
    assert math.isnan(krippendorff_alpha(np.stack([same, same])).value)


def test_missing_labels_are_left_out() -> None:
    first, second = np.array([0, 1, 1, _, 0]), np.array([0, 1, 0, 1, _])
    found = cohen_kappa(first, second)
    assert found.n_items == 3
    assert found.value == pytest.approx(cohen_kappa_score([0, 1, 1], [0, 1, 0]))
    with pytest.raises(InputError, match="both"):
        cohen_kappa(np.array([0, _]), np.array([_, 1]))


def test_intervals_cover_about_as_often_as_they_say() -> None:
    """Two annotators who are right with chance 0.8 on three even classes: kappa is 0.49, and so is alpha.

    A 95 % interval covers in 57 of 60 sets on average, sd 1.7; percentile intervals of 100 items cover a
    little less. The bound allows 4 sd below 94 %: a false alarm in about 1 of 5,000.
    """
    rng = np.random.default_rng(11)
    truth_kappa = (0.8**2 + 0.2**2 / 2 - 1 / 3) / (1 - 1 / 3)
    covered = np.zeros(2)
    for seed in range(60):
        truth = rng.integers(0, 3, size=100)
        said = [
            np.where(rng.random(100) < 0.8, truth, (truth + rng.integers(1, 3, size=100)) % 3)
            for _annotator in range(2)
        ]
        for i, found in enumerate(
            (cohen_kappa(*said, seed=seed), krippendorff_alpha(np.stack(said), seed=seed))
        ):
            covered[i] += found.low <= truth_kappa <= found.high
    assert (covered >= 0.94 * 60 - 4 * 1.84).all(), covered
