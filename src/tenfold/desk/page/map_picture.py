"""The texts as dots: what means the same lies near; classes by colour, suspects ringed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int64

from tenfold.figures.drawing import Drawing, text_width
from tenfold.figures.figure import Figure
from tenfold.figures.scale import Scale
from tenfold.language import Translate
from tenfold.numerals import count

__all__ = ["DotMap", "map_figure"]

_WIDTH, _HEIGHT, _MARGIN = 720.0, 520.0, 14.0
_N_COLOURS = 6
_LABEL_FROM = 8
"""A class with fewer dots gets no name on the map: there is nothing to put it on."""


@dataclass(frozen=True)
class DotMap:
    """`positions` (n, 2), one dot a text; `rows` their places in the data; `labels` their classes, empty for
    the rows of the split test; `texts` what a pointer over a dot reads. `suspects` and `outliers` are rows.
    """

    rows: Int64[np.ndarray, " n"]
    positions: Float[np.ndarray, "n 2"]
    labels: Sequence[str]
    texts: Sequence[str]
    suspects: frozenset[int]
    outliers: frozenset[int]


def map_figure(dots: DotMap, n_rows: int, _: Translate) -> Figure:
    """The map; the table beside it lists the marked dots, since a map cannot be read aloud."""
    shown = set(dots.rows.tolist())
    n_suspects, n_outliers = len(dots.suspects & shown), len(dots.outliers & shown)
    said = _("{n} of {total} texts, placed by meaning: near means alike.").format(
        n=count(len(dots.rows)), total=count(n_rows)
    )
    if n_suspects:
        said += " " + _("A ring marks a probable label error ({n} here).").format(n=n_suspects)
    if n_outliers:
        said += " " + _("A cross marks a text far from all others ({n} here).").format(n=n_outliers)
    marked = [i for i, row in enumerate(dots.rows.tolist()) if _is_marked(dots, row)]
    return Figure(
        key="map",
        title=_("Map"),
        caption=said + " " + _("Distances between far places mean little."),
        svg=_Picture(dots, _("A map of the texts by meaning")).draw(),
        columns=(_("row"), _("class"), _("text"), _("why")),
        rows=tuple(
            (
                str(int(dots.rows[i]) + 1),
                dots.labels[i],
                dots.texts[i],
                _("label") if int(dots.rows[i]) in dots.suspects else _("far from all others"),
            )
            for i in marked
        ),
    )


def _is_marked(dots: DotMap, row: int) -> bool:
    return row in dots.suspects or row in dots.outliers


class _Picture:
    """The dots first, the marked ones above them, then the names of classes where there is room."""

    def __init__(self, dots: DotMap, label: str) -> None:
        self._dots = dots
        self._drawing = Drawing(_WIDTH, _HEIGHT, label=label)
        low, high = dots.positions.min(axis=0), dots.positions.max(axis=0)
        high = np.maximum(high, low + 1e-9)
        self._x = Scale(low[0], high[0], _MARGIN, _WIDTH - _MARGIN)
        self._y = Scale(low[1], high[1], _HEIGHT - _MARGIN, _MARGIN)
        sizes = Counter(label for label in dots.labels if label)
        names = sorted(sizes, key=lambda name: (-sizes[name], name))
        self._colours = {name: f"m{i % _N_COLOURS + 1}" for i, name in enumerate(names)}
        self._sizes = sizes

    def draw(self) -> str:
        rows = self._dots.rows.tolist()
        marked = [_is_marked(self._dots, row) for row in rows]
        for i in sorted(range(len(rows)), key=lambda i: marked[i]):
            self._dot(i, rows[i])
        self._names()
        return self._drawing.svg()

    def _place(self, i: int) -> tuple[float, float]:
        return self._x(self._dots.positions[i, 0]), self._y(self._dots.positions[i, 1])

    def _dot(self, i: int, row: int) -> None:
        x, y = self._place(i)
        label = self._dots.labels[i]
        said = f"{row + 1}: {label} · {self._dots.texts[i]}" if label else self._dots.texts[i]
        with self._drawing.group(self._colours.get(label, "floor")):
            self._drawing.circle(x, y, 2.2, "seed", title=said)
        if row in self._dots.outliers:
            self._drawing.line(x - 4, y - 4, x + 4, y + 4, "cross")
            self._drawing.line(x - 4, y + 4, x + 4, y - 4, "cross")
        if row in self._dots.suspects:
            self._drawing.circle(x, y, 5.5, "suspect", title=said)

    def _names(self) -> None:
        """The name of each class at its middle dot, the largest classes first, where it hides no other."""
        taken: list[tuple[float, float, float]] = []
        labels = np.array(self._dots.labels, dtype=object)
        for name, size in self._sizes.most_common():
            members = np.flatnonzero(labels == name)
            if size < _LABEL_FROM:
                continue
            middle = np.median(self._dots.positions[members], axis=0)
            short = name if len(name) <= 24 else name[:23] + "…"
            half = text_width(short, 11.0) / 2
            x = min(max(self._x(middle[0]), half + 4), _WIDTH - half - 4)
            y = self._y(middle[1])
            if all(abs(x - u) > half + v + 4 or abs(y - w) > 13 for u, w, v in taken):
                taken.append((x, y, half))
                self._drawing.text(x, y + 4, short, "small halo", anchor="middle")
