"""What worker processes carry out: one chunk through an encoder, or one run.

A task holds digests and indices, not data; the worker reads artifacts from the store (`task_inputs`) and
saves what it made. Recording steps is the caller's part: the database has one writer. Test labels are
in no task.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.store.places import Place, open_artifacts
from tenfold.study.memory import peak_bytes
from tenfold.study.task_inputs import (
    inputs_to_predict,
    stored_ids,
    stored_texts,
    texts_of,
    training_examples,
    training_ids,
)

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles
    from tenfold.models.methods.command import CommandExamples
    from tenfold.models.methods.contract import Predictor, Saved
    from tenfold.models.methods.ensemble import Combiner
    from tenfold.models.numerics import Profile
    from tenfold.models.sequences import Pretrained

__all__ = [
    "FAILURE",
    "EncodeTask",
    "Encoded",
    "Made",
    "MadeStep",
    "NewTexts",
    "RunTask",
    "carry_out_run",
    "encode",
    "training_examples",
]

FAILURE = "failure"
"""The output of a fit that broke off, and of its run's score: the facts or scores, which say why."""


@dataclass(frozen=True)
class EncodeTask:
    """One pass of a chunk through the encoder.

    `examples` have the chunk's texts, in its order. `steps` are the keys of the steps to make: those of
    the states by their layer, that of tokens and vectors under None (or absent, where it is done).
    """

    store: Place
    texts: str
    examples: np.ndarray
    files: EncoderFiles
    profile: Profile
    steps: Mapping[int | None, str]


@dataclass(frozen=True)
class Encoded:
    """What one side of a run reads of the encoder: artifacts of chunks, one after the other.

    `rows` maps an example to the row of its text in all of them put together. `states`, where they are
    kept, are those below `layer`.
    """

    rows: np.ndarray
    vectors: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    layer: int = 0


@dataclass(frozen=True)
class NewTexts:
    """The texts of a run that augments its training part: the artifact, and for each training example the
    row that it was made of. Empty for a run that does not.
    """

    texts: str = ""
    sources: np.ndarray | None = None


@dataclass(frozen=True)
class RunTask:
    """Fit (unless `fitted`) and predict. `test` is empty when nothing shall be predicted.

    Numbers in `train` from the number of all examples on are those of `new_texts`, counted on.
    `fit_key` and `predict_key` are the steps' keys. `encoder` is there for methods that read tokens,
    `start` the artifact with the weights of the probe to start from.
    """

    store: Place
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
    fit_key: str
    predict_key: str = ""
    new_texts: NewTexts = NewTexts()
    fit_encoded: Encoded | None = None
    test_encoded: Encoded | None = None
    encoder: Pretrained | None = None
    start: str | None = None
    fitted: Mapping[str, str] | None = None
    members: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MadeStep:
    """The digests of a step's artifacts, and what it took."""

    outputs: Mapping[str, str]
    seconds: float
    cpu_seconds: float


@dataclass(frozen=True)
class Made:
    """What a task made, by the key of the step. `failure` says why a fit broke off, if it did."""

    steps: Mapping[str, MadeStep] = field(default_factory=dict)
    peak_bytes: int = 0
    failure: str = ""

    @property
    def seconds(self) -> float:
        """Wall time of all of it."""
        return sum(step.seconds for step in self.steps.values())


def encode(task: EncodeTask) -> Made:
    """Encode a chunk.

    The artifact `vectors` has shape (n_texts, width), float32; `tokens` has `ids` and `starts` as a
    TokenTable; `states` has shape (n_tokens, width). The pass is charged to the first of the steps.
    """
    from tenfold.models.encode_step import put_encoded
    from tenfold.models.frozen import encode_chunk

    watch, artifacts = _Watch(), open_artifacts(task.store)
    texts = stored_texts(task.store, task.texts)["texts"]
    chunk = [texts[i] for i in task.examples.tolist()]
    layers = sorted(layer for layer in task.steps if layer is not None)
    encoded = encode_chunk(task.files, chunk, task.profile, layers=layers)
    made = {}
    if None in task.steps:
        made[task.steps[None]] = MadeStep(put_encoded(artifacts, encoded), *watch.lap())
    for layer in layers:
        outputs = {"states": artifacts.put_arrays({"states": encoded.states[layer]})}
        made[task.steps[layer]] = MadeStep(outputs, *watch.lap())
    return Made(made, peak_bytes())


def carry_out_run(task: RunTask) -> Made:
    """Fit, predict validation and test, and save predictor and probabilities."""
    from tenfold.models.methods.registry import get_kind

    return _RUNS[get_kind(task.kind).role](task).made()


