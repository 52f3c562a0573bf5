"""How far annotators agree beyond chance: Cohen's kappa for two, Krippendorff's alpha for any number.

Labels are class numbers from 0; -1 stands where an annotator gave none. Both are 1 for perfect agreement and 0
for what chance would give; below 0 annotators contradict each other. Neither says who is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from tenfold.errors import InputError
from tenfold.evaluation.resampling import draw_units

__all__ = ["MISSING", "Agreement", "cohen_kappa", "confusion", "krippendorff_alpha"]

MISSING = -1


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient with the percentile interval of a bootstrap over items.

    NaN where it is not defined: all labels are of one class, so that chance alone agrees. `n_items` counts the
    items that at least two annotators labelled: only these say anything.
    """

    value: float
    low: float
    high: float
    n_items: int


def cohen_kappa(
    first: Int[np.ndarray, " items"],
    second: Int[np.ndarray, " items"],
    *,
    confidence: float = 0.95,
    seed: int = 0,
) -> Agreement:
    """Cohen's (1960) kappa of two annotators, over the items that both labelled.

    kappa = (p_o - p_e) / (1 - p_e), where p_o is the share of equal labels and p_e what two annotators with
    these shares of classes would have by chance. `first` and `second` have shape (n_items,).

    Raises InputError where there is no item in common.
    """
    both = (first != MISSING) & (second != MISSING)
    if not both.any():
        raise InputError("no item was labelled by both annotators.")
    own, other = first[both], second[both]
    n_classes = int(max(own.max(), other.max())) + 1
    mine, theirs = np.eye(n_classes)[own], np.eye(n_classes)[other]

    def kappa(weights: Float[np.ndarray, "resamples items"]) -> Float[np.ndarray, " resamples"]:
        n = weights.sum(axis=1)
        observed = weights @ (own == other) / n
        expected = ((weights @ mine) * (weights @ theirs)).sum(axis=1) / n**2
        return _ratio(observed - expected, 1 - expected)

    return _with_interval(kappa, len(own), confidence, seed)


def krippendorff_alpha(
    ratings: Int[np.ndarray, "annotators items"], *, confidence: float = 0.95, seed: int = 0
) -> Agreement:
    """Krippendorff's alpha for nominal data, any number of annotators, labels missing at will.

    alpha = 1 - D_o / D_e over pairs of labels of the same item and of any items (Krippendorff 2011, "Computing
    Krippendorff's Alpha-Reliability", whose example with four observers is a test here: 0.743). `ratings` has
    shape (n_annotators, n_items). Items with fewer than two labels do not count.

    Raises InputError where no item has two labels.
    """
    counts = _counts(ratings)
    pairable = counts.sum(axis=1) >= 2
    if not pairable.any():
        raise InputError("no item was labelled by two annotators.")
    counts = counts[pairable]
    size = counts.sum(axis=1)
    equal_pairs = (counts * (counts - 1)).sum(axis=1) / (size - 1)

    def alpha(weights: Float[np.ndarray, "resamples items"]) -> Float[np.ndarray, " resamples"]:
        n = weights @ size
        by_class = weights @ counts
        observed = 1 - weights @ equal_pairs / n
        expected = 1 - (by_class * (by_class - 1)).sum(axis=1) / (n * (n - 1))
        return 1 - _ratio(observed, expected)

    return _with_interval(alpha, len(counts), confidence, seed)


def confusion(
    first: Int[np.ndarray, " items"], second: Int[np.ndarray, " items"], *, n_classes: int
) -> Int[np.ndarray, "classes classes"]:
    """How often the first said the row's class and the second the column's, (n_classes, n_classes)."""
    both = (first != MISSING) & (second != MISSING)
    pairs = first[both] * n_classes + second[both]
    return np.bincount(pairs, minlength=n_classes**2).reshape(n_classes, n_classes)


def _counts(ratings: Int[np.ndarray, "annotators items"]) -> Float[np.ndarray, "items classes"]:
    n_classes = max(int(ratings.max(initial=MISSING)) + 1, 1)
    counts = np.zeros((ratings.shape[1], n_classes))
    for row in ratings:
        said = np.flatnonzero(row != MISSING)
        counts[said, row[said]] += 1
    return counts


def _ratio(
    above: Float[np.ndarray, " resamples"], below: Float[np.ndarray, " resamples"]
) -> Float[np.ndarray, " resamples"]:
    is_defined = below > 1e-12
    return np.where(is_defined, above / np.where(is_defined, below, 1.0), np.nan)


def _with_interval(
    coefficient: Callable[[np.ndarray], np.ndarray], n_items: int, confidence: float, seed: int
) -> Agreement:
    """The coefficient of all items, and of resamples of them; resamples without a value are left out."""
    value = float(coefficient(np.ones((1, n_items)))[0])
    drawn = coefficient(draw_units(n_items, None, seed=seed).astype(float))
    drawn = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or not len(drawn):
        return Agreement(value, float("nan"), float("nan"), n_items)
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Agreement(value, float(low), float(high), n_items)
