"""Excel workbooks: one sheet of plain values becomes a table of texts.

A cell shows what Excel would show without a number format: whole numbers without a decimal point, dates
as ISO 8601, a formula's value as it was last calculated. What has no value of its own is refused.
"""

from __future__ import annotations

import datetime
import io
import re
import shlex
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from tenfold.data.excel_parts import (
    MAX_SHEET_ROWS,
    OddPartsError,
    SheetFacts,
    TooLargePartsError,
    guard_parts,
    inspect_sheet,
)
from tenfold.data.files import MAX_DECODED_BYTES
from tenfold.errors import DataError, nearest

__all__ = ["Sheet", "parse_excel"]

_ESCAPE = re.compile(r"_x00([01][0-9A-Fa-f])_")
"""Control characters as Excel writes them into XML (`_x000D_`: a carriage return)."""

_EXACT = 10**15
"""Excel keeps 15 digits of a number."""


@dataclass(slots=True)
class Sheet:
    """Rows of one sheet as texts, blank rows left out, and for each column the kinds of its cells."""

    name: str
    rows: list[list[str]]
    kinds: list[list[str]]
    """The kind of each cell, in the form of `rows`."""
    remarks: list[str] = field(default_factory=list)


def parse_excel(data: bytes, *, file: str, sheet: str | None = None) -> Sheet:
    """Read one sheet of a workbook: `sheet`, or the only one that holds anything.

    Raises
    ------
    DataError
        TF-DATA-002 for what is no workbook; TF-DATA-003 for one that unpacks to too much;
        TF-DATA-056 where it is not clear which sheet is meant; TF-DATA-057 for merged cells, errors
        and formulas without a value.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        guard_parts(archive, len(data))
        return _read(archive, data, file, sheet)
    except TooLargePartsError as error:
        raise _refuse(
            f"holds {error}.", file, "TF-DATA-003", "Take a sample of the rows."
        ) from None
    except (
        OddPartsError,
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        ParseError,
        ExpatError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        RuntimeError,
        EOFError,
        zlib.error,
    ) as error:  # fmt: skip - openpyxl raises all of these at a workbook that is not whole
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise _refuse(f"not a sound workbook ({reason}).", file, "TF-DATA-002", _SAVE) from None


_SAVE = "Open it in Excel or LibreOffice and save it again, or save the sheet as CSV (UTF-8)."


def _refuse(what: str, file: str, code: str, remedy: str) -> DataError:
    return DataError(f"{what} Nothing was imported.", code=code, where=file, remedy=remedy)


def _read(archive: zipfile.ZipFile, data: bytes, file: str, sheet: str | None) -> Sheet:
    import openpyxl

    with warnings.catch_warnings(record=True) as said:  # mostly of styles, which are not read
        warnings.simplefilter("always")
        book = openpyxl.load_workbook(io.BytesIO(data), True, data_only=True, keep_links=False)
        try:
            chosen, remarks = _choose(book.worksheets, file, sheet)
            # openpyxl has no public name for the part that a sheet is stored in.
            facts = inspect_sheet(archive, chosen._worksheet_path)
            _refuse_unclear(facts, chosen.title, file)
            read = _rows(chosen, file)
        finally:
            book.close()
    messages = (str(warning.message) for warning in said)
    no_dates = list(dict.fromkeys(text.split()[1] for text in messages if "outside the" in text))
    if no_dates:
        raise _refuse(
            f"sheet {chosen.title!r}: {len(no_dates)} cells are no dates that Excel knows, the "
            f"first is {no_dates[0]}.",
            file,
            "TF-DATA-057",
            "Mend these cells, or format them as text.",
        )
    if facts.n_hidden_rows:
        remarks.append(f"{facts.n_hidden_rows} rows are hidden in Excel; they were read")
    read.remarks = remarks + read.remarks
    return read


def _choose(sheets: list[Any], file: str, wanted: str | None) -> tuple[Any, list[str]]:
    names = [sheet.title for sheet in sheets]
    if wanted is not None:
        if wanted not in names:
            raise _refuse(f"no sheet {wanted!r}.", file, "TF-DATA-056", nearest(wanted, names))
        return sheets[names.index(wanted)], []
    full = [sheet for sheet in sheets if _holds_something(sheet)]
    if not full:
        raise DataError(
            f"no rows: {len(sheets)} empty sheet{'s' if len(sheets) != 1 else ''}.",
            code="TF-DATA-010",
            where=file,
            remedy="Wanted: a row of column names and at least one row below it.",
        )
    if len(full) > 1:
        listed = ", ".join(
            repr(sheet.title) + (" (hidden)" if sheet.sheet_state != "visible" else "")
            for sheet in full
        )
        raise _refuse(
            f"{len(full)} sheets hold cells: {listed}.",
            file,
            "TF-DATA-056",
            f"Say which one: --sheet {shlex.quote(full[0].title)}",
        )
    empty = [repr(sheet.title) for sheet in sheets if sheet is not full[0]]
    return full[0], [f"empty sheets, not read: {', '.join(empty)}"] if empty else []


def _holds_something(sheet: Any) -> bool:
    return any(value is not None for row in _counted(sheet) for value in row)


def _counted(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong, and hide rows
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MAX_SHEET_ROWS:
            raise OddPartsError(f"more than {MAX_SHEET_ROWS:,} rows")
        yield row


def _refuse_unclear(facts: SheetFacts, name: str, file: str) -> None:
    for cells, what, remedy in (
        (facts.merged, "merged cells", "Unmerge them, and write the value into each cell."),
        (facts.errors, "cells with an error such as #N/A", "Mend or clear these cells."),
        (
            facts.uncalculated,
            "formulas whose value was never calculated",
            "Open it in Excel or LibreOffice and save it: that stores the values.",
        ),
    ):
        if cells:
            raise _refuse(
                f"sheet {name!r} has {what}: {len(cells)}, the first is {cells[0]}.",
                file,
                "TF-DATA-057",
                remedy,
            )


def _rows(sheet: Any, file: str) -> Sheet:
    read = Sheet(sheet.title, [], [])
    n_blank, n_bytes, width, n_long = 0, 0, 0, 0
    for row in _counted(sheet):
        cells = [_cell(value) for value in row]
        while cells and cells[-1][1] == "null":
            cells.pop()
        if not cells:
            n_blank += 1
            continue
        width = max(width, len(cells))
        n_bytes += sum(len(text) for text, _ in cells)
        n_long += sum(isinstance(value, float) and abs(value) >= _EXACT for value in row)
        if n_bytes > MAX_DECODED_BYTES:
            raise TooLargePartsError("too much text when unpacked")
        read.rows.append([text for text, _ in cells])
        read.kinds.append([kind for _, kind in cells])
    for texts, kinds in zip(read.rows, read.kinds, strict=True):
        texts += [""] * (width - len(texts))
        kinds += ["null"] * (width - len(kinds))
    _leave_out_empty_columns(read)
    if n_blank:
        read.remarks.append(f"{n_blank} blank rows, which are no rows")
    if n_long:
        read.remarks.append(
            f"{n_long} numbers of more than 15 digits, which Excel rounds: ids belong in text cells"
        )
    return read


def _leave_out_empty_columns(read: Sheet) -> None:
    """Columns that only keep others apart have no cell at all, not even a name."""
    width = len(read.rows[0]) if read.rows else 0
    full = [at for at in range(width) if any(kinds[at] != "null" for kinds in read.kinds)]
    if len(full) == width:
        return
    read.rows = [[row[at] for at in full] for row in read.rows]
    read.kinds = [[row[at] for at in full] for row in read.kinds]
    read.remarks.append(f"{width - len(full)} columns without any cell, left out")


def _cell(value: Any) -> tuple[str, str]:
    """The text of a cell, and its kind."""
    if value is None:
        return "", "null"
    if isinstance(value, str):
        return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value), "string"
    if isinstance(value, bool):
        return ("true" if value else "false"), "boolean"
    if isinstance(value, int):
        return str(value), "integer"
    if isinstance(value, float):
        whole = value.is_integer()
        return (str(int(value)), "integer") if whole else (repr(value), "float")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat(), "string"
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat(), "string"
    return str(value), "string"
