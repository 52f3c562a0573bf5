"""Training curves and ranks for a paper: the panels and the grid of the report, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.figures.drawing import wrap
from tenfold.language import Translate
from tenfold.study.report.figures.colours import PRINT_COLOURS
from tenfold.study.report.figures.pdf_canvas import new_canvas, plain
from tenfold.study.report.figures.rank_courses import Courses, rank_word
from tenfold.study.report.figures.training_curves import loss_words
from tenfold.study.report.figures.training_panels import Frame, Panel, training_frame

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["print_ranks", "print_training"]

_WIDTH = 6.9  # two columns of a paper, in inches
_NAME = 170.0


def print_training(panels: list[Panel], _: Translate) -> Canvas:
    """A panel a method side by side, every seed a line, axes shared."""
    from matplotlib.figure import Figure as Canvas

    in_a_row = min(len(panels), 3)
    n_rows = -(-len(panels) // in_a_row)
    canvas = Canvas(figsize=(_WIDTH * in_a_row / 3, 0.5 + 1.5 * n_rows), layout="constrained")
    frame = training_frame(panels)
    for i, panel in enumerate(panels):
        axes = canvas.add_subplot(n_rows, in_a_row, i + 1)
        _print_panel(axes, panel, frame)
        axes.tick_params(labelleft=i % in_a_row == 0, labelbottom=i + in_a_row >= len(panels))
    canvas.supxlabel(_("epoch"), fontsize=8)
    canvas.supylabel(loss_words(panels, _), fontsize=8)
    return canvas


def _print_panel(axes: Axes, panel: Panel, frame: Frame) -> None:
    colour = PRINT_COLOURS[panel.css]
    axes.set_title(plain(wrap(panel.name, _NAME, max_lines=1)[0]), fontsize=8, loc="left")
    for line in panel.lines:
        epochs = [epoch for epoch, _loss in line.points]
        losses = [frame.inside(loss) for _epoch, loss in line.points]
        axes.plot(epochs, losses, color=colour, linewidth=0.7, alpha=0.7)
        if line.kept is not None:
            epoch, loss = line.kept
            axes.plot(
                [epoch],
                [frame.inside(loss)],
                "o",
                color=colour,
                ms=4,
                mec="white",
                mew=0.5,
                zorder=3,
            )
        if line.is_diverged:
            beside = epochs[-1] + 0.04 * frame.last_epoch
            axes.plot([beside], losses[-1:], "x", color=colour, ms=5, clip_on=False)
    axes.set_yscale("log")
    axes.set_ylim(frame.low, frame.high)
    axes.set_xlim(-0.03 * frame.last_epoch, 1.03 * frame.last_epoch)
    axes.set_xticks(frame.epoch_ticks)
    axes.set_yticks(frame.loss_ticks, [f"{loss:g}" for loss in frame.loss_ticks])
    axes.set_yticks([], minor=True)


def print_ranks(courses: Courses, _: Translate) -> Canvas:
    """The grid of layers by matrices: tint and number for the final rank, a line for its course."""
    n_rows, n_columns = len(courses.rows), len(courses.columns)
    canvas, axes = new_canvas(0.9 + 1.0 * n_columns, 0.4 + 0.3 * n_rows)
    for (row, column), course in courses.at.items():
        corner = (courses.columns.index(column), n_rows - 1 - courses.rows.index(row))
        _print_cell(axes, courses, course, corner)
    axes.set_xlim(0, n_columns)
    axes.set_ylim(0, n_rows)
    axes.set_xticks([j + 0.5 for j in range(n_columns)], [_short(c) for c in courses.columns])
    names = [_("layer {n}").format(n=r) if r.isdecimal() else r for r in courses.rows]
    axes.set_yticks([n_rows - 0.5 - i for i in range(n_rows)], [_short(name) for name in names])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_title(_("rank over the steps, and at the end"), fontsize=8, loc="left")
    return canvas


def _short(name: str) -> str:
    return plain(wrap(name, _NAME, max_lines=1)[0])


def _print_cell(
    axes: Axes, courses: Courses, course: tuple[float, ...], corner: tuple[float, float]
) -> None:
    x, y = corner
    colour = PRINT_COLOURS[courses.css]
    tint = 0.45 * course[-1] / courses.most
    axes.fill_between(
        [x + 0.02, x + 0.98], y + 0.04, y + 0.96, color=colour, alpha=tint, linewidth=0
    )
    first, last = courses.steps[0], max(courses.steps[-1], courses.steps[0] + 1)
    places = [x + 0.06 + 0.6 * (step - first) / (last - first) for step in courses.steps]
    heights = [y + 0.12 + 0.76 * rank / courses.most for rank in course]
    share = y + 0.12 + 0.76 * courses.even_share / courses.most
    axes.plot([x + 0.06, x + 0.66], [share, share], ":", color="#555555", linewidth=0.6)
    axes.plot(places, heights, color=colour, linewidth=1)
    axes.text(x + 0.94, y + 0.5, rank_word(course[-1]), ha="right", va="center", fontsize=7)
