"""Files that are odd and read all the same, with what is kept, what is reported and what is found."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bad_archives import with_parts
from bad_case import Odd
from file_forms import (
    ALL_FORMS,
    HEAD,
    PLACES,
    ROWS,
    TEXT_FORMS,
    TYPED_FORMS,
    as_csv,
    as_excel,
    as_json,
    as_jsonl,
    as_tsv,
    packed,
    with_row,
    workbook,
)

TEXTS = [text for text, _ in ROWS]

REAL = {
    "chinese": "这家店的菜很好吃，下次还会再来", "joiners": "👩‍👩‍👧‍👦 and 🏳️‍🌈",
    "right-to-left": "مرحبا بالعالم",
    "hebrew": "שלום ‏עולם", "na": "NA", "null": "null", "nan": "NaN", "none": "None", "zeros": "007",
    "large": "9223372036854775808123", "quoted": 'he said "so", twice', "lines": "two\nlines",
    "spaces": "  kept  ", "separator": "line\u2028separator\x85end", "formula": "=1+1", "minus": "-0",
    "combining": "e\u0301 is not é", "true": "TRUE", "date": "2024-01-05",
    "exponent": "1e5", "comma": "a,b;c\td", "tag": "[red]<b>bold</b>", "hash": "# no comment",
}  # fmt: skip

LONG = ("x" * 1_000_000, "pos")


def odd_files() -> list[Odd]:
    """All of them."""
    makers = (
        _real_texts,
        _encodings,
        _line_ends,
        _dropped,
        _asked_for,
        _workbooks,
        _headers,
        _warned,
    )
    return [odd for maker in makers for odd in maker()]


def _real_texts() -> Iterator[Odd]:
    for form, write in ALL_FORMS.items():
        no_lines = form in (".tsv", ".txt")  # a quoted field with tabs: refused as a runaway quote
        # In Excel: a formula without a value, and characters that XML does not hold.
        left_out = ("lines", "comma") if no_lines else ()
        left_out = ("formula", "separator") if form == ".xlsx" else left_out
        texts = [text for name, text in REAL.items() if name not in left_out]
        rows = [(text, "pos" if row % 2 else "neg") for row, text in enumerate(texts)]
        yield Odd("real texts", f"all{form}", write(rows), texts)
        labels = [label for label in REAL.values() if label.strip() == label and label in texts]
        named = write([(f"text {row}", label) for row, label in enumerate(labels)])
        kept = [f"text {row}" for row in range(len(labels))]
        yield Odd("real labels", f"all{form}", named, kept, labels=labels)
        if form != ".xlsx":  # a cell holds 32,767 characters
            yield Odd("a text of 1 MB", f"long{form}", write([LONG, *ROWS]), [LONG[0], *TEXTS])


def _encodings() -> Iterator[Odd]:
    text = "这家店的菜很好吃，下次还会再来"
    kept = [text, *TEXTS[1:]]
    for form in (".csv", ".tsv", ".jsonl", ".json"):
        plain = TEXT_FORMS[form](with_row(1, text, "pos")).decode()
        for encoding in ("gbk", "gb18030", "utf-16-le", "utf-16-be", "big5hkscs", "utf-8"):
            try:
                content = plain.encode(encoding)
            except UnicodeEncodeError:
                continue
            said = {"encoding": encoding}
            yield Odd("a declared encoding", f"{encoding}{form}", content, kept, said)
            yield Odd("a declared encoding", f"{encoding}{form}.gz", packed(content), kept, said)
        for mark, encoding in (("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-32", "utf-32")):
            content = plain.encode(mark)
            yield Odd("a byte order mark", f"{mark}{form}", content, kept)
            declared = {"encoding": encoding}
            yield Odd("a byte order mark", f"{mark}-declared{form}", content, kept, declared)


def _line_ends() -> Iterator[Odd]:
    line = "mixed line ends"
    for name, end in {"crlf": "\r\n", "cr": "\r", "lf": "\n"}.items():
        for form in (".csv", ".tsv", ".txt"):
            content = TEXT_FORMS[form](ROWS).replace(b"\n", end.encode())
            yield Odd(line, f"{name}{form}", content, TEXTS)
            yield Odd(line, f"{name}-open{form}", content.rstrip(), TEXTS)
    ends = ["\r\n", "\n", "\r"]
    mixed = "".join(
        f"{row}{ends[i % 3]}" for i, row in enumerate(as_csv(ROWS).decode().splitlines())
    )
    yield Odd(line, "mixed.csv", mixed.encode(), TEXTS)
    yield Odd(line, "crlf.jsonl", as_jsonl(ROWS).replace(b"\n", b"\r\n"), TEXTS)
    blank = as_csv(ROWS).replace(b"\n", b"\n\n")
    yield Odd(line, "blank.csv", blank, TEXTS, remarks=("9 blank lines",))
    yield Odd(line, "first.csv", b"\n" + as_csv(ROWS), TEXTS, remarks=("1 blank lines",))
    lines = as_jsonl(ROWS).replace(b"\n", b"\n \n")
    yield Odd(line, "blank.jsonl", lines, TEXTS, remarks=("8 blank lines",))


def _dropped() -> Iterator[Odd]:
    said = {"drop_unlabelled": True}
    for place, row in PLACES.items():
        kept = TEXTS[: row - 1] + TEXTS[row:]
        remark = (f"1 rows without a label, left out (rows {row})",)
        for form, write in ALL_FORMS.items():
            missing = None if form in TYPED_FORMS or "json" in form else " "
            content = write(with_row(row, "no label", missing))
            name = f"{place}{form}"
            yield Odd("missing labels dropped", name, content, kept, said, 1, remark)
    rows = [*ROWS, *(("more", "") for _ in range(7))]
    remark = ("7 rows without a label, left out (rows 9, 10, 11, 12, 13, ...)",)
    yield Odd("missing labels dropped", "many.csv", as_csv(rows), TEXTS, said, 7, remark)


def _asked_for() -> Iterator[Odd]:
    line = "read as asked for"
    bare = {"header": False, "columns": ["text", "label"]}
    for form in (".csv", ".tsv", ".xlsx", ".csv.gz"):
        content = ALL_FORMS[form](ROWS[1:], ROWS[0])
        yield Odd(line, f"bare{form}", content, TEXTS, bare)
    quoted = [(f'"{text}', label) for text, label in ROWS]
    raw = "".join(f"{text}\t{label}\n" for text, label in [HEAD, *quoted]).encode()
    none = {"quoting": "none"}
    yield Odd(line, "quotes.txt", raw, [text for text, _ in quoted], none)
    for name, delimiter in (("semicolon", ";"), ("pipe", "|"), ("tab", "tab"), ("caret", "^")):
        content = as_csv(ROWS, delimiter="\t" if delimiter == "tab" else delimiter)
        yield Odd(line, f"{name}.csv", content, TEXTS, {"delimiter": delimiter})
    sep = b"sep=;\r\n" + as_csv(ROWS, delimiter=";")
    yield Odd(line, "sep.csv", sep, TEXTS, remarks=("';' separates",))
    lacking = [dict(zip(HEAD, row, strict=True)) for row in ROWS]
    lacking[3]["note"] = "more"
    fill = {"fill_missing": True}
    remark = ("7 nulls in 'note'",)
    lines = "\n".join(map(json.dumps, lacking)).encode()
    yield Odd(line, "lacking.jsonl", lines, TEXTS, fill, remarks=remark)
    yield Odd(line, "lacking.json", json.dumps(lacking).encode(), TEXTS, fill, remarks=remark)
    renamed = {"columns": ["text", "label"]}
    for form in (".csv", ".parquet", ".xlsx", ".jsonl"):
        yield Odd(line, f"renamed{form}", ALL_FORMS[form](ROWS, ("a", "b")), TEXTS, renamed)


def _workbooks() -> Iterator[Odd]:
    line = "an odd workbook"
    table = [HEAD, *ROWS]
    yield Odd(
        line, "empty-sheet.xlsx", workbook({"Data": table, "Two": []}), TEXTS, remarks=("'Two'",)
    )
    two = workbook({"One": [("a",)], "Data": table})
    yield Odd(line, "chosen.xlsx", two, TEXTS, {"sheet": "Data"})
    blank = workbook({"Data": [(), *table[:3], (), (), *table[3:], ()]})
    yield Odd(line, "blank.xlsx", blank, TEXTS, remarks=("3 blank rows",))
    apart = workbook({"Data": [(None, a, None, b) for a, b in table]})
    yield Odd(line, "apart.xlsx", apart, TEXTS, remarks=("2 columns without any cell",))
    numbers = [(text, i % 2) for i, (text, _) in enumerate(ROWS)]
    yield Odd(line, "whole.xlsx", as_excel(numbers), TEXTS, labels=["0", "1"] * 4)
    floats = [(text, float(i % 2)) for i, (text, _) in enumerate(ROWS)]
    yield Odd(line, "float.xlsx", as_excel(floats), TEXTS, labels=["0", "1"] * 4)
    logical = [(text, i % 2 == 0) for i, (text, _) in enumerate(ROWS)]
    yield Odd(line, "logical.xlsx", as_excel(logical), TEXTS, labels=["true", "false"] * 4)
    ids = workbook({"Data": [(*HEAD, "id"), *((*row, 1.5e17 + i) for i, row in enumerate(ROWS))]})
    yield Odd(line, "ids.xlsx", ids, TEXTS, remarks=("more than 15 digits",))
    hidden = workbook({"Data": table}, lambda book: _hide_row(book["Data"]))
    yield Odd(line, "hidden.xlsx", hidden, TEXTS, remarks=("1 rows are hidden",))
    escaped = as_excel(with_row(1, "two_x000D_\nlines", "pos"))
    yield Odd(line, "escaped.xlsx", escaped, ["two\r\nlines", *TEXTS[1:]])
    part = "xl/worksheets/sheet1.xml"
    for said in (b"C5:C6", b"A1:B2", b"A1:XFD1048576", b"A1"):
        size = {part: (b'ref="A1:B9"', b'ref="' + said + b'"')}
        content = with_parts(as_excel(ROWS), {}, replaced=size)
        name = f"size-{said.decode().replace(':', '-')}"
        yield Odd(line, f"{name}.xlsx", content, TEXTS)
        yield Odd(line, f"{name}-chosen.xlsx", content, TEXTS, {"sheet": "Data"})
    yield Odd(line, "shared.xlsx", _with_shared_strings(), ["plain", "rich text", "two\r\nlines"])
    yield Odd(line, "macros.xlsm", workbook({"Data": table}), TEXTS)
    yield Odd(line, "packed.xlsx.gz", packed(workbook({"Data": table})), TEXTS)


def _with_shared_strings() -> bytes:
    """As Excel writes it: texts in a part of their own, some in pieces, some with their reading."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = (
        "<si><t>text</t></si><si><t>label</t></si><si><t>plain</t></si><si><r><t>rich</t></r><r>"
        '<t xml:space="preserve"> text</t></r><rPh sb="0" eb="1"><t>reading</t></rPh></si>'
        "<si><t>two_x000D_\nlines</t></si><si><t>pos</t></si><si><t>neg</t></si>"
    )
    cells = ((0, 1), (2, 5), (3, 6), (4, 5))
    rows = "".join(
        f'<row r="{r}"><c r="A{r}" t="s"><v>{a}</v></c><c r="B{r}" t="s"><v>{b}</v></c></row>'
        for r, (a, b) in enumerate(cells, 1)
    )
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    strings = f'<sst xmlns="{space}">{texts}</sst>'
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{content}"/></Types>'
    related = f'<Relationship Id="rIdS" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    return with_parts(
        as_excel([("-", "-")]),
        {"xl/sharedStrings.xml": strings.encode()},
        replaced={
            "[Content_Types].xml": (b"</Types>", override.encode()),
            "xl/_rels/workbook.xml.rels": (b"</Relationships>", related.encode()),
        },
        whole={"xl/worksheets/sheet1.xml": sheet.encode()},
    )


