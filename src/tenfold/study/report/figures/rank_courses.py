"""How AdaLoRA moved rank between matrices: a grid of layers by matrices, each with its course."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenfold.figures.drawing import Drawing, text_width, wrap
from tenfold.figures.figure import Figure
from tenfold.figures.scale import Scale
from tenfold.language import Translate
from tenfold.numerals import decimal
from tenfold.study.report.figures.colours import colour_classes
from tenfold.study.view import RanksView, StudyView

__all__ = ["Courses", "draw_ranks", "rank_courses", "rank_word", "tint_level"]

_WIDTH, _MAX_LABEL, _MAX_CELL, _SUM = 720.0, 150.0, 130.0, 56.0
_TOP, _MOST_LEVELS, _N_SHOWN = 24.0, 5, 6
_MANY_ROWS = 14


@dataclass(frozen=True, kw_only=True)
class Courses:
    """The ranks of one method. `at[row, column]` has one mean rank a step, in the order of `steps`.

    Rows are layers, the uppermost first; columns are kinds of matrices.
    """

    key: str
    name: str
    css: str
    n_seeds: int
    steps: tuple[int, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    at: dict[tuple[str, str], tuple[float, ...]]

    @property
    def most(self) -> float:
        """The largest rank that any matrix ever had."""
        return max(1.0, *(rank for course in self.at.values() for rank in course))

    @property
    def even_share(self) -> float:
        """The final rank of each matrix if all had the same."""
        return self.total(-1) / len(self.at)

    def total(self, step: int, *, row: str | None = None, column: str | None = None) -> float:
        """The ranks at the step of that index together: of all, of a row or of a column."""
        return sum(
            course[step]
            for (r, c), course in self.at.items()
            if (row is None or r == row) and (column is None or c == column)
        )


def rank_courses(view: StudyView) -> list[Courses]:
    """One grid for each method whose ranks were noted."""
    colours = colour_classes(view.methods)
    found: list[Courses] = []
    for method in view.methods:
        if method.training is not None and method.training.ranks:
            key = "ranks" if not found else f"ranks-{len(found) + 1}"
            n_seeds = len(method.training.curves)
            found.append(
                _courses(key, method.name, colours[method.name], n_seeds, method.training.ranks)
            )
    return found


def _courses(key: str, name: str, css: str, n_seeds: int, ranks: tuple[RanksView, ...]) -> Courses:
    at = {
        _place(matrix): tuple(view.ranks.get(matrix, 0.0) for view in ranks)
        for matrix in ranks[-1].ranks
    }
    rows = sorted(dict.fromkeys(row for row, _column in at), key=_depth, reverse=True)
    return Courses(
        key=key,
        name=name,
        css=css,
        n_seeds=n_seeds,
        steps=tuple(view.step for view in ranks),
        rows=tuple(rows),
        columns=tuple(dict.fromkeys(column for _row, column in at)),
        at=at,
    )


def _place(matrix: str) -> tuple[str, str]:
    """Layer and kind of a matrix; what has another form of name is a row of its own.

    >>> _place("layer 3 query"), _place("pooler")
    (('3', 'query'), ('pooler', ''))
    """
    found = re.fullmatch(r"layer (\d+) (.+)", matrix, re.DOTALL)
    return (found[1], found[2]) if found else (matrix, "")


def _depth(row: str) -> int:
    return int(row) if row.isdecimal() else -1


def rank_word(rank: float) -> str:
    """A mean rank with the digits that it needs.

    >>> rank_word(12.0), rank_word(3.3333)
    ('12', '3.3')
    """
    return decimal(rank, 0 if abs(rank - round(rank)) < 0.05 else 1)


def tint_level(rank: float, most: float) -> int:
    """Which of the tints h0 to h5 stands for a rank; text on it stays readable."""
    return round(_MOST_LEVELS * rank / most)


def draw_ranks(view: StudyView, _: Translate) -> list[Figure]:
    """One figure a method that moves ranks."""
    return [_figure(courses, _) for courses in rank_courses(view)]


def _figure(courses: Courses, _: Translate) -> Figure:
    title = _("Where {method} put its rank").format(method=courses.name)
    shown = _few(len(courses.steps))
    steps = ", ".join(str(courses.steps[i]) for i in shown)
    return Figure(
        key=courses.key,
        title=title,
        caption=_(
            "Each cell is one matrix: its rank over the steps of training, from 0 to {most}, mean of "
            "{n} seeds. Number and tint: the rank at the end. Dashed: an even share, {share} each. "
            "Together {first} at the start, {last} at the end."
        ).format(
            most=rank_word(courses.most),
            n=courses.n_seeds,
            share=rank_word(courses.even_share),
            first=rank_word(courses.total(0)),
            last=rank_word(courses.total(-1)),
        ),
        svg=_svg(courses, title, _),
        columns=(
            _("layer"),
            _("matrix"),
            _("rank at the start"),
            _("rank at the end"),
            _("rank at steps {steps}").format(steps=steps),
        ),
        rows=tuple(
            (
                *_names(row, column),
                rank_word(course[0]),
                rank_word(course[-1]),
                ", ".join(rank_word(course[i]) for i in shown),
            )
            for (row, column), course in courses.at.items()
        ),
    )


def _names(row: str, column: str) -> tuple[str, str]:
    return (row, column) if row.isdecimal() else ("–", row)


def _few(n: int) -> list[int]:
    """A few of 0..n-1, the first and the last among them."""
    return sorted({round(i * (n - 1) / (_N_SHOWN - 1)) for i in range(_N_SHOWN)})


def _svg(courses: Courses, title: str, _: Translate) -> str:
    names = {row: _row_name(row, _) for row in courses.rows}
    left = min(max(text_width(name) for name in names.values()), _MAX_LABEL) + 12
    width = min((_WIDTH - left - _SUM) / len(courses.columns), _MAX_CELL)
    height = 26.0 if len(courses.rows) > _MANY_ROWS else 38.0
    right = left + width * len(courses.columns)
    drawing = Drawing(_WIDTH, _TOP + height * len(courses.rows) + 26, label=title)
    for j, column in enumerate(courses.columns):
        word = wrap(column, width - 6, max_lines=1, size=11)[0]
        drawing.text(left + (j + 0.5) * width, _TOP - 9, word, "quiet small", anchor="middle")
    drawing.text(right + _SUM - 12, _TOP - 9, _("sum"), "quiet small", anchor="end")
    for i, row in enumerate(courses.rows):
        y = _TOP + i * height
        drawing.text(left - 10, y + height / 2 + 4, names[row], anchor="end")
        for j, column in enumerate(courses.columns):
            if (row, column) in courses.at:
                box = (left + j * width + 2, y + 2, width - 4, height - 4)
                _draw_cell(drawing, courses, courses.at[row, column], box)
        together = rank_word(courses.total(-1, row=row))
        drawing.text(right + _SUM - 12, y + height / 2 + 4, together, "quiet", anchor="end")
    _draw_sums(drawing, courses, left, width, _TOP + height * len(courses.rows) + 18, _)
    return drawing.svg()


def _row_name(row: str, _: Translate) -> str:
    name = _("layer {n}").format(n=row) if row.isdecimal() else row
    return wrap(name, _MAX_LABEL, max_lines=1)[0]


def _draw_cell(
    drawing: Drawing,
    courses: Courses,
    course: tuple[float, ...],
    box: tuple[float, float, float, float],
) -> None:
    left, top, width, height = box
    plot = left + max(width - 38, width * 0.5)
    x = Scale(courses.steps[0], max(courses.steps[-1], courses.steps[0] + 1), left + 4, plot)
    y = Scale(0, courses.most, top + height - 3, top + 3)
    with drawing.group(courses.css):
        drawing.rectangle(*box, f"tint h{tint_level(course[-1], courses.most)}")
        drawing.line(left + 4, y(courses.even_share), plot, y(courses.even_share), "even")
        places = [(x(s), y(rank)) for s, rank in zip(courses.steps, course, strict=True)]
        drawing.polyline(places, "curve")
    value = rank_word(course[-1])
    drawing.text(left + width - 5, top + height / 2 + 4, value, "value", anchor="end")


def _draw_sums(
    drawing: Drawing, courses: Courses, left: float, width: float, y: float, _: Translate
) -> None:
    drawing.text(left - 10, y, _("sum"), "quiet small", anchor="end")
    for j, column in enumerate(courses.columns):
        together = rank_word(courses.total(-1, column=column))
        drawing.text(left + (j + 1) * width - 7, y, together, "quiet", anchor="end")
    right = left + width * len(courses.columns)
    everything = rank_word(courses.total(-1))
    drawing.text(right + _SUM - 12, y, everything, "name", anchor="end")
