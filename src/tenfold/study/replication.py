"""A published number beside ours: what a study that replicates a paper's claim shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenfold.study.view import ReplicationView, Spread

if TYPE_CHECKING:
    from tenfold.study.declaration import Declaration, ReplicatesSection
    from tenfold.study.verdict_record import Verdict
    from tenfold.study.view import HypothesisView, MethodView

__all__ = ["replication_of"]


def replication_of(
    declaration: Declaration,
    hypotheses: Sequence[HypothesisView],
    methods: Sequence[MethodView],
) -> ReplicationView | None:
    """The published number of a declaration beside our scores; None where it replicates nothing.

    Our score and gain are those of the hypothesis that stands for the claim. A gain is compared only where
    both are in one metric.
    """
    said = declaration.replicates
    if said is None:
        return None
    verdict = _verdict(said, hypotheses)
    gain = None
    if said.baseline_value is not None:
        gain = (said.value - said.baseline_value) * _sign(said.metric)
    return ReplicationView(
        paper=said.paper,
        where=said.where,
        metric=said.metric,
        method=said.method,
        baseline=said.baseline,
        data=said.data,
        value=said.value,
        baseline_value=said.baseline_value,
        gain=gain,
        hypothesis=verdict.id if verdict else None,
        our_method=_sides(verdict)[0] if verdict else "",
        our_baseline=_sides(verdict)[1] if verdict else "",
        our_data=declaration.data.use,
        our_value=_our_value(said, verdict, methods) if verdict else None,
        our_gain=_our_gain(said, verdict) if verdict else None,
        alpha=declaration.study.alpha,
    )


def _verdict(said: ReplicatesSection, hypotheses: Sequence[HypothesisView]) -> Verdict | None:
    """Of the hypothesis that is named (at its first size), else the primary, else the first."""
    ordered = sorted(hypotheses, key=lambda h: not h.primary)
    if said.hypothesis is not None:
        names = (said.hypothesis, said.hypothesis.partition("@")[0])
        exact = [h for h in hypotheses if h.verdict.id == names[0]]
        ordered = exact or [h for h in hypotheses if h.verdict.id.partition("@")[0] == names[1]]
    return ordered[0].verdict if ordered else None


def _sides(verdict: Verdict) -> tuple[str, str]:
    """Our method and baseline in the order of the claim's sentence ("A is worse than B": A first)."""
    sides = (verdict.candidate, verdict.baseline)
    return sides[::-1] if verdict.swapped else sides


def _our_value(
    said: ReplicatesSection, verdict: Verdict, methods: Sequence[MethodView]
) -> Spread | None:
    method = next(m for m in methods if m.name == _sides(verdict)[0])
    sizes = {str(c.train_per_class): c.scores for c in method.conditions}
    score = sizes.get(str(verdict.condition), method.scores).get(said.metric)
    return None if score is None else Spread(score.mean, score.low, score.high)


def _our_gain(said: ReplicatesSection, verdict: Verdict) -> Spread | None:
    gain = verdict.gain
    if verdict.metric != said.metric or gain.estimate is None:
        return None
    if not verdict.swapped:
        return Spread(gain.estimate, gain.low, gain.high)
    low, high = (None if end is None else -end for end in (gain.high, gain.low))
    return Spread(-gain.estimate, low, high)


def _sign(metric: str) -> int:
    """Gains are turned so that positive is better."""
    from tenfold.evaluation.metrics import METRICS

    return 1 if metric not in METRICS or METRICS[metric].higher_is_better else -1
