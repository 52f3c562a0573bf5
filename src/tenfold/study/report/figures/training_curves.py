"""How training went: for each method that trains the encoder a panel, every seed a line."""

from __future__ import annotations

from dataclasses import dataclass

from tenfold.figures.drawing import Drawing, wrap
from tenfold.figures.figure import Figure
from tenfold.figures.scale import Scale
from tenfold.language import Translate
from tenfold.numerals import decimal, score
from tenfold.study.report.figures.training_panels import (
    Frame,
    Line,
    Panel,
    training_frame,
    training_panels,
)
from tenfold.study.view import StudyView

__all__ = ["draw_training", "loss_words"]

_WIDTH, _LEFT, _GAP = 720.0, 44.0, 18.0
_HEIGHT, _FOOT, _LINE = 132.0, 24.0, 15.0
_IN_A_ROW = {1: 1, 2: 2, 4: 2}


@dataclass(frozen=True)
class _Box:
    """Where a panel stands. `names` is the height that the tallest heading of its row needs."""

    left: float
    right: float
    top: float
    names: float
    has_numbers: bool
    has_epochs: bool

    @property
    def plot_top(self) -> float:
        return self.top + self.names

    @property
    def bottom(self) -> float:
        return self.plot_top + _HEIGHT


def draw_training(view: StudyView, _: Translate) -> list[Figure]:
    """The figure, if a method has been trained by epochs."""
    panels = training_panels(view, _)
    if not panels:
        return []
    frame = training_frame(panels)
    title = _("Training: every seed a line, epoch by epoch")
    return [
        Figure(
            key="training",
            title=title,
            caption=" ".join(_caption(panels, frame, _)),
            svg=_svg(panels, frame, title, _),
            columns=(
                _("method"),
                _("seed"),
                _("epoch kept"),
                _("accuracy on validation"),
                _("loss by epoch, from {first} on").format(first=_first_epoch(panels)),
            ),
            rows=tuple(_row(panel, line) for panel in panels for line in panel.lines),
        )
    ]


def loss_words(panels: list[Panel], _: Translate) -> str:
    """What stands on the vertical axis."""
    if all(panel.on_validation for panel in panels):
        return _("log loss on validation")
    return _("loss") if any(panel.on_validation for panel in panels) else _("training loss")


def _caption(panels: list[Panel], frame: Frame, _: Translate) -> list[str]:
    lines = [line for panel in panels for line in panel.lines]
    without = [panel.name for panel in panels if not panel.on_validation]
    if len(without) == len(panels):
        said = [
            _(
                "Training loss of each epoch, as there is no validation part; logarithmic axis, the "
                "same for all. Dot: the epoch that was kept."
            )
        ]
    else:
        said = [
            _(
                "Log loss on the validation part after each epoch; logarithmic axis, the same for "
                "all. Ring: before training. Dot: the epoch that was kept, chosen on validation."
            )
        ]
    if 0 < len(without) < len(panels):
        said.append(
            _("{methods} had no validation part: the lines are training losses.").format(
                methods=", ".join(without)
            )
        )
    if any(line.is_diverged for line in lines):
        said.append(_("Cross: it diverged after this; the epoch with the dot is scored."))
    if frame.most > frame.high:
        said.append(
            _("Losses over {limit} are drawn at the upper edge.").format(limit=f"{frame.high:.2g}")
        )
    return said


def _first_epoch(panels: list[Panel]) -> int:
    return min(line.points[0][0] for panel in panels for line in panel.lines)


def _row(panel: Panel, line: Line) -> tuple[str, ...]:
    kept = "–" if line.kept is None else str(line.kept[0])
    losses = ", ".join(decimal(loss, 3) for _epoch, loss in line.points)
    return (panel.name, str(line.seed), kept, score(line.accuracy), losses)


