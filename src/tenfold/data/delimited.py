"""CSV and its tab-separated relatives, read strictly.

Python's ``csv`` merges two records on an unclosed quote and accepts what follows a closing quote;
this reader does neither. Line ends may be mixed; a line end inside quotes belongs to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tenfold.errors import DataError

__all__ = ["Dialect", "RecordReader", "Records", "parse_delimited"]

Quoting = Literal["minimal", "none"]
_LINE_END = re.compile(r"\r\n|\n|\r")
_EXCERPT = 50


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
    """Split `text` into records, all with the same number of fields. Errors: see `RecordReader`."""
    reader = RecordReader([text], dialect, file=file, header=header)
    rows = [row for batch in reader for row in batch]
    return Records(rows, reader.n_blank_lines, tuple(reader.suspicious))


class RecordReader:
    """The records of a text that comes in blocks, in batches; only unfinished ones are kept.

    `n_blank_lines` and `suspicious` (records whose quotes span lines that would each be a record)
    are known once all batches have been taken. From the first record with another number of fields
    than the very first, records are counted and no more handed on, and refused in the end.

    Raises
    ------
    DataError
        TF-DATA-006 for a quote that is not closed or is followed by more text; TF-DATA-007 for
        records with another number of fields than the first.
    """

    def __init__(
        self, blocks: Iterable[str], dialect: Dialect, *, file: str, header: bool = True
    ) -> None:
        self._blocks, self._dialect, self._file, self._header = iter(blocks), dialect, file, header
        self._width, self._n_records, self._n_wrong = 0, 0, 0
        self._first_wrong: tuple[int, list[str]] = (0, [])
        self._first_suspicious: list[str] = []
        self.n_blank_lines = 0
        self.suspicious: list[int] = []

    def __iter__(self) -> Iterator[list[list[str]]]:
        text, is_last = "", False
        while not is_last:
            text, is_last = self._with_more(text)
            rows, position = self._whole_records(text, is_last)
            text = text[position:]
            if rows:
                yield rows
        self._refuse_ragged()
        self._refuse_runaway()

    def _with_more(self, rest: str) -> tuple[str, bool]:
        """At least twice as much text: so a quote that is never closed costs twice the file, not more."""
        pieces, size = [rest], 0
        for block in self._blocks:
            pieces.append(block)
            size += len(block)
            if size > len(rest):
                return "".join(pieces), False
        return "".join(pieces), True

    def _whole_records(self, text: str, is_last: bool) -> tuple[list[list[str]], int]:
        """The records that end inside `text`, and where the next one begins."""
        rows: list[list[str]] = []
        position, end = 0, len(text)
        line_end = _any_line_end if "\r" in text else _plain_line_end
        quotes = self._dialect.quoting == "minimal" and '"' in text
        while position < end:
            stop, after = line_end(text, position)
            line = text[position:stop]
            is_quoted = quotes and '"' in line
            if is_quoted:
                found = self._quoted_record(text, position, is_last)
                if found is None:
                    break
                fields, after = found
            else:
                fields = line.split(self._dialect.delimiter)
            if after == end and not is_last:  # what comes next may belong to it
                break
            if not line:
                self.n_blank_lines += 1
            else:
                if is_quoted:
                    self._suspect(text[position:after], fields)
                if self._is_sound(fields):
                    rows.append(fields)
            position = after
        return rows, position

    @property
    def _row(self) -> int:
        """The row that is read now; 0 is the header line."""
        return self._n_records + 1 - self._header

    def _quoted_record(
        self, text: str, position: int, is_last: bool
    ) -> tuple[list[str], int] | None:
        try:
            return _quoted_record(text, position, self._dialect.delimiter)
        except _BadQuoteError as bad:
            if not is_last and (bad.is_open or len(text) < bad.position + _EXCERPT):
                return None
            raise self._bad_quote(bad, text) from None

    def _suspect(self, record: str, fields: list[str]) -> None:
        """Whether each line of a record with line ends inside would be a record by itself."""
        lines = [line for line in _LINE_END.split(record) if line]
        n_marks = self._width - 1
        if len(lines) > 1 and all(line.count(self._dialect.delimiter) == n_marks for line in lines):
            self._first_suspicious = self._first_suspicious or fields
            self.suspicious.append(self._row)

    def _is_sound(self, fields: list[str]) -> bool:
        """Count the record; False from the first one on that has another number of fields."""
        self._width = self._width or len(fields)
        if len(fields) != self._width:
            if not self._n_wrong:
                self._first_wrong = (self._row, fields)
            self._n_wrong += 1
        self._n_records += 1
        return not self._n_wrong

    def _bad_quote(self, bad: _BadQuoteError, text: str) -> DataError:
        excerpt = text[bad.position : bad.position + _EXCERPT].replace("\n", "⏎").replace("\r", "")
        place = f"row {self._row}" if self._row else "the header line"
        what = (
            "a quote is opened and never closed" if bad.is_open else "text follows a closing quote"
        )
        return DataError(
            f"{what} ({place}: {excerpt} ...). Nothing was imported.",
            code="TF-DATA-006",
            where=self._file,
            remedy="Mend the quotes, or, if they belong to the texts, say --quoting none.",
        )

    def _refuse_runaway(self) -> None:
        # A tab and a line end inside one field: nobody writes that, an unclosed quote does.
        if self.suspicious and self._dialect.delimiter == "\t":
            excerpt = " | ".join(self._first_suspicious)[:60].replace("\n", "⏎")
            raise DataError(
                f"{len(self.suspicious)} quoted fields swallow whole rows (first: row "
                f"{self.suspicious[0]}: {excerpt} ...). Nothing was imported.",
                code="TF-DATA-006",
                where=self._file,
                remedy="The quotes seem to belong to the texts: say --quoting none.",
            )

    def _refuse_ragged(self) -> None:
        if not self._n_wrong:
            return
        row, fields = self._first_wrong
        shown = " | ".join(fields)[:60].replace("\n", "⏎")
        many = f"{self._n_wrong} rows have" if self._n_wrong > 1 else "one row has"
        base = "the header has" if self._header else "the first row has"
        raise DataError(
            f"{many} another number of fields: row {row} has {len(fields)}, "
            f"{base} {self._width} ({shown} ...). Nothing was imported.",
            code="TF-DATA-007",
            where=self._file,
            remedy="Quote texts that hold the delimiter, or name another one with --delimiter.",
        )


class _BadQuoteError(Exception):
    """The quote at `position` is never closed (`is_open`), or text follows the one that closes it."""

    def __init__(self, position: int, *, is_open: bool) -> None:
        super().__init__(position)
        self.position, self.is_open = position, is_open


def _any_line_end(text: str, position: int) -> tuple[int, int]:
    """Where the line from `position` stops, and where the next one begins."""
    found = _LINE_END.search(text, position)
    return found.span() if found else (len(text), len(text))


def _plain_line_end(text: str, position: int) -> tuple[int, int]:
    """The same for a text whose only line ends are line feeds."""
    stop = text.find("\n", position)
    return (stop, stop + 1) if stop >= 0 else (len(text), len(text))


def _quoted_record(text: str, position: int, delimiter: str) -> tuple[list[str], int]:
    """One record that holds a quote, field by field; and where the next one starts."""
    boundary = re.compile(rf"{re.escape(delimiter)}|\r\n|\n|\r")
    fields: list[str] = []
    while True:
        if text.startswith('"', position):
            value, position = _quoted_field(text, position, delimiter)
        else:
            found = boundary.search(text, position)
            stop = found.start() if found else len(text)
            value, position = text[position:stop], stop
        fields.append(value)
        if not text.startswith(delimiter, position):
            found = _LINE_END.match(text, position)
            return fields, found.end() if found else len(text)
        position += len(delimiter)


def _quoted_field(text: str, position: int, delimiter: str) -> tuple[str, int]:
    """The field whose opening quote stands at `position`; doubled quotes inside mean one."""
    at = position + 1
    while True:
        closing = text.find('"', at)
        if closing < 0:
            raise _BadQuoteError(position, is_open=True)
        if not text.startswith('""', closing):
            break
        at = closing + 2
    after = closing + 1
    if after < len(text) and not text.startswith((delimiter, "\n", "\r"), after):
        raise _BadQuoteError(position, is_open=False)
    return text[position + 1 : closing].replace('""', '"'), after
