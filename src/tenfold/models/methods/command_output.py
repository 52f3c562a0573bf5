"""What a script wrote: read, and refused in one message where it is nonsense."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float

from tenfold.errors import InputError, nearest

__all__ = ["SUM_TOLERANCE", "read_output"]

SUM_TOLERANCE = 1e-3
"""Rows may miss one by so much (rounded to three digits); they are then scaled to sum to one."""


def read_output(
    path: Path, ids: Sequence[str], classes: Sequence[str], *, printed: str = ""
) -> Float[np.ndarray, "examples classes"]:
    """Probabilities in the order of `ids` and `classes`; rows sum to one.

    Raises InputError that names everything that is wrong at once: columns, ids that are missing,
    doubled or foreign, cells that are no numbers, rows that are no probabilities.
    """
    if not path.is_file():
        raise _nonsense(["it wrote no file at {out}"], printed)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise _nonsense([f"{{out}} cannot be read as UTF-8 CSV ({error})"], printed) from None
    problems = _wrong_columns(rows[0] if rows else [], classes)
    if problems:
        raise _nonsense(problems, printed)
    columns, body = rows[0], rows[1:]
    ragged = [row for row in body if len(row) != len(columns)]
    if ragged:
        raise _nonsense(
            [f"{len(ragged)} rows have another number of cells than the first"], printed
        )
    own = [row[columns.index("id")] for row in body]
    table = _numbers(body, [columns.index(name) for name in classes])
    problems = _wrong_ids(own, ids) + _wrong_rows(own, table)
    if problems:
        raise _nonsense(problems, printed)
    place = {name: row for row, name in enumerate(own)}
    ordered = table[[place[name] for name in ids]]
    return np.asarray(ordered / ordered.sum(axis=1, keepdims=True))


def _wrong_columns(columns: Sequence[str], classes: Sequence[str]) -> list[str]:
    wanted = ["id", *classes]
    missing = [name for name in wanted if name not in columns]
    problems = [f"{{out}} has no column {name!r} ({nearest(name, columns)})" for name in missing]
    foreign = sorted(set(columns) - set(wanted))
    if foreign:
        problems.append(f"{{out}} has columns that are no class: {_some(foreign)}")
    doubled = [name for name, n in Counter(columns).items() if n > 1]
    if doubled:
        problems.append(f"{{out}} has a column twice: {_some(doubled)}")
    return problems[:5]


def _wrong_ids(own: Sequence[str], ids: Sequence[str]) -> list[str]:
    problems = []
    present, wanted = set(own), set(ids)
    missing = [name for name in ids if name not in present]
    foreign = [name for name in own if name not in wanted]
    doubled = [name for name, n in Counter(own).items() if n > 1]
    if missing:
        problems.append(f"{len(missing)} of {len(ids)} test ids are missing: {_some(missing)}")
    if foreign:
        problems.append(f"{len(foreign)} ids are not in {{test}}: {_some(foreign)}")
    if doubled:
        problems.append(f"{len(doubled)} ids stand there more than once: {_some(doubled)}")
    return problems


def _wrong_rows(own: Sequence[str], table: Float[np.ndarray, "rows classes"]) -> list[str]:
    if not len(table):
        return []
    finite = np.isfinite(table).all(axis=1)
    negative = finite & (table < 0).any(axis=1)
    sums = np.where(finite, table.sum(axis=1, where=np.isfinite(table)), 1.0)
    off = finite & ~negative & (np.abs(sums - 1.0) > SUM_TOLERANCE + 1e-9)
    problems = []
    for wrong, what in ((~finite, "hold NaN, infinity or no number"), (negative, "are below 0")):
        if wrong.any():
            problems.append(f"{wrong.sum()} rows {what}: {_some(np.array(own)[wrong])}")
    if off.any():
        first = int(np.flatnonzero(off)[0])
        problems.append(
            f"{off.sum()} rows do not sum to one: {own[first]!r} sums to {sums[first]:.4g}"
        )
    return problems


def _numbers(body: Sequence[Sequence[str]], at: Sequence[int]) -> Float[np.ndarray, "rows classes"]:
    table = np.full((len(body), len(at)), np.nan)
    for row, cells in enumerate(body):
        for column, i in enumerate(at):
            try:
                table[row, column] = float(cells[i])
            except ValueError:
                continue  # stays NaN, and is told as such
    return table


def _some(names: Iterable[object]) -> str:
    listed = [repr(str(name)) for name in names]
    return ", ".join(listed[:3]) + (", ..." if len(listed) > 3 else "")


def _nonsense(problems: Sequence[str], printed: str) -> InputError:
    said = f"\nIt printed last:\n{printed}" if printed else ""
    return InputError(
        f"the command's result cannot be used: {'; '.join(problems)}.{said}",
        code="TF-COMMAND",
        remedy="{out} must be CSV with the ids of {test} and a column of probabilities a class.",
    )
