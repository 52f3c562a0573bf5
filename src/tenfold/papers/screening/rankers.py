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
    "USUAL_RANKER",
    "Fused",
    "LinearSvm",
    "Logistic",
    "NaiveBayes",
    "Ranked",
    "Ranker",
    "balanced_weights",
    "needs_vectors",
    "ranker_named",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_TINY = 1e-12


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

    Nearly all unread records are to be excluded, and they say what usual words are long before enough have
    been read: they are counted among the excluded ones, all together `background` times as heavy as those
    that were read.
    """

    smoothing: float = 1.0
    balance: float = 2.0
    background: float = 0.5

    def rank(self, features: Features, rows: Ints, labels: Ints) -> Ranked:
        words = features.words
        weights = balanced_weights(labels, self.balance)
        sides = np.vstack([weights * (labels == 1), weights * (labels == 0), np.ones(len(rows))])
        included, excluded, read = (words[rows].T @ sides.T).T  # each (n_terms,)
        unread = np.asarray(words.sum(axis=0)).ravel() - read
        excluded += unread * (self.background * excluded.sum() / max(unread.sum(), _TINY))
        counts = np.vstack([included, excluded]) + self.smoothing
        chances = np.log(counts) - np.log(counts.sum(axis=1, keepdims=True))
        terms = chances[0] - chances[1]
        return Ranked(words @ terms, terms)


@dataclass
class LinearSvm:
    """A linear support vector machine with squared hinge loss, on words.

    Each time, `n_presumed` unread records drawn anew stand in as excluded ones, so that what was read does not
    alone say how excluded records look: the "autonomous" way of Cormack & Grossman (2015), arXiv:1504.06868.
    """

    c: float = 1.0
    balance: float = 2.0
    n_presumed: int = 100

    def rank(self, features: Features, rows: Ints, labels: Ints) -> Ranked:
        from sklearn.svm import LinearSVC

        model = LinearSVC(C=self.c, tol=1e-2, max_iter=1000, random_state=0)
        presumed = _some_unread(len(features), rows, self.n_presumed)
        given = np.concatenate([rows, presumed])
        truth = np.concatenate([labels, np.zeros(len(presumed), dtype=np.int64)])
        with warnings.catch_warnings():  # an order that is nearly the best is as good as the best
            warnings.filterwarnings("ignore", message="Liblinear failed to converge")
            model.fit(
                features.words[given], truth, sample_weight=balanced_weights(truth, self.balance)
            )
        terms = np.asarray(model.coef_).ravel()
        return Ranked(features.words @ terms + float(model.intercept_[0]), terms)


def _some_unread(n_records: int, rows: Ints, n: int) -> Ints:
    """Up to `n` rows that were not read, drawn by how many were: the same labels, the same draw."""
    unread = np.setdiff1d(np.arange(n_records), rows)
    return np.random.default_rng(len(rows)).choice(unread, min(n, len(unread)), replace=False)


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
    """The weighted sum of several rankers' scores, each brought to mean 0 and standard deviation 1 before."""

    parts: tuple[tuple[Ranker, float], ...]

    def rank(self, features: Features, rows: Ints, labels: Ints) -> Ranked:
        scores = np.zeros(len(features))
        terms = np.zeros(features.words.shape[1])
        for part, weight in self.parts:
            ranked = part.rank(features, rows, labels)
            unit = weight / (float(ranked.scores.std()) or 1.0)
            scores += unit * (ranked.scores - ranked.scores.mean())
            terms += unit * ranked.term_weights
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
    "fused": lambda: Fused(((NaiveBayes(), 1.0), (LinearSvm(), 0.5))),
    "fused-vectors": lambda: Fused(
        ((NaiveBayes(), 1.0), (LinearSvm(), 0.5), (Logistic(c=10.0, on="vectors"), 0.5))
    ),
}
"""A fresh ranker by its name."""
USUAL_RANKER = "fused"

_ON_VECTORS = frozenset({"fused-vectors"})


def ranker_named(name: str) -> Ranker:
    """A fresh ranker that has learnt nothing yet.

    Raises InputError where there is none of that name.
    """
    _check_name(name)
    return RANKERS[name]()


def needs_vectors(name: str) -> bool:
    """Whether the ranker of that name asks for the vectors of an encoder; raises as `ranker_named`."""
    _check_name(name)
    return name in _ON_VECTORS


def _check_name(name: str) -> None:
    if name not in RANKERS:
        raise InputError(f"there is no ranker {name!r}.", remedy=nearest(name, RANKERS))
