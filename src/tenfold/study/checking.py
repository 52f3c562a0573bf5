"""`study check`: what a study will do, what it will take, and what it could see."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from tenfold.store.artifacts import SCHEMA_VERSION
from tenfold.study.scoring import scores_of
from tenfold.study.show import WATTS_PER_CORE

if TYPE_CHECKING:
    from tenfold.findings import Finding
    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.hypotheses import Hypothesis
    from tenfold.study.plan import Plan

__all__ = ["Detectable", "Estimate", "check_study"]

_GUESS_S = {"encode": 4.0, "fit": 2.0, "predict": 0.1, "score": 0.1}
"""Seconds a step where this workspace has not run one yet."""

_GUESS_BYTES = {"encode": 400_000, "fit": 300_000, "predict": 100_000, "score": 80_000}


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
    """The plan in numbers."""

    name: str
    n_runs: int
    steps: Mapping[str, tuple[int, int]]
    minutes: float
    megabytes: float
    kwh: float
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
            "minutes": self.minutes,
            "megabytes": self.megabytes,
            "kwh": self.kwh,
            "detectable": [asdict(d) for d in self.detectable],
            "findings": [finding.to_json() for finding in self.findings],
        }


def check_study(workspace: Workspace, plan: Plan, *, n_processes: int) -> Estimate:
    """Estimate a study from what its steps took here before, else from stated guesses."""
    done = plan.find_done(workspace)
    counts: dict[str, tuple[int, int]] = {}
    todo: dict[str, int] = defaultdict(int)
    for step in plan.steps():
        if any(step.key == run.fallback.key for run in plan.runs.values()):
            continue
        n, reused = counts.get(step.name, (0, 0))
        counts[step.name] = (n + 1, reused + (step.key in done))
        todo[step.name] += step.key not in done
    known = _known(workspace)
    seconds = sum(n * known.get(name, _GUESS_S[name]) for name, n in todo.items())
    watts = float(workspace.setting("run", "watts_per_core", WATTS_PER_CORE))
    return Estimate(
        name=plan.declaration.name,
        n_runs=len(plan.runs),
        steps=counts,
        minutes=seconds / n_processes / 60,
        megabytes=sum(n * _GUESS_BYTES[name] for name, n in todo.items()) / 1e6,
        kwh=seconds * watts / 3.6e6,
        detectable=tuple(_detectable(workspace, plan, h, done) for h in plan.hypotheses),
        findings=plan.findings,
        from_record=bool(known),
    )


def _known(workspace: Workspace) -> dict[str, float]:
    """Median seconds of each kind of step in this workspace."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for record in workspace.steps.all():
        if record.name in _GUESS_S:
            seconds[record.name].append(record.seconds)
    return {name: statistics.median(values) for name, values in seconds.items()}


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
