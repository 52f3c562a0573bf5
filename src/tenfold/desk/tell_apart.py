"""How well two lots of texts are told apart by what they mean: AUC of a cross-validated classifier."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from jaxtyping import Float, Float32, Int64

from tenfold.desk.folds import fold_of_each, out_of_fold

__all__ = ["Separation", "tell_apart"]

_C = 3.0
"""A firm penalty: a difference between lots shows in a few directions or in none."""


@dataclass(frozen=True, slots=True)
class Separation:
    """`auc`: how often a text of the second lot is ranked above one of the first; 0.5 is chance.

    `scores`: for each text the probability of the second lot, by a classifier that did not see it.
    """

    auc: float
    low: float
    high: float
    scores: Float[np.ndarray, " texts"]


def tell_apart(
    vectors: Float32[np.ndarray, "texts width"],
    is_second: Int64[np.ndarray, " texts"],
    keys: Sequence[Hashable],
    *,
    confidence: float,
) -> Separation:
    """Five folds; equal `keys` share a fold, so that no copy is recognised.

    The AUC is the mean over the folds (scores of different fits do not compare). A fold's variance is that
    of DeLong, DeLong & Clarke-Pearson (1988), by the ranks of Sun & Xu (2014); the mean's is
    (1 / folds + test / train) of it, as Nadeau & Bengio (2003) correct for shared training texts: taken for
    independent, the folds of random lots missed chance twice as often as they should. Lots should be of like
    size, of 20 texts or more.
    """
    folds = fold_of_each(keys, is_second.tolist(), name="folds of drift")
    scores = out_of_fold(vectors, is_second, folds, n_classes=2, C=_C)[:, 1]
    parts = [
        _auc_with_variance(scores[folds == fold], is_second[folds == fold] == 1)
        for fold in np.unique(folds).tolist()
    ]
    auc = float(np.mean([area for area, _ in parts]))
    shared = 1 / len(parts) + 1 / (len(parts) - 1)
    deviation = float(np.sqrt(shared * np.mean([variance for _, variance in parts])))
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * deviation
    return Separation(auc, max(0.0, auc - reach), min(1.0, auc + reach), scores)


def _auc_with_variance(
    scores: Float[np.ndarray, " texts"], is_second: np.ndarray
) -> tuple[float, float]:
    from scipy.stats import rankdata

    second, first = scores[is_second], scores[~is_second]
    ranks = rankdata(scores)
    above = (ranks[is_second] - rankdata(second)) / len(first)
    below = 1 - (ranks[~is_second] - rankdata(first)) / len(second)
    variance = above.var(ddof=1) / len(second) + below.var(ddof=1) / len(first)
    return float(above.mean()), float(variance)
