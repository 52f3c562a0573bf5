"""Columns of texts that grow batch by batch, while a file or a query is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tenfold.data.text_column import TextColumn, TextColumnBuilder
from tenfold.errors import DataError

__all__ = ["TableBuilder", "odd_character"]

_BATCH_ROWS = 4096


class TableBuilder:
    """Rows of texts, kept as bytes. `where` names the file or query in messages."""

    def __init__(self, columns: Sequence[str], *, where: str) -> None:
        self.columns = tuple(columns)
        self._where = where
        self._columns = [TextColumnBuilder() for _ in self.columns]

    @property
    def n_rows(self) -> int:
        return len(self._columns[0]) if self._columns else 0

    def extend(self, columns: Iterable[Sequence[str]]) -> None:
        """Add rows, given column by column, all of one length.

        Raises DataError (TF-DATA-005) for half of a surrogate pair, which no text holds.
        """
        first = self.n_rows
        for name, builder, texts in zip(self.columns, self._columns, columns, strict=True):
            try:
                builder.extend(texts)
            except UnicodeEncodeError:
                row = next(i for i, text in enumerate(texts) if _has_surrogate(text))
                raise odd_character(
                    "half of a surrogate pair", first + row + 1, name, self._where
                ) from None

    def add_column(self, name: str) -> None:
        """One more column, of empty texts so far."""
        builder = TextColumnBuilder()
        for start in range(0, self.n_rows, _BATCH_ROWS):
            builder.extend([""] * min(_BATCH_ROWS, self.n_rows - start))
        self.columns = (*self.columns, name)
        self._columns.append(builder)

    def append(self, values: Mapping[str, Sequence[str]]) -> None:
        """Add whole columns by name, as a table that was read has them: sound texts."""
        for name, builder in zip(self.columns, self._columns, strict=True):
            builder.append(TextColumn.of(values[name]))

    def build(self) -> dict[str, TextColumn]:
        """The columns by name; the builder is done then."""
        built = zip(self.columns, self._columns, strict=True)
        return {name: builder.build() for name, builder in built}


def odd_character(what: str, row: int, column: str, where: str) -> DataError:
    """TF-DATA-005 for one cell; `row` counts from 1."""
    return DataError(
        f"row {row}, column {column!r} holds {what}. Nothing was imported.",
        code="TF-DATA-005",
        where=where,
        remedy="Take it out of the file; texts do not hold it.",
    )


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
