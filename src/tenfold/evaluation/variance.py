"""The variance of a mean gain over seeds: what was drawn anew, and what would be (rule 6 to 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tenfold.errors import PairingError
from tenfold.evaluation.arrays import FloatArray, IntArray
from tenfold.evaluation.evidence import Sampling

__all__ = [
    "FEW",
    "Formula",
    "choose_formula",
    "clustered_terms",
    "example_term",
    "resampled_term",
    "training_term",
]

FEW = 0.25
"""Up to this sampling fraction a training subset counts as a draw from an unlimited pool."""

FormulaName = Literal["two-way", "nadeau-bengio", "seeds only"]


@dataclass(frozen=True)
class Formula:
    """`V = s2 (1/n + k) + E`, with E only where `name` is "two-way"."""

    name: FormulaName
    k: float


def training_term(sampling: Sampling) -> float:
    """`k = q/(1 - q)` where each seed drew at most a quarter of the pool, else 0.

    The term is tenfold's own approximation, after Nadeau & Bengio (2003): subsets of one pool
    overlap, so that the seeds' gains are correlated and `s2/n` alone is too small.
    """
    q = sampling.q
    if sampling.training == "fixed" or q is None or q > FEW:
        return 0.0
    return q / (1 - q)


def _split_term(sampling: Sampling) -> float:
    """`n_test/(N - n_test)` of Nadeau & Bengio (2003); `n_test/n_train` where N is not known."""
    n_test = sampling.n_test
    rest = sampling.n_train if sampling.n_total is None else sampling.n_total - (n_test or 0)
    if n_test is None or rest is None or rest < 1 or n_test < 1:
        raise PairingError(
            "test sets drawn anew in each seed need their sizes for the variance of the gain",
            remedy="Give the numbers of training, test and all examples "
            "(`--redrawn N_TRAIN N_TEST --pool N`).",
        )
    return n_test / rest


def choose_formula(sampling: Sampling, *, has_examples: bool) -> Formula:
    """Which form of the variance the sampling asks for (rule 6)."""
    few = sampling.q is not None and sampling.q <= FEW
    if sampling.test == "redrawn" and not (few and has_examples):
        return Formula("nadeau-bengio", _split_term(sampling))
    if not has_examples:
        return Formula("seeds only", 0.0)
    return Formula("two-way", training_term(sampling))


def clustered_terms(
    differences: Sequence[FloatArray], units: Sequence[IntArray], n_units: int
) -> tuple[float, float, int]:
    """`V_e`, `V_i` and J of two-way clustering over seeds and test units.

    Parameters
    ----------
    differences
        For each seed the per-example differences, shape (n_test,).
    units
        For each seed the unit (example or group, 0..n_units - 1) of those examples.
    n_units
        How many units there are, tested or not.

    Returns
    -------
    `V_e = J/(J-1) sum_j (sum_s r_sj)^2` and `V_i = sum_sj r_sj^2` with
    `r_sj = (d_sj - g)/(n M)` summed over the examples of unit j, and the number J of distinct
    units that were tested. Sources: Cameron, Gelbach & Miller (2011); Owen (2007).
    """
    n_seeds = len(differences)
    gain = float(np.mean([d.mean() for d in differences]))
    total, seen = np.zeros(n_units), np.zeros(n_units, dtype=bool)
    inside = 0.0
    for d, unit in zip(differences, units, strict=True):
        r = np.bincount(unit, weights=(d - gain) / (n_seeds * d.size), minlength=n_units)
        total += r
        seen[unit] = True
        inside += float(r @ r)
    tested = int(seen.sum())
    correction = tested / (tested - 1) if tested > 1 else 1.0
    return correction * float(total @ total), inside, tested


def example_term(v_e: float, v_i: float, n_seeds: int) -> float:
    """`E = max(0, (V_e - V_i) n/(n - 1))`: what other test examples would add."""
    return max(0.0, (v_e - v_i) * n_seeds / (n_seeds - 1))


def resampled_term(resampled_gains: FloatArray) -> float:
    """E of a metric that is no mean over examples, from joint resamples of the test units.

    `resampled_gains` has shape (n_resamples, n_seeds): every column is one seed's gain on the same
    resampled units. `E = max(0, (n SE2_joint - mean_s SE2_s)/(n - 1))`.
    """
    n_seeds = resampled_gains.shape[1]
    joint = float(resampled_gains.mean(axis=1).var(ddof=1))
    single = float(resampled_gains.var(axis=0, ddof=1).mean())
    return float(max(0.0, (n_seeds * joint - single) / (n_seeds - 1)))
