"""One claim's evidence on a number of seeds: its p-values, or why it has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tenfold.evaluation.paired import Analysis, PairedGains
from tenfold.evaluation.power import MIN_SEEDS
from tenfold.evaluation.tests import Outcome, Relation, mcnemar, relation_p

__all__ = ["MIN_UNITS", "Assessment", "Question", "assess", "outcome_of"]

MIN_UNITS = 10
"""Fewer independent test units (groups, or examples without groups) never decide (rule 7)."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of one pair of methods. `paired` is None while its runs are not done."""

    relation: Relation
    margin: float
    about: Literal["method", "model"] = "method"
    primary: bool = False
    paired: PairedGains | None = None

    @property
    def n_seeds(self) -> int:
        """How many seeds have been scored."""
        return 0 if self.paired is None else len(self.paired.gains)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """A claim's evidence on its first `n` seeds.

    `analysis` is the one with fallbacks for failed runs (all seeds), `complete` the one of the
    seeds in which neither failed, if that is another. The p-values are the larger of the two: a
    verdict needs both. `blocked` says why nothing can be decided, whatever the p-values.
    """

    n: int
    analysis: Analysis | None
    complete: Analysis | None = None
    p_supported: float = 1.0
    p_refuted: float = 1.0
    fallback_p: tuple[float, float] = (1.0, 1.0)
    complete_p: tuple[float, float] | None = None
    blocked: str | None = None
    n_failed: tuple[int, int] = (0, 0)


def assess(question: Question, n: int, *, alone: bool) -> Assessment:
    """Assess the first `n` seeds.

    `alone`: the only claim at the only look, where the interval decides by itself; the refuted p
    of "equals" is then not doubled, as each side of the interval stands on its own (rule 2).
    """
    paired = question.paired
    assert paired is not None, "asked for only where runs are done"
    if question.about == "model":
        return _assess_model(question, paired, alone=alone)
    failed = _failures(paired, n)
    if n < 2:
        only = paired.analyse_one(0)
        return Assessment(n=n, analysis=only, blocked="one seed", n_failed=failed)
    analysis = paired.analyse(range(n))
    p = _p_values(question, analysis, alone=alone)
    blocked = "few seeds" if n < MIN_SEEDS else _block(analysis, question)
    complete, complete_p = _complete_pairs(question, paired, n, alone=alone)
    combined = p if complete_p is None else (max(p[0], complete_p[0]), max(p[1], complete_p[1]))
    return Assessment(
        n=n,
        analysis=analysis,
        complete=complete,
        p_supported=combined[0],
        p_refuted=combined[1],
        fallback_p=p,
        complete_p=complete_p,
        blocked=blocked,
        n_failed=failed,
    )


def _failures(paired: PairedGains, n: int) -> tuple[int, int]:
    evidence = paired.evidence
    return (
        sum(evidence.candidate.failed_in(i) for i in range(n)),
        sum(evidence.baseline.failed_in(i) for i in range(n)),
    )


def _complete_pairs(
    question: Question, paired: PairedGains, n: int, *, alone: bool
) -> tuple[Analysis | None, tuple[float, float] | None]:
    """The analysis without the seeds in which either method failed; (None, None) if none did."""
    evidence = paired.evidence
    both = [
        i
        for i in range(n)
        if not (evidence.candidate.failed_in(i) or evidence.baseline.failed_in(i))
    ]
    if len(both) == n:
        return None, None
    if len(both) < 2:
        return None, (1.0, 1.0)
    analysis = paired.analyse(both)
    if len(both) < MIN_SEEDS or _block(analysis, question) == "few groups":
        return analysis, (1.0, 1.0)
    return analysis, _p_values(question, analysis, alone=alone)


def _assess_model(question: Question, paired: PairedGains, *, alone: bool) -> Assessment:
    """One fitted pair: the unit is the example or group; exact McNemar for a margin of 0."""
    analysis = paired.analyse_one(0)
    failed = _failures(paired, 1)
    if analysis is None:
        return Assessment(n=1, analysis=None, blocked="no example scores", n_failed=failed)
    p = _p_values(question, analysis, alone=alone)
    if question.relation == "beats" and question.margin == 0 and analysis.discordant is not None:
        p = mcnemar(*analysis.discordant)
    return Assessment(
        n=1,
        analysis=analysis,
        p_supported=p[0],
        p_refuted=p[1],
        fallback_p=p,
        blocked="failed" if any(failed) else _block(analysis, question),
        n_failed=failed,
    )


def _block(analysis: Analysis, question: Question) -> str | None:
    if analysis.n_units is not None and analysis.n_units < MIN_UNITS:
        return "few groups"
    if analysis.constant:
        return "no spread"
    if analysis.identical and not _refuted_by_identity(question):
        return "no difference observed"
    return None


def _refuted_by_identity(question: Question) -> bool:
    return question.relation == "beats" and question.margin > 0


def _p_values(question: Question, analysis: Analysis, *, alone: bool) -> tuple[float, float]:
    if analysis.identical:
        return 1.0, 0.0 if _refuted_by_identity(question) else 1.0
    if analysis.constant:
        return 1.0, 1.0
    supported, refuted = relation_p(
        question.relation, question.margin, analysis.gain, analysis.variance, analysis.df
    )
    if alone and question.relation == "equals":
        refuted /= 2
    return supported, refuted


def outcome_of(p: tuple[float, float], threshold: float) -> Outcome:
    """What a pair of p-values (supported, refuted) decides by itself."""
    if p[0] <= threshold:
        return "supported"
    return "refuted" if p[1] <= threshold else "undecided"
