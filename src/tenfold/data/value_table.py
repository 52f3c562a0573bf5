"""Rows of Python values, from a query, a hub or a data frame, as rows of texts."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tenfold.data.raw import RawTable, SourceNote
from tenfold.data.table_builder import TableBuilder
from tenfold.data.tables import check_columns, check_texts
from tenfold.errors import DataError

__all__ = ["ValueTable"]


class ValueTable:
    """Columns of texts with the kinds of their values. `nulls` counts values that are None, by column.

    None becomes the empty text, booleans ``true`` and ``false``, numbers their usual digits, lists and
    dictionaries JSON; `remedy` is what an error says for values that are none of these (bytes, NaN).
    """

    def __init__(self, columns: Sequence[str], *, where: str, code: str, remedy: str) -> None:
        check_columns(columns, where)
        self._table = TableBuilder(columns, where=where)
        self._kinds: dict[str, set[str]] = {name: set() for name in columns}
        self._where, self._code, self._remedy = where, code, remedy
        self.nulls: Counter[str] = Counter()

    @property
    def n_rows(self) -> int:
        return self._table.n_rows

    def extend(self, columns: Iterable[Sequence[Any]]) -> None:
        """Add rows, given column by column. Raises DataError with the row for what is no text."""
        named = zip(self._table.columns, columns, strict=True)
        self._table.extend([self._texts(name, values) for name, values in named])

    def build(self, note: SourceNote, splits: list[str] | None = None) -> RawTable:
        """The table; NULLs are told first among the remarks of its note."""
        nulls = sorted(self.nulls.items())
        told = tuple(f"{n} nulls in {name!r}, read as empty texts" for name, n in nulls)
        note = replace(note, n_rows=self.n_rows, remarks=told + note.remarks)
        kinds = {name: frozenset(found) for name, found in self._kinds.items()}
        raw = RawTable(self._table.columns, self._table.build(), splits, (note,), kinds)
        check_texts(raw, self._where)
        return raw

    def _texts(self, name: str, values: Sequence[Any]) -> Sequence[str]:
        if set(map(type, values)) == {str}:
            self._kinds[name].add("string")
            return values
        texts = []
        for row, value in enumerate(values, self.n_rows + 1):
            text, kind = _cell(value)
            if kind in ("bytes", "a number that is none"):
                raise DataError(
                    f"row {row}, column {name!r} holds {kind}. Nothing was imported.",
                    code=self._code,
                    where=self._where,
                    remedy=self._remedy,
                )
            texts.append(text)
            self._kinds[name].add(kind)
            if kind == "null":
                self.nulls[name] += 1
        return texts


def _cell(value: Any) -> tuple[str, str]:
    if isinstance(value, str):
        return value, "string"
    if value is None:
        return "", "null"
    if isinstance(value, bool):
        return ("true" if value else "false"), "boolean"
    if isinstance(value, int):
        return str(value), "integer"
    if isinstance(value, float | Decimal):
        return str(value), "float" if math.isfinite(value) else "a number that is none"
    if isinstance(value, bytes | bytearray | memoryview):
        return "", "bytes"
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str), "nested"
    return str(value), "string"
