"""Rankers: what scores every record by how likely it is to be included, given the labels so far.

All are deterministic and linear in the words, so that a score can be told in words. Included records are
few: they are weighted so that together they weigh `balance` times as much as all excluded ones (as in the
ELAS settings of ASReview 2), and all weights together are the number of labels.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from tenfold.errors import InputError, nearest
from tenfold.papers.screening.features import Features

__all__ = [
    "RANKERS",
    "Fused",
    "LinearSvm",
    "Logistic",
    "NaiveBayes",
    "Ranked",
    "Ranker",
    "balanced_weights",
    "ranker_named",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ranked:
    """Scores of all records, (n_records,), higher is likelier to be included; and what each term adds to a
    score for each unit of its value, (n_terms,).
    """

    scores: Floats
    term_weights: Floats


class Ranker(Protocol):
    """Learns from labelled records of one `Features` and scores all of them."""

    def rank(self, features: Features, rows: Ints, labels: Ints) -> Ranked:
        """`labels` (1 included, 0 excluded) of `rows`; both labels occur."""
        ...


def balanced_weights(labels: Ints, balance: float) -> Floats:
    """A weight a label: the included ones together weigh `balance` times the excluded ones, all together
    `len(labels)`.

    >>> balanced_weights(np.array([1, 0, 0]), 1.0).tolist()
    [1.5, 0.75, 0.75]
    """
    n_in = int(labels.sum())
    weights = np.where(labels == 1, 1.0, n_in / (balance * max(len(labels) - n_in, 1)))
    return np.asarray(weights * (len(labels) / weights.sum()))


@dataclass
class NaiveBayes:
    """Multinomial naive Bayes over weighted words (scikit-learn's, without the class prior, which changes
    no order).
    """

    smoothing: float = 3.822
    balance: float = 2.0

    def rank(self, features: Features, rows: Ints, labels: Ints) -> Ranked:
        weights = balanced_weights(labels, self.balance)
        sides = np.vstack([weights * (labels == 1), weights * (labels == 0)])  # (2, n_labels)
        counts = (features.words[rows].T @ sides.T).T + self.smoothing  # (2, n_terms)
        chances = np.log(counts) - np.log(counts.sum(axis=1, keepdims=True))
        terms = chances[0] - chances[1]
        return Ranked(features.words @ terms, terms)


@dataclass
class LinearSvm:
    """A linear support vector machine with squared hinge loss, on words."""

    c: float = 0.11
    balance: float = 9.8

    def rank(self, features: Features, rows: Ints, labels: Ints) -> Ranked:
        from sklearn.svm import LinearSVC

        model = LinearSVC(C=self.c, tol=1e-3, max_iter=1000, random_state=0)
        weights = balanced_weights(labels, self.balance)
        with warnings.catch_warnings():  # an order that is nearly the best is as good as the best
            warnings.filterwarnings("ignore", message="Liblinear failed to converge")
            model.fit(features.words[rows], labels, sample_weight=weights)
        terms = np.asarray(model.coef_).ravel()
        return Ranked(features.words @ terms + float(model.intercept_[0]), terms)


@dataclass
class Logistic:
    """Logistic regression on words, or on the vectors of an encoder (`on="vectors"`).

    It starts from where it ended the time before: the answer is the same within its tolerance, sooner.
    """

    c: float = 1.0
    balance: float = 2.0
    on: str = "words"
    _model: Any = field(default=None, repr=False)

    def rank(self, features: Features, rows: Ints, labels: Ints) -> Ranked:
        from sklearn.linear_model import LogisticRegression

        if self._model is None:
            self._model = LogisticRegression(C=self.c, tol=1e-3, max_iter=300, warm_start=True)
        given = features.words if self.on == "words" else _vectors_of(features)
        self._model.fit(given[rows], labels, sample_weight=balanced_weights(labels, self.balance))
        slopes = np.asarray(self._model.coef_).ravel()
        terms = slopes if self.on == "words" else np.zeros(features.words.shape[1])
        return Ranked(given @ slopes + float(self._model.intercept_[0]), terms)


@dataclass
class Fused:
    """The sum of several rankers' scores, each brought to mean 0 and standard deviation 1 before."""

    parts: tuple[Ranker, ...]

    def rank(self, features: Features, rows: Ints, labels: Ints) -> Ranked:
        scores = np.zeros(len(features))
        terms = np.zeros(features.words.shape[1])
        for part in self.parts:
            ranked = part.rank(features, rows, labels)
            spread = float(ranked.scores.std()) or 1.0
            scores += (ranked.scores - ranked.scores.mean()) / spread
            terms += ranked.term_weights / spread
        return Ranked(scores, terms)


def _vectors_of(features: Features) -> Floats:
    if features.vectors is None:
        raise InputError(
            "this ranker needs the vectors of an encoder.",
            remedy="Give them to text_features(..., vectors=...), or choose a ranker of words.",
        )
    return np.asarray(features.vectors, dtype=np.float64)


RANKERS: Mapping[str, Callable[[], Ranker]] = {
    "naive-bayes": NaiveBayes,
    "logistic": Logistic,
    "svm": LinearSvm,
    "fused": lambda: Fused((NaiveBayes(), LinearSvm())),
    "fused-vectors": lambda: Fused((NaiveBayes(), LinearSvm(), Logistic(on="vectors"))),
}
"""A fresh ranker by its name."""


def ranker_named(name: str) -> Ranker:
    """A fresh ranker that has learnt nothing yet.

    Raises InputError where there is none of that name.
    """
    if name not in RANKERS:
        raise InputError(f"there is no ranker {name!r}.", remedy=nearest(name, RANKERS))
    return RANKERS[name]()
