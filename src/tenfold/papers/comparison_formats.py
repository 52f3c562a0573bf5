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
    from tenfold.papers.comparison import Comparison

__all__ = ["written_comparison"]

_TEXTS = {"md": comparison_markdown, "csv": comparison_csv, "tex": comparison_latex}


def written_comparison(
    comparison: Comparison, format: str, *, papers_down: bool = False, language: str = "en"
) -> str:
    """The comparison as ``md``, ``csv``, ``tex`` or ``html``. Raises InputError for another format."""
    if format == "html":
        return comparison_html(comparison, papers_down=papers_down, language=language)
    if format not in _TEXTS:
        raise InputError(
            f"a comparison is not written as {format!r}.", remedy=nearest(format, [*_TEXTS, "html"])
        )
    return _TEXTS[format](comparison, papers_down=papers_down)
