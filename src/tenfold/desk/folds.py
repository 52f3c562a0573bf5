"""Folds whose copies stay together, and the probabilities of models that did not see the example."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from jaxtyping import Float, Float32, Int64

from tenfold.data.splits import stream
from tenfold.models.methods.logistic import fit_logistic

__all__ = ["N_FOLDS", "fold_of_each", "out_of_fold"]

N_FOLDS = 5


def fold_of_each(
    keys: Sequence[Hashable], classes: Sequence[Hashable], *, name: str, n_folds: int = N_FOLDS
) -> Int64[np.ndarray, " examples"]:
    """A fold for each example, stratified by class; equal `keys` share a fold.

    A key with several classes counts for that of its first example. The draw depends on `name` and on the
    order of the keys alone.
    """
    class_of: dict[Hashable, Hashable] = {}
    for key, label in zip(keys, classes, strict=True):
        class_of.setdefault(key, label)
    names = list(class_of)
    numbers = {label: i for i, label in enumerate(dict.fromkeys(class_of.values()))}
    shuffled = stream(0, name).permutation(len(names))
    by_class = sorted(shuffled.tolist(), key=lambda i: numbers[class_of[names[i]]])
    dealt = {names[i]: at % n_folds for at, i in enumerate(by_class)}
    return np.array([dealt[key] for key in keys], dtype=np.int64)


def out_of_fold(
    vectors: Float32[np.ndarray, "examples width"],
    labels: Int64[np.ndarray, " examples"],
    folds: Int64[np.ndarray, " examples"],
    *,
    n_classes: int,
    C: float,
) -> Float[np.ndarray, "examples classes"]:
    """Class probabilities of each example by the probe that was fitted on the other folds."""
    probabilities = np.empty((len(vectors), n_classes))
    for fold in np.unique(folds).tolist():
        own = folds == fold
        fitted = fit_logistic(vectors[~own], labels[~own], n_classes=n_classes, C=C)
        probabilities[own] = fitted.probabilities(vectors[own])
    return probabilities
