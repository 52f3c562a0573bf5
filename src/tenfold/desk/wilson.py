"""Wilson's interval of a share."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float64

__all__ = ["wilson", "wilson_low"]

_Z = 1.959963984540054
"""Of a two-sided interval of 95 %."""


def wilson(k: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of which `k` of `n` were seen (Wilson 1927); (0, 1) where n is 0.

    >>> [round(bound, 3) for bound in wilson(8, 10)]
    [0.49, 0.943]
    """
    if n == 0:
        return 0.0, 1.0
    low = float(wilson_low(np.array([k]), np.array([n]))[0])
    return low, 1.0 - float(wilson_low(np.array([n - k]), np.array([n]))[0])


def wilson_low(k: np.ndarray, n: np.ndarray) -> Float64[np.ndarray, " m"]:
    """The lower bounds alone, of many shares with n above 0."""
    share, shift = k / n, _Z**2 / n
    width = _Z * np.sqrt(share * (1 - share) / n + shift / (4 * n))
    return np.asarray((share + shift / 2 - width) / (1 + shift), dtype=np.float64)
