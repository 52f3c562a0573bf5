"""What a study has its workers do next: shared steps, and runs, as they become possible.

Several processes may be at one study. Each step is taken by a lease first; what another process is at
is left alone until its result is there, or the lease is free again.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.errors import DamageError, StoppedError, TenfoldError
from tenfold.store.leases import Lease, LeaseLostError
from tenfold.study.changed_files import refuse_changed_files
from tenfold.study.claiming import Claims
from tenfold.study.executors.base import Crashed
from tenfold.study.failures import broke_off, why_it_broke_off
from tenfold.study.plan_tasks import Tasks, command_folder
from tenfold.study.recorded import read_recorded_run
from tenfold.study.records import Records, RunState
from tenfold.study.shared import ChunkStep, StartStep
from tenfold.study.tasks import Made, carry_out_run, encode

if TYPE_CHECKING:
    from tenfold.store.steps import Step, StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.executors.base import Executor
    from tenfold.study.plan import Plan, RunId, RunPlan
    from tenfold.study.shared import SharedStep

__all__ = ["Schedule", "Tasks", "Team", "command_folder"]

MOST_TRIES = 3
"""Machine trouble costs the same seed another try; after this many it counts as the method's own."""

_POLL_S = 0.3


@dataclass
class _Job:
    """A task under way: the steps that it makes, and the run that it is part of (none: it is shared)."""

    steps: Mapping[str, Step]
    lease: Lease
    run: RunPlan | None = None
    attempt: int = 1
    is_chunk: bool = False


@dataclass(frozen=True)
class Team:
    """Under which number this process is at the study, and the oldest process that is at it too."""

    worker: int
    first: int


