"""From values to places on a drawing: scales, round ticks, and labels and dots that keep apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Scale", "round_ticks", "span", "spread", "swarm"]


@dataclass(frozen=True)
class Scale:
    """A linear map of [low, high] to [start, end]; with `log` of their logarithms."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        f: Callable[[float], float] = math.log if self.log else float
        share = (f(value) - f(self.low)) / (f(self.high) - f(self.low))
        return self.start + share * (self.end - self.start)


_ROUNDING = 1e-9


def span(values: Sequence[float], *, pad: float = 0.06) -> tuple[float, float]:
    """The range of `values` with a margin on both sides, never of width zero.

    Values that differ by rounding alone count as equal: no axis can show what floats cannot tell apart.

    >>> low, high = span([0.1 + 0.2, 0.3])
    >>> round(low, 3), round(high, 3)
    (0.298, 0.302)
    """
    low, high = min(values), max(values)
    width = high - low
    if width <= _ROUNDING * max(abs(low), abs(high)):
        width = abs(high) * 0.1 or 0.1
    return low - pad * width, high + pad * width


def round_ticks(low: float, high: float, *, about: int = 6) -> list[float]:
    """Round numbers inside [low, high], about so many of them.

    >>> [round(t, 2) for t in round_ticks(-0.13, 0.06)]
    [-0.12, -0.08, -0.04, 0.0, 0.04]
    """
    step = _round_step((high - low) / about)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [0.0 if i == 0 else i * step for i in range(first, last + 1)]


def _round_step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * factor for factor in (1, 2, 4, 5, 10) if power * factor >= raw * 0.999)


def swarm(xs: Sequence[float], *, radius: float, room: float) -> list[float]:
    """Offsets within ± `room` that keep dots of `radius` at `xs` from hiding each other."""
    offsets = [0.0] * len(xs)
    placed: list[int] = []
    for i in sorted(range(len(xs)), key=lambda i: xs[i]):
        near = [j for j in placed if abs(xs[j] - xs[i]) < 2 * radius]
        offsets[i] = _free_offset(
            [(xs[j] - xs[i], offsets[j]) for j in near], radius=radius, room=room
        )
        placed.append(i)
    return offsets


def _free_offset(near: Sequence[tuple[float, float]], *, radius: float, room: float) -> float:
    steps = [0.0]
    for k in range(1, int(room / radius) + 1):
        steps += [k * radius, -k * radius]

    def clearance(offset: float) -> float:
        return min((math.hypot(dx, y - offset) for dx, y in near), default=math.inf)

    free = [offset for offset in steps if clearance(offset) >= 1.9 * radius]
    return free[0] if free else max(steps, key=clearance)


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Places near the `wanted` ones, in the same order, `gap` apart and inside [low, high]."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [wanted[i] for i in order]
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    if placed and placed[-1] > high:
        placed[-1] = high
        for i in range(len(placed) - 2, -1, -1):
            placed[i] = min(placed[i], placed[i + 1] - gap)
    if placed and placed[0] < low:
        placed[0] = low
        for i in range(1, len(placed)):
            placed[i] = max(placed[i], placed[i - 1] + gap)
    result = [0.0] * len(wanted)
    for place, i in zip(placed, order, strict=True):
        result[i] = place
    return result
