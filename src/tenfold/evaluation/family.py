"""A family of claims, look by look, to one ruling each (rules 2, 9 to 13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tenfold.evaluation.assessment import Assessment, Question, assess, outcome_of
from tenfold.evaluation.multiplicity import FamilyResult, adjust_family, look_shares
from tenfold.evaluation.tests import Outcome

__all__ = ["Plan", "Ruling", "rule_on"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was declared: alpha in total, the seeds of each look (cumulative), the present look.

    Without planned seeds there is one look, at as many seeds as there are.
    """

    alpha: float = 0.05
    planned: tuple[int, ...] = ()
    look: int = 0

    def n_at(self, look: int, available: int) -> int:
        """Seeds that look `look` needs; past the plan, all there are."""
        return self.planned[look] if look < len(self.planned) else available

    def share(self, look: int) -> float:
        """The share of alpha that the look spends; one past the plan has the last one's."""
        shares = look_shares(max(len(self.planned), 1))
        return shares[min(look, len(shares) - 1)]


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What became of one claim.

    `p_alone` and `p_adjusted` (None where nothing can be decided) are one-sided, of the shown
    direction, to be held against alpha/2; `steps` is by what Holm and the look multiplied p,
    so that the deciding interval has the level 1 - alpha/steps. `settled`: no outcome
    of the other claims can change the verdict.
    `alone`: what the claim would be as the only one. `beyond_plan`: decided on more seeds than
    were declared.
    """

    verdict: Outcome
    reason: str | None
    settled: bool
    assessment: Assessment | None
    alone: Outcome = "undecided"
    p_alone: float | None = None
    p_adjusted: float | None = None
    direction: Outcome = "supported"
    steps: float = 1.0
    look: int = 0
    beyond_plan: bool = False


@dataclass
class _State:
    """One claim on its way through the looks."""

    question: Question
    ready: Assessment | None = None
    final: Ruling | None = None
    latest: Ruling | None = field(default=None)


def rule_on(questions: Sequence[Question], plan: Plan) -> list[Ruling]:
    """Rule on every claim of the family at the present look.

    Earlier looks are taken again on their own seeds, so that a decisive ruling is final whenever
    this is called. At most one question may be primary.
    """
    states = [_State(question) for question in questions]
    last_planned = max(len(plan.planned), 1) - 1
    for look in range(min(plan.look, last_planned) + 1):
        _take_look(states, plan, look)
    beyond = plan.planned and plan.look >= last_planned
    if beyond and any(state.question.n_seeds > plan.planned[-1] for state in states):
        _take_look(states, plan, len(plan.planned))
    return [state.final or state.latest or _not_run() for state in states]


def _not_run() -> Ruling:
    return Ruling(verdict="undecided", reason="not run yet", settled=False, assessment=None)


def _take_look(states: list[_State], plan: Plan, look: int) -> None:
    alone = len(states) == 1 and len(plan.planned) <= 1
    threshold = plan.alpha / 2 * plan.share(look)
    for state in states:
        state.ready = _ready(state.question, plan, look, alone=alone)
    worst = _family(states, threshold, missing=1.0)
    best = _family(states, threshold, missing=0.0)
    rulings = [
        _rule(states, i, worst=worst, best=best, plan=plan, look=look) for i in range(len(states))
    ]
    for state, ruling in zip(states, rulings, strict=True):
        if state.final is None:
            state.latest = ruling
            state.final = ruling if ruling.verdict != "undecided" else None


def _ready(question: Question, plan: Plan, look: int, *, alone: bool) -> Assessment | None:
    """The assessment at this look; None while it lacks seeds."""
    if question.paired is None:
        return None
    if question.about == "model":
        return assess(question, 1, alone=alone)
    n = plan.n_at(look, question.n_seeds)
    return assess(question, n, alone=alone) if question.n_seeds >= n > 0 else None


def _p(state: _State, side: int, missing: float) -> float:
    if state.ready is None:
        return missing
    if state.ready.blocked is not None:
        return 1.0
    return (state.ready.p_supported, state.ready.p_refuted)[side]


def _family(states: list[_State], threshold: float, *, missing: float) -> FamilyResult:
    """The family with its missing claims at their worst (1) or best (0) for the others."""
    primary = next((i for i, state in enumerate(states) if state.question.primary), None)
    final = states[primary].final if primary is not None else None
    return adjust_family(
        [_p(state, 0, missing) for state in states],
        [_p(state, 1, missing) for state in states],
        primary=primary,
        threshold=threshold,
        primary_supported=final is not None and final.verdict == "supported",
    )


def _decide(result: FamilyResult, i: int, threshold: float) -> Outcome:
    if result.waits[i]:
        return "undecided"
    return outcome_of((float(result.supported[i]), float(result.refuted[i])), threshold)


def _rule(
    states: list[_State], i: int, *, worst: FamilyResult, best: FamilyResult, plan: Plan, look: int
) -> Ruling:
    state, share = states[i], plan.share(look)
    if state.ready is None:
        return _short_of_seeds(state, plan, look)
    threshold = plan.alpha / 2 * share
    verdict = _decide(worst, i, threshold)
    could_change = verdict != _decide(best, i, threshold)
    supported = float(worst.supported[i]) <= float(worst.refuted[i])
    direction: Outcome = (
        verdict if verdict != "undecided" else ("supported" if supported else "refuted")
    )
    side = 0 if direction == "supported" else 1
    blocked = state.ready.blocked is not None
    alone = _alone(state.ready, plan.alpha / 2)
    steps = float((worst.steps_supported, worst.steps_refuted)[side][i]) / share
    adjusted = float((worst.supported, worst.refuted)[side][i]) / share
    return Ruling(
        verdict=verdict,
        reason=None
        if verdict != "undecided"
        else _why_undecided(state.ready, worst.waits[i], could_change, alone, threshold),
        settled=_is_settled(verdict, could_change, plan, look),
        assessment=state.ready,
        alone=alone,
        p_alone=None if blocked else (state.ready.p_supported, state.ready.p_refuted)[side],
        p_adjusted=None if blocked else min(1.0, adjusted),
        direction=direction,
        steps=1.0 if worst.waits[i] else steps,
        look=look,
        beyond_plan=look >= len(plan.planned) > 0,
    )


def _is_settled(verdict: Outcome, could_change: bool, plan: Plan, look: int) -> bool:
    if verdict != "undecided":
        return True
    return not could_change and look >= len(plan.planned) - 1


def _alone(ready: Assessment, threshold: float) -> Outcome:
    """What the claim would be as the only one at the only look."""
    if ready.blocked is not None:
        return "undecided"
    return outcome_of((ready.p_supported, ready.p_refuted), threshold)


def _why_undecided(
    ready: Assessment, waits: bool, could_change: bool, alone: Outcome, threshold: float
) -> str | None:
    if ready.blocked is not None:
        return ready.blocked
    if waits:
        return "waits for the primary"
    if could_change:
        return "waits for the other claims"
    if ready.complete_p is not None:
        with_fallback = outcome_of(ready.fallback_p, threshold)
        if with_fallback != outcome_of(ready.complete_p, threshold):
            return "failures disagree"
    return f"alone {alone}" if alone != "undecided" else None


def _short_of_seeds(state: _State, plan: Plan, look: int) -> Ruling:
    """Fewer seeds than this look needs: what there is, without a ruling."""
    n, needed = state.question.n_seeds, plan.n_at(look, 0)
    if n == 0:
        return _not_run()
    seen = assess(state.question, n, alone=False)
    return Ruling(
        verdict="undecided",
        reason=f"{n} of {needed} seeds",
        settled=False,
        assessment=seen,
        look=look,
    )
