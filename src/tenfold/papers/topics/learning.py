"""What corrections teach: a line of its own for a topic, and from many of them what its papers are like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Bool, Float, Float32, Int, Int64

if TYPE_CHECKING:
    from tenfold.models.methods.logistic import Logistic

__all__ = ["FEWEST_FOR_A_LINE", "FEWEST_OF_EACH", "LIKENESS_SHARE", "Lessons", "learn", "learn_all"]

FEWEST_FOR_A_LINE = 4
"""Corrections of a topic, of both kinds together, from which its line may move."""
FEWEST_OF_EACH = 8
"""Corrections of a topic of each kind from which papers are compared with them by their vectors."""
LINES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
_C = 10.0
_WORTH_MOVING = 3
LIKENESS_SHARE = 1 / 3
"""What the likeness to corrected papers weighs beside the score."""


@dataclass(frozen=True)
class Lessons:
    """Lines and fitted models by topic; without any, the line is 0.5."""

    lines: Mapping[str, float] = field(default_factory=dict)
    models: Mapping[str, Logistic] = field(default_factory=dict)

    def line(self, topic: str) -> float:
        """The score from which a paper is under a topic."""
        return self.lines.get(topic, 0.5)

    def likelihood(self, topic: str, vector: Float32[np.ndarray, " width"] | None) -> float | None:
        """How much a paper is like those that were put under a topic, from 0 to 1; None: not learnt."""
        model = self.models.get(topic)
        if model is None or vector is None:
            return None
        return float(model.probabilities(vector[None])[0, 1])


def learn_all(
    topics: Sequence[str],
    scores: Float[np.ndarray, "papers topics"],
    said: Int[np.ndarray, "papers topics"],
    vectors: Float32[np.ndarray, "papers width"] | None,
) -> Lessons:
    """What corrections teach, topic by topic: `said` is 1 (under it), 0 (not under it) or -1 (nobody said)."""
    lines: dict[str, float] = {}
    models: dict[str, Logistic] = {}
    for j, topic in enumerate(topics):
        rows = np.flatnonzero(said[:, j] >= 0)
        near = None if vectors is None else vectors[rows]
        learnt = learn(topic, scores[rows, j], said[rows, j] == 1, near)
        lines |= learnt.lines
        models |= learnt.models
    return Lessons(lines, models)


def learn(
    topic: str,
    scores: Float[np.ndarray, " n"],
    is_in: Bool[np.ndarray, " n"],
    vectors: Float32[np.ndarray, "n width"] | None,
) -> Lessons:
    """What the corrections of one topic teach: `scores` of the corrected papers, and what people said.

    With 8 of each kind and vectors, a logistic regression on the vectors (C = 10, both kinds weighing the same,
    since people put right what is wrong and not a fair draw). Otherwise, with 4 in all and both kinds among
    them, the line from 0.3 to 0.7 that agrees with most, of several the nearest to 0.5; it stays at 0.5 unless
    that puts three more of them right, for fewer are as likely chance.
    """
    n_in = int(is_in.sum())
    if vectors is not None and min(n_in, len(is_in) - n_in) >= FEWEST_OF_EACH:
        from tenfold.models.methods.logistic import fit_logistic

        rows = _balanced(is_in)
        model = fit_logistic(vectors[rows], is_in[rows].astype(np.int64), n_classes=2, C=_C)
        return Lessons(models={topic: model})
    if len(is_in) < FEWEST_FOR_A_LINE or not 0 < n_in < len(is_in):
        return Lessons()
    wrong = {line: int(((scores >= line) != is_in).sum()) for line in LINES}
    line = min(LINES, key=lambda line: (wrong[line], abs(line - 0.5), line))
    return Lessons(lines={topic: line}) if wrong[line] + _WORTH_MOVING <= wrong[0.5] else Lessons()


def _balanced(is_in: Bool[np.ndarray, " n"]) -> Int64[np.ndarray, " rows"]:
    """Rows with the rarer kind as often as it takes to weigh about as much as the other."""
    n_in = int(is_in.sum())
    n_out = len(is_in) - n_in
    rare = n_in < n_out
    times = max(1, round(max(n_in, n_out) / min(n_in, n_out)))
    return np.repeat(np.arange(len(is_in)), np.where(is_in == rare, times, 1))
