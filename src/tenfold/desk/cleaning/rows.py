"""The rows that a recipe works on, and what one operation does to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tenfold.data.raw import RawTable
from tenfold.data.roles import Roles, require_column
from tenfold.data.text_column import TextColumn
from tenfold.desk.examined import TEST
from tenfold.errors import DataError
from tenfold.store.digests import digest_json

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset

__all__ = ["Outcome", "RowKeys", "Rows"]

_KEY_DIGITS = 32


class RowKeys:
    """A key for each row of a data set, by which a list of rows is known again in other data.

    The key is a digest of the row without its label and its split, so that it outlives relabelling; where
    several rows are equal in that, ``" 2/3"`` says which of how many is meant. Made when first asked for.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    @cached_property
    def all(self) -> list[str]:
        """The keys, in the order of the rows."""
        names = [name for name in self._dataset.columns if name != self._dataset.label_column]
        columns = [self._dataset.column(name) for name in names]
        rows = zip(*columns, strict=True) if columns else (() for _ in range(len(self._dataset)))
        digests = [digest_json([names, row])[:_KEY_DIGITS] for row in rows]
        whole, seen = Counter(digests), Counter[str]()
        keys = []
        for digest in digests:
            seen[digest] += 1
            n = whole[digest]
            keys.append(digest if n == 1 else f"{digest} {seen[digest]}/{n}")
        return keys


@dataclass(frozen=True)
class Rows:
    """Rows in the course of a recipe. `origins[position]` is the row (from 0) of the data set at its start."""

    columns: tuple[str, ...]
    values: Mapping[str, Sequence[str]]
    splits: Sequence[str] | None
    roles: Roles
    origins: Sequence[int]
    keys: RowKeys
    where: str

    @classmethod
    def of(cls, dataset: Dataset) -> Rows:
        """All rows of a data set."""
        return cls(
            columns=dataset.columns,
            values={name: dataset.column(name) for name in dataset.columns},
            splits=dataset.splits,
            roles=Roles(dataset.text_column, dataset.label_column, dataset.id_column),
            origins=range(len(dataset)),
            keys=RowKeys(dataset),
            where=dataset.reference,
        )

    def __len__(self) -> int:
        return len(self.origins)

    @property
    def has_test(self) -> bool:
        """Whether some rows are of the split ``test``."""
        return self.splits is not None and TEST in self.splits

    def is_test(self, position: int) -> bool:
        """Whether a row is of the split ``test``, whose labels nothing reads without being told to."""
        return self.splits is not None and self.splits[position] == TEST

    def number(self, position: int) -> int:
        """The row as people count it in the data set at the start of the recipe, from 1."""
        return self.origins[position] + 1

    def texts(self) -> Sequence[str]:
        """The text of each row. Raises DataError (TF-DATA-068) where there is no text column."""
        if self.roles.text is None:
            raise DataError(
                "has no text column, which this operation needs.",
                code="TF-DATA-068",
                where=self.where,
                remedy="Name the columns that hold texts with --in COLUMN.",
            )
        return self.values[self.roles.text]

    def labels(self) -> Sequence[str]:
        """The label of each row."""
        return self.values[self.roles.label]

    def column(self, name: str) -> Sequence[str]:
        """The values of one column. Raises DataError (TF-DATA-009) with the nearest name."""
        require_column(name, self.columns, where=self.where)
        return self.values[name]

    def after(self, outcome: Outcome) -> Rows:
        """The rows that an operation leaves, with its changes in them."""
        columns = outcome.columns if outcome.columns is not None else self.columns
        values = {name: _changed(self.values[name], outcome.cells.get(name)) for name in columns}
        splits, origins = self.splits, self.origins
        if outcome.dropped:
            kept = [position for position in range(len(self)) if position not in outcome.dropped]
            values = {n: TextColumn.of(column[i] for i in kept) for n, column in values.items()}
            splits = [splits[i] for i in kept] if splits is not None else None
            origins = [origins[i] for i in kept]
        id_column = self.roles.id if self.roles.id in columns else None
        return replace(
            self, columns=columns, values=values, splits=splits, origins=origins,
            roles=replace(self.roles, id=id_column),
        )  # fmt: skip

    def to_raw(self) -> RawTable:
        """The table that a data set is made of."""
        splits = list(self.splits) if self.splits is not None else None
        return RawTable(self.columns, dict(self.values), splits)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one operation does: cells that change, rows that go and why, columns that stay.

    `cells[column][position]` is a new value, always another one than before. `notes` say more of a changed
    row (what was taken out), `remarks` what was left alone, and why.
    """

    cells: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    dropped: Mapping[int, str] = field(default_factory=dict)
    columns: tuple[str, ...] | None = None
    notes: Mapping[int, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def changed(self) -> set[int]:
        """Positions of the rows in which a cell changes."""
        return {position for cells in self.cells.values() for position in cells}


def _changed(column: Sequence[str], cells: Mapping[int, str] | None) -> Sequence[str]:
    if not cells:
        return column
    return TextColumn.of(cells.get(position, value) for position, value in enumerate(column))
