"""JSON lines, read line by line: one object a line, all with the same keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from tenfold.data.json_records import cell, decode_json, other_keys, refuse_json
from tenfold.data.table_builder import TableBuilder
from tenfold.data.text_column import TextColumn

__all__ = ["JsonLines", "lines_of"]

_BATCH_ROWS = 1024


class JsonLines:
    """The rows of a JSON lines text, and what was seen on the way.

    Parameters
    ----------
    blocks
        The text in pieces of any size.
    file
        Its name, for messages.

    Raises
    ------
    DataError
        TF-DATA-011 for a line that is no JSON, TF-DATA-007 for other keys than those of the first
        row, TF-DATA-005 for half of a surrogate pair.
    """

    def __init__(self, blocks: Iterable[str], *, file: str) -> None:
        self._file = file
        self.n_blank = 0
        self.columns: tuple[str, ...] = ()
        self.kinds: dict[str, set[str]] = {}
        self.nulls: Counter[str] = Counter()
        self.values: dict[str, TextColumn] = {}
        self._read(blocks)

    @property
    def n_rows(self) -> int:
        return len(self.values[self.columns[0]]) if self.values else 0

    def _read(self, blocks: Iterable[str]) -> None:
        rows: Iterator[tuple[int, Any]] = enumerate(self._records(blocks), 1)
        first = next(rows, None)
        if first is None:
            return
        record = first[1]
        if not isinstance(record, dict):
            wanted = 'Wanted a line: {"text": ..., "label": ...}'
            raise refuse_json("row 1 is no object.", self._file, remedy=wanted)
        self.columns = tuple(record)
        self.kinds = {name: set() for name in self.columns}
        table = TableBuilder(self.columns, where=self._file)
        odd = _OddRows(self.columns)
        rows = chain([first], rows)
        while batch := list(islice(rows, _BATCH_ROWS)):
            odd.look(batch)
            if not odd.n:
                table.extend([self._texts(name, [r[name] for _, r in batch]) for name in self.columns])
        if odd.n:
            raise other_keys(odd.first, self.columns, odd.first_row, odd.n, self._file)
        self.values = table.build()

    def _records(self, blocks: Iterable[str]) -> Iterator[Any]:
        row = 0
        for lines in lines_of(blocks):
            for line in lines:
                if line and not line.isspace():
                    row += 1
                    yield decode_json(line, self._file, row)
                else:
                    self.n_blank += 1

    def _texts(self, name: str, cells: list[Any]) -> Sequence[str]:
        types = set(map(type, cells))
        if types == {str}:
            self.kinds[name].add("string")
            return cells
        texts, kinds = zip(*map(cell, cells), strict=True)
        self.kinds[name].update(kinds)
        if "null" in kinds:
            self.nulls[name] += kinds.count("null")
        return texts


class _OddRows:
    """Rows whose keys are not those of the first: how many, and the first of them."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._wanted = dict.fromkeys(columns).keys()
        self.n, self.first_row = 0, 0
        self.first: Any = None

    def look(self, batch: Iterable[tuple[int, Any]]) -> None:
        for row, record in batch:
            if not isinstance(record, dict) or record.keys() != self._wanted:
                if not self.n:
                    self.first_row, self.first = row, record
                self.n += 1


def lines_of(blocks: Iterable[str]) -> Iterator[list[str]]:
    """The lines of a text that comes in pieces; what follows the last line end is one if it is not empty.

    >>> list(lines_of(["a\\nb", "c\\r", "\\nd"]))
    [['a'], ['bc'], ['d']]
    """
    kept: list[str] = []  # the beginning of a line whose end has not come yet
    for block in blocks:
        if "\n" not in block:
            kept.append(block)
            continue
        lines = ("".join(kept) + block).split("\n")
        kept = [lines.pop()]
        yield [line.removesuffix("\r") for line in lines] if "\r" in block else lines
    last = "".join(kept)
    if last:
        yield [last]
