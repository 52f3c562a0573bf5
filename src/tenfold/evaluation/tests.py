"""From a gain and its variance to p-values, intervals and what they decide (rules 2, 4 and 5)."""

from __future__ import annotations

from typing import Literal

import numpy as np

__all__ = [
    "Outcome",
    "Relation",
    "decided_by",
    "interval",
    "mcnemar",
    "p_above",
    "p_below",
    "relation_p",
    "t_quantile",
]

Relation = Literal["beats", "at_most_worse", "equals"]
Outcome = Literal["supported", "refuted", "undecided"]


def t_quantile(probability: float, df: float) -> float:
    """The quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(df, probability))


def p_above(gain: float, boundary: float, variance: float, df: float) -> float:
    """One-sided p that the true gain is above `boundary`; small: it is."""
    from scipy.special import stdtr

    return float(stdtr(df, (boundary - gain) / np.sqrt(variance)))


def p_below(gain: float, boundary: float, variance: float, df: float) -> float:
    """One-sided p that the true gain is below `boundary`; small: it is."""
    return p_above(-gain, -boundary, variance, df)


def interval(gain: float, variance: float, df: float, alpha: float) -> tuple[float, float]:
    """The two-sided (1 - alpha) interval of the mean gain.

    >>> low, high = interval(0.0, 1.0, 9, 0.05)
    >>> round(high, 3)
    2.262
    """
    reach = t_quantile(1 - alpha / 2, df) * float(np.sqrt(variance))
    return gain - reach, gain + reach


def relation_p(
    relation: Relation, margin: float, gain: float, variance: float, df: float
) -> tuple[float, float]:
    """The p-values for "supported" and for "refuted", both one-sided against alpha/2.

    "equals" is supported by two one-sided tests (Schuirmann 1987) and refuted by twice the smaller
    of the opposite ones.
    """
    if relation == "equals":
        above = p_above(gain, -margin, variance, df)
        below = p_below(gain, margin, variance, df)
        outside = min(p_above(gain, margin, variance, df), p_below(gain, -margin, variance, df))
        return max(above, below), min(1.0, 2 * outside)
    boundary = margin if relation == "beats" else -margin
    return p_above(gain, boundary, variance, df), p_below(gain, boundary, variance, df)


def decided_by(relation: Relation, margin: float, low: float, high: float) -> Outcome:
    """What an interval decides by itself.

    >>> decided_by("at_most_worse", 0.02, -0.012, 0.004)
    'supported'
    >>> decided_by("beats", 0.5, 0.1, 0.4)
    'refuted'
    """
    if relation == "equals":
        if -margin < low and high < margin:
            return "supported"
        return "refuted" if low > margin or high < -margin else "undecided"
    boundary = margin if relation == "beats" else -margin
    if low > boundary:
        return "supported"
    return "refuted" if high < boundary else "undecided"


def mcnemar(candidate_only: int, baseline_only: int) -> tuple[float, float]:
    """Exact one-sided p-values that the candidate is right more often, and less often.

    Counts are of the examples that one of the two has right and the other wrong (McNemar 1947,
    exact binomial form).
    """
    from scipy.special import bdtr

    n = candidate_only + baseline_only
    if n == 0:
        return 1.0, 1.0
    # bdtr(k, n, p) = P(X <= k); the tails at one half are each other's mirror.
    return float(bdtr(baseline_only, n, 0.5)), float(bdtr(candidate_only, n, 0.5))
