"""One CSV or tab-separated file: its delimiter, its header line, its rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tenfold.data.delimited import Dialect, RecordReader
from tenfold.data.options import ReadOptions
from tenfold.data.raw import RawTable, SourceNote
from tenfold.data.table_builder import TableBuilder
from tenfold.data.tables import check_width
from tenfold.data.text_column import TextColumn
from tenfold.data.text_file import TextFile, Watch
from tenfold.errors import DataError, InputError

__all__ = ["DELIMITED", "read_delimited"]

DELIMITED = {".csv": ",", ".tsv": "\t", ".tab": "\t", ".txt": "\t", "": ""}
"""The delimiter by the ending of the name; without an ending the first line decides."""

_ESCAPED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}


def read_delimited(
    path: Path, options: ReadOptions, kind: str, *, watch: Watch | None = None
) -> RawTable:
    """Read one delimited file; `kind` is the ending of its name. Errors: see `read_table`."""
    said = {".csv": "CSV", "": "text"}.get(kind, "tab-separated text")
    file = TextFile(
        path, said=said, encoding=options.encoding, header=options.header, watch=watch
    )  # fmt: skip
    blocks = file.blocks()
    start = _first_line(blocks)
    delimiter = _delimiter(start, path, options, kind)
    records = RecordReader(
        chain([start], blocks), Dialect(delimiter, options.quoting), file=path.name,
        header=options.header,
    )  # fmt: skip
    values = _columns(records, path, options)
    note = SourceNote(
        file=path.name,
        format={"\t": "tab-separated", ",": "CSV"}.get(delimiter, f"separated by {delimiter!r}"),
        encoding=file.encoding,
        how=file.how,
        n_rows=len(next(iter(values.values()), ())),
        digest=file.digest,
        bom=file.bom,
        gz=file.gz,
        remarks=_remarks(records),
    )
    kinds = {name: frozenset({"string"}) for name in values}
    return RawTable(tuple(values), values, None, (note,), kinds)


def _first_line(blocks: Iterator[str]) -> str:
    """So many blocks that the first line is whole."""
    start: list[str] = []
    for block in blocks:
        start.append(block)
        if "\n" in block:
            break
    return "".join(start)


def _columns(records: RecordReader, path: Path, options: ReadOptions) -> dict[str, TextColumn]:
    batches = iter(records)
    names, rows = _header(next(batches, []), path, options)
    table = TableBuilder(names, where=path.name)
    for batch in chain([rows], batches):
        if batch:
            table.extend(zip(*batch, strict=True))
    return table.build()


def _remarks(records: RecordReader) -> tuple[str, ...]:
    remarks = []
    if records.n_blank_lines:
        remarks.append(f"{records.n_blank_lines} blank lines, which are no rows")
    if records.suspicious:
        remarks.append(
            f"{len(records.suspicious)} quoted texts hold lines that look like rows of their own "
            f"(first: row {records.suspicious[0]}); check their quotes"
        )
    return tuple(remarks)


def _delimiter(text: str, path: Path, options: ReadOptions, kind: str) -> str:
    first = text.split("\n", 1)[0]
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


def _header(
    rows: list[list[str]], path: Path, options: ReadOptions
) -> tuple[list[str], list[list[str]]]:
    if not rows:
        return list(options.columns or ()), []
    if options.header:
        names, rows = rows[0], rows[1:]
    elif options.columns:
        names = list(options.columns)
    else:
        example = " | ".join(rows[0])[:60]
        raise InputError(
            f"without a header line the {len(rows[0])} columns need names (row 1: {example}).",
            code="TF-DATA-008",
            where=path.name,
            remedy="Name them: --no-header --columns text,label",
        )
    if options.columns:
        check_width(options.columns, len(names if options.header else rows[0]), path.name)
        names = list(options.columns)
    return names, rows
