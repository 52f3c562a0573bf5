"""TF-DATA-049: the length of a text, another column or the order of the rows gives the label away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import Examined
from tenfold.desk.one_feature import Told, runs_of, told_by_number, told_by_value
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "giveaway_columns"]

_LENGTH_FROM, _LENGTH_GRAVE = 0.2, 0.5
_COLUMN_FROM = 0.9
"""Shares of the largest class's errors that are gone."""

_TOGETHER = 0.5
"""Rows of a class stand together where the label changes less than half as often as in random order."""


def giveaway_columns(
    texts: Sequence[str], columns: Mapping[str, Sequence[str]], labels: Sequence[str]
) -> Finding:
    """What tells the label without the words: each thing alone, on rows that its rule was not made from.

    A length that takes away half of the errors is a warning; columns (ids among them) and the order are
    notes, for no method reads them.
    """
    length = told_by_number([len(text) for text in texts], labels) if texts else None
    told = {name: _told_by(values, labels) for name, values in columns.items()}
    giving = {
        name: by
        for name, by in told.items()
        if by is not None and by.share_of_errors_gone >= _COLUMN_FROM and by.is_beyond_chance
    }
    runs, expected = runs_of(labels)
    is_sorted = runs < _TOGETHER * expected
    long = length if length and _is_giving(length) else None
    said = [
        *_length_said(long),
        *_columns_said(giving),
        *_order_said(is_sorted, runs, len(set(labels))),
    ]
    is_grave = long is not None and long.share_of_errors_gone >= _LENGTH_GRAVE
    return Finding(
        code="TF-DATA-049",
        severity="warn" if is_grave else "note",
        state="found" if said else "clean",
        message=f"{'; '.join(said)}."
        if said
        else worded(
            "neither the length nor another column nor the order of the rows tells the label."
        ),
        count=bool(long) + len(giving) + is_sorted,
        places=tuple(_column_place(name, by) for name, by in list(giving.items())[:N_PLACES]),
        remedy=_remedy(long is not None, bool(giving)) if said else "",
        details=_details(length, giving, runs, expected),
    )


def _is_giving(length: Told) -> bool:
    return length.share_of_errors_gone >= _LENGTH_FROM and length.is_beyond_chance


def _told_by(values: Sequence[str], labels: Sequence[str]) -> Told | None:
    """By equal values; by ranges where most differ and all are numbers; None for texts and names."""
    if 2 * len(set(values)) < len(values):
        return told_by_value(values, labels)
    try:
        return told_by_number([float(value) for value in values], labels)
    except (ValueError, OverflowError):
        return None


def _length_said(length: Told | None) -> list[str]:
    if length is None:
        return []
    return [
        worded(
            "the length of a text alone tells the label in {accuracy:.0%} "
            "(the largest class is {majority:.0%})",
            accuracy=length.accuracy,
            majority=length.majority,
        )
    ]


def _columns_said(giving: Mapping[str, Told]) -> list[str]:
    return [
        worded("the column {name!r} tells it in {accuracy:.0%}", name=name, accuracy=by.accuracy)
        for name, by in giving.items()
    ]


def _order_said(is_sorted: bool, runs: int, n_classes: int) -> list[str]:
    if not is_sorted:
        return []
    return [
        worded(
            "the rows are sorted by class"
            if runs == n_classes
            else "rows of a class stand together"
        )
    ]


def _column_place(name: str, by: Told) -> Place:
    return Place(column=name, excerpt=f"{excerpt(name)}: right in {by.accuracy:.1%} of the rows")


def _remedy(by_length: bool, by_column: bool) -> str:
    if by_length:
        return worded(
            "See why lengths differ by class (collected apart?), and compare each method with "
            "this rule."
        )
    if by_column:
        return worded(
            "Leave such columns out of what a model reads; tenfold reads the text column alone."
        )
    return worded(
        "Fine as it is: tenfold draws at random. Do not cut a test set off the end by hand."
    )


def _details(
    length: Told | None, giving: Mapping[str, Told], runs: int, expected: float
) -> dict[str, Any]:
    told = {"length": length, **{f"column {name}": by for name, by in giving.items()}}
    return {
        "rules": {
            name: {"accuracy": by.accuracy, "majority": by.majority, "n": by.n}
            for name, by in told.items()
            if by is not None
        },
        "runs": runs,
        "runs_in_random_order": expected,
    }


def _find(examined: Examined) -> Finding:
    dataset = examined.dataset
    rows = examined.open_rows.tolist()
    apart = (dataset.text_column, dataset.label_column)
    columns = {
        name: [values[row] for row in rows]
        for name, values in dataset.values.items()
        if name not in apart
    }
    texts = examined.open_texts if dataset.text_column else []
    return giveaway_columns(texts, columns, examined.open_labels)


CHECK = Check(
    code="TF-DATA-049",
    what="length, columns and order that give the label away",
    find=_find,
    needs=(),
    is_deep=True,
)
