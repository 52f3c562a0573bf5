"""What a study has its workers do next: chunks through the encoder, and runs, as they become possible."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tenfold.errors import DamageError, StoppedError, TenfoldError
from tenfold.study.executors.base import Crashed
from tenfold.study.recorded import read_recorded_run
from tenfold.study.records import Records, RunState
from tenfold.study.tasks import EncodeTask, Made, RunTask, carry_out_run, encode

if TYPE_CHECKING:
    from pathlib import Path

    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.executors.base import Executor
    from tenfold.study.plan import Plan, RunId, RunPlan

__all__ = ["Schedule", "Tasks", "command_folder"]

MOST_TRIES = 3
"""Machine trouble costs the same seed another try; after this many it counts as the method's own."""

_POLL_S = 0.3


def command_folder(workspace: Workspace, run: RunPlan) -> Path:
    """Where a script's run keeps its files."""
    return workspace.hidden / "commands" / run.fit_key[:32]


class Tasks:
    """Turns runs and chunks of a plan into tasks for workers."""

    def __init__(self, workspace: Workspace, plan: Plan) -> None:
        self._workspace = workspace
        self._plan = plan
        self._arrays = plan.material.arrays(workspace)
        self._texts = plan.material.record.outputs["texts"]
        self._store = workspace.artifacts.root
        self._labels = self._read_training_labels()

    def _read_training_labels(self) -> npt.NDArray[np.int64]:
        """Labels of all examples that are ever trained on; -1 for the others (test, for one)."""
        from tenfold.study.examples import load_examples

        examples = load_examples(self._workspace, self._plan.declaration)
        index = {name: i for i, name in enumerate(self._plan.material.classes)}
        labels = np.full(len(examples), -1, dtype=np.int64)
        for part, indices in self._arrays.items():
            if part.split("/")[0] in ("train", "validation"):
                labels[indices] = [index[examples.labels[i]] for i in indices.tolist()]
        return labels

    def labels_of(self, examples: np.ndarray) -> npt.NDArray[np.int64]:
        """Labels of examples that are trained on or validated with; never of test examples."""
        labels: npt.NDArray[np.int64] = self._labels[examples]
        return labels

    def encode(self, key: str) -> EncodeTask:
        """The task of one chunk."""
        chunk = self._plan.chunks[key]
        members = np.flatnonzero(self._arrays[f"row/{chunk.side}"] >= 0)
        return EncodeTask(
            store=self._store,
            texts=self._texts,
            members=members,
            number=chunk.number,
            files=self._plan.encoders[chunk.model],
            profile=self._plan.profile,
        )

    def run(self, run: RunPlan, done: Mapping[str, StepRecord], *, with_test: bool) -> RunTask:
        """The task of one run; without test it is only tried."""
        plan, arrays, id = self._plan, self._arrays, run.id
        entry = plan.declaration.methods[id.method]
        train = arrays[f"train/{id.size}/{id.seed}"]
        validation = arrays[f"validation/{id.size}/{id.seed}"]
        test = arrays[plan.material.test_key(id.seed)] if with_test else train[:0]
        fitted = done.get(run.fit.key) if run.fit is not None else None
        fit_vectors, fit_rows = self._vectors(run, run.fit_chunks, "train", done)
        test_vectors, test_rows = (
            self._vectors(run, run.test_chunks, "test", done) if with_test else ((), None)
        )
        return RunTask(
            store=self._store,
            root=self._workspace.root,
            folder=command_folder(self._workspace, run),
            kind=entry.kind,
            parameters=entry.parameters,
            classes=plan.material.classes,
            seed=id.seed,
            texts=self._texts,
            train=train,
            validation=validation,
            test=test,
            train_labels=self._labels[train],
            validation_labels=self._labels[validation],
            fit_vectors=fit_vectors,
            test_vectors=test_vectors,
            fit_rows=fit_rows,
            test_rows=test_rows,
            fitted=None if fitted is None else fitted.outputs,
            members=tuple(self._member(m, run, done) for m in run.members),
        )

    def _member(
        self, id: RunId, ensemble: RunPlan, done: Mapping[str, StepRecord]
    ) -> tuple[str, str]:
        """A member's predictions for validation and test; "" where there are none to combine.

        A member with a training size of its own has a validation part of its own too.
        """
        member = self._plan.runs[id]
        fit = done[member.fit.key].outputs if member.fit is not None else {}
        validation = fit.get("validation", "") if id.size == ensemble.id.size else ""
        predict = done.get(member.predict.key)
        return validation, predict.outputs["probabilities"] if predict else ""

    def _vectors(
        self, run: RunPlan, chunks: tuple[str, ...], side: str, done: Mapping[str, StepRecord]
    ) -> tuple[tuple[str, ...], np.ndarray | None]:
        """The vectors' artifacts, and for each example its row in them put together."""
        features = self._plan.material.record.outputs.get("features")
        if features is not None:
            return (features,), np.arange(len(self._labels))
        if not chunks or any(key not in done for key in chunks):
            return (), None
        layout = self._plan.material.facts["chunks"]
        side = side if side in layout else "all"
        sizes = np.array([chunk["n"] for chunk in layout[side]])
        starts = np.concatenate([[0], np.cumsum(sizes)])
        numbers = [self._plan.chunks[key].number for key in chunks]
        new_start = np.full(len(sizes), -1, dtype=np.int64)
        new_start[numbers] = np.concatenate([[0], np.cumsum(sizes[numbers])])[:-1]
        row = self._arrays[f"row/{side}"]
        chunk_of = np.searchsorted(starts[1:], row, side="right").clip(0, len(sizes) - 1)
        moved = row - starts[chunk_of] + new_start[chunk_of]
        present = (row >= 0) & (new_start[chunk_of] >= 0)
        artifacts = tuple(done[key].outputs["vectors"] for key in chunks)
        return artifacts, np.where(present, moved, -1)


