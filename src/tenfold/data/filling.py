"""Columns that one file has and another lacks: empty there where the user said so, and reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tenfold.data.raw import RawTable

__all__ = ["fill_columns"]


def fill_columns(parts: Sequence[RawTable]) -> list[RawTable]:
    """The tables with all columns that any of them has, in the order of their first appearance."""
    names = tuple(dict.fromkeys(name for part in parts for name in part.columns))
    return [_filled(part, names) for part in parts]


def _filled(part: RawTable, names: tuple[str, ...]) -> RawTable:
    missing = [name for name in names if name not in part.columns]
    if not missing or not part.n_rows:
        return part
    values = {name: part.values.get(name) or [""] * part.n_rows for name in names}
    kinds = {name: part.kinds.get(name, frozenset({"null"})) for name in names}
    remark = f"no column {', '.join(map(repr, missing))}, filled with empty texts"
    sources = tuple(replace(note, remarks=(*note.remarks, remark)) for note in part.sources)
    return RawTable(names, values, part.splits, sources, kinds)
