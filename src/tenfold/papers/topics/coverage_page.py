"""Coverage as a figure (a circle a topic and year) and as one HTML file that needs no network."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.figures.drawing import Drawing, text_width, wrap
from tenfold.figures.figure import Figure
from tenfold.language import Translate, translator
from tenfold.look.page import render_page, templates
from tenfold.numerals import count
from tenfold.papers.topics.coverage_words import (
    Span,
    cell,
    columns_of,
    gap_words,
    span_words,
    table_of,
)

if TYPE_CHECKING:
    from tenfold.papers.topics.coverage import Coverage, TopicRow

__all__ = ["COVERAGE_TEMPLATES", "coverage_figure", "coverage_values", "render_coverage"]

COVERAGE_TEMPLATES = Path(__file__).parent / "templates"
_WIDTH, _ROW, _HEAD, _RADIUS = 720.0, 26.0, 26.0, 11.0
_NAME_ROOM, _END = 200.0, 48.0


def render_coverage(coverage: Coverage, *, language: str = "en") -> str:
    """The page, in `language`. Raises InputError for one that tenfold does not speak."""
    values = coverage_values(coverage, language=language)
    return render_page(
        templates(COVERAGE_TEMPLATES), "coverage.html.j2", language=language, **values
    )


def coverage_values(coverage: Coverage, *, language: str = "en") -> dict[str, Any]:
    """What the template of its body is filled in with. Raises InputError as `render_coverage` does."""
    _ = translator(language)
    name = coverage.taxonomy.name_zh if language == "zh" else ""
    return {
        "title": name or coverage.taxonomy.name_en,
        "coverage": coverage,
        "figure": coverage_figure(coverage, _, language) if coverage.years else None,
        "gaps": [gap_words(coverage, gap, _, language) for gap in coverage.gaps],
    }


def coverage_figure(coverage: Coverage, _: Translate, language: str = "en") -> Figure:
    """A row a topic, a column a year; the area of a circle is the number of papers. Needs a year at least."""
    heads, rows = table_of(coverage, _, language)
    return Figure(
        key="coverage",
        title=_("Papers by topic and year"),
        caption=_caption(coverage, _),
        svg=_draw(coverage, _, language),
        columns=tuple(heads),
        rows=tuple(tuple(row) for row in rows),
    )


def _caption(coverage: Coverage, _: Translate) -> str:
    said = _(
        "{n} papers, {without} of them under no topic. A paper counts under each of its topics."
    ).format(n=count(coverage.n_papers), without=count(coverage.n_without))
    if n := sum(row.n_withdrawn for row in coverage.rows):
        said += " " + _("Withdrawn or retracted papers are counted too: {n} times.").format(n=n)
    return said


def _head(span: Span) -> str:
    """Narrower than in the table, where a column is as wide as its head."""
    return str(span[0]) if span[0] == span[1] else f"–{span[1]}"


def _draw(coverage: Coverage, _: Translate, language: str) -> str:
    spans, rows = columns_of(coverage), coverage.rows
    label = _("Papers by topic and year, {n} in all").format(n=count(coverage.n_papers))
    drawing = Drawing(_WIDTH, _HEAD + _ROW * len(rows) + 8, label=label)
    names = [row.topic.name(language) for row in rows]
    left = min(_NAME_ROOM, max(map(text_width, names)) + 6)
    step = (_WIDTH - left - _END) / len(spans)
    at = [left + step * (i + 0.5) for i in range(len(spans))]
    for x, span in zip(at, spans, strict=True):
        drawing.text(x, 16, _head(span), "quiet", anchor="middle")
    most = max(1, *(cell(row, span) for row in rows for span in spans))
    radius = min(_RADIUS, step / 2 - 1)
    for i, row in enumerate(rows):
        y = _HEAD + _ROW * (i + 0.5)
        drawing.text(left - 4, y + 4, wrap(names[i], left, max_lines=1)[0], anchor="end")
        drawing.line(left, y, _WIDTH - _END, y, "grid")
        for x, span in zip(at, spans, strict=True):
            if n := cell(row, span):
                _circle(
                    drawing, (x, y), radius * math.sqrt(n / most), _said(row, span, n, language)
                )
        drawing.text(_WIDTH - 4, y + 4, count(row.n), "quiet value", anchor="end")
    return drawing.svg()


def _circle(drawing: Drawing, at: tuple[float, float], radius: float, title: str) -> None:
    with drawing.group("m1"):
        drawing.circle(*at, round(max(radius, 1.5), 1), "tint", title=title)


def _said(row: TopicRow, span: tuple[int, int], n: int, language: str) -> str:
    return f"{row.topic.name(language)}, {span_words(span)}: {count(n)}"