def _svg(panels: list[Panel], frame: Frame, title: str, _: Translate) -> str:
    in_a_row = _IN_A_ROW.get(len(panels), 3)
    width = (_WIDTH - _LEFT - (in_a_row - 1) * _GAP) / in_a_row
    mixed = len({panel.on_validation for panel in panels}) > 1
    heads = [_head(panel, width, _("training loss") if mixed else "") for panel in panels]
    boxes, y = [], 20.0
    for at in range(0, len(panels), in_a_row):
        names = max(len(head) for head in heads[at : at + in_a_row]) * _LINE + 8
        for i in range(at, min(at + in_a_row, len(panels))):
            left = _LEFT + (i - at) * (width + _GAP)
            last = i + in_a_row >= len(panels)
            boxes.append(_Box(left, left + width, y, names, i == at, last))
        y = boxes[-1].bottom + (_FOOT if boxes[at].has_epochs or boxes[-1].has_epochs else 10)
    drawing = Drawing(_WIDTH, y + 18, label=title)
    axis = _("{loss}, logarithmic").format(loss=loss_words(panels, _))
    drawing.text(0, 11, axis, "quiet small")
    for panel, head, box in zip(panels, heads, boxes, strict=True):
        _draw_panel(drawing, panel, head, box, frame)
    drawing.text((_LEFT + _WIDTH) / 2, y + 12, _("epoch"), "quiet small", anchor="middle")
    return drawing.svg()


def _head(panel: Panel, width: float, instead: str) -> list[tuple[str, str]]:
    """The lines over a panel with their classes: its name, how it began, and what is shown `instead`
    of a loss on validation.
    """
    notes = [note for note in (panel.start, "" if panel.on_validation else instead) if note]
    small = wrap(" · ".join(notes), width, max_lines=2, size=11) if notes else []
    names = wrap(panel.name, width / 1.12, max_lines=2)
    return [*((line, "name") for line in names), *((line, "quiet small") for line in small)]


def _draw_panel(
    drawing: Drawing, panel: Panel, head: list[tuple[str, str]], box: _Box, frame: Frame
) -> None:
    first = box.plot_top - 12 - (len(head) - 1) * _LINE
    for i, (line, css) in enumerate(head):
        drawing.text(box.left, first + i * _LINE, line, css)
    x = Scale(0, frame.last_epoch, box.left + 7, box.right - 7)
    y = Scale(frame.low, frame.high, box.bottom, box.plot_top, log=True)
    _draw_axes(drawing, box, frame, x, y)
    with drawing.group(panel.css):
        for own in panel.lines:
            places = [(x(epoch), y(frame.inside(loss))) for epoch, loss in own.points]
            drawing.polyline(places, "thread")
            if own.is_diverged:  # beside the last point, which may have a dot
                _draw_cross(drawing, min(places[-1][0] + 9, box.right - 4), places[-1][1])
        for own in panel.lines:
            epoch, loss = own.points[0]
            if epoch == 0:
                drawing.circle(x(0), y(frame.inside(loss)), 2.6, "ring")
        for own in panel.lines:
            if own.kept is not None:
                epoch, loss = own.kept
                drawing.circle(x(epoch), y(frame.inside(loss)), 3.4, "pick")


def _draw_axes(drawing: Drawing, box: _Box, frame: Frame, x: Scale, y: Scale) -> None:
    for loss in frame.loss_ticks:
        drawing.line(box.left, y(loss), box.right, y(loss), "grid")
        if box.has_numbers:
            drawing.text(box.left - 6, y(loss) + 4, f"{loss:g}", "quiet small", anchor="end")
    drawing.line(box.left, box.bottom, box.right, box.bottom, "axis")
    for epoch in frame.epoch_ticks:
        drawing.line(x(epoch), box.bottom, x(epoch), box.bottom + 3, "axis")
        if box.has_epochs:
            drawing.text(x(epoch), box.bottom + 16, str(epoch), "quiet small", anchor="middle")


def _draw_cross(drawing: Drawing, x: float, y: float) -> None:
    drawing.line(x - 3.5, y - 3.5, x + 3.5, y + 3.5, "cut")
    drawing.line(x - 3.5, y + 3.5, x + 3.5, y - 3.5, "cut")
