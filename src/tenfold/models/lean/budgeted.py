"""AdaLoRA on the lean path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tenfold.models.lean.adapted import LeanAdapted
from tenfold.models.lean.low_rank import Triplet, add_low_rank
from tenfold.models.rank_budget import (
    ALPHA_PER_RANK,
    BudgetSchedule,
    RankBudget,
    orthogonality,
    steps_of_budget,
)

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.sequences import Pretrained

__all__ = ["Budgeted"]


class Budgeted(LeanAdapted):
    """Triplets on `targets` in every layer from `first` on: first `initial_rank`, then `rank` on average."""

    def __init__(
        self,
        pretrained: Pretrained,
        n_classes: int,
        *,
        first: int,
        targets: Sequence[str],
        rank: int,
        initial_rank: int,
        orthogonality: float,
    ) -> None:
        super().__init__(pretrained, n_classes, first=first)
        self.triplets: dict[str, Any] = add_low_rank(
            self.encoder,
            Triplet,
            targets=targets,
            first=first,
            rank=initial_rank,
            alpha=ALPHA_PER_RANK * initial_rank,
        )
        self.n_all, self.n_last = initial_rank * len(self.triplets), rank * len(self.triplets)
        self.weight = orthogonality
        self.budget: RankBudget | None = None

    def plan(self, n_steps: int) -> None:
        schedule = BudgetSchedule(self.n_all, self.n_last, *steps_of_budget(n_steps))
        self.budget = RankBudget(self.triplets, schedule)

    def penalty(self) -> Tensor | None:
        return self.weight * orthogonality(self.triplets) if self.weight else None

    def after_step(self, step: int) -> None:
        assert self.budget is not None
        self.budget.after_step(step)

    def is_settled(self) -> bool:
        return self.budget is None or self.budget.is_final

    def history(self) -> dict[str, Any]:
        return {} if self.budget is None else {"ranks": self.budget.ranks}
