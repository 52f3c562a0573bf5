"""When to stop reading: a test of the claim that too much has been missed.

Source: Callaghan & Müller-Hansen (2020), Statistical stopping criteria for automated screening in
systematic reviews, Systematic Reviews 9, 273. The last records read are looked at as if they had been drawn
at random from all that were unread before them. If the recall were still below the target, so many included
records would be unread that a random draw would seldom hold so few: the chance is the hypergeometric tail.
Records are read best first, so the last ones hold more included records than a random draw, and the test
errs on the side of reading on.

The test is made for every number of last records, and the smallest chance counts; and it is made anew as
reading goes on. Both are looks at one set of data, which the odds of one test do not count. `docs/screening.md`
has how often the rule was wrong in simulations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["RecallEstimate", "StopRule", "chance_of_missing", "recall_reached"]

_EVEN = 0.5
_NEARLY = 1e-9


@dataclass(frozen=True, slots=True)
class StopRule:
    """Stop once the chance of a recall below `target` is under `alpha`."""

    target: float = 0.95
    alpha: float = 0.05

    def says_stop(self, labels: Sequence[int], n_records: int) -> bool:
        """Whether the labels so far (1 included, 0 excluded, in the order of reading) are enough."""
        return chance_of_missing(labels, n_records, target=self.target) < self.alpha


@dataclass(frozen=True, slots=True)
class RecallEstimate:
    """How much of what is relevant has been found: `at_least` with the confidence `1 - alpha`, `likely` the
    recall that the test holds for as likely as not. Both are low rather than high.
    """

    at_least: float
    likely: float

    def to_json(self) -> dict[str, Any]:
        return {"at_least": self.at_least, "likely": self.likely}


def chance_of_missing(labels: Sequence[int], n_records: int, *, target: float = 0.95) -> float:
    """The p-value of "recall is below `target`", the smallest over all numbers of last records.

    `labels` holds 1 (included) or 0 (excluded) in the order of reading, what was known before reading first;
    `n_records` counts all records, read or not.

    1.0 where nothing is included so far: without one included record there is nothing to estimate from.
    """
    found = int(np.sum(labels))
    if not found:
        return 1.0
    fewest = (
        math.floor(found / target + _NEARLY) + 1
    )  # the smallest total with a recall below target
    return _tail(np.asarray(labels, dtype=np.int64), n_records, fewest)


def recall_reached(labels: Sequence[int], n_records: int, *, alpha: float = 0.05) -> RecallEstimate:
    """Recall so far, from the largest total of included records that the test does not refute.

    At 0.0 where nothing is included so far.
    """
    values = np.asarray(labels, dtype=np.int64)
    found = int(values.sum())
    if not found:
        return RecallEstimate(0.0, 0.0)
    return RecallEstimate(
        found / _largest_total(values, n_records, alpha),
        found / _largest_total(values, n_records, _EVEN),
    )


def _largest_total(labels: npt.NDArray[np.int64], n_records: int, alpha: float) -> int:
    """The largest number of included records whose chance is `alpha` or more; the chance falls with it."""
    low, high = int(labels.sum()), int(labels.sum()) + n_records - len(labels)
    while low < high:
        middle = (low + high + 1) // 2
        if _tail(labels, n_records, middle) >= alpha:
            low = middle
        else:
            high = middle - 1
    return low


def _tail(labels: npt.NDArray[np.int64], n_records: int, total: int) -> float:
    """Smallest chance over windows of drawing as few included records, were there `total` of them."""
    from scipy.stats import hypergeom

    found = int(labels.sum())
    if total - found > n_records - len(labels):  # more than are left to read
        return 0.0
    # One excluded record more in a window makes its chance smaller, so that the smallest is that of a window
    # that begins at the start or right after an included record.
    start = np.concatenate([[0], np.flatnonzero(labels) + 1])
    before = np.arange(found + 1)
    chances = hypergeom.cdf(found - before, n_records - start, total - before, len(labels) - start)
    return float(min(1.0, chances.min()))
