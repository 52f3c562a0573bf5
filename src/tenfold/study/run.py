"""Carry a study out: look by look, every missing step once, then score and judge.

The runs that the primary claim needs come first, so that its verdict is there as soon as no other
claim can change it. Executors only make artifacts; steps are recorded by this process, and by others
that are at the same study, each under a lease.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.store.digests import digest_json
from tenfold.study.failures import (
    failed_runs,
    score_step,
    scored_failures,
    settled_failures,
    why_it_broke_off,
)
from tenfold.study.judging import is_complete, judge_now, seeds_predicted
from tenfold.study.records import Records
from tenfold.study.registration import (
    declare,
    method_identity,
    mode_of,
    save_test_examples,
)
from tenfold.study.schedule import Schedule, Team
from tenfold.study.scoring import Truth, score_run

if TYPE_CHECKING:
    from tenfold.store.steps import Step, StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.executors.base import Executor
    from tenfold.study.plan import Plan, RunId, RunPlan
    from tenfold.study.verdict import Verdict

__all__ = ["Outcome", "carry_out", "is_finished", "refuse_blocked"]

Say = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Outcome:
    """How it ended: `stopped` says why, or is None when everything that was planned is there.

    `n_seeds_done` counts the seeds that every claim has both its runs of.
    """

    verdicts: list[Verdict]
    n_computed: int
    n_reused: int
    stopped: str | None = None
    n_seeds_done: int = 0


def refuse_blocked(plan: Plan) -> None:
    """Raise InputError where a finding blocks the study until the declaration says what to do."""
    for finding in plan.findings:
        if finding.severity == "block" and finding.state == "found":
            raise InputError(
                finding.message,
                code=finding.code,
                where=f"{plan.declaration.path.parent.name}/{plan.declaration.path.name}",
                remedy=finding.remedy,
            )


def carry_out(
    workspace: Workspace,
    plan: Plan,
    executor: Executor,
    *,
    say: Say,
    should_stop: Callable[[], str | None] = lambda: None,
    done: Mapping[str, StepRecord] | None = None,
    team: Team | None = None,
) -> Outcome:
    """Do everything of a study that is not done yet.

    `say` receives events (`events.Kind` and content). `should_stop` is asked between steps and
    answers why to stop, or None. `team` says which processes are at it together. Raises InputError where
    the study may not run.
    """
    refuse_blocked(plan)
    with workspace.leases.kept():
        started = _Session(workspace, plan, executor, say, should_stop, team)
        started.done = dict(plan.find_done(workspace) if done is None else done)
        return started.carry_out()


@dataclass
class _Session:
    workspace: Workspace
    plan: Plan
    executor: Executor
    say: Say
    should_stop: Callable[[], str | None]
    team: Team | None
    done: dict[str, StepRecord] = field(default_factory=dict)
    failed: dict[RunId, str] = field(default_factory=dict)
    truth: Truth | None = None
    family: str = ""
    n_computed: int = 0

    def carry_out(self) -> Outcome:
        self.n_reused = sum(step.key in self.done for step in self.plan.steps())
        self.family = declare(self.workspace, self.plan).digest if self.plan.hypotheses else ""
        self.records = Records(self.workspace)
        self.failed = settled_failures(self.workspace, self.plan, self.done)
        verdicts: list[Verdict] = []
        stopped = None
        for look, n_seeds in enumerate(self.plan.declaration.looks):
            stopped = self._look(look, n_seeds)
            verdicts = self._judge(look, n_seeds, stopped=stopped is not None)
            if stopped or (verdicts and all(v.verdict != "undecided" for v in verdicts)):
                break
        n_ready = [
            seeds_predicted(self.plan, h, self.done, self.failed) for h in self.plan.hypotheses
        ]
        return Outcome(verdicts, self.n_computed, self.n_reused, stopped, min(n_ready, default=0))

    def _look(self, look: int, n_seeds: int) -> str | None:
        """Carry out and score the runs of one planned look. Returns why it stopped, or None."""
        groups = self._groups(n_seeds)
        schedule = Schedule(
            self.workspace,
            self.plan,
            self.executor,
            self.done,
            self.say,
            failed=self.failed,
            team=self.team,
        )
        schedule.add([run for group in groups for run in group])
        self._announce(schedule, n_seeds)
        while groups:
            why = schedule.wait_for(groups[0], self.should_stop)
            self.n_computed += schedule.take_count()
            if why is not None:
                return why
            self._score(groups.pop(0), n_seeds)
            if groups:
                self._judge(look, n_seeds, early=True)
        return None

    def _groups(self, n_seeds: int) -> list[list[RunId]]:
        """Runs in the order in which their scores are wanted: those of the primary claim first."""
        within = [run for run in self.plan.runs if run.seed < n_seeds]
        first: list[RunId] = []
        if self.plan.primary is not None:
            first = self._with_members(self.plan.runs_of(self.plan.primary, n_seeds))
        rest = sorted((r for r in within if r not in set(first)), key=lambda run: run.seed)
        return [group for group in (first, rest) if group]

    def _with_members(self, runs: list[RunId]) -> list[RunId]:
        found: dict[RunId, None] = {}
        for run in runs:
            for member in self.plan.runs[run].members:
                found[member] = None
            found[run] = None
        return list(found)

    def _announce(self, schedule: Schedule, n_seeds: int) -> None:
        runs = [run for run in self.plan.runs if run.seed < n_seeds]
        self.say(
            "plan",
            {
                "n_runs": len(runs),
                "n_runs_to_do": schedule.n_runs_to_do,
                "n_chunks_to_do": schedule.n_chunks_to_do,
                "by_method": dict(schedule.n_runs_by_method),
                "n_seeds": n_seeds,
                "n_steps_reused": self.n_reused,
                "n_processes": self.executor.n_workers,
            },
        )

    def _score(self, runs: list[RunId], n_seeds: int) -> None:
        """The planned scoring: count the look first, then read the labels."""
        missing = [run for run in runs if self._score_step(run).key not in self.done]
        if not missing:
            return
        self._count_look(n_seeds)
        if self.truth is None:
            self.truth = Truth.read(self.workspace, self.plan)
        for run in missing:
            step, own = self._score_step(run), self.plan.runs[run]
            predicted = self.done[own.predict.key] if step == own.score else None
            why = why_it_broke_off(self.workspace, self.plan, run, self.done)
            score = partial(
                score_run, self.workspace, self.plan, self.truth, run, predicted, failure=why
            )
            self.done[step.key] = self.workspace.steps.reuse_or_compute(step, score)
            self.n_computed += 1

    def _score_step(self, run: RunId) -> Step:
        return score_step(self.plan, run, self.failed, self.done)

    def _count_look(self, n_seeds: int) -> None:
        runs = [run for run in self.plan.runs if run.seed < n_seeds]
        n_new = sum(self._score_step(run).key not in self.done for run in runs)
        methods = {run.method: method_identity(self.plan, run.method) for run in runs}
        is_new = self.records.count_test_look(
            self.plan.declaration.name,
            registration=self.family,
            n_seeds=n_seeds,
            methods=methods,
            content=digest_json(sorted(self.plan.runs[run].score.key for run in runs)),
            test=save_test_examples(self.workspace, self.plan),
            n_new=n_new,
        )
        if is_new:
            self.say("look", {"n_seeds": n_seeds, "methods": sorted(methods), "n_new": n_new})

    def _judge(
        self, look: int, n_seeds: int, *, early: bool = False, stopped: bool = False
    ) -> list[Verdict]:
        if not self.plan.hypotheses:
            return []
        verdicts = judge_now(
            self.workspace,
            self.plan,
            self.done,
            {**scored_failures(self.workspace, self.plan, self.done), **self.failed},
            look=look,
            n_seeds=n_seeds,
            truth=self.truth,
        )
        for verdict in verdicts:
            if verdict.settled if early or stopped else True:
                self.say("verdict", verdict.to_json())
        return verdicts


def is_finished(workspace: Workspace, plan: Plan, done: Mapping[str, StepRecord]) -> bool:
    """Whether all that is declared is scored and registered, with the fits and predictions of what is scored,
    so that a run would compute nothing.
    """
    modes = mode_of(workspace, plan)
    if any(mode.registration is None for mode in modes.values()):
        return False
    failed = failed_runs(workspace, plan, done)
    if not is_complete(workspace, plan, done, failed):
        return False
    settled = settled_failures(workspace, plan, done)
    return all(
        _is_whole(run, done)
        for id, run in plan.runs.items()
        if id not in settled and score_step(plan, id, failed, done).key in done
    )


def _is_whole(run: RunPlan, done: Mapping[str, StepRecord]) -> bool:
    """Whether the fit and the predictions of a scored run are there: they can be cleaned away."""
    return run.predict.key in done and (run.fit is None or run.fit.key in done)
