"""Rows of seeds: every seed a dot, the interval a line, the mean a bigger dot."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tenfold.figures.axes import tick_texts
from tenfold.figures.drawing import Drawing, text_width, wrap
from tenfold.figures.scale import Scale, round_ticks, span, swarm

__all__ = ["Ends", "Strip", "draw_strips", "strip_limits"]

WIDTH = 720.0
_MAX_LABEL, _MAX_MARK = 190.0, 120.0
_BOLD = 1.12  # how much wider bold text is than `text_width` says
_DOT, _ROOM = 3.2, 8.0


@dataclass(frozen=True, kw_only=True)
class Strip:
    """One row. `outer` is a wider interval behind [low, high], `band` the declared margin, `mark`
    what stands at the right end.
    """

    name: str
    note: str = ""
    css: str
    seeds: tuple[float, ...]
    mean: float | None
    low: float | None = None
    high: float | None = None
    outer: tuple[float, float] | None = None
    band: tuple[float, float] | None = None
    mark: str = ""
    mark_css: str = ""

    def values(self) -> Iterable[float]:
        """Every number that the row has to show."""
        ends = (self.mean, self.low, self.high, *(self.outer or ()), *(self.band or ()))
        return (v for v in (*self.seeds, *ends) if v is not None and math.isfinite(v))


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Words at the two ends of the axis; whether zero is marked and numbers carry signs."""

    left: str = ""
    right: str = ""
    zero: bool = False


@dataclass(frozen=True)
class _Frame:
    scale: Scale
    top: float
    bottom: float
    marks: float


def strip_limits(strips: Sequence[Strip], *, zero: bool) -> tuple[float, float]:
    """The range of the axis: all that is to be seen, and zero where it is marked."""
    values = [value for strip in strips for value in strip.values()]
    return span([*values, 0.0] if zero or not values else values)


def draw_strips(strips: Sequence[Strip], *, label: str, ends: Ends) -> str:
    """The SVG of the rows over one axis."""
    labels = [
        (wrap(s.name, _MAX_LABEL / _BOLD), wrap(s.note, _MAX_LABEL) if s.note else [])
        for s in strips
    ]
    left = max(_BOLD * text_width(t) for pair in labels for lines in pair for t in lines) + 16
    right = min(max((_BOLD * 1.05 * text_width(s.mark) for s in strips), default=0), _MAX_MARK)
    heights = [max(44.0, 15.0 * (len(name) + len(note)) + 14) for name, note in labels]
    low, high = strip_limits(strips, zero=ends.zero)
    frame = _Frame(
        Scale(low, high, min(left, _MAX_LABEL + 16), WIDTH - right - 18),
        6.0,
        6.0 + sum(heights),
        WIDTH - right,
    )
    drawing = Drawing(WIDTH, frame.bottom + (46 if ends.left or ends.right else 30), label=label)
    _draw_axis(drawing, frame, ends)
    y = frame.top
    for strip, (name, note), height in zip(strips, labels, heights, strict=True):
        _draw_names(drawing, name, note, y + height / 2)
        _draw_row(drawing, frame, strip, y, height)
        y += height
    return drawing.svg()


def _draw_axis(drawing: Drawing, frame: _Frame, ends: Ends) -> None:
    scale, y = frame.scale, frame.bottom
    ticks = round_ticks(scale.low, scale.high)
    for value, text in zip(ticks, tick_texts(ticks, signed=ends.zero), strict=True):
        drawing.line(scale(value), frame.top, scale(value), y, "grid")
        drawing.text(scale(value), y + 18, text, "quiet", anchor="middle")
    drawing.line(scale.start, y, scale.end, y, "axis")
    if ends.zero:
        drawing.line(scale(0), frame.top, scale(0), y, "zero")
    drawing.text(scale.start, y + 38, ends.left, "quiet small")
    drawing.text(scale.end, y + 38, ends.right, "quiet small", anchor="end")


def _draw_names(drawing: Drawing, name: list[str], note: list[str], middle: float) -> None:
    top = middle - (len(name) + len(note) - 1) * 7.5 + 4
    for i, line in enumerate(name):
        drawing.text(0, top + 15 * i, line, "name")
    for i, line in enumerate(note, start=len(name)):
        drawing.text(0, top + 15 * i, line, "quiet small")


def _draw_row(drawing: Drawing, frame: _Frame, strip: Strip, top: float, height: float) -> None:
    scale, middle = frame.scale, top + height / 2
    if strip.band is not None:
        a, b = scale(strip.band[0]), scale(strip.band[1])
        drawing.rectangle(a, top + 3, b - a, height - 6, "band")
    with drawing.group(strip.css):
        xs = [scale(value) for value in strip.seeds if math.isfinite(value)]
        offsets = swarm(xs, radius=_DOT, room=_ROOM)
        for x, offset in zip(xs, offsets, strict=True):
            drawing.circle(x, middle - 7 + offset, _DOT, "seed")
        if strip.outer is not None:
            low, high = strip.outer
            drawing.line(scale(low), middle + 11, scale(high), middle + 11, "outer")
        if strip.low is not None and strip.high is not None:
            drawing.line(scale(strip.low), middle + 11, scale(strip.high), middle + 11, "ci")
        if strip.mean is not None and math.isfinite(strip.mean):
            drawing.circle(scale(strip.mean), middle + 11, 5, "mean")
    if strip.mark:
        drawing.text(frame.marks, middle + 4, strip.mark, strip.mark_css)
