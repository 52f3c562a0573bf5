"""How the constant of a logistic regression is chosen: declared, on validation, or a stated default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Int

from tenfold.models.methods.logistic import Logistic, fit_logistic, fit_on_grid

__all__ = ["CChoice"]

Examples = tuple[Any, Int[np.ndarray, " examples"]]


@dataclass(frozen=True)
class CChoice:
    """C is `declared`, or the best of `grid` on validation, or `default` without validation."""

    grid: tuple[float, ...]
    default: float
    declared: float | None

    def fit(
        self, train: Examples, validation: Examples | None, *, n_classes: int
    ) -> tuple[Logistic, dict[str, Any]]:
        """The fitted model, and what a report tells about its constant."""
        if self.declared is None and validation is not None:
            fitted = fit_on_grid(train, validation, n_classes=n_classes, grid=self.grid)
            chosen = "lowest log loss on validation"
        else:
            fitted = fit_logistic(*train, n_classes=n_classes, C=self.declared or self.default)
            chosen = "declared" if self.declared else "default: no validation"
        return fitted, {"C": fitted.C, "C_chosen_by": chosen, "converged": fitted.converged}

    def describe(self) -> str:
        """For the description of a field that may be left out."""
        return (
            f"Left out: the one of {', '.join(f'{c:g}' for c in self.grid)} with the lowest log loss "
            f"on validation ({self.default:g} where there is no validation)."
        )
