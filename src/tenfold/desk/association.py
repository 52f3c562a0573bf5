"""Whether two columns go together: the chi-square test, and how strongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Association", "association"]


@dataclass(frozen=True, slots=True)
class Association:
    """`v` is Cramér's V without its bias (Bergsma 2013), from 0 (independent) to 1 (one tells the other);
    `p` of Pearson's chi-square test.
    """

    p: float
    v: float


def association(one: Sequence[str], two: Sequence[str]) -> Association:
    """Of two columns of the same length; values with fewer than 5 rows are pooled, as the test asks for.

    >>> association(["a", "b"] * 50, ["x", "y"] * 50).v
    1.0
    """
    from scipy.stats import chi2_contingency

    rows, columns = _coded(one), _coded(two)
    table = np.zeros((rows.max(initial=0) + 1, columns.max(initial=0) + 1))
    np.add.at(table, (rows, columns), 1)
    if min(table.shape) < 2:
        return Association(1.0, 0.0)
    statistic, p, _, _ = chi2_contingency(table, correction=False)
    return Association(float(p), _without_bias(statistic / table.sum(), table.shape, table.sum()))


def _without_bias(phi2: float, shape: tuple[int, ...], n: float) -> float:
    """Many small cells make V large by chance alone; that much is taken off."""
    free = [side - 1 for side in shape]
    excess = max(phi2 - free[0] * free[1] / (n - 1), 0.0)
    room = min(side - side**2 / (n - 1) for side in free)
    return round(min(float(np.sqrt(excess / room)), 1.0), 12) if room > 0 else 0.0


def _coded(values: Sequence[str]) -> np.ndarray:
    _, codes, counts = np.unique(
        np.asarray(values, dtype=object).astype(str), return_inverse=True, return_counts=True
    )
    common = counts >= 5
    new = np.where(common, np.cumsum(common) - 1, common.sum())
    return np.asarray(new[codes], dtype=np.int64)
