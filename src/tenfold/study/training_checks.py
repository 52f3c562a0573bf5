"""`study try --debug`: does training work at all, before hours go into it? One check a method."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.errors import TenfoldError
from tenfold.language import translator
from tenfold.models.methods.gradient import GradientMethod, GradientParameters
from tenfold.models.methods.registry import get_kind, get_method
from tenfold.study.run_plan import RunId
from tenfold.study.words.training_check_words import suspicion_words, suspicions

if TYPE_CHECKING:
    from tenfold.models.training_check import TrainingCheck
    from tenfold.store.steps import StepRecord
    from tenfold.study.plan import Plan, RunPlan
    from tenfold.study.schedule import Tasks

__all__ = ["CheckedTraining", "check_trainings", "runs_to_check"]


@dataclass(frozen=True, kw_only=True)
class CheckedTraining:
    """What was seen of one method with seed 0, at its only or largest size; or why nothing was."""

    method: str
    kind: str
    train_per_class: str
    check: TrainingCheck | None
    message: str = ""

    def to_json(self) -> dict[str, Any]:
        """As `study try --debug --json` prints it; a loss that is not finite is null."""
        value: dict[str, Any] = {
            "method": self.method,
            "kind": self.kind,
            "train_per_class": self.train_per_class,
            "message": self.message,
        }
        if self.check is None:
            return value
        _ = translator()
        return {
            **value,
            "first_loss": _finite(self.check.first_loss),
            "loss_of_equal_probabilities": math.log(self.check.n_classes),
            "n_classes": self.check.n_classes,
            "n_batch": self.check.n_batch,
            "overfit": [_finite(loss) for loss in self.check.overfit],
            "gradient_norms": {k: _finite(v) for k, v in self.check.gradient_norms.items()},
            "n_trained_parameters": self.check.n_trained_parameters,
            "suspicions": [
                {"code": found.code, "layers": list(found.layers), "say": suspicion_words(found, _)}
                for found in suspicions(self.check)
            ],
        }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def runs_to_check(plan: Plan) -> list[RunPlan]:
    """Seed 0 of each method that trains an encoder, at its only or largest size."""
    declaration = plan.declaration
    return [
        plan.runs[RunId(name, str(declaration.size_of(name, declaration.sizes[-1])), 0)]
        for name, entry in declaration.methods.items()
        if isinstance(get_kind(entry.kind), GradientMethod)
    ]


def check_trainings(
    runs: Iterable[RunPlan], tasks: Tasks, done: Mapping[str, StepRecord]
) -> tuple[CheckedTraining, ...]:
    """Check each of these runs in this process; the shared steps that their fits read must be `done`."""
    return tuple(_check(run, tasks, done) for run in runs)


def _check(run: RunPlan, tasks: Tasks, done: Mapping[str, StepRecord]) -> CheckedTraining:
    from tenfold.models.training_check import check_training
    from tenfold.study.task_inputs import training_examples

    task = tasks.run(run, done, with_test=False)
    parameters = get_method(task.kind).Parameters.model_validate(dict(task.parameters))
    assert isinstance(parameters, GradientParameters)
    check, message = None, ""
    try:
        train, _validation = training_examples(task)
        check = check_training(
            task.kind, train, parameters=parameters, classes=task.classes, seed=task.seed
        )
    except TenfoldError as error:  # no reason to hide the checks of the other methods
        message = str(error)
    return CheckedTraining(
        method=run.id.method,
        kind=task.kind,
        train_per_class=run.id.size,
        check=check,
        message=message,
    )
