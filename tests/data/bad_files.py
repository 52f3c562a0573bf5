"""Files that are refused: each line of the list of bad study data in several forms.

`bad_files()` makes them; nothing is stored.
"""

from __future__ import annotations

import functools
import json
import unicodedata
from collections.abc import Iterator

from bad_archives import archives
from bad_case import Bad
from bad_cells import cells_and_keys
from file_forms import (
    ALL_FORMS,
    PLACES,
    ROWS,
    TEXT_FORMS,
    as_arrow,
    as_csv,
    as_excel,
    as_feather,
    as_json,
    as_jsonl,
    as_parquet,
    as_tsv,
    packed,
    with_row,
)

FOREIGN = {
    "gbk": "这家店的菜很好吃，下次还会再来",
    "big5": "這家店的菜很好吃，下次還會再來",
    "shift_jis": "この店の料理はおいしいです",
    "euc_kr": "이 식당의 음식은 맛있습니다",
    "cp1251": "Очень хороший ресторан",
    "cp1252": "Le café est très bon",
}


@functools.cache
def bad_files() -> list[Bad]:
    """All of them."""
    makers = (
        _not_utf8, _wrongly_declared, _nul, _quotes, _ragged, _twice_a_column, _no_such_column,
        _no_rows, _one_class, cells_and_keys, _other_content, archives,
    )  # fmt: skip
    return [bad for maker in makers for bad in maker()]


def _not_utf8() -> Iterator[Bad]:
    line = "undeclared non-UTF-8"
    for encoding, text in FOREIGN.items():
        for form, write in ((".csv", as_csv), (".jsonl", as_jsonl)):
            content = write([(text, label) for _, label in ROWS]).decode().encode(encoding)
            where = "row 1" if form == ".csv" else "line 1"
            says = (where, "byte 0x", f"--encoding {encoding}")
            yield Bad(line, f"{encoding}{form}", content, "TF-DATA-004", says)
    for place, row in PLACES.items():
        content = as_csv(with_row(row, "café", "pos")).decode().encode("latin-1")
        says = (f"row {row}", "0xE9", "--encoding")
        yield Bad(line, f"latin1-{place}.csv", content, "TF-DATA-004", says)
        yield Bad(line, f"latin1-{place}.csv.gz", packed(content), "TF-DATA-004", says)
        yield Bad(line, f"latin1-{place}.txt", content.replace(b",", b"\t"), "TF-DATA-004", says)
    header = "texte,catégorie\n".encode("latin-1") + as_csv(ROWS)
    yield Bad(line, "header.csv", header, "TF-DATA-004", ("the header line",))
    for what, piece in {
        "cut": "é".encode()[:1], "lonely": b"\x80", "overlong": b"\xc0\xaf", "half": b"\xed\xa0\xbd",
        "beyond": b"\xf5\x80\x80\x80",
    }.items():  # fmt: skip
        content = as_csv(ROWS).replace(b"number 4", b"number " + piece + b" 4")
        yield Bad(line, f"{what}.csv", content, "TF-DATA-004", ("row 4", f"0x{piece[0]:02X}"))
    yield Bad(line, "end.csv", as_csv(ROWS) + b"\xe4\xb8", "TF-DATA-004", ("row 9",))


def _wrongly_declared() -> Iterator[Bad]:
    line = "declared, but not so"
    chinese = as_csv(with_row(3, FOREIGN["gbk"], "pos"))
    for name, content, encoding, says in (
        ("ascii.csv", chinese, "ascii", ("row 3",)),
        ("mark.csv", b"\xef\xbb\xbf" + chinese, "gbk", ("UTF-8", "byte order mark")),
        ("mark16.csv", chinese.decode().encode("utf-16"), "gbk", ("UTF-16",)),
        ("no-mark.csv", chinese.decode().encode("utf-16-le"), "utf-16", ("--encoding utf-16-le",)),
        ("no-mark-be.csv", chinese.decode().encode("utf-16-be"), "utf-16", ("utf-16-be",)),
        ("odd.csv", as_csv(ROWS).decode().encode("utf-16-le")[:-1], "utf-16-le", ("row 8",)),
        ("unknown.csv", chinese, "utf-9", ("utf-9", "gbk")),
        ("no-text.csv", chinese, "rot13", ("rot13",)),
        ("hex.jsonl", as_jsonl(ROWS), "hex", ("hex",)),
    ):
        yield Bad(line, name, content, "TF-DATA-004", says, {"encoding": encoding})


