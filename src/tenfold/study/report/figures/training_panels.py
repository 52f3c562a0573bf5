"""What the figure of training curves shows: a panel a method, a line a seed, axes that all share."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tenfold.figures.axes import log_ticks
from tenfold.figures.scale import round_ticks
from tenfold.language import Translate
from tenfold.study.report.figures.colours import colour_classes
from tenfold.study.view import EpochView, StudyView, TrainingView
from tenfold.study.words.training_words import start_words

__all__ = ["Frame", "Line", "Panel", "training_frame", "training_panels"]

_LEAST_LOSS = 1e-4
_BEYOND = 1.5  # times the largest first loss: a seed that ran away must not flatten the others
_FINE = (1, 1.5, 2, 3, 5, 7)
Point = tuple[int, float]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One seed: its loss by epoch, the epoch that was kept, and its accuracy on validation there."""

    seed: int
    points: tuple[Point, ...]
    kept: Point | None
    accuracy: float | None
    is_diverged: bool


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One method. Its lines are log losses on validation, or training losses where there is none."""

    name: str
    css: str
    start: str
    on_validation: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The axes that all panels share: epochs from 0 on, losses on a logarithmic scale."""

    last_epoch: int
    low: float
    high: float
    most: float

    def inside(self, loss: float) -> float:
        """The loss, or the end of the axis that it lies beyond."""
        return min(max(loss, self.low), self.high)

    @property
    def epoch_ticks(self) -> list[int]:
        ticks = round_ticks(0, self.last_epoch, about=5)
        return [round(tick) for tick in ticks if abs(tick - round(tick)) < 1e-9]

    @property
    def loss_ticks(self) -> list[float]:
        """At least three round numbers, as coarse as can be; evenly spaced ones on a short axis."""
        low, high = math.log10(self.low), math.log10(self.high)
        for factors in (None, _FINE):
            ticks = [10.0**tick for tick in log_ticks(low, high, factors)]
            if len(ticks) > 2:
                return ticks
        return round_ticks(self.low, self.high, about=4)


def training_panels(view: StudyView, _: Translate) -> list[Panel]:
    """A panel for each method with a curve of more than its start."""
    colours = colour_classes(view.methods)
    found = [
        _panel(method.name, colours[method.name], method.training, _)
        for method in view.methods
        if method.training is not None
    ]
    return [panel for panel in found if any(len(line.points) > 1 for line in panel.lines)]


def _panel(name: str, css: str, training: TrainingView, _: Translate) -> Panel:
    epochs = [epoch for curve in training.curves.values() for epoch in curve]
    on_validation = any(epoch.validation_log_loss is not None for epoch in epochs)
    lines = (_line(training, seed, on_validation=on_validation) for seed in training.curves)
    return Panel(
        name=name,
        css=css,
        start=start_words(training, _),
        on_validation=on_validation,
        lines=tuple(line for line in lines if line.points),
    )


def _line(training: TrainingView, seed: int, *, on_validation: bool) -> Line:
    def loss(epoch: EpochView) -> float | None:
        return epoch.validation_log_loss if on_validation else epoch.train_loss

    curve = training.curves[seed]
    points = {epoch.epoch: value for epoch in curve if (value := loss(epoch)) is not None}
    best = training.best_epoch.get(seed, -1)
    return Line(
        seed=seed,
        points=tuple(points.items()),
        kept=(best, points[best]) if best in points else None,
        accuracy=next((e.validation_accuracy for e in curve if e.epoch == best), None),
        is_diverged=seed in training.diverged,
    )


def training_frame(panels: list[Panel]) -> Frame:
    """Axes that hold every line, except what lies far above all others."""
    lines = [line for panel in panels for line in panel.lines]
    points = [point for line in lines for point in line.points]
    first = max(line.points[0][1] for line in lines)
    losses = [max(loss, _LEAST_LOSS) for _epoch, loss in points]
    low, most = min(losses), max(losses)
    high = max(min(most, _BEYOND * first), low * 1.2)
    pad = (high / low) ** 0.05
    return Frame(
        last_epoch=max(1, *(epoch for epoch, _loss in points)),
        low=low / pad,
        high=high * pad,
        most=most,
    )
