"""Parquet, guarded by what is decoded: a file of 45 KB can claim to hold 190 GB of rows."""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import Any

from tenfold.data.files import MAX_DECODED_BYTES
from tenfold.data.json_records import JsonTable
from tenfold.errors import DataError

__all__ = ["parse_parquet"]

MAX_ROWS = 20_000_000
_BATCH_ROWS = 4096


def parse_parquet(
    data: bytes, *, file: str, max_rows: int = MAX_ROWS, max_bytes: int = MAX_DECODED_BYTES
) -> JsonTable:
    """Read a Parquet file into columns of texts.

    Text columns are read in dictionary form and measured before they are unfolded, so a bomb is
    refused while it is still small. Integers and decimals become their usual decimal text.

    Raises
    ------
    DataError
        TF-DATA-002 for a file that is no Parquet; TF-DATA-003 past `max_rows` or `max_bytes`;
        TF-DATA-008 where two columns have one name.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        plain = pq.read_schema(io.BytesIO(data))
        _check_types(plain, file)
        texts = [
            f.name for f in plain if pa.types.is_string(f.type) or pa.types.is_large_string(f.type)
        ]
        parquet = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts)
        if parquet.metadata.num_rows > max_rows:
            raise _too_much(file, f"{parquet.metadata.num_rows:,} rows")
        return _read(parquet, file, max_rows, max_bytes)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0][:120]
        raise DataError(
            f"not a sound Parquet file ({reason}). Nothing was imported.",
            code="TF-DATA-002",
            where=file,
            remedy="Write it again, or save it as CSV (UTF-8).",
        ) from None


def _read(parquet: Any, file: str, max_rows: int, max_bytes: int) -> JsonTable:
    names = list(parquet.schema_arrow.names)
    if len(set(names)) != len(names):
        twice = next(name for name, n in Counter(names).items() if n > 1)
        raise DataError(f"two columns are named {twice!r}.", code="TF-DATA-008", where=file)
    table = JsonTable.of(names)
    n_rows, n_bytes = 0, 0
    for batch in parquet.iter_batches(batch_size=_BATCH_ROWS, use_threads=False):
        n_rows += batch.num_rows
        n_bytes += sum(_unfolded_bytes(column) for column in batch.columns)
        if n_rows > max_rows or n_bytes > max_bytes:
            raise _too_much(file, f"more than {max_rows:,} rows or {max_bytes >> 20:,} MiB")
        for name, column in zip(names, batch.columns, strict=True):
            _append(table, name, column)
    return table


def _unfolded_bytes(column: Any) -> int:
    """Bytes that the column takes once its dictionary is unfolded, found without unfolding it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary)
    return int(pc.sum(pc.take(lengths, column.indices)).as_py() or 0)


def _append(table: JsonTable, name: str, column: Any) -> None:
    kind = _kind(column.type)
    values = [_text(value) for value in column.to_pylist()]
    table.values[name] += values
    table.kinds[name].add(kind)
    if column.null_count:
        table.nulls[name] += column.null_count
        table.kinds[name].add("null")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return str(value)


def _kind(type_: Any) -> str:
    import pyarrow as pa

    if pa.types.is_dictionary(type_):
        return _kind(type_.value_type)
    for test, kind in (
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "float"),
        (pa.types.is_decimal, "float"),
        (pa.types.is_nested, "nested"),
    ):
        if test(type_):
            return kind
    return "string"


def _check_types(schema: Any, file: str) -> None:
    import pyarrow as pa

    for field in schema:
        binary = pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)
        if binary or isinstance(field.type, pa.ExtensionType | pa.UnknownExtensionType):
            raise DataError(
                f"column {field.name!r} holds {field.type}, which is neither text nor a number.",
                code="TF-DATA-002",
                where=file,
                remedy="Leave the column out, or store it as text.",
            )


def _too_much(file: str, what: str) -> DataError:
    return DataError(
        f"holds {what} when unpacked; nothing was imported.",
        code="TF-DATA-003",
        where=file,
        remedy="Take a sample of the rows.",
    )