class Schedule:
    """Submits what is possible, records what comes back, in the order in which runs were added.

    `done` grows as steps are finished, here or by another process. `failed` holds the runs that failed,
    with the reason; one that broke off in training has predictions all the same.
    """

    def __init__(
        self,
        workspace: Workspace,
        plan: Plan,
        executor: Executor,
        done: dict[str, StepRecord],
        say: Callable[[str, Mapping[str, Any]], None],
        *,
        with_test: bool = True,
        failed: dict[RunId, str] | None = None,
        team: Team | None = None,
    ) -> None:
        self._team = team
        self._workspace = workspace
        self._plan = plan
        self._executor = executor
        self._done = done
        self._say = say
        self._with_test = with_test
        self._records = Records(workspace)
        self._pending: list[RunPlan] = []
        self._flying: dict[Future[Made], _Job] = {}
        self._tries: dict[str, int] = {}
        self._n_computed = 0
        self._tasks: Tasks | None = None
        self._verified: set[str] = set()
        self._claims = Claims(workspace, done, self._verified)
        self._wanted: dict[tuple[Any, ...], list[SharedStep]] = defaultdict(list)
        self.failed = {} if failed is None else failed

    def add(self, runs: Iterable[RunId]) -> None:
        """Queue the runs that are neither done nor failed for good."""
        runs = list(runs)
        for run in runs:
            if self._is_done(run) and broke_off(self._plan, run, self._done):
                why = why_it_broke_off(self._workspace, self._plan, run, self._done)
                self.failed.setdefault(run, why)
        wanted = [run for run in runs if not self._is_done(run) and run not in self.failed]
        self._pending += [self._plan.runs[run] for run in wanted]
        self.n_runs_to_do = len(self._pending)
        self.n_runs_by_method = Counter(run.id.method for run in self._pending)
        self._want(key for run in self._pending for key in self._needs(run))
        self.n_chunks_to_do = sum(isinstance(own[0], ChunkStep) for own in self._wanted.values())

    def _want(self, keys: Iterable[str]) -> None:
        """Note which shared steps are to be made, those together that one task makes."""
        keys = dict.fromkeys(keys)
        self._drop_damaged(keys)
        self._wanted.clear()
        for key in keys:
            if key not in self._done:
                shared = self._plan.shared[key]
                self._wanted[shared.task].append(shared)

    def _drop_damaged(self, keys: Iterable[str]) -> None:
        """Shared steps are verified here, when somebody is about to read them."""
        unknown = [key for key in keys if key in self._done and key not in self._verified]
        for key in self._workspace.steps.damaged(self._done[key] for key in unknown):
            del self._done[key]
        self._verified.update(unknown)

    def take_count(self) -> int:
        """How many steps were computed since this was last asked."""
        count, self._n_computed = self._n_computed, 0
        return count

    def wait_for(self, runs: list[RunId], should_stop: Callable[[], str | None]) -> str | None:
        """Work until these runs are done or failed. Returns why it was stopped, or None.

        When it is stopped, what is under way is finished and recorded first.
        """
        waiting = [run for run in runs if not self._is_done(run) and run not in self.failed]
        why: str | None = None
        while waiting and (why is None or self._flying):
            why = why or should_stop()
            if why is None:
                self._submit()
            self._collect()
            waiting = [r for r in waiting if not self._is_done(r) and r not in self.failed]
        return why if waiting else None

    def prepare(self, runs: Iterable[RunPlan]) -> None:
        """Make the shared steps that fitting these runs anew reads, and nothing else."""
        needs = [
            key
            for run in runs
            for key in self._plan.shared_needs(run, fitted=False, with_test=self._with_test)
            if key != run.fit_key
        ]
        self._want(needs)
        while missing := [key for key in needs if key not in self._done]:
            self._fly_shared(missing)
            self._collect()

    def _is_done(self, run: RunId) -> bool:
        """Fitted (where there is something to fit) and, unless it is only tried, predicted."""
        plan = self._plan.runs[run]
        fitted = plan.fit is None or plan.fit.key in self._done
        needs_predictions = self._with_test or plan.fit is None
        return fitted and (plan.predict.key in self._done or not needs_predictions)

    def _needs(self, run: RunPlan) -> list[str]:
        fitted = run.fit is None or run.fit.key in self._done
        return self._plan.shared_needs(run, fitted=fitted, with_test=self._with_test)

    def _submit(self) -> None:
        """Fill the workers, with one task in waiting so that none idles; a run that was in trouble has the
        machine for itself.
        """
        self._claims.waits = False
        if any(job.attempt > 1 for job in self._flying.values()):
            return
        for run in list(self._pending):
            if self._is_full():
                return
            if run not in self._pending:
                continue  # it failed with the start that it needs
            if any(self._has_nothing(member) for member in run.members):
                self._fail(run, "a member of the ensemble failed")
                continue
            missing = [key for key in self._needs(run) if key not in self._done]
            self._fly_shared(missing)
            if not missing and all(self._is_done(m) for m in run.members):
                again = self._was_in_trouble(run)
                if again and self._flying:
                    return  # it is tried again alone
                if self._start(run) and again:
                    return

    def _was_in_trouble(self, run: RunPlan) -> bool:
        """Whether a try of it died here: perhaps for want of memory, which others took."""
        return self._tries.get(run.fit_key, 0) > 0

    def _is_full(self) -> bool:
        return len(self._flying) > self._executor.n_workers

    def _has_nothing(self, run: RunId) -> bool:
        """Whether a run failed without any predictions."""
        return run in self.failed and not broke_off(self._plan, run, self._done)

    def _fly_shared(self, missing: Iterable[str]) -> None:
        """Submit the tasks that make these shared steps, as far as there is room."""
        flying = {key for job in self._flying.values() for key in job.steps}
        for key in missing:
            shared = self._plan.shared[key]
            if key in flying or self._is_full():
                continue
            if not all(needed in self._done for needed in shared.needs):
                continue
            wanted = self._wanted.get(shared.task, [shared])
            together = [s for s in wanted if s.step.key not in self._done]
            steps = {s.step.key: s.step for s in together}
            lease = self._claims.take(steps)
            if lease is None:
                continue
            flying |= set(steps)
            if isinstance(shared, StartStep):
                task = self.tasks.start(shared, self._done)
                self._fly(carry_out_run, task, _Job(steps, lease))
            else:
                chunk = [s for s in together if isinstance(s, ChunkStep)]
                self._fly(encode, self.tasks.encode(chunk), _Job(steps, lease, is_chunk=True))

    def _start(self, run: RunPlan) -> bool:
        """Begin a run. False, and it stays pending, while another process or task is at it."""
        if self._is_done(run.id):  # as another run's start, or by another process
            self._pending.remove(run)
            self._finish(run, Made())
            return True
        steps = {step.key: step for step in (run.fit, run.predict) if step is not None}
        lease = self._claims.take(steps)
        if lease is None:
            return False
        self._pending.remove(run)
        why = self._failure_of_others(run)
        if why is not None:
            self._workspace.leases.release(lease)
            self.failed[run.id] = why
            self._say("run failed", _trouble(run, why, MOST_TRIES))
        elif run.fit is None:
            self._read_recorded(run, lease)
        else:
            attempt = self._tries.get(run.fit_key, 0) + 1
            self._tries[run.fit_key] = attempt
            task = self.tasks.run(run, self._done, with_test=self._with_test)
            self._fly(carry_out_run, task, _Job(steps, lease, run, attempt))
        return True

    def _failure_of_others(self, run: RunPlan) -> str | None:
        """Why the run failed for one of those that are at the study: then it has failed for all."""
        if self._team is None or run.fit_key in self._tries:
            return None
        name = self._plan.declaration.name
        return self._records.failure(name, run.fit_key, self._team.first)

    @property
    def tasks(self) -> Tasks:
        """Made when the first task is, since it reads the data."""
        if self._tasks is None:
            self._tasks = Tasks(self._workspace, self._plan)
        return self._tasks

    def _fly(self, function: Callable[[Any], Made], task: Any, job: _Job) -> None:
        self._flying[self._executor.submit(function, task)] = job

    def _collect(self) -> None:
        if not self._flying:
            if self._claims.waits:
                time.sleep(_POLL_S)
            return
        finished, _ = wait(self._flying, timeout=_POLL_S, return_when=FIRST_COMPLETED)
        for future in finished:
            job = self._flying.pop(future)
            error = future.exception()
            try:
                if error is None:
                    self._record(job, future.result())
                else:
                    self._note_trouble(job, error)
            finally:
                self._workspace.leases.release(job.lease)

    def _record(self, job: _Job, made: Made) -> None:
        if job.run is not None:
            refuse_changed_files(self._workspace, self._plan, job.run)
        try:
            for key, step in made.steps.items():
                if key not in self._done:
                    self._save(
                        job.steps[key], step.outputs, step.seconds, step.cpu_seconds, job.lease
                    )
        except LeaseLostError:  # this process was taken for dead; its successor makes the step
            if job.run is not None:
                del self._tries[job.run.fit_key]
                self._pending.insert(0, job.run)
            return
        if job.run is not None:
            self._finish(job.run, made, job.attempt)
        elif job.is_chunk:
            self._say("encoded", {"seconds": made.seconds})

    def _finish(self, run: RunPlan, made: Made, attempt: int = 1) -> None:
        """A run came back: done, or broken off with its last valid predictions."""
        took = {"seconds": made.seconds, "peak_bytes": made.peak_bytes}
        why = made.failure or why_it_broke_off(self._workspace, self._plan, run.id, self._done)
        if why:  # of a run that was made again, its score may say it alone
            self._fail(run, why, attempt, took)
            return
        self._state(run, "done", "", attempt)
        self._say("run", {**_named(run), **took})

    def _save(
        self, step: Step, outputs: Mapping[str, str], seconds: float, cpu: float, lease: Lease
    ) -> None:
        self._done[step.key] = self._workspace.steps.record(
            step, outputs, seconds=seconds, cpu_seconds=cpu, lease=lease
        )
        self._verified.add(step.key)
        self._n_computed += 1

    def _note_trouble(self, job: _Job, error: BaseException) -> None:
        if isinstance(error, (StoppedError, DamageError)):
            raise error  # a full disk or damaged bytes are no failure of the method
        trouble = isinstance(error, (Crashed, MemoryError, TimeoutError))
        if job.run is None:
            self._note_shared_trouble(job, error, trouble=trouble)
        elif trouble and job.attempt < MOST_TRIES:
            self._state(job.run, "retried", str(error), job.attempt)
            self._say("retried", _trouble(job.run, str(error), job.attempt))
            self._pending.insert(0, job.run)
        else:
            self._fail(job.run, _message(error), job.attempt)

    def _note_shared_trouble(self, job: _Job, error: BaseException, *, trouble: bool) -> None:
        key = next(iter(job.steps))
        tries = self._tries[key] = self._tries.get(key, 0) + 1
        if trouble and tries < MOST_TRIES:
            return
        waiting = [run for run in self._pending if key in (run.start, run.fit_key)]
        if job.is_chunk or not waiting:
            raise error
        for run in waiting:
            said = "the probe that it starts from failed: " if key == run.start else ""
            self._fail(run, f"{said}{_message(error)}")

    def _fail(
        self, run: RunPlan, message: str, attempt: int = 1, took: Mapping[str, Any] | None = None
    ) -> None:
        if run in self._pending:
            self._pending.remove(run)
        self.failed[run.id] = message
        self._state(run, "failed", message, attempt)
        self._say("run failed", {**_trouble(run, message, attempt), **(took or {})})

    def _state(self, run: RunPlan, state: str, message: str, attempt: int) -> None:
        id = run.id
        self._records.save_run(
            self._plan.declaration.name,
            RunState(id.method, id.size, id.seed, run.fit_key, state, message, attempt),
            worker=self._team.worker if self._team else 0,
        )

    def _read_recorded(self, run: RunPlan, lease: Lease) -> None:
        began = time.perf_counter()
        try:
            outputs = read_recorded_run(self._workspace, self._plan, run)
        except TenfoldError as error:  # the file is wrong or short: no failure of a method
            error.where = f"methods.{run.id.method}" + (f": {error.where}" if error.where else "")
            raise
        refuse_changed_files(self._workspace, self._plan, run)
        self._save(run.predict, outputs, time.perf_counter() - began, 0.0, lease)
        self._state(run, "done", "", 1)


def _named(run: RunPlan) -> dict[str, Any]:
    return {"method": run.id.method, "size": run.id.size, "seed": run.id.seed}


def _trouble(run: RunPlan, message: str, attempt: int) -> dict[str, Any]:
    return {**_named(run), "message": message, "attempt": attempt}


def _message(error: BaseException) -> str:
    """What is said of a failure; of an error that nobody foresaw, its name too."""
    return str(error) if isinstance(error, TenfoldError) else f"{type(error).__name__}: {error}"