class _Run(ABC):
    """One run under way. What differs between the roles of methods stands in the three subclasses."""

    def __init__(self, task: RunTask) -> None:
        self.task = task
        self.artifacts = open_artifacts(task.store)

    @abstractmethod
    def made(self) -> Made:
        """Carry the run out."""

    def save(self, probabilities: np.ndarray) -> str:
        return self.artifacts.put_arrays({"probabilities": probabilities.astype(np.float32)})

    def save_fit(
        self,
        fitted: Predictor | Combiner,
        *,
        history: Mapping[str, Any] | None = None,
        failure: str = "",
    ) -> dict[str, str]:
        """The predictor's arrays, and the facts of its fit: what a reader should know, what happened on
        the way, and why it broke off.
        """
        saved = fitted.save()
        facts = {
            "saved": saved.facts,
            "notes": dict(fitted.notes),
            "n_trained_parameters": fitted.n_trained_parameters,
            "history": dict(history or {}),
            "failure": failure,
        }
        outputs = {
            "predictor": self.artifacts.put_arrays(saved.arrays),
            "facts": self.artifacts.put_json(facts),
        }
        return {**outputs, FAILURE: outputs["facts"]} if failure else outputs


class _FittedRun(_Run):
    """Fit (unless that is done already), then predict."""

    def made(self) -> Made:
        task, watch, made = self.task, _Watch(), {}
        outputs = task.fitted
        if outputs is None:
            outputs = self.fit()
            made[task.fit_key] = MadeStep(outputs, *watch.lap())
        if len(task.test):
            predicted = {"probabilities": self.save(self.predict(outputs))}
            made[task.predict_key] = MadeStep(predicted, *watch.lap())
        return Made(made, peak_bytes(), self._why_it_broke_off(outputs))

    def _why_it_broke_off(self, outputs: Mapping[str, str]) -> str:
        if FAILURE not in outputs:
            return ""
        return str(self.artifacts.get_json(outputs[FAILURE])["failure"])

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
        from tenfold.models.methods.registry import get_method

        task = self.task
        method = get_method(task.kind)
        train, validation = training_examples(task)
        fitted = self.predictor = method.fit(
            train,
            validation,
            parameters=method.Parameters.model_validate(dict(task.parameters)),
            classes=task.classes,
            seed=task.seed,
        )
        outputs = self.save_fit(fitted, history=fitted.history, failure=fitted.failure)
        if validation is not None:
            outputs["validation"] = self.save(fitted.predict(validation.inputs))
        return outputs

    def predict(self, fitted: Mapping[str, str]) -> np.ndarray:
        from tenfold.models.methods.registry import load_predictor

        predictor = self.predictor or load_predictor(self.task.kind, self._saved(fitted))
        return predictor.predict(inputs_to_predict(self.task))

    def _saved(self, fitted: Mapping[str, str]) -> Saved:
        from tenfold.models.methods.contract import Saved

        arrays, _ = self.artifacts.get_arrays(fitted["predictor"])
        return Saved(arrays, self.artifacts.get_json(fitted["facts"])["saved"])


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
        outputs = self.save_fit(combiner)
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
            return Made({task.fit_key: MadeStep({}, 0.0, 0.0)})
        outcome = run_command(
            CommandParameters.model_validate(dict(task.parameters)),
            train=self._examples(task.train, task.train_labels, training_ids(task)),
            validation=self._examples(
                task.validation, task.validation_labels, stored_ids(task, task.validation)
            )
            if len(task.validation)
            else None,
            test=self._examples(asked, None, stored_ids(task, asked)),
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
        if trying:
            outputs["validation"] = saved
        made = {task.fit_key: MadeStep(outputs, *watch.lap())}
        if not trying:
            made[task.predict_key] = MadeStep({"probabilities": saved}, 0.0, 0.0)
        return Made(made, peak_bytes())

    def _examples(
        self, rows: np.ndarray, labels: np.ndarray | None, ids: list[str]
    ) -> CommandExamples:
        from tenfold.models.methods.command import CommandExamples

        return CommandExamples(
            ids=ids,
            texts=texts_of(self.task, rows) or [],
            labels=None if labels is None else [self.task.classes[i] for i in labels.tolist()],
        )


_RUNS: Mapping[str, type[_Run]] = {
    "trains": _TrainedRun,
    "combines": _CombinedRun,
    "command": _CommandRun,
}


class _Watch:
    """Wall and processor time since it was made, or since the last lap."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def lap(self) -> tuple[float, float]:
        began = self._wall, self._cpu
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        return self._wall - began[0], self._cpu - began[1]
