"""`study check`: what a study will do, what it will take, and what it could see."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from tenfold.store.artifacts import SCHEMA_VERSION
from tenfold.study.augmented_counts import AugmentedCounts, augmented_counts
from tenfold.study.scoring import scores_of
from tenfold.study.show import WATTS_PER_CORE
from tenfold.study.workload import Work, workload

if TYPE_CHECKING:
    from tenfold.findings import Finding
    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.frozen_states import FrozenStates
    from tenfold.study.hypotheses import Hypothesis
    from tenfold.study.plan import Plan
    from tenfold.study.processes import Processes

__all__ = ["Detectable", "Estimate", "check_study"]


@dataclass(frozen=True)
class Detectable:
    """The smallest gain that a hypothesis's seeds and test examples can see with 80 % power.

    `sd` is the assumed standard deviation of the gain over seeds, and `sd_from` where it comes from.
    """

    id: str
    claim: str
    gain: float
    sd: float
    sd_from: str
    n_seeds: int
    margin: float


@dataclass(frozen=True)
class Estimate:
    """The plan in numbers. `steps` counts by name, all of them and those reused; `work` says the same by
    kind of method, with minutes on one core.
    """

    name: str
    n_runs: int
    steps: Mapping[str, tuple[int, int]]
    work: tuple[Work, ...]
    minutes: float
    megabytes: float
    kwh: float
    processes: Processes
    states: FrozenStates
    augmented: tuple[AugmentedCounts, ...]
    detectable: tuple[Detectable, ...]
    findings: tuple[Finding, ...]
    from_record: bool = field(default=False)

    def to_json(self) -> dict[str, Any]:
        """As `study check --json` prints it."""
        return {
            "schema_version": SCHEMA_VERSION,
            "name": self.name,
            "n_runs": self.n_runs,
            "steps": {k: {"n": n, "reused": reused} for k, (n, reused) in self.steps.items()},
            "work": [work.to_json() for work in self.work],
            "minutes": self.minutes,
            "megabytes": self.megabytes,
            "kwh": self.kwh,
            "processes": self.processes.to_json(),
            "frozen_states": {
                "megabytes": sum(self.states.kept.values()) / 1e6,
                "streamed_megabytes": sum(self.states.streamed.values()) / 1e6,
                "bound_gigabytes": self.states.bound / 1e9,
            },
            "augmented": [counts.to_json() for counts in self.augmented],
            "detectable": [asdict(d) for d in self.detectable],
            "findings": [finding.to_json() for finding in self.findings],
        }


def check_study(workspace: Workspace, plan: Plan, *, processes: Processes) -> Estimate:
    """Estimate a study from what its steps took here before, else from stated guesses."""
    done = plan.find_done(workspace)
    work = workload(workspace, plan, done)
    seconds = sum(own.seconds for own in work)
    watts = float(workspace.setting("run", "watts_per_core", WATTS_PER_CORE))
    return Estimate(
        name=plan.declaration.name,
        n_runs=len(plan.runs),
        steps=_counts(work),
        work=work,
        minutes=seconds / processes.n / 60,
        megabytes=sum(own.megabytes for own in work),
        kwh=seconds * watts / 3.6e6,
        processes=processes,
        states=plan.states,
        augmented=augmented_counts(plan.material),
        detectable=tuple(_detectable(workspace, plan, h, done) for h in plan.hypotheses),
        findings=plan.findings,
        from_record=any(own.is_from_record for own in work),
    )


def _counts(work: tuple[Work, ...]) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for own in work:
        n, reused = counts.get(own.step, (0, 0))
        counts[own.step] = (n + own.n, reused + own.n_reused)
    return counts


def _detectable(
    workspace: Workspace, plan: Plan, hypothesis: Hypothesis, done: Mapping[str, StepRecord]
) -> Detectable:
    from tenfold.evaluation.metrics import METRICS
    from tenfold.evaluation.power import (
        assumed_example_term,
        assumed_sd,
        smallest_detectable_gain,
    )
    from tenfold.evaluation.variance import training_term
    from tenfold.study.scoring import sampling_of

    n_seeds = max(plan.declaration.looks)
    metric = METRICS[hypothesis.claim.metric]
    scale = metric.scale(plan.declaration.evaluate.unit)
    sd = _recorded_sd(workspace, plan, hypothesis, done)
    source = "from this workspace's scores"
    if sd is None:
        smallest = _smallest_size(plan, hypothesis)
        sd = assumed_sd(smallest)
        source = f"assumed for {smallest} training examples a class"
    sampling = sampling_of(plan, hypothesis)
    share = metric.highest == 1.0
    gain = smallest_detectable_gain(
        n_seeds,
        sd=sd * scale,
        k=training_term(sampling),
        example_term=assumed_example_term(sampling.n_test or 1, scale=scale) if share else 0.0,
        alpha=plan.declaration.study.alpha,
    )
    return Detectable(
        id=hypothesis.id,
        claim=hypothesis.claim.text,
        gain=gain,
        sd=sd * scale,
        sd_from=source,
        n_seeds=n_seeds,
        margin=hypothesis.claim.margin,
    )


def _smallest_size(plan: Plan, hypothesis: Hypothesis) -> int:
    pool = plan.material.facts["pool_counts"]
    return min(min(pool) if size == "all" else int(size) for _, size in plan.sides(hypothesis))


def _recorded_sd(
    workspace: Workspace, plan: Plan, hypothesis: Hypothesis, done: Mapping[str, StepRecord]
) -> float | None:
    """The sd of the gain over seeds, where these runs have been scored already."""
    runs = plan.runs_of(hypothesis, max(plan.declaration.looks))
    scores = scores_of(workspace, plan, done, runs, ())
    metric = hypothesis.claim.metric
    pairs = zip(runs[::2], runs[1::2], strict=True)
    gains = [
        scores[a]["metrics"][metric] - scores[b]["metrics"][metric]
        for a, b in pairs
        if a in scores and b in scores
    ]
    return statistics.stdev(gains) if len(gains) >= 3 else None
