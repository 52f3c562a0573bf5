"""The audit of a data set: every check, its findings kept where there is a workspace."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
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

__all__ = ["audit_dataset", "audit_examined", "known_findings", "open_findings"]

_FRAME = 2
"""Raised when every finding is to be made anew, for example when excerpts are written in another way."""
_LIBRARIES = (
    "cleanlab",
    "ftfy",
    "lingua-language-detector",
    "numpy",
    "phonenumbers",
    "scikit-learn",
    "scipy",
    "tokenizers",
    "torch",
)
"""Those whose version can change a finding."""


def audit_dataset(
    dataset: Dataset,
    *,
    workspace: Workspace | None = None,
    options: AuditOptions | None = None,
    deep: bool = False,
    progress: Progress | None = None,
    closed: Collection[int] = (),
) -> list[Finding]:
    """All findings by code, the clean, the skipped and the not applicable ones among them.

    Without `deep` only what takes a moment: the checks of meaning are left to `tenfold data audit`. With a
    workspace each finding is a stored step, so that the same audit again costs nothing. The labels of the
    split ``test`` and of the rows `closed` are read by no check.

    Truncation and vocabulary (TF-DATA-021, 022) are those of the audit's encoder; a study checks its own, and
    the overlap of the splits that it draws.
    """
    examined = Examined(
        dataset, workspace=workspace, options=options, progress=progress, closed=closed
    )
    return audit_examined(examined, deep=deep)


def audit_examined(examined: Examined, *, deep: bool) -> list[Finding]:
    """The same for one who goes on to use what the checks have made, such as the vectors."""
    chosen = [check for check in checks() if deep or not check.is_deep]
    findings = []
    for done, check in enumerate(chosen):
        if examined.progress is not None:
            examined.progress(check.what, done, len(chosen))
        findings.append(_named(_kept(check, examined), examined))
    return sorted(findings, key=lambda finding: finding.code)


def known_findings(examined: Examined) -> tuple[list[Finding], list[str]]:
    """The findings of the quick checks and of those deep ones that were made before; and what the others
    would look for.
    """
    findings, not_looked = [], []
    for check in checks():
        if not check.is_deep or _is_stored(check, examined):
            findings.append(_named(_kept(check, examined), examined))
        else:
            not_looked.append(check.what)
    return sorted(findings, key=lambda finding: finding.code), not_looked


def _is_stored(check: Check, examined: Examined) -> bool:
    workspace = examined.workspace
    return workspace is not None and workspace.steps.find(_step(check, examined)) is not None


def _kept(check: Check, examined: Examined) -> Finding:
    """The finding of a check, from the store where it was made before."""
    if unmet := check.unmet(examined):
        return unmet  # not stored: what it lacks may be there the next time
    workspace = examined.workspace
    if workspace is None or not check.is_kept:
        return check.find(examined)
    step = _step(check, examined)
    made: list[Finding] = []

    def look() -> dict[str, str]:
        made.append(check.find(examined))
        return {"finding": workspace.artifacts.put_json(made[0].to_json())}

    record = workspace.steps.reuse_or_compute(step, look)
    if made:
        return made[0]
    return Finding.from_json(workspace.artifacts.get_json(record.outputs["finding"]))


def _named(finding: Finding, examined: Examined) -> Finding:
    """With the data set's name in its command: the same rows may be known by several, and share findings."""
    mend = f"tenfold data clean {shlex.quote(examined.dataset.name)} "
    return replace(finding, remedy=finding.remedy.replace("tenfold data clean NAME ", mend))


def _step(check: Check, examined: Examined) -> Step:
    dataset = examined.dataset
    roles = [dataset.text_column, dataset.label_column, dataset.id_column]
    said = examined.options.to_json()
    parameters: dict[str, Any] = {
        "frame": _FRAME,
        "code": check.code,
        "roles": roles,
        "options": {name: said[name] for name in check.options},
        "closed": sorted(examined.closed),
    }
    inputs = {"data": dataset.digest}
    if "files" in check.reads:
        parameters["files"] = [[note.file, note.split, note.n_rows] for note in dataset.sources]
    if {"encoder", "vectors"} & set(check.needs):
        inputs["model"] = examined.encoder.digest
    if "vectors" in check.needs:
        parameters["numerics"] = examined.profile.to_json()
    libraries = {name: _version(name) for name in _LIBRARIES}
    return Step("check", check.version, parameters, inputs, libraries)


def _version(name: str) -> str:
    """A check whose library is not there is skipped, and looks again once it is."""
    try:
        return installed_version(name)
    except PackageNotFoundError:
        return "not installed"


def open_findings(findings: list[Finding]) -> list[Finding]:
    """Only what was found, the grave ones first."""
    order = {"block": 0, "warn": 1, "note": 2}
    found = [finding for finding in findings if finding.state == "found"]
    return sorted(found, key=lambda finding: (order[finding.severity], finding.code))
