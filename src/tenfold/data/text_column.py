"""One column of texts in the layout of Arrow: UTF-8 bytes in one piece, and where each text ends.

A million Python texts take 50 bytes each beside their letters, and as many objects; here a text takes
its bytes and 8 more, and becomes a Python text when it is asked for. pyarrow itself is not needed.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TextColumn", "TextColumnBuilder"]

_BLOCK_ROWS, _BLOCK_BYTES = 1024, 1 << 22


class TextColumn(Sequence[str]):
    """Texts that are read like a list: by index, slice and loop; equal to any sequence of equal texts.

    `data` holds the bytes of all texts, `ends` (8-byte integers) n + 1 places in it: text i stands
    from ``ends[i]`` to ``ends[i + 1]``. Slices share the bytes of the whole.
    """

    __hash__ = None  # type: ignore[assignment]  # equal to lists, which have none either
    __slots__ = ("_data", "_ends")

    def __init__(self, data: Any, ends: Any) -> None:
        self._data = memoryview(data).cast("B")
        self._ends = memoryview(ends).cast("B").cast("q")

    @classmethod
    def of(cls, texts: Iterable[str]) -> TextColumn:
        """A column of these texts. Raises UnicodeEncodeError for half of a surrogate pair."""
        if isinstance(texts, TextColumn):
            return texts
        builder, rest = TextColumnBuilder(), iter(texts)
        while batch := list(islice(rest, _BLOCK_ROWS)):
            builder.extend(batch)
        return builder.build()

    @classmethod
    def from_arrow(cls, column: pa.ChunkedArray | pa.Array) -> TextColumn:
        """The column of an Arrow column of `large_string` without nulls; one chunk is not copied."""
        import pyarrow as pa

        if isinstance(column, pa.ChunkedArray):
            # (combine_chunks of a ChunkedArray without chunks gives an empty array)
            column = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        if column.null_count or column.type != pa.large_string():
            raise TypeError(f"{column.type} with {column.null_count} nulls is no column of texts")
        _, ends, data = column.buffers()
        if not len(column):
            return cls.of(())
        first = column.offset * 8
        return cls(data or b"", memoryview(ends)[first : first + (len(column) + 1) * 8])

    def to_arrow(self) -> pa.LargeStringArray:
        """The same bytes as an Arrow array of `large_string`."""
        import pyarrow as pa

        ends, data = pa.py_buffer(self._ends), pa.py_buffer(self._data)
        return pa.LargeStringArray.from_buffers(len(self), ends, data)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> TextColumn: ...
    def __getitem__(self, index: int | slice) -> str | TextColumn:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step == 1:
                return TextColumn(self._data, self._ends[start : max(start, stop) + 1])
            return TextColumn.of(self[i] for i in range(start, stop, step))
        n = len(self)
        at = index + n if index < 0 else index
        if not 0 <= at < n:
            raise IndexError(f"row {index} of {n}")
        return str(self._data[self._ends[at] : self._ends[at + 1]], "utf-8")

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _BLOCK_ROWS):
            ends = self._ends[start : start + _BLOCK_ROWS + 1].tolist()
            first, last = ends[0], ends[-1]
            if last - first > _BLOCK_BYTES:  # long texts one at a time
                yield from (str(self._data[a:b], "utf-8") for a, b in pairwise(ends))
                continue
            block = bytes(self._data[first:last])
            if block.isascii():  # then letters and bytes are counted alike
                text = block.decode("ascii")
                yield from [text[a - first : b - first] for a, b in pairwise(ends)]
            else:
                yield from [block[a - first : b - first].decode() for a, b in pairwise(ends)]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __add__(self, other: Iterable[str]) -> list[str]:
        return [*self, *other]

    def __radd__(self, other: Iterable[str]) -> list[str]:
        return [*other, *self]

    def __reduce__(self) -> tuple[Any, ...]:
        return TextColumn.of, (list(self),)  # for worker processes; nothing stored is pickled

    def __repr__(self) -> str:
        return f"TextColumn({list(self[:3])}{', ...' if len(self) > 3 else ''}, {len(self)} texts)"

    @property
    def parts(self) -> tuple[memoryview, memoryview]:
        """The bytes of all texts, and the n + 1 places in them."""
        return self._data, self._ends

    def first_row_with(self, byte: bytes) -> int | None:
        """The first row (from 0) whose bytes hold the one ASCII `byte`; None where there is none."""
        first, last = self._ends[0], self._ends[-1]
        for start in range(first, last, 1 << 24):
            found = bytes(self._data[start : min(last, start + (1 << 24))]).find(byte)
            if found >= 0:
                return bisect_right(self._ends, start + found) - 1
        return None


class TextColumnBuilder:
    """A column that grows by batches of texts."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._ends = array("q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def extend(self, texts: Sequence[str]) -> None:
        """Add texts. Raises UnicodeEncodeError, and adds none, where one has half of a surrogate pair."""
        joined = "".join(texts)
        data = joined.encode()
        # In ASCII letters and bytes are counted alike, and no text is encoded alone.
        sizes = [len(text) if text.isascii() else len(text.encode()) for text in texts]
        ends = accumulate(sizes, initial=self._ends.pop())
        self._ends.extend(ends)
        self._data += data

    def append(self, column: TextColumn) -> None:
        """Add the texts of a column, whose bytes are sound already."""
        data, ends = column.parts
        shift = len(self._data) - ends[0]
        self._ends.extend(end + shift for end in ends[1:])
        self._data += data[ends[0] : ends[-1]]

    def build(self) -> TextColumn:
        """The column. The builder is not to be used any more: they share their bytes."""
        return TextColumn(self._data, self._ends)
