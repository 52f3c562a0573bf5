"""Classes of equal size: rare ones repeated, or frequent ones cut."""

from __future__ import annotations

import numpy as np

from tenfold.desk.augmenting.new_examples import Rows

__all__ = ["oversample", "undersample"]


def oversample(labels: Rows, rng: np.random.Generator) -> Rows:
    """Rows, with repeats, in which every class has as many as the largest.

    All rows first, each once and in order, then the repeats: of each class whole rounds, then a draw
    without replacement, so that no example is repeated twice more than another of its class.
    """
    classes, counts = np.unique(labels, return_counts=True)
    repeats = [np.arange(len(labels), dtype=np.int64)]
    for label, count in zip(classes.tolist(), counts.tolist(), strict=True):
        missing = int(counts.max()) - count
        members = np.flatnonzero(labels == label)
        repeats += [members] * (missing // count)
        repeats.append(np.sort(rng.permutation(members)[: missing % count]))
    return np.concatenate(repeats)


def undersample(labels: Rows, rng: np.random.Generator) -> Rows:
    """Rows, sorted, in which every class has as many as the smallest, drawn at random."""
    classes, counts = np.unique(labels, return_counts=True)
    kept = [rng.permutation(np.flatnonzero(labels == c))[: counts.min()] for c in classes.tolist()]
    return np.sort(np.concatenate(kept))
