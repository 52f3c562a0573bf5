"""JSON: records, a mapping of splits to records, or of splits to pairs; and the cells of JSON lines.

Numbers keep the digits they were written with (``1.0`` stays ``1.0``, an id beyond 2^63 stays
whole); a key that stands twice in an object is refused, and so are NaN and Infinity.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tenfold.errors import DataError, NotBuiltError

__all__ = [
    "JsonTable",
    "cell",
    "decode_json",
    "decode_line",
    "other_keys",
    "parse_json",
    "refuse_json",
]


class _Number(str):
    """A number, kept as it was written."""

    __slots__ = ("kind",)
    kind: str


def _integer(literal: str) -> _Number:
    number = _Number(literal)
    number.kind = "integer"
    return number


def _decimal(literal: str) -> _Number:
    number = _Number(literal)
    number.kind = "float"
    return number


class _RefusedError(Exception):
    """Valid JSON for Python that tenfold refuses; becomes a DataError with a place."""


def _no_constant(name: str) -> None:
    raise _RefusedError(f"{name} is no JSON value")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        twice = next(key for key, n in Counter(key for key, _ in pairs).items() if n > 1)
        raise _RefusedError(f"the key {twice!r} stands twice in one object")
    return record


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_int=_integer,
    parse_float=_decimal,
    parse_constant=_no_constant,
)
_scan: Callable[[str, int], tuple[Any, int]] = vars(_DECODER)["scan_once"]


@dataclass(slots=True)
class JsonTable:
    """Columns of texts, the kinds that each column's values had, nulls by column, and splits."""

    columns: tuple[str, ...]
    values: dict[str, list[str]]
    kinds: dict[str, set[str]]
    nulls: Counter[str] = field(default_factory=Counter)
    splits: list[str] | None = None

    @classmethod
    def of(cls, columns: Sequence[str]) -> JsonTable:
        """An empty table."""
        names = tuple(columns)
        return cls(names, {name: [] for name in names}, {name: set() for name in names})

    def append(self, cells: Iterable[Any]) -> None:
        """Add one row, its cells in the order of the columns."""
        for name, value in zip(self.columns, cells, strict=True):
            text, kind = cell(value)
            self.values[name].append(text)
            self.kinds[name].add(kind)
            if kind == "null":
                self.nulls[name] += 1


def cell(value: Any) -> tuple[str, str]:
    """The text of a JSON value, and its kind."""
    if isinstance(value, _Number):
        return str(value), value.kind
    if isinstance(value, str):
        return value, "string"
    if value is None:
        return "", "null"
    if isinstance(value, bool):
        return ("true" if value else "false"), "boolean"
    return json.dumps(value, ensure_ascii=False, sort_keys=True), "nested"


def decode_json(text: str, file: str, row: int | None = None) -> Any:
    """The value of one JSON text. Raises DataError (TF-DATA-011) with its place."""
    place = f"row {row}: " if row is not None else ""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        at = f"column {error.colno}" if row is not None else f"line {error.lineno}"
        raise refuse_json(f"{place}not JSON ({error.msg}, {at}).", file) from None
    except _RefusedError as error:
        raise refuse_json(f"{place}{error}.", file) from None
    except RecursionError:
        raise refuse_json(f"{place}nested too deeply.", file) from None


def decode_line(line: str, file: str, row: int) -> Any:
    """`decode_json` of one line that is most likely sound: half of its time is spared."""
    try:
        value, end = _scan(line, 0)
    except (StopIteration, ValueError, RecursionError, _RefusedError):
        return decode_json(line, file, row)  # which says what is wrong, or reads on from a space
    return value if end == len(line) else decode_json(line, file, row)


def refuse_json(message: str, file: str, code: str = "TF-DATA-011", remedy: str = "") -> DataError:
    """The error for a JSON text that is not imported."""
    return DataError(
        f"{message} Nothing was imported.",
        code=code,
        where=file,
        remedy=remedy or "Mend the file, or write it anew with a JSON library.",
    )


