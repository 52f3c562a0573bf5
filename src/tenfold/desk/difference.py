"""How two versions differ, row by row and cell by cell. Labels of the split ``test`` are not shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from tenfold.desk.examined import TEST

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset

__all__ = ["Cell", "ChangedRow", "Difference", "Match", "compare", "match_rows"]

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """Which rows (from 0) of two versions are the same row, and how that is known.

    `why[row]` tells of a row of the first version what was done to it, where that is on record.
    """

    pairs: Sequence[Pair]
    by: Literal["lineage", "id", "row digest"]
    why: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that changed; None on both sides for a label of the split ``test``."""

    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that is in both versions with other values. Rows are counted from 0."""

    before: int
    after: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Difference:
    """Rows of `before` are kept as they are, changed or dropped; those of `after` kept, changed or added."""

    before: Dataset
    after: Dataset
    match: Match
    n_kept: int
    changed: tuple[ChangedRow, ...]
    dropped: tuple[int, ...]
    added: tuple[int, ...]
    columns_dropped: tuple[str, ...]
    columns_added: tuple[str, ...]
    is_reordered: bool

    @property
    def is_empty(self) -> bool:
        """Whether the two versions are the same."""
        lists = (self.changed, self.dropped, self.added, self.columns_dropped, self.columns_added)
        return not (any(lists) or self.is_reordered)

    def why(self, row: int) -> str:
        """What was done to a row of `before`, if that is on record."""
        return self.match.why.get(row, "")

    def to_json(self, most: int | None = None) -> dict[str, Any]:
        """As `data diff --json` prints it, with so many rows of each kind at most. Rows from 1."""
        return {
            "before": _identity(self.before),
            "after": _identity(self.after),
            "matched_by": self.match.by,
            "n_kept": self.n_kept,
            "n_changed": len(self.changed),
            "n_dropped": len(self.dropped),
            "n_added": len(self.added),
            "columns_dropped": list(self.columns_dropped),
            "columns_added": list(self.columns_added),
            "is_reordered": self.is_reordered,
            "changed": [self._changed_json(row) for row in self.changed[:most]],
            "dropped": [
                {"row": r + 1, "why": self.why(r), "values": shown_row(self.before, r)}
                for r in self.dropped[:most]
            ],
            "added": [
                {"row": row + 1, "values": shown_row(self.after, row)} for row in self.added[:most]
            ],
        }

    def _changed_json(self, row: ChangedRow) -> dict[str, Any]:
        return {
            "row_before": row.before + 1,
            "row_after": row.after + 1,
            "why": self.why(row.before),
            "cells": [
                {
                    "column": cell.column,
                    "before": cell.before,
                    "after": cell.after,
                    "hidden": cell.before is None,
                }
                for cell in row.cells
            ],
        }


def shown_row(dataset: Dataset, row: int) -> dict[str, str | None]:
    """The values of a row; None for the label of a row of the split ``test``."""
    is_test = dataset.splits is not None and dataset.splits[row] == TEST
    return {
        name: None if is_test and name == dataset.label_column else dataset.column(name)[row]
        for name in dataset.columns
    }


def match_rows(before: Dataset, after: Dataset) -> Match:
    """Match rows by the id column of both, where ids stand once; else by equal rows, then equal texts."""
    if (ids := _by_ids(before, after)) is not None:
        return Match(ids, "id")
    return Match(_by_digests(before, after), "row digest")


def compare(before: Dataset, after: Dataset, match: Match) -> Difference:
    """What is kept, changed, dropped and added, given which rows are the same."""
    shared = [name for name in before.columns if name in after.columns]
    changed = _changed(before, after, match.pairs, shared)
    here = {i for i, _ in match.pairs}
    there = {j for _, j in match.pairs}
    places = [j for _, j in sorted(match.pairs)]
    return Difference(
        before=before,
        after=after,
        match=match,
        n_kept=len(match.pairs) - len(changed),
        changed=changed,
        dropped=tuple(i for i in range(len(before)) if i not in here),
        added=tuple(j for j in range(len(after)) if j not in there),
        columns_dropped=tuple(name for name in before.columns if name not in after.columns),
        columns_added=tuple(name for name in after.columns if name not in before.columns),
        is_reordered=any(a > b for a, b in pairwise(places)),
    )


def _by_ids(before: Dataset, after: Dataset) -> list[Pair] | None:
    if before.id_column is None or after.id_column is None:
        return None
    old, new = before.column(before.id_column), after.column(after.id_column)
    places = {id: row for row, id in enumerate(new)}
    if len(places) != len(new) or len(set(old)) != len(old):
        return None
    return [(row, places[id]) for row, id in enumerate(old) if id in places]


def _by_digests(before: Dataset, after: Dataset) -> list[Pair]:
    pairs = _paired(before.row_digests(), after.row_digests(), [])
    if before.text_column is None or after.text_column is None:
        return sorted(pairs)
    return sorted(_paired(before.texts(), after.texts(), pairs))


def _paired(old: Sequence[str], new: Sequence[str], known: list[Pair]) -> list[Pair]:
    """`known`, and further rows of equal value, the first with the first."""
    here, there = {i for i, _ in known}, {j for _, j in known}
    left: defaultdict[str, list[int]] = defaultdict(list)
    for j in range(len(new) - 1, -1, -1):
        if j not in there:
            left[new[j]].append(j)
    found = list(known)
    for i, value in enumerate(old):
        if i not in here and left.get(value):
            found.append((i, left[value].pop()))
    return found


def _changed(
    before: Dataset, after: Dataset, pairs: Sequence[Pair], shared: Sequence[str]
) -> tuple[ChangedRow, ...]:
    cells: defaultdict[Pair, list[Cell]] = defaultdict(list)
    labels = {before.label_column, after.label_column}
    for name in shared:
        old, new = before.column(name), after.column(name)
        for i, j in pairs:
            if old[i] != new[j]:
                hidden = name in labels and (_is_test(before, i) or _is_test(after, j))
                cells[i, j].append(Cell(name, *((None, None) if hidden else (old[i], new[j]))))
    for i, j in pairs:
        sides = _split(before, i), _split(after, j)
        if sides[0] != sides[1]:
            cells[i, j].append(Cell("(split)", *sides))
    return tuple(ChangedRow(i, j, tuple(found)) for (i, j), found in sorted(cells.items()))


def _is_test(dataset: Dataset, row: int) -> bool:
    return dataset.splits is not None and dataset.splits[row] == TEST


def _split(dataset: Dataset, row: int) -> str:
    return dataset.splits[row] if dataset.splits is not None else ""


def _identity(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "number": dataset.number,
        "version": dataset.digest,
        "n_rows": len(dataset),
        "splits": dict(Counter(dataset.splits)) if dataset.splits is not None else None,
    }
