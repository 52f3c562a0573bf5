"""The companions of a whole family, so that they stand the same corrections as the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tenfold.evaluation import companions
from tenfold.evaluation.arrays import FloatArray
from tenfold.evaluation.assessment import Question, outcome_of
from tenfold.evaluation.family import Plan, Ruling
from tenfold.evaluation.metrics import METRICS
from tenfold.evaluation.multiplicity import adjust_family
from tenfold.evaluation.tests import Outcome

__all__ = ["Beside", "beside_family"]

_TESTS: dict[str, Callable[[FloatArray], float]] = {
    "sign-flip": companions.sign_flip_p,
    "wilcoxon": companions.wilcoxon_p,
}


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One figure beside a verdict; see `Companion` of the study."""

    name: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    outcome: Outcome | None = None
    agrees: bool | None = None
    can_decide: bool = True


def beside_family(
    questions: Sequence[Question], rulings: Sequence[Ruling], plan: Plan
) -> list[tuple[Beside, ...]]:
    """The companions of every claim; none for claims about a model, or under two seeds."""
    gains = [_gains(q, r) for q, r in zip(questions, rulings, strict=True)]
    tested = {
        name: _test_all(name, test, questions, rulings, gains, plan)
        for name, test in _TESTS.items()
    }
    return [
        ()
        if own is None
        else (*(tested[name][i] for name in _TESTS), *_figures(questions[i], own, plan))
        for i, own in enumerate(gains)
    ]


def _gains(question: Question, ruling: Ruling) -> FloatArray | None:
    """The gains behind a ruling, without the dust of floating sums."""
    if question.paired is None or ruling.assessment is None or question.about == "model":
        return None
    n = ruling.assessment.n
    return None if n < 2 else np.round(question.paired.gains[:n], 12)


def _test_all(
    name: str,
    test: Callable[[FloatArray], float],
    questions: Sequence[Question],
    rulings: Sequence[Ruling],
    gains: Sequence[FloatArray | None],
    plan: Plan,
) -> list[Beside]:
    p = np.ones((2, len(questions)))
    for i, (question, own) in enumerate(zip(questions, gains, strict=True)):
        if own is not None:
            p[:, i] = companions.relation_p_of(test, question.relation, question.margin, own)
    return [
        _compare(name, p, i, questions, rulings, plan)
        if gains[i] is not None
        else Beside(name=name)
        for i in range(len(questions))
    ]


def _compare(
    name: str,
    p: FloatArray,
    i: int,
    questions: Sequence[Question],
    rulings: Sequence[Ruling],
    plan: Plan,
) -> Beside:
    ruling, share = rulings[i], plan.share(rulings[i].look)
    threshold = plan.alpha / 2 * share
    own = _after_family(p, i, questions, rulings, threshold)
    best = p.copy()
    assert ruling.assessment is not None, "asked for only with gains"
    best[:, i] = 0.5**ruling.assessment.n
    can_decide = min(_after_family(best, i, questions, rulings, threshold)) <= threshold
    outcome = outcome_of(own, threshold)
    comparable = can_decide and ruling.assessment.blocked is None
    side = 1 if ruling.direction == "refuted" else 0
    return Beside(
        name=name,
        p=min(1.0, own[side] / share),
        outcome=outcome,
        agrees=outcome == ruling.verdict if comparable else None,
        can_decide=can_decide,
    )


def _after_family(
    p: FloatArray,
    i: int,
    questions: Sequence[Question],
    rulings: Sequence[Ruling],
    threshold: float,
) -> tuple[float, float]:
    """The two adjusted p-values of claim i; (1, 1) while it waits for the primary's verdict."""
    primary = next((j for j, question in enumerate(questions) if question.primary), None)
    if primary not in (None, i) and rulings[primary or 0].verdict != "supported":
        return 1.0, 1.0
    result = adjust_family(p[0].tolist(), p[1].tolist(), primary=primary, threshold=threshold)
    return float(result.supported[i]), float(result.refuted[i])


def _figures(question: Question, gains: FloatArray, plan: Plan) -> list[Beside]:
    share, low, high = companions.share_of_wins(gains, plan.alpha)
    found = [
        Beside(name="share of wins", estimate=share, low=low, high=high),
        Beside(name="hedges d", estimate=companions.hedges_d(gains)),
    ]
    order = _stochastic_order(question, len(gains), plan.alpha)
    return [*found, *([] if order is None else [Beside(name="stochastic order", estimate=order)])]


def _stochastic_order(question: Question, n: int, alpha: float) -> float | None:
    if question.paired is None or question.relation == "equals":
        return None
    evidence = question.paired.evidence
    metric = METRICS.get(evidence.metric)
    sign = -1.0 if metric is not None and not metric.higher_is_better else 1.0
    shift = question.margin if question.relation == "beats" else -question.margin
    candidate = sign * np.asarray(evidence.candidate.values[:n], dtype=float) - shift
    baseline = sign * np.asarray(evidence.baseline.values[:n], dtype=float)
    return companions.almost_stochastic_order(candidate, baseline, alpha=alpha)
