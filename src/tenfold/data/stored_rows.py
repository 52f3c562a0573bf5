"""The rows of a version as an artifact: a Parquet table of texts, splits in a column of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenfold.data.text_column import TextColumn

if TYPE_CHECKING:
    import pyarrow as pa

    from tenfold.data.dataset import Dataset
    from tenfold.store.artifacts import Artifacts

__all__ = ["read_rows", "to_table"]

_SPLIT = "\u2028split"
"""Name of the stored column that holds split names; no file can have it (line separators)."""


def to_table(dataset: Dataset) -> pa.Table:
    """The table that is stored."""
    import pyarrow as pa

    arrays = [TextColumn.of(dataset.values[name]).to_arrow() for name in dataset.columns]
    names = list(dataset.columns)
    if dataset.splits is not None:
        arrays.append(pa.array(dataset.splits, pa.large_string()))
        names.append(_SPLIT)
    return pa.Table.from_arrays(arrays, names=names)


def read_rows(
    artifacts: Artifacts, digest: str, columns: Sequence[str]
) -> tuple[dict[str, TextColumn], list[str] | None]:
    """The values by column and the splits, of bytes that are those of `digest`."""
    import pyarrow.parquet as pq

    artifacts.verify(digest)
    # ParquetFile and not read_table, which imports pandas (0.4 s of a reused study's second).
    with pq.ParquetFile(artifacts.path(digest), memory_map=True) as stored:
        table = stored.read(use_threads=False)
    values = {name: TextColumn.from_arrow(table.column(i)) for i, name in enumerate(columns)}
    return values, _interned(table.column(_SPLIT)) if _SPLIT in table.column_names else None


def _interned(column: pa.ChunkedArray) -> list[str]:
    """The names of splits, each one text that its rows share."""
    known: dict[str, str] = {}
    return [known.setdefault(name, name) for name in TextColumn.from_arrow(column)]
