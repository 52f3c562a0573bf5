"""Metrics of class probabilities: a function with a direction and a unit.

Probabilities have shape (n_examples, n_classes); the truth holds class indices, shape
(n_examples,). Where a metric needs one predicted class, it is the one with the highest
probability and, of several with the same probability, the first in the order of classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from tenfold.errors import InputError
from tenfold.evaluation import counts
from tenfold.evaluation.arrays import FloatArray, IntArray
from tenfold.evaluation.calibration import debiased_ece
from tenfold.evaluation.ranking import roc_auc

__all__ = ["LOG_LOSS_CLIP", "METRICS", "Metric"]

LOG_LOSS_CLIP = 1e-7

_PerExample = Callable[[FloatArray, IntArray], FloatArray]
_Weighted = Callable[[FloatArray, IntArray, FloatArray], FloatArray]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric, its direction and its unit.

    `lowest` and `highest` bound a score in the natural unit (None: unbounded); `is_share` metrics
    are multiplied by 100 where a study counts in percent. `margin_bound` is the size that no
    difference of two scores can exceed, in the natural unit.
    """

    name: str
    higher_is_better: bool
    lowest: float | None
    highest: float | None
    is_share: bool = True
    approximation: str = ""
    each: _PerExample | None = None
    weighted: _Weighted | None = None

    @property
    def mean_over_examples(self) -> bool:
        """Whether the score is the mean of one number an example."""
        return self.each is not None

    @property
    def margin_bound(self) -> float | None:
        """The size that no difference of two scores can exceed; None: unbounded."""
        if self.lowest is None or self.highest is None:
            return None
        return self.highest - self.lowest

    def scale(self, unit: str) -> float:
        """What a natural score is multiplied by in `unit` ("natural" or "percent")."""
        return 100.0 if unit == "percent" and self.is_share else 1.0

    def score(self, probabilities: FloatArray, truth: IntArray) -> float:
        """The metric over all examples, in its own direction.

        Raises InputError where shapes differ, there is no example, or a number is not finite.
        """
        if self.each is not None:
            return float(self.per_example(probabilities, truth).mean())
        return float(self.resampled(probabilities, truth, np.ones((1, len(truth))))[0])

    def per_example(self, probabilities: FloatArray, truth: IntArray) -> FloatArray:
        """One number an example whose mean is the score, shape (n_examples,).

        Raises InputError for a metric that is no mean over examples.
        """
        probabilities, truth = _checked(probabilities, truth)
        if self.each is None:
            raise InputError(
                f"{self.name} is not a mean over examples: it has no per-example scores"
            )
        return self.each(probabilities, truth)

    def resampled(
        self, probabilities: FloatArray, truth: IntArray, weights: FloatArray
    ) -> FloatArray:
        """The score of every resample, shape (n_resamples,).

        `weights` (n_resamples, n_examples) says how often each example was drawn.
        """
        probabilities, truth = _checked(probabilities, truth)
        if self.each is not None:
            return np.asarray(weights @ self.each(probabilities, truth) / weights.sum(axis=1))
        assert self.weighted is not None, "a metric has one of the two forms"
        return self.weighted(probabilities, truth, weights)


def _checked(probabilities: FloatArray, truth: IntArray) -> tuple[FloatArray, IntArray]:
    probabilities, truth = np.asarray(probabilities), np.asarray(truth)
    if probabilities.ndim != 2 or truth.shape != (len(probabilities),) or not len(truth):
        raise InputError(
            "probabilities must have shape (n_examples, n_classes) and labels (n_examples,). "
            f"Got {probabilities.shape} and {truth.shape}."
        )
    if not np.isfinite(probabilities).all():
        raise InputError("probabilities must be finite. Got NaN or infinity.")
    if truth.min() < 0 or truth.max() >= probabilities.shape[1]:
        raise InputError(
            f"labels must lie in 0..{probabilities.shape[1] - 1}. "
            f"Got {truth.min()} to {truth.max()}."
        )
    return probabilities, truth


def _right(probabilities: FloatArray, truth: IntArray) -> FloatArray:
    return np.asarray(probabilities.argmax(axis=1) == truth, dtype=float)


def _surprise(probabilities: FloatArray, truth: IntArray) -> FloatArray:
    own = probabilities[np.arange(len(truth)), truth].astype(float)
    return np.asarray(-np.log(np.clip(own, LOG_LOSS_CLIP, 1.0)))


def _from_counts(formula: Callable[[counts.ClassCounts], FloatArray]) -> _Weighted:
    return lambda probabilities, truth, weights: formula(
        counts.count_classes(probabilities, truth, weights)
    )


_ALL = (
    Metric(name="accuracy", higher_is_better=True, lowest=0.0, highest=1.0, each=_right),
    Metric(
        name="balanced_accuracy",
        higher_is_better=True,
        lowest=0.0,
        highest=1.0,
        weighted=_from_counts(counts.balanced_accuracy),
    ),
    Metric(
        name="macro_f1",
        higher_is_better=True,
        lowest=0.0,
        highest=1.0,
        weighted=_from_counts(counts.macro_f1),
    ),
    Metric(
        name="log_loss",
        higher_is_better=False,
        lowest=0.0,
        highest=float(-np.log(LOG_LOSS_CLIP)),
        is_share=False,
        each=_surprise,
    ),
    Metric(
        name="ece",
        higher_is_better=False,
        lowest=0.0,
        highest=1.0,
        weighted=debiased_ece,
        approximation="ECE debiased by half splits of 15 equal-mass bins",
    ),
    Metric(
        name="mcc",
        higher_is_better=True,
        lowest=-1.0,
        highest=1.0,
        weighted=_from_counts(counts.mcc),
    ),
    Metric(name="roc_auc", higher_is_better=True, lowest=0.0, highest=1.0, weighted=roc_auc),
)

METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in _ALL})
"""Every metric that tenfold computes itself, by the name that claims use."""
