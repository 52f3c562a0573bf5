"""Figures beside the verdict that never decide it (rule 17)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tenfold.evaluation.arrays import FloatArray
from tenfold.evaluation.tests import Relation

__all__ = [
    "ASO_MIN_SEEDS",
    "ASO_THRESHOLD",
    "almost_stochastic_order",
    "hedges_d",
    "relation_p_of",
    "share_of_wins",
    "sign_flip_p",
    "wilcoxon_p",
]

ASO_MIN_SEEDS = 10
ASO_THRESHOLD = 0.2
_MOST_EXACT = 36


def _signed_sums(values: FloatArray) -> FloatArray:
    """All sums of +-values, sorted: shape (2^n,)."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums - value, sums + value])
    return np.sort(sums)


def sign_flip_p(gains: FloatArray) -> float:
    """Exact one-sided p of the sign-flip test that the gains are above 0 on average.

    All 2^n sign patterns are counted, by meeting in the middle: the sums of one half are looked up
    in the sorted sums of the other. Past 36 gains it is 20,000 random patterns.
    """
    gains = np.asarray(gains, dtype=float)
    n, observed = len(gains), float(gains.sum())
    slack = 1e-9 * float(np.abs(gains).sum())
    if n > _MOST_EXACT:
        signs = np.random.default_rng(0).integers(0, 2, size=(20_000, n)) * 2 - 1
        return float((1 + (signs @ gains >= observed - slack).sum()) / 20_001)
    left, right = _signed_sums(gains[: n // 2]), _signed_sums(gains[n // 2 :])
    at_least = len(right) - np.searchsorted(right, observed - slack - left, side="left")
    return float(at_least.sum() / 2.0**n)


def wilcoxon_p(gains: FloatArray) -> float:
    """Exact one-sided p of Wilcoxon's signed-rank test that gains are above 0.

    Zeros are left out (Wilcoxon 1945), ties share their mean rank; 1 where nothing is left.
    """
    gains = np.asarray(gains, dtype=float)
    gains = gains[gains != 0]
    if not len(gains):
        return 1.0
    return sign_flip_p(np.copysign(_mean_ranks(np.abs(gains)), gains))


def _mean_ranks(values: FloatArray) -> FloatArray:
    """Ranks 1..n; equal values (to 12 digits) share the mean of their ranks."""
    _, group = np.unique(np.round(values / values.max(), 12), return_inverse=True)
    ends = np.cumsum(np.bincount(group))
    starts = ends - np.bincount(group)
    return np.asarray(((starts + 1 + ends) / 2)[group])


def relation_p_of(
    test: Callable[[FloatArray], float], relation: Relation, margin: float, gains: FloatArray
) -> tuple[float, float]:
    """The p-values for supported and refuted of a one-sided test of gains above 0."""
    if relation == "equals":
        inside = max(test(gains + margin), test(margin - gains))
        return inside, min(1.0, 2 * min(test(gains - margin), test(-margin - gains)))
    shifted = gains - margin if relation == "beats" else gains + margin
    return test(shifted), test(-shifted)


def share_of_wins(gains: FloatArray, alpha: float) -> tuple[float, float, float]:
    """P(candidate above baseline) over seeds, ties half, with a Clopper-Pearson interval.

    A tie counts against each bound in turn, so that the interval stays exact.
    """
    from scipy.special import betaincinv

    gains = np.asarray(gains)
    n, wins, ties = len(gains), int((gains > 0).sum()), int((gains == 0).sum())
    high_wins = wins + ties
    low = float(betaincinv(wins, n - wins + 1, alpha / 2)) if wins else 0.0
    high = float(betaincinv(high_wins + 1, n - high_wins, 1 - alpha / 2)) if high_wins < n else 1.0
    return (wins + ties / 2) / n, low, high


def hedges_d(gains: FloatArray) -> float | None:
    """Mean gain over its sd, with Hedges' (1981) correction for few seeds; None without spread."""
    gains = np.asarray(gains, dtype=float)
    if len(gains) < 2:
        return None
    sd = float(gains.std(ddof=1))
    if sd <= 1e-12 * max(1e-300, float(np.abs(gains).max())):
        return None
    df = len(gains) - 1
    return float(gains.mean()) / sd * (1 - 3 / (4 * df - 1))


def almost_stochastic_order(
    candidate: FloatArray, baseline: FloatArray, *, alpha: float = 0.05, seed: int = 0
) -> float | None:
    """The upper bound of how far the candidate is from stochastically dominating the baseline.

    0: it dominates; below 0.2 it is called almost dominant; 1: the other way round. Scores are
    oriented (higher is better). Estimator and bootstrap of Del Barrio et al. (2018) as used by
    Dror et al. (2019). Known to err for small samples, so None under 10 seeds.
    """
    from scipy.special import ndtri

    a, b = np.asarray(candidate, dtype=float), np.asarray(baseline, dtype=float)
    n, m = len(a), len(b)
    if min(n, m) < ASO_MIN_SEEDS:
        return None
    observed = float(_violation(a[None], b[None])[0])
    rng = np.random.default_rng(seed)
    drawn_a, drawn_b = rng.choice(a, size=(1000, n)), rng.choice(b, size=(1000, m))
    factor = np.sqrt(n * m / (n + m))
    sd = float((factor * (_violation(drawn_a, drawn_b) - observed)).std())
    return float(np.clip(observed - sd / factor * float(ndtri(alpha)), 0.0, 1.0))


def _violation(a: FloatArray, b: FloatArray) -> FloatArray:
    """Share of the squared Wasserstein distance where b is above a; rows are samples."""
    grid = (np.arange(500) + 0.5) / 500
    quantile_a = np.sort(a, axis=1)[:, (grid * a.shape[1]).astype(int)]
    quantile_b = np.sort(b, axis=1)[:, (grid * b.shape[1]).astype(int)]
    gap = quantile_a - quantile_b
    total = (gap**2).sum(axis=1)
    against = (np.minimum(gap, 0.0) ** 2).sum(axis=1)
    return np.asarray(np.divide(against, total, out=np.full(len(total), 0.5), where=total > 0))
