"""Metrics that need no more of the predictions than how often each class was called right.

All take weights of shape (n_resamples, n_examples), so that one call scores every resample; the
plain score is the case of a single row of ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenfold.evaluation.arrays import FloatArray, IntArray

__all__ = ["ClassCounts", "balanced_accuracy", "count_classes", "macro_f1", "mcc"]


@dataclass(frozen=True)
class ClassCounts:
    """Weighted counts a class, each of shape (n_resamples, n_classes)."""

    hits: FloatArray
    predicted: FloatArray
    true: FloatArray


def count_classes(probabilities: FloatArray, truth: IntArray, weights: FloatArray) -> ClassCounts:
    """Count hits, predictions and truths of each class in each resample.

    The predicted class is the one of the highest probability; of several with the same one, the
    first in the order of classes.
    """
    n_classes = probabilities.shape[1]
    called = probabilities.argmax(axis=1)
    classes = np.arange(n_classes)
    is_true = (truth[:, None] == classes).astype(weights.dtype)  # (n_examples, n_classes)
    is_called = (called[:, None] == classes).astype(weights.dtype)
    return ClassCounts(
        hits=weights @ (is_true * is_called), predicted=weights @ is_called, true=weights @ is_true
    )


def _mean_where(values: FloatArray, counts: FloatArray) -> FloatArray:
    """Mean of `values / counts` over the classes whose count is positive."""
    present = counts > 0
    ratio = np.divide(values, counts, out=np.zeros_like(values, dtype=float), where=present)
    return np.asarray(ratio.sum(axis=1) / np.maximum(present.sum(axis=1), 1))


def balanced_accuracy(counts: ClassCounts) -> FloatArray:
    """Mean recall over the classes that occur in the truth."""
    return _mean_where(counts.hits, counts.true)


def macro_f1(counts: ClassCounts) -> FloatArray:
    """Mean F1 over the classes that occur in the truth or among the predictions."""
    return _mean_where(2 * counts.hits, counts.predicted + counts.true)


def mcc(counts: ClassCounts) -> FloatArray:
    """Matthews correlation for any number of classes (Gorodkin 2004); 0 where it is undefined."""
    n = counts.true.sum(axis=1, dtype=float)
    predicted, true = counts.predicted.astype(float), counts.true.astype(float)
    covariance = counts.hits.sum(axis=1, dtype=float) * n - (predicted * true).sum(axis=1)
    spread = (n**2 - (predicted**2).sum(axis=1)) * (n**2 - (true**2).sum(axis=1))
    return np.asarray(
        np.divide(
            covariance, np.sqrt(spread), out=np.zeros_like(covariance), where=spread > 1e-9 * n**4
        )
    )
