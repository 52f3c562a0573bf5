"""CSV and its tab-separated relatives, read strictly.

Python's ``csv`` merges two records on an unclosed quote and accepts what follows a closing quote;
this reader does neither. Line ends may be mixed; a line end inside quotes belongs to the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tenfold.errors import DataError

__all__ = ["Dialect", "Records", "parse_delimited"]

Quoting = Literal["minimal", "none"]
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What separates fields, and whether a leading double quote opens a quoted field."""

    delimiter: str
    quoting: Quoting = "minimal"


@dataclass(frozen=True, slots=True)
class Records:
    """Fields of each record (the header line among them), and what was seen on the way."""

    rows: list[list[str]]
    n_blank_lines: int
    suspicious: tuple[int, ...]
    """Records whose quotes span lines that would each be a record of their own."""


def parse_delimited(text: str, dialect: Dialect, *, file: str, header: bool = True) -> Records:
    """Split `text` into records, all with the same number of fields.

    Raises
    ------
    DataError
        TF-DATA-006 for a quote that is not closed or is followed by more text; TF-DATA-007 for
        records with another number of fields than the first.
    """
    rows: list[list[str]] = []
    suspicious: list[int] = []
    blank, position, end = 0, 0, len(text)
    quote = dialect.quoting == "minimal"
    while position < end:
        line_end = _LINE_END.search(text, position)
        stop, after = line_end.span() if line_end else (end, end)
        line = text[position:stop]
        if not line:
            blank += 1
        elif quote and '"' in line:
            row = len(rows) + 1 - header
            start = position
            fields, after = _quoted_record(text, position, dialect.delimiter, row, file)
            if rows and _spans_records(text[start:after], dialect.delimiter, len(rows[0])):
                suspicious.append(row)
            rows.append(fields)
        else:
            rows.append(line.split(dialect.delimiter))
        position = after
    _refuse_ragged(rows, file, header)
    _refuse_runaway(rows, suspicious, dialect, file, header)
    return Records(rows, blank, tuple(suspicious))


def _quoted_record(
    text: str, position: int, delimiter: str, row: int, file: str
) -> tuple[list[str], int]:
    """One record that holds a quote, field by field; and where the next one starts."""
    boundary = re.compile(rf"{re.escape(delimiter)}|\r\n|\n|\r")
    fields: list[str] = []
    while True:
        if text.startswith('"', position):
            value, position = _quoted_field(text, position, delimiter, row, file)
        else:
            found = boundary.search(text, position)
            stop = found.start() if found else len(text)
            value, position = text[position:stop], stop
        fields.append(value)
        if not text.startswith(delimiter, position):
            found = _LINE_END.match(text, position)
            return fields, found.end() if found else len(text)
        position += len(delimiter)


def _quoted_field(text: str, position: int, delimiter: str, row: int, file: str) -> tuple[str, int]:
    """The field whose opening quote stands at `position`; doubled quotes inside mean one."""
    at = position + 1
    while True:
        closing = text.find('"', at)
        if closing < 0:
            raise _bad_quote("a quote is opened and never closed", text, position, row, file)
        if not text.startswith('""', closing):
            break
        at = closing + 2
    after = closing + 1
    if after < len(text) and not text.startswith((delimiter, "\n", "\r"), after):
        raise _bad_quote("text follows a closing quote", text, position, row, file)
    return text[position + 1 : closing].replace('""', '"'), after


def _bad_quote(what: str, text: str, position: int, row: int, file: str) -> DataError:
    excerpt = text[position : position + 50].replace("\n", "⏎").replace("\r", "")
    place = f"row {row}" if row else "the header line"
    return DataError(
        f"{what} ({place}: {excerpt} ...). Nothing was imported.",
        code="TF-DATA-006",
        where=file,
        remedy="Mend the quotes, or, if they belong to the texts, say --quoting none.",
    )


def _spans_records(record: str, delimiter: str, n_fields: int) -> bool:
    """Whether each line of a record with line ends inside would be a record by itself."""
    lines = [line for line in _LINE_END.split(record) if line]
    return len(lines) > 1 and all(line.count(delimiter) == n_fields - 1 for line in lines)


def _refuse_runaway(
    rows: list[list[str]], suspicious: list[int], dialect: Dialect, file: str, header: bool
) -> None:
    # A tab and a line end inside one field: nobody writes that, an unclosed quote does.
    if suspicious and dialect.delimiter == "\t":
        excerpt = " | ".join(rows[suspicious[0] - 1 + header])[:60].replace("\n", "⏎")
        raise DataError(
            f"{len(suspicious)} quoted fields swallow whole rows (first: row {suspicious[0]}: "
            f"{excerpt} ...). Nothing was imported.",
            code="TF-DATA-006",
            where=file,
            remedy="The quotes seem to belong to the texts: say --quoting none.",
        )


def _refuse_ragged(rows: list[list[str]], file: str, header: bool) -> None:
    if not rows:
        return
    wanted = len(rows[0])
    wrong = [index for index, row in enumerate(rows) if len(row) != wanted]
    if not wrong:
        return
    first = wrong[0]
    shown = " | ".join(rows[first])[:60].replace("\n", "⏎")
    many = f"{len(wrong)} rows have" if len(wrong) > 1 else "one row has"
    base = "the header has" if header else "the first row has"
    raise DataError(
        f"{many} another number of fields: row {first + 1 - header} has {len(rows[first])}, "
        f"{base} {wanted} ({shown} ...). Nothing was imported.",
        code="TF-DATA-007",
        where=file,
        remedy="Quote texts that hold the delimiter, or name another one with --delimiter.",
    )
