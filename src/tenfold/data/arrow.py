"""Arrow and Feather files, guarded like Parquet: what they unpack to is summed first."""

from __future__ import annotations

from typing import Any

from tenfold.data.arrow_columns import MAX_ROWS, check_schema, collect, too_much
from tenfold.data.arrow_messages import OddMessageError, measure
from tenfold.data.files import MAX_DECODED_BYTES, is_bomb, too_packed
from tenfold.data.json_records import JsonTable
from tenfold.errors import DataError

__all__ = ["parse_arrow"]

_VALUES_A_ROW = 8
"""Lists hold more than one value a row; values without bytes (nulls) are bounded by this."""

_FILE = b"ARROW1"
_FEATHER_1 = b"FEA1"
_STREAM = b"\xff\xff\xff\xff"


def parse_arrow(
    data: bytes, *, file: str, max_rows: int = MAX_ROWS, max_bytes: int = MAX_DECODED_BYTES
) -> JsonTable:
    """Read an Arrow file or stream (Feather is such a file) into columns of texts.

    Raises
    ------
    DataError
        TF-DATA-002 for what is no such file; TF-DATA-003 past `max_rows` or `max_bytes`;
        TF-DATA-008 where two columns have one name.
    """
    import pyarrow as pa

    stream = _stream(data, file)
    try:
        _guard(stream, file, max_rows, max_bytes)
        with pa.ipc.open_stream(stream) as reader:
            schema = reader.schema
            check_schema(schema, file)
            return collect(
                schema, reader, file=file, packed=len(data), max_rows=max_rows, max_bytes=max_bytes
            )
    except (
        OddMessageError,
        pa.ArrowException,
        OSError,
        UnicodeDecodeError,
        OverflowError,
    ) as error:
        raise _unsound(
            f"not a sound Arrow file ({str(error).splitlines()[0][:120]})", file
        ) from None


def _stream(data: bytes, file: str) -> Any:
    """The messages of the file one after the other, as a stream has them.

    A file is its magic bytes, a stream, and a footer that says where in it the batches are. The footer
    of a file may be made to say anything; the stream is read as it stands.
    """
    import pyarrow as pa

    if data.startswith(_FEATHER_1):
        raise _unsound("Feather version 1, which is not read any more", file)
    if data.startswith(_FILE):
        if not data.endswith(_FILE):
            raise _unsound("not a whole Arrow file (its end is missing)", file)
        return pa.py_buffer(memoryview(data)[8:])
    if data.startswith(_STREAM):
        return pa.py_buffer(data)
    raise _unsound("its name says Arrow, its content is something else", file)


def _guard(stream: Any, file: str, max_rows: int, max_bytes: int) -> None:
    import pyarrow as pa

    n_values, n_bytes, n_columns = 0, 0, 1
    for message in pa.ipc.MessageReader.open_stream(stream):
        if message.type == "schema":
            schema = pa.ipc.read_schema(message)
            check_schema(schema, file)
            n_columns = max(1, len(schema))
        batch = measure(message.metadata.to_pybytes(), memoryview(message.body or b""))
        if batch is None:
            continue
        n_values += batch.n_values
        n_bytes += batch.unpacked_bytes
        if n_bytes > max_bytes:
            raise too_much(file, f"batches of more than {max_bytes >> 20:,} MiB")
        if is_bomb(n_bytes, stream.size):
            raise too_packed(file)
        if n_values > _VALUES_A_ROW * max_rows * n_columns:
            raise too_much(file, f"more than {max_rows:,} rows")


def _unsound(what: str, file: str) -> DataError:
    return DataError(
        f"{what}. Nothing was imported.",
        code="TF-DATA-002",
        where=file,
        remedy="Give it the ending of what it is; or write it again, or save it as CSV (UTF-8).",
    )
