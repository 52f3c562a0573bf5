"""TF-DATA-031: a group on both sides of the splits that the data came with."""

from __future__ import annotations

from collections.abc import Sequence

from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["split_groups"]


def split_groups(train_groups: Sequence[str], test_groups: Sequence[str]) -> Finding:
    """Groups with rows in train and in test. Never found where tenfold drew the test set itself."""
    both = sorted(set(train_groups) & set(test_groups))
    return Finding(
        code="TF-DATA-031",
        severity="warn",
        state="found" if both else "clean",
        message=worded(
            "{n:,} group stands in train and in test."
            if len(both) == 1
            else "{n:,} groups stand in train and in test.",
            n=len(both),
        )
        if both
        else worded("no group stands on both sides."),
        count=len(both),
        places=tuple(Place(excerpt=excerpt(group)) for group in both[:N_PLACES]),
        remedy=worded("Let tenfold draw the test set by group: test = 0.25 and group under [data].")
        if both
        else "",
    )
