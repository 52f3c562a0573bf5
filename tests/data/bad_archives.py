"""Packed files that are damaged, or that unpack to far more than they are."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from typing import Any

from bad_case import Bad
from file_forms import ROWS, as_csv, as_excel, as_feather, as_jsonl, as_parquet, packed, workbook

_MIB = 1 << 20
_INLINE = b't="inlineStr"><is><t>text number 2 of the set</t></is></c>'


def archives() -> Iterator[Bad]:
    """All of them; each is small, and made in a moment."""
    for maker in (_damaged_gzip, _gzip_bombs, _parquet_bombs, _arrow_bombs, _workbooks):
        yield from maker()


def _damaged_gzip() -> Iterator[Bad]:
    line = "a damaged gzip"
    good = packed(as_csv(ROWS))
    long = packed(os.urandom(50_000))
    for name, content in {
        "plain.csv.gz": as_csv(ROWS), "plain.jsonl.gz": as_jsonl(ROWS), "cut.csv.gz": good[:-6],
        "head.csv.gz": good[:5], "middle.csv.gz": long[:20_000], "flipped.csv.gz": _flipped(good),
        "trailing.csv.gz": good + b"more", "zip.csv.gz": as_excel(ROWS),
    }.items():  # fmt: skip
        yield Bad(line, name, content, "TF-DATA-003", ("gzip",))
    yield Bad(line, "twice.csv.gz", packed(good), "TF-DATA-002", ("gzip",))


def _flipped(data: bytes) -> bytes:
    at = len(data) - 6  # in the checksum
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _gzip_bombs() -> Iterator[Bad]:
    line = "a gzip beyond the ratio limit"
    member = gzip.compress(b"\0" * (16 * _MIB), 9)
    gigabyte = member * 64
    assert len(gigabyte) < 1.1 * _MIB
    for form in (".csv", ".parquet"):
        says = ("100 times",)
        yield Bad(line, f"gigabyte{form}.gz", gigabyte, "TF-DATA-003", says)
    letters = gzip.compress(b"text,label\n" + b"aaaa,b\n" * (2 * _MIB), 6)
    yield Bad(line, "rows.csv.gz", letters, "TF-DATA-003", ("100 times",))


def parquet_of_many_rows() -> bytes:
    """Less than 45 KB, 190 GB of rows: one text of 100 KB, named by 1.9 million rows in long runs."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    index = pa.repeat(pa.scalar(0, pa.int8()), 1_900_000)
    table = pa.table({"text": pa.DictionaryArray.from_arrays(index, ["x" * 100_000])})
    pq.write_table(table, out, compression="zstd", write_statistics=False)
    return out.getvalue()


def parquet_of_one_page(codec: str, size: int) -> bytes:
    """A small file with one page that unpacks to `size` bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    table = pa.table({"text": pa.array(["x" * size], pa.large_string())})
    pq.write_table(table, out, compression=codec, use_dictionary=False, write_statistics=False)
    return out.getvalue()


def with_another_size(data: bytes, size: int) -> bytes:
    """The same file, its page header made to say that the page unpacks to `size` bytes.

    That is what a reader makes room for. `size` must take as many bytes to write as the true one.
    """
    import pyarrow.parquet as pq

    start = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0).column(0).data_page_offset
    assert data[start] == 0x15, "field 1, a number: the kind of page"
    assert data[start + 2] == 0x15, "field 2, a number: bytes unpacked"
    end = start + 3
    while data[end] & 0x80:
        end += 1
    said = _zigzag(size, width=end + 1 - (start + 3))
    return data[: start + 3] + said + data[end + 1 :]


def _zigzag(number: int, *, width: int) -> bytes:
    """A number of Thrift's compact protocol in exactly `width` bytes."""
    value, out = number << 1, bytearray()
    for at in range(width):
        more = 0x80 if at < width - 1 else 0
        out.append(value & 0x7F | more)
        value >>= 7
    assert value == 0, "too wide"
    return bytes(out)


def _parquet_bombs() -> Iterator[Bad]:
    line = "a Parquet bomb"
    many = parquet_of_many_rows()
    assert len(many) < 45_000
    yield Bad(line, "rows.parquet", many, "TF-DATA-003", ("100 times",))
    yield Bad(line, "rows.parquet.gz", packed(many), "TF-DATA-003", ("100 times",))
    for codec in ("zstd", "gzip", "brotli"):
        page = parquet_of_one_page(codec, 12 * _MIB)
        yield Bad(line, f"page-{codec}.parquet", page, "TF-DATA-003", ("100 times",))
        small = parquet_of_one_page(codec, 2 * _MIB)
        large = with_another_size(small, 134_217_000)
        yield Bad(line, f"large-{codec}.parquet", large, "TF-DATA-003", ("100 times",))
        less = with_another_size(small, 2 * _MIB - 99)
        yield Bad(line, f"less-{codec}.parquet", less, "TF-DATA-002", ("Parquet",))
    binary = as_parquet([(b"\0", "a"), (b"\1", "b")])
    yield Bad(line, "binary.parquet", binary, "TF-DATA-002", ("binary",))


