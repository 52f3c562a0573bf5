"""Tables and JSON texts that are refused for what their cells or keys are."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bad_case import Bad
from file_forms import (
    ALL_FORMS,
    PLACES,
    ROWS,
    TEXT_FORMS,
    TYPED_FORMS,
    as_csv,
    as_excel,
    as_jsonl,
    as_parquet,
    packed,
    with_row,
)


def cells_and_keys() -> Iterator[Bad]:
    """All of them."""
    for maker in (_no_label, _mixed_labels, _twice_a_key, _not_a_number):
        yield from maker()


def _no_label() -> Iterator[Bad]:
    line = "missing labels"
    for place, row in PLACES.items():
        for form, write in ALL_FORMS.items():
            missing = None if form in TYPED_FORMS or "json" in form else ""
            content = write(with_row(row, "no label", missing))
            says = (f"row {row}", "'label'", "--drop-unlabelled")
            yield Bad(line, f"{place}{form}", content, "TF-DATA-012", says)
        blank = as_csv(with_row(row, "blank", " \t"))
        yield Bad(line, f"blank-{place}.csv", blank, "TF-DATA-012", (f"row {row}",))
    number = as_parquet([("a", 1.0), ("b", float("nan")), ("c", 2.0)])
    yield Bad(line, "nan.parquet", number, "TF-DATA-012", ("row 2",))
    none = as_csv([(text, "") for text, _ in ROWS])
    dropped = {"drop_unlabelled": True}
    yield Bad(line, "none.csv", none, "TF-DATA-014", (), dropped)


def _mixed_labels() -> Iterator[Bad]:
    line = "labels of one class in several ways"
    for name, first, second in (
        ("float", "1", "1.0"), ("zero", "1", "01"), ("sign", "1", "+1"), ("short", "1", "1."),
        ("power", "100", "1e2"), ("space", "pos", "pos "), ("nbsp", "pos", "pos\u00a0"),
        ("form", "positif été", "positif e\u0301te\u0301"), ("unseen", "pos", "pos\u200b"),
        ("wide", "1", "１"),
    ):  # fmt: skip
        for form in (".csv", ".jsonl", ".parquet", ".xlsx"):
            content = ALL_FORMS[form]([("a", first), ("b", second), ("c", "other")])
            yield Bad(line, f"{name}{form}", content, "TF-DATA-013", ("'label'", repr(first)))
    for name, first, second in (
        ("number-text", 1, "1"), ("number-float", 1, 1.0), ("true-text", True, "true"),
        ("true-number", True, 1),
    ):  # fmt: skip
        rows = [("a", first), ("b", second), ("c", 2)]
        for form in (".jsonl", ".json", ".splits.json"):
            yield Bad(line, f"{name}{form}", TEXT_FORMS[form](rows), "TF-DATA-013", ("'label'",))
        if name != "number-float":  # Excel has one kind of number
            yield Bad(line, f"{name}.xlsx", as_excel(rows), "TF-DATA-013", ("'label'",))
    for form in (".csv", ".jsonl", ".parquet", ".xlsx", ".feather"):
        rows = [("a", 1.5), ("b", 2.0), ("c", 3.25)]
        yield Bad(
            "1.5 as a class", f"decimal{form}", ALL_FORMS[form](rows), "TF-DATA-032", ("1.5",)
        )
    yield Bad("1.5 as a class", "mixed.jsonl", as_jsonl([("a", 1), ("b", 1.5)]), "TF-DATA-032")
    for form in (".jsonl", ".json", ".parquet", ".arrow"):
        rows = [("a", ["x", "y"]), ("b", ["x"])]
        yield Bad(
            "lists as labels", f"list{form}", ALL_FORMS[form](rows), "TF-DATA-032", ("lists",)
        )


def _twice_a_key() -> Iterator[Bad]:
    line = "duplicate JSON keys"
    double = '{"text": "a", "text": "b", "label": "pos"}'
    for place, row in PLACES.items():
        records = [json.dumps(dict(zip(("text", "label"), cells, strict=True))) for cells in ROWS]
        records[row - 1] = double
        says = ("'text'", f"row {row}")
        lines = "\n".join(records).encode()
        yield Bad(line, f"{place}.jsonl", lines, "TF-DATA-011", says)
        yield Bad(line, f"{place}.jsonl.gz", packed(lines), "TF-DATA-011", says)
        whole = f"[{','.join(records)}]".encode()
        yield Bad(line, f"{place}.json", whole, "TF-DATA-011", ("'text'",))
        yield Bad(
            line, f"{place}-split.json", b'{"all": ' + whole + b"}", "TF-DATA-011", ("'text'",)
        )
    nested = b'[{"text": "a", "label": "b", "more": {"k": 1, "k": 2}}]'
    yield Bad(line, "nested.json", nested, "TF-DATA-011", ("'k'",))
    splits = b'{"train": [["a", "x"]], "train": [["b", "y"]]}'
    yield Bad(line, "splits.json", splits, "TF-DATA-011", ("'train'",))
    escaped = b'{"text": "a", "te\\u0078t": "b", "label": "c"}'
    yield Bad(line, "escaped.jsonl", escaped, "TF-DATA-011", ("'text'",))


def _not_a_number() -> Iterator[Bad]:
    line = "NaN or Infinity in JSON"
    for literal in ("NaN", "Infinity", "-Infinity"):
        for place, row in PLACES.items():
            for column in ("text", "label"):
                good = [json.dumps(dict(zip(("text", "label"), c, strict=True))) for c in ROWS]
                bad = {"text": '"a"', "label": '"pos"'} | {column: literal}
                good[row - 1] = "{" + ", ".join(f'"{k}": {v}' for k, v in bad.items()) + "}"
                lines = "\n".join(good).encode()
                says = (literal, f"row {row}")
                yield Bad(line, f"{literal}-{place}-{column}.jsonl", lines, "TF-DATA-011", says)
        whole = f'[{{"text": "a", "label": "b", "v": [1, {literal}]}}]'.encode()
        yield Bad(line, f"{literal}.json", whole, "TF-DATA-011", (literal,))
        yield Bad(line, f"{literal}.json.gz", packed(whole), "TF-DATA-011", (literal,))
