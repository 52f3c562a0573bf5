"""Make the runs of one method again and compare, bit by bit, with what is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.errors import InputError, nearest
from tenfold.study.executors.local import LocalExecutor
from tenfold.study.processes import choose_processes
from tenfold.study.schedule import Schedule
from tenfold.study.tasks import carry_out_run

if TYPE_CHECKING:
    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan
    from tenfold.study.run_plan import RunPlan

__all__ = ["Rerun", "rerun"]


@dataclass(frozen=True)
class Rerun:
    """How many runs were made again, how many gave the same bits, and the largest difference."""

    method: str
    n_runs: int
    n_equal: int
    largest: float

    def to_json(self) -> dict[str, Any]:
        """As `study rerun --json` prints it."""
        return {"schema_version": 1, **asdict(self)}


def rerun(
    workspace: Workspace,
    plan: Plan,
    method: str,
    *,
    say: Callable[[str, Mapping[str, Any]], None],
) -> Rerun:
    """Fit and predict again what is done already. Stored results stay as they are.

    Raises InputError where there is no such method, or nothing of it to compare with.
    """
    done = plan.find_done(workspace)
    runs = _runs_of(plan, method, done)
    say(
        "plan",
        {
            "n_runs": len(runs),
            "n_runs_to_do": len(runs),
            "n_chunks_to_do": 0,
            "by_method": {method: len(runs)},
        },
    )
    differences = []
    processes = choose_processes(workspace, plan)
    with (
        workspace.leases.kept(),
        LocalExecutor(processes.n, n_threads=processes.n_threads) as executor,
    ):
        schedule = Schedule(workspace, plan, executor, done, say)
        schedule.prepare(runs)
        waiting = []
        for run in runs:
            fresh = {k: v for k, v in done.items() if k != run.fit_key}
            task = schedule.tasks.run(run, fresh, with_test=True)
            waiting.append(executor.submit(carry_out_run, task))
        for run, future in zip(runs, waiting, strict=True):
            made = future.result().steps[run.predict.key]
            say("run", {"method": method, "seed": run.id.seed, "size": run.id.size})
            new, old = (
                workspace.artifacts.get_arrays(outputs["probabilities"])[0]["probabilities"]
                for outputs in (made.outputs, done[run.predict.key].outputs)
            )
            differences.append(float(np.abs(new - old).max()))
    return Rerun(method, len(runs), sum(d == 0 for d in differences), max(differences))


def _runs_of(plan: Plan, method: str, done: Mapping[str, StepRecord]) -> list[RunPlan]:
    """The method's runs that are done."""
    if method not in plan.declaration.methods:
        raise InputError(
            f"there is no method {method!r}.",
            where="--only",
            remedy=nearest(method, plan.declaration.methods),
        )
    runs = [
        r
        for r in plan.runs.values()
        if r.id.method == method and r.fit is not None and r.predict.key in done
    ]
    if not runs:
        raise InputError(
            f"{method} has no run to make again.",
            where=plan.declaration.name,
            remedy=f"tenfold study run {plan.declaration.name}",
        )
    return runs
