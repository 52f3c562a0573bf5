"""One run of a plan: its name, and its steps with their keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.study.shared import NOTHING, Reads

if TYPE_CHECKING:
    from tenfold.store.steps import Step
    from tenfold.study.declaration import Declaration

__all__ = ["RunId", "RunPlan", "runs_of"]


@dataclass(frozen=True, order=True)
class RunId:
    """One method with one training size and one seed."""

    method: str
    size: str
    seed: int

    def __str__(self) -> str:
        return f"{self.method} at {self.size} per class, seed {self.seed}"


def runs_of(declaration: Declaration, method: str) -> Iterator[RunId]:
    """The runs of a method: each of its training sizes with every seed."""
    for size in sorted({str(declaration.size_of(method, s)) for s in declaration.sizes}):
        for seed in range(max(declaration.looks)):
            yield RunId(method, size, seed)


@dataclass(frozen=True)
class RunPlan:
    """The steps of one run. `fit` is None for recorded scores, which nothing is fitted for.

    `fallback` scores the class frequencies of the run's training examples in its place, if it fails.
    `fit_reads` and `test_reads` are the shared steps that it reads, `start` the key of the fit that it
    starts from.
    """

    id: RunId
    kind: str
    fit: Step | None
    predict: Step
    score: Step
    fallback: Step
    fit_reads: Reads = NOTHING
    test_reads: Reads = NOTHING
    start: str | None = None
    members: tuple[RunId, ...] = ()

    @property
    def fit_key(self) -> str:
        """The key of the fit; of the predictions where nothing is fitted. The run's state has it."""
        return self.fit.key if self.fit is not None else self.predict.key
