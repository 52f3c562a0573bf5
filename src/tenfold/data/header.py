"""The row that names the columns, or the names that were given in its place."""

from __future__ import annotations

from tenfold.data.guess import suggested_names
from tenfold.data.options import ReadOptions
from tenfold.data.tables import check_width
from tenfold.errors import InputError

__all__ = ["take_header"]


def take_header(
    rows: list[list[str]], options: ReadOptions, file: str
) -> tuple[list[str], list[list[str]]]:
    """The names of the columns, and the rows below them.

    Raises
    ------
    InputError
        TF-DATA-008 where there is no header and no names were given, or too many or too few.
    """
    if not rows:
        return list(options.columns or ()), []
    first = rows[0]
    if not options.header and not options.columns:
        example = " | ".join(first)[:60]
        raise InputError(
            f"without a header line the {len(first)} columns need names (row 1: {example}).",
            code="TF-DATA-008",
            where=file,
            remedy=f"Name them: --no-header --columns {suggested_names(list(zip(*rows, strict=True)))}",
        )
    if options.columns:
        check_width(options.columns, len(first), file)
    names = list(options.columns or first)
    return names, rows[1:] if options.header else rows
