"""What worker processes carry out: one chunk through an encoder, or one run.

A task holds digests and indices, not data; the worker reads artifacts from the store, keeps the last
few in memory, and saves what it made. Recording steps is the caller's part: the database has one
writer. Test labels are in no task.
"""

from __future__ import annotations

import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.store.artifacts import Artifacts

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles
    from tenfold.models.methods.command import CommandExamples
    from tenfold.models.methods.contract import Inputs, Predictor, Saved
    from tenfold.models.numerics import Profile

__all__ = ["EncodeTask", "Made", "RunTask", "carry_out_run", "encode"]


@dataclass(frozen=True)
class EncodeTask:
    """Encode one chunk of a side's distinct texts."""

    store: Path
    texts: str
    members: np.ndarray
    number: int
    files: EncoderFiles
    profile: Profile


@dataclass(frozen=True)
class RunTask:
    """Fit (unless `fitted`) and predict.

    `fit_rows` and `test_rows` map an example to its row in the vectors of `fit_vectors` and
    `test_vectors` put together. `test` is empty when a study is only tried.
    """

    store: Path
    root: Path
    folder: Path
    kind: str
    parameters: Mapping[str, Any]
    classes: tuple[str, ...]
    seed: int
    texts: str
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    train_labels: np.ndarray
    validation_labels: np.ndarray
    fit_vectors: tuple[str, ...] = ()
    test_vectors: tuple[str, ...] = ()
    fit_rows: np.ndarray | None = None
    test_rows: np.ndarray | None = None
    fitted: Mapping[str, str] | None = None
    members: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Made:
    """What a task made: digests of artifacts by step, and what it took."""

    fit: Mapping[str, str] = field(default_factory=dict)
    predict: Mapping[str, str] = field(default_factory=dict)
    fit_seconds: float = 0.0
    predict_seconds: float = 0.0
    fit_cpu_seconds: float = 0.0
    predict_cpu_seconds: float = 0.0
    peak_bytes: int = 0


@lru_cache(maxsize=2)
def _texts(store: Path, digest: str) -> dict[str, list[str]]:
    return Artifacts(store).get_json(digest)


@lru_cache(maxsize=4)
def _vectors(store: Path, digests: tuple[str, ...]) -> np.ndarray:
    arrays = [Artifacts(store).get_arrays(digest)[0]["vectors"] for digest in digests]
    return np.concatenate(arrays)


def encode(task: EncodeTask) -> Made:
    """Encode a chunk; the artifact has `vectors` of shape (n_texts, width), float32."""
    from tenfold.models.frozen import chunk_texts, embed_chunk

    watch = _Watch()
    texts = _texts(task.store, task.texts)["texts"]
    chunk = chunk_texts([texts[i] for i in task.members.tolist()])[task.number]
    vectors = embed_chunk(task.files, chunk, task.profile)
    digest = Artifacts(task.store).put_arrays({"vectors": vectors})
    seconds, cpu = watch.read()
    return Made(
        fit={"vectors": digest}, fit_seconds=seconds, fit_cpu_seconds=cpu, peak_bytes=peak_bytes()
    )


def carry_out_run(task: RunTask) -> Made:
    """Fit, predict validation and test, and save predictor and probabilities."""
    from tenfold.models.methods.registry import get_kind

    return _RUNS[get_kind(task.kind).role](task).made()


class _Run(ABC):
    """One run under way. What differs between the roles of methods stands in the three subclasses."""

    def __init__(self, task: RunTask) -> None:
        self.task = task
        self.artifacts = Artifacts(task.store)
        stored = _texts(task.store, task.texts)
        self.texts, self.ids = stored["texts"], stored["ids"]

    @abstractmethod
    def made(self) -> Made:
        """Carry the run out."""

    def save(self, probabilities: np.ndarray) -> str:
        return self.artifacts.put_arrays({"probabilities": probabilities.astype(np.float32)})

    def save_fit(self, saved: Saved, notes: Mapping[str, Any], n_trained: int) -> dict[str, str]:
        facts = {"saved": saved.facts, "notes": dict(notes), "n_trained_parameters": n_trained}
        return {
            "predictor": self.artifacts.put_arrays(saved.arrays),
            "facts": self.artifacts.put_json(facts),
        }


class _FittedRun(_Run):
    """Fit (unless that is done already), then predict."""

    def made(self) -> Made:
        task, watch = self.task, _Watch()
        outputs = dict(task.fitted) if task.fitted is not None else self.fit()
        fit_seconds, fit_cpu = watch.read()
        watch = _Watch()
        predicted = {}
        if len(task.test):
            predicted["probabilities"] = self.save(self.predict(outputs))
        seconds, cpu = watch.read()
        return Made(outputs, predicted, fit_seconds, seconds, fit_cpu, cpu, peak_bytes())

    @abstractmethod
    def fit(self) -> dict[str, str]:
        """Fit, save, and return the outputs of the fit's step."""

    @abstractmethod
    def predict(self, fitted: Mapping[str, str]) -> np.ndarray:
        """Probabilities of the test examples, shape (n_test, n_classes)."""


