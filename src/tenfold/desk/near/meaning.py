"""Pairs of vectors that point nearly the same way."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["PARTNERS", "like_vectors"]

PARTNERS = 64
"""So many of the later vectors that are like a vector are kept, the nearest."""

_SCORES_AT_A_TIME = 16_000_000
"""64 MB of cosines."""


def like_vectors(
    vectors: npt.NDArray[np.float32], least_cosine: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Pairs left < right and their cosines, all at least `least_cosine` (higher is more alike).

    `vectors`, shape (n, width), are of length one or zero. Every pair is compared, in blocks of bounded
    memory: 10,000 vectors of 384 numbers take about a second, and time grows with the square.
    """
    n = len(vectors)
    height = max(_SCORES_AT_A_TIME // max(n, 1), 1)
    blocks = [_block(vectors, at, height, least_cosine) for at in range(0, n, height)]
    none = np.zeros(0, dtype=np.int64)
    left, right, cosines = zip(*blocks, (none, none, none.astype(np.float32)), strict=True)
    return np.concatenate(left), np.concatenate(right), np.concatenate(cosines)


def _block(
    vectors: npt.NDArray[np.float32], at: int, height: int, least: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Some vectors with all that come after each of them."""
    scores = vectors[at : at + height] @ vectors[at:].T
    rows = np.arange(len(scores))
    scores[np.tril_indices(len(scores))] = -1.0
    alike = scores >= least
    crowded = rows[alike.sum(axis=1) > PARTNERS]
    for row in crowded:
        far = np.argsort(-scores[row], kind="stable")[PARTNERS:]
        alike[row, far] = False
    left, right = np.nonzero(alike)
    return left + at, right + at, scores[left, right]
