"""All figures of a report, in the order in which it shows them."""

from __future__ import annotations

from tenfold.figures.figure import Figure
from tenfold.language import translator
from tenfold.study.report.figures.confusion import ExamplesAt, draw_confusion
from tenfold.study.report.figures.cost import draw_cost
from tenfold.study.report.figures.gains import draw_gains
from tenfold.study.report.figures.learning_curve import draw_learning_curve
from tenfold.study.report.figures.rank_courses import draw_ranks
from tenfold.study.report.figures.scores import draw_scores
from tenfold.study.report.figures.training_curves import draw_training
from tenfold.study.view import StudyView

__all__ = ["draw_figures"]


def draw_figures(
    view: StudyView, *, language: str = "en", examples_at: ExamplesAt | None = None
) -> tuple[Figure, ...]:
    """The figures that `view` has numbers for; none before any run. `examples_at`: where its examples are."""
    _ = translator(language)
    return (
        *draw_gains(view, _),
        *draw_scores(view, _),
        *draw_learning_curve(view, _),
        *draw_training(view, _),
        *draw_ranks(view, _),
        *draw_confusion(view, _, examples_at=examples_at),
        *draw_cost(view, _),
    )