def _nul() -> Iterator[Bad]:
    line = "NUL bytes"
    for place, row in PLACES.items():
        for form in (".csv", ".tsv", ".csv.gz"):
            content = TEXT_FORMS[form](with_row(row, "a\0b", "pos"))
            yield Bad(line, f"{place}{form}", content, "TF-DATA-005", (f"row {row}",))
        for form in (".jsonl", ".json", ".parquet", ".feather"):
            content = ALL_FORMS[form](with_row(row, "a\0b", "pos"))
            yield Bad(line, f"{place}{form}", content, "TF-DATA-005", (f"row {row}", "'text'"))
    yield Bad(line, "label.csv", as_csv(with_row(2, "a", "p\0")), "TF-DATA-005", ("row 2",))
    yield Bad(line, "header.csv", as_csv(ROWS, ("te\0xt", "label")), "TF-DATA-005", ("header",))
    excel = as_excel(with_row(3, "a_x0000_b", "pos"))
    yield Bad(line, "cell.xlsx", excel, "TF-DATA-005", ("row 3", "'text'"))
    for wide in ("utf-16-le", "utf-16-be"):
        content = as_csv(ROWS).decode().encode(wide)
        yield Bad(line, f"{wide}.csv", content, "TF-DATA-005", (f"--encoding {wide}",))
    yield Bad(line, "all.csv", b"\0" * 4096, "TF-DATA-005", ("4096",))
    key = b'[{"te\\u0000xt": "a", "label": "b"}]'
    yield Bad(line, "key.json", key, "TF-DATA-005", ("te\\x00xt",))


def _quotes() -> Iterator[Bad]:
    line = "unclosed quote"
    for place, row in PLACES.items():
        for form in (".csv", ".tsv", ".csv.gz"):
            content = _raw_row(row, b'"never closed', b"\t" if form == ".tsv" else b",")
            content = packed(content) if form.endswith(".gz") else content
            yield Bad(
                line, f"{place}{form}", content, "TF-DATA-006", (f"row {row}", "never closed")
            )
        content = _raw_row(row, b'"closed" too soon', b",")
        yield Bad(
            line, f"after-{place}.csv", content, "TF-DATA-006", (f"row {row}", "--quoting none")
        )
    swallowed = b'text\tlabel\n"one\tpos\ntwo"\tneg\nthree\tpos\n'
    yield Bad(line, "swallowed.tsv", swallowed, "TF-DATA-006", ("row 1", "--quoting none"))
    bare = b'good food\t1\nbad food\t0\n"so" it goes\t1\nfine\t0\n'
    says = ("--quoting none --no-header --columns text,label",)
    yield Bad(line, "bare.txt", bare, "TF-DATA-006", says)
    header = b'"text,label\n' + b"a,b\n" * 3
    yield Bad(line, "header.csv", header, "TF-DATA-006", ("the header line",))


def _raw_row(row: int, text: bytes, delimiter: bytes) -> bytes:
    """The eight rows, with bytes that no writer of CSV would write."""
    marked = as_csv(with_row(row, "HERE", "pos"), delimiter=delimiter.decode())
    return marked.replace(b"HERE", text)


def _ragged() -> Iterator[Bad]:
    line = "ragged rows"
    for place, row in PLACES.items():
        for form, write in ((".csv", as_csv), (".tsv", as_tsv), (".csv.gz", TEXT_FORMS[".csv.gz"])):
            short = write(with_row(row, "short"))
            long = write(with_row(row, "long", "pos", "more"))
            yield Bad(line, f"short-{place}{form}", short, "TF-DATA-007", (f"row {row} has 1",))
            yield Bad(line, f"long-{place}{form}", long, "TF-DATA-007", (f"row {row} has 3",))
        records = [dict(zip(("text", "label"), cells, strict=True)) for cells in ROWS]
        lacking, extra = json.loads(json.dumps(records)), json.loads(json.dumps(records))
        del lacking[row - 1]["label"]
        extra[row - 1]["note"] = "more"
        known = "label" if row > 1 else ""
        for name, these, key in (("lacking", lacking, known), ("extra", extra, "note")):
            lines = "".join(json.dumps(record) + "\n" for record in these).encode()
            says = (key, "--fill-missing")
            yield Bad(line, f"{name}-{place}.jsonl", lines, "TF-DATA-007", says)
            yield Bad(line, f"{name}-{place}.json", json.dumps(these).encode(), "TF-DATA-007", says)
        pairs = [list(cells) for cells in with_row(row, "lonely")]
        says = ("row 2",) if row == 1 else (f"row {row}",)
        yield Bad(line, f"pairs-{place}.json", json.dumps(pairs).encode(), "TF-DATA-007", says)


