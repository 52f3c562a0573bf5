"""Verdicts: from registered hypotheses and their evidence to supported, refuted or undecided.

`judge_family` joins claims, evidence and the declared rules; the arithmetic is in `evaluation`,
the words in `study.sentences`. How a verdict is reached: `docs/verdict.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.study.claims import ALL_SIZES
from tenfold.study.verdict_record import (
    Companion,
    Gain,
    Mode,
    Outcome,
    Registered,
    Rules,
    Verdict,
)

if TYPE_CHECKING:
    from tenfold.evaluation.assessment import Question
    from tenfold.evaluation.evidence import Evidence
    from tenfold.evaluation.family import Plan, Ruling
    from tenfold.evaluation.paired import Analysis
    from tenfold.evaluation.power import SeedsNeeded

__all__ = [
    "RULE_VERSION",
    "Companion",
    "Gain",
    "Mode",
    "Outcome",
    "Registered",
    "Rules",
    "Verdict",
    "expand",
    "judge_family",
]

RULE_VERSION = "1"
"""Of the rules in `docs/verdict.md`; part of every registration and verdict's key."""


def expand(hypotheses: Sequence[Registered], sizes: Sequence[int | str]) -> list[Registered]:
    """One hypothesis a size for every claim "at all sizes", with ids like "h1@5".

    A primary claim at all sizes is refused, as only one claim can be tested first.
    """
    expanded: list[Registered] = []
    for registered in hypotheses:
        if registered.claim.condition != ALL_SIZES:
            expanded.append(registered)
            continue
        if registered.primary and len(sizes) > 1:
            raise InputError(
                f"a primary claim cannot be at all of {len(sizes)} sizes",
                where=f'claim "{registered.claim.text}"',
                remedy="Name the size that matters most: at N per class.",
            )
        expanded += [
            replace(
                registered,
                id=f"{registered.id}@{size}",
                claim=replace(registered.claim, condition=size),
            )
            for size in sizes
        ]
    return expanded


def judge_family(
    hypotheses: Sequence[Registered],
    evidence: Mapping[str, Evidence],
    rules: Rules,
    *,
    seed: int = 0,
) -> list[Verdict]:
    """Judge all hypotheses of a study together, as each one's p has to stand among the others.

    Parameters
    ----------
    hypotheses
        The whole family, also those whose runs are not done.
    evidence
        By hypothesis id; a missing one is "not run yet". Seeds in the order of the plan.
    rules
        Alpha, the planned looks, the present look, the unit.
    seed
        Of the resampling that metrics such as macro F1 need. Same seed, same verdicts.

    Raises
    ------
    PairingError
        Scores that do not match, or a redrawn test set without its sizes.
    InputError
        More than one primary hypothesis, or an id that occurs twice.
    """
    from tenfold.evaluation.family import Plan, rule_on

    _check_family(hypotheses)
    questions = [_question(h, evidence.get(h.id), rules, seed) for h in hypotheses]
    plan = Plan(alpha=rules.alpha, planned=rules.planned_seeds, look=rules.look)
    rulings = rule_on(questions, plan)
    companions = _companions(questions, rulings, plan)
    return [
        _verdict(hypothesis, question, ruling, beside, rules, len(hypotheses))
        for hypothesis, question, ruling, beside in zip(
            hypotheses, questions, rulings, companions, strict=True
        )
    ]


def _check_family(hypotheses: Sequence[Registered]) -> None:
    ids = [hypothesis.id for hypothesis in hypotheses]
    if len(set(ids)) != len(ids):
        raise InputError(f"each hypothesis needs its own id. Got {ids}.")
    primary = [hypothesis.id for hypothesis in hypotheses if hypothesis.primary]
    if len(primary) > 1:
        raise InputError(
            f"at most one hypothesis may be primary. Got {', '.join(primary)}.",
            remedy="Keep `primary = true` at the one that matters most.",
        )


