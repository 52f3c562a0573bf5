"""Several reviewers of one collection: how far they agree, where they do not, and what holds of each paper."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tenfold.evaluation.agreement import MISSING, Agreement, cohen_kappa
from tenfold.papers.screening.decisions import Decision

__all__ = ["Outcome", "Pair", "outcomes", "pairs_of_reviewers"]

ByPerson = Mapping[str, Mapping[str, Decision]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What holds of a paper by the decisions of everybody: `decisions` by person, without those who skipped it.

    ``conflict``: one would exclude it and another would not.
    """

    verdict: Literal["include", "exclude", "unsure", "conflict", "unread"]
    decisions: Mapping[str, Decision]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons given, each once, that of who decided first first."""
        ordered = sorted(self.decisions.values(), key=lambda decision: decision.number)
        return tuple(dict.fromkeys(d.reason for d in ordered if d.reason))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reviewers: over how many papers that both decided, how many of them in conflict, and Cohen's kappa.

    Both classes are "to be excluded" and "not to be" (included or unsure). `kappa` is None where no paper was
    decided by both.
    """

    first: str
    second: str
    n_both: int
    conflicts: tuple[str, ...]
    kappa: Agreement | None

    def to_json(self) -> dict[str, Any]:
        kappa = self.kappa
        said = (kappa.value, kappa.low, kappa.high) if kappa else (math.nan,) * 3
        value, low, high = (None if math.isnan(v) else v for v in said)
        return {
            "first": self.first,
            "second": self.second,
            "n_both": self.n_both,
            "n_conflicts": len(self.conflicts),
            "kappa": value,
            "low": low,
            "high": high,
        }


def outcomes(subjects: Sequence[str], by_person: ByPerson) -> dict[str, Outcome]:
    """By paper, in the order of `subjects`."""
    return {subject: _outcome(_decided(subject, by_person)) for subject in subjects}


def pairs_of_reviewers(by_person: ByPerson) -> list[Pair]:
    """Every two people who decided anything, by name."""
    labels = {
        person: {s: label for s, d in own.items() if (label := d.label) is not None}
        for person, own in sorted(by_person.items())
    }
    return [
        _pair(first, second, labels[first], labels[second])
        for first, second in itertools.combinations([p for p in labels if labels[p]], 2)
    ]


def _pair(first: str, second: str, own: Mapping[str, int], other: Mapping[str, int]) -> Pair:
    both = [subject for subject in own if subject in other]
    conflicts = tuple(s for s in both if own[s] != other[s])
    if not both:
        return Pair(first, second, 0, (), None)
    sides = [np.array([side.get(s, MISSING) for s in both]) for side in (own, other)]
    return Pair(first, second, len(both), conflicts, cohen_kappa(sides[0], sides[1]))


def _decided(subject: str, by_person: ByPerson) -> dict[str, Decision]:
    return {
        person: own[subject]
        for person, own in by_person.items()
        if subject in own and own[subject].label is not None
    }


def _outcome(decisions: Mapping[str, Decision]) -> Outcome:
    verdicts = {decision.verdict for decision in decisions.values()}
    if not verdicts:
        return Outcome("unread", {})
    if "exclude" in verdicts and len(verdicts) > 1:
        return Outcome("conflict", decisions)
    for verdict in ("unsure", "include"):  # unsure and include together: still to be settled
        if verdict in verdicts:
            return Outcome(verdict, decisions)
    return Outcome("exclude", decisions)
