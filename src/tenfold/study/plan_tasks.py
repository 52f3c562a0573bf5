"""Turns the runs and shared steps of a plan into tasks for workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tenfold.models.methods.registry import get_kind
from tenfold.models.sequences import Pretrained
from tenfold.study.run_plan import RunId, RunPlan
from tenfold.study.run_steps import predicts_from
from tenfold.study.shared import ChunkStep, Reads, StartStep
from tenfold.study.tasks import Encoded, EncodeTask, NewTexts, RunTask
from tenfold.study.training_labels import training_labels

if TYPE_CHECKING:
    from pathlib import Path

    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan

__all__ = ["Tasks", "command_folder"]


def command_folder(workspace: Workspace, run: RunPlan) -> Path:
    """Where a script's run keeps its files."""
    return _folder(workspace, run.fit_key)


def _folder(workspace: Workspace, key: str) -> Path:
    return workspace.hidden / "commands" / key[:32]


class Tasks:
    """Makes tasks, with digests and indices in them. The labels of test examples are in none."""

    def __init__(self, workspace: Workspace, plan: Plan) -> None:
        self._workspace = workspace
        self._plan = plan
        self._arrays = plan.material.arrays(workspace)
        self._texts = plan.material.record.outputs["texts"]
        self._store = workspace.artifacts.place
        self._labels = training_labels(workspace, plan.declaration, plan.material)
        self._by_row: dict[str, np.ndarray] = {}
        self._new_texts = {part.side: part for part in plan.material.augmented.values()}

    def labels_of(self, examples: np.ndarray) -> npt.NDArray[np.int64]:
        """Labels of examples that are trained on or validated with; never of test examples."""
        labels: npt.NDArray[np.int64] = self._labels[examples]
        return labels

    def encode(self, chunk: Iterable[ChunkStep]) -> EncodeTask:
        """The task of one chunk: its steps that are made in one go."""
        steps = list(chunk)
        first = steps[0]
        part = self._new_texts.get(first.side)
        return EncodeTask(
            store=self._store,
            texts=self._texts if part is None else part.texts,
            examples=self._texts_of(first.side, first.number),
            files=self._plan.encoders[first.model],
            profile=self._plan.profiles[first.model],
            steps={step.layer: step.step.key for step in steps},
        )

    def _texts_of(self, side: str, number: int) -> np.ndarray:
        """For each distinct text of a chunk, an example that has it, or the number of the new text."""
        sizes = [chunk["n"] for chunk in self._plan.material.layout[side]]
        start = sum(sizes[:number])
        if side in self._new_texts:  # they stand in the order of the chunks
            return np.arange(start, start + sizes[number])
        if side not in self._by_row:
            row = self._arrays[f"row/{side}"]
            members = np.flatnonzero(row >= 0)
            by_row = np.empty(int(row.max()) + 1, dtype=np.int64)
            by_row[row[members]] = members
            self._by_row[side] = by_row
        return self._by_row[side][start : start + sizes[number]]

    def start(self, start: StartStep, done: Mapping[str, StepRecord]) -> RunTask:
        """The task of a probe's fit that others start from."""
        return self._task(
            start.step.parameters["kind"],
            start.step.parameters["parameters"],
            start.run,
            fit_key=start.step.key,
            fit_encoded=self._encoded(
                "train",
                start.reads,
                done,
                self._fitted_on(start.run),
                vectors=True,
                sequences=False,
            ),
        )

    def run(self, run: RunPlan, done: Mapping[str, StepRecord], *, with_test: bool) -> RunTask:
        """The task of one run; without test it is only tried."""
        entry = self._plan.declaration.methods[run.id.method]
        kind = get_kind(entry.kind)
        reads_fit = {"vectors": kind.needs_vectors, "sequences": kind.needs_sequences}
        reads_test = dict(zip(("vectors", "sequences"), predicts_from(kind), strict=True))
        fitted = done.get(run.fit.key) if run.fit is not None else None
        start = done.get(run.start) if run.start is not None else None
        test = self._arrays[self._plan.material.test_key(run.id.seed)]
        return self._task(
            entry.kind,
            entry.parameters,
            run.id,
            with_test=with_test,
            fit_key=run.fit_key,
            predict_key=run.predict.key,
            fit_encoded=self._encoded(
                "train", run.fit_reads, done, self._fitted_on(run.id), **reads_fit
            ),
            test_encoded=self._encoded("test", run.test_reads, done, test, **reads_test)
            if with_test
            else None,
            encoder=self._encoder(run.id.method) if kind.needs_sequences else None,
            start=None if start is None else start.outputs["predictor"],
            fitted=None if fitted is None else fitted.outputs,
            members=tuple(self._member(m, run, done) for m in run.members),
        )

    def _task(
        self,
        kind: str,
        parameters: Mapping[str, Any],
        id: RunId,
        *,
        fit_key: str,
        with_test: bool = False,
        **more: Any,
    ) -> RunTask:
        arrays, plan = self._arrays, self._plan
        train = arrays[f"train/{id.size}/{id.seed}"]
        validation = arrays[f"validation/{id.size}/{id.seed}"]
        train_labels, new = self._labels[train], NewTexts()
        if (part := plan.material.augmented.get(id)) is not None:
            examples = part.read(self._workspace, train)
            new = NewTexts(part.texts, examples.source)
            after = len(self._labels) + examples.text  # new texts count on after the examples
            train = np.where(examples.text < 0, examples.source, after)
            train_labels = examples.label
        return RunTask(
            store=self._store,
            root=self._workspace.root,
            folder=_folder(self._workspace, fit_key),
            kind=kind,
            parameters=parameters,
            classes=plan.material.classes,
            seed=id.seed,
            texts=self._texts,
            train=train,
            validation=validation,
            test=arrays[plan.material.test_key(id.seed)] if with_test else validation[:0],
            train_labels=train_labels,
            validation_labels=self._labels[validation],
            fit_key=fit_key,
            new_texts=new,
            **more,
        )

    def _fitted_on(self, id: RunId) -> np.ndarray:
        parts = (f"{part}/{id.size}/{id.seed}" for part in ("train", "validation"))
        return np.concatenate([self._arrays[part] for part in parts])

    def _encoder(self, method: str) -> Pretrained:
        model = self._plan.declaration.model_of(method)
        return Pretrained(self._plan.encoders[model], self._plan.profiles[model])

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

    def _encoded(
        self,
        wish: str,
        reads: Reads,
        done: Mapping[str, StepRecord],
        examples: np.ndarray,
        *,
        vectors: bool,
        sequences: bool,
    ) -> Encoded | None:
        """The artifacts that a side of a run reads for its `examples`; None where there are none, or not
        all of them.
        """
        features = self._plan.material.record.outputs.get("features")
        if features is not None:
            return Encoded(np.arange(len(self._labels)), vectors=(features,))
        if not reads.chunks or any(key not in done for key in reads.keys):
            return None
        kept = [self._plan.shared[key] for key in reads.prefix]
        rows = self._rows(wish, reads)
        assert (rows[examples] >= 0).all(), "a text of the run is in none of its chunks"
        return Encoded(
            rows,
            vectors=_outputs(reads.chunks, "vectors", done) if vectors else (),
            tokens=_outputs(reads.chunks, "tokens", done) if sequences else (),
            states=_outputs(reads.prefix, "states", done),
            layer=next((c.layer or 0 for c in kept if isinstance(c, ChunkStep)), 0),
        )

    def _rows(self, wish: str, reads: Reads) -> np.ndarray:
        """For each example the row of its text in these chunks put together, -1 where it is in none; then
        the rows of the new texts, which the last chunks hold.
        """
        side, numbers = self._plan.material.side(wish), list(reads.numbers)
        sizes = np.array([chunk["n"] for chunk in self._plan.material.layout[side]])
        starts = np.concatenate([[0], np.cumsum(sizes)])
        new_start = np.full(len(sizes), -1, dtype=np.int64)
        new_start[numbers] = np.concatenate([[0], np.cumsum(sizes[numbers])])[:-1]
        row = self._arrays[f"row/{side}"]
        chunk_of = np.searchsorted(starts[1:], row, side="right").clip(0, len(sizes) - 1)
        moved = row - starts[chunk_of] + new_start[chunk_of]
        present = (row >= 0) & (new_start[chunk_of] >= 0)
        new = sum(self._n_texts(key) for key in reads.chunks[len(numbers) :])
        first = int(sizes[numbers].sum())
        return np.concatenate([np.where(present, moved, -1), np.arange(first, first + new)])

    def _n_texts(self, key: str) -> int:
        chunk = self._plan.shared[key]
        assert isinstance(chunk, ChunkStep)
        return int(self._plan.material.layout[chunk.side][chunk.number]["n"])


def _outputs(keys: Iterable[str], name: str, done: Mapping[str, StepRecord]) -> tuple[str, ...]:
    return tuple(done[key].outputs[name] for key in keys)