class _TrainedRun(_FittedRun):
    """A method that trains here."""

    predictor: Predictor | None = None

    def fit(self) -> dict[str, str]:
        from tenfold.models.methods.contract import Training
        from tenfold.models.methods.registry import get_method

        task = self.task
        method = get_method(task.kind)
        train = Training(self._inputs(task.train, fitting=True), task.train_labels)
        validation = None
        if len(task.validation):
            inputs = self._inputs(task.validation, fitting=True)
            validation = Training(inputs, task.validation_labels)
        self.predictor = method.fit(
            train,
            validation,
            parameters=method.Parameters.model_validate(dict(task.parameters)),
            classes=task.classes,
            seed=task.seed,
        )
        outputs = self.save_fit(
            self.predictor.save(), self.predictor.notes, self.predictor.n_trained_parameters
        )
        if validation is not None:
            outputs["validation"] = self.save(self.predictor.predict(validation.inputs))
        return outputs

    def predict(self, fitted: Mapping[str, str]) -> np.ndarray:
        from tenfold.models.methods.registry import load_predictor

        predictor = self.predictor or load_predictor(self.task.kind, self._saved(fitted))
        return predictor.predict(self._inputs(self.task.test, fitting=False))

    def _saved(self, fitted: Mapping[str, str]) -> Saved:
        from tenfold.models.methods.contract import Saved

        arrays, _ = self.artifacts.get_arrays(fitted["predictor"])
        return Saved(arrays, self.artifacts.get_json(fitted["facts"])["saved"])

    def _inputs(self, examples: np.ndarray, *, fitting: bool) -> Inputs:
        from tenfold.models.methods.contract import Inputs

        task = self.task
        rows = task.fit_rows if fitting else task.test_rows
        vectors = task.fit_vectors if fitting else task.test_vectors
        return Inputs(
            texts=[self.texts[i] for i in examples.tolist()] if self.texts else None,
            vectors=None if rows is None else _vectors(task.store, vectors)[rows[examples]],
        )


class _CombinedRun(_FittedRun):
    """An ensemble: its members have run, and their stored probabilities are combined."""

    def fit(self) -> dict[str, str]:
        from tenfold.models.methods.ensemble import fit_combiner

        task = self.task
        stored = [self._probabilities(own) for own, _ in task.members if own]
        validation = None
        if len(task.validation) and len(stored) == len(task.members):
            validation = (stored, task.validation_labels)
        combiner = fit_combiner(task.parameters["how"], len(task.members), validation=validation)
        outputs = self.save_fit(combiner.save(), combiner.notes, combiner.n_trained_parameters)
        if validation is not None:
            outputs["validation"] = self.save(combiner.apply(stored))
        return outputs

    def predict(self, fitted: Mapping[str, str]) -> np.ndarray:
        from tenfold.models.methods.contract import Saved
        from tenfold.models.methods.ensemble import Combiner

        arrays, _ = self.artifacts.get_arrays(fitted["predictor"])
        facts = self.artifacts.get_json(fitted["facts"])["saved"]
        combiner = Combiner.load(Saved(arrays, facts))
        return combiner.apply([self._probabilities(test) for _, test in self.task.members])

    def _probabilities(self, digest: str) -> np.ndarray:
        return self.artifacts.get_arrays(digest)[0]["probabilities"]


class _CommandRun(_Run):
    """A script of one's own: it is called once, with the test texts (or validation's, on trying)."""

    def made(self) -> Made:
        from tenfold.models.methods.command import CommandParameters, run_command

        task, watch = self.task, _Watch()
        trying = not len(task.test)
        asked = task.validation if trying else task.test
        if not len(asked):
            return Made()
        outcome = run_command(
            CommandParameters.model_validate(dict(task.parameters)),
            train=self._examples(task.train, task.train_labels),
            validation=self._examples(task.validation, task.validation_labels)
            if len(task.validation)
            else None,
            test=self._examples(asked),
            classes=task.classes,
            seed=task.seed,
            root=task.root,
            folder=task.folder / ("try" if trying else "run"),
        )
        saved = self.save(outcome.probabilities)
        facts = {
            "saved": {"folder": task.folder.name},
            "notes": {},
            "n_trained_parameters": None,
            "printed": outcome.printed,
        }
        outputs = {"facts": self.artifacts.put_json(facts)}
        seconds, cpu = watch.read()
        if trying:
            outputs["validation"] = saved
            return Made(outputs, {}, seconds, 0.0, cpu, 0.0, peak_bytes())
        return Made(outputs, {"probabilities": saved}, seconds, 0.0, cpu, 0.0, peak_bytes())

    def _examples(self, rows: np.ndarray, labels: np.ndarray | None = None) -> CommandExamples:
        from tenfold.models.methods.command import CommandExamples

        numbers = rows.tolist()
        return CommandExamples(
            ids=[self.ids[i] for i in numbers],
            texts=[self.texts[i] for i in numbers],
            labels=None if labels is None else [self.task.classes[i] for i in labels.tolist()],
        )


_RUNS: Mapping[str, type[_Run]] = {
    "trains": _TrainedRun,
    "combines": _CombinedRun,
    "command": _CommandRun,
}


class _Watch:
    """Wall and processor time since it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        return time.perf_counter() - self._wall, time.process_time() - self._cpu


def peak_bytes() -> int:
    """The most memory that this process had so far; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