def _twice_a_column() -> Iterator[Bad]:
    line = "duplicate columns"
    rows = [("a", "b", "pos"), ("c", "d", "neg")]
    nfc, nfd = (unicodedata.normalize(form, "état") for form in ("NFC", "NFD"))
    for name, first, second in (
        ("equal", "text", "text"), ("space", "text", " text "), ("tab", "text", "text\t"),
        ("nbsp", "text", "text\u00a0"), ("form", nfc, nfd), ("unseen", "text", "te\u200bxt"),
        ("mark", "text", "\ufefftext"), ("nameless", "", " "),
    ):  # fmt: skip
        says = (unicodedata.normalize("NFC", first).strip() or "no name",)
        for form in (".csv", ".jsonl", ".json", ".parquet", ".arrow", ".xlsx"):
            if name == "equal" and form.startswith(".json"):
                continue  # two keys of one name: see _twice_a_key
            if name == "tab" and form == ".xlsx":
                continue
            content = ALL_FORMS[form](rows, (first, second, "label"))
            yield Bad(line, f"{name}{form}", content, "TF-DATA-008", says)
    options = {"header": False, "columns": ["text", "text "]}
    yield Bad(line, "given-names.csv", as_csv(ROWS), "TF-DATA-008", ("'text'",), options)
    few = {"header": False, "columns": ["text"]}
    yield Bad(line, "few-names.csv", as_csv(ROWS), "TF-DATA-008", ("1", "2"), few)
    none = {"header": False}
    yield Bad(line, "no-names.csv", as_csv(ROWS), "TF-DATA-008", ("--columns text,label",), none)


def _no_such_column() -> Iterator[Bad]:
    line = "missing column"
    for form, write in ALL_FORMS.items():
        for role, asked, meant in (("label", "lable", "label"), ("text", "txt", "text")):
            says = (f"'{asked}'", f"Did you mean '{meant}'?")
            yield Bad(line, f"{role}{form}", write(ROWS), "TF-DATA-009", says, {role: asked})
    yield Bad(line, "id.csv", as_csv(ROWS), "TF-DATA-009", ("--id",), {"id": "labels"})
    for form in (".csv", ".parquet", ".xlsx"):
        content = ALL_FORMS[form](ROWS, ("words", "kind"))
        says = ("--text words", "--label kind")
        yield Bad(line, f"unknown{form}", content, "TF-DATA-015", says)
    bare = as_csv(ROWS).partition(b"\n")[2]
    yield Bad(line, "bare.csv", bare, "TF-DATA-015", ("--no-header --columns text,label",))
    both = as_csv(ROWS, ("review", "comment"))
    yield Bad(line, "both.csv", both, "TF-DATA-015", ("--label",))
    one = b"only one column\nand its texts\n"
    yield Bad(line, "one.txt", one, "TF-DATA-015", ("one column",))


def _no_rows() -> Iterator[Bad]:
    line = "no rows"
    for form, write in ALL_FORMS.items():
        yield Bad(line, f"head{form}", write([]), "TF-DATA-010", ("no rows",))
    for name, content in {
        "empty.csv": b"", "empty.tsv": b"", "empty": b"", "empty.jsonl": b"", "mark.csv": b"\xef\xbb\xbf",
        "lines.csv": b"\n\r\n\r\n", "lines.jsonl": b"\n \n", "list.json": b"[]", "map.json": b"{}",
        "splits.json": b'{"train": [], "test": []}', "packed.csv.gz": packed(b""), "zero.csv.gz": b"",
        "mark16.csv": b"\xff\xfe", "sep.csv": b"sep=;\n",
    }.items():  # fmt: skip
        yield Bad(line, name, content, "TF-DATA-010", ("no rows",))
    yield Bad(line, "empty.json", b"", "TF-DATA-011", ("line 1",))
    yield Bad(line, "bare.csv", b"", "TF-DATA-010", (), {"header": False, "columns": ["a", "b"]})


