"""Every check of a data set, one line a file of `desk.checks`."""

from __future__ import annotations

from tenfold.desk.check import Check
from tenfold.desk.checks import (
    boilerplate,
    classes,
    contradictions,
    coverage,
    drift,
    duplicate_ids,
    duplicates,
    empty_texts,
    giveaway_columns,
    giveaway_tokens,
    group_column,
    invisible_characters,
    label_errors,
    languages,
    lengths,
    markup_in_texts,
    mojibake,
    near_duplicates,
    near_overlap,
    outliers,
    overlap,
    personal_data,
    reading_remarks,
    representation,
    same_meaning,
    shared_splits,
    templates,
    times,
    truncated,
    vocabulary,
    writing_systems,
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
        shared_splits.CHECK,
        near_duplicates.CHECK,
        near_overlap.CHECK,
        lengths.CHECK,
        writing_systems.CHECK,
        mojibake.CHECK,
        markup_in_texts.CHECK,
        invisible_characters.CHECK,
        *personal_data.CHECKS,
        times.CHECK,
        group_column.CHECK,
        representation.CHECK,
        boilerplate.CHECK,
        templates.CHECK,
        giveaway_tokens.CHECK,
        giveaway_columns.CHECK,
        languages.CHECK,
        truncated.CHECK,
        vocabulary.CHECK,
        same_meaning.CHECK,
        label_errors.CHECK,
        outliers.CHECK,
        coverage.CHECK,
        drift.CHECK,
    )
