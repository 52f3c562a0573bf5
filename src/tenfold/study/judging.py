"""Judge the hypotheses of a study by the scores that are there, as a step of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenfold.store.steps import Step
from tenfold.study.failures import broke_off, failed_runs, score_step
from tenfold.study.registration import mode_of
from tenfold.study.scoring import Truth, evidence_for
from tenfold.study.verdict import RULE_VERSION, Registered, Rules, Verdict, judge_family

if TYPE_CHECKING:
    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.hypotheses import Hypothesis
    from tenfold.study.plan import Plan, RunId

__all__ = ["failed_runs", "is_complete", "judge_now", "seeds_done", "seeds_predicted"]


def seeds_done(plan: Plan, done: Mapping[str, StepRecord], failed: Collection[RunId]) -> int:
    """How many seeds, from 0 on, have a score for every run that a hypothesis needs."""
    n_seeds = max(plan.declaration.looks)
    for n in range(n_seeds, 0, -1):
        runs = [run for h in plan.hypotheses for run in plan.runs_of(h, n)]
        if all(score_step(plan, run, failed, done).key in done for run in runs):
            return n
    return 0


def is_complete(
    workspace: Workspace,
    plan: Plan,
    done: Mapping[str, StepRecord],
    failed: Collection[RunId],
) -> bool:
    """Whether nothing that was planned is missing: the last look is scored, or one that decided all."""
    scored = {run for run in plan.runs if score_step(plan, run, failed, done).key in done}
    looks = plan.declaration.looks
    reached = [n for n in looks if all(run in scored for run in plan.runs if run.seed < n)]
    if not reached:
        return False
    if reached[-1] == looks[-1]:
        return True
    look = looks.index(reached[-1])
    verdicts = judge_now(workspace, plan, done, failed, look=look, n_seeds=reached[-1])
    return bool(verdicts) and all(verdict.verdict != "undecided" for verdict in verdicts)


def seeds_predicted(
    plan: Plan, hypothesis: Hypothesis, done: Mapping[str, StepRecord], failed: Collection[RunId]
) -> int:
    """How many seeds of a hypothesis have run on both sides, scored or not."""
    n_seeds = max(plan.declaration.looks)
    ready = [
        (run in failed and not broke_off(plan, run, done)) or plan.runs[run].predict.key in done
        for run in plan.runs_of(hypothesis, n_seeds)
    ]
    return sum(a and b for a, b in zip(ready[::2], ready[1::2], strict=True))


def judge_now(
    workspace: Workspace,
    plan: Plan,
    done: Mapping[str, StepRecord],
    failed: Collection[RunId],
    *,
    look: int,
    n_seeds: int,
    truth: Truth | None = None,
) -> list[Verdict]:
    """The verdicts on what has been scored: reused where nothing that decides has changed.

    A hypothesis whose scores are not all there is undecided ("not run yet"), and counts as open for
    the others.
    """
    modes = mode_of(workspace, plan)
    registered = [
        Registered(
            id=h.id,
            claim=replace(h.claim, condition=h.condition),
            primary=h.primary,
            about=h.about,
            detect=h.detect,
            mode=modes[h.id].mode,
        )
        for h in plan.hypotheses
    ]
    step = _step(
        plan, done, failed, modes={k: m.mode for k, m in modes.items()}, look=look, n_seeds=n_seeds
    )

    def compute() -> dict[str, str]:
        scored = [
            h
            for h in plan.hypotheses
            if all(score_step(plan, r, failed, done).key in done for r in plan.runs_of(h, n_seeds))
        ]
        evidence = {}
        if scored:  # otherwise nobody has looked at the labels, and nobody shall
            labels = truth or Truth.read(workspace, plan)
            for h in scored:
                found = evidence_for(workspace, plan, h, done, labels, n_seeds, failed)
                if found is not None:
                    evidence[h.id] = found
        rules = Rules(
            alpha=plan.declaration.study.alpha,
            planned_seeds=plan.declaration.looks,
            look=look,
            unit=plan.declaration.evaluate.unit,
        )
        verdicts = judge_family(registered, evidence, rules)
        return {
            "verdicts": workspace.artifacts.put_json({"verdicts": [v.to_json() for v in verdicts]})
        }

    record = workspace.steps.reuse_or_compute(step, compute)
    stored = workspace.artifacts.get_json(record.outputs["verdicts"])
    return [Verdict.from_json(verdict) for verdict in stored["verdicts"]]


def _step(
    plan: Plan,
    done: Mapping[str, StepRecord],
    failed: Collection[RunId],
    *,
    modes: Mapping[str, str],
    look: int,
    n_seeds: int,
) -> Step:
    claims: list[dict[str, Any]] = []
    inputs: dict[str, str] = {"draws": plan.material.record.key}
    for h in plan.hypotheses:
        claims.append(
            {
                "id": h.id,
                "text": h.claim.text,
                **h.claim.resolved(),
                "primary": h.primary,
                "about": h.about,
                "detect": h.detect,
                "mode": modes[h.id],
            }
        )
        for run in plan.runs_of(h, n_seeds):
            key = score_step(plan, run, failed, done).key
            inputs[str(run)] = key if key in done else "missing"
    parameters = {
        "claims": claims,
        "alpha": plan.declaration.study.alpha,
        "looks": list(plan.declaration.looks),
        "look": look,
        "unit": plan.declaration.evaluate.unit,
        "failed": sorted(str(run) for run in failed if str(run) in inputs),
        "group": plan.declaration.data.group,
    }
    return Step("verdict", RULE_VERSION, parameters, inputs)
