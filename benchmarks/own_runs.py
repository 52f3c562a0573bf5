"""What tenfold stored of a finished study: each run's cost, learning curve and scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.timing import Cost, sum_costs

if TYPE_CHECKING:
    from tenfold.store.steps import StepRecord
    from tenfold.study.api import Study
    from tenfold.study.plan import RunId

__all__ = ["OwnRun", "OwnStudy", "read_study"]


@dataclass(frozen=True)
class OwnRun:
    """One run. `curve` has (epoch, validation accuracy), epoch 0 before any training.

    A method without epochs (the probe) has one point, epoch 1. Costs are of the steps, which run on one
    thread each, several at a time.
    """

    method: str
    seed: int
    curve: tuple[tuple[int, float], ...]
    fit: Cost
    predict: Cost
    test_accuracy: float

    @property
    def n_epochs(self) -> int:
        """The epochs that were trained."""
        return self.curve[-1][0]

    @property
    def cost(self) -> Cost:
        return self.fit + self.predict

    def cost_to(self, score: float, *, since: int = 0) -> Cost | None:
        """Until validation first reached `score`, and the test; None if it never did.

        The fit's time is shared out evenly over its epochs. At epoch 0 nothing of it counts. Epochs
        before `since` do not count as reaching it.
        """
        for epoch, accuracy in self.curve:
            if accuracy >= score and epoch >= since:
                return self.fit * (epoch / self.n_epochs) + self.predict
        return None


@dataclass(frozen=True)
class OwnStudy:
    """A study from nothing: `cost` is of the command, `shared` of the steps that serve several runs.

    `n_processes` carry runs out at the same time.
    """

    cost: Cost
    runs: Mapping[tuple[str, int], OwnRun]
    shared: Mapping[str, Cost]
    n_processes: int

    def on_the_clock(self, steps: Cost) -> Cost:
        """Steps' seconds as a share of the study's wall time: as if no process ever waited."""
        return Cost(steps.wall / self.n_processes, steps.cpu)

    @property
    def fixed(self) -> Cost:
        """All that is not a run's own: encoding, prefixes, starts, imports, scoring, the report."""
        return self.cost - self.on_the_clock(sum_costs(run.cost for run in self.runs.values()))

    def of(self, method: str) -> list[OwnRun]:
        return [run for run in self.runs.values() if run.method == method]


def read_study(study: Study, cost: Cost) -> OwnStudy:
    """Read the records of a finished study. Raises SystemExit where a run failed."""
    from tenfold.study.worker import n_processes

    workspace, plan = study.workspace, study.plan
    done = plan.find_done(workspace)
    runs = {(run.method, run.seed): _read_run(study, run, done) for run in plan.runs}
    own = {
        step.key
        for run in plan.runs.values()
        for step in (run.fit, run.predict, run.score)
        if step is not None
    }
    shared: dict[str, Cost] = {}
    for record in workspace.steps.all():
        if record.key not in own:
            shared[record.name] = shared.get(record.name, Cost()) + _cost(record)
    return OwnStudy(cost, runs, shared, n_processes(workspace, plan))


def _read_run(study: Study, run: RunId, done: Mapping[str, StepRecord]) -> OwnRun:
    planned = study.plan.runs[run]
    steps = [done.get(s.key) for s in (planned.fit, planned.predict, planned.score) if s]
    if None in steps:
        raise SystemExit(f"{run} has not finished: see `tenfold study show`")
    fit, predict, score = (step for step in steps if step is not None)
    scores = study.workspace.artifacts.get_json(score.outputs["scores"])
    return OwnRun(
        method=run.method,
        seed=run.seed,
        curve=_curve(study, run, fit),
        fit=_cost(fit),
        predict=_cost(predict),
        test_accuracy=float(scores["metrics"]["accuracy"]),
    )


def _curve(study: Study, run: RunId, fit: StepRecord) -> tuple[tuple[int, float], ...]:
    facts = study.workspace.artifacts.get_json(fit.outputs["facts"])
    history: Mapping[str, Any] = facts.get("history") or {}
    if "curve" in history:
        return tuple((int(p["epoch"]), float(p["validation_accuracy"])) for p in history["curve"])
    return ((1, _validation_accuracy(study, run, fit)),)


def _validation_accuracy(study: Study, run: RunId, fit: StepRecord) -> float:
    from tenfold.study.examples import load_examples

    workspace, plan = study.workspace, study.plan
    stored, _ = workspace.artifacts.get_arrays(fit.outputs["validation"])
    rows = plan.material.arrays(workspace)[f"validation/{run.size}/{run.seed}"]
    labels = load_examples(workspace, plan.declaration).labels
    truth = [plan.material.classes.index(labels[row]) for row in rows.tolist()]
    return float((stored["probabilities"].argmax(1) == np.array(truth)).mean())


def _cost(record: StepRecord) -> Cost:
    return Cost(record.seconds, record.cpu_seconds)
