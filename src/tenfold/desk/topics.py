"""What texts are about, whatever their class: vectors without what tells the classes apart, in regions."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Float32, Int64

__all__ = ["regions_of", "without_classes"]

_DIRECTIONS = 50
"""Of the vectors that are divided into regions: the rest of 384 holds little, and costs as much."""


def without_classes(
    vectors: Float32[np.ndarray, "n width"], labels: Int64[np.ndarray, " n"]
) -> Float[np.ndarray, "n width"]:
    """The nearest vectors from which no linear classifier reads the label better than by chance.

    LEACE: Belrose et al. (2023), theorem 4.3: whiten, project out the covariance with the label, undo the
    whitening. Takes out (number of classes - 1) directions.
    """
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    values, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    kept = values > 1e-6 * values[-1]
    if not kept.any():  # all the same
        return np.asarray(centred)
    scale, axes = np.sqrt(values[kept]), axes[:, kept]
    given = np.eye(int(labels.max()) + 1)[labels]
    shared = (axes / scale).T @ (centred.T @ (given - given.mean(axis=0)) / len(centred))
    told, strength, _ = np.linalg.svd(shared, full_matrices=False)
    told = told[:, strength > 1e-8 * max(strength[0], 1e-12)]
    whitened = centred @ (axes / scale)
    return np.asarray((whitened - whitened @ told @ told.T) * scale)


def regions_of(
    points: Float[np.ndarray, "n width"], *, n_regions: int
) -> tuple[Int64[np.ndarray, " n"], Float[np.ndarray, " n"]]:
    """The region of each point, and its distance from the middle of that: k-means, seed 0.

    Only the directions in which the points differ most take part, at most 50.
    """
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    centred = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    narrow = centred @ axes[:, ::-1][:, :_DIRECTIONS]
    with threadpool_limits(limits=1):  # the order of sums, and so the regions, follow from it
        found = KMeans(n_regions, n_init=1, max_iter=50, random_state=0).fit(narrow)
    region = np.asarray(found.labels_, dtype=np.int64)
    return region, np.linalg.norm(narrow - found.cluster_centers_[region], axis=1)
