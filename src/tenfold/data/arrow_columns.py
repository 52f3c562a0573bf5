"""Columns of Arrow batches as texts, whatever file they come from: Parquet, Arrow, Feather."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tenfold.data.files import is_bomb, too_packed
from tenfold.data.json_records import JsonTable
from tenfold.errors import DataError

__all__ = ["MAX_ROWS", "check_schema", "collect", "too_much"]

MAX_ROWS = 20_000_000
_STEP_ROWS = 4096

_FOLDED_COUNTS_FROM = 256 << 20
"""A dictionary may well stand for a hundred times its size: data made of a few templates."""


def check_schema(schema: Any, file: str) -> None:
    """Refuse columns that are neither texts nor numbers, and two columns of one name.

    Raises
    ------
    DataError
        TF-DATA-002 for bytes, extension types, and layouts in which few bytes stand for many values;
        TF-DATA-008 for a name that stands twice.
    """
    for field in schema:
        if not _is_plain(field.type):
            raise DataError(
                f"column {field.name!r} holds {field.type}, which is neither text nor a number. "
                "Nothing was imported.",
                code="TF-DATA-002",
                where=file,
                remedy="Leave the column out, or store it as text.",
            )
    twice = [name for name, n in Counter(schema.names).items() if n > 1]
    if twice:
        raise DataError(
            f"two columns are named {twice[0]!r}. Nothing was imported.",
            code="TF-DATA-008",
            where=file,
            remedy="Rename one of them.",
        )


def _is_plain(type_: Any) -> bool:
    import pyarrow.types as t

    if t.is_dictionary(type_):
        return _is_plain(type_.value_type) and not t.is_nested(type_.value_type)
    if t.is_list(type_) or t.is_large_list(type_):
        return _is_plain(type_.value_type)
    if t.is_struct(type_):
        return all(_is_plain(field.type) for field in type_)
    tests = (
        t.is_string, t.is_large_string, t.is_boolean, t.is_integer, t.is_floating, t.is_decimal,
        t.is_date, t.is_time, t.is_timestamp, t.is_duration, t.is_null,
    )  # fmt: skip
    return any(test(type_) for test in tests)


def collect(
    schema: Any, batches: Iterable[Any], *, file: str, packed: int, max_rows: int, max_bytes: int
) -> JsonTable:
    """All batches as columns of texts, measured before they are unfolded.

    `packed` is the size of the file: a few bytes that stand for very many are refused before
    `max_bytes` is reached.

    Raises
    ------
    DataError
        TF-DATA-003 past `max_rows` rows or `max_bytes` bytes of values; TF-DATA-002 where a batch is
        not what it says.
    """
    table = JsonTable.of(schema.names)
    n_rows, n_bytes = 0, 0
    for batch in batches:
        n_rows += batch.num_rows
        if n_rows > max_rows:
            raise too_much(file, f"more than {max_rows:,} rows")
        batch.validate(full=True)  # offsets that lead out of the batch are refused, not followed
        for start in range(0, batch.num_rows, _STEP_ROWS):
            part = batch.slice(start, _STEP_ROWS)
            n_bytes += sum(_unfolded_bytes(column) for column in part.columns)
            if n_bytes > max_bytes:
                raise too_much(file, f"more than {max_bytes >> 20:,} MiB")
            if is_bomb(n_bytes, packed, counts_from=_FOLDED_COUNTS_FROM):
                raise too_packed(file)
            for name, column in zip(schema.names, part.columns, strict=True):
                _append(table, name, column)
    return table


def _unfolded_bytes(column: Any) -> int:
    """Bytes that the column takes once its dictionaries are unfolded, found without unfolding."""
    import pyarrow as pa
    import pyarrow.compute as pc

    type_ = column.type
    if pa.types.is_list(type_) or pa.types.is_large_list(type_):
        return int(column.nbytes) + _unfolded_bytes(column.flatten())
    if pa.types.is_struct(type_):
        return int(column.nbytes) + sum(_unfolded_bytes(part) for part in column.flatten())
    if not pa.types.is_dictionary(type_) or not _is_text(type_.value_type):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary)
    return int(pc.sum(pc.take(lengths, column.indices)).as_py() or 0)


def _is_text(type_: Any) -> bool:
    import pyarrow.types as t

    return bool(t.is_string(type_) or t.is_large_string(type_))


def _append(table: JsonTable, name: str, column: Any) -> None:
    kind = _kind(column.type)
    table.values[name] += _texts(column)
    n_null = _null_count(column)
    if n_null < len(column):
        table.kinds[name].add(kind)
    if n_null:
        table.nulls[name] += n_null
        table.kinds[name].add("null")


def _texts(column: Any) -> list[str]:
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        return [_text(value) for value in column.to_pylist()]
    known = [_text(value) for value in column.dictionary.to_pylist()]  # one object a text, shared
    return ["" if index is None else known[index] for index in column.indices.to_pylist()]


def _null_count(column: Any) -> int:
    """Nulls and NaN among the values; a dictionary may hold one, which its indices do not show."""
    import pyarrow.compute as pc

    return int(pc.sum(pc.is_null(column, nan_is_null=True)).as_py() or 0)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or value != value:  # NaN: how many programs write a missing number
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


def too_much(file: str, what: str) -> DataError:
    """The refusal of a file that holds `what` once it is unpacked."""
    return DataError(
        f"holds {what} when unpacked; nothing was imported.",
        code="TF-DATA-003",
        where=file,
        remedy="Take a sample of the rows.",
    )
