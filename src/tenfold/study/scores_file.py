"""Read tables of scores: a file, columns, records, or a data frame, strictly.

Columns: `method`, `seed`, `score`; optional `dataset`, `example` (then a score an example),
`train_per_class`, `group` (of the example) and `failed` (a run that broke down: its score is what
took its place).
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from tenfold.errors import DataError, nearest

__all__ = ["ScoreRow", "ScoreTable", "Table", "read_scores"]

NEEDED = ("method", "seed", "score")
KNOWN = (*NEEDED, "dataset", "example", "train_per_class", "group", "failed")
_YES = {"1", "true", "yes", "failed", "y", "t"}
_NO = {"", "0", "false", "no", "n", "f", "nan", "none"}

Table: TypeAlias = "str | Path | Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]] | Any"


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One score. `row` counts from 1, header not counted."""

    row: int
    method: str
    seed: str
    score: float
    dataset: str | None = None
    example: str | None = None
    size: int | str | None = None
    group: str | None = None
    failed: bool = False


@dataclass(frozen=True)
class ScoreTable:
    """All scores of a table, where they came from, and the columns that were not used."""

    rows: tuple[ScoreRow, ...]
    where: str
    columns: tuple[str, ...]
    ignored: tuple[str, ...] = ()


def read_scores(table: Table) -> ScoreTable:
    """Read scores from a path (.csv, .tsv, .jsonl, .json), columns, records or a data frame.

    Raises DataError for everything that cannot be read as it stands; nothing is dropped or
    coerced in silence.
    """
    if isinstance(table, (str, Path)):
        where, columns, cells = _from_file(Path(table))
    elif hasattr(table, "to_dict") and hasattr(table, "columns"):
        where, (columns, cells) = "table", _from_columns(table.to_dict("list"), "table")
    elif isinstance(table, Mapping):
        where, (columns, cells) = "table", _from_columns(table, "table")
    elif isinstance(table, Sequence):
        records: Sequence[Any] = table
        where, (columns, cells) = "table", _from_records(records, "table")
    else:
        raise DataError(
            f"scores must be a path, columns, records or a data frame. Got {type(table).__name__}."
        )
    return _typed(where, columns, cells)


def _from_file(path: Path) -> tuple[str, list[str], list[list[Any]]]:
    text = _text(path)
    if path.suffix == ".jsonl":
        lines = [line for line in text.splitlines() if line.strip()]
        records = [_json(line, f"{path}: line {i}") for i, line in enumerate(lines, start=1)]
        return str(path), *_from_records(records, str(path))
    if path.suffix == ".json":
        value = _json(text, str(path))
        if isinstance(value, Mapping):
            return str(path), *_from_columns(value, str(path))
        if isinstance(value, list):
            return str(path), *_from_records(value, str(path))
        raise DataError("must be a list of records or an object of columns", where=str(path))
    return str(path), *_from_csv(text, path)


