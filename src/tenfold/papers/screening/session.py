"""What to ask next and why, how far a screening is, whether to stop: all from the labels so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tenfold.papers.screening.features import Features
from tenfold.papers.screening.loop import Asking, as_arrays, chosen_rows
from tenfold.papers.screening.rankers import Ranker
from tenfold.papers.screening.stopping import (
    RecallEstimate,
    StopRule,
    chance_of_missing,
    recall_reached,
)

__all__ = [
    "Question",
    "Standing",
    "Why",
    "next_questions",
    "standing",
    "telling_words",
]

_N_TELLING = 8

Floats = npt.NDArray[np.float64]
Why = Literal["likeliest", "to learn", "like the criteria", "first", "asked for"]


@dataclass(frozen=True, slots=True)
class Question:
    """The record to ask about next.

    why
        ``"likeliest"``: of all unread records the likeliest to be included; ``"to learn"``: asked so that the
        ranker learns (unsure, or at random). Where there is nothing to learn from yet: ``"like the criteria"``,
        or ``"first"`` for any. ``"asked for"``: named by the reader.
    telling
        Its words that speak for it (positive) or against it (negative), the strongest first, each with its
        part in all that its words say; empty while there is nothing to learn from.
    """

    row: int
    why: Why
    telling: tuple[tuple[str, float], ...] = ()

    def to_json(self) -> dict[str, Any]:
        telling = [{"words": words, "part": part} for words, part in self.telling]
        return {"row": self.row, "why": self.why, "telling": telling}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a screening is. `stop` is advice, by the rule and its `chance_of_missing`.

    `n_included` counts those too about which the reader is unsure (`n_unsure`); `n_unread` those that were
    skipped (`n_skipped`).
    """

    n_records: int
    n_included: int
    n_excluded: int
    recall: RecallEstimate
    chance_of_missing: float
    rule: StopRule
    n_unsure: int = 0
    n_skipped: int = 0

    @property
    def n_unread(self) -> int:
        return self.n_records - self.n_included - self.n_excluded

    @property
    def stop(self) -> bool:
        return self.n_unread == 0 or self.chance_of_missing < self.rule.alpha

    def to_json(self) -> dict[str, Any]:
        return {
            "n_records": self.n_records,
            "n_included": self.n_included,
            "n_excluded": self.n_excluded,
            "n_unsure": self.n_unsure,
            "n_unread": self.n_unread,
            "n_skipped": self.n_skipped,
            "recall": self.recall.to_json(),
            "chance_of_missing": self.chance_of_missing,
            "target": self.rule.target,
            "alpha": self.rule.alpha,
            "stop": self.stop,
        }


def standing(
    labels: Mapping[int, int], n_records: int, *, rule: StopRule | None = None
) -> Standing:
    """Counts, estimated recall and advice, from labels by row in the order of reading."""
    rule = rule or StopRule()
    values = list(labels.values())
    n_included = sum(values)
    return Standing(
        n_records,
        n_included,
        len(values) - n_included,
        recall_reached(values, n_records, alpha=rule.alpha),
        chance_of_missing(values, n_records, target=rule.target),
        rule,
    )


def next_questions(
    features: Features,
    labels: Mapping[int, int],
    *,
    ranker: Ranker,
    n: int = 1,
    asking: Asking | None = None,
    likeness: Floats | None = None,
    later: Collection[int] = (),
) -> list[Question]:
    """The `n` records to ask about, the first first; fewer where fewer are left, none once all are read.

    `labels` holds 1 (included) or 0 (excluded) by row, in the order of reading. The same labels give the same
    questions, so that a session that was broken off goes on with them. Until both labels occur, those with the
    highest `likeness` to the criteria, shape (n_records,), come first; without it they are drawn at random.
    Rows in `later` come after all others.
    """
    rows, known = as_arrays(labels)
    rng = np.random.default_rng([0, len(labels)])
    if set(labels.values()) == {0, 1}:
        ranked = ranker.rank(features, rows, known)
        scores, terms = ranked.scores, ranked.term_weights
    else:
        scores = rng.random(len(features)) if likeness is None else likeness
        terms, asking = None, None
    scores = _put_last(scores, later)
    chosen = chosen_rows(scores, rows, known, size=n, asking=asking or Asking(), rng=rng)
    top = set(np.argsort(-np.delete(scores, rows), kind="stable")[: len(chosen)].tolist())
    places = np.delete(np.arange(len(features)), rows)
    likeliest = {int(places[i]) for i in top}
    if terms is None:
        return [
            Question(row, "first" if likeness is None else "like the criteria") for row in chosen
        ]
    return [
        Question(
            row,
            "likeliest" if row in likeliest else "to learn",
            telling_words(features, row, terms, n=_N_TELLING),
        )
        for row in chosen
    ]


def _put_last(scores: Floats, rows: Collection[int]) -> Floats:
    """The scores, with those of `rows` below all others and among themselves as they were."""
    lowered = scores.copy()
    at = list(rows)
    lowered[at] -= float(np.ptp(scores)) + 1.0
    return lowered


def telling_words(
    features: Features, row: int, term_weights: npt.NDArray[np.float64], *, n: int
) -> tuple[tuple[str, float], ...]:
    """The `n` terms of one record that move its score the most, and each one's part in all moves."""
    record = features.words[row]
    moves = record.data * term_weights[record.indices]
    total = float(np.abs(moves).sum())
    if not total:
        return ()
    strongest = np.argsort(-np.abs(moves), kind="stable")[:n]
    return tuple(
        (str(features.terms[record.indices[i]]), float(moves[i]) / total) for i in strongest
    )
