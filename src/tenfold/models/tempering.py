"""Make a probe less sure of itself, so that training the encoder below it has something to learn from."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float32, Int

from tenfold.models.softmax import log_loss_of, softmax

__all__ = ["tempered"]

_SHARE = 0.15
"""Of the log loss of equal probabilities: what is left on the training examples (docs/LOG.md, 2026-11-24)."""


def tempered(
    weights: Float32[np.ndarray, "inputs classes"],
    vectors: Float32[np.ndarray, "examples width"],
    labels: Int[np.ndarray, " examples"],
) -> Float32[np.ndarray, "inputs classes"]:
    """The weights (intercepts in the last row) scaled down until training has a log loss again.

    With few examples a probe fits them without a rest: the loss is about zero, its gradients come from
    a handful of examples, and the first steps lose more than they gain. One factor for all weights
    changes no prediction, only its confidence (temperature, Guo et al. 2017). A probe with a log
    loss above the bound stays as it is. `vectors` are of unit length.
    """
    from scipy.optimize import brentq

    scores = vectors @ weights[:-1] + weights[-1]
    wanted = _SHARE * math.log(weights.shape[1])

    def above(scale: float) -> float:
        return log_loss_of(softmax(scores * scale), labels) - wanted

    if above(1.0) >= 0:
        return weights
    # convex in the scale, ln(classes) at 0 and below the bound at 1: it is crossed once
    return weights * np.float32(brentq(above, 0.0, 1.0, xtol=1e-6))
