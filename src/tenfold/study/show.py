"""Put together what one sees of a study, from its declaration and the record."""

from __future__ import annotations

import os
import platform
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenfold.models.methods.registry import get_kind
from tenfold.study.answers import ten_answers
from tenfold.study.failures import broke_off, failed_runs
from tenfold.study.judging import (
    is_complete,
    judge_now,
    seeds_done,
    seeds_predicted,
)
from tenfold.study.mean_scores import mean_scores
from tenfold.study.plan import make_plan
from tenfold.study.records import Records
from tenfold.study.registration import code_of, mode_of
from tenfold.study.replication import replication_of
from tenfold.study.run_steps import needs_encoder
from tenfold.study.scoring import score_in_unit, scores_of
from tenfold.study.state import state_of
from tenfold.study.training_history import read_training
from tenfold.study.view import (
    ConditionView,
    Confusion,
    CostView,
    DataView,
    HypothesisView,
    LineageStep,
    MethodView,
    ModelView,
    StudyView,
    TestLook,
    TrainingView,
)

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles
    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration
    from tenfold.study.plan import Plan, RunId

__all__ = ["build_view"]

WATTS_PER_CORE = 10.0
"""Assumed for the estimate of energy unless `[run] watts_per_core` says otherwise."""


def build_view(
    workspace: Workspace,
    declaration: Declaration,
    *,
    language: str = "en",
    plan: Plan | None = None,
    done: Mapping[str, StepRecord] | None = None,
) -> StudyView:
    """The view of a study as it is declared now. Computes no run; judges what has been scored."""
    plan = plan or make_plan(workspace, declaration)
    return _Builder(workspace, plan, dict(done or plan.find_done(workspace))).view(language)


