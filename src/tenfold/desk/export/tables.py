"""Rows as the bytes of a file: CSV, JSON lines, Parquet or Arrow."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from tenfold.desk.export.formulas import guarded
from tenfold.errors import DataError

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset

__all__ = ["FORMATS", "SPLIT_COLUMN", "Rows", "rows_of", "write_rows"]

SPLIT_COLUMN = "split"
_NEEDS_QUOTES = re.compile(r'[",\r\n]')
FORMATS: Mapping[str, str] = {
    ".csv": "text/csv",
    ".jsonl": "application/jsonlines",
    ".parquet": "application/x-parquet",
    ".arrow": "application/vnd.apache.arrow.file",
}
"""The media type by the ending of the name, as Croissant's readers know them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of equal length, all texts, in order."""

    columns: Mapping[str, Sequence[str]]

    @property
    def records(self) -> Iterator[tuple[str, ...]]:
        """Row by row."""
        return zip(*self.columns.values(), strict=True)


def rows_of(dataset: Dataset, *, split: str | None = None) -> Rows:
    """All rows, with a column `split` in front where the data have splits; or those of one split.

    Raises DataError (TF-DATA-081) where a column has that name already.
    """
    splits = dataset.splits
    columns = {name: dataset.column(name) for name in dataset.columns}
    if splits is None:
        return Rows(columns)
    if split is not None:
        at = [row for row, name in enumerate(splits) if name == split]
        return Rows({name: [values[row] for row in at] for name, values in columns.items()})
    if SPLIT_COLUMN in columns:
        raise DataError(
            f"has a column {SPLIT_COLUMN!r} and splits: one file cannot hold both.",
            code="TF-DATA-081",
            where=dataset.reference,
            remedy="Export to a folder: one file a split.",
        )
    return Rows({SPLIT_COLUMN: splits, **columns})


def write_rows(file: IO[bytes], rows: Rows, ending: str, *, guard: bool = False) -> None:
    """Write the file that `ending` says. `guard` is for CSV that somebody opens in a spreadsheet."""
    _WRITERS[ending](file, _guarded(rows) if guard else rows)


def _guarded(rows: Rows) -> Rows:
    return Rows({guarded(name): list(map(guarded, cells)) for name, cells in rows.columns.items()})


def _csv(file: IO[bytes], rows: Rows) -> None:
    # Python's csv leaves a lone carriage return unquoted, which ends a record for everybody else.
    for record in itertools.chain([tuple(rows.columns)], rows.records):
        line = ",".join(map(_field, record)) or '""'  # an empty line would be no row
        file.write(f"{line}\n".encode())


def _field(cell: str) -> str:
    """A field as RFC 4180 quotes it."""
    if _NEEDS_QUOTES.search(cell) is None:
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _jsonl(file: IO[bytes], rows: Rows) -> None:
    names = list(rows.columns)
    for record in rows.records:
        line = json.dumps(dict(zip(names, record, strict=True)), ensure_ascii=False)
        file.write(f"{line}\n".encode())


def _parquet(file: IO[bytes], rows: Rows) -> None:
    import pyarrow.parquet as pq

    pq.write_table(_table(rows), file, compression="zstd")


def _arrow(file: IO[bytes], rows: Rows) -> None:
    import pyarrow as pa

    table = _table(rows)
    with pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def _table(rows: Rows) -> Any:
    import pyarrow as pa

    return pa.table(
        {name: pa.array(cells, pa.large_string()) for name, cells in rows.columns.items()}
    )


_WRITERS: Mapping[str, Callable[[IO[bytes], Rows], None]] = {
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
    ".arrow": _arrow,
}
