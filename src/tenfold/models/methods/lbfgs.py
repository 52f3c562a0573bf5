"""Limited-memory BFGS for smooth convex functions, in float32.

scipy's spends five times as long on its own bookkeeping as a function of a million numbers takes.
Nocedal & Wright (2006), algorithm 7.5, with steps halved until they descend enough (Armijo).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32

__all__ = ["Minimum", "minimise"]

Numbers = Float32[np.ndarray, "..."]
Objective = Callable[[Numbers], tuple[float, Numbers]]

_MEMORY = 6  # more pairs save few steps and cost a pass over all numbers each
_ARMIJO = 1e-4
_SHORTEST = 2.0**-20  # a step this short: float32 cannot descend any further


@dataclass(frozen=True)
class Minimum:
    """Where it ended. `converged`: the gradient is small, or float32 shows no way down."""

    at: Numbers
    n_steps: int
    converged: bool


def minimise(objective: Objective, start: Numbers, *, gradient: float, max_steps: int) -> Minimum:
    """Descend from `start` until no number of the gradient exceeds `gradient`."""
    at, pairs = start, _Pairs()
    value, slope = objective(at)
    for n_steps in range(max_steps):
        if np.abs(slope).max() <= gradient:
            return Minimum(at, n_steps, converged=True)
        direction = pairs.direction(slope)
        step = _first_step(slope) if not pairs.kept else 1.0
        descent = _ARMIJO * float(np.vdot(slope, direction))
        while True:
            new = at - np.float32(step) * direction
            new_value, new_slope = objective(new)
            if new_value <= value - step * descent:
                break
            step /= 2
            if step < _SHORTEST:
                return Minimum(at, n_steps, converged=True)
        pairs.add(new - at, new_slope - slope)
        at, value, slope = new, new_value, new_slope
    return Minimum(at, max_steps, converged=False)


def _first_step(slope: Numbers) -> float:
    return float(min(1.0, 10.0 / np.abs(slope).sum()))


class _Pairs:
    """The last moves with the changes of the gradient that they brought."""

    def __init__(self) -> None:
        self.kept: deque[tuple[Numbers, Numbers, np.float32]] = deque(maxlen=_MEMORY)

    def add(self, move: Numbers, change: Numbers) -> None:
        curvature = np.vdot(move, change)
        if curvature > 1e-12:  # else rounding: such a pair would turn the direction around
            self.kept.append((move, change, np.float32(1.0 / curvature)))

    def direction(self, slope: Numbers) -> Numbers:
        """The inverse of the estimated Hessian, applied to the gradient (two loops)."""
        result = slope.copy()
        weights = []
        for move, change, inverse in reversed(self.kept):
            weights.append(inverse * np.vdot(move, result))
            result -= weights[-1] * change
        if self.kept:
            _, change, inverse = self.kept[-1]
            result *= np.float32(1.0 / (inverse * np.vdot(change, change)))
        for (move, change, inverse), weight in zip(self.kept, reversed(weights), strict=True):
            result += (weight - inverse * np.vdot(change, result)) * move
        return result
