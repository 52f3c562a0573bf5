"""The plan of a study: every run and step with its key, before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.errors import InputError
from tenfold.findings import Finding
from tenfold.models.encoder import EncoderFiles, find_encoder
from tenfold.models.frozen import ENCODE_VERSION
from tenfold.models.methods.command import CommandParameters
from tenfold.models.methods.registry import get_kind, libraries
from tenfold.models.methods.script_lineage import script_digests
from tenfold.store.digests import digest_file, digest_json
from tenfold.store.steps import Step, StepRecord
from tenfold.store.versions import installed_version
from tenfold.study.hypotheses import Hypothesis, hypotheses_of
from tenfold.study.material import Material, prepare
from tenfold.study.model_findings import model_findings
from tenfold.study.numerics import numerics_profile

if TYPE_CHECKING:
    from tenfold.models.methods.script_lineage import ScriptLineage
    from tenfold.models.numerics import Profile
    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration

__all__ = ["ChunkPlan", "Plan", "RunId", "RunPlan", "make_plan"]

_SCORE_VERSION = "1"
_ENCODER_LIBRARIES = ("torch", "transformers", "tokenizers")


@dataclass(frozen=True, order=True)
class RunId:
    """One method with one training size and one seed."""

    method: str
    size: str
    seed: int

    def __str__(self) -> str:
        return f"{self.method} at {self.size} per class, seed {self.seed}"


@dataclass(frozen=True)
class ChunkPlan:
    """A chunk of distinct texts that goes through an encoder as one step."""

    step: Step
    model: str
    side: str
    number: int


@dataclass(frozen=True)
class RunPlan:
    """The steps of one run. `fit` is None for recorded scores, which nothing is fitted for.

    `fallback` scores the class frequencies of the run's training examples in its place, if it fails.
    """

    id: RunId
    kind: str
    fit: Step | None
    predict: Step
    score: Step
    fallback: Step
    fit_chunks: tuple[str, ...] = ()
    test_chunks: tuple[str, ...] = ()
    members: tuple[RunId, ...] = ()

    @property
    def fit_key(self) -> str:
        """The key of the fit; of the predictions where nothing is fitted. The run's state has it."""
        return self.fit.key if self.fit is not None else self.predict.key


