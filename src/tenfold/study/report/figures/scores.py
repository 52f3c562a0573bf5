"""The score of each method: every seed a dot, the mean with its interval."""

from __future__ import annotations

from functools import partial

from tenfold.figures.figure import Figure
from tenfold.language import Translate
from tenfold.numerals import score
from tenfold.study.report.figures.colours import colour_classes
from tenfold.study.report.figures.strips import Ends, Strip, draw_strips
from tenfold.study.view import StudyView
from tenfold.study.words.metric_facts import unit_of
from tenfold.study.words.metric_words import metric_word

__all__ = ["draw_scores", "score_strips"]


def score_strips(view: StudyView) -> list[Strip]:
    """One row a method that has been scored, in the metric's own direction."""
    colours = colour_classes(view.methods)
    strips = []
    for method in view.methods:
        found = method.scores.get(view.metric)
        if found is None:
            continue
        strips.append(
            Strip(
                name=method.name,
                css=colours[method.name],
                seeds=tuple(found.by_seed.values()),
                mean=found.mean,
                low=found.low,
                high=found.high,
                mark=score(found.mean, unit_of(view.metric, view.unit)),
                mark_css="value",
            )
        )
    return strips


def draw_scores(view: StudyView, _: Translate) -> list[Figure]:
    """The figure, if anything has been scored."""
    strips = score_strips(view)
    if not any(True for strip in strips for _value in strip.values()):
        return []
    title = _("Scores in {metric}, every seed a dot").format(metric=metric_word(view.metric, _))
    write = partial(score, unit=unit_of(view.metric, view.unit))
    return [
        Figure(
            key="scores",
            title=title,
            caption=_(
                "Line and big dot: mean over seeds with its 95 % interval, on these test examples."
            ),
            svg=draw_strips(
                strips,
                label=_("{title}: {n} methods").format(title=title, n=len(strips)),
                ends=Ends(),
            ),
            columns=(_("method"), _("mean"), _("interval"), _("scores by seed")),
            rows=tuple(
                (
                    strip.name,
                    write(strip.mean),
                    _("{low} to {high}").format(low=write(strip.low), high=write(strip.high)),
                    ", ".join(write(value) for value in strip.seeds),
                )
                for strip in strips
            ),
        )
    ]
