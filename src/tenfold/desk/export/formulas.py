"""Cells that a spreadsheet would run instead of showing."""

from __future__ import annotations

__all__ = ["guarded"]

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet takes for a formula (OWASP, "CSV Injection").

    >>> guarded("=HYPERLINK(1)"), guarded("a=b")
    ("'=HYPERLINK(1)", 'a=b')
    """
    return f"'{cell}" if cell.startswith(_STARTS) else cell
