"""How good an order of reading was: work saved, records found early, average time to discovery.

All take the labels (1 included, 0 excluded) in the order in which records were read, without those that
were known before (prior knowledge), and give a share, not a percentage.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tenfold.errors import InputError

__all__ = ["ScreeningScores", "average_time_to_discovery", "records_found", "score", "work_saved"]

Labels = Sequence[int] | npt.NDArray[np.int64]

_NEARLY = 1e-9  # 0.95 * 100 is 95.00000000000001 in floating point


@dataclass(frozen=True, slots=True)
class ScreeningScores:
    """The three figures of one simulated screening, as shares: `wss95` and `rrf10` higher is better, `atd`
    lower.
    """

    wss95: float
    rrf10: float
    atd: float


def score(labels: Labels) -> ScreeningScores:
    """WSS@95, RRF@10 and ATD of one order of reading."""
    return ScreeningScores(
        work_saved(labels), records_found(labels), average_time_to_discovery(labels)
    )


def work_saved(labels: Labels, *, recall: float = 0.95) -> float:
    """Work saved over sampling at `recall` (WSS@95): what reading in this order spares, as a share.

    `(TN + FN)/N - (1 - recall)`: the share of records that need not be read once `recall` of the included
    ones are found, minus what a random order would spare for that recall. Source: Cohen, Hersh, Peterson
    & Yen (2006), J Am Med Inform Assoc 13(2), 206-219.

    Where no whole number of records is exactly `recall` of them, the next higher number must be found, and
    still `1 - recall` is taken off. (The analysis that comes with ASReview takes off one minus the recall
    reached instead; its figures are higher than these by at most one included record's share.)

    >>> work_saved([1, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    0.75
    """
    found = _found(labels)
    needed = math.ceil(recall * int(found[-1]) - _NEARLY)
    n_read = int(np.searchsorted(found, needed)) + 1
    return 1 - n_read / len(found) - (1 - recall)


def records_found(labels: Labels, *, share: float = 0.1) -> float:
    """Share of the included records among the first `share` of all (RRF@10), the part record rounded up.

    Source: Ferdinands et al. (2023), Systematic Reviews 12, 100.

    >>> records_found([1, 0, 0, 0, 1, 0, 0, 0, 0, 0])
    0.5
    """
    found = _found(labels)
    n_read = max(1, math.ceil(share * len(found) - _NEARLY))
    return float(found[n_read - 1] / found[-1])


def average_time_to_discovery(labels: Labels) -> float:
    """Mean place of an included record in the order of reading, as a share of all records (ATD).

    Source: Ferdinands et al. (2023), Systematic Reviews 12, 100: the time to discovery of a record is how
    many were read until it was found, it among them.

    >>> average_time_to_discovery([1, 0, 0, 1])
    0.625
    """
    places = np.flatnonzero(np.asarray(labels) == 1) + 1
    _found(labels)
    return float(places.mean() / len(labels))


def _found(labels: Labels) -> npt.NDArray[np.int64]:
    """How many included records were found after each."""
    values = np.asarray(labels, dtype=np.int64)
    if not values.size or not values.any():
        raise InputError(
            "no record is included, so nothing can be found.",
            remedy="Score an order in which at least one record has the label 1.",
        )
    return np.cumsum(values)
