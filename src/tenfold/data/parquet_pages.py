"""How much the pages of a Parquet file unpack to, found without unpacking one.

Arrow unpacks a page as a whole, into as many bytes as the page's header says; so that header bounds what
reading a page can take. The headers are read here: structs of Thrift's compact protocol
(https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md) as parquet.thrift
defines them. The file's footer says sizes too, but nothing holds it to the truth; only where the
columns lie is taken from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["OddPageError", "Page", "pages"]

_BYTE_ARRAY_DELTA = 7
_DICTIONARY_PAGE = 2
_HEADERS = {5: "data", 7: "dictionary", 8: "data 2"}
"""Field numbers in PageHeader of the structs that say what the page holds."""

_MAX_DEPTH = 8


class OddPageError(Exception):
    """Bytes that are no page header."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one page says of itself. `repeats_texts`: each value may repeat the one before it."""

    unpacked_bytes: int
    n_values: int
    is_dictionary: bool
    repeats_texts: bool


def pages(data: bytes) -> Iterator[tuple[int, Page]]:
    """Every page of a Parquet file, with its column's number.

    The footer is read here too: pyarrow ends the process where a footer says odd things of a column.
    """
    for group in _structs(_footer(data).get(4)):
        for number, column in enumerate(_structs(group.get(1))):
            chunk = column.get(3)
            if not isinstance(chunk, dict):
                raise OddPageError("a column without a description")
            for page in _chunk_pages(data, chunk):
                yield number, page


def _footer(data: bytes) -> dict[int, Any]:
    size = int.from_bytes(data[-8:-4], "little")
    if not data.endswith(b"PAR1") or size > len(data) - 12:
        raise OddPageError("its end is missing")
    return _Compact(data, len(data) - 8 - size, len(data) - 8).struct()


def _structs(value: Any) -> list[dict[int, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise OddPageError("a footer without its columns")
    return value


def _place(chunk: dict[int, Any]) -> tuple[int, int, int]:
    """Where a column chunk starts and ends, and how many values it is said to hold."""
    n_values, size, start, dictionary = (chunk.get(field) for field in (5, 7, 9, 11))
    if not (isinstance(n_values, int) and isinstance(size, int) and isinstance(start, int)):
        raise OddPageError("a column without its place")
    if isinstance(dictionary, int) and 0 < dictionary < start:
        start = dictionary
    return start, start + size, n_values


def _chunk_pages(data: bytes, chunk: dict[int, Any]) -> Iterator[Page]:
    """The pages of one column chunk, until they hold the values that the chunk is said to hold.

    Arrow reads on while values are missing, at most to the end of the chunk.
    """
    start, end, n_values = _place(chunk)
    if n_values and not 4 <= start <= end <= len(data):
        raise OddPageError("a column lies outside the file")
    found = 0
    while start < end and found < n_values:
        reader = _Compact(data, start, end)
        page, packed = _page(reader.struct())
        yield page
        found += 0 if page.is_dictionary else page.n_values
        start = reader.at + packed


def _page(header: dict[int, Any]) -> tuple[Page, int]:
    unpacked, packed = header.get(2), header.get(3)
    if not isinstance(unpacked, int) or not isinstance(packed, int) or min(unpacked, packed) < 0:
        raise OddPageError("a page header without sizes")
    inner: dict[int, Any] = next(
        (header[field] for field in _HEADERS if isinstance(header.get(field), dict)), {}
    )
    n_values = inner.get(1, 0)
    if not isinstance(n_values, int) or n_values < 0:
        raise OddPageError("a page of less than no values")
    encoding = inner.get(4 if 8 in header else 2)
    is_dictionary = header.get(1) == _DICTIONARY_PAGE
    return Page(unpacked, n_values, is_dictionary, encoding == _BYTE_ARRAY_DELTA), packed


class _Compact:
    """A reader of Thrift's compact protocol: structs become dictionaries by field number."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self._data, self.at, self._end = data, at, end
        self._depth = 0

    def struct(self) -> dict[int, Any]:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise OddPageError("a page header nested too deeply")
        fields: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self._integer()
            fields[number] = self._value(kind)
        self._depth -= 1
        return fields

    def _value(self, kind: int) -> Any:
        if kind in (1, 2):  # true and false lie in the field's head
            return kind == 1
        if kind == 3:
            return self._byte()
        if kind in (4, 5, 6):
            return self._integer()
        if kind == 7:
            return self._skip(8)
        if kind == 8:
            return self._skip(self._number())
        if kind in (9, 10):
            return self._list()
        if kind == 12:
            return self.struct()
        raise OddPageError("a page header with an unknown field")

    def _list(self) -> list[Any]:
        head = self._byte()
        count, kind = head >> 4, head & 15
        count = self._number() if count == 15 else count
        if count > self._end - self.at:  # an item takes a byte at least
            raise OddPageError("a list that leads out of the file")
        return [self._byte() if kind in (1, 2) else self._value(kind) for _ in range(count)]

    def _byte(self) -> int:
        self._skip(1)
        return self._data[self.at - 1]

    def _skip(self, count: int) -> None:
        self.at += count
        if self.at > self._end:
            raise OddPageError("a page header that is cut")

    def _number(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
            if shift > 63:
                raise OddPageError("a page header with an endless number")

    def _integer(self) -> int:
        value = self._number()
        return (value >> 1) ^ -(value & 1)
