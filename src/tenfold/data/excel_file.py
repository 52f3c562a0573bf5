"""One Excel workbook: its sheet, its header row, its rows."""

from __future__ import annotations

from pathlib import Path

from tenfold.data.excel import parse_excel
from tenfold.data.files import FileBytes
from tenfold.data.header import take_header
from tenfold.data.options import ReadOptions
from tenfold.data.raw import RawTable, SourceNote
from tenfold.errors import DataError

__all__ = ["read_excel"]

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_excel(path: Path, content: FileBytes, options: ReadOptions) -> RawTable:
    """Read one sheet of a workbook. Errors: see `read_table`."""
    _refuse_other_content(content.data, path)
    sheet = parse_excel(content.data, file=path.name, sheet=options.sheet)
    names, rows = take_header(sheet.rows, options, path.name)
    values = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    below = sheet.kinds[len(sheet.kinds) - len(rows) :]
    kinds = {name: _kinds([row[at] for row in below]) for at, name in enumerate(names)}
    note = SourceNote(
        file=path.name,
        format=f"Excel, sheet {sheet.name!r}",
        encoding=None,
        how="given by the format",
        n_rows=len(rows),
        digest=content.digest,
        gz=content.gz,
        remarks=(*sheet.remarks, *_empty_cells(names, below)),
    )
    return RawTable(tuple(names), values, None, (note,), kinds)


def _kinds(cells: list[str]) -> frozenset[str]:
    """The kinds of a column. Excel has but one kind of number: 1 among 1.5 is no integer."""
    found = set(cells)
    return frozenset(found - {"integer"} if "float" in found else found)


def _empty_cells(names: list[str], below: list[list[str]]) -> list[str]:
    n_empty = {name: sum(row[at] == "null" for row in below) for at, name in enumerate(names)}
    return [f"{n} empty cells in {name!r}, read as empty texts" for name, n in n_empty.items() if n]


def _refuse_other_content(data: bytes, path: Path) -> None:
    if data.startswith(b"PK\x03\x04"):
        return
    found = "something else"
    if data.startswith(_OLD_OFFICE):
        found = "an old .xls workbook, or one with a password"
    raise DataError(
        f"its name says Excel, its content is {found}. Nothing was imported.",
        code="TF-DATA-002",
        where=path.name,
        remedy="Give it the ending of what it is; or open it in Excel and save it as .xlsx, "
        "without a password.",
    )
