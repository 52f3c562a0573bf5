"""`study run --why`: for each step of a study, why it is reused or computed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tenfold.study.failures import failed_runs, score_step, settled_failures
from tenfold.study.records import Records
from tenfold.study.why import Past, made

if TYPE_CHECKING:
    from tenfold.store.steps import Step, StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan, RunId

__all__ = ["Explanation", "RunStep", "SharedSteps", "explain"]


@dataclass(frozen=True)
class SharedSteps:
    """The steps of one name that runs share; `why` tells of those that are new, each reason once."""

    step: str
    n: int
    n_reused: int
    why: tuple[str, ...]


@dataclass(frozen=True)
class RunStep:
    """A step of one run: "reused", "new", or "failed" where it will not be tried again."""

    step: str
    method: str
    size: str
    seed: int
    key: str
    state: str
    why: str


@dataclass(frozen=True)
class Explanation:
    """Shared steps by name, then the steps of every run."""

    shared: tuple[SharedSteps, ...]
    runs: tuple[RunStep, ...]

    def to_json(self) -> dict[str, Any]:
        """What stands under `why` in `study run --why --json`."""
        return {
            "shared": [asdict(steps) for steps in self.shared],
            "runs": [asdict(step) for step in self.runs],
        }

    def lines(self) -> Iterator[str]:
        """The same for a terminal."""
        for steps in self.shared:
            said = f"; new: {'; '.join(steps.why)}" if steps.why else ""
            yield f"shared: {steps.step} {steps.n_reused} of {steps.n} reused{said}"
        for own in self.runs:
            run = f"{own.method} at {own.size} per class, seed {own.seed}"
            yield f"{own.step:<7} {run}  {own.key[:12]}  {own.state}: {own.why}"


def explain(workspace: Workspace, plan: Plan, done: Mapping[str, StepRecord]) -> Explanation:
    """Compare what is to be computed with what is on record and no longer wanted by this study."""
    explainer = _Explainer(workspace, plan, done)
    return Explanation(tuple(explainer.shared()), tuple(explainer.runs()))


class _Explainer:
    def __init__(self, workspace: Workspace, plan: Plan, done: Mapping[str, StepRecord]) -> None:
        self._plan = plan
        self._done = done
        self._failed = failed_runs(workspace, plan, done)
        self._settled = settled_failures(workspace, plan, done)
        wanted = {step.key for step in plan.steps()}
        records = workspace.steps.all()
        own = _descendants(set(Records(workspace).runs(plan.declaration.name)), records)
        self._past = Past([record for record in records if record.key not in wanted], own)

    def shared(self) -> Iterator[SharedSteps]:
        by_name: dict[str, list[Step]] = defaultdict(list)
        for shared in self._plan.shared.values():
            name = shared.step.name
            by_name["start" if name == "fit" else name].append(shared.step)
        for name, steps in by_name.items():
            new = [step for step in steps if step.key not in self._done]
            why = tuple(dict.fromkeys(self._past.reason(step) for step in new))
            yield SharedSteps(name, len(steps), len(steps) - len(new), why)

    def runs(self) -> Iterator[RunStep]:
        for id, run in self._plan.runs.items():
            score = score_step(self._plan, id, self._failed, self._done)
            before: Step | None = None
            for step, because in (
                (run.fit, ""),
                (run.predict, "its fit is new"),
                (score, "its predictions are new"),
            ):
                if step is not None:
                    is_new = before is not None and before.key not in self._done
                    yield self._step(id, step, because if is_new else "")
                    before = step

    def _step(self, run: RunId, step: Step, because: str = "") -> RunStep:
        state, why = "new", because
        if step.key in self._done:
            state, why = "reused", made(self._done[step.key])
        elif run in self._settled:
            state, why = "failed", f"not tried again: {self._settled[run]}"
        return RunStep(
            step.name,
            run.method,
            run.size,
            run.seed,
            step.key,
            state,
            why or self._past.reason(step),
        )


def _descendants(keys: set[str], records: list[StepRecord]) -> set[str]:
    """The keys and those of all steps that were made from them."""
    found = set(keys)
    for record in records:  # oldest first, so what a step was made from comes before it
        if found & set(record.inputs.values()):
            found.add(record.key)
    return found