def _question(
    hypothesis: Registered, evidence: Evidence | None, rules: Rules, seed: int
) -> Question:
    from tenfold.evaluation.assessment import Question
    from tenfold.evaluation.paired import pair

    paired = None
    if evidence is not None and evidence.seeds:
        better = not rules.lower_is_better
        paired = pair(evidence, unit=rules.unit, higher_is_better=better, seed=seed)
    return Question(
        relation=hypothesis.claim.relation,
        margin=hypothesis.claim.margin,
        about=hypothesis.about,
        primary=hypothesis.primary,
        paired=paired,
    )


def _companions(
    questions: Sequence[Question], rulings: Sequence[Ruling], plan: Plan
) -> list[tuple[Companion, ...]]:
    from tenfold.evaluation.beside import beside_family

    return [
        tuple(Companion(**vars(figure)) for figure in figures)
        for figures in beside_family(questions, rulings, plan)
    ]


def _verdict(
    hypothesis: Registered,
    question: Question,
    ruling: Ruling,
    companions: tuple[Companion, ...],
    rules: Rules,
    n_claims: int,
) -> Verdict:
    from tenfold.evaluation.power import unseen_failure_rate

    claim, seen = hypothesis.claim, ruling.assessment
    analysis = seen.analysis if seen is not None else None
    n = seen.n if seen is not None else 0
    paired = question.paired
    single = float(paired.gains[0]) if paired is not None and n == 1 else None
    needed = _needed(hypothesis, analysis, paired.evidence if paired else None, rules)
    return Verdict(
        id=hypothesis.id,
        claim=claim.text,
        candidate=claim.candidate,
        baseline=claim.baseline,
        relation=claim.relation,
        margin=claim.margin,
        metric=claim.metric,
        condition=claim.condition if hypothesis.condition is None else hypothesis.condition,
        dataset=hypothesis.dataset,
        swapped=claim.swapped,
        primary=hypothesis.primary,
        about=hypothesis.about,
        detect=hypothesis.detect,
        mode="exploratory" if ruling.beyond_plan else hypothesis.mode,
        verdict=ruling.verdict,
        reason=ruling.reason,
        gain=_gain(analysis, rules.alpha, single),
        adjusted=_gain(analysis, rules.alpha / ruling.steps, single),
        alpha=rules.alpha,
        threshold=rules.alpha / 2,
        unit=rules.unit,
        direction=ruling.direction,
        p_adjusted=ruling.p_adjusted,
        p_alone=ruling.p_alone,
        alone=ruling.alone,
        n_claims=n_claims,
        n_pairs=n,
        n_failed={
            "candidate": seen.n_failed[0] if seen else 0,
            "baseline": seen.n_failed[1] if seen else 0,
        },
        seeds=paired.evidence.seeds[:n] if paired else (),
        gains=tuple(float(gain) for gain in paired.gains[:n]) if paired else (),
        seeds_needed=needed.n,
        seeds_needed_why=needed.why,
        test_examples_needed=needed.n_test,
        unseen_failure_rate=unseen_failure_rate(n) if n else None,
        smallest_detectable=_detectable(analysis, rules.alpha),
        scope=_scope(hypothesis, ruling, paired.evidence if paired else None, rules),
        companions=companions,
        settled=ruling.settled,
    )


def _gain(analysis: Analysis | None, alpha: float, single: float | None) -> Gain:
    """The gain with its interval; `single` is that of one pair of runs without one."""
    from tenfold.evaluation.tests import interval

    if analysis is None:
        return Gain(estimate=single, low=None, high=None)
    if analysis.variance <= 0:
        return Gain(estimate=analysis.gain, low=analysis.gain, high=analysis.gain)
    low, high = interval(analysis.gain, analysis.variance, analysis.df, alpha)
    return Gain(estimate=analysis.gain, low=low, high=high)


