"""Excel: what a cell's text is."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from file_forms import HEAD, ROWS, workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.data.excel import parse_excel
from tenfold.data.options import ReadOptions
from tenfold.data.reading import read_files
from tenfold.errors import TenfoldError


@pytest.mark.parametrize(
    ("cell", "text", "kind"),
    [
        (7, "7", "integer"),
        (7.0, "7", "integer"),
        (-0.5, "-0.5", "float"),
        (1e22, "10000000000000000000000", "integer"),
        (0.1, "0.1", "float"),
        (True, "true", "boolean"),
        ("007", "007", "string"),
        ("NA", "NA", "string"),
        ("  kept ", "  kept ", "string"),
        (datetime.date(2024, 2, 29), "2024-02-29", "string"),
        (datetime.datetime(2024, 2, 29), "2024-02-29", "string"),
        (datetime.datetime(2024, 2, 29, 13, 5), "2024-02-29T13:05:00", "string"),
        (datetime.time(13, 5), "13:05:00", "string"),
        (None, "", "null"),
    ],
)
def test_a_cell_shows_what_excel_shows_without_a_format(cell: object, text: str, kind: str) -> None:
    sheet = parse_excel(workbook({"Data": [("a", "b"), (cell, "x")]}), file="a.xlsx")
    assert sheet.rows[1] == [text, "x"]
    assert sheet.kinds[1][0] == kind


cells = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20)


@settings(max_examples=25)
@given(rows=st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_texts_come_back_as_they_were_written(rows: list[tuple[str, str]]) -> None:
    rows = [tuple(cell.replace("=", "-").replace("#", "-") for cell in row) for row in rows]
    sheet = parse_excel(workbook({"Data": [HEAD, *rows]}), file="a.xlsx")
    assert [tuple(row) for row in sheet.rows[1:]] == rows


@settings(max_examples=80)
@given(at=st.integers(0, 6000), byte=st.integers(0, 255))
def test_a_flipped_byte_is_refused_in_words_or_changes_nothing_that_is_read(
    at: int, byte: int
) -> None:
    """Every part has a checksum, so other rows than those written can never come out."""
    whole = workbook({"Data": [HEAD, *ROWS]})
    at %= len(whole)
    rows, remedy = [HEAD, *ROWS], ""
    try:
        sheet = parse_excel(whole[:at] + bytes([byte]) + whole[at + 1 :], file="a.xlsx")
        rows = [tuple(row) for row in sheet.rows]
    except TenfoldError as error:
        remedy = error.remedy or "none"
    assert rows == [HEAD, *ROWS]
    assert remedy != "none"


def test_the_sheet_stands_in_the_note(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook({"One": [("a",)], "Two": [HEAD, *ROWS]}))
    table = read_files([path], ReadOptions(sheet="Two"))
    assert table.sources[0].format == "Excel, sheet 'Two'"
    assert table.n_rows == len(ROWS)
