"""Parquet tables of a bundle: predictions and row digests, guarded by what is decoded."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.study.bundle.plain_json import broken

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Predictions", "read_predictions", "read_texts"]

MOST_ROWS = 5_000_000
MOST_CELLS = 50_000_000
MOST_BYTES = 512 << 20
_MOST_FOOTER_BYTES = 16 << 20
_BATCH_CELLS = 1_000_000


@dataclass(frozen=True, eq=False)
class Predictions:
    """One run's predictions on test: `probabilities` has shape (n_examples, n_classes), float32."""

    examples: list[str]
    labels: list[str]
    columns: tuple[str, ...]
    probabilities: np.ndarray


def read_predictions(data: bytes, *, where: str) -> Predictions:
    """Read a run's predictions. Raises InputError where it is no such table, or too large."""
    table = _read(data, where)
    names = list(table.column_names)
    if len(names) < 3 or names[:2] != ["example_id", "true_label"] or len(set(names)) != len(names):
        raise broken(where, "is not a table of predictions.")
    _check_types(table, names[:2], names[2:], where)
    columns = [table.column(name).to_numpy() for name in names[2:]]
    return Predictions(
        examples=table.column(0).to_pylist(),
        labels=table.column(1).to_pylist(),
        columns=tuple(names[2:]),
        probabilities=np.stack(columns, axis=1),
    )


def read_texts(data: bytes, names: list[str], *, where: str) -> dict[str, list[str]]:
    """Read a table of texts with just these columns."""
    table = _read(data, where)
    if table.column_names != names:
        raise broken(where, f"must have the columns {', '.join(names)}.")
    _check_types(table, names, [], where)
    return {name: table.column(name).to_pylist() for name in names}


def _check_types(table: pa.Table, texts: list[str], numbers: list[str], where: str) -> None:
    import pyarrow as pa

    for name in texts:
        if not pa.types.is_string(table.schema.field(name).type):
            raise broken(where, f"the column {name[:40]!r} must hold texts.")
    for name in numbers:
        if not pa.types.is_float32(table.schema.field(name).type):
            raise broken(where, f"the column {name[:40]!r} must hold float32.")
    if any(column.null_count for column in table.columns):
        raise broken(where, "has empty cells.")


def _read(data: bytes, where: str) -> pa.Table:
    """The table, read batch by batch and measured before texts are unfolded."""
    import pyarrow as pa

    try:
        plain = _open(data, [])
        texts = [f.name for f in plain.schema_arrow if pa.types.is_string(f.type)]
        wanted = (*texts, *(f.name for f in plain.schema_arrow if pa.types.is_float32(f.type)))
        width, said = len(plain.schema_arrow), plain.metadata.num_rows
        if len(wanted) != width or not width:
            raise broken(where, "has columns of another type than text and float32.")
        if said > MOST_ROWS or said * width > MOST_CELLS:
            raise broken(where, f"says that it has {said:,} rows; too many.")
        return _unfold(_open(data, texts), where, width=width, said=said)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise broken(where, f"is not a sound Parquet file ({str(error)[:100]}).") from None


def _open(data: bytes, texts: list[str]) -> Any:
    import pyarrow.parquet as pq

    return pq.ParquetFile(
        io.BytesIO(data),
        read_dictionary=texts,
        thrift_string_size_limit=_MOST_FOOTER_BYTES,
        thrift_container_size_limit=1_000_000,
    )


def _unfold(parquet: Any, where: str, *, width: int, said: int) -> pa.Table:
    import pyarrow as pa

    batches, n_rows, n_bytes = [], 0, 0
    size = max(1, _BATCH_CELLS // width)
    for batch in parquet.iter_batches(batch_size=size, use_threads=False):
        n_rows += batch.num_rows
        n_bytes += sum(_unfolded_bytes(column) for column in batch.columns)
        if n_rows > said or n_bytes > MOST_BYTES:
            raise broken(where, "unpacks to more than it says, or than a bundle may hold.")
        plain = [c.dictionary_decode() if pa.types.is_dictionary(c.type) else c for c in batch]
        batches.append(pa.RecordBatch.from_arrays(plain, names=batch.schema.names))
    if n_rows != said or not batches:
        raise broken(where, "has other rows than it says, or none.")
    return pa.Table.from_batches(batches)


def _unfolded_bytes(column: Any) -> int:
    """Bytes that a column takes once its dictionary is unfolded, found without unfolding it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary)
    return int(pc.sum(pc.take(lengths, column.indices)).as_py() or 0)
