"""Which runs failed, and by what they are scored then.

A run that broke off in training (its loss diverged) has a fit that says so, and is scored by the last
valid predictions of that fit; its score says it too, which outlives the fit. Any other failure left
nothing, and is scored as `majority` is.
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

__all__ = [
    "broke_off",
    "failed_runs",
    "score_step",
    "scored_failures",
    "settled_failures",
    "why_it_broke_off",
]


def broke_off(plan: Plan, run: RunId, done: Mapping[str, StepRecord]) -> bool:
    """Whether the run's score or fit is there and says that it broke off: it has predictions all the same."""
    return _said(plan, run, done) is not None


def _said(plan: Plan, run: RunId, done: Mapping[str, StepRecord]) -> str | None:
    """The digest of the artifact that says why."""
    own = plan.runs[run]
    records = (done.get(key) for key in (own.score.key, own.fit_key))
    said = (record.outputs[FAILURE] for record in records if record and FAILURE in record.outputs)
    return next(said, None)


def why_it_broke_off(
    workspace: Workspace, plan: Plan, run: RunId, done: Mapping[str, StepRecord]
) -> str:
    """What the score or the fit of such a run says; "" of another run."""
    said = _said(plan, run, done)
    return "" if said is None else str(workspace.artifacts.get_json(said)["failure"])


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

    One that broke off is made again where its fit was cleaned away. A failure that has been scored stays
    one, whatever comes of that: trying until it converges would choose the result.
    """
    return {
        run: why
        for run, why in failed_runs(workspace, plan, done).items()
        if plan.runs[run].fallback.key in done
        or (
            broke_off(plan, run, done)
            and {plan.runs[run].fit_key, plan.runs[run].predict.key} <= done.keys()
        )
    }


def scored_failures(
    workspace: Workspace, plan: Plan, done: Mapping[str, StepRecord]
) -> dict[RunId, str]:
    """The runs whose score says that they broke off, whether their fit is there or not."""
    return {
        run: why_it_broke_off(workspace, plan, run, done)
        for run, own in plan.runs.items()
        if own.score.key in done and FAILURE in done[own.score.key].outputs
    }


def score_step(
    plan: Plan, run: RunId, failed: Collection[RunId], done: Mapping[str, StepRecord]
) -> Step:
    """The step that scores a run: its own predictions, or the fallback where it failed without any."""
    if run in failed and not broke_off(plan, run, done):
        return plan.runs[run].fallback
    return plan.runs[run].score
