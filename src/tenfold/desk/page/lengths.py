"""How long the texts are, as a histogram on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tenfold.figures.axes import log_ticks
from tenfold.figures.drawing import Drawing
from tenfold.figures.figure import Figure
from tenfold.figures.scale import Scale
from tenfold.language import Translate
from tenfold.numerals import count

__all__ = ["lengths_figure"]

_WIDTH, _HEIGHT, _LEFT, _FOOT = 720.0, 210.0, 12.0, 34.0
_N_BARS = 48
_MARKS = (0.05, 0.5, 0.95)


def lengths_figure(n_characters: Sequence[int], _: Translate) -> Figure:
    """Lengths in characters. Empty texts are counted in the caption; they have no logarithm."""
    lengths = np.asarray(n_characters, dtype=np.int64)
    real = lengths[lengths > 0]
    marks = [int(q) for q in np.quantile(real, _MARKS)] if len(real) else [0, 0, 0]
    edges, counts = _histogram(real)
    label = _("Lengths of the texts: half of them have at most {n} characters").format(
        n=count(marks[1])
    )
    return Figure(
        key="lengths",
        title=_("Lengths"),
        caption=_caption(lengths, marks, _),
        svg=_draw(edges, counts, marks, label, _),
        columns=(_("characters"), _("texts")),
        rows=tuple(
            (f"{math.ceil(low):,}–{max(math.ceil(high) - 1, math.ceil(low)):,}", count(int(n)))
            for low, high, n in zip(edges[:-1], edges[1:], counts, strict=True)
            if n
        ),
    )


def _histogram(real: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edges in characters, evenly apart in their logarithm, and how many texts lie between."""
    if not len(real):
        return np.array([1.0, 2.0]), np.array([0])
    low, high = float(real.min()), float(real.max()) + 1
    n_bars = int(min(_N_BARS, max(high - low, 1)))
    edges = np.geomspace(low, high, n_bars + 1)
    edges[-1] = high
    return edges, np.histogram(real, bins=edges)[0]


def _caption(lengths: np.ndarray, marks: Sequence[int], _: Translate) -> str:
    said = _(
        "In characters. 5 % of the texts are shorter than {low}, half are shorter than {middle}, "
        "5 % are longer than {high}; the longest has {most}."
    ).format(
        low=count(marks[0]),
        middle=count(marks[1]),
        high=count(marks[2]),
        most=count(int(lengths.max(initial=0))),
    )
    n_empty = int((lengths == 0).sum())
    if n_empty:
        said += " " + _("{n} texts are empty.").format(n=count(n_empty))
    return said


def _draw(
    edges: np.ndarray, counts: np.ndarray, marks: Sequence[int], label: str, _: Translate
) -> str:
    drawing = Drawing(_WIDTH, _HEIGHT, label=label)
    foot = _HEIGHT - _FOOT
    x = Scale(math.log10(edges[0]), math.log10(edges[-1]), _LEFT, _WIDTH - _LEFT)
    y = Scale(0, max(int(counts.max(initial=1)), 1), foot, 22)
    with drawing.group("m1"):
        for low, high, n in zip(edges[:-1], edges[1:], counts, strict=True):
            left, right = x(math.log10(low)), x(math.log10(high))
            drawing.rectangle(left, y(float(n)), max(right - left - 1, 0.5), foot - y(n), "tint")
    drawing.line(_LEFT, foot, _WIDTH - _LEFT, foot, "axis")
    factors = (1, 2, 5) if x.high - x.low > 1.2 else (1, 1.5, 2, 3, 4, 5, 7)
    for tick in log_ticks(x.low, x.high, factors):
        drawing.line(x(tick), foot, x(tick), foot + 4, "axis")
        drawing.text(x(tick), foot + 18, count(round(10**tick)), "quiet", anchor="middle")
    if marks[1]:
        at = x(math.log10(marks[1]))
        drawing.line(at, 18, at, foot, "zero")
        half = _("half: {n}").format(n=count(marks[1]))
        drawing.text(at, 12, half, "small", anchor="start" if at < _WIDTH / 2 else "end")
    return drawing.svg()
