"""What a study has found, in the shapes of a bundle: for writing one, and for comparing with one."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.models.embedded import EMBEDDED_NAME
from tenfold.models.hub import HUB_PREFIX
from tenfold.store.digests import digest_json
from tenfold.study.bundle.content import (
    ClaimNote,
    ClaimsFile,
    Environment,
    ModelNote,
    RunNote,
    StudyNote,
)
from tenfold.study.failures import failed_runs, score_step
from tenfold.study.judging import is_complete, seeds_predicted
from tenfold.study.registration import code_of, contents_of, family_of
from tenfold.study.show import build_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan, RunId
    from tenfold.study.view import StudyView

__all__ = ["Collected", "collect", "environment_of", "models_of"]

_DECIDING_SETTINGS = ("device", "dtype")


@dataclass(frozen=True)
class Collected:
    """A study's numbers. `predictions` maps a run (method, size, seed) to its artifact's digest."""

    note: StudyNote
    runs: list[RunNote]
    claims: list[ClaimNote]
    claims_json: list[dict[str, Any]]
    environment: Environment
    predictions: Mapping[tuple[str, str, int], str]
    view: StudyView


def collect(workspace: Workspace, plan: Plan) -> Collected:
    """Read what has been scored and judged. Computes no run."""
    done = plan.find_done(workspace)
    failed = failed_runs(workspace, plan, done)
    view = build_view(workspace, plan.declaration, plan=plan, done=done)
    claims = view.to_json()["hypotheses"]
    runs, predictions = [], {}
    for run in plan.runs:
        own, digest = _run(workspace, plan, run, failed, done)
        runs.append(own)
        if digest is not None:
            predictions[own.id] = digest
    ready = [seeds_predicted(plan, h, done, failed) for h in plan.hypotheses]
    contents = contents_of(plan)
    note = StudyNote(
        name=plan.declaration.name,
        question=plan.declaration.study.question,
        is_complete=is_complete(workspace, plan, done, failed),
        state=view.state,
        n_seeds_done=min(ready, default=_seeds_scored(runs)),
        looks=list(plan.declaration.looks),
        metrics=list(plan.metrics),
        unit=plan.declaration.evaluate.unit,
        classes=list(plan.material.classes),
        n_test=plan.material.facts["n_test"],
        code=code_of(family_of(digest_json(c) for c in contents.values())) if contents else None,
    )
    return Collected(
        note=note,
        runs=runs,
        claims=ClaimsFile.model_validate({"hypotheses": claims}).hypotheses,
        claims_json=claims,
        environment=environment_of(workspace, plan, view),
        predictions=predictions,
        view=view,
    )


def _run(
    workspace: Workspace,
    plan: Plan,
    run: RunId,
    failed: Mapping[RunId, str],
    done: Mapping[str, StepRecord],
) -> tuple[RunNote, str | None]:
    own = {"method": run.method, "size": run.size, "seed": run.seed}
    message = failed.get(run, "")
    record = done.get(score_step(plan, run, failed, done).key)
    if record is None:
        state = "failed" if run in failed else "missing"
        return RunNote.model_validate({**own, "state": state, "message": message}), None
    scores = workspace.artifacts.get_json(record.outputs["scores"])
    note = RunNote.model_validate(
        {
            **own,
            "state": "failed" if run in failed else "scored",
            "message": message,
            "metrics": scores["metrics"],
            "in_declared_unit": bool(scores.get("in_declared_unit")),
            "n_test": scores.get("n_test", 0),
        }
    )
    return note, record.outputs.get("predictions")


def _seeds_scored(runs: list[RunNote]) -> int:
    """The seeds of which every run is there, where no hypothesis says which ones matter."""
    missing = {run.seed for run in runs if run.state == "missing"}
    return len({run.seed for run in runs} - missing)


def environment_of(workspace: Workspace, plan: Plan, view: StudyView) -> Environment:
    """Versions, hardware and numerics profiles: what could change a number."""
    settings = {
        key: str(value)
        for key in _DECIDING_SETTINGS
        if (value := workspace.setting("run", key, None)) is not None
    }
    return Environment(
        versions=dict(view.versions),
        hardware={**view.hardware, "processor": _processor()},
        profile=plan.profile.to_json(),
        profiles={use: profile.to_json() for use, profile in plan.profiles.items()},
        settings=settings,
    )


def _processor() -> str:
    """The processor's name, where the system says it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            lines = [line.partition(":")[2].strip() for line in file if line.startswith("model n")]
    except OSError:
        lines = []
    return lines[0] if lines else platform.processor()


def models_of(plan: Plan) -> list[ModelNote]:
    """The encoders by reference."""
    return [
        ModelNote(
            use=use,
            name=encoder.name,
            digest=encoder.digest,
            is_local=use != EMBEDDED_NAME and not use.startswith(HUB_PREFIX),
        )
        for use, encoder in plan.encoders.items()
    ]
