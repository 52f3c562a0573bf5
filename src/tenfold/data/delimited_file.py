"""One CSV or tab-separated file: its delimiter, its header line, its rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from tenfold.data.delimited import Dialect, RecordReader
from tenfold.data.guess import looks_like_a_row, suggested_names
from tenfold.data.header import take_header
from tenfold.data.options import ReadOptions
from tenfold.data.raw import RawTable, SourceNote
from tenfold.data.table_builder import TableBuilder
from tenfold.data.tables import check_columns
from tenfold.data.text_column import TextColumn
from tenfold.data.text_file import TextFile, Watch
from tenfold.errors import DataError, InputError

__all__ = ["DELIMITED", "read_delimited"]

DELIMITED = {".csv": ",", ".tsv": "\t", ".tab": "\t", ".txt": "\t", "": ""}
"""The delimiter by the ending of the name; without an ending the first line decides."""

_MARK = re.compile(r"sep=([^\w\s\"]|\t)(\r\n|\n|\r)", re.IGNORECASE)
_LINES = re.compile(r"\r\n|\n|\r")
_HEAD = 1 << 20
_SAMPLE = 2000
_ESCAPED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}


def read_delimited(
    path: Path, options: ReadOptions, kind: str, *, watch: Watch | None = None
) -> RawTable:
    """Read one delimited file; `kind` is the ending of its name. Errors: see `read_table`."""
    try:
        return _read(path, options, kind, watch)
    except DataError as error:  # where quotes are the trouble, all that is needed is said at once
        if error.code == "TF-DATA-006" and options.quoting == "minimal":
            error.remedy = _remedy_for_quotes(path, options, kind)
        raise


def _read(path: Path, options: ReadOptions, kind: str, watch: Watch | None) -> RawTable:
    opened = _Opened(path, options, kind, watch)
    file, records = opened.file, opened.records
    values, n_headers = _columns(records, path, options)
    note = SourceNote(
        file=path.name,
        format={"\t": "tab-separated", ",": "CSV"}.get(
            opened.delimiter, f"separated by {opened.delimiter!r}"
        ),
        encoding=file.encoding,
        how=file.how,
        n_rows=len(next(iter(values.values()), ())),
        digest=file.digest,
        bom=file.bom,
        gz=file.gz,
        remarks=tuple(_remarks(records, opened.mark, n_headers)),
    )
    kinds = {name: frozenset({"string"}) for name in values}
    return RawTable(tuple(values), values, None, (note,), kinds)


class _Opened:
    """A file whose delimiter is known: its records are yet to be taken."""

    def __init__(
        self, path: Path, options: ReadOptions, kind: str, watch: Watch | None = None
    ) -> None:
        said = {".csv": "CSV", "": "text"}.get(kind, "tab-separated text")
        self.file = TextFile(
            path, said=said, encoding=options.encoding, header=options.header, watch=watch
        )
        blocks = self.file.blocks()
        start, self.mark = _without_mark(_first_line(blocks))
        said_or_marked = replace(options, delimiter=options.delimiter or self.mark)
        self.delimiter = _delimiter(start, path, said_or_marked, kind)
        self.records = RecordReader(
            chain([start], blocks), Dialect(self.delimiter, options.quoting), file=path.name,
            header=options.header,
        )  # fmt: skip


def _first_line(blocks: Iterator[str]) -> str:
    """So many blocks that the first line is whole."""
    start: list[str] = []
    for block in blocks:
        start.append(block)
        if "\n" in block:
            break
    return "".join(start)


def _without_mark(text: str) -> tuple[str, str | None]:
    """The text after a first line such as ``sep=;``, by which Excel is told the delimiter."""
    found = _MARK.match(text)
    return (text[found.end() :], found[1]) if found else (text, None)


def _columns(
    records: RecordReader, path: Path, options: ReadOptions
) -> tuple[dict[str, TextColumn], int]:
    """The columns, and how many rows repeat the header line."""
    batches = iter(records)
    names, rows = take_header(next(batches, []), options, path.name)
    check_columns(names, path.name)
    table = TableBuilder(names, where=path.name)
    n_headers = 0
    for batch in chain([rows], batches):
        if batch:
            table.extend(zip(*batch, strict=True))
            n_headers += batch.count(names) if options.header else 0
    return table.build(), n_headers


def _remedy_for_quotes(path: Path, options: ReadOptions, kind: str) -> str:
    """The options that read the file if quotes belong to its texts."""
    plain = replace(options, quoting="none")
    rows: list[list[str]] = []
    try:
        for batch in _Opened(path, plain, kind).records:
            rows += batch[: _SAMPLE - len(rows)]
    except DataError:
        return "Mend the quotes: this one is closed nowhere, or more text follows it."
    columns = list(zip(*rows, strict=True))
    if options.header and looks_like_a_row(rows[0], [column[1:] for column in columns]):
        return (
            "The quotes seem to belong to the texts, and the first line to be a row: "
            f"--quoting none --no-header --columns {suggested_names(columns)}"
        )
    return "If the quotes belong to the texts, say --quoting none. Else mend them."


def _remarks(records: RecordReader, mark: str | None, n_headers: int) -> Iterator[str]:
    if mark:
        yield f"the first line says that {mark!r} separates; it is no row"
    if n_headers:
        yield f"{n_headers} rows repeat the first line; were files with headers joined?"
    if records.n_blank_lines:
        yield f"{records.n_blank_lines} blank lines, which are no rows"
    if records.suspicious:
        yield (
            f"{len(records.suspicious)} quoted texts hold lines that look like rows of their own "
            f"(first: row {records.suspicious[0]}); check their quotes"
        )


def _delimiter(text: str, path: Path, options: ReadOptions, kind: str) -> str:
    first = next((line for line in _LINES.split(text[:_HEAD], 100) if line), "")
    if options.delimiter is not None:
        delimiter = _ESCAPED.get(options.delimiter, options.delimiter)
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise InputError(
                f"a delimiter is one character, not {options.delimiter!r}.",
                code="TF-DATA-002",
                remedy="For example: --delimiter ';' or --delimiter tab.",
            )
        return delimiter
    delimiter = DELIMITED[kind] or ("\t" if "\t" in first else ",")
    _refuse_json(first, path)
    if delimiter not in first:
        other = next((mark for mark in "\t;|," if mark in first and mark != delimiter), None)
        if other:
            shown = "tab" if other == "\t" else other
            raise DataError(
                f"its first line holds no {'tab' if delimiter == chr(9) else 'comma'}; "
                f"it seems to be separated by {shown!r}. Nothing was imported.",
                code="TF-DATA-002",
                where=path.name,
                remedy=f"Say so with --delimiter '{shown}'.",
            )
    return delimiter


def _refuse_json(first: str, path: Path) -> None:
    if first.strip() in ("[", "{"):
        looks = "JSON"
    elif first.startswith(("{", "[")):
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return
        looks = "JSON lines" if first.startswith("{") else "JSON"
    else:
        return
    raise DataError(
        f"its content is {looks}, not what its name says. Nothing was imported.",
        code="TF-DATA-002",
        where=path.name,
        remedy=f"Rename it to end in {'.jsonl' if looks == 'JSON lines' else '.json'}.",
    )
