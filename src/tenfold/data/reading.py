"""Read data files strictly: nothing is dropped, coerced or renamed in silence.

Formats by the ending of the name, ``.gz`` allowed after it: ``.csv``, ``.tsv`` and ``.tab`` (tabs),
``.txt`` (tabs), ``.jsonl`` and ``.ndjson``, ``.json``, ``.xlsx`` and ``.xlsm``, ``.parquet``,
``.arrow`` and ``.feather``; and a folder with one folder of ``.txt`` files a class. A name without
an ending is read as tab-separated where its first line holds a tab, else as CSV.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from tenfold.data.delimited import Quoting
from tenfold.data.delimited_file import DELIMITED, read_delimited
from tenfold.data.encoding import decode
from tenfold.data.files import (
    FileBytes,
    ending,
    is_folder,
    read_bytes,
    refuse_other_content,
    unreadable,
)
from tenfold.data.filling import fill_columns
from tenfold.data.json_form import refuse_other_json
from tenfold.data.json_lines import JsonLines
from tenfold.data.json_records import JsonTable, parse_json
from tenfold.data.options import ReadOptions
from tenfold.data.raw import GIVEN_BY_THE_FORMAT, RawTable, SourceNote
from tenfold.data.table_builder import TableBuilder
from tenfold.data.tables import check_columns, check_texts, check_width
from tenfold.data.text_file import TextFile, Watch
from tenfold.errors import DataError, InputError, nearest

__all__ = ["ReadOptions", "read_files", "read_table"]

_JSON_LINES = (".jsonl", ".ndjson")
_ARROW = (".arrow", ".feather")
_EXCEL = (".xlsx", ".xlsm")
_FOLDER = "one folder a class"


def read_table(
    paths: Sequence[Path],
    *,
    encoding: str | None = None,
    header: bool = True,
    columns: Sequence[str] | None = None,
    quoting: Quoting = "minimal",
    delimiter: str | None = None,
    splits: Mapping[str, Path] | None = None,
) -> RawTable:
    """Read files into one table of texts.

    Parameters
    ----------
    paths
        Files read one after the other. With `splits` their rows form the split ``train``.
    encoding
        The files' encoding where it is not UTF-8 and no byte order mark says it. Nothing is guessed.
    header
        Whether the first line of delimited files names the columns. Without one, `columns` must.
    columns
        Names for the columns, in the order of the file; with a header they take its place.
    quoting
        ``"minimal"``: a double quote at the start of a field opens a quoted field. ``"none"``:
        quotes belong to the texts.
    delimiter
        One character (or ``tab``) where it is not the one that the ending says.
    splits
        Further files by the name of the split that they hold.

    Returns
    -------
    RawTable
        Every value as text. Rows in the files and rows returned are the same in number.

    Raises
    ------
    DataError
        With the code, file, row and what mends it; nothing is read by halves. The codes are
        listed in ``docs/data.md``.
    """
    options = ReadOptions(encoding, header, tuple(columns) if columns else None, quoting, delimiter)
    return read_files(paths, options, splits=splits)


def read_files(
    paths: Sequence[Path],
    options: ReadOptions,
    *,
    splits: Mapping[str, Path] | None = None,
    watch: Watch | None = None,
) -> RawTable:
    """`read_table`, with what was said about the files as one value; `watch` hears of each block."""
    jobs: list[tuple[str | None, Path]] = [("train" if splits else None, path) for path in paths]
    jobs += list((splits or {}).items())
    if not jobs:
        raise InputError("no file was named.", code="TF-DATA-001", remedy="Name at least one.")
    parts = [_read_one(path, options, split, watch) for split, path in jobs]
    table = _join(fill_columns(parts) if options.fill_missing else parts)
    if not table.n_rows:
        raise _no_rows(parts[0])
    return table


def _read_one(
    path: Path, options: ReadOptions, split: str | None, watch: Watch | None = None
) -> RawTable:
    folder = is_folder(path)
    kind = "" if folder else ending(path)
    if options.sheet is not None and kind not in _EXCEL:
        raise InputError(
            "--sheet is for Excel workbooks.",
            code="TF-DATA-056",
            where=path.name,
            remedy="Leave it out.",
        )
    if folder:
        table = _read_folder(path, options)
    elif kind in (".parquet", *_ARROW):
        table = _read_columnar(path, read_bytes(path), options, kind)
    elif kind in _EXCEL:
        from tenfold.data.excel_file import read_excel

        table = read_excel(path, read_bytes(path), options)
    elif kind in DELIMITED:
        table = read_delimited(path, options, kind, watch=watch)
    elif kind in _JSON_LINES:
        table = _read_json_lines(path, options, watch)
    elif kind == ".json":
        table = _read_json(path, read_bytes(path), options)
    else:
        raise DataError(
            f"no known format ends in {kind!r}.",
            code="TF-DATA-002",
            where=path.name,
            remedy="Known: .csv .tsv .txt .jsonl .json .xlsx .parquet .arrow .feather, plain or .gz, "
            "and folders.",
        )
    check_columns(table.columns, path.name)
    check_texts(table, path.name)
    return _with_split(table, split, path)


def _read_json_lines(path: Path, options: ReadOptions, watch: Watch | None) -> RawTable:
    file = TextFile(path, said="JSON", encoding=options.encoding, watch=watch)
    blocks = file.blocks()
    start = next(blocks, "")
    refuse_other_json(start, path.name, lines=True)
    blocks = chain([start], blocks)
    table = JsonLines(blocks, file=path.name, fill_missing=options.fill_missing)
    blank = (f"{table.n_blank} blank lines, which are no rows",) if table.n_blank else ()
    note = SourceNote(
        path.name, "JSON lines", file.encoding, file.how, table.n_rows, file.digest, bom=file.bom,
        gz=file.gz, remarks=_nulls(table.nulls) + blank,
    )  # fmt: skip
    kinds = {name: frozenset(kinds) for name, kinds in table.kinds.items()}
    raw = RawTable(table.columns, table.values, None, (note,), kinds)
    return _renamed(raw, options, path)


def _nulls(nulls: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(f"{n} nulls in {name!r}, read as empty texts" for name, n in sorted(nulls.items()))


def _read_json(path: Path, content: FileBytes, options: ReadOptions) -> RawTable:
    refuse_other_content(content.data, path, "JSON")
    decoded = decode(content.data, file=path.name, declared=options.encoding, header=False)
    refuse_other_json(decoded.text, path.name, lines=False)
    table = parse_json(
        decoded.text, file=path.name, columns=options.columns, fill_missing=options.fill_missing
    )
    note = _typed_note(table, path, content, "JSON")
    note = replace(note, encoding=decoded.encoding, how=decoded.how, bom=decoded.bom)
    return _renamed(_typed(table, note), options, path)


def _read_columnar(path: Path, content: FileBytes, options: ReadOptions, kind: str) -> RawTable:
    from tenfold.data.arrow import parse_arrow
    from tenfold.data.parquet import parse_parquet

    parse, name = (parse_arrow, "Arrow") if kind in _ARROW else (parse_parquet, "Parquet")
    table = parse(content.data, file=path.name)
    return _renamed(_typed(table, _typed_note(table, path, content, name)), options, path)


def _read_folder(path: Path, options: ReadOptions) -> RawTable:
    from tenfold.data.folders import parse_folder
    from tenfold.store.digests import digest_json

    try:
        found = parse_folder(path, encoding=options.encoding)
    except OSError as error:
        raise unreadable(path, error) from None
    values = {"text": found.texts, "label": found.labels, "file": found.files}
    unread = (f"not read: {', '.join(found.unread)}",) if found.unread else ()
    note = SourceNote(
        file=path.name,
        format=_FOLDER,
        encoding=options.encoding or "utf-8",
        how="declared" if options.encoding else "UTF-8 by default, every byte fits",
        n_rows=len(found.texts),
        digest=digest_json([list(pair) for pair in zip(found.files, found.digests, strict=True)]),
        remarks=unread,
    )
    kinds = {name: frozenset({"string"}) for name in values}
    return RawTable(tuple(values), values, found.splits, (note,), kinds)


def _typed_note(table: JsonTable, path: Path, content: FileBytes, format_: str) -> SourceNote:
    n_rows = len(table.values[table.columns[0]]) if table.columns else 0
    return SourceNote(
        path.name, format_, None, GIVEN_BY_THE_FORMAT, n_rows, content.digest,
        gz=content.gz, remarks=_nulls(table.nulls),
    )  # fmt: skip


def _typed(table: JsonTable, note: SourceNote) -> RawTable:
    kinds = {name: frozenset(kinds) for name, kinds in table.kinds.items()}
    return RawTable(table.columns, table.values, table.splits, (note,), kinds)


def _renamed(table: RawTable, options: ReadOptions, path: Path) -> RawTable:
    """The columns under the names that the user gave."""
    if not options.columns or not table.columns:
        return table
    check_width(options.columns, len(table.columns), path.name)
    new = dict(zip(options.columns, table.columns, strict=True))
    check_columns(options.columns, path.name)
    values = {name: table.values[old] for name, old in new.items()}
    kinds = {name: table.kinds[old] for name, old in new.items()}
    return RawTable(options.columns, values, table.splits, table.sources, kinds)


def _with_split(table: RawTable, split: str | None, path: Path) -> RawTable:
    if split is None:
        return table
    if table.splits is not None and split != "train":
        raise DataError(
            f"was given as the split {split!r}, but names splits itself: "
            f"{', '.join(dict.fromkeys(table.splits))}.",
            code="TF-DATA-019",
            where=path.name,
            remedy="Add it alone, and name its splits in the declaration.",
        )
    splits = table.splits or [split] * table.n_rows
    sources = tuple(replace(note, split=split) for note in table.sources)
    return replace(table, splits=splits, sources=sources)


def _join(parts: list[RawTable]) -> RawTable:
    first = parts[0]
    if len(parts) == 1:
        return first
    joined = TableBuilder(first.columns, where=first.sources[0].file)
    kinds: dict[str, frozenset[str]] = {name: frozenset() for name in first.columns}
    with_splits = any(part.splits for part in parts)
    splits: list[str] = []
    for part in parts:
        _check_same_columns(first, part)
        if with_splits and part.splits is None and part.n_rows:
            raise DataError(
                "names no splits, another file does.",
                code="TF-DATA-019",
                where=part.sources[0].file,
                remedy="Give each file its split: --split train=FILE --split test=FILE.",
            )
        splits += part.splits or []
        joined.append(part.values)
        for name in first.columns:
            kinds[name] |= part.kinds.get(name, frozenset())
    sources = tuple(note for part in parts for note in part.sources)
    return RawTable(first.columns, joined.build(), splits if with_splits else None, sources, kinds)


def _check_same_columns(first: RawTable, part: RawTable) -> None:
    missing = [name for name in first.columns if name not in part.columns]
    if missing or len(first.columns) != len(part.columns):
        lost = missing[0] if missing else None
        raise DataError(
            f"has the columns {', '.join(part.columns)}; {first.sources[0].file} has "
            f"{', '.join(first.columns)}.",
            code="TF-DATA-009",
            where=part.sources[0].file,
            remedy=(nearest(lost, part.columns) if lost else "Files of one data set share columns.")
            + " Where columns may be missing: --fill-missing.",
        )


def _no_rows(part: RawTable) -> DataError:
    wanted = "Wanted: a header line and at least one row (or --no-header --columns text,label)."
    if part.sources[0].format == _FOLDER:
        wanted = "Wanted: a folder with one folder of .txt files a class."
    return DataError("no rows.", code="TF-DATA-010", where=part.sources[0].file, remedy=wanted)
