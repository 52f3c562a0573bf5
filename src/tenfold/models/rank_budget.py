"""AdaLoRA's budget: which singular triplets keep their rank, as training goes on.

Zhang et al. 2023 (AdaLoRA), section 3.2: sensitivity and uncertainty of each number (equations 8 to 10),
the importance of a triplet (equation 7), and the budget that falls along a cubic (equation 12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import torch

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Parameter

__all__ = ["ALPHA_PER_RANK", "BudgetSchedule", "RankBudget", "orthogonality", "steps_of_budget"]

ALPHA_PER_RANK = 2.0
"""alpha over the initial rank, as LoRA's defaults have it (16 over 8)."""
_BETA = 0.85  # of both moving averages
_WARM_SHARE, _FINAL_SHARE = 0.1, 0.5  # of all steps: before the budget falls, and after


def steps_of_budget(n_steps: int) -> tuple[int, int]:
    """The steps after which the budget begins to fall, and has fallen, of `n_steps` in all."""
    n_falling = max(n_steps - round(_FINAL_SHARE * n_steps), 1)
    return min(round(_WARM_SHARE * n_steps), n_falling - 1), n_falling


class _Triplet(Protocol):
    @property
    def A(self) -> Parameter: ...  # noqa: N802 - the paper's letters
    @property
    def E(self) -> Parameter: ...  # noqa: N802
    @property
    def B(self) -> Parameter: ...  # noqa: N802


@dataclass(frozen=True)
class BudgetSchedule:
    """Total rank by step: all of it until `n_warm`, then down along a cubic to `last` at `n_falling`."""

    all_ranks: int
    last: int
    n_warm: int
    n_falling: int

    def at(self, step: int) -> int:
        """The budget after step `step`, a number of triplets over all matrices."""
        if step <= self.n_warm:
            return self.all_ranks
        left = 1 - (min(step, self.n_falling) - self.n_warm) / (self.n_falling - self.n_warm)
        return int((self.all_ranks - self.last) * left**3 + self.last)


class RankBudget:
    """Watches the triplets of all matrices and sets the singular values of the least important to zero.

    `ranks` has one entry a change: the step, and the rank of each matrix from then on.
    """

    def __init__(self, triplets: Mapping[str, _Triplet], schedule: BudgetSchedule) -> None:
        self.triplets, self.schedule = triplets, schedule
        self._sensitivity: dict[tuple[str, str], Tensor] = {}
        self._uncertainty: dict[tuple[str, str], Tensor] = {}
        self._kept: dict[str, Tensor] = {}
        self.is_final = False
        self.ranks: list[dict[str, Any]] = []
        self._note(0, {name: len(triplet.E) for name, triplet in triplets.items()})

    def after_step(self, step: int) -> None:
        """Update importance and mask to the budget; the gradients of the step must be there."""
        if not self.is_final:
            self._update()
            budget = self.schedule.at(step)
            if step > self.schedule.n_warm:
                self._allocate(budget)
                self._note(step, {name: int(kept.sum()) for name, kept in self._kept.items()})
            self.is_final = step >= self.schedule.n_falling
        with torch.no_grad():
            for name, kept in self._kept.items():
                self.triplets[name].E.masked_fill_(~kept, 0.0)

    def _update(self) -> None:
        with torch.no_grad():
            for name, triplet in self.triplets.items():
                for part in ("A", "E", "B"):
                    value: Parameter = getattr(triplet, part)
                    assert value.grad is not None
                    own = (value * value.grad).abs()
                    key = (name, part)
                    zero = torch.zeros_like(own)
                    mean = _BETA * self._sensitivity.get(key, zero) + (1 - _BETA) * own
                    self._sensitivity[key] = mean
                    self._uncertainty[key] = (
                        _BETA * self._uncertainty.get(key, zero) + (1 - _BETA) * (own - mean).abs()
                    )

    def _importance(self, name: str) -> Tensor:
        """One number a triplet, (rank, 1)."""
        parts = {
            part: self._sensitivity[name, part] * self._uncertainty[name, part]
            for part in ("A", "E", "B")
        }
        vectors = parts["A"].mean(dim=1) + parts["B"].mean(dim=0)
        return parts["E"] + vectors[:, None]

    def _allocate(self, budget: int) -> None:
        scores = {name: self._importance(name) for name in self.triplets}
        n_dropped = self.schedule.all_ranks - budget
        together = torch.cat([score.view(-1) for score in scores.values()])
        limit = together.kthvalue(n_dropped).values if n_dropped else together.new_tensor(-1.0)
        self._kept = {name: score > limit for name, score in scores.items()}

    def _note(self, step: int, ranks: dict[str, int]) -> None:
        if not self.ranks or self.ranks[-1]["ranks"] != ranks:
            self.ranks.append({"step": step, "ranks": ranks})


def orthogonality(triplets: Mapping[str, _Triplet]) -> Tensor:
    """Mean distance of A A' and B' B from the identity (Frobenius norm), over all matrices.

    Zhang et al. 2023, equation 4; the mean and the norm without a square are PEFT's form.
    """
    squares = [square for t in triplets.values() for square in (t.A @ t.A.T, t.B.T @ t.B)]
    distances = [
        torch.linalg.matrix_norm(square - torch.eye(len(square), device=square.device))
        for square in squares
    ]
    return torch.stack(distances).mean()
