"""Joint resamples of the test units: the same draw for every seed and both methods (rule 8)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tenfold.evaluation.arrays import FloatArray, IntArray
from tenfold.evaluation.metrics import Metric

__all__ = ["N_RESAMPLES", "draw_units", "resample_scores"]

N_RESAMPLES = 1000


def draw_units(
    n_units: int, strata: IntArray | None, *, n_resamples: int = N_RESAMPLES, seed: int
) -> FloatArray:
    """How often each unit is drawn, shape (n_resamples, n_units), with replacement.

    `strata` (n_units,): units are drawn inside their stratum, as the split was.
    """
    rng = np.random.default_rng(seed)
    stratum = np.zeros(n_units, dtype=int) if strata is None else np.asarray(strata)
    weights = np.zeros((n_resamples, n_units), dtype=np.float32)
    for label in np.unique(stratum):
        members = np.flatnonzero(stratum == label)
        drawn = rng.integers(members.size, size=(n_resamples, members.size))
        drawn += np.arange(n_resamples)[:, None] * members.size
        times = np.bincount(drawn.ravel(), minlength=n_resamples * members.size)
        weights[:, members] = times.reshape(n_resamples, members.size)
    return weights


def resample_scores(
    metric: Metric,
    probabilities: Sequence[FloatArray],
    truth: Sequence[IntArray],
    units: Sequence[IntArray],
    weights: FloatArray,
) -> FloatArray:
    """The metric of each seed on every resample, shape (n_resamples, n_seeds).

    `units` maps each seed's tested examples to the columns of `weights`.
    """
    n_resamples, n_units = weights.shape
    scores = np.empty((n_resamples, len(probabilities)))
    whole = np.arange(n_units)
    for column, (p, y, unit) in enumerate(zip(probabilities, truth, units, strict=True)):
        drawn = weights if np.array_equal(unit, whole) else weights[:, unit]
        scores[:, column] = metric.resampled(p, y, drawn)
    return scores