def _one_class() -> Iterator[Bad]:
    line = "one class"
    for form, write in ALL_FORMS.items():
        content = write([(text, "same") for text, _ in ROWS])
        yield Bad(line, f"one{form}", content, "TF-DATA-014", ("'label'", "'same'"))


def _other_content() -> Iterator[Bad]:
    line = "content that is not what the ending says"
    parquet, arrow, excel = as_parquet(ROWS), as_feather(ROWS), as_excel(ROWS)
    for what, magic in {
        "parquet": parquet, "excel": excel, "arrow": arrow, "pdf": b"%PDF-1.7 and more",
        "sqlite": b"SQLite format 3\0", "png": b"\x89PNG\r\n\x1a\n", "pickle": b"\x80\x04\x95\0\0",
        "gzip": packed(as_csv(ROWS)), "bzip2": b"BZh91AY", "xz": b"\xfd7zXZ\0", "zstd": b"\x28\xb5\x2f\xfd",
        "office": b"\xd0\xcf\x11\xe0\xa1\xb1", "html": b"<!DOCTYPE html><html></html>",
        "xml": b'<?xml version="1.0"?><a/>', "page": b"\n <HTML lang=en>",
    }.items():  # fmt: skip
        for form in (".csv", ".jsonl"):
            yield Bad(line, f"{what}{form}", magic, "TF-DATA-002", ("its content is",))
    for name, content, says in (
        ("csv.parquet", as_csv(ROWS), "Parquet"), ("csv.arrow", as_csv(ROWS), "Arrow"),
        ("csv.feather", as_csv(ROWS), "Arrow"), ("csv.xlsx", as_csv(ROWS), "Excel"),
        ("arrow.parquet", arrow, "Parquet"), ("parquet.arrow", parquet, "Arrow"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1", "password"), ("old.xls", b"\xd0\xcf", "Excel"),
        ("one.feather", b"FEA1\0\0\0\0", "version 1"), ("lines.csv", as_jsonl(ROWS), ".jsonl"),
        ("list.csv", as_json(ROWS), ".json"), ("list.jsonl", as_json(ROWS), ".json"),
        ("line.jsonl", json.dumps([{"text": "a"}]).encode(), ".json"),
        ("lines.json", as_jsonl(ROWS), ".jsonl"), ("semicolons.csv", as_csv(ROWS, delimiter=";"), "';'"),
        ("tabs.csv", as_tsv(ROWS), "tab"), ("commas.tsv", as_csv(ROWS), "','"),
        ("zip.zip", excel, "zip"), ("data.ods", excel, "OpenDocument"), ("data.pkl", b"\x80", "pickle"),
        ("data.npy", b"\x93NUMPY", "NumPy"), ("data.docx", excel, ".docx"), ("data.7z", b"7z", "7z"),
        ("cut.parquet", parquet[:-9], "Parquet"), ("cut.feather", arrow[:-9], "Arrow"),
        ("cut.arrow", as_arrow(ROWS)[:-60], "Arrow"), ("garbage.parquet", b"PAR1" + b"x" * 99, "Parquet"),
        ("flipped.xlsx", excel[:60] + b"\0\0\0" + excel[63:], "workbook"),
        ("cut.xlsx", excel[:-40], "workbook"), ("zip.xlsx", b"PK\x03\x04" + b"\0" * 99, "workbook"),
    ):  # fmt: skip
        yield Bad(line, name, content, "TF-DATA-002", (says,))
    for name, content in {
        "csv.json": as_csv(ROWS), "csv.jsonl": as_csv(ROWS), "value.json": b"17", "text.json": b'"a"',
        "object.json": b'{"text": "a", "label": "b"}', "texts.json": b'["a", "b"]',
        "cut.json": as_json(ROWS)[:-5], "cut.jsonl": as_jsonl(ROWS)[:-9], "numbers.json": b"[1, 2]",
        "deep.json": b"[" * 100_000, "deep.jsonl": b'{"a":' * 100_000, "single.json": b"[{'text': 'a'}]",
        "mixed.json": b'[{"text": "a", "label": "b"}, ["c", "d"]]', "null.json": b"null",
        "comma.json": b'[{"text": "a"},]', "maps.json": b'{"a": {"b": 1}}', "lists.json": b'{"a": ["b"]}',
    }.items():  # fmt: skip
        yield Bad(line, name, content, "TF-DATA-011")
