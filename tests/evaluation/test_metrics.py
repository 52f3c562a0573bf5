"""Every metric against scikit-learn, and what holds for all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as oracle

from tenfold.errors import InputError
from tenfold.evaluation.calibration import equal_mass_bins
from tenfold.evaluation.metrics import METRICS
from tenfold.evaluation.ranking import _by_order, _by_pairs

seeds = st.integers(0, 2**32 - 1)


def drawn(seed: int, n: int = 60, n_classes: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities without ties and labels in which every class occurs."""
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.ones(n_classes), size=n)
    truth = np.concatenate([np.arange(n_classes), rng.integers(n_classes, size=n - n_classes)])
    return probabilities, truth


def sklearn_says(name: str, p: np.ndarray, y: np.ndarray) -> float:
    called = p.argmax(axis=1)
    n_classes = p.shape[1]
    answers = {
        "accuracy": lambda: oracle.accuracy_score(y, called),
        "balanced_accuracy": lambda: oracle.balanced_accuracy_score(y, called),
        "macro_f1": lambda: oracle.f1_score(y, called, average="macro"),
        "log_loss": lambda: oracle.log_loss(y, p, labels=list(range(n_classes))),
        "mcc": lambda: oracle.matthews_corrcoef(y, called),
        "roc_auc": lambda: oracle.roc_auc_score(
            y, p if n_classes > 2 else p[:, 1], multi_class="ovr", average="macro"
        ),
    }
    return float(answers[name]())


@pytest.mark.parametrize("n_classes", [2, 3, 9])
@pytest.mark.parametrize("name", [name for name in METRICS if name != "ece"])
def test_agrees_with_scikit_learn(name: str, n_classes: int) -> None:
    for seed in range(5):
        p, y = drawn(seed, n_classes=n_classes)
        assert METRICS[name].score(p, y) == pytest.approx(sklearn_says(name, p, y), abs=1e-10)


@pytest.mark.parametrize("name", METRICS)
@settings(max_examples=20, deadline=None)
@given(seed=seeds)
def test_the_order_of_examples_does_not_matter(name: str, seed: int) -> None:
    p, y = drawn(seed)
    p = np.round(p, 1)  # with ties
    order = np.random.default_rng(seed).permutation(len(y))
    assert METRICS[name].score(p[order], y[order]) == pytest.approx(METRICS[name].score(p, y))


@pytest.mark.parametrize("name", METRICS)
@settings(max_examples=20, deadline=None)
@given(seed=seeds)
def test_the_names_of_classes_do_not_matter(name: str, seed: int) -> None:
    """Without ties; with them the first class in order is the predicted one."""
    p, y = drawn(seed)
    order = np.random.default_rng(seed).permutation(p.shape[1])
    new = np.argsort(order)
    assert METRICS[name].score(p[:, order], new[y]) == pytest.approx(METRICS[name].score(p, y))


@pytest.mark.parametrize("name", METRICS)
@settings(max_examples=15, deadline=None)
@given(seed=seeds, n_classes=st.sampled_from([2, 4]))
def test_a_resample_scores_like_its_repeated_examples(name: str, seed: int, n_classes: int) -> None:
    """A weight of k is the example k times (ECE keeps the bins of the whole sample: not it)."""
    if name == "ece":
        return
    p, y = drawn(seed, n_classes=n_classes)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(y), np.full(len(y), 1 / len(y)), size=3).astype(np.float32)
    found = METRICS[name].resampled(p, y, weights)
    for score, times in zip(found, weights.astype(int), strict=True):
        rows = np.repeat(np.arange(len(y)), times)
        if len(np.unique(y[rows])) == n_classes:
            assert score == pytest.approx(METRICS[name].score(p[rows], y[rows]), abs=1e-5)


@pytest.mark.parametrize("name", METRICS)
def test_a_perfect_predictor_has_the_best_score(name: str) -> None:
    metric = METRICS[name]
    y = np.arange(60) % 3
    best = metric.score(np.eye(3)[y], y)
    assert best == (metric.highest if metric.higher_is_better else pytest.approx(metric.lowest))
    blurred = 0.5 * np.eye(3)[y] + 0.5 * np.eye(3)[(y + (np.arange(60) < 20)) % 3]
    worse = metric.score(0.9 * blurred + 0.1 / 3, y)
    assert (best >= worse) if metric.higher_is_better else (best <= worse)


@pytest.mark.parametrize("name", METRICS)
def test_is_a_mean_over_examples_exactly_where_it_says(name: str) -> None:
    metric = METRICS[name]
    p, y = drawn(1)
    if metric.mean_over_examples:
        assert metric.per_example(p, y).mean() == pytest.approx(metric.score(p, y))
    else:
        with pytest.raises(InputError, match="not a mean"):
            metric.per_example(p, y)


@pytest.mark.parametrize("name", METRICS)
def test_refuses_what_it_cannot_score(name: str) -> None:
    p, y = drawn(0)
    for bad_p, bad_y in ((p, y[:-1]), (p[:0], y[:0]), (p * np.nan, y), (p, y + 10), (p[0], y)):
        with pytest.raises(InputError):
            METRICS[name].score(bad_p, bad_y)


def test_ties_go_to_the_first_class() -> None:
    assert METRICS["accuracy"].score(np.full((4, 2), 0.5), np.array([0, 0, 0, 1])) == 0.75


def test_log_loss_is_clipped() -> None:
    assert METRICS["log_loss"].score(np.array([[0.0, 1.0]]), np.array([0])) == pytest.approx(
        -np.log(1e-7)
    )


def test_auc_of_one_class_is_refused() -> None:
    with pytest.raises(InputError, match="two classes"):
        METRICS["roc_auc"].score(np.full((3, 2), 0.5), np.zeros(3, dtype=int))


@settings(max_examples=20, deadline=None)
@given(seed=seeds)
def test_both_ways_to_resample_auc_agree(seed: int) -> None:
    p, y = drawn(seed, n_classes=5)
    p = np.round(p, 1)
    weights = np.random.default_rng(seed).integers(0, 4, size=(7, len(y))).astype(np.float32)
    by_pairs = _by_pairs(p, y, weights, np.arange(5))[0]
    by_order = _by_order(p, y, weights, np.arange(5))[0]
    np.testing.assert_allclose(by_pairs, by_order, rtol=1e-5)


def test_ece_finds_what_is_there() -> None:
    """Confidence 0.9 and 60 % right: a gap of 0.3, far beyond the noise of 0.016 (sd)."""
    rng = np.random.default_rng(0)
    right = rng.random(1000) < 0.6
    p = np.where(right[:, None], [0.9, 0.1], [0.9, 0.1])
    assert METRICS["ece"].score(p, np.where(right, 0, 1)) == pytest.approx(0.3, abs=0.06)


def test_bins_are_equal_in_size_and_keep_ties_together() -> None:
    rng = np.random.default_rng(0)
    assert set(np.bincount(equal_mass_bins(rng.random(150)))) == {10}
    tied = equal_mass_bins(np.array([0.5] * 90 + [0.9] * 60))
    assert len(set(tied[:90])) == len(set(tied[90:])) == 1