def _hide_row(sheet: object) -> None:
    sheet.row_dimensions[3].hidden = True  # type: ignore[attr-defined]


def _headers() -> Iterator[Odd]:
    line = "an odd header"
    twice = as_csv([*ROWS[:4], HEAD, *ROWS[4:]])
    kept = [*TEXTS[:4], "text", *TEXTS[4:]]
    yield Odd(line, "joined.csv", twice, kept, remarks=("1 rows repeat the first line",))
    for form in (".csv", ".jsonl", ".parquet", ".xlsx", ".feather"):
        content = ALL_FORMS[form](ROWS, ("Text", " LABEL "))
        yield Odd(line, f"case{form}", content, TEXTS)
        wide = ALL_FORMS[form]([("0", *row) for row in ROWS], ("", *HEAD))
        yield Odd(line, f"index{form}", wide, TEXTS)
        chinese = ALL_FORMS[form](ROWS, ("评论", "标签"))
        yield Odd(line, f"chinese{form}", chinese, TEXTS, {"text": "评论", "label": "标签"})


def _warned() -> Iterator[Odd]:
    for form in (".csv", ".jsonl", ".parquet", ".xlsx", ".feather", ".tsv.gz"):
        write = ALL_FORMS.get(form) or (lambda *a: packed(as_tsv(*a)))
        rare = write(with_row(3, "a rare one", "rare"))
        texts = [*TEXTS[:2], "a rare one", *TEXTS[3:]]
        yield Odd("a class with one example", f"rare{form}", rare, texts, findings=("TF-DATA-026",))
        both = write([*ROWS, (TEXTS[0], "neg")])
        kept = [*TEXTS, TEXTS[0]]
        yield Odd("one text with two labels", f"two{form}", both, kept, findings=("TF-DATA-025",))
        again = write([*ROWS, ROWS[0]])
        yield Odd("a text twice", f"again{form}", again, kept, findings=("TF-DATA-023",))
        empty = write(with_row(5, "", "pos"))
        blank = [*TEXTS[:4], "", *TEXTS[5:]]
        yield Odd("empty texts", f"empty{form}", empty, blank, findings=("TF-DATA-027",))
        ids = write([(*row, f"00{i // 2}") for i, row in enumerate(ROWS)], (*HEAD, "id"))
        said = {"id": "id"}
        yield Odd("duplicate ids", f"ids{form}", ids, TEXTS, said, findings=("TF-DATA-029",))
    many = [(f"common {i}", "common") for i in range(500)] + [
        (f"rare {i}", "rare") for i in range(5)
    ]
    for form in (".csv", ".json", ".arrow"):
        texts = [text for text, _ in many]
        content = ALL_FORMS[form](many)
        yield Odd("imbalance", f"many{form}", content, texts, findings=("TF-DATA-028",))
    overlap = {"train": [list(row) for row in ROWS], "test": [list(ROWS[2]), ["new", "neg"]]}
    kept = [*TEXTS, TEXTS[2], "new"]
    content = json.dumps(overlap).encode()
    yield Odd("train/test overlap", "pairs.json", content, kept, findings=("TF-DATA-030",))
    records = {name: json.loads(as_json(rows)) for name, rows in overlap.items()}
    content = packed(json.dumps(records).encode())
    yield Odd("train/test overlap", "records.json.gz", content, kept, findings=("TF-DATA-030",))
    cased = json.dumps({**overlap, "test": [[TEXTS[1].upper(), "neg"], ["new", "pos"]]}).encode()
    texts = [*TEXTS, TEXTS[1].upper(), "new"]
    yield Odd("train/test overlap", "cased.json", cased, texts, findings=("TF-DATA-030",))
