"""A comparison as a page of one file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.look.page import render_page, templates
from tenfold.look.safe_html import safe_html

if TYPE_CHECKING:
    from jinja2 import Environment

    from tenfold.papers.comparison import Comparison

__all__ = ["comparison_html", "comparison_values"]


@cache
def _environment() -> Environment:
    return templates(Path(__file__).parent / "templates")


def comparison_html(
    comparison: Comparison, *, papers_down: bool = False, language: str = "en"
) -> str:
    """The page as text, in `language`. What people wrote is cleaned: nothing in it fetches or runs.

    Raises InputError for a language that tenfold does not speak.
    """
    values = comparison_values(comparison, papers_down=papers_down)
    return render_page(_environment(), "comparison.html.j2", language=language, **values)


def comparison_values(comparison: Comparison, *, papers_down: bool = False) -> dict[str, Any]:
    """What the template of its body is filled in with."""
    heads, rows = comparison.table(papers_down=papers_down)
    cells = [[safe_html(cell) if cell else "" for cell in row[1:]] for row in rows]
    return {
        "heads": heads[1:],
        "rows": list(zip((row[0] for row in rows), cells, strict=True)),
        "titles": {one.name: one.title for one in comparison.compared},
    }
