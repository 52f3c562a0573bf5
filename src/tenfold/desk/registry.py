"""Every check of a data set, one line a file of `desk.checks`."""

from __future__ import annotations

from tenfold.desk.check import Check
from tenfold.desk.checks import (
    classes,
    contradictions,
    duplicate_ids,
    duplicates,
    empty_texts,
    overlap,
    reading_remarks,
)

__all__ = ["checks"]


def checks() -> tuple[Check, ...]:
    """In the order in which they are carried out: the quick ones first, those of meaning last."""
    return (
        reading_remarks.CHECK,
        *duplicates.CHECKS,
        contradictions.CHECK,
        *classes.CHECKS,
        empty_texts.CHECK,
        duplicate_ids.CHECK,
        overlap.CHECK,
    )
