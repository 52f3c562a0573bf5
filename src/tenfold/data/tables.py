"""What every table must fulfil, whatever it was read from: its column names and its texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tenfold.data.plain_form import plain_form
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
    """Refuse two columns whose names differ only in white space around them, in Unicode form or in
    characters that one does not see; and two without a name.
    """
    plain = [plain_form(name) for name in columns]
    twice = [name for name, n in Counter(plain).items() if n > 1]
    if twice:
        at = [i + 1 for i, name in enumerate(plain) if name == twice[0]]
        named = f"are named {twice[0]!r}" if twice[0] else "have no name"
        raise DataError(
            f"two columns {named} (columns {at[0]} and {at[1]}). Nothing was imported.",
            code="TF-DATA-008",
            where=file,
            remedy="Rename one in the file; or, where there is no header line: --no-header "
            "--columns text,label",
        )


def check_texts(table: RawTable, file: str) -> None:
    """Refuse what no text holds: NUL, and halves of surrogate pairs (JSON can smuggle in both)."""
    for name, column in table.values.items():
        if "\0" in name or _has_surrogate(name):
            raise DataError(
                f"the name of the column {name!r} holds what no text does. Nothing was imported.",
                code="TF-DATA-005",
                where=file,
                remedy="Rename it; or give other names with --columns.",
            )
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