def _needed(
    hypothesis: Registered, analysis: Analysis | None, evidence: Evidence | None, rules: Rules
) -> SeedsNeeded:
    from tenfold.evaluation.power import SeedsNeeded, seeds_needed

    claim = hypothesis.claim
    if hypothesis.about == "model":
        return SeedsNeeded(None, "about a model")
    if analysis is None or evidence is None:
        return SeedsNeeded(None, "not run yet")
    distance: float | None = claim.margin
    if claim.relation == "beats":
        distance = None if hypothesis.detect is None else hypothesis.detect - claim.margin
    return seeds_needed(
        sd=analysis.sd,
        n_seeds=analysis.n,
        k=analysis.k,
        e=analysis.e,
        distance=distance,
        n_test=evidence.sampling.n_test or analysis.n_units,
        alpha=rules.alpha,
        relation=claim.relation,
    )


def _detectable(analysis: Analysis | None, alpha: float) -> float | None:
    """By the seeds and the spread of this study; None without two seeds or without spread."""
    from tenfold.evaluation.power import smallest_detectable_gain

    if analysis is None or analysis.n < 2 or analysis.variance <= 0:
        return None
    return smallest_detectable_gain(
        analysis.n, sd=analysis.sd, k=analysis.k, example_term=analysis.e, alpha=alpha
    )


def _scope(
    hypothesis: Registered, ruling: Ruling, evidence: Evidence | None, rules: Rules
) -> dict[str, Any]:
    """What was redrawn, what was held fixed, and which of our approximations entered (rule 18)."""
    analysis = ruling.assessment.analysis if ruling.assessment else None
    if analysis is None or evidence is None:
        return {}
    sampling = evidence.sampling
    return {
        "about": hypothesis.about,
        "test": sampling.test,
        "training": sampling.training,
        "q": sampling.q,
        "formula": analysis.formula,
        "k": analysis.k,
        "example_term": analysis.e,
        "sd": analysis.sd,
        "n_test": sampling.n_test,
        "n_train": sampling.n_train,
        "n_total": sampling.n_total,
        "n_test_units": analysis.n_units,
        "grouped": _is_grouped(evidence),
        "generalises_to_test": _test_reach(analysis.formula),
        "generalises_to_training": _training_reach(evidence, analysis),
        "hyperparameters": "fixed",
        "perturbation": None,
        "look": ruling.look + 1,
        "n_looks": max(len(rules.planned_seeds), 1) + int(ruling.beyond_plan),
        "planned_seeds": list(rules.planned_seeds),
        "beyond_plan": ruling.beyond_plan,
        "approximations": _approximations(evidence.metric, analysis),
    }


def _is_grouped(evidence: Evidence) -> bool:
    groups = evidence.groups
    return groups is not None and len(set(groups.tolist())) < len(groups)


def _test_reach(formula: str) -> str:
    return "these test examples" if formula == "seeds only" else "test examples like these"


def _training_reach(evidence: Evidence, analysis: Analysis) -> str:
    sampling = evidence.sampling
    if analysis.formula == "one pair":
        return "this fitted pair"
    if analysis.formula == "nadeau-bengio":
        return "new splits"
    if sampling.training == "fixed":
        return "this training data"
    if analysis.k > 0:
        return "new training subsets"
    if sampling.q is not None:
        return "subsets of this training data" if sampling.q < 1 else "this training data"
    return "training as it was"


def _approximations(metric: str, analysis: Analysis) -> list[str]:
    """Every rule in this verdict that is tenfold's own and not from a paper."""
    from tenfold.evaluation.metrics import METRICS

    found = ["training-subset term"] if analysis.formula == "two-way" and analysis.k > 0 else []
    if analysis.formula == "nadeau-bengio":
        found.append("nadeau-bengio")
    known = METRICS.get(metric)
    if known is not None:
        if not known.mean_over_examples and analysis.formula == "two-way":
            found.append("resampled test term")
        found += [known.approximation] if known.approximation else []
    return found
