"""How the score grows with the number of training examples a class."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tenfold.figures.axes import draw_heights
from tenfold.figures.drawing import Drawing, text_width, wrap
from tenfold.figures.figure import Figure
from tenfold.figures.scale import Scale, span, spread
from tenfold.language import Translate
from tenfold.numerals import score
from tenfold.study.report.figures.colours import colour_classes
from tenfold.study.view import Score, StudyView
from tenfold.study.words.metric_facts import unit_of
from tenfold.study.words.metric_words import metric_word

__all__ = ["Curve", "curve_sizes", "curves", "draw_learning_curve", "size_places"]

_WIDTH, _TOP, _BOTTOM, _LEFT, _MAX_LABEL = 720.0, 12.0, 280.0, 52.0, 170.0
Size = int | str


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One method: its score by size, in the order of the sizes."""

    name: str
    css: str
    scores: tuple[tuple[Size, Score], ...]


def curve_sizes(view: StudyView) -> list[Size]:
    """The sizes that any method has, from few to all."""
    found = {c.train_per_class for method in view.methods for c in method.conditions}
    return sorted(found, key=lambda size: math.inf if isinstance(size, str) else size)


def curves(view: StudyView) -> list[Curve]:
    """One curve a method that was scored, on the study's metric."""
    colours = colour_classes(view.methods)
    found = []
    for method in view.methods:
        by_size = {c.train_per_class: c.scores.get(view.metric) for c in method.conditions}
        scores = tuple(
            (size, s) for size in curve_sizes(view) if (s := by_size.get(size)) is not None
        )
        if scores:
            found.append(Curve(name=method.name, css=colours[method.name], scores=scores))
    return found


def size_places(sizes: list[Size]) -> dict[Size, float]:
    """Where each size stands on the axis: its logarithm; "all" one step past the largest number."""
    numbers = [math.log(size) for size in sizes if isinstance(size, int)]
    step = (numbers[-1] - numbers[0]) / max(len(numbers) - 1, 1) if numbers else 1.0
    last = numbers[-1] if numbers else 0.0
    return {s: math.log(s) if isinstance(s, int) else last + (step or 1.0) for s in sizes}


def draw_learning_curve(view: StudyView, _: Translate) -> list[Figure]:
    """The figure, if the study has more than one size."""
    drawn, sizes = curves(view), curve_sizes(view)
    if len({size for curve in drawn for size, _score in curve.scores}) < 2:
        return []
    title = _("Learning curve: {metric} by training examples a class").format(
        metric=metric_word(view.metric, _)
    )
    caption = _(
        "Logarithmic axis. Dots: seeds. Line and shade: mean over seeds with its 95 % interval."
    )
    return [
        Figure(
            key="learning-curve",
            title=title,
            caption=caption,
            svg=_svg(drawn, sizes, title, _),
            columns=(_("method"), *(_size_name(size, _) for size in sizes)),
            rows=tuple(_row(curve, sizes, unit_of(view.metric, view.unit), _) for curve in drawn),
        )
    ]


def _size_name(size: Size, _: Translate) -> str:
    return _("all") if size == "all" else str(size)


def _row(curve: Curve, sizes: list[Size], unit: str, _: Translate) -> tuple[str, ...]:
    by_size = dict(curve.scores)
    return (curve.name, *(_cell(by_size.get(size), unit, _) for size in sizes))


def _cell(found: Score | None, unit: str, _: Translate) -> str:
    if found is None or found.low is None:
        return score(found.mean if found else None, unit)
    return _("{mean} ({low} to {high})").format(
        mean=score(found.mean, unit), low=score(found.low, unit), high=score(found.high, unit)
    )


def _svg(drawn: list[Curve], sizes: list[Size], title: str, _: Translate) -> str:
    drawing = Drawing(_WIDTH, _BOTTOM + 44, label=title)
    names = [wrap(curve.name, _MAX_LABEL, max_lines=1)[0] for curve in drawn]
    right = _WIDTH - min(max(text_width(name) for name in names), _MAX_LABEL) - 30
    places = size_places(sizes)
    x = Scale(*span(list(places.values()), pad=0.05), _LEFT, right)
    y = Scale(*span(list(_values(drawn))), _BOTTOM, _TOP)
    draw_heights(drawing, y, left=_LEFT, right=right)
    for size in sizes:
        drawing.line(x(places[size]), _BOTTOM, x(places[size]), _BOTTOM + 4, "axis")
        name = _size_name(size, _)
        drawing.text(x(places[size]), _BOTTOM + 18, name, "quiet", anchor="middle")
    words = _("training examples a class")
    drawing.text((_LEFT + right) / 2, _BOTTOM + 38, words, "quiet small", anchor="middle")
    for i, curve in enumerate(drawn):
        dodge = (i - (len(drawn) - 1) / 2) * min(7.0, 30.0 / len(drawn))
        at = {size: x(places[size]) + dodge for size in sizes}
        _draw_curve(drawing, curve, at, y)
    _label_ends(drawing, drawn, names, y, right)
    return drawing.svg()


def _values(drawn: list[Curve]) -> list[float]:
    found = [s for curve in drawn for _size, s in curve.scores]
    values = [value for s in found for value in (s.mean, s.low, s.high, *s.by_seed.values())]
    return [value for value in values if value is not None and math.isfinite(value)]


def _draw_curve(drawing: Drawing, curve: Curve, at: dict[Size, float], y: Scale) -> None:
    with drawing.group(curve.css):
        bounded = [(at[n], s.low, s.high) for n, s in curve.scores if s.low is not None]
        lows = [(px, y(low)) for px, low, _high in bounded if low is not None]
        highs = [(px, y(high)) for px, _low, high in bounded if high is not None]
        if len(bounded) > 1:
            drawing.polygon([*lows, *reversed(highs)], "ribbon")
        drawing.polyline([(at[n], y(s.mean)) for n, s in curve.scores], "curve")
        for n, s in curve.scores:
            for value in s.by_seed.values():
                if math.isfinite(value):
                    drawing.circle(at[n], y(value), 2.4, "seed")
        for (px, low), (_px, high) in zip(lows, highs, strict=True):
            drawing.line(px, low, px, high, "ci")
        for n, s in curve.scores:
            drawing.circle(at[n], y(s.mean), 4.5, "mean")


def _label_ends(
    drawing: Drawing, drawn: list[Curve], names: list[str], y: Scale, right: float
) -> None:
    """Names at the ends of their curves, moved apart where the ends are close."""
    wanted = [y(curve.scores[-1][1].mean) for curve in drawn]
    placed = spread(wanted, gap=16, low=_TOP, high=_BOTTOM - 6)
    for curve, name, end, place in zip(drawn, names, wanted, placed, strict=True):
        with drawing.group(curve.css):
            drawing.polyline([(right + 2, end), (right + 10, place), (right + 16, place)], "leader")
        drawing.text(right + 20, place + 4, name)
