"""`study try`: one seed, scored on validation only. No test text is encoded, no test label read."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tenfold.evaluation.metrics import METRICS
from tenfold.store.artifacts import SCHEMA_VERSION
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.executors.local import LocalExecutor
from tenfold.study.run import refuse_blocked
from tenfold.study.schedule import Schedule
from tenfold.study.training_checks import CheckedTraining, check_trainings, runs_to_check

if TYPE_CHECKING:
    import numpy as np

    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.executors.base import Executor
    from tenfold.study.plan import Plan, RunId

__all__ = ["Trial", "TriedRun", "try_study"]

Say = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True, kw_only=True)
class TriedRun:
    """One method at one size with seed 0: its scores on validation, or why there are none."""

    method: str
    train_per_class: str
    scores: Mapping[str, float]
    seconds: float
    message: str = ""

    def to_json(self) -> dict[str, Any]:
        """One of `runs` in `study try --json`."""
        return {
            "method": self.method,
            "train_per_class": self.train_per_class,
            "scores": dict(self.scores),
            "seconds": self.seconds,
            "message": self.message,
        }


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a try found. The scores say whether it works, not which method is better.

    `checks` are there when training was to be checked.
    """

    study: str
    runs: tuple[TriedRun, ...]
    n_validation: int
    seconds: float
    checks: tuple[CheckedTraining, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As `study try --json` prints it."""
        return {
            "schema_version": SCHEMA_VERSION,
            "study": self.study,
            "scored_on": "validation",
            "n_validation": self.n_validation,
            "seconds": self.seconds,
            "runs": [run.to_json() for run in self.runs],
            "checks": [check.to_json() for check in self.checks],
        }


def try_study(
    workspace: Workspace,
    plan: Plan,
    *,
    say: Say,
    n_processes: int = 2,
    debug: bool = False,
    check_training: bool = False,
) -> Trial:
    """Fit every method with seed 0 and score it on its validation part.

    The fits are reused by `run`. With `debug` everything happens in this process and an error is
    raised where it occurs. With `check_training` the methods that train an encoder are checked besides:
    their first loss, one batch, their gradients.
    """
    refuse_blocked(plan)
    executor: Executor = (
        InlineExecutor(debug=True)
        if debug
        else LocalExecutor(n_processes, n_threads=plan.most_threads)
    )
    with workspace.leases.kept(), executor:
        attempt = _Attempt(workspace, plan, executor, say)
        attempt.fit()
        return attempt.trial(attempt.check() if check_training else ())


@dataclass
class _Attempt:
    workspace: Workspace
    plan: Plan
    executor: Executor
    say: Say
    began: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        self.done: dict[str, StepRecord] = dict(self.plan.find_done(self.workspace))
        self.runs = [run for run in self.plan.runs if run.seed == 0]
        self.schedule = Schedule(
            self.workspace, self.plan, self.executor, self.done, self.say, with_test=False
        )

    def fit(self) -> None:
        """Fit what is not fitted yet."""
        fitted = [run for run in self.runs if self.plan.runs[run].fit is not None]
        self.schedule.add(fitted)
        self.say(
            "plan",
            {
                "n_runs": len(self.runs),
                "n_runs_to_do": self.schedule.n_runs_to_do,
                "n_chunks_to_do": self.schedule.n_chunks_to_do,
                "n_seeds": 1,
                "by_method": dict(self.schedule.n_runs_by_method),
                "n_steps_reused": 0,
                "n_processes": self.executor.n_workers,
            },
        )
        self.schedule.wait_for(fitted, lambda: None)

    def check(self) -> tuple[CheckedTraining, ...]:
        """Check the training of the methods that train an encoder, whether their fit failed or not."""
        runs = runs_to_check(self.plan)
        self.schedule.prepare(runs)
        return check_trainings(runs, self.schedule.tasks, self.done)

    def trial(self, checks: tuple[CheckedTraining, ...]) -> Trial:
        arrays = self.plan.material.arrays(self.workspace)
        parts = {run: arrays[f"validation/{run.size}/0"] for run in self.runs}
        return Trial(
            study=self.plan.declaration.name,
            runs=tuple(self._tried(run, validation) for run, validation in parts.items()),
            n_validation=max((len(part) for part in parts.values()), default=0),
            seconds=time.perf_counter() - self.began,
            checks=checks,
        )

    def _tried(self, run: RunId, validation: np.ndarray) -> TriedRun:
        fit = self.plan.runs[run].fit
        record = self.done.get(fit.key) if fit is not None else None
        message = self.schedule.failed.get(run, "")
        scores: Mapping[str, float] = {}
        if record is not None and "validation" in record.outputs:
            scores = self._scores(record.outputs["validation"], validation)
        elif not message:
            message = "no validation part at this size, so nothing to score"
        return TriedRun(
            method=run.method,
            train_per_class=run.size,
            scores=scores,
            seconds=record.seconds if record else 0.0,
            message=message,
        )

    def _scores(self, digest: str, validation: np.ndarray) -> dict[str, float]:
        import numpy as np

        stored, _ = self.workspace.artifacts.get_arrays(digest)
        labels = self.schedule.tasks.labels_of(validation)
        several = len(np.unique(labels)) > 1
        return {
            metric: METRICS[metric].score(stored["probabilities"], labels)
            for metric in self.plan.metrics
            if several or metric != "roc_auc"
        }
