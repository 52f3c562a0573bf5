"""Gives the runs of a study their steps, each with a key of everything that can change its numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.errors import TenfoldError
from tenfold.models.methods.contract import Kind, Method, Parameters
from tenfold.models.methods.registry import get_kind, libraries
from tenfold.store.digests import digest_file, digest_json
from tenfold.store.steps import Step
from tenfold.study.frozen_states import (
    FrozenStates,
    StatesOf,
    bound_bytes,
    chunk_tokens,
    decide,
    state_bytes,
)
from tenfold.study.model_findings import text_tokens, token_counts
from tenfold.study.run_plan import RunId, RunPlan
from tenfold.study.shared import NOTHING, Chunks, Reads, SharedStep, StartStep

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles
    from tenfold.models.methods.script_lineage import ScriptLineage
    from tenfold.models.numerics import Profile
    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration, MethodEntry
    from tenfold.study.material import Material

__all__ = ["RunSteps", "n_frozen_layers", "needs_encoder", "predicts_from"]

_SCORE_VERSION = "1"


def needs_encoder(kind: Kind) -> bool:
    """Whether a kind stands on a pre-trained encoder."""
    return kind.needs_vectors or kind.needs_sequences


def predicts_from(kind: Kind) -> tuple[bool, bool]:
    """Whether predictions are made from vectors, and from sequences; a fit may read more."""
    if isinstance(kind, Method):
        return kind.predictor.needs_vectors, kind.predictor.needs_sequences
    return kind.needs_vectors, kind.needs_sequences


def n_frozen_layers(
    declaration: Declaration, encoders: Mapping[str, EncoderFiles], method: str
) -> int:
    """How many of the lowest layers all runs of a method leave as they are."""
    entry = declaration.methods[method]
    kind = get_kind(entry.kind)
    if not kind.needs_sequences:
        return 0
    encoder = encoders[declaration.model_of(method)]
    try:
        return kind.n_frozen_layers(kind.Parameters.model_validate(entry.parameters), encoder)
    except TenfoldError as error:
        error.where = error.where or f"{declaration.path}: methods.{method}"
        raise


class RunSteps:
    """Plans one run after the other, members of an ensemble before it. What several runs read is
    collected in `shared`; call `keep_states` before the first run.
    """

    def __init__(
        self,
        workspace: Workspace,
        declaration: Declaration,
        material: Material,
        encoders: Mapping[str, EncoderFiles],
        profile: Profile,
        profiles: Mapping[str, Profile],
        scripts: Mapping[str, ScriptLineage],
    ) -> None:
        self.workspace = workspace
        self.declaration = declaration
        self.material = material
        self.arrays = material.arrays(workspace)
        self.own_vectors = declaration.data.features is not None
        self.encoders = encoders
        self.profile = profile
        self.profiles = profiles
        self.scripts = scripts
        self.chunks = Chunks(material, self.arrays, encoders, profiles)
        self.shared: dict[str, SharedStep] = self.chunks.shared
        self.runs: dict[RunId, RunPlan] = {}
        self.states = FrozenStates(bound_bytes(workspace))
        self._frozen: dict[str, int] = {}

    def keep_states(self, runs: Iterable[RunId]) -> None:
        """Decide which states of frozen layers are kept, over all runs together."""
        wanted: dict[StatesOf, set[int]] = defaultdict(set)
        for run in runs:
            layer = self._n_frozen(run.method)
            for wish, examples in (("train", self._fitted_on(run)), ("test", self._test(run))):
                if layer:
                    side = self.material.side(wish)
                    states = StatesOf(self.declaration.model_of(run.method), layer, side)
                    wanted[states].update(self.chunks.numbers(side, examples))
            part = self.material.augmented.get(run)
            if layer and part is not None and part.chunks:
                states = StatesOf(self.declaration.model_of(run.method), layer, part.side)
                wanted[states].update(range(len(part.chunks)))
        if wanted:
            tokens, size, bound = self._chunk_tokens(), self._state_bytes, self.states.bound
            self.states = decide(wanted, tokens, size, bound)

    def _n_frozen(self, method: str) -> int:
        if method not in self._frozen:
            self._frozen[method] = n_frozen_layers(self.declaration, self.encoders, method)
        return self._frozen[method]

    def _chunk_tokens(self) -> Callable[[str, str], np.ndarray]:
        counts: dict[str, np.ndarray] = {}
        parts = {part.side: part for part in self.material.augmented.values()}

        def tokens(model: str, side: str) -> np.ndarray:
            encoder, layout = self.encoders[model], self.material.layout[side]
            if side in parts:  # its texts stand in the order of its chunks
                own = text_tokens(self.workspace, parts[side].texts, encoder)
                return chunk_tokens(own, np.arange(len(own)), layout)
            if model not in counts:
                counts[model] = token_counts(self.workspace, self.material, encoder)
            return chunk_tokens(counts[model], self.arrays[f"row/{side}"], layout)

        return tokens

    def _state_bytes(self, model: str) -> int:
        return state_bytes(self.encoders[model].width, self.profile)

    def plan(self, run: RunId) -> None:
        """Plan one run; it stands in `runs` then."""
        members = self._members(run)
        fit: Step | None = None
        fit_reads, start = NOTHING, None
        if self._entry(run).kind != "recorded":
            fit_reads = self._reads(run, "train", self._fitted_on(run))
            start = self._start_of(run, fit_reads)
            fit = self._plan_fit(run, fit_reads, start, members)
        predict, test_reads = self._plan_predict(run, fit, members)
        self.runs[run] = RunPlan(
            id=run,
            kind=self._entry(run).kind,
            fit=fit,
            predict=predict,
            score=self._plan_score(run, predict.key),
            fallback=self._plan_score(run, self.material.digest(f"train/{run.size}/{run.seed}")),
            fit_reads=fit_reads,
            test_reads=test_reads,
            start=start,
            members=members,
        )

    def _entry(self, run: RunId) -> MethodEntry:
        return self.declaration.methods[run.method]

    def _kind(self, method: str) -> Kind:
        return get_kind(self.declaration.methods[method].kind)

    def _parameters(self, method: str) -> Parameters:
        entry = self.declaration.methods[method]
        return self._kind(method).Parameters.model_validate(entry.parameters)

    def _members(self, run: RunId) -> tuple[RunId, ...]:
        entry = self._entry(run)
        names = entry.parameters.get("members", []) if entry.kind == "ensemble" else []
        size_of = self.declaration.size_of
        return tuple(RunId(name, str(size_of(name, run.size)), run.seed) for name in names)

    def _fitted_on(self, run: RunId) -> np.ndarray:
        return np.concatenate([self.arrays[part] for part in _parts(run)])

    def _test(self, run: RunId) -> np.ndarray:
        return self.arrays[self.material.test_key(run.seed)]

    def _reads(self, run: RunId, wish: str, examples: np.ndarray) -> Reads:
        """The chunks that hold these examples' texts, and their frozen states where they are kept.

        To be fitted, a run that augments reads its new texts too.
        """
        if self.own_vectors or not needs_encoder(self._kind(run.method)):
            return NOTHING
        model = self.declaration.model_of(run.method)
        side = self.material.side(wish)
        numbers = self.chunks.numbers(side, examples)
        sides = {side: numbers}
        part = self.material.augmented.get(run) if wish == "train" else None
        if part is not None and part.chunks:
            sides[part.side] = list(range(len(part.chunks)))
        layer = self._n_frozen(run.method)
        keeps = all(StatesOf(model, layer, each) in self.states.kept for each in sides)
        encoded = (self.chunks.encode(model, *each) for each in sides.items())
        kept = (self.chunks.prefix(model, layer, *each) for each in sides.items() if keeps)
        return Reads(
            tuple(chain.from_iterable(encoded)),
            tuple(chain.from_iterable(kept)),
            tuple(numbers),
        )

    def _start_of(self, run: RunId, reads: Reads) -> str | None:
        """The key of the probe's fit that a run starts from, planned as a shared step."""
        if not self._kind(run.method).starts_from_probe(self._parameters(run.method)):
            return None
        usual = get_kind("probe").Parameters().model_dump(mode="json")
        step = self._fit_step("probe", usual, run, self._fit_inputs("probe", run, reads))
        model = self.declaration.model_of(run.method)
        shared = StartStep(step, model, reads.chunks, run=run, reads=reads)
        self.shared.setdefault(step.key, shared)
        return step.key

    def _plan_fit(
        self, run: RunId, reads: Reads, start: str | None, members: tuple[RunId, ...]
    ) -> Step:
        entry = self._entry(run)
        inputs = self._fit_inputs(entry.kind, run, reads)
        if start is not None:
            inputs["start"] = start
        if members:
            keys = [self.runs[m].predict.key for m in members]
            inputs["members"] = digest_json(keys)
        if entry.kind == "command":
            inputs["scripts"] = digest_json(self.scripts[run.method].digests)
            inputs["test"] = self.material.digest(self.material.test_key(run.seed))
            inputs["ids"] = self._ids_digest(run)
        parameters = {k: v for k, v in entry.parameters.items() if k != "members"}
        return self._fit_step(entry.kind, parameters, run, inputs)

    def _fit_step(
        self, kind: str, parameters: Mapping[str, Any], run: RunId, inputs: Mapping[str, str]
    ) -> Step:
        method = get_kind(kind)
        resolved: dict[str, Any] = {
            "kind": kind,
            "parameters": dict(parameters),
            "numerics": self._numerics(kind, run),
        }
        if method.stochastic:
            resolved["seed"] = run.seed
        if run in self.material.augmented:
            resolved["augment"] = self.material.augmented[run].parameters
        return Step("fit", method.version, resolved, inputs, libraries(kind))

    def _numerics(self, kind: str, run: RunId) -> dict[str, Any]:
        model = self.declaration.model_of(run.method)
        if needs_encoder(get_kind(kind)) and model in self.profiles:
            return self.profiles[model].to_json()
        return self.profile.to_json()

    def _fit_inputs(self, kind: str, run: RunId, reads: Reads) -> dict[str, str]:
        """The training and validation part, and what is read of the encoder."""
        method = get_kind(kind)
        own = {part.split("/")[0]: self.material.digest(part) for part in _parts(run)}
        if run in self.material.augmented:
            own["augmented"] = self.material.augmented[run].key
        encoder = self._encoder_inputs(run, reads, method.needs_vectors, method.needs_sequences)
        return {**own, **encoder}

    def _encoder_inputs(
        self, run: RunId, reads: Reads, vectors: bool, sequences: bool
    ) -> dict[str, str]:
        inputs: dict[str, str] = {}
        if vectors:
            inputs["vectors"] = self._vectors_input(reads.chunks)
        if sequences:
            inputs["model"] = self.encoders[self.declaration.model_of(run.method)].digest
            inputs["tokens"] = digest_json(list(reads.chunks))
            if reads.prefix:
                inputs["prefix"] = digest_json(list(reads.prefix))
        return inputs

    def _plan_predict(
        self, run: RunId, fit: Step | None, members: tuple[RunId, ...]
    ) -> tuple[Step, Reads]:
        entry = self._entry(run)
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
        reads = NOTHING
        vectors, sequences = predicts_from(method)
        if vectors or sequences:
            reads = self._reads(run, "test", self._test(run))
            inputs |= self._encoder_inputs(run, reads, vectors, sequences)
        if members:
            inputs["members"] = digest_json([self.runs[m].predict.key for m in members])
        return Step("predict", method.version, parameters, inputs, libraries(entry.kind)), reads

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


def _parts(run: RunId) -> tuple[str, str]:
    """The names of the arrays of a run's training and validation examples."""
    return f"train/{run.size}/{run.seed}", f"validation/{run.size}/{run.seed}"
