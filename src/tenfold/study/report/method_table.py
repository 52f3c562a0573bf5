"""The table of methods, as the report shows it in HTML, Markdown and LaTeX."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tenfold.language import Translate
from tenfold.numerals import (
    count,
    count_and_share,
    minutes,
    plus_minus,
    score,
    share,
    signed,
)
from tenfold.study.report.figures.colours import colour_classes
from tenfold.study.view import HypothesisView, MethodView, StudyView
from tenfold.study.words.metric_facts import sign_of, unit_of
from tenfold.study.words.training_words import start_words

__all__ = ["MethodRow", "MethodTable", "method_table", "primary_hypothesis"]


@dataclass(frozen=True, kw_only=True)
class MethodRow:
    """One method, every number written. `half` is half the 95 % interval, empty without one.

    `share` is what `trained` is of the encoder's parameters, `start` how the heads of an encoder that
    is trained began; both are empty elsewhere.
    """

    name: str
    kind: str
    css: str
    score: str
    half: str
    gain: str
    others: tuple[str, ...]
    minutes: str
    trained: str
    share: str
    trained_and_share: str
    start: str
    watt_hours: str
    n_runs: int
    n_failed: int
    is_best: bool
    is_baseline: bool


@dataclass(frozen=True, kw_only=True)
class MethodTable:
    """All methods in the study's order. `baseline` is the primary claim's, if there is one."""

    metric: str
    others: tuple[str, ...]
    baseline: str | None
    rows: tuple[MethodRow, ...]

    @property
    def has_shares(self) -> bool:
        return any(row.share for row in self.rows)

    @property
    def has_scores(self) -> bool:
        return any(row.score != "–" for row in self.rows)


def primary_hypothesis(view: StudyView) -> HypothesisView | None:
    """The hypothesis declared as primary, else the first."""
    ordered = sorted(view.hypotheses, key=lambda hypothesis: not hypothesis.primary)
    return ordered[0] if ordered else None


def method_table(view: StudyView, _: Translate) -> MethodTable:
    """The table of the study's only or largest size; gains are over `MethodTable.baseline`."""
    primary = primary_hypothesis(view)
    baseline = primary.verdict.baseline if primary else None
    others = tuple(metric for metric in view.metrics if metric != view.metric)
    best = _best_method(view)
    return MethodTable(
        metric=view.metric,
        others=others,
        baseline=baseline,
        rows=tuple(
            _row(view, method, others, _, baseline=baseline, best=best) for method in view.methods
        ),
    )


def _row(
    view: StudyView,
    method: MethodView,
    others: tuple[str, ...],
    _: Translate,
    *,
    baseline: str | None,
    best: str | None,
) -> MethodRow:
    main = method.scores.get(view.metric)
    unit = unit_of(view.metric, view.unit)
    further = [(metric, method.scores.get(metric)) for metric in others]
    return MethodRow(
        name=method.name,
        kind=method.kind,
        css=colour_classes(view.methods)[method.name],
        score=score(main.mean if main else None, unit),
        half=plus_minus(main.low, main.high, unit) if main else "",
        gain=signed(_mean_gain(view, method, baseline), unit),
        others=tuple(
            score(s.mean if s else None, unit_of(metric, view.unit)) for metric, s in further
        ),
        minutes=minutes(method.seconds) if method.seconds else "–",
        trained=count(method.trained_parameters),
        share=share(method.trained_parameters, method.encoder_parameters),
        trained_and_share=count_and_share(method.trained_parameters, method.encoder_parameters),
        start=start_words(method.training, _) if method.training is not None else "",
        watt_hours=_watt_hours(view, method),
        n_runs=method.n_runs,
        n_failed=method.n_failed,
        is_best=method.name == best,
        is_baseline=method.name == baseline,
    )


def _best_method(view: StudyView) -> str | None:
    found = {
        m.name: sign_of(view.metric) * m.scores[view.metric].mean
        for m in view.methods
        if view.metric in m.scores and math.isfinite(m.scores[view.metric].mean)
    }
    return max(found, key=found.__getitem__) if found else None


def _mean_gain(view: StudyView, method: MethodView, baseline: str | None) -> float | None:
    """Mean over shared seeds of this method minus the baseline, oriented; None for the baseline."""
    other = next((m for m in view.methods if m.name == baseline), None)
    if other is None or other is method:
        return None
    a, b = method.scores.get(view.metric), other.scores.get(view.metric)
    if a is None or b is None:
        return None
    gains = [a.by_seed[seed] - b.by_seed[seed] for seed in a.by_seed if seed in b.by_seed]
    return sign_of(view.metric) * sum(gains) / len(gains) if gains else None


def _watt_hours(view: StudyView, method: MethodView) -> str:
    """An estimate: the seconds of one core times its stated watts."""
    if view.cost is None or not method.seconds:
        return "–"
    value = method.seconds * view.cost.watts_per_core / 3600
    return f"{value:.2f}" if value >= 0.01 else "< 0.01"
