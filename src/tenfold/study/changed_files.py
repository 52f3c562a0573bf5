"""Files that a step reads are digested again after it: edited meanwhile, they made nothing that is stored.

A step's key holds the digests of what it was to read. What it made from other bytes would be a wrong hit
for as long as the store lives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.errors import InputError, StoppedError

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration
    from tenfold.study.plan import Plan, RunPlan

__all__ = ["refuse_changed_data", "refuse_changed_files"]


def refuse_changed_data(
    workspace: Workspace, declaration: Declaration, before: dict[str, str]
) -> None:
    """Raise StoppedError where the data that a declaration names are no longer those of `before`."""
    from tenfold.study.examples import resolve_data

    after = resolve_data(workspace, declaration)
    changed = [part for part in before if before[part] != after.get(part)]
    if changed:
        names = {"data": declaration.data.use, "test": declaration.data.test}
        raise _changed(str(names.get(changed[0], declaration.data.features)), declaration.name)


def refuse_changed_files(workspace: Workspace, plan: Plan, run: RunPlan) -> None:
    """Raise StoppedError where a file that the run read is no longer what its step's key says."""
    from tenfold.models.methods.command import CommandParameters
    from tenfold.models.methods.script_lineage import file_digests
    from tenfold.store.digests import digest_file

    name = run.id.method
    entry = plan.declaration.methods[name]
    if name in plan.scripts:
        before = plan.scripts[name].digests
        parameters = CommandParameters.model_validate(entry.parameters)
        try:
            after = file_digests(parameters, workspace.root)
        except InputError:  # an input is gone
            after = {}
    elif entry.kind == "recorded":
        path = workspace.root / entry.parameters["file"]
        before = {entry.parameters["file"]: run.predict.inputs["file"]}
        after = {entry.parameters["file"]: digest_file(path)} if path.is_file() else {}
    else:
        return
    for file in before:
        if before[file] != after.get(file):
            raise _changed(file, plan.declaration.name)


def _changed(file: str, study: str) -> StoppedError:
    return StoppedError(
        "was changed while the study read it; what came of that is not stored.",
        code="TF-STUDY-CHANGED",
        where=file,
        remedy=f"Leave it as it shall be, then go on with: tenfold study run {study}",
    )
