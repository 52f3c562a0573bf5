"""Data sets from and to the tables of other libraries, without a change of any text.

On the way out every value is a text, so ``007`` and ``NA`` stay what they are. On the way in numbers become
their digits and missing values empty texts, which the source note tells; bytes and infinity are refused, and
NaN where it is no missing value (Arrow, Polars).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tenfold.data.raw import GIVEN_BY_THE_FORMAT, RawTable, SourceNote
from tenfold.data.row_digests import version_digest
from tenfold.data.tables import check_columns
from tenfold.data.text_column import TextColumn
from tenfold.data.value_table import ValueTable
from tenfold.errors import DataError, InputError, nearest

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from tenfold.data.dataset import Dataset

__all__ = [
    "from_arrow",
    "from_columns",
    "from_pandas",
    "from_polars",
    "to_arrow",
    "to_datasets",
    "to_pandas",
    "to_polars",
]

_BATCH_ROWS = 4096
_SPLIT = "split"


def to_arrow(dataset: Dataset) -> pa.Table:
    """Columns of `large_string` that share the data set's bytes; and ``split`` where there are splits."""
    import pyarrow as pa

    arrays = {name: TextColumn.of(dataset.values[name]).to_arrow() for name in dataset.columns}
    if dataset.splits is not None:
        if _SPLIT in arrays:
            raise InputError(
                f"there are splits and a column {_SPLIT!r}: which of them would it be?",
                where=dataset.reference,
                remedy="Take the values column by column: dataset.column(NAME), dataset.splits.",
            )
        arrays[_SPLIT] = TextColumn.of(dataset.splits).to_arrow()
    return pa.table(arrays)


def to_pandas(dataset: Dataset) -> pd.DataFrame:
    """A frame of texts."""
    _need("pandas")
    frame: pd.DataFrame = to_arrow(dataset).to_pandas()
    return frame


def to_polars(dataset: Dataset) -> pl.DataFrame:
    """A frame of texts."""
    frame: pl.DataFrame = _need("polars").from_arrow(to_arrow(dataset))
    return frame


def to_datasets(dataset: Dataset) -> Any:
    """One data set; where there are splits, one for each of them."""
    library = _need("datasets")
    table = to_arrow(dataset)
    if dataset.splits is None:
        return library.Dataset(library.table.InMemoryTable(table))
    import pyarrow.compute as pc

    rows = table.drop_columns([_SPLIT])
    masks = {name: pc.equal(table[_SPLIT], name) for name in dict.fromkeys(dataset.splits)}
    parts = {name: library.table.InMemoryTable(rows.filter(mask)) for name, mask in masks.items()}
    return library.DatasetDict({name: library.Dataset(part) for name, part in parts.items()})


def from_columns(columns: Mapping[str, Sequence[Any]], *, split: str | None = None) -> RawTable:
    """Of Python values by column, all of one length; None is missing."""
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise DataError(
            f"columns of different lengths: {lengths}.",
            code="TF-DATA-007",
            remedy="Give every row a value in each column (None where there is none).",
        )
    n_rows = next(iter(lengths.values()), 0)
    batches = (
        [values[start : start + _BATCH_ROWS] for values in columns.values()]
        for start in range(0, n_rows, _BATCH_ROWS)
    )
    return _table(list(columns), batches, "Python values", split)


def from_arrow(table: pa.Table, *, split: str | None = None) -> RawTable:
    """Of an Arrow table."""
    names = list(map(str, table.column_names))
    batches = (
        [column.to_pylist() for column in batch.columns]
        for batch in table.to_batches(max_chunksize=_BATCH_ROWS)
    )
    return _table(names, batches, "Arrow table", split)


def from_pandas(frame: pd.DataFrame, *, split: str | None = None) -> RawTable:
    """Of a pandas frame: its columns, not its index."""
    names = [str(name) for name in frame.columns]
    batches = (
        [_values(frame.iloc[start : start + _BATCH_ROWS, at]) for at in range(len(names))]
        for start in range(0, len(frame), _BATCH_ROWS)
    )
    return _table(names, batches, "pandas frame", split)


def _values(series: pd.Series[Any]) -> list[Any]:
    """Python values, None for what pandas calls missing (None, NaN, NaT, NA)."""
    missing = series.isna().tolist()
    values = series.astype(object).tolist()
    return [None if gone else value for value, gone in zip(values, missing, strict=True)]


def from_polars(frame: pl.DataFrame, *, split: str | None = None) -> RawTable:
    """Of a Polars frame."""
    batches = (
        [series.to_list() for series in part.get_columns()]
        for part in frame.iter_slices(_BATCH_ROWS)
    )
    return _table(list(frame.columns), batches, "Polars frame", split)


def _table(
    names: list[str], batches: Iterable[Sequence[Sequence[Any]]], said: str, split: str | None
) -> RawTable:
    check_columns(names, said)
    if split is not None and split not in names:
        raise DataError(
            f"no column {split!r} for the splits.",
            code="TF-DATA-009",
            where=said,
            remedy=nearest(split, names),
        )
    table = ValueTable(
        names, where=said, code="TF-DATA-002", remedy="Turn it into text, or leave the column out."
    )
    for batch in batches:
        table.extend(batch)
    if not table.n_rows:
        raise DataError(
            "no rows.", code="TF-DATA-010", where=said, remedy="At least one is needed."
        )
    raw = table.build(SourceNote(said, said, None, GIVEN_BY_THE_FORMAT, 0, ""))
    return _noted(_with_splits(raw, split) if split is not None else raw)


def _with_splits(raw: RawTable, split: str) -> RawTable:
    names: dict[str, str] = {}
    splits = [names.setdefault(name, name) for name in raw.values[split]]
    if "" in names:
        raise DataError(
            f"row {splits.index('') + 1} has no split in the column {split!r}.",
            code="TF-DATA-019",
            where=raw.sources[0].file,
            remedy="Name the split of every row.",
        )
    columns = tuple(name for name in raw.columns if name != split)
    values = {name: raw.values[name] for name in columns}
    return RawTable(columns, values, splits, raw.sources, raw.kinds)


def _noted(raw: RawTable) -> RawTable:
    """With the digest of the rows in the note: there is no file whose bytes could be digested."""
    note = replace(raw.sources[0], digest=version_digest(raw.columns, raw.values, raw.splits))
    return replace(raw, sources=(note,))


def _need(library: str) -> Any:
    try:
        return import_module(library)
    except ImportError:
        raise InputError(
            f"this needs {library}, which is not installed.", remedy=f"pip install {library}"
        ) from None
