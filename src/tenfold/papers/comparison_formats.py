"""The formats that a comparison is written in, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.errors import InputError, nearest
from tenfold.papers.comparison_page import comparison_html
from tenfold.papers.comparison_text import (
    comparison_csv,
    comparison_latex,
    comparison_markdown,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tenfold.papers.comparison import Comparison

__all__ = ["comparison_format", "written_comparison"]

_TEXTS = {"md": comparison_markdown, "csv": comparison_csv, "tex": comparison_latex}


def comparison_format(said: str | None, out: Path | None) -> str:
    """The format that was said; else what the ending of `out` says; else ``md``.

    Raises InputError for a format that there is not, and for an ending of no format.
    """
    known = [*_TEXTS, "html"]
    ending = out.suffix.casefold().removeprefix(".") if out else ""
    format = said or ending or "md"
    if format in known:
        return format
    if said:
        raise InputError(f"a comparison is not written as {said!r}.", remedy=nearest(said, known))
    raise InputError(
        f"no comparison ends in '.{ending}'.",
        where=str(out),
        remedy=f"It writes {', '.join(f'.{one}' for one in known)}; or say --format.",
    )


def written_comparison(
    comparison: Comparison, format: str, *, papers_down: bool = False, language: str = "en"
) -> str:
    """The comparison in a format of `comparison_format`. Raises InputError for another one."""
    if comparison_format(format, None) == "html":
        return comparison_html(comparison, papers_down=papers_down, language=language)
    return _TEXTS[format](comparison, papers_down=papers_down)
