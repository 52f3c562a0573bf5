"""`study try`: one seed, scored on validation only. No test text is encoded, no test label read."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.evaluation.metrics import METRICS
from tenfold.store.artifacts import SCHEMA_VERSION
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.executors.local import LocalExecutor
from tenfold.study.run import refuse_blocked
from tenfold.study.schedule import Schedule, Tasks

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan

__all__ = ["Trial", "TriedRun", "try_study"]


@dataclass(frozen=True, kw_only=True)
class TriedRun:
    """One method at one size with seed 0: its scores on validation, or why there are none."""

    method: str
    train_per_class: str
    scores: Mapping[str, float]
    seconds: float
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a try found. The scores say whether it works, not which method is better."""

    study: str
    runs: tuple[TriedRun, ...]
    n_validation: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """As `study try --json` prints it."""
        return {
            "schema_version": SCHEMA_VERSION,
            "study": self.study,
            "scored_on": "validation",
            "n_validation": self.n_validation,
            "seconds": self.seconds,
            "runs": [
                {
                    "method": run.method,
                    "train_per_class": run.train_per_class,
                    "scores": dict(run.scores),
                    "seconds": run.seconds,
                    "message": run.message,
                }
                for run in self.runs
            ],
        }


def try_study(
    workspace: Workspace,
    plan: Plan,
    *,
    say: Callable[[str, Mapping[str, Any]], None],
    n_processes: int = 2,
    debug: bool = False,
) -> Trial:
    """Fit every method with seed 0 and score it on its validation part.

    The fits are reused by `run`. With `debug` everything happens in this process and an error is
    raised where it occurs.
    """
    import numpy as np

    refuse_blocked(plan)
    began = time.perf_counter()
    done = dict(plan.find_done(workspace))
    runs = [run for run in plan.runs if run.seed == 0]
    with InlineExecutor(debug=debug) if debug else LocalExecutor(n_processes) as executor:
        schedule = Schedule(workspace, plan, executor, done, say, with_test=False)
        schedule.add([run for run in runs if plan.runs[run].fit is not None])
        fitted = [run for run in runs if plan.runs[run].fit is not None]
        say(
            "plan",
            {
                "n_runs": len(runs),
                "n_runs_to_do": schedule.n_runs_to_do,
                "n_chunks_to_do": schedule.n_chunks_to_do,
                "n_seeds": 1,
                "by_method": dict(schedule.n_runs_by_method),
                "n_steps_reused": 0,
            },
        )
        schedule.wait_for(fitted, lambda: None)
    arrays = plan.material.arrays(workspace)
    tasks = Tasks(workspace, plan)
    tried, n_validation = [], 0
    for run in runs:
        fit = plan.runs[run].fit
        record = done.get(fit.key) if fit is not None else None
        scores: dict[str, float] = {}
        message = schedule.failed.get(run, "")
        validation = arrays[f"validation/{run.size}/0"]
        n_validation = max(n_validation, len(validation))
        if record is not None and "validation" in record.outputs:
            stored, _ = workspace.artifacts.get_arrays(record.outputs["validation"])
            labels = tasks.labels_of(validation)
            several = len(np.unique(labels)) > 1
            scores = {
                m: METRICS[m].score(stored["probabilities"], labels)
                for m in plan.metrics
                if several or m != "roc_auc"
            }
        elif not message:
            message = "no validation part at this size, so nothing to score"
        tried.append(
            TriedRun(
                method=run.method,
                train_per_class=run.size,
                scores=scores,
                seconds=record.seconds if record else 0.0,
                message=message,
            )
        )
    return Trial(
        study=plan.declaration.name,
        runs=tuple(tried),
        n_validation=n_validation,
        seconds=time.perf_counter() - began,
    )
