"""An interactive screening as values: what to ask next and why, how far it is, whether to stop.

Who decided what, when and why is kept behind the port `Decisions`; the library gives it a table, tests a
class in memory (`DecisionsInMemory`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

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
    "Decision",
    "Decisions",
    "DecisionsInMemory",
    "Question",
    "Standing",
    "labels_of",
    "next_question",
    "standing",
    "telling_words",
]

Verdict = Literal["include", "exclude"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What `person` decided about the record `key`, and why. `at` is an ISO 8601 instant."""

    key: str
    verdict: Verdict
    person: str
    reason: str = ""
    at: str = ""


class Decisions(Protocol):
    """Where the decisions of one screening are kept. Nothing is taken away: a later decision of a person
    about a record stands in the place of the earlier one, which stays in `history`.
    """

    def add(self, decision: Decision) -> None:
        """Keep one more; it is kept once this returns."""
        ...

    def history(self) -> Iterable[Decision]:
        """All, in the order in which they were added."""
        ...


@dataclass
class DecisionsInMemory:
    """`Decisions` for tests and for trying out."""

    kept: list[Decision] = field(default_factory=list)

    def add(self, decision: Decision) -> None:
        self.kept.append(decision)

    def history(self) -> Iterable[Decision]:
        return tuple(self.kept)


def labels_of(decisions: Decisions, keys: Sequence[str], person: str) -> dict[int, int]:
    """The person's labels by row (1 included, 0 excluded), in the order in which records were first read."""
    row = {key: i for i, key in enumerate(keys)}
    labels: dict[int, int] = {}
    for decision in decisions.history():
        if decision.person == person and decision.key in row:
            labels[row[decision.key]] = int(decision.verdict == "include")
    return labels


@dataclass(frozen=True, slots=True)
class Question:
    """The record to ask about next.

    why
        ``"likeliest"``: of all unread records the likeliest to be included; ``"to learn"``: asked so that the
        ranker learns (unsure, or at random); ``"first"``: there is nothing to learn from yet, so any.
    telling
        Its words that speak for it (positive) or against it (negative), the strongest first, each with its
        part in all that its words say; empty while there is nothing to learn from.
    """

    row: int
    why: Literal["likeliest", "to learn", "first"]
    telling: tuple[tuple[str, float], ...] = ()

    def to_json(self) -> dict[str, Any]:
        telling = [{"words": words, "part": part} for words, part in self.telling]
        return {"row": self.row, "why": self.why, "telling": telling}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a screening is. `stop` is advice, by the rule and its `chance_of_missing`."""

    n_records: int
    n_included: int
    n_excluded: int
    recall: RecallEstimate
    chance_of_missing: float
    rule: StopRule

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
            "n_unread": self.n_unread,
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


def next_question(
    features: Features,
    labels: Mapping[int, int],
    *,
    ranker: Ranker,
    asking: Asking | None = None,
    seed: int = 0,
    n_telling: int = 8,
) -> Question | None:
    """The record to ask about, and why; None once all are read.

    `labels` holds 1 (included) or 0 (excluded) by row, in the order of reading. The same labels and `seed`
    give the same question, so that a session that was broken off goes on with it. Until both labels occur,
    the question is drawn at random.
    """
    if len(labels) >= len(features):
        return None
    rng = np.random.default_rng([seed, len(labels)])
    if set(labels.values()) != {0, 1}:
        unread = np.setdiff1d(np.arange(len(features)), list(labels))
        return Question(int(rng.choice(unread)), "first")
    rows, known = as_arrays(labels)
    ranked = ranker.rank(features, rows, known)
    row = chosen_rows(ranked.scores, rows, known, size=1, asking=asking or Asking(), rng=rng)[0]
    unread_scores = np.delete(ranked.scores, rows)
    why: Literal["likeliest", "to learn"] = (
        "likeliest" if ranked.scores[row] >= unread_scores.max() else "to learn"
    )
    return Question(row, why, telling_words(features, row, ranked.term_weights, n=n_telling))


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
