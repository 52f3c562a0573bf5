"""The table of methods for a paper, in LaTeX with booktabs."""

from __future__ import annotations

from tenfold.language import translator
from tenfold.look.latex import escape_latex
from tenfold.study.report.method_table import MethodRow, MethodTable, method_table
from tenfold.study.view import StudyView
from tenfold.study.words.metric_words import metric_word

__all__ = ["render_latex"]


def render_latex(view: StudyView, *, language: str = "en") -> str:
    r"""A `table` with one row a method: score ± half its 95 % interval, gain, cost.

    Needs `\usepackage{booktabs}`; method names with Chinese characters need a CJK font as well.
    """
    _ = translator(language)
    table = method_table(view, _)
    heads = [_("Method"), metric_word(table.metric, _)]
    if table.baseline is not None:
        heads.append(_("Gain"))
    heads += [*(metric_word(metric, _) for metric in table.others), _("Trained"), _("Minutes")]
    caption = _(
        "{question} Mean over {n} seeds ± half of the 95 % interval (Student's t over seeds, on "
        "these test examples)."
    ).format(question=_as_sentence(view.question), n=view.n_seeds)
    lines = [
        "% \\usepackage{booktabs}",
        "\\begin{table}",
        "  \\centering",
        f"  \\caption{{{escape_latex(caption)}}}",
        f"  \\begin{{tabular}}{{l{'r' * (len(heads) - 1)}}}",
        "    \\toprule",
        f"    {' & '.join(map(escape_latex, heads))} \\\\",
        "    \\midrule",
        *(f"    {' & '.join(_cells(row, table))} \\\\" for row in table.rows),
        "    \\bottomrule",
        "  \\end{tabular}",
        "\\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _as_sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if not text or text[-1] in ".?!。？！" else f"{text}."


def _cells(row: MethodRow, table: MethodTable) -> list[str]:
    main = escape_latex(row.score)
    if row.is_best:
        main = f"\\textbf{{{main}}}"
    if row.half:
        main = f"{main} $\\pm$ {escape_latex(row.half)}"
    cells = [escape_latex(row.name), main]
    if table.baseline is not None:
        cells.append(escape_latex(row.gain))
    return [*cells, *map(escape_latex, (*row.others, row.trained_and_share, row.minutes))]
