"""Every seed as a dot, in one line of text."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["dot_strip"]

_MARKS = " ·•●"


def dot_strip(gains: Sequence[float], *, margin: float | None = None, width: int = 41) -> str:
    """The gains along a line; `│` is no gain, `┊` the margin, a bigger dot several seeds.

    >>> dot_strip([0.0, 1.0, 1.0], width=5)
    '·   •'
    """
    points = [*gains, 0.0, *([] if margin is None else [margin])]
    low, high = min(points), max(points)
    step = (high - low) / (width - 1) or 1.0
    cells = [0] * width
    for gain in gains:
        cells[round((gain - low) / step)] += 1
    line = [_MARKS[min(n, 3)] for n in cells]
    for value, mark in ((margin, "┊"), (0.0, "│")):
        if value is not None and line[round((value - low) / step)] == " ":
            line[round((value - low) / step)] = mark
    return "".join(line).rstrip()
