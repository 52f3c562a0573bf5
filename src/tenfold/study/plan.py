"""The plan of a study: every run and step with its key, before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tenfold.errors import InputError, TenfoldError
from tenfold.findings import Finding
from tenfold.models.chosen_profile import encoder_profile, numerics_profile
from tenfold.models.encoder import EncoderFiles, find_encoder
from tenfold.models.methods.command import CommandParameters
from tenfold.models.methods.registry import get_kind
from tenfold.models.methods.script_lineage import script_digests
from tenfold.study.hypotheses import Hypothesis, hypotheses_of
from tenfold.study.material import Material, prepare
from tenfold.study.model_findings import model_findings
from tenfold.study.run_plan import RunId, RunPlan, runs_of
from tenfold.study.run_steps import RunSteps, needs_encoder
from tenfold.study.shared import SharedStep, closure

if TYPE_CHECKING:
    from tenfold.models.methods.script_lineage import ScriptLineage
    from tenfold.models.numerics import Profile
    from tenfold.store.steps import Step, StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration
    from tenfold.study.frozen_states import FrozenStates

__all__ = ["Plan", "RunId", "RunPlan", "make_plan"]

_LARGE_BYTES = 4 << 20


@dataclass(frozen=True)
class Plan:
    """All that a study will do. Shared steps by their key, runs in the order of the declaration.

    `profile` is that of steps without an encoder; the steps of an encoder have its own of `profiles`.
    """

    declaration: Declaration
    material: Material
    hypotheses: tuple[Hypothesis, ...]
    encoders: Mapping[str, EncoderFiles]
    profile: Profile
    profiles: Mapping[str, Profile]
    shared: Mapping[str, SharedStep]
    runs: Mapping[RunId, RunPlan]
    states: FrozenStates
    scripts: Mapping[str, ScriptLineage] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The metrics of the table: those of the claims first."""
        claimed = [h.claim.metric for h in self.hypotheses]
        return tuple(dict.fromkeys([*claimed, *self.declaration.evaluate.metrics]))

    @property
    def most_threads(self) -> int:
        """The most threads that a step has."""
        return max(p.threads for p in (self.profile, *self.profiles.values()))

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
        shared = {key: shared.step for key, shared in self.shared.items()}
        return list({**shared, **self._own_steps()}.values())

    def _own_steps(self) -> dict[str, Step]:
        """The runs' own steps by key; a start can be one of them."""
        steps = [s for r in self.runs.values() for s in (r.fit, r.predict, r.score, r.fallback)]
        return {step.key: step for step in steps if step is not None}

    def shared_needs(self, run: RunPlan, *, fitted: bool, with_test: bool) -> list[str]:
        """Keys of the shared steps that must be done before `run`, each after what it needs.

        `fitted`: its fit is done already. `with_test`: it will predict test examples too.
        """
        wanted: list[str] = []
        if not fitted:
            own = run.fit.key if run.fit is not None else ""
            wanted += [own] if own in self.shared else []  # it is another run's start as well
            wanted += [*run.fit_reads.keys, *([run.start] if run.start else [])]
        if with_test:
            wanted += run.test_reads.keys
        return list(closure(wanted, self.shared))

    def find_done(self, workspace: Workspace) -> dict[str, StepRecord]:
        """The steps that are done, by key, the artifacts of the runs' own steps verified.

        Shared steps are not: they can be large, and a study whose runs are all done reads none of them.
        Whoever reads one verifies it. The same holds for a large predictor of a run that has predicted.
        """
        steps, own = workspace.steps, self._own_steps()
        fits = {run.fit.key for run in self.runs.values() if run.fit is not None}
        found = steps.recorded(self.steps())
        damaged = steps.damaged(r for key, r in found.items() if key in own and key not in fits)
        done = found.keys() - damaged
        predicted = {run.fit_key for run in self.runs.values() if run.predict.key in done}

        def may_wait(record: StepRecord, name: str) -> bool:
            large = workspace.artifacts.size_bytes(record.outputs[name]) > _LARGE_BYTES
            return name == "predictor" and record.key in predicted and large

        damaged |= steps.damaged((r for key, r in found.items() if key in fits), but=may_wait)
        return {key: record for key, record in found.items() if key not in damaged}

    def model_digest(self, method: str) -> str | None:
        """The digest of the weights that a method stands on."""
        encoder = self.encoders.get(self.declaration.model_of(method))
        kind = get_kind(self.declaration.methods[method].kind)
        return encoder.digest if encoder is not None and needs_encoder(kind) else None


def make_plan(workspace: Workspace, declaration: Declaration) -> Plan:
    """Resolve data, models and draws, and give every step its key. Computes at most the draws."""
    return _Planner(workspace, declaration).plan()


class _Planner:
    def __init__(self, workspace: Workspace, declaration: Declaration) -> None:
        self.workspace = workspace
        self.declaration = declaration
        self.material = prepare(workspace, declaration)
        self.own_vectors = declaration.data.features is not None
        self.encoders = self._find_encoders()
        self._check_parameters()
        self.profile = numerics_profile(workspace)
        self.profiles = {use: encoder_profile(self.profile, e) for use, e in self.encoders.items()}
        self.scripts = self._find_scripts()

    def plan(self) -> Plan:
        findings = [Finding.from_json(f) for f in self.material.facts["findings"]]
        for encoder in self.encoders.values():
            findings += model_findings(self.workspace, self.material, encoder)
        planned = self._plan_runs()
        return Plan(
            declaration=self.declaration,
            material=self.material,
            hypotheses=hypotheses_of(self.declaration),
            encoders=self.encoders,
            profile=self.profile,
            profiles=self.profiles,
            shared=planned.shared,
            runs=planned.runs,
            states=planned.states,
            scripts=self.scripts,
            findings=tuple(findings),
        )

    def _plan_runs(self) -> RunSteps:
        planned = RunSteps(
            self.workspace,
            self.declaration,
            self.material,
            self.encoders,
            self.profile,
            self.profiles,
            self.scripts,
        )
        runs = [run for name in self._members_first() for run in runs_of(self.declaration, name)]
        planned.keep_states(runs)
        for run in runs:
            planned.plan(run)
        return planned

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
            if needs_encoder(get_kind(entry.kind))
        }
        return {use: find_encoder(use, root=self.workspace.root) for use in sorted(wanted)}

    def _check_parameters(self) -> None:
        """Refuse what does not fit the encoder now: found in a fit, it would count as a failed run."""
        for name, entry in self.declaration.methods.items():
            kind, encoder = get_kind(entry.kind), self.encoders.get(self.declaration.model_of(name))
            if encoder is None or not needs_encoder(kind):
                continue
            try:
                kind.check(kind.Parameters.model_validate(entry.parameters), encoder)
            except TenfoldError as error:
                error.where = f"{self.declaration.path}: methods.{name}"
                raise

    def _refuse_texts_methods(self) -> None:
        for name, entry in self.declaration.methods.items():
            trains = get_kind(entry.kind).needs_sequences
            if entry.kind in ("tfidf", "command") or trains:
                what = "trains an encoder of texts" if trains else "works on texts"
                raise InputError(
                    f"the kind {entry.kind!r} {what}, and the data bring vectors.",
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
