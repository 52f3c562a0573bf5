"""Rows without a label: left out where the user said so, and reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tenfold.data.raw import RawTable, SourceNote
from tenfold.data.text_column import TextColumn

__all__ = ["drop_unlabelled"]

_SHOWN = 5


def drop_unlabelled(table: RawTable, label: str) -> RawTable:
    """The rows whose column `label` holds something; how many were left out stands in the notes.

    For each file, `n_rows` (rows in it) is what is kept plus `n_dropped`.
    """
    keep = [bool(value.strip()) for value in table.values[label]]
    if all(keep):
        return table
    values = {name: TextColumn.of(_kept(column, keep)) for name, column in table.values.items()}
    splits = list(_kept(table.splits, keep)) if table.splits is not None else None
    kinds = {**table.kinds}
    if label in kinds:
        kinds[label] = kinds[label] - {"null"}
    return replace(
        table, values=values, splits=splits, kinds=kinds, sources=_told(table.sources, keep)
    )


def _kept(column: Iterable[str], keep: Sequence[bool]) -> Iterator[str]:
    return (value for value, kept in zip(column, keep, strict=True) if kept)


def _told(notes: Sequence[SourceNote], keep: Sequence[bool]) -> tuple[SourceNote, ...]:
    told, start = [], 0
    for note in notes:
        part = keep[start : start + note.n_rows]
        start += note.n_rows
        dropped = [row for row, kept in enumerate(part, 1) if not kept]
        if dropped:
            shown = ", ".join(map(str, dropped[:_SHOWN])) + (", ..." if dropped[_SHOWN:] else "")
            remark = f"{len(dropped)} rows without a label, left out (rows {shown})"
            note = replace(note, n_dropped=len(dropped), remarks=(*note.remarks, remark))
        told.append(note)
    return tuple(told)
