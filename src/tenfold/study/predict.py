"""Apply a judged study's model to new texts, without training anything again.

All judged runs of a method predict, and their probabilities are averaged: the ensemble over seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.errors import InputError, nearest
from tenfold.models.methods.contract import Inputs, Saved
from tenfold.models.methods.ensemble import Combiner
from tenfold.models.methods.registry import get_kind, load_predictor
from tenfold.study.plan import RunId
from tenfold.study.plan_tasks import command_folder
from tenfold.study.run_steps import needs_encoder
from tenfold.study.shared import ChunkStep

if TYPE_CHECKING:
    from tenfold.models.tokens import TextTokenizer
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan

__all__ = ["Prediction", "StudyPredictor"]

_Read = Mapping[str | None, Inputs]
"""A batch of texts, by the encoder that reads it."""

_BATCH = 256
_LARGE_BATCH = 4096
_LARGE_BYTES = 50_000_000
"""Predictors of more are not kept in memory, a seed beside the other: each is read anew for a batch."""
_UNLIKE_QUANTILE = 0.99


@dataclass(frozen=True)
class Prediction:
    """The class of one text. `unlike` says that it is farther from all training texts than 99 % of
    these are from each other; None where the method has no vectors to tell by.
    """

    text: str
    label: str
    probabilities: dict[str, float]
    unlike: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """As `predict --json` prints it."""
        return {
            "text": self.text,
            "label": self.label,
            "probabilities": self.probabilities,
            "unlike_training_data": self.unlike,
        }


class StudyPredictor:
    """The runs of one method of a study, loaded to predict.

    `method` defaults to the candidate of the primary claim; it is never chosen by a test score.
    Raises InputError where there is no such method, or it has not been run.
    """

    def __init__(self, workspace: Workspace, plan: Plan, *, method: str | None = None) -> None:
        self._workspace = workspace
        self._plan = plan
        self.method = _choose(plan, method)
        self._entry = plan.declaration.methods[self.method]
        self.classes = plan.material.classes
        self._refuse_what_cannot_predict()
        self._done = plan.find_done(workspace)
        self._tokenizers: dict[str, TextTokenizer] = {}
        self.runs = self._find_runs()

    def _refuse_what_cannot_predict(self) -> None:
        has_no_command = (
            self._entry.kind == "command" and self._entry.parameters.get("predict") is None
        )
        if self._entry.kind == "recorded" or has_no_command:
            others = [
                name
                for name, entry in self._plan.declaration.methods.items()
                if entry.kind not in ("recorded", "command")
            ]
            raise InputError(
                f"{self.method} is of kind {self._entry.kind!r}, which cannot be applied to new texts"
                + (" without a `predict` command." if has_no_command else "."),
                where=self._plan.declaration.name,
                remedy=f"Name another method: {', '.join(others)}." if others else None,
            )
        if self._plan.declaration.data.features is not None:
            raise InputError(
                "this study works on vectors of its own, so it cannot read texts.",
                where=self._plan.declaration.name,
            )

    def _find_runs(self) -> list[RunId]:
        declaration = self._plan.declaration
        size = str(declaration.size_of(self.method, declaration.sizes[-1]))
        runs = [
            run
            for run, plan in self._plan.runs.items()
            if run.method == self.method
            and run.size == size
            and plan.fit is not None
            and plan.fit.key in self._done
            and all(self._plan.runs[m].fit_key in self._done for m in plan.members)
        ]
        if not runs:
            raise InputError(
                f"{self.method} has not been run yet.",
                where=declaration.name,
                remedy=f"Run the study first: tenfold study run {declaration.name}",
            )
        return runs

    def predict(self, texts: Iterable[str]) -> Iterator[Prediction]:
        """Predictions in the order of the texts, a batch at a time."""
        stream = iter(texts)
        size = _LARGE_BATCH if any(self._is_large(run) for run in self._trained_runs()) else _BATCH
        while batch := list(islice(stream, size)):
            yield from self._predict_batch(batch)

    def _predict_batch(self, texts: Sequence[str]) -> Iterator[Prediction]:
        read = {model: self._read(texts, model) for model in self._models}
        probabilities = np.mean([predict(read) for predict in self._predictors], axis=0)
        unlike = self._unlike(read[self._models[0]].vectors)
        for row, text in enumerate(texts):
            shares = probabilities[row]
            yield Prediction(
                text=text,
                label=self.classes[int(shares.argmax())],
                probabilities={
                    name: float(share) for name, share in zip(self.classes, shares, strict=True)
                },
                unlike=None if unlike is None else bool(unlike[row]),
            )

    @cached_property
    def _predictors(self) -> list[Callable[[_Read], np.ndarray]]:
        return [self._predictor(run) for run in self.runs]

    def _predictor(self, run: RunId) -> Callable[[_Read], np.ndarray]:
        plan = self._plan.runs[run]
        if plan.kind == "command":
            return lambda read: self._call_script(run, read[None])
        if not plan.members:
            return self._trained(run)
        combiner = Combiner.load(self._saved(run))
        members = [self._trained(member) for member in plan.members]
        return lambda read: combiner.apply([member(read) for member in members])

    def _trained(self, run: RunId) -> Callable[[_Read], np.ndarray]:
        kind, model = self._plan.runs[run].kind, self._model_of(run.method)
        if self._is_large(run):
            return lambda read: load_predictor(kind, self._saved(run)).predict(read[model])
        predictor = load_predictor(kind, self._saved(run))
        return lambda read: predictor.predict(read[model])

    def _trained_runs(self) -> Iterator[RunId]:
        for run in self.runs:
            plan = self._plan.runs[run]
            if plan.kind != "command":
                yield from plan.members or (run,)

    def _is_large(self, run: RunId) -> bool:
        digest = self._done[self._plan.runs[run].fit_key].outputs["predictor"]
        return self._workspace.artifacts.size_bytes(digest) > _LARGE_BYTES

    def _call_script(self, run: RunId, inputs: Inputs) -> np.ndarray:
        """The script's own `predict` command, in the folder that its run filled."""
        from tenfold.models.methods.command import (
            CommandExamples,
            CommandParameters,
            predict_by_command,
        )

        folder = command_folder(self._workspace, self._plan.runs[run]) / "run"
        if not folder.is_dir():
            raise InputError(
                f"the files that {run} kept are gone.",
                where=str(folder),
                remedy=f"Make them again: tenfold study rerun {self._plan.declaration.name} "
                f"--only {run.method}",
            )
        texts = list(inputs.texts or [])
        outcome = predict_by_command(
            CommandParameters.model_validate(self._entry.parameters),
            test=CommandExamples(ids=[str(i) for i in range(len(texts))], texts=texts),
            classes=self.classes,
            seed=run.seed,
            root=self._workspace.root,
            folder=folder,
        )
        return outcome.probabilities

    def _saved(self, run: RunId) -> Saved:
        outputs = self._done[self._plan.runs[run].fit_key].outputs
        arrays, _ = self._workspace.artifacts.get_arrays(outputs["predictor"])
        return Saved(arrays, self._workspace.artifacts.get_json(outputs["facts"])["saved"])

    def _model_of(self, method: str) -> str | None:
        """The encoder that a method reads, as the declaration names it."""
        kind = get_kind(self._plan.declaration.methods[method].kind)
        return self._plan.declaration.model_of(method) if needs_encoder(kind) else None

    @cached_property
    def _models(self) -> list[str | None]:
        """The encoders of the method and its members, or None alone; one that there is comes first."""
        names = [self.method, *self._entry.parameters.get("members", [])]
        found = dict.fromkeys(self._model_of(name) for name in names)
        return sorted(found, key=lambda model: model is None)

    def _read(self, texts: Sequence[str], model: str | None) -> Inputs:
        """The texts as the methods of one encoder read them."""
        if model is None:
            return Inputs(texts=texts)
        from tenfold.models.frozen import embed_chunk
        from tenfold.models.sequences import Pretrained, tokenise
        from tenfold.models.tokens import TextTokenizer

        files, profile = self._plan.encoders[model], self._plan.profiles[model]
        if model not in self._tokenizers:
            self._tokenizers[model] = TextTokenizer(files)
        return Inputs(
            texts=texts,
            vectors=embed_chunk(files, texts, profile),
            sequences=tokenise(
                Pretrained(files, profile), texts, tokenizer=self._tokenizers[model]
            ),
        )

    def _unlike(self, vectors: np.ndarray | None) -> np.ndarray | None:
        if vectors is None or self._training is None:
            return None
        known, limit = self._training
        return _distances(vectors, known) > limit

    @cached_property
    def _training(self) -> tuple[np.ndarray, float] | None:
        """Unit vectors of the texts that the runs were fitted on, and how far is far; None where not all
        of them are stored any more, and sound: predictions need none of them.
        """
        arrays = self._plan.material.arrays(self._workspace)
        examples = np.unique(
            np.concatenate([arrays[f"train/{run.size}/{run.seed}"] for run in self.runs])
        )
        side, layout = self._plan.material.side("train"), self._plan.material.facts["chunks"]
        starts = np.concatenate([[0], np.cumsum([chunk["n"] for chunk in layout[side]])])
        wanted = np.unique(arrays[f"row/{side}"][examples])
        parts = []
        for chunk in self._plan.shared.values():
            if not (isinstance(chunk, ChunkStep) and chunk.layer is None):
                continue
            if chunk.side != side or chunk.model != self._models[0]:
                continue
            start, end = starts[chunk.number], starts[chunk.number + 1]
            inside = wanted[(wanted >= start) & (wanted < end)] - start
            if len(inside) and chunk.step.key in self._done:
                digest = self._done[chunk.step.key].outputs["vectors"]
                if not self._workspace.artifacts.is_sound(digest):
                    return None
                parts.append(self._workspace.artifacts.get_arrays(digest)[0]["vectors"][inside])
        if sum(map(len, parts)) < len(wanted):
            return None
        known = np.concatenate(parts)
        known /= np.linalg.norm(known, axis=1, keepdims=True)
        left_out = _distances(known, known, leave_own_out=True)
        return known, float(np.quantile(left_out, _UNLIKE_QUANTILE))


def _choose(plan: Plan, method: str | None) -> str:
    methods = plan.declaration.methods
    if method is None:
        if plan.primary is not None:
            return plan.primary.claim.candidate
        raise InputError(
            "the study has no primary claim, so name the method.",
            where=plan.declaration.name,
            remedy=f"{plan.declaration.name}/METHOD, with METHOD one of: {', '.join(methods)}.",
        )
    if method not in methods:
        raise InputError(
            f"there is no method {method!r}.",
            where=plan.declaration.name,
            remedy=nearest(method, methods),
        )
    return method


def _distances(
    vectors: np.ndarray, known: np.ndarray, *, leave_own_out: bool = False
) -> np.ndarray:
    """Cosine distance to the nearest of `known` (unit vectors), shape (n,), in blocks."""
    found = np.empty(len(vectors))
    for start in range(0, len(vectors), 1024):
        block = vectors[start : start + 1024]
        block = block / np.linalg.norm(block, axis=1, keepdims=True)
        similar = block @ known.T
        if leave_own_out:
            similar[np.arange(len(block)), start + np.arange(len(block))] = -1
        found[start : start + len(block)] = 1 - similar.max(axis=1)
    return found
