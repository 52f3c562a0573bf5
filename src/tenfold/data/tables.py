"""What every table must fulfil, whatever it was read from: its column names and its texts."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from tenfold.data.raw import RawTable
from tenfold.data.table_builder import odd_character
from tenfold.data.text_column import TextColumn
from tenfold.errors import DataError, InputError

__all__ = ["check_columns", "check_texts", "check_width"]


def check_width(columns: Sequence[str], width: int, file: str) -> None:
    """Refuse a list of names that is longer or shorter than the columns there are."""
    if len(columns) != width:
        raise InputError(
            f"--columns names {len(columns)} columns, the file has {width}.",
            code="TF-DATA-008",
            where=file,
            remedy="Name each column once, in the order of the file.",
        )


def check_columns(columns: Sequence[str], file: str) -> None:
    """Refuse two columns whose names differ only in white space around them or in Unicode form."""
    plain = [unicodedata.normalize("NFC", name).strip() for name in columns]
    twice = [name for name, n in Counter(plain).items() if n > 1]
    if twice:
        at = [i + 1 for i, name in enumerate(plain) if name == twice[0]]
        raise DataError(
            f"two columns are named {twice[0]!r} (columns {at[0]} and {at[1]}).",
            code="TF-DATA-008",
            where=file,
            remedy="Rename one in the file; or, where there is no header line: --no-header "
            "--columns text,label",
        )


def check_texts(table: RawTable, file: str) -> None:
    """Refuse what no text holds: NUL, and halves of surrogate pairs (JSON can smuggle in both)."""
    for name, column in table.values.items():
        if isinstance(column, TextColumn):  # bytes of UTF-8, which hold no halves of pairs
            found = column.first_row_with(b"\0")
            if found is not None:
                raise odd_character("a NUL character", found + 1, name, file)
            continue
        for row, value in enumerate(column, 1):
            if "\0" in value:
                raise odd_character("a NUL character", row, name, file)
            if not value.isascii() and _has_surrogate(value):
                raise odd_character("half of a surrogate pair", row, name, file)


def _has_surrogate(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False
