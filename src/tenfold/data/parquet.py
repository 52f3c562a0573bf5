"""Parquet, guarded by what is decoded: a file of 45 KB can claim to hold 190 GB of rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tenfold.data.arrow_columns import MAX_ROWS, check_schema, collect, too_much
from tenfold.data.files import MAX_DECODED_BYTES, is_bomb, too_packed
from tenfold.data.json_records import JsonTable
from tenfold.data.parquet_pages import OddPageError, Page, pages
from tenfold.errors import DataError

__all__ = ["parse_parquet"]

_BATCH_ROWS = 4096
_BATCH_BYTES = 64 << 20


def parse_parquet(
    data: bytes, *, file: str, max_rows: int = MAX_ROWS, max_bytes: int = MAX_DECODED_BYTES
) -> JsonTable:
    """Read a Parquet file into columns of texts.

    The headers of all pages are summed before one is unpacked, and text columns are read in
    dictionary form and measured before they are unfolded; so a bomb is refused while it is still
    small. Integers and decimals become their usual decimal text.

    Raises
    ------
    DataError
        TF-DATA-002 for a file that is no Parquet; TF-DATA-003 past `max_rows` or `max_bytes`;
        TF-DATA-008 where two columns have one name.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not data.startswith(b"PAR1"):
        raise _unsound("its name says Parquet, its content is something else", file)
    try:
        footer = pq.ParquetFile(io.BytesIO(data))
        check_schema(footer.schema_arrow, file)
        if footer.metadata.num_rows > max_rows:
            raise too_much(file, f"{footer.metadata.num_rows:,} rows")
        columns = _guard_pages(data, footer.metadata, file, max_rows, max_bytes)
        folded = [column.path for column in columns if column.is_folded(max_bytes)]
        parquet = pq.ParquetFile(io.BytesIO(data), read_dictionary=folded)
        rows = min([_BATCH_ROWS, *(column.rows_at_once for column in columns)])
        batches = _batches(parquet, rows)
        schema = parquet.schema_arrow
        return collect(
            schema, batches, file=file, packed=len(data), max_rows=max_rows, max_bytes=max_bytes
        )
    except OddPageError as error:
        raise _unsound(f"not a sound Parquet file ({error})", file) from None
    except (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError) as error:
        reason = str(error).splitlines()[0][:120]
        raise _unsound(f"not a sound Parquet file ({reason})", file) from None


def _batches(parquet: Any, rows: int) -> Iterator[Any]:
    """One row group after the other: Arrow cannot join the dictionaries of two inside lists."""
    for group in range(parquet.metadata.num_row_groups):
        yield from parquet.iter_batches(batch_size=rows, row_groups=[group], use_threads=False)


@dataclass(slots=True)
class _Column:
    """What the headers of a column's pages say together."""

    path: str
    is_text: bool
    in_lists: bool
    n_values: int = 0
    largest_page: int = 0
    largest_dictionary: int = 0
    repeats_texts: bool = False

    def add(self, page: Page) -> None:
        self.n_values += 0 if page.is_dictionary else page.n_values
        self.largest_page = max(self.largest_page, page.unpacked_bytes)
        self.repeats_texts |= page.repeats_texts
        if page.is_dictionary:
            self.largest_dictionary = max(self.largest_dictionary, page.unpacked_bytes)

    @property
    def could_hold(self) -> int:
        """Bytes if each value were all of the page that it is taken from, beside plain values."""
        source = self.largest_page if self.repeats_texts else self.largest_dictionary
        return self.n_values * source

    @property
    def rows_at_once(self) -> int:
        """A value that repeats the one before it may be as long as its page, and comes unfolded."""
        return max(1, _BATCH_BYTES // max(1, self.largest_page)) if self.repeats_texts else 1 << 30

    def is_folded(self, max_bytes: int) -> bool:
        """Whether Arrow is to read it as a dictionary and indices: all texts, where it can."""
        if not self.is_text or self.repeats_texts:
            return False
        return not self.in_lists or self.could_hold > max_bytes


def _guard_pages(
    data: bytes, metadata: Any, file: str, max_rows: int, max_bytes: int
) -> list[_Column]:
    """Refuse pages that unpack to too much."""
    columns = []
    for number in range(metadata.num_columns):
        leaf = metadata.schema.column(number)
        is_text = leaf.physical_type == "BYTE_ARRAY"
        columns.append(_Column(leaf.path, is_text, leaf.max_repetition_level > 0))
    n_bytes = 0
    for number, page in pages(data):
        if number >= len(columns):
            raise OddPageError("a group of rows with more columns than the file")
        column = columns[number]
        column.add(page)
        n_bytes += page.unpacked_bytes
        if n_bytes > max_bytes:
            raise too_much(file, f"pages of more than {max_bytes >> 20:,} MiB")
        if is_bomb(n_bytes, len(data)):
            raise too_packed(file)
        if column.n_values > max_rows:
            raise too_much(file, f"more than {max_rows:,} values in a column")
    for column in columns:  # one row may hold all the values of a list
        if column.in_lists and column.repeats_texts and column.could_hold > max_bytes:
            raise too_much(file, f"lists of perhaps more than {max_bytes >> 20:,} MiB")
    return columns


def _unsound(what: str, file: str) -> DataError:
    return DataError(
        f"{what}. Nothing was imported.",
        code="TF-DATA-002",
        where=file,
        remedy="Give it the ending of what it is; or write it again, or save it as CSV (UTF-8).",
    )
