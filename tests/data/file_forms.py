"""One table written in every format that tenfold reads."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

Rows = Sequence[Sequence[Any]]

HEAD = ("text", "label")
ROWS = tuple((f"text number {i} of the set", "pos" if i % 2 else "neg") for i in range(1, 9))
"""Eight rows of two classes; the row with number n says so."""

PLACES = {"head": 1, "middle": 4, "end": 8}
"""Numbers of rows at the head, in the middle and at the end."""


def with_row(row: int, *cells: Any) -> list[tuple[Any, ...]]:
    """The eight rows, the one with that number replaced."""
    return [cells if number == row else old for number, old in enumerate(ROWS, 1)]


def as_csv(rows: Rows, head: Sequence[str] = HEAD, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([head, *rows])
    return out.getvalue().encode("utf-8", "surrogatepass")


def as_tsv(rows: Rows, head: Sequence[str] = HEAD) -> bytes:
    return as_csv(rows, head, "\t")


def as_jsonl(rows: Rows, head: Sequence[str] = HEAD) -> bytes:
    lines = (json.dumps(dict(zip(head, row, strict=True)), ensure_ascii=False) for row in rows)
    return "".join(line + "\n" for line in lines).encode()


def as_json(rows: Rows, head: Sequence[str] = HEAD) -> bytes:
    records = [dict(zip(head, row, strict=True)) for row in rows]
    return json.dumps(records, ensure_ascii=False, indent=1).encode()


def as_splits(rows: Rows, head: Sequence[str] = HEAD) -> bytes:
    """A JSON mapping of one split to pairs (to records where there are more columns)."""
    if len(head) == 2:
        return json.dumps({"all": [list(row) for row in rows]}, ensure_ascii=False).encode()
    return json.dumps({"all": json.loads(as_json(rows, head))}, ensure_ascii=False).encode()


def arrow_table(rows: Rows, head: Sequence[str] = HEAD) -> Any:
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(head)
    arrays = [pa.array(column, None if rows else pa.string()) for column in columns]
    return pa.Table.from_arrays(arrays, names=list(head))


def as_parquet(rows: Rows, head: Sequence[str] = HEAD) -> bytes:
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(arrow_table(rows, head), out)
    return out.getvalue()


def as_arrow(rows: Rows, head: Sequence[str] = HEAD) -> bytes:
    import pyarrow as pa

    out, table = io.BytesIO(), arrow_table(rows, head)
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def as_feather(rows: Rows, head: Sequence[str] = HEAD) -> bytes:
    import pyarrow as pa

    out, table = io.BytesIO(), arrow_table(rows, head)
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(out, table.schema, options=options) as writer:
        writer.write_table(table)
    return out.getvalue()


def as_excel(rows: Rows, head: Sequence[Any] = HEAD) -> bytes:
    return workbook({"Data": [head, *rows]})


def workbook(sheets: dict[str, Rows], change: Callable[[Any], object] | None = None) -> bytes:
    """A workbook of these sheets; `change` does more to it before it is written."""
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(data: bytes) -> bytes:
    return gzip.compress(data, 1)


TEXT_FORMS: dict[str, Callable[..., bytes]] = {
    ".csv": as_csv, ".tsv": as_tsv, ".txt": as_tsv, ".jsonl": as_jsonl, ".json": as_json,
    ".splits.json": as_splits, ".csv.gz": lambda *a: packed(as_csv(*a)),
    ".jsonl.gz": lambda *a: packed(as_jsonl(*a)),
}  # fmt: skip
TYPED_FORMS: dict[str, Callable[..., bytes]] = {
    ".parquet": as_parquet, ".arrow": as_arrow, ".feather": as_feather, ".xlsx": as_excel,
}  # fmt: skip
ALL_FORMS = TEXT_FORMS | TYPED_FORMS
