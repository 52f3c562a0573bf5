"""Runs that were made elsewhere: their file's probabilities or scores, seed by seed."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.store.files import write_durably

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan, RunPlan

__all__ = ["export_split", "read_recorded_run"]


def read_recorded_run(workspace: Workspace, plan: Plan, run: RunPlan) -> dict[str, str]:
    """The outputs of a recorded run's predict step: probabilities, or scores alone."""
    from tenfold.models.methods.recorded import RecordedParameters, read_recorded

    parameters = RecordedParameters.model_validate(
        plan.declaration.methods[run.id.method].parameters
    )
    path = workspace.root / parameters.file
    recorded = read_recorded(path, plan.material.classes, parameters=parameters)
    seed = run.id.seed
    if seed in recorded.scores:
        metrics = {str(recorded.metric): recorded.scores[seed]}
        return {"scores": workspace.artifacts.put_json({"metrics": metrics})}
    if seed not in recorded.predictions:
        known = sorted({*recorded.scores, *recorded.predictions})
        raise InputError(f"has no seed {seed}.", where=str(path), remedy=f"It has: {known}.")
    ids = _test_ids(workspace, plan, seed)
    probabilities = recorded.predictions[seed].of(ids, where=str(path))
    saved = {"probabilities": probabilities.astype("float32")}
    return {"probabilities": workspace.artifacts.put_arrays(saved)}


def _test_ids(workspace: Workspace, plan: Plan, seed: int) -> list[str]:
    stored = workspace.artifacts.get_json(plan.material.record.outputs["texts"])
    test = plan.material.arrays(workspace)[plan.material.test_key(seed)]
    return [stored["ids"][i] for i in test.tolist()]


def export_split(workspace: Workspace, plan: Plan, out: Path) -> int:
    """Write which example is where for each seed, for runs that are made elsewhere.

    A CSV with size, seed, part (train, validation, test) and example id. No label is in it. Returns
    the number of rows.
    """
    if not out.resolve().parent.is_dir():
        raise InputError("there is no such folder.", where=str(out.resolve().parent))
    stored = workspace.artifacts.get_json(plan.material.record.outputs["texts"])
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["train_per_class", "seed", "part", "id"])
    n = 0
    for name, indices in sorted(plan.material.arrays(workspace).items()):
        part, *rest = name.split("/")
        if part not in ("train", "validation", "test"):
            continue
        size, seed = rest if len(rest) == 2 else ("", *rest) if rest else ("", "")
        for i in indices.tolist():
            writer.writerow([size, seed, part, stored["ids"][i]])
            n += 1
    write_durably(out, buffer.getvalue().encode())
    return n