def parse_json(
    text: str, *, file: str, columns: Sequence[str] | None = None, fill_missing: bool = False
) -> JsonTable:
    """A list of records, or a mapping of split names to lists of records or of pairs.

    `columns` names the members of pairs; without it two members are ``text`` and ``label``. With
    `fill_missing`, a key that a record lacks is a null.
    """
    whole = decode_json(text, file)
    if isinstance(whole, list):
        return _part(whole, file, columns, fill_missing)
    if not isinstance(whole, dict) or not all(isinstance(part, list) for part in whole.values()):
        raise refuse_json(
            "neither a list of records nor a mapping of splits to lists.",
            file,
            remedy='Wanted: [{"text": ..., "label": ...}, ...] or {"train": [...], "test": [...]}.',
        )
    return _join(
        {
            name: _part(part, file, columns, fill_missing, name)
            for name, part in whole.items()
            if part
        },
        file,
    )


def _part(
    rows: list[Any],
    file: str,
    columns: Sequence[str] | None,
    fill_missing: bool,
    split: str | None = None,
) -> JsonTable:
    where = f"{file}, split {split!r}" if split is not None else file
    if not rows:
        return JsonTable.of(())
    if isinstance(rows[0], str) and not isinstance(rows[0], _Number):
        raise refuse_json(
            "a list of texts, without labels.",
            where,
            remedy='Wanted: [{"text": ..., "label": ...}, ...] or pairs: [["text", "label"], ...].',
        )
    kind = type(rows[0])
    odd = next((row for row, found in enumerate(rows, 1) if type(found) is not kind), None)
    if odd or kind not in (dict, list):
        what = f"row {odd} is of another kind than the first" if odd else "row 1 is one value"
        raise refuse_json(f"{what}; each is to be a record or a list of members.", where)
    if kind is dict:
        return _from_records(rows, where, fill_missing)
    return _from_pairs(rows, where, columns)


def _from_records(records: list[dict[str, Any]], file: str, fill_missing: bool) -> JsonTable:
    names = tuple(records[0])
    if fill_missing:
        names = tuple(dict.fromkeys(key for record in records for key in record))
    table = JsonTable.of(names)
    wanted = set(names)
    for row, record in enumerate(records, 1):
        if record.keys() != wanted and not fill_missing:
            n_wrong = sum(r.keys() != wanted for r in records)
            raise other_keys(record, names, row, n_wrong, file)
        table.append(record.get(name) for name in names)
    return table


def other_keys(record: Any, columns: Sequence[str], row: int, n_wrong: int, file: str) -> DataError:
    """The error for `n_wrong` records without the keys of the first, of which `record` comes first."""
    if not isinstance(record, dict):
        return refuse_json(f"row {row} is no object.", file)
    wanted = set(columns)
    missing, extra = sorted(wanted - record.keys()), sorted(record.keys() - wanted)
    said = "; ".join(
        f"{word} {', '.join(map(repr, keys))}"
        for word, keys in (("lacks", missing), ("has in addition", extra))
        if keys
    )
    return refuse_json(
        f"{n_wrong} rows have other keys than the first; row {row} {said}.",
        file,
        code="TF-DATA-007",
        remedy="If a key may be missing: --fill-missing reads it as null, and says how often.",
    )


def _from_pairs(rows: list[list[Any]], file: str, columns: Sequence[str] | None) -> JsonTable:
    width = len(rows[0])
    wrong = [index for index, row in enumerate(rows, 1) if len(row) != width]
    if wrong:
        raise refuse_json(
            f"{len(wrong)} rows have another number of members than the first ({width}); "
            f"first: row {wrong[0]} with {len(rows[wrong[0] - 1])}.",
            file,
            code="TF-DATA-007",
        )
    names = tuple(columns) if columns else ("text", "label")
    if len(names) != width:
        raise NotBuiltError(
            f"rows have {width} members, {len(names)} names are known for them.",
            code="TF-DATA-008",
            where=file,
            remedy="Name them: --columns text,label,...",
        )
    table = JsonTable.of(names)
    for row in rows:
        table.append(row)
    return table


def _join(parts: dict[str, JsonTable], file: str) -> JsonTable:
    """All splits in one table, in the order of the file."""
    if not parts:
        return JsonTable.of(())
    first = next(iter(parts.values()))
    joined = JsonTable.of(first.columns)
    joined.splits = []
    for split, part in parts.items():
        if set(part.columns) != set(first.columns):
            raise refuse_json(
                f"split {split!r} has the columns {', '.join(part.columns)}; "
                f"the first split has {', '.join(first.columns)}.",
                file,
                code="TF-DATA-007",
            )
        for name in first.columns:
            joined.values[name] += part.values[name]
            joined.kinds[name] |= part.kinds[name]
        joined.nulls += part.nulls
        joined.splits += [split] * len(part.values[first.columns[0]])
    return joined
