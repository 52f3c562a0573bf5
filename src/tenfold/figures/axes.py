"""The axes of a figure: ticks with just the digits that tell them apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from tenfold.figures.drawing import Drawing
from tenfold.figures.scale import Scale, round_ticks
from tenfold.numerals import decimal

__all__ = ["draw_heights", "log_ticks", "tick_texts"]


def tick_texts(ticks: Sequence[float], *, signed: bool = False) -> list[str]:
    """The numbers at `ticks`, all with as many decimals as their distance needs.

    >>> tick_texts([-0.04, 0.0, 0.04], signed=True)
    ['−0.04', '0.00', '+0.04']
    """
    step = min((b - a for a, b in pairwise(ticks)), default=1.0)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return [
        f"+{decimal(tick, digits)}" if signed and tick > 0 else decimal(tick, digits)
        for tick in ticks
    ]


def draw_heights(drawing: Drawing, y: Scale, *, left: float, right: float) -> None:
    """A vertical axis: hair lines across, numbers at the left, a line at the foot."""
    ticks = round_ticks(y.low, y.high, about=5)
    for value, text in zip(ticks, tick_texts(ticks), strict=True):
        drawing.line(left, y(value), right, y(value), "grid")
        drawing.text(left - 8, y(value) + 4, text, "quiet", anchor="end")
    drawing.line(left, y.start, right, y.start, "axis")


def log_ticks(low: float, high: float, factors: Sequence[float] | None = None) -> list[float]:
    """Logarithms of round numbers in the range: powers of ten times `factors`, by default 1, 2 and 5
    where there is room, else 1.
    """
    factors = factors or ((1, 2, 5) if high - low < 2.5 else (1,))
    powers = range(math.floor(low) - 1, math.ceil(high) + 1)
    ticks = [math.log10(factor) + power for power in powers for factor in factors]
    return [tick for tick in ticks if low <= tick <= high]
