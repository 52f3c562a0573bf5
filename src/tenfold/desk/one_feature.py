"""How well a label is told by one thing alone: a number, a column's value, a row's place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

__all__ = ["Told", "runs_of", "told_by_number", "told_by_value"]

_MOST_ROWS = 20_000
_N_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Told:
    """Accuracy of a rule on rows that it was not made from, against that of always saying the largest class."""

    accuracy: float
    majority: float
    n: int

    @property
    def share_of_errors_gone(self) -> float:
        """1 where the rule is always right, 0 where it is no better than the largest class."""
        return (self.accuracy - self.majority) / (1 - self.majority) if self.majority < 1 else 0.0

    @property
    def is_beyond_chance(self) -> bool:
        """Whether as many hits would come less than once in 1,000 times if the rule were worth nothing."""
        from scipy.stats import binomtest

        hits = round(self.accuracy * self.n)
        return bool(binomtest(hits, self.n, self.majority, alternative="greater").pvalue < 0.001)


def told_by_number(numbers: Sequence[float], labels: Sequence[str]) -> Told:
    """A tree of a few leaves on the number, five folds, on 20,000 evenly spread rows at most."""
    from sklearn.tree import DecisionTreeClassifier

    rows = np.linspace(0, len(labels) - 1, min(len(labels), _MOST_ROWS)).astype(np.int64)
    features = np.asarray(numbers, dtype=np.float64)[rows][:, None]
    names, truth = np.unique(
        np.asarray(labels, dtype=object)[rows].astype(str), return_inverse=True
    )
    fold = np.random.default_rng(0).permutation(len(rows)) % _N_FOLDS
    hits = 0
    for held in range(_N_FOLDS if len(rows) >= 2 * _N_FOLDS else 0):
        train, test = fold != held, fold == held
        tree = DecisionTreeClassifier(
            max_leaf_nodes=max(8, 4 * len(names)), min_samples_leaf=5, random_state=0
        )
        hits += int(
            (tree.fit(features[train], truth[train]).predict(features[test]) == truth[test]).sum()
        )
    majority = float(np.bincount(truth).max() / len(rows)) if len(rows) else 0.0
    return Told(hits / max(len(rows), 1), majority, len(rows))


def told_by_value(values: Sequence[str], labels: Sequence[str]) -> Told:
    """Say for each row the commonest label of the others with its value; none, or a tie, is no hit."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for value, label in zip(values, labels, strict=True):
        counts[value][label] += 1
    hits = 0
    for of_value in counts.values():
        (label, n), *rest = of_value.most_common(2)
        hits += n if n - 1 > (rest[0][1] if rest else 0) else 0
    majority = max(Counter(labels).values(), default=0) / max(len(labels), 1)
    return Told(hits / max(len(labels), 1), majority, len(labels))


def runs_of(labels: Sequence[str]) -> tuple[int, float]:
    """How often the label changes from row to row, plus one, and how often it would in random order.

    >>> runs_of(["a", "a", "b", "b"])
    (2, 3.0)
    """
    n = len(labels)
    if not n:
        return 0, 0.0
    runs = 1 + sum(one != two for one, two in pairwise(labels))
    return runs, 1 + n - sum(size**2 for size in Counter(labels).values()) / n
