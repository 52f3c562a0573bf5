"""Scores to probabilities."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

__all__ = ["log_loss_of", "softmax"]


def softmax(scores: Float[np.ndarray, "examples classes"]) -> Float[np.ndarray, "examples classes"]:
    """Row-wise softmax in float64; rows sum to one to rounding.

    >>> softmax(np.array([[0.0, 0.0]]))
    array([[0.5, 0.5]])
    """
    shifted = scores.astype(np.float64) - scores.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))


def log_loss_of(probabilities: Float[np.ndarray, "examples classes"], labels: np.ndarray) -> float:
    """Mean of -log p(label), clipped at 1e-7; lower is better. To choose constants by."""
    own = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(own, 1e-7, 1.0)).mean())