class _Builder:
    def __init__(self, workspace: Workspace, plan: Plan, done: dict[str, StepRecord]) -> None:
        self.workspace = workspace
        self.plan = plan
        self.declaration = plan.declaration
        self.done = done
        self.failed = failed_runs(workspace, plan, done)
        self.scores = scores_of(workspace, plan, done, plan.runs, self.failed)

    def view(self, language: str) -> StudyView:
        declaration = self.declaration
        hypotheses = self._hypotheses()
        methods = tuple(self._method(name) for name in declaration.methods)
        return StudyView(
            name=declaration.name,
            question=declaration.study.question,
            state=state_of(self.workspace, declaration.name, is_complete=self._is_complete()),
            data=self._data(),
            model=self._model(),
            metric=self.plan.metrics[0],
            unit=declaration.evaluate.unit,
            metrics=self.plan.metrics,
            n_seeds=max(declaration.looks),
            methods=methods,
            hypotheses=hypotheses,
            test_looks=self._test_looks(),
            findings=self.plan.findings,
            answers=ten_answers(self.workspace, self.plan, hypotheses, language=language),
            papers=tuple(declaration.study.papers),
            replication=replication_of(declaration, hypotheses, methods),
            cost=self._cost(),
            lineage=self._lineage(),
            versions=self._versions(),
            hardware=self._hardware(),
            rerun=(f"tenfold study run {declaration.name}",),
        )

    def _is_complete(self) -> bool:
        return is_complete(self.workspace, self.plan, self.done, self.failed)

    def _hypotheses(self) -> tuple[HypothesisView, ...]:
        if not self.plan.hypotheses:
            return ()
        looks = self.declaration.looks
        n_seeds = seeds_done(self.plan, self.done, self.failed)
        reached = [look for look, n in enumerate(looks) if n <= n_seeds]
        look = reached[-1] if reached else 0
        judged = looks[look] if reached or n_seeds == 0 else n_seeds
        verdicts = judge_now(
            self.workspace, self.plan, self.done, self.failed, look=look, n_seeds=judged
        )
        modes = mode_of(self.workspace, self.plan)
        views = []
        for hypothesis, verdict in zip(self.plan.hypotheses, verdicts, strict=True):
            mode = modes[hypothesis.id]
            n_ready = seeds_predicted(self.plan, hypothesis, self.done, self.failed)
            if verdict.reason == "not run yet" and n_ready:
                verdict = replace(verdict, reason=f"{n_ready} of {max(looks)} seeds")
            known = mode.registration
            views.append(
                HypothesisView(
                    verdict=verdict,
                    primary=hypothesis.primary,
                    registered=known.time.isoformat() if known else None,
                    code=known.code if known else None,
                    digest=known.digest if known else None,
                    why_exploratory=mode.why,
                )
            )
        return tuple(views)

    def _method(self, name: str) -> MethodView:
        entry = self.declaration.methods[name]
        runs = [run for run in self.plan.runs if run.method == name]
        sizes = list(
            dict.fromkeys(str(self.declaration.size_of(name, s)) for s in self.declaration.sizes)
        )
        conditions = tuple(self._condition(name, size) for size in sizes)
        facts = self._facts(runs)
        encoder = self._encoder_of(name)
        return MethodView(
            name=name,
            kind=entry.kind,
            parameters=self._shown_parameters(name),
            n_runs=sum(condition.n_runs for condition in conditions),
            n_failed=sum(run.method == name for run in self.failed),
            trained_parameters=next(
                (f["n_trained_parameters"] for f in reversed(facts.values())), None
            ),
            seconds=sum(self._seconds(run) for run in runs),
            scores=conditions[-1].scores,
            conditions=conditions,
            failures=self._failures(name),
            confusion=self._confusion(name, sizes[-1]),
            notes=_notes(list(facts.values())),
            n_diverged=sum(self._broke_off(run) for run in runs),
            encoder_parameters=encoder.n_parameters if encoder is not None else None,
            training=self._training(facts, sizes[-1]),
        )

    def _facts(self, runs: list[RunId]) -> dict[RunId, dict[str, Any]]:
        """What the fits said, by run."""
        records = {run: self._fit_record(run) for run in runs}
        return {
            run: self.workspace.artifacts.get_json(record.outputs["facts"])
            for run, record in records.items()
            if record is not None and "facts" in record.outputs
        }

    def _training(self, facts: Mapping[RunId, dict[str, Any]], size: str) -> TrainingView | None:
        own = {run: fit for run, fit in facts.items() if run.size == size}
        return read_training(
            {run.seed: fit for run, fit in own.items()},
            diverged=[run.seed for run in own if self._broke_off(run)],
        )

    def _broke_off(self, run: RunId) -> bool:
        """Whether a run failed in training and has its last valid predictions all the same."""
        return run in self.failed and broke_off(self.plan, run, self.done)

    def _encoder_of(self, method: str) -> EncoderFiles | None:
        """The encoder that a method reads or trains."""
        if not needs_encoder(get_kind(self.declaration.methods[method].kind)):
            return None
        return self.plan.encoders.get(self.declaration.model_of(method))

    def _failures(self, name: str) -> tuple[str, ...]:
        """Why runs failed, each reason once with the runs that it stopped."""
        runs: dict[str, list[RunId]] = defaultdict(list)
        for run, message in self.failed.items():
            if run.method == name:
                runs[message].append(run)
        return tuple(
            f"{_n_runs(len(own))} (first: {own[0].size} per class, seed {own[0].seed}): {message}"
            for message, own in runs.items()
        )

    def _shown_parameters(self, name: str) -> dict[str, Any]:
        entry = self.declaration.methods[name]
        own = {"model": entry.model, "train_per_class": entry.train_per_class}
        return {**entry.parameters, **{k: v for k, v in own.items() if v is not None}}

    def _fit_record(self, run: RunId) -> StepRecord | None:
        fit = self.plan.runs[run].fit
        return self.done.get(fit.key) if fit is not None else None

    def _seconds(self, run: RunId) -> float:
        plan = self.plan.runs[run]
        steps = [step for step in (plan.fit, plan.predict) if step is not None]
        return sum(self.done[step.key].seconds for step in steps if step.key in self.done)

    def _condition(self, method: str, size: str) -> ConditionView:
        runs = [r for r in self.plan.runs if r.method == method and r.size == size]
        scored = {run.seed: self.scores[run] for run in runs if run in self.scores}
        by_metric: dict[str, dict[int, float]] = defaultdict(dict)
        for seed, score in scored.items():
            for metric in self.plan.metrics:
                if metric in score["metrics"]:
                    by_metric[metric][seed] = score_in_unit(self.plan, score, metric)
        return ConditionView(
            train_per_class=size if size == "all" else int(size),
            n_runs=len(scored),
            n_failed=sum(run in self.failed for run in runs),
            scores=mean_scores(self.workspace, by_metric),
        )

    def _confusion(self, method: str, size: str) -> Confusion | None:
        import numpy as np

        counts = [
            np.array(score["confusion"])
            for run, score in self.scores.items()
            if run.method == method and run.size == size and "confusion" in score
        ]
        if not counts:
            return None
        total = np.sum(counts, axis=0)
        return Confusion(
            classes=self.plan.material.classes, counts=tuple(tuple(row) for row in total.tolist())
        )

    def _data(self) -> DataView:
        facts = self.plan.material.facts
        return DataView(
            name=facts["name"],
            version=facts["version"],
            number=facts["number"],
            n_examples=facts["n_examples"],
            n_classes=len(facts["classes"]),
            n_test=facts["n_test"],
            n_pool=facts["n_pool"],
            n_dropped=facts["n_dropped"],
            overlap=self.declaration.data.overlap,
            test="redrawn" if facts["redrawn"] else "fixed",
            card=facts.get("card", ""),
        )

    def _model(self) -> ModelView | None:
        encoder = next(iter(self.plan.encoders.values()), None)
        if encoder is None:
            return None
        return ModelView(
            name=encoder.name,
            digest=encoder.digest,
            family=encoder.family,
            n_parameters=encoder.n_parameters,
            max_length=encoder.max_length,
        )

    def _test_looks(self) -> tuple[TestLook, ...]:
        return tuple(
            TestLook(
                time=look.time.isoformat(),
                registration=code_of(look.registration) if look.registration else "",
                n_seeds=look.n_seeds,
                methods=look.methods,
                new=look.n_new,
            )
            for look in Records(self.workspace).test_looks(self.declaration.name)
        )

    def _own_steps(self) -> list[StepRecord]:
        keys = [step.key for step in self.plan.steps()]
        return [*self.plan.material.records, *(self.done[k] for k in keys if k in self.done)]

    def _cost(self) -> CostView | None:
        steps = self._own_steps()
        if len(steps) == len(self.plan.material.records):
            return None
        watts = float(self.workspace.setting("run", "watts_per_core", WATTS_PER_CORE))
        cpu = sum(step.cpu_seconds for step in steps)
        return CostView(
            seconds=sum(step.seconds for step in steps),
            cpu_seconds=cpu,
            kwh=cpu * watts / 3.6e6,
            watts_per_core=watts,
            n_steps=len(steps),
        )

    def _lineage(self) -> tuple[LineageStep, ...]:
        by_name: dict[str, list[StepRecord]] = defaultdict(list)
        for step in self._own_steps():
            by_name[step.name].append(step)
        return tuple(
            LineageStep(
                name=name,
                n=len(steps),
                seconds=sum(step.seconds for step in steps),
                example_key=steps[0].key,
                inputs=tuple(sorted(steps[0].inputs)),
            )
            for name, steps in by_name.items()
        )

    def _versions(self) -> dict[str, str]:
        from tenfold import __version__

        found = {"tenfold": __version__, "python": platform.python_version()}
        for step in self.plan.steps():
            found.update(step.libraries)
        return dict(sorted(found.items()))

    def _hardware(self) -> dict[str, str]:
        profile = self.plan.profile
        return {
            "machine": platform.machine(),
            "system": f"{platform.system()} {platform.release()}",
            "cores": str(os.cpu_count() or 1),
            "device": profile.device,
            "dtype": profile.dtype,
            "instructions": profile.instruction_set,
        }


def _notes(facts: list[dict[str, Any]]) -> tuple[str, ...]:
    """What the fits had to say, each once, with how often."""
    counts = Counter(f"{name}: {value}" for f in facts for name, value in f["notes"].items())
    return tuple(f"{note} ({_n_runs(n)})" for note, n in counts.most_common(6))


def _n_runs(n: int) -> str:
    return "1 run" if n == 1 else f"{n} runs"
