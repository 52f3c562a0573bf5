"""Several claims, a primary one, several looks: what each p-value has to stand (rules 10-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenfold.evaluation.arrays import FloatArray

__all__ = ["FamilyResult", "adjust_family", "holm", "holm_steps", "look_shares"]


def holm_steps(p: Sequence[float] | FloatArray) -> FloatArray:
    """What Holm multiplies each p-value by: m for the smallest, 1 for the largest."""
    order = np.argsort(np.asarray(p, dtype=float), kind="stable")
    steps = np.empty(len(order))
    steps[order] = len(order) - np.arange(len(order))
    return steps


def holm(p: Sequence[float] | FloatArray) -> FloatArray:
    """Adjusted p-values of Holm (1979), in the given order.

    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, dtype=float)
    if not len(values):
        return values
    order = np.argsort(values, kind="stable")
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(np.maximum.accumulate((values * holm_steps(values))[order]), 1.0)
    return adjusted


def look_shares(n_looks: int) -> tuple[float, ...]:
    """The share of alpha that each look spends: 0.1, 0.3, 0.6 of three.

    Other numbers of looks go on in the same way, look i in proportion to i (i + 1)/2; that
    generalisation is ours.

    >>> [round(share, 3) for share in look_shares(3)]
    [0.1, 0.3, 0.6]
    """
    triangle = [i * (i + 1) / 2 for i in range(1, n_looks + 1)]
    return tuple(part / sum(triangle) for part in triangle)


@dataclass(frozen=True)
class FamilyResult:
    """A family's p-values after all its claims, in the order of the claims.

    `steps_*`: by what each was multiplied (the inverse of the share of alpha at which it was
    tested). `waits`: the primary claim has not been supported, so this one is not tested.
    """

    supported: FloatArray
    refuted: FloatArray
    steps_supported: FloatArray
    steps_refuted: FloatArray
    waits: tuple[bool, ...]


def adjust_family(
    p_supported: Sequence[float],
    p_refuted: Sequence[float],
    *,
    primary: int | None,
    threshold: float,
    primary_supported: bool = False,
) -> FamilyResult:
    """Holm twice over the claims of one look: once on p for supported, once on p for refuted.

    A primary claim (its position) is tested first and alone; the others are tested only if it is
    supported at `threshold`, now or at an earlier look (`primary_supported`).
    """
    n = len(p_supported)
    others = [i for i in range(n) if i != primary]
    closed = primary is not None and not primary_supported and not p_supported[primary] <= threshold
    supported, steps_supported = _adjust(p_supported, others)
    refuted, steps_refuted = _adjust(p_refuted, others)
    return FamilyResult(
        supported=supported,
        refuted=refuted,
        steps_supported=steps_supported,
        steps_refuted=steps_refuted,
        waits=tuple(closed and i != primary for i in range(n)),
    )


def _adjust(p: Sequence[float], others: list[int]) -> tuple[FloatArray, FloatArray]:
    values = np.asarray(p, dtype=float)
    adjusted, steps = values.copy(), np.ones(len(values))
    if others:
        adjusted[others], steps[others] = holm(values[others]), holm_steps(values[others])
    return adjusted, steps
