"""The audit of a data set: every check, its findings kept where there is a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.desk.examined import Examined
from tenfold.desk.options import AuditOptions
from tenfold.desk.registry import checks
from tenfold.findings import Finding
from tenfold.store.steps import Step
from tenfold.store.versions import installed_version

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.desk.check import Check
    from tenfold.desk.vectors import Progress
    from tenfold.store.workspace import Workspace

__all__ = ["audit_dataset", "open_findings"]

_LIBRARIES = (
    "cleanlab",
    "ftfy",
    "lingua-language-detector",
    "numpy",
    "phonenumbers",
    "scikit-learn",
)
"""Those whose version can change a finding."""


def audit_dataset(
    dataset: Dataset,
    *,
    workspace: Workspace | None = None,
    options: AuditOptions | None = None,
    deep: bool = False,
    progress: Progress | None = None,
) -> list[Finding]:
    """All findings by code, the clean, the skipped and the not applicable ones among them.

    Without `deep` only what takes a moment: the checks of meaning are left to `tenfold data audit`. With a
    workspace each finding is a stored step, so that the same audit again costs nothing. The labels of the
    split ``test`` are read by no check.

    Truncation and vocabulary (TF-DATA-021, 022) depend on the encoder, overlap of drawn splits (TF-DATA-030)
    and groups on a study's draw; a study checks these.
    """
    examined = Examined(dataset, workspace=workspace, options=options, progress=progress)
    chosen = [check for check in checks() if deep or not check.is_deep]
    findings = []
    for done, check in enumerate(chosen):
        if progress is not None:
            progress(check.what, done, len(chosen))
        findings.append(_kept(check, examined))
    return sorted(findings, key=lambda finding: finding.code)


def _kept(check: Check, examined: Examined) -> Finding:
    """The finding of a check, from the store where it was made before."""
    workspace = examined.workspace
    if workspace is None or not check.is_kept:
        return check.look(examined)
    step = Step(
        "check", check.version, _parameters(check, examined), _inputs(examined), _versions()
    )
    made: list[Finding] = []

    def look() -> dict[str, str]:
        made.append(check.look(examined))
        return {"finding": workspace.artifacts.put_json(made[0].to_json())}

    record = workspace.steps.reuse_or_compute(step, look)
    stored: dict[str, Any] = workspace.artifacts.get_json(record.outputs["finding"])
    return made[0] if made else Finding.from_json(stored)


def _parameters(check: Check, examined: Examined) -> dict[str, Any]:
    dataset = examined.dataset
    roles = [dataset.text_column, dataset.label_column, dataset.id_column]
    return {"code": check.code, "roles": roles, "options": examined.options.to_json()}


def _inputs(examined: Examined) -> dict[str, str]:
    return {"data": examined.dataset.digest}


def _versions() -> dict[str, str]:
    return {name: installed_version(name) for name in _LIBRARIES}


def open_findings(findings: list[Finding]) -> list[Finding]:
    """Only what was found, the grave ones first."""
    order = {"block": 0, "warn": 1, "note": 2}
    found = [finding for finding in findings if finding.state == "found"]
    return sorted(found, key=lambda finding: (order[finding.severity], finding.code))
