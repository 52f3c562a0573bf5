"""What a report has to know of a metric: which way is better, and in which unit it is written."""

from __future__ import annotations

__all__ = ["sign_of", "unit_of"]


def sign_of(metric: str) -> float:
    """1.0 where higher is better, as for a metric that tenfold does not know; else -1.0."""
    from tenfold.evaluation.metrics import METRICS

    known = METRICS.get(metric)
    return 1.0 if known is None or known.higher_is_better else -1.0


def unit_of(metric: str, unit: str) -> str:
    """The unit of this metric in a study in `unit`: what is no share is never in percent."""
    from tenfold.evaluation.metrics import METRICS

    known = METRICS.get(metric)
    return unit if known is None or known.scale(unit) != 1.0 else "natural"