@dataclass
class _Job:
    kind: str
    key: str
    run: RunPlan | None
    attempt: int


class Schedule:
    """Submits what is possible, records what comes back, in the order in which runs were added."""

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
    ) -> None:
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
        self.failed = {} if failed is None else failed

    def add(self, runs: Iterable[RunId]) -> None:
        """Queue the runs that are neither done nor failed for good."""
        wanted = [run for run in runs if not self._is_done(run) and run not in self.failed]
        self._pending += [self._plan.runs[run] for run in wanted]
        self.n_runs_to_do = len(self._pending)
        self.n_runs_by_method = Counter(run.id.method for run in self._pending)
        chunks = {key for run in self._pending for key in self._chunks_needed(run)}
        self.n_chunks_to_do = len(chunks)

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

    def _is_done(self, run: RunId) -> bool:
        """Fitted (where there is something to fit) and, unless it is only tried, predicted."""
        plan = self._plan.runs[run]
        fitted = plan.fit is None or plan.fit.key in self._done
        needs_predictions = self._with_test or plan.fit is None
        return fitted and (plan.predict.key in self._done or not needs_predictions)

    def _chunks_needed(self, run: RunPlan) -> list[str]:
        fitted = run.fit is None or run.fit.key in self._done
        wanted = [
            *(() if fitted else run.fit_chunks),
            *(run.test_chunks if self._with_test else ()),
        ]
        return [key for key in wanted if key not in self._done]

    def _submit(self) -> None:
        """Fill the workers, with one task in waiting so that none idles."""
        flying = {job.key for job in self._flying.values()}
        for run in list(self._pending):
            if len(self._flying) > self._executor.n_workers:
                return
            if any(member in self.failed for member in run.members):
                self._fail(run, "a member of the ensemble failed")
                continue
            missing = self._chunks_needed(run)
            for key in missing:
                if key not in flying and len(self._flying) <= self._executor.n_workers:
                    self._fly(encode, self.tasks.encode(key), _Job("chunk", key, None, 1))
                    flying.add(key)
            if not missing and all(self._is_done(m) for m in run.members):
                self._pending.remove(run)
                self._start(run)

    def _start(self, run: RunPlan) -> None:
        if run.fit is None:
            self._read_recorded(run)
            return
        attempt = self._tries.get(run.fit_key, 0) + 1
        self._tries[run.fit_key] = attempt
        task = self.tasks.run(run, self._done, with_test=self._with_test)
        self._fly(carry_out_run, task, _Job("run", run.fit_key, run, attempt))

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
            return
        finished, _ = wait(self._flying, timeout=_POLL_S, return_when=FIRST_COMPLETED)
        for future in finished:
            job = self._flying.pop(future)
            error = future.exception()
            if error is None:
                self._record(job, future.result())
            else:
                self._note_trouble(job, error)

    def _record(self, job: _Job, made: Made) -> None:
        if job.run is None:
            step = self._plan.chunks[job.key].step
            self._save(step, made.fit, made.fit_seconds, made.fit_cpu_seconds)
            self._say("encoded", {"seconds": made.fit_seconds})
            return
        run = job.run
        if run.fit is not None and run.fit.key not in self._done:
            self._save(run.fit, made.fit, made.fit_seconds, made.fit_cpu_seconds)
        if made.predict and run.predict.key not in self._done:
            self._save(run.predict, made.predict, made.predict_seconds, made.predict_cpu_seconds)
        self._state(run, "done", "", job.attempt)
        self._say(
            "run",
            {
                "method": run.id.method,
                "size": run.id.size,
                "seed": run.id.seed,
                "seconds": made.fit_seconds + made.predict_seconds,
                "peak_bytes": made.peak_bytes,
            },
        )

    def _save(self, step: Any, outputs: Mapping[str, str], seconds: float, cpu: float) -> None:
        self._done[step.key] = self._workspace.steps.record(
            step, outputs, seconds=seconds, cpu_seconds=cpu
        )
        self._n_computed += 1

    def _note_trouble(self, job: _Job, error: BaseException) -> None:
        if isinstance(error, (StoppedError, DamageError)):
            raise error  # a full disk or damaged bytes are no failure of the method
        trouble = isinstance(error, (Crashed, MemoryError, TimeoutError))
        if job.run is None:
            tries = self._tries[job.key] = self._tries.get(job.key, 0) + 1
            if not trouble or tries >= MOST_TRIES:
                raise error
            return
        if trouble and job.attempt < MOST_TRIES:
            self._state(job.run, "retried", str(error), job.attempt)
            self._pending.insert(0, job.run)
            return
        if isinstance(error, TenfoldError):
            self._fail(job.run, str(error), job.attempt)
        else:
            self._fail(job.run, f"{type(error).__name__}: {error}", job.attempt)

    def _fail(self, run: RunPlan, message: str, attempt: int = 1) -> None:
        if run in self._pending:
            self._pending.remove(run)
        self.failed[run.id] = message
        self._state(run, "failed", message, attempt)
        self._say(
            "run failed",
            {
                "method": run.id.method,
                "size": run.id.size,
                "seed": run.id.seed,
                "message": message,
                "attempt": attempt,
            },
        )

    def _state(self, run: RunPlan, state: str, message: str, attempt: int) -> None:
        id = run.id
        self._records.save_run(
            self._plan.declaration.name,
            RunState(id.method, id.size, id.seed, run.fit_key, state, message, attempt),
        )

    def _read_recorded(self, run: RunPlan) -> None:
        began = time.perf_counter()
        try:
            outputs = read_recorded_run(self._workspace, self._plan, run)
        except TenfoldError as error:  # the file is wrong or short: no failure of a method
            error.where = f"methods.{run.id.method}" + (f": {error.where}" if error.where else "")
            raise
        self._save(run.predict, outputs, time.perf_counter() - began, 0.0)
        self._state(run, "done", "", 1)
