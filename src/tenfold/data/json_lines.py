"""JSON lines, read line by line: one object a line, all with the same keys unless they may be missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tenfold.data.json_records import cell, decode_line, other_keys, refuse_json
from tenfold.data.table_builder import TableBuilder
from tenfold.data.text_column import TextColumn

__all__ = ["JsonLines", "lines_of"]


class JsonLines:
    """The rows of a JSON lines text, and what was seen on the way.

    Parameters
    ----------
    blocks
        The text in pieces of any size.
    file
        Its name, for messages.
    fill_missing
        Whether keys may be missing: they are nulls there.

    Raises
    ------
    DataError
        TF-DATA-011 for a line that is no JSON, TF-DATA-007 for other keys than those of the first
        row, TF-DATA-005 for half of a surrogate pair.
    """

    def __init__(self, blocks: Iterable[str], *, file: str, fill_missing: bool = False) -> None:
        self._file, self._fill_missing = file, fill_missing
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
        table: TableBuilder | None = None
        odd = _OddRows()
        for batch in self._batches(blocks):
            if table is None:
                table = self._begin(batch[0])
            if self._fill_missing:
                self._widen(table, batch)
            odd.look(batch, self.columns, may_lack=self._fill_missing)
            if not odd.n:
                table.extend([self._texts(name, batch) for name in self.columns])
        if odd.n:
            raise other_keys(odd.first, self.columns, odd.first_row, odd.n, self._file)
        if table is not None:
            self.values = table.build()

    def _batches(self, blocks: Iterable[str]) -> Iterator[list[Any]]:
        """The values of the lines that are not blank, so many at a time as a block has."""
        row = 0
        for lines in lines_of(blocks):
            full = [line for line in lines if line and not line.isspace()]
            self.n_blank += len(lines) - len(full)
            if full:
                yield [decode_line(line, self._file, i) for i, line in enumerate(full, row + 1)]
            row += len(full)

    def _begin(self, record: Any) -> TableBuilder:
        if not isinstance(record, dict):
            wanted = 'Wanted a line: {"text": ..., "label": ...}'
            raise refuse_json("row 1 is no object.", self._file, remedy=wanted)
        self.columns = tuple(record)
        self.kinds = {name: set() for name in self.columns}
        return TableBuilder(self.columns, where=self._file)

    def _widen(self, table: TableBuilder, batch: list[Any]) -> None:
        """Columns for keys that no row before had."""
        keys = (key for record in batch if isinstance(record, dict) for key in record)
        for name in dict.fromkeys(keys):
            if name not in self.kinds:
                table.add_column(name)
                self.kinds[name] = {"null"} if table.n_rows else set()
                self.nulls[name] = table.n_rows
        self.columns = table.columns

    def _texts(self, name: str, batch: list[dict[str, Any]]) -> Sequence[str]:
        cells = [record.get(name) for record in batch]
        if set(map(type, cells)) == {str}:
            self.kinds[name].add("string")
            return cells  # type: ignore[return-value]  # they are all texts
        texts, kinds = zip(*map(cell, cells), strict=True)
        self.kinds[name].update(kinds)
        if "null" in kinds:
            self.nulls[name] += kinds.count("null")
        return texts


class _OddRows:
    """Rows whose keys are not those of the first: how many, and the first of them."""

    def __init__(self) -> None:
        self._row = 0
        self.n, self.first_row = 0, 0
        self.first: Any = None

    def look(self, batch: list[Any], columns: Sequence[str], *, may_lack: bool) -> None:
        keys = dict.fromkeys(columns).keys()
        odd = [
            i
            for i, r in enumerate(batch)
            if not isinstance(r, dict) or (r.keys() != keys and not may_lack)
        ]
        if odd and not self.n:
            self.first_row, self.first = self._row + odd[0] + 1, batch[odd[0]]
        self.n += len(odd)
        self._row += len(batch)


def lines_of(blocks: Iterable[str]) -> Iterator[list[str]]:
    r"""The lines of a text that comes in pieces; what follows the last line end is one too, unless empty.

    >>> list(lines_of(["a\nb", "c\r", "\nd"]))
    [['a'], ['bc'], ['d']]
    """
    kept: list[str] = []  # the beginning of a line whose end has not come yet
    for block in blocks:
        if "\n" not in block:
            kept.append(block)
            continue
        lines = ("".join(kept) + block).split("\n")
        kept = [lines.pop()]
        yield [line.removesuffix("\r") for line in lines]
    last = "".join(kept)
    if last:
        yield [last]
