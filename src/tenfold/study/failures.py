"""Which runs failed, and by what they are scored then.

A run that broke off in training (its loss diverged) has a fit that says so, and is scored by the last
valid predictions of that fit. Any other failure left nothing, and is scored as `majority` is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from tenfold.study.records import Records
from tenfold.study.tasks import FAILURE

if TYPE_CHECKING:
    from tenfold.store.steps import Step, StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan, RunId

__all__ = ["broke_off", "failed_runs", "score_step", "settled_failures", "why_it_broke_off"]


def broke_off(plan: Plan, run: RunId, done: Mapping[str, StepRecord]) -> bool:
    """Whether the run's fit is there and says that it broke off: it has predictions all the same."""
    record = done.get(plan.runs[run].fit_key)
    return record is not None and FAILURE in record.outputs


def why_it_broke_off(
    workspace: Workspace, plan: Plan, run: RunId, done: Mapping[str, StepRecord]
) -> str:
    """What the fit of such a run says."""
    facts = done[plan.runs[run].fit_key].outputs[FAILURE]
    return str(workspace.artifacts.get_json(facts)["failure"])


def failed_runs(
    workspace: Workspace, plan: Plan, done: Mapping[str, StepRecord]
) -> dict[RunId, str]:
    """The runs that failed, with the reason: those that broke off, whoever computed their fit, and those
    that left nothing by the last word on them, unless they have been scored since.
    """
    states = Records(workspace).runs(plan.declaration.name)
    failed = {}
    for id, run in plan.runs.items():
        if broke_off(plan, id, done):
            failed[id] = why_it_broke_off(workspace, plan, id, done)
        elif run.fit_key in states and run.score.key not in done:
            state = states[run.fit_key]
            if state.state == "failed":
                failed[id] = state.message
    return failed


def settled_failures(
    workspace: Workspace, plan: Plan, done: Mapping[str, StepRecord]
) -> dict[RunId, str]:
    """The failed runs that are not tried again: they have predicted, or their failure was scored.

    A failure that has been scored stays one: trying until it converges would choose the result.
    """
    return {
        run: why
        for run, why in failed_runs(workspace, plan, done).items()
        if plan.runs[run].fallback.key in done
        or (broke_off(plan, run, done) and plan.runs[run].predict.key in done)
    }


def score_step(
    plan: Plan, run: RunId, failed: Collection[RunId], done: Mapping[str, StepRecord]
) -> Step:
    """The step that scores a run: its own predictions, or the fallback where it failed without any."""
    if run in failed and not broke_off(plan, run, done):
        return plan.runs[run].fallback
    return plan.runs[run].score
