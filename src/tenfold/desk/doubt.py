"""How much of a label the texts around it bear out: the probability of each class for each example.

The mean of two views that err apart: a probe that was fitted on the other folds, and the votes of the nearest
texts. `docs/LOG.md` has what was tried.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from jaxtyping import Float, Float32, Int64

from tenfold.desk.distinct import distinct
from tenfold.desk.folds import fold_of_each, out_of_fold
from tenfold.desk.neighbours import nearest_neighbours

__all__ = ["class_probabilities"]

_C = 3.0
"""A firmer penalty than that of the method `probe` (30): it must not learn the wrong labels by heart."""

_NEIGHBOURS = 20
_TEMPERATURE = 0.1
"""A text whose cosine is 0.1 less than the nearest one's has a vote of 1/e."""


def class_probabilities(
    vectors: Float32[np.ndarray, "n width"],
    labels: Int64[np.ndarray, " n"],
    keys: Sequence[Hashable],
    *,
    n_classes: int,
) -> Float[np.ndarray, "n classes"]:
    """Shape (n, n_classes), rows sum to one; an example with the same key has no say.

    `vectors` have length one, `labels` are numbers from 0, each of five keys or more.
    """
    folds = fold_of_each(keys, labels.tolist(), name="folds of label errors")
    probe = out_of_fold(vectors, labels, folds, n_classes=n_classes, C=_C)
    return np.asarray((probe + _votes(vectors, labels, keys, n_classes)) / 2)


def _votes(
    vectors: Float32[np.ndarray, "n width"],
    labels: Int64[np.ndarray, " n"],
    keys: Sequence[Hashable],
    n_classes: int,
) -> Float[np.ndarray, "n classes"]:
    """Of the nearest other texts; half a vote is spread over all classes.

    A text with two labels splits its vote.
    """
    texts = distinct(keys)
    held = np.zeros((len(texts.first), n_classes))
    np.add.at(held, (texts.of, labels), 1.0)
    held /= held.sum(axis=1, keepdims=True)
    near, cosine = nearest_neighbours(vectors[texts.first], _NEIGHBOURS)
    weights = np.exp((cosine - cosine[:, :1]) / _TEMPERATURE)
    votes = np.full_like(held, 0.5 / n_classes)
    for place in range(near.shape[1]):
        votes += weights[:, place, None] * held[near[:, place]]
    votes /= votes.sum(axis=1, keepdims=True)
    return np.asarray(votes[texts.of])
