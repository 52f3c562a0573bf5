"""What a verdict is reached from: two methods' scores on shared seeds, and how they were drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tenfold.errors import PairingError
from tenfold.evaluation.arrays import FloatArray, IntArray

__all__ = ["Evidence", "MethodScores", "Sampling"]


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How test and training examples came about.

    test
        "fixed": the same test examples in every seed; "redrawn": a new draw in each.
    training
        "redrawn": each seed draws its own training subset; "fixed": all seeds share one.
    q
        The sampling fraction n_train/n_pool of rule 6, the larger of the two methods'; None where
        it is not known.
    n_test, n_total, n_train
        Test examples a seed, all examples that both were drawn from, fitted examples a seed.
        `n_train` stands in for the pool where `n_total` is not known.
    """

    test: Literal["fixed", "redrawn"] = "fixed"
    training: Literal["redrawn", "fixed"] = "redrawn"
    q: float | None = None
    n_test: int | None = None
    n_total: int | None = None
    n_train: int | None = None


@dataclass(frozen=True, kw_only=True)
class MethodScores:
    """One method's scores, seed by seed.

    values
        The metric in its own direction. In the declared unit where they are all there is; computed
        anew from `probabilities` or `per_example` where those are given.
    probabilities
        A seed's (n_test, n_classes) or None; None altogether for scores only.
    failed
        The method's own failure in that seed: its value is then the fallback of rule 13.
    per_example
        In place of probabilities: one number an example in the declared unit, whose mean is the
        seed's value.
    """

    values: tuple[float, ...]
    probabilities: tuple[FloatArray | None, ...] | None = None
    failed: tuple[bool, ...] = ()
    per_example: tuple[FloatArray | None, ...] | None = None

    def failed_in(self, position: int) -> bool:
        """Whether the method failed in the seed at `position`."""
        return bool(self.failed) and self.failed[position]

    def check_length(self, n_seeds: int, name: str) -> None:
        """Raise PairingError unless every part has one entry a seed."""
        lengths = {len(self.values)}
        lengths |= {
            len(part) for part in (self.probabilities, self.per_example) if part is not None
        }
        lengths |= {len(self.failed)} if self.failed else set()
        if lengths != {n_seeds}:
            raise PairingError(f"the {name} has {sorted(lengths)} scores for {n_seeds} seeds")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The paired scores behind one hypothesis. Everything is in the order of `seeds`.

    truth, examples
        A seed's labels and the index 0..J-1 of each tested example; the same array repeated where
        the test set is fixed.
    groups, strata
        Of each of the J examples: its group (declared, or test duplicates), and its class if the
        test draw was stratified.
    """

    metric: str
    seeds: tuple[int, ...]
    candidate: MethodScores
    baseline: MethodScores
    truth: tuple[IntArray, ...] | None = None
    examples: tuple[IntArray, ...] | None = None
    groups: IntArray | None = None
    strata: IntArray | None = None
    sampling: Sampling

    def __post_init__(self) -> None:
        n = len(self.seeds)
        if len(set(self.seeds)) != n:
            raise PairingError(f"each seed may occur once. Got {list(self.seeds)}.")
        for name, scores in (("candidate", self.candidate), ("baseline", self.baseline)):
            scores.check_length(n, name)
            if not np.isfinite(np.asarray(scores.values, dtype=float)).all():
                raise PairingError(f"a score of the {name} is not a finite number")
        for given in (self.truth, self.examples):
            if given is not None and len(given) != n:
                raise PairingError(f"test examples are given for {len(given)} of {n} seeds")