@dataclass(frozen=True)
class Plan:
    """All that a study will do. Chunks by the key of their step, runs in the order of the declaration."""

    declaration: Declaration
    material: Material
    hypotheses: tuple[Hypothesis, ...]
    encoders: Mapping[str, EncoderFiles]
    profile: Profile
    chunks: Mapping[str, ChunkPlan]
    runs: Mapping[RunId, RunPlan]
    scripts: Mapping[str, ScriptLineage] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The metrics of the table: those of the claims first."""
        claimed = [h.claim.metric for h in self.hypotheses]
        return tuple(dict.fromkeys([*claimed, *self.declaration.evaluate.metrics]))

    @property
    def primary(self) -> Hypothesis | None:
        """The hypothesis that is tested first, if one was named."""
        return next((h for h in self.hypotheses if h.primary), None)

    def sides(self, hypothesis: Hypothesis) -> tuple[tuple[str, str], tuple[str, str]]:
        """Method and size of the candidate and of the baseline."""
        claim = hypothesis.claim
        candidate, baseline = (
            (name, str(self.declaration.size_of(name, hypothesis.condition)))
            for name in (claim.candidate, claim.baseline)
        )
        return candidate, baseline

    def runs_of(self, hypothesis: Hypothesis, n_seeds: int) -> list[RunId]:
        """The runs whose scores decide a hypothesis, seed by seed."""
        return [
            RunId(method, size, seed)
            for seed in range(n_seeds)
            for method, size in self.sides(hypothesis)
        ]

    def steps(self) -> list[Step]:
        """Every step, once."""
        found: dict[str, Step] = {key: chunk.step for key, chunk in self.chunks.items()}
        for run in self.runs.values():
            for step in (run.fit, run.predict, run.score, run.fallback):
                if step is not None:
                    found[step.key] = step
        return list(found.values())

    def find_done(self, workspace: Workspace) -> dict[str, StepRecord]:
        """The steps that are done, by key, their artifacts verified."""
        return workspace.steps.find_all(self.steps())

    def model_digest(self, method: str) -> str | None:
        """The digest of the weights that a method stands on."""
        encoder = self.encoders.get(self.declaration.model_of(method))
        needs = get_kind(self.declaration.methods[method].kind).needs_vectors
        return encoder.digest if encoder is not None and needs else None


def make_plan(workspace: Workspace, declaration: Declaration) -> Plan:
    """Resolve data, models and draws, and give every step its key. Computes at most the draws."""
    return _Planner(workspace, declaration).plan()


class _Planner:
    def __init__(self, workspace: Workspace, declaration: Declaration) -> None:
        self.workspace = workspace
        self.declaration = declaration
        self.profile = numerics_profile(workspace)
        self.material = prepare(workspace, declaration)
        self.arrays = self.material.arrays(workspace)
        self.own_vectors = declaration.data.features is not None
        self.encoders = self._find_encoders()
        self.scripts = self._find_scripts()
        self.encoder_libraries = {name: installed_version(name) for name in _ENCODER_LIBRARIES}
        self.chunks: dict[str, ChunkPlan] = {}
        self.runs: dict[RunId, RunPlan] = {}

    def plan(self) -> Plan:
        declaration = self.declaration
        findings = [Finding.from_json(f) for f in self.material.facts["findings"]]
        for encoder in self.encoders.values():
            findings += model_findings(self.workspace, self.material, encoder)
        self.hypotheses = hypotheses_of(declaration)
        for method in self._members_first():
            for size in sorted({str(declaration.size_of(method, s)) for s in declaration.sizes}):
                for seed in range(max(declaration.looks)):
                    run = self._plan_run(RunId(method, size, seed))
                    self.runs[run.id] = run
        return Plan(
            declaration=declaration,
            material=self.material,
            hypotheses=self.hypotheses,
            encoders=self.encoders,
            profile=self.profile,
            chunks=self.chunks,
            runs=self.runs,
            scripts=self.scripts,
            findings=tuple(findings),
        )

    def _members_first(self) -> list[str]:
        methods = self.declaration.methods
        return sorted(methods, key=lambda name: methods[name].kind == "ensemble")

    def _find_encoders(self) -> dict[str, EncoderFiles]:
        if self.own_vectors:
            self._refuse_texts_methods()
            return {}
        wanted = {
            self.declaration.model_of(name)
            for name, entry in self.declaration.methods.items()
            if get_kind(entry.kind).needs_vectors
        }
        return {use: find_encoder(use, root=self.workspace.root) for use in sorted(wanted)}

    def _refuse_texts_methods(self) -> None:
        for name, entry in self.declaration.methods.items():
            if entry.kind in ("tfidf", "command"):
                raise InputError(
                    f"the kind {entry.kind!r} works on texts, and the data bring vectors.",
                    where=f"{self.declaration.path}: methods.{name}",
                    remedy="With `features`, use probe, nearest-centroid, majority or ensemble.",
                )

    def _find_scripts(self) -> dict[str, ScriptLineage]:
        return {
            name: script_digests(
                CommandParameters.model_validate(entry.parameters), self.workspace.root
            )
            for name, entry in self.declaration.methods.items()
            if entry.kind == "command"
        }

    def _plan_run(self, run: RunId) -> RunPlan:
        entry = self.declaration.methods[run.method]
        members = (
            tuple(
                RunId(m, str(self.declaration.size_of(m, run.size)), run.seed)
                for m in entry.parameters.get("members", [])
            )
            if entry.kind == "ensemble"
            else ()
        )
        fit: Step | None = None
        fit_chunks: tuple[str, ...] = ()
        if entry.kind != "recorded":
            fit, fit_chunks = self._plan_fit(run, members)
        predict, test_chunks = self._plan_predict(run, fit, members)
        return RunPlan(
            id=run,
            kind=entry.kind,
            fit=fit,
            predict=predict,
            score=self._plan_score(run, predict.key),
            fallback=self._plan_score(run, self.material.digest(f"train/{run.size}/{run.seed}")),
            fit_chunks=fit_chunks,
            test_chunks=test_chunks,
            members=members,
        )

    def _plan_fit(self, run: RunId, members: tuple[RunId, ...]) -> tuple[Step, tuple[str, ...]]:
        entry = self.declaration.methods[run.method]
        method = get_kind(entry.kind)
        parts = [f"{part}/{run.size}/{run.seed}" for part in ("train", "validation")]
        inputs = {part.split("/")[0]: self.material.digest(part) for part in parts}
        chunks: tuple[str, ...] = ()
        if method.needs_vectors:
            indices = np.concatenate([self.arrays[part] for part in parts])
            chunks = self._chunks_for(run.method, "train", indices)
            inputs["vectors"] = self._vectors_input(chunks)
        if members:
            keys = [self.runs[m].predict.key for m in members]
            inputs["members"] = digest_json(keys)
        if entry.kind == "command":
            inputs["scripts"] = digest_json(self.scripts[run.method].digests)
            inputs["test"] = self.material.digest(self.material.test_key(run.seed))
            inputs["ids"] = self._ids_digest(run)
        parameters: dict[str, Any] = {
            "kind": entry.kind,
            "parameters": {k: v for k, v in entry.parameters.items() if k != "members"},
            "numerics": self.profile.to_json(),
        }
        if method.stochastic:
            parameters["seed"] = run.seed
        return Step("fit", method.version, parameters, inputs, libraries(entry.kind)), chunks

    def _plan_predict(
        self, run: RunId, fit: Step | None, members: tuple[RunId, ...]
    ) -> tuple[Step, tuple[str, ...]]:
        entry = self.declaration.methods[run.method]
        method = get_kind(entry.kind)
        test = self.material.test_key(run.seed)
        inputs = {"test": self.material.digest(test)}
        parameters: dict[str, Any] = {}
        if fit is None:
            inputs["file"] = digest_file(self.workspace.root / entry.parameters["file"])
            inputs["classes"] = digest_json(list(self.material.classes))
            inputs["ids"] = self._ids_digest(run)
            parameters = {"parameters": entry.parameters, "seed": run.seed}
        else:
            inputs["fit"] = fit.key
        chunks: tuple[str, ...] = ()
        if method.needs_vectors:
            chunks = self._chunks_for(run.method, "test", self.arrays[test])
            inputs["vectors"] = self._vectors_input(chunks)
        if members:
            inputs["members"] = digest_json([self.runs[m].predict.key for m in members])
        return Step("predict", method.version, parameters, inputs, libraries(entry.kind)), chunks

    def _ids_digest(self, run: RunId) -> str:
        return self.material.digest(f"ids/{run.seed}" if self.material.is_redrawn else "ids")

    def _plan_score(self, run: RunId, predictions: str) -> Step:
        suffix = f"/{run.seed}" if self.material.is_redrawn else ""
        return Step(
            "score",
            _SCORE_VERSION,
            {},
            {"predictions": predictions, "truth": self.material.digest(f"truth{suffix}")},
        )

    def _vectors_input(self, chunks: Iterable[str]) -> str:
        if self.own_vectors:
            return self.material.record.inputs["features"]
        return digest_json(list(chunks))

    def _chunks_for(self, method: str, side: str, indices: np.ndarray) -> tuple[str, ...]:
        """The keys of the chunks that hold the texts of these examples."""
        if self.own_vectors:
            return ()
        model = self.declaration.model_of(method)
        layout = self.material.facts["chunks"]
        side = side if side in layout else "all"
        ends = np.cumsum([chunk["n"] for chunk in layout[side]])
        rows = self.arrays[f"row/{side}"][indices]
        numbers = np.unique(np.searchsorted(ends, rows, side="right")).tolist()
        return tuple(self._chunk(model, side, number) for number in numbers)

    def _chunk(self, model: str, side: str, number: int) -> str:
        step = Step(
            "encode",
            ENCODE_VERSION,
            {"numerics": self.profile.to_json()},
            {
                "texts": self.material.facts["chunks"][side][number]["digest"],
                "model": self.encoders[model].digest,
            },
            self.encoder_libraries,
        )
        self.chunks.setdefault(step.key, ChunkPlan(step, model, side, number))
        return step.key
