"""A comparison as Markdown, CSV and LaTeX. Cells hold the words of the answers, on one line each."""

from __future__ import annotations

import csv
import io

from tenfold.desk.export.formulas import guarded
from tenfold.look.latex import escape_latex
from tenfold.look.markdown import escape_markdown
from tenfold.papers.comparison import Comparison
from tenfold.papers.plain_words import plain_words

__all__ = ["comparison_csv", "comparison_latex", "comparison_markdown"]


def comparison_markdown(comparison: Comparison, *, papers_down: bool = False) -> str:
    """A table with pipes. What people wrote means nothing to Markdown or HTML in it."""
    heads, rows = comparison.table(papers_down=papers_down)
    lines = [[escape_markdown(head) for head in heads], ["---"] * len(heads)]
    lines += [[escape_markdown(row[0]), *map(_markdown_cell, row[1:])] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def comparison_csv(comparison: Comparison, *, papers_down: bool = False) -> str:
    """Comma-separated values; what a spreadsheet would run is marked with an apostrophe."""
    heads, rows = comparison.table(papers_down=papers_down)
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(map(guarded, heads))
    table.writerows([guarded(row[0]), *(guarded(plain_words(c)) for c in row[1:])] for row in rows)
    return written.getvalue()


def comparison_latex(comparison: Comparison, *, papers_down: bool = False) -> str:
    r"""A `tabular` as wide as the line. It needs `\usepackage{booktabs}`; Chinese needs a CJK font as well."""
    heads, rows = comparison.table(papers_down=papers_down)
    column = f"p{{{0.9 / len(heads):.3f}\\linewidth}}"
    lines = [
        "% \\usepackage{booktabs}",
        f"\\begin{{tabular}}{{@{{}}{column * len(heads)}@{{}}}}",
        "  \\toprule",
        f"  {' & '.join(map(escape_latex, heads))} \\\\",
        "  \\midrule",
        *(f"  {' & '.join(_latex_row(row))} \\\\" for row in rows),
        "  \\bottomrule",
        "\\end{tabular}",
    ]
    return "\n".join(lines) + "\n"


def _markdown_cell(answer: str) -> str:
    return escape_markdown(plain_words(answer)) or "–"


def _latex_row(row: list[str]) -> list[str]:
    return [escape_latex(row[0]), *(escape_latex(plain_words(cell)) or "--" for cell in row[1:])]
