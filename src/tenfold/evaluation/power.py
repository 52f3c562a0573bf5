"""What a study can see, and what a new one would need (rules 14 to 16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tenfold.evaluation.tests import t_quantile

__all__ = [
    "MIN_SEEDS",
    "SeedsNeeded",
    "assumed_example_term",
    "assumed_sd",
    "seeds_needed",
    "smallest_detectable_gain",
    "unseen_failure_rate",
]

MIN_SEEDS = 5
"""Fewer seeds never decide a claim about a method (rule 9)."""

_POWER = 0.8
_MOST_SEEDS = 10_000
_LASTING_DISAGREEMENT = 0.05


@dataclass(frozen=True)
class SeedsNeeded:
    """How many seeds a new, declared study needs. `n` is None where no number would do.

    `why` is a short machine word: "", "needs detect", "detect within margin", "no spread",
    "few seeds", "test examples" (`n_test` of them would do), "training data" (overlapping subsets
    alone are too variable), "too many".
    """

    n: int | None
    why: str = ""
    n_test: int | None = None


def unseen_failure_rate(n_seeds: int) -> float:
    """The failure rate up to which n runs without a failure have a chance of 5 %.

    >>> [round(unseen_failure_rate(n), 2) for n in (5, 10, 20)]
    [0.45, 0.26, 0.14]
    """
    return 1 - 0.05 ** (1 / n_seeds) if n_seeds else 1.0


def _reach(n_seeds: int, alpha: float, power: float) -> float:
    return t_quantile(1 - alpha / 2, n_seeds - 1) + t_quantile(power, n_seeds - 1)


def smallest_detectable_gain(
    n_seeds: int,
    *,
    sd: float,
    k: float = 0.0,
    example_term: float = 0.0,
    alpha: float = 0.05,
) -> float:
    """The distance from the margin that n seeds find with a power of 0.8.

    Parameters
    ----------
    n_seeds
        At least 2; infinite below that.
    sd
        Standard deviation of the gain over seeds, in the metric's unit (`assumed_sd` before there
        is one).
    k, example_term
        The training-subset term and E of rule 6 (`assumed_example_term` before there is one).
    alpha
        The total of the study, two-sided.
    """
    if n_seeds < 2:
        return float("inf")
    return _reach(n_seeds, alpha, _POWER) * float(np.sqrt(sd**2 * (1 / n_seeds + k) + example_term))


def assumed_sd(train_per_class: int | None, *, scale: float = 1.0) -> float:
    """The sd of a gain that is assumed before there is any: 5 points under 50 a class, else 1."""
    points = 5.0 if train_per_class is not None and train_per_class < 50 else 1.0
    return points / 100 * scale


def assumed_example_term(n_test: int, *, scale: float = 1.0) -> float:
    """E that is assumed before there is any: the two lastingly disagree on 5 % of the examples.

    Only for metrics between 0 and 1. The assumption is ours.
    """
    return _LASTING_DISAGREEMENT / max(n_test, 1) * scale**2


def seeds_needed(
    *,
    sd: float,
    n_seeds: int,
    k: float,
    e: float,
    distance: float | None,
    n_test: int | None,
    alpha: float = 0.05,
    relation: Literal["beats", "at_most_worse", "equals"] = "beats",
) -> SeedsNeeded:
    """The seeds that a new, declared study needs to see `distance` with a power of 0.8.

    The smallest n >= 5 with `(t_{1-alpha/2} + t_{0.8}) sqrt(s_U^2 (1/n + k) + E) <= distance`;
    `s_U` is the upper 80 % limit of the sd seen over `n_seeds` seeds, as the sd of a pilot is
    itself uncertain. `distance` is what the study declares (`detect` minus the margin, or the
    margin), never the gain that was observed. "equals" takes t_{0.9}, as two tests have to hold.
    """
    if distance is None or distance <= 0:
        return SeedsNeeded(None, "needs detect" if distance is None else "detect within margin")
    if n_seeds < 2:
        return SeedsNeeded(None, "few seeds")
    if sd <= 0 and e <= 0:
        return SeedsNeeded(None, "no spread")
    power = 0.9 if relation == "equals" else _POWER
    upper = _upper_sd(sd, n_seeds)
    n = _smallest(upper, k, e, distance, alpha, power)
    if n is not None:
        return SeedsNeeded(n)
    room = (distance / _reach(10**9, alpha, power)) ** 2 - upper**2 * k
    if room <= 0:
        return SeedsNeeded(None, "training data")
    if e <= room:
        return SeedsNeeded(None, "too many")
    return SeedsNeeded(None, "test examples", int(np.ceil(e * n_test / room)) if n_test else None)


def _upper_sd(sd: float, n_seeds: int) -> float:
    from scipy.special import chdtri

    lower_quantile = float(chdtri(n_seeds - 1, 0.8))  # chdtri inverts the upper tail
    return sd * float(np.sqrt((n_seeds - 1) / lower_quantile))


def _smallest(
    sd: float, k: float, e: float, distance: float, alpha: float, power: float
) -> int | None:
    """By bisection: what n seeds can see only gets smaller with n."""

    def enough(n: int) -> bool:
        return _reach(n, alpha, power) * float(np.sqrt(sd**2 * (1 / n + k) + e)) <= distance

    low, high = MIN_SEEDS - 1, _MOST_SEEDS
    if not enough(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
