"""Coverage as text: the table's columns and cells, and the gaps in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenfold.numerals import count

if TYPE_CHECKING:
    from tenfold.language import Translate
    from tenfold.papers.topics.coverage import Coverage, Gap, TopicRow

__all__ = ["Span", "cell", "columns_of", "gap_words", "span_words", "table_of", "year_words"]

Span = tuple[int, int]
_MOST_COLUMNS = 12


def columns_of(coverage: Coverage) -> list[Span]:
    """Years as columns (first and last of each): the newest eleven alone, what is earlier in one."""
    years = coverage.years
    if len(years) <= _MOST_COLUMNS:
        return [(year, year) for year in years]
    cut = len(years) - _MOST_COLUMNS + 1
    return [(years[0], years[cut - 1]), *((year, year) for year in years[cut:])]


def cell(row: TopicRow, span: Span) -> int:
    """How many papers of a topic are from the years of a column."""
    return sum(n for year, n in row.by_year.items() if span[0] <= year <= span[1])


def gap_words(coverage: Coverage, gap: Gap, _: Translate, language: str = "en") -> str:
    """One gap in a sentence."""
    name = coverage.taxonomy.topic(gap.topic).name(language)
    if gap.kind == "empty":
        return _("{topic}: no paper.").format(topic=name)
    if gap.kind == "recent":
        return _("{topic}: no paper since {year}.").format(topic=name, year=gap.years[0] - 1)
    return _("{topic}: no paper of {years}.").format(topic=name, years=year_words(gap.years))


def year_words(years: Sequence[int]) -> str:
    """Years with runs drawn together.

    >>> year_words([2011, 2012, 2013, 2016])
    '2011–2013, 2016'
    """
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def table_of(
    coverage: Coverage, _: Translate, language: str = "en"
) -> tuple[list[str], list[list[str]]]:
    """Column heads and rows: topic, years, without a year if any, and all."""
    spans = columns_of(coverage)
    undated = any(row.n_undated for row in coverage.rows)
    heads = [_("topic"), *map(span_words, spans), *([_("no year")] if undated else []), _("all")]
    rows = [
        [
            row.topic.name(language),
            *(count(cell(row, span)) for span in spans),
            *([count(row.n_undated)] if undated else []),
            count(row.n),
        ]
        for row in coverage.rows
    ]
    return heads, rows


def span_words(span: Span) -> str:
    """The head of a column."""
    return str(span[0]) if span[0] == span[1] else f"{span[0]}–{span[1]}"
