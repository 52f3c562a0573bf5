"""How much the batches of an Arrow file unpack to, found without unpacking one.

The buffers of a batch may be compressed; each then begins with its size when unpacked, and Arrow makes
room for that. Where the buffers lie, and how many values a column has, stands in the batch's message, a
flatbuffer (https://flatbuffers.dev/internals/, tables as in Arrow's Message.fbs).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Batch", "OddMessageError", "measure"]

_DICTIONARY, _RECORDS = 2, 3
"""What a message holds (MessageHeader in Message.fbs)."""

_NOT_COMPRESSED = -1


class OddMessageError(Exception):
    """Bytes that are no message of Arrow's."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch says of itself: values of all columns (nested ones too), and bytes unpacked."""

    n_values: int
    unpacked_bytes: int


def measure(message: bytes, body: memoryview) -> Batch | None:
    """The size of the batch in a message, or None where the message holds none."""
    try:
        return _measure(message, body)
    except (struct.error, IndexError, ValueError):
        raise OddMessageError("a message that is cut") from None


def _measure(message: bytes, body: memoryview) -> Batch | None:
    root = _Table(message, _unsigned(message, 0))
    kind = root.byte(1)
    if kind not in (_DICTIONARY, _RECORDS):
        return None
    table = root.table(2)
    records = table.table(1) if kind == _DICTIONARY else table
    nodes = list(records.pairs(1))
    compressed = records.has(3)
    size = 0
    for offset, length in records.pairs(2):
        if offset < 0 or length < 0 or offset + length > len(body):
            raise OddMessageError("a buffer lies outside its message")
        size += _unpacked(body, offset, length) if compressed and length else length
    return Batch(sum(length for length, _ in nodes), size)


def _unpacked(body: memoryview, offset: int, length: int) -> int:
    (said,) = struct.unpack_from("<q", body, offset)
    if said < _NOT_COMPRESSED:
        raise OddMessageError("a buffer of less than no bytes")
    return length if said == _NOT_COMPRESSED else int(said)


def _unsigned(data: bytes, at: int) -> int:
    (value,) = struct.unpack_from("<I", data, at)
    return int(value)


class _Table:
    """A table of a flatbuffer: fields by their number, found through the table of their places."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at
        (back,) = struct.unpack_from("<i", data, at)
        self._places = at - back
        if self._places < 0:
            raise OddMessageError("a message without its places")
        (self._size,) = struct.unpack_from("<H", data, self._places)

    def _field(self, number: int) -> int | None:
        entry = 4 + 2 * number
        if entry + 2 > self._size:
            return None
        (place,) = struct.unpack_from("<H", self._data, self._places + entry)
        return self._at + int(place) if place else None

    def has(self, number: int) -> bool:
        return self._field(number) is not None

    def byte(self, number: int) -> int:
        at = self._field(number)
        return 0 if at is None else self._data[at]

    def table(self, number: int) -> _Table:
        at = self._field(number)
        if at is None:
            raise OddMessageError("a message without a batch")
        return _Table(self._data, at + _unsigned(self._data, at))

    def pairs(self, number: int) -> Iterator[tuple[int, int]]:
        """A vector of structs of two 64-bit numbers."""
        at = self._field(number)
        if at is None:
            return
        start = at + _unsigned(self._data, at)
        count = _unsigned(self._data, start)
        if start + 4 + 16 * count > len(self._data):
            raise OddMessageError("a list that leads out of its message")
        for item in range(count):
            yield struct.unpack_from("<qq", self._data, start + 4 + 16 * item)
