"""The gain of each hypothesis: candidate minus baseline by seed, and the declared margin."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tenfold.figures.figure import Figure
from tenfold.language import Translate
from tenfold.numerals import score, signed, size_word
from tenfold.study.report.figures.colours import colour_classes
from tenfold.study.report.figures.strips import Ends, Strip, draw_strips
from tenfold.study.view import MethodView, Score, StudyView
from tenfold.study.words.metric_facts import sign_of, unit_of
from tenfold.study.words.metric_words import metric_word

if TYPE_CHECKING:
    from tenfold.study.verdict import Verdict

__all__ = ["draw_gains", "gain_by_seed", "gain_strips", "scores_at"]

_SIGNS = {"supported": "●", "refuted": "✕", "undecided": "◐"}


def scores_at(method: MethodView, condition: int | str | None) -> dict[str, Score]:
    """The scores of `method` at a number of training examples a class; None means its largest."""
    for view in method.conditions:
        if view.train_per_class == condition:
            return dict(view.scores)
    return dict(method.scores) if condition is None else {}


def gain_by_seed(view: StudyView, verdict: Verdict) -> dict[int, float]:
    """Candidate minus baseline on the seeds that both have, oriented so that higher is better."""
    if verdict.gains:
        return dict(zip(verdict.seeds, verdict.gains, strict=True))
    methods = {method.name: method for method in view.methods}
    pair = [methods.get(verdict.candidate), methods.get(verdict.baseline)]
    found = [scores_at(m, verdict.condition).get(verdict.metric) for m in pair if m is not None]
    if len(found) < 2 or found[0] is None or found[1] is None:
        return {}
    sign = sign_of(verdict.metric)
    a, b = found[0].by_seed, found[1].by_seed
    gains = {seed: sign * (a[seed] - b[seed]) for seed in a if seed in b}
    return {seed: gain for seed, gain in gains.items() if math.isfinite(gain)}


def gain_strips(view: StudyView, metric: str, _: Translate) -> list[Strip]:
    """One row a hypothesis about `metric` that has scores, in the study's order."""
    words = {
        "supported": _("supported"),
        "refuted": _("refuted"),
        "undecided": _("undecided"),
    }
    colours = colour_classes(view.methods)
    has_sizes = len({c.train_per_class for m in view.methods for c in m.conditions}) > 1
    strips = []
    for hypothesis in view.hypotheses:
        verdict = hypothesis.verdict
        gains = gain_by_seed(view, verdict) if verdict.metric == metric else {}
        if not gains:
            continue
        gain = verdict.gain
        strips.append(
            Strip(
                name=_("{candidate} − {baseline}").format(
                    candidate=verdict.candidate, baseline=verdict.baseline
                ),
                note=size_word(verdict.condition, _) if has_sizes else "",
                css=colours.get(verdict.candidate, "floor"),
                seeds=tuple(gains.values()),
                mean=gain.estimate if gain.estimate is not None else _mean(gains),
                low=gain.low,
                high=gain.high,
                outer=_outer(verdict),
                band=_band(verdict),
                mark=f"{_SIGNS[verdict.verdict]} {words[verdict.verdict]}",
                mark_css=f"word is-{verdict.verdict}",
            )
        )
    return strips


def _mean(gains: dict[int, float]) -> float:
    return sum(gains.values()) / len(gains)


def _outer(verdict: Verdict) -> tuple[float, float] | None:
    """The interval of the level at which the claim was decided, where the others changed it."""
    own, adjusted = verdict.gain, verdict.adjusted
    if adjusted.low is None or adjusted.high is None or adjusted == own:
        return None
    return adjusted.low, adjusted.high


def _level(view: StudyView) -> str:
    """The level of the intervals in per cent; all verdicts of a study share it."""
    return f"{100 * (1 - view.hypotheses[0].verdict.alpha):g}"


def _band(verdict: Verdict) -> tuple[float, float] | None:
    """The declared margin around no gain, on the side where it decides."""
    margin = verdict.margin
    if not margin:
        return None
    sides = {"beats": (0.0, margin), "at_most_worse": (-margin, 0.0), "equals": (-margin, margin)}
    return sides.get(verdict.relation)


def draw_gains(view: StudyView, _: Translate) -> list[Figure]:
    """One figure a metric that a hypothesis is about."""
    metrics = dict.fromkeys(hypothesis.verdict.metric for hypothesis in view.hypotheses)
    drawn = [(metric, gain_strips(view, metric, _)) for metric in metrics]
    return [_figure(view, metric, strips, _) for metric, strips in drawn if strips]


def _figure(view: StudyView, metric: str, strips: list[Strip], _: Translate) -> Figure:
    unit = unit_of(metric, view.unit)
    title = _("Gain in {metric}, every seed a dot").format(metric=metric_word(metric, _))
    return Figure(
        key=f"gain-{metric}",
        title=title,
        caption=_(
            "Each dot: candidate minus baseline on the same seed, turned so that right is better. "
            "Line and big dot: mean with its {level} % interval; thin line: the interval that "
            "counts after the other claims and looks. Shaded: the declared margin. Dashed: no "
            "difference."
        ).format(level=_level(view)),
        svg=draw_strips(
            strips,
            label=_("{title}: {n} comparisons").format(title=title, n=len(strips)),
            ends=Ends(left=_("← baseline better"), right=_("candidate better →"), zero=True),
        ),
        columns=(_("comparison"), _("gain"), _("interval"), _("margin"), _("gains by seed")),
        rows=tuple(_row(strip, unit, _) for strip in strips),
    )


def _row(strip: Strip, unit: str, _: Translate) -> tuple[str, ...]:
    band = strip.band
    return (
        " ".join(part for part in (strip.name, strip.note) if part),
        signed(strip.mean, unit),
        _("{low} to {high}").format(low=signed(strip.low, unit), high=signed(strip.high, unit)),
        score(max(abs(band[0]), abs(band[1])) if band else 0.0, unit),
        ", ".join(signed(value, unit) for value in strip.seeds),
    )
