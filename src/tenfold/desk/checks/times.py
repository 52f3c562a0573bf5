"""TF-DATA-052: what time does to the splits and to the labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from tenfold.desk.association import Association, association
from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import TEST, Examined
from tenfold.desk.moments import Moments, moments_of
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "times_finding"]

_N_PERIODS = 10
_DRIFT_FROM, _DRIFT_GRAVE = 0.1, 0.3
"""Cramér's V between period and label: weak and strong (Cohen 1988)."""

_ALPHA = 0.001


def times_finding(
    values: Sequence[str],
    labels: Sequence[str],
    open_rows: Sequence[int],
    splits: Sequence[str] | None = None,
) -> Finding:
    """Whether the test split is older than train or drawn across time, and whether labels drift.

    `values` has the time of every row, `labels` those of `open_rows` alone. The drift is the association
    between ten periods with equally many rows and the label.
    """
    moments = moments_of(values)
    unread = np.flatnonzero(np.isnan(moments)).tolist()
    if len(unread) == len(values):
        return Finding(
            "TF-DATA-052",
            "note",
            "skipped",
            worded("time: no value of the column can be read."),
        )
    order, is_older = _order_of_splits(moments, splits)
    open_moments = moments[list(open_rows)]
    period = _periods(open_moments)
    drift = _drift(period, labels)
    is_drifting = drift.p < _ALPHA and drift.v >= _DRIFT_FROM
    is_found = bool(order or is_drifting or unread)
    return Finding(
        code="TF-DATA-052",
        severity="warn" if is_older or (is_drifting and drift.v >= _DRIFT_GRAVE) else "note",
        state="found" if is_found else "clean",
        message=_message(moments, [*order, *_drift_said(drift, is_drifting)], len(unread), splits),
        count=len(unread) + is_drifting + bool(order),
        places=tuple(Place(row=row + 1, excerpt=excerpt(values[row])) for row in unread[:N_PLACES]),
        remedy=worded(
            "If the question is about the future, let the latest rows be the test, in a file of "
            "their own: tenfold data add OLD --test NEW"
        )
        if is_found
        else "",
        details=_details(drift, period, labels, open_moments),
    )


def _message(
    moments: Moments, found: Sequence[str], n_unread: int, splits: Sequence[str] | None
) -> str:
    first, last = _day(np.nanmin(moments)), _day(np.nanmax(moments))
    said = [worded("rows are from {first} to {last}", first=first, last=last), *found]
    if n_unread:
        said.append(
            worded(
                "{n:,} value is no date that can be read"
                if n_unread == 1
                else "{n:,} values are no date that can be read",
                n=n_unread,
            )
        )
    if splits is None:
        said.append(worded("a test split that a study draws is spread over all of it"))
    return f"{'; '.join(said)}."


def _drift(period: Sequence[int], labels: Sequence[str]) -> Association:
    known = [i for i, at in enumerate(period) if at >= 0]
    return association([str(period[i]) for i in known], [labels[i] for i in known])


def _drift_said(drift: Association, is_drifting: bool) -> list[str]:
    said = worded("the mix of labels changes over time (Cramér's V {v:.2f})", v=drift.v)
    return [said] if is_drifting else []


def _order_of_splits(moments: Moments, splits: Sequence[str] | None) -> tuple[list[str], bool]:
    """What there is to say, and whether the test split is the older one."""
    if splits is None or TEST not in splits:
        return [], False
    is_test = np.array([split == TEST for split in splits])
    test, rest = moments[is_test], moments[~is_test]
    test, rest = test[~np.isnan(test)], rest[~np.isnan(rest)]
    if not len(test) or not len(rest) or test.min() >= rest.max():
        return [], False
    if test.max() <= rest.min() and test.min() < rest.max():
        return [worded("the test split is older than all other rows: it asks for the past")], True
    share = float((test < rest.max()).mean())
    older = worded(
        "{share:.0%} of the test rows are older than the latest other row: scores on them say "
        "nothing about the future",
        share=share,
    )
    return [older], False


def _periods(moments: Moments) -> list[int]:
    """Of each row the period, from 0; -1 where there is no time."""
    known = moments[~np.isnan(moments)]
    if not len(known):
        return [-1] * len(moments)
    edges = np.unique(np.quantile(known, np.linspace(0, 1, _N_PERIODS + 1))[1:-1])
    found = np.searchsorted(edges, moments, side="right")
    return [
        -1 if unknown else int(at) for at, unknown in zip(found, np.isnan(moments), strict=True)
    ]


def _day(moment: float) -> str:
    try:
        return datetime.fromtimestamp(moment, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return f"{moment:.0f} s"


def _details(
    drift: Association, period: Sequence[int], labels: Sequence[str], moments: Moments
) -> dict[str, Any]:
    """For each period: when it begins, and how many rows of each of the 20 commonest labels."""
    common = {label for label, _ in Counter(labels).most_common(20)}
    periods = []
    for at in sorted({each for each in period if each >= 0}):
        rows = [i for i, each in enumerate(period) if each == at]
        counts = Counter(labels[i] if labels[i] in common else "other labels" for i in rows)
        periods.append(
            {"from": _day(float(moments[rows].min())), "n": len(rows), "labels": dict(counts)}
        )
    return {"drift": {"p": drift.p, "v": drift.v}, "periods": periods}


def _find(examined: Examined) -> Finding:
    assert examined.options.time is not None, "the need 'time' says when there is none"
    return times_finding(
        examined.dataset.column(examined.options.time),
        examined.open_labels,
        examined.open_rows.tolist(),
        examined.splits,
    )


CHECK = Check(code="TF-DATA-052", what="time", find=_find, needs=("time",))
