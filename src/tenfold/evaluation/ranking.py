"""ROC AUC, one class against the rest, averaged over classes."""

from __future__ import annotations

import numpy as np

from tenfold.errors import InputError
from tenfold.evaluation.arrays import FloatArray, IntArray

__all__ = ["roc_auc"]

_PAIRWISE_CLASSES = 4
_PAIRWISE_EXAMPLES = 4000


def roc_auc(probabilities: FloatArray, truth: IntArray, weights: FloatArray) -> FloatArray:
    """Mean over classes of P(an example of the class is ranked above one of another), ties half.

    Classes without an example, or with nothing else, do not count. With two classes it is the AUC
    of the second. `weights` has shape (n_resamples, n_examples); the result (n_resamples,).
    """
    n, n_classes = probabilities.shape
    classes = np.array([1]) if n_classes == 2 else np.unique(truth)
    if np.unique(truth).size < 2:
        raise InputError(
            "ROC AUC needs test examples of at least two classes. Got one.",
            remedy="Use another metric, or a test set with more classes.",
        )
    pairwise = len(weights) > 1 and len(classes) >= _PAIRWISE_CLASSES and n <= _PAIRWISE_EXAMPLES
    areas, pairs = (_by_pairs if pairwise else _by_order)(probabilities, truth, weights, classes)
    present = pairs > 0
    ratio = np.divide(areas, pairs, out=np.zeros_like(areas), where=present)
    return np.asarray(ratio.sum(axis=1) / np.maximum(present.sum(axis=1), 1))


def _class_weights(truth: IntArray, weights: FloatArray, classes: IntArray) -> FloatArray:
    """Total weight of each class's positives times that of its negatives, shape (B, n_classes)."""
    positive = weights @ (truth[:, None] == classes).astype(weights.dtype)
    return np.asarray(positive * (weights.sum(axis=1, keepdims=True) - positive), dtype=float)


def _by_pairs(
    probabilities: FloatArray, truth: IntArray, weights: FloatArray, classes: IntArray
) -> tuple[FloatArray, FloatArray]:
    """One matrix of which example outranks which, so that all resamples are one product.

    Row i compares example i with all others by the probability of i's own class.
    """
    scores = probabilities[:, truth].T  # (i, j): example j's probability of example i's class
    own = np.diagonal(scores)[:, None]
    outranks = (scores < own).astype(np.float32)
    outranks += 0.5 * (scores == own)
    outranks[truth[:, None] == truth[None, :]] = 0.0
    narrow = weights.astype(np.float32)
    won = narrow * (narrow @ outranks.T)  # (B, i)
    areas = won @ (truth[:, None] == classes).astype(np.float32)
    return areas.astype(float), _class_weights(truth, weights, classes)


def _by_order(
    probabilities: FloatArray, truth: IntArray, weights: FloatArray, classes: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Class by class along the sorted scores: less memory, for few classes or many examples."""
    areas = np.zeros((len(weights), len(classes)))
    for column, label in enumerate(classes):
        scores = probabilities[:, label]
        order = np.argsort(scores, kind="stable")
        ranked = scores[order]
        negative = np.where(truth[order] == label, 0.0, weights[:, order])
        below = np.concatenate([np.zeros((len(weights), 1)), negative.cumsum(axis=1)], axis=1)
        positives = np.flatnonzero(truth == label)
        first = np.searchsorted(ranked, scores[positives], side="left")
        last = np.searchsorted(ranked, scores[positives], side="right")
        won = (below[:, first] + below[:, last]) / 2
        areas[:, column] = (weights[:, positives] * won).sum(axis=1)
    return areas, _class_weights(truth, weights, classes)