def _text(path: Path) -> str:
    if not path.is_file():
        beside = path.parent.glob("*") if path.parent.is_dir() else ()
        hint = nearest(path.name, [other.name for other in beside])
        raise DataError("there is no such file", where=str(path), remedy=hint)
    data = path.read_bytes()
    if b"\0" in data:
        raise DataError(
            "has NUL bytes: it is no text, or UTF-16",
            where=str(path),
            remedy="Save it as CSV in UTF-8.",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataError(
            f"not UTF-8 (line {line}, byte 0x{data[error.start]:02X})",
            where=str(path),
            remedy="Save it as CSV in UTF-8.",
        ) from None


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise DataError(f"not JSON: {error}", where=where) from None


def _from_csv(text: str, path: Path) -> tuple[list[str], list[list[Any]]]:
    first = text.split("\n", 1)[0]
    delimiter = "\t" if path.suffix == ".tsv" else max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [line for line in reader if line]
    except csv.Error as error:
        raise DataError(
            f"cannot be read past line {reader.line_num}: {error}", where=str(path)
        ) from None
    if not lines:
        raise DataError("is empty", where=str(path), remedy="It needs a header and rows.")
    header, rows = lines[0], lines[1:]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise DataError(
                f"row {number} has {len(row)} cells, the header has {len(header)}", where=str(path)
            )
    return header, rows


def _from_columns(
    table: Mapping[str, Sequence[Any]], where: str
) -> tuple[list[str], list[list[Any]]]:
    columns = [str(name) for name in table]
    lengths = {len(column) for column in table.values()}
    if len(lengths) > 1:
        raise DataError(f"columns differ in length: {sorted(lengths)}", where=where)
    return columns, [list(cells) for cells in zip(*table.values(), strict=True)]


def _from_records(
    records: Iterable[Mapping[str, Any]], where: str
) -> tuple[list[str], list[list[Any]]]:
    listed = list(records)
    if not all(isinstance(record, Mapping) for record in listed):
        raise DataError("every record must be an object with columns", where=where)
    columns = list(dict.fromkeys(str(name) for record in listed for name in record))
    return columns, [[record.get(name, "") for name in columns] for record in listed]


def _typed(where: str, columns: list[str], cells: list[list[Any]]) -> ScoreTable:
    names = [name.strip().casefold() for name in columns]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise DataError(f"column {doubled[0]!r} occurs twice", where=where)
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise DataError(
            f"there is no column {missing[0]!r}. It has: {', '.join(columns)}.",
            where=where,
            remedy=nearest(missing[0], columns) + " Needed: method, seed, score.",
        )
    if not cells:
        raise DataError("has no rows", where=where)
    index = {name: names.index(name) for name in KNOWN if name in names}
    return ScoreTable(
        rows=tuple(_row(i, row, index, where) for i, row in enumerate(cells, start=1)),
        where=where,
        columns=tuple(index),
        ignored=tuple(
            column for column, name in zip(columns, names, strict=True) if name not in KNOWN
        ),
    )


def _row(number: int, cells: list[Any], index: Mapping[str, int], where: str) -> ScoreRow:
    def cell(name: str) -> str | None:
        if name not in index:
            return None
        value = cells[index[name]]
        if isinstance(value, float) and value.is_integer() and name != "score":
            value = int(value)  # a data frame turns whole numbers into floats
        text = "" if value is None else str(value).strip()
        if not text and name not in ("failed", "group"):
            raise DataError(f"row {number}: {name} is empty", where=where, remedy=_IF_FAILED)
        return text

    return ScoreRow(
        row=number,
        method=cell("method") or "",
        seed=cell("seed") or "",
        score=_number(cell("score") or "", number, where),
        dataset=cell("dataset"),
        example=cell("example"),
        size=_size(cell("train_per_class"), number, where),
        group=cell("group") or None,
        failed=_flag(cell("failed"), number, where),
    )


_IF_FAILED = (
    "A run that failed counts: give it the score of its last valid predictions, or of the majority "
    "class, and mark it with `yes` in a column `failed`."
)


def _number(text: str, number: int, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise DataError(
            f"row {number}: score {text!r} is not a number",
            where=where,
            remedy="Write numbers with a point, like 0.83, without a unit.",
        ) from None
    if not math.isfinite(value):
        raise DataError(f"row {number}: score is {text}", where=where, remedy=_IF_FAILED)
    return value


def _size(text: str | None, number: int, where: str) -> int | str | None:
    if text is None or text == "all":
        return text
    if not text.isdigit():
        raise DataError(
            f"row {number}: train_per_class must be a whole number or `all`. Got {text!r}.",
            where=where,
        )
    return int(text)


def _flag(text: str | None, number: int, where: str) -> bool:
    folded = (text or "").casefold()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise DataError(f"row {number}: failed must be yes or no. Got {text!r}.", where=where)
