"""A map of texts by meaning: each vector a point of the plane, what is alike lies together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float32, Int64

from tenfold.data.splits import stream

__all__ = ["TextMap", "chosen_rows", "text_map"]

_MOST_POINTS = 2_000
_DIRECTIONS = 50
_PERPLEXITY = 30.0
_ROUNDS = 500
_FEWEST = 12
"""Fewer points are laid out by their two main directions: there are no neighbourhoods to keep."""


@dataclass(frozen=True, slots=True)
class TextMap:
    """`rows` (from 0, ascending) that are on the map, and their `positions` (n, 2), centred, within ±1."""

    rows: Int64[np.ndarray, " n"]
    positions: Float[np.ndarray, "n 2"]


def text_map(
    vectors: Float32[np.ndarray, "rows width"],
    labels: Sequence[str],
    *,
    marked: Sequence[int] = (),
    most: int = _MOST_POINTS,
) -> TextMap:
    """Lay out at most `most` rows: those `marked` first (up to half), then as many of each label as can be.

    The 50 main directions of the vectors, then t-SNE (van der Maaten & Hinton 2008; scikit-learn's, on one
    thread, begun from the two main directions). The same input gives the same map. The wider axis lies
    across; which side is left follows from the points. Near means alike; far distances mean little. About
    four seconds of a core for 2,000 points.
    """
    rows = chosen_rows(labels, marked, most)
    points = vectors[rows].astype(np.float64)
    narrow = _main_directions(points, _DIRECTIONS)
    flat = narrow[:, :2] if len(rows) < _FEWEST else _tsne(narrow)
    upright = _main_directions(flat, 2)
    if upright.shape[1] < 2:
        upright = np.pad(upright, ((0, 0), (0, 2 - upright.shape[1])))
    return TextMap(rows, upright / max(float(np.abs(upright).max(initial=0.0)), 1e-12))


def chosen_rows(labels: Sequence[str], marked: Sequence[int], most: int) -> Int64[np.ndarray, " n"]:
    """All rows, or a draw of `most` in which the labels take turns until they are used up."""
    n = len(labels)
    if n <= most:
        return np.arange(n)
    shuffled = stream(0, "map of texts").permutation(n)
    first = list(dict.fromkeys(marked))[: most // 2]
    taken = set(first)
    turns: dict[str, int] = {}
    queue: list[tuple[int, int, int]] = []
    for row in shuffled.tolist():
        if row not in taken:
            turns[labels[row]] = turns.get(labels[row], 0) + 1
            queue.append((turns[labels[row]], len(queue), row))
    rest = [row for _, _, row in sorted(queue)[: most - len(first)]]
    return np.sort(np.array(first + rest, dtype=np.int64))


def _main_directions(
    points: Float[np.ndarray, "n width"], most: int
) -> Float[np.ndarray, "n directions"]:
    """Principal components, the widest first, each turned so that its longer tail is positive."""
    centred = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    along = centred @ axes[:, ::-1][:, :most]
    tail = (along**3).sum(axis=0)
    return np.asarray(along * np.where(tail < 0, -1.0, 1.0))


def _tsne(points: Float[np.ndarray, "n width"]) -> Float[np.ndarray, "n 2"]:
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    perplexity = min(_PERPLEXITY, (len(points) - 1) / 3)
    begun = points[:, :2] / max(float(points[:, 0].std()), 1e-12) * 1e-4
    layout = TSNE(2, init=begun.astype(np.float32), perplexity=perplexity, max_iter=_ROUNDS)
    layout.set_params(random_state=0)
    with threadpool_limits(limits=1):  # several threads wait on each other: twenty times the work
        return np.asarray(layout.fit_transform(points.astype(np.float32)), dtype=np.float64)