def _arrow_bombs() -> Iterator[Bad]:
    import pyarrow as pa

    line = "an Arrow bomb"
    index = pa.repeat(pa.scalar(0, pa.int8()), 300_000)
    folded = pa.table({"text": pa.DictionaryArray.from_arrays(index, ["x" * 10_000])})
    yield Bad(line, "folded.feather", _feather(folded), "TF-DATA-003", ("100 times",))
    nulls = pa.table({"text": pa.nulls(2_000_000_000)})
    yield Bad(line, "nulls.feather", _feather(nulls), "TF-DATA-003", ("rows",))
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([1 << 30]), pa.array(["a"]))
    yield Bad(line, "runs.arrow", _feather(pa.table({"text": runs})), "TF-DATA-002", ("'text'",))
    uuid = pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"0" * 16], pa.binary(16)))
    yield Bad(line, "uuid.arrow", _feather(pa.table({"id": uuid})), "TF-DATA-002", ("'id'",))
    binary = pa.table({"text": pa.array([b"a", b"b"])})
    yield Bad(line, "binary.feather", _feather(binary), "TF-DATA-002", ("binary",))
    offsets = as_feather([(text, label) for text, label in ROWS])
    yield Bad(line, "flipped.feather", _flipped_footer(offsets), "TF-DATA-002", ("Arrow",))


def _feather(table: Any) -> bytes:
    import pyarrow as pa

    out = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(out, table.schema, options=options) as writer:
        writer.write_table(table)
    return out.getvalue()


def _flipped_footer(data: bytes) -> bytes:
    """The first message says a length that is not its own."""
    return data[:12] + b"\xff\xff\xff\x7f" + data[16:]


def _workbooks() -> Iterator[Bad]:
    table = [("text", "label"), *ROWS]
    line = "a workbook whose cells have no plain value"
    merged = workbook({"Data": table}, lambda book: book["Data"].merge_cells("B2:B4"))
    yield Bad(line, "merged.xlsx", merged, "TF-DATA-057", ("'Data'", "B2:B4", "Unmerge"))
    formula = workbook({"Data": [*table, ("=A2", "pos")]})
    yield Bad(line, "formula.xlsx", formula, "TF-DATA-057", ("A10", "never calculated"))
    error = workbook({"Data": [*table, ("#N/A", "pos")]}, _as_error)
    yield Bad(line, "error.xlsx", error, "TF-DATA-057", ("A10", "#N/A"))
    date = workbook({"Data": [*table, (3e9, "pos")]}, _as_date)
    yield Bad(line, "date.xlsx", date, "TF-DATA-057", ("1 cells", "A10"))
    line = "a workbook of several sheets"
    two = workbook({"One": table, "Two 2": table}, _hide_first)
    yield Bad(line, "two.xlsx", two, "TF-DATA-056", ("'One' (hidden)", "'Two 2'", "--sheet One"))
    near = {"sheet": "Two"}
    yield Bad(line, "near.xlsx", two, "TF-DATA-056", ("'Two'", "Did you mean 'Two 2'?"), near)
    csv = as_csv(ROWS)
    yield Bad(line, "sheet.csv", csv, "TF-DATA-056", ("--sheet",), {"sheet": "One"})
    title = workbook({"Data": [("Report of 2024",), *table]})
    yield Bad(line, "title.xlsx", title, "TF-DATA-015", ())
    line = "a workbook bomb"
    for name, parts in {
        "zeros": {"xl/media/a.xml": b"<a>" + b" " * (12 * _MIB) + b"</a>"},
        "entities": {"xl/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
        "not-xml": {"xl/a.xml": b"no markup"},
    }.items():
        code = "TF-DATA-003" if name == "zeros" else "TF-DATA-002"
        yield Bad(line, f"{name}.xlsx", with_parts(as_excel(ROWS), parts), code)
    said = "xl/worksheets/sheet1.xml"
    for name, old, new in (
        ("far-row", b'r="9"', b'r="999999999"'), ("back-row", b'<row r="9"', b'<row r="2"'),
        ("same-cell", b'r="B3"', b'r="A3"'), ("far-column", b'r="B3"', b'r="ZZZ3"'),
        ("string", _INLINE, b't="s"><v>99999</v></c>'), ("number", _INLINE, b't="n"><v>x</v></c>'),
    ):  # fmt: skip
        content = with_parts(as_excel(ROWS), {}, replaced={said: (old, new)})
        yield Bad(line, f"{name}.xlsx", content, "TF-DATA-002", ("workbook",))


def _as_error(book: Any) -> None:
    book["Data"]["A10"].data_type = "e"


def _as_date(book: Any) -> None:
    book["Data"]["A10"].number_format = "yyyy-mm-dd"


def _hide_first(book: Any) -> None:
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1


def with_parts(
    data: bytes,
    parts: dict[str, bytes],
    *,
    replaced: dict[str, tuple[bytes, bytes]] | None = None,
    whole: dict[str, bytes] | None = None,
) -> bytes:
    """The archive with more parts, with some bytes of a part replaced, or a whole part."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = (whole or {}).get(name) or old.read(name)
            if replaced and name in replaced:
                assert replaced[name][0] in content
                content = content.replace(*replaced[name])
            new.writestr(name, content)
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()
