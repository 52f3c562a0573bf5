"""The mean of each metric over seeds, with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tenfold.store.steps import Step
from tenfold.study.view import Score

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["mean_scores"]

_VERSION = "1"
_ALPHA = 0.05


def mean_scores(
    workspace: Workspace, by_metric: Mapping[str, Mapping[int, float]]
) -> dict[str, Score]:
    """Scores by metric; the interval is Student's t over seeds, 95 %.

    The intervals are a step: looking at a finished study need not load scipy for them.
    """
    values = {
        name: list(by_seed.values()) for name, by_seed in by_metric.items() if len(by_seed) > 1
    }
    bounds: Mapping[str, list[float]] = {}
    if values:
        step = Step("intervals", _VERSION, {"values": values, "alpha": _ALPHA})
        record = workspace.steps.reuse_or_compute(
            step, lambda: {"bounds": workspace.artifacts.put_json(_bounds(values))}
        )
        bounds = workspace.artifacts.get_json(record.outputs["bounds"])
    found = {}
    for name, by_seed in by_metric.items():
        low, high = bounds.get(name, (None, None))
        mean = sum(by_seed.values()) / len(by_seed)
        found[name] = Score(mean=mean, low=low, high=high, by_seed=dict(by_seed))
    return found


def _bounds(values: Mapping[str, list[float]]) -> dict[str, list[float]]:
    from tenfold.evaluation.tests import interval

    bounds = {}
    for name, scores in values.items():
        n = len(scores)
        mean = sum(scores) / n
        variance = sum((score - mean) ** 2 for score in scores) / (n - 1) / n
        bounds[name] = list(interval(mean, variance, n - 1, _ALPHA))
    return bounds
