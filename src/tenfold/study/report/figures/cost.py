"""What a method costs against what it scores."""

from __future__ import annotations

import math

from tenfold.figures.axes import draw_heights, log_ticks
from tenfold.figures.drawing import Drawing, text_width, wrap
from tenfold.figures.figure import Figure
from tenfold.figures.scale import Scale, span, spread
from tenfold.language import Translate
from tenfold.numerals import minutes, score
from tenfold.study.report.figures.colours import colour_classes
from tenfold.study.view import MethodView, Score, StudyView
from tenfold.study.words.metric_facts import unit_of
from tenfold.study.words.metric_words import metric_word

__all__ = ["costed_methods", "draw_cost"]

_WIDTH, _TOP, _BOTTOM, _LEFT, _MAX_LABEL = 720.0, 12.0, 250.0, 52.0, 170.0


def costed_methods(view: StudyView) -> list[tuple[MethodView, Score]]:
    """The methods with a score and a time."""
    found = [(method, method.scores.get(view.metric)) for method in view.methods]
    return [(m, s) for m, s in found if s is not None and m.seconds > 0 and math.isfinite(s.mean)]


def draw_cost(view: StudyView, _: Translate) -> list[Figure]:
    """The figure, if there are more than two methods to compare."""
    found = costed_methods(view)
    if len(found) <= 2:
        return []
    unit = unit_of(view.metric, view.unit)
    title = _("Cost against {metric}").format(metric=metric_word(view.metric, _))
    return [
        Figure(
            key="cost",
            title=title,
            caption=_(
                "Minutes of computing for all runs of a method (logarithmic axis); shared steps, "
                "such as encoding the texts, are not in it. Line: the 95 % interval of the mean."
            ),
            svg=_svg(view, found, title, _),
            columns=(_("method"), _("minutes"), metric_word(view.metric, _)),
            rows=tuple((m.name, minutes(m.seconds), score(s.mean, unit)) for m, s in found),
        )
    ]


def _svg(view: StudyView, found: list[tuple[MethodView, Score]], title: str, _: Translate) -> str:
    drawing = Drawing(_WIDTH, _BOTTOM + 44, label=title)
    names = [wrap(method.name, _MAX_LABEL, max_lines=1)[0] for method, _score in found]
    right = _WIDTH - min(max(text_width(name) for name in names), _MAX_LABEL) - 36
    logs = [math.log10(method.seconds / 60) for method, _score in found]
    x = Scale(*span(logs, pad=0.1), _LEFT, right)
    values = [v for _m, s in found for v in (s.mean, s.low, s.high) if v is not None]
    y = Scale(*span(values, pad=0.1), _BOTTOM, _TOP)
    _draw_axes(drawing, x, y, right)
    words = _("minutes of computing")
    drawing.text((_LEFT + right) / 2, _BOTTOM + 38, words, "quiet small", anchor="middle")
    places = spread([y(s.mean) for _m, s in found], gap=16, low=_TOP, high=_BOTTOM - 6)
    colours = colour_classes(view.methods)
    for (method, s), log, name, place in zip(found, logs, names, places, strict=True):
        with drawing.group(colours[method.name]):
            if s.low is not None and s.high is not None:
                drawing.line(x(log), y(s.low), x(log), y(s.high), "ci")
            drawing.circle(x(log), y(s.mean), 5.5, "mean")
            drawing.polyline([(x(log) + 8, y(s.mean)), (x(log) + 16, place)], "leader")
        drawing.text(x(log) + 20, place + 4, name)
    return drawing.svg()


def _draw_axes(drawing: Drawing, x: Scale, y: Scale, right: float) -> None:
    draw_heights(drawing, y, left=_LEFT, right=right)
    for log in log_ticks(x.low, x.high):
        drawing.line(x(log), _BOTTOM, x(log), _BOTTOM + 4, "axis")
        drawing.text(x(log), _BOTTOM + 18, f"{10**log:g}", "quiet", anchor="middle")
