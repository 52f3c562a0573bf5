"""Which data sets were audited when, and what was found, for the report of a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tenfold.data.chronicle import first_names
from tenfold.findings import Finding

if TYPE_CHECKING:
    from tenfold.store.day_span import DaySpan
    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace

__all__ = ["AuditedData", "audits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedData:
    """A version of a data set (``symptoms@2``) that was audited, at the time of its last new finding.

    `n_found` counts the findings that were open then, also those that were made before, and `n_blocking` those
    of them that keep a study from running.
    """

    name: str
    time: datetime
    n_found: int
    n_blocking: int
    person: str


def audits(workspace: Workspace, span: DaySpan, *, person: str | None = None) -> list[AuditedData]:
    """The versions that were audited on these days, one entry each, oldest first.

    `person`: only the audits that they made. A version counts as audited where a check of meaning made a
    finding that was not stored yet. The quick checks do not count by themselves, since bringing data in makes
    them each time; and the same audit again computes nothing, so that it leaves no trace.
    """
    made = workspace.steps.finished("check", start=span.start, end=span.end)
    own = [r for r in made if span.holds(r.finished) and person in (None, r.person)]
    if not own:
        return []
    deep = _deep_codes()
    last = {r.inputs["data"]: r for r in own if r.parameters["code"] in deep}
    names = first_names(workspace, last)
    found = [_audited(workspace, r, names.get(data, data[:8])) for data, r in last.items()]
    return sorted(found, key=lambda audited: audited.time)


def _deep_codes() -> set[str]:
    from tenfold.desk.registry import (
        checks,
    )  # loads what the checks need: only where data were audited

    return {check.code for check in checks() if check.is_deep}


def _audited(workspace: Workspace, last: StepRecord, name: str) -> AuditedData:
    open_ones = [finding for finding in _standing(workspace, last) if finding.state == "found"]
    return AuditedData(
        name=name,
        time=last.finished,
        n_found=len(open_ones),
        n_blocking=sum(finding.severity == "block" for finding in open_ones),
        person=last.person,
    )


def _standing(workspace: Workspace, last: StepRecord) -> list[Finding]:
    """Each check's newest finding in these data at the time of `last`, with whatever options it was made.

    One whose artifact is damaged is left out: a week is still to be written then.
    """
    data = {"data": last.inputs["data"]}
    until = last.finished + timedelta(microseconds=1)
    known = workspace.steps.finished("check", end=until, inputs=data)
    newest = {record.parameters["code"]: record.outputs["finding"] for record in known}
    artifacts = workspace.artifacts
    return [
        Finding.from_json(artifacts.get_json(digest))
        for digest in newest.values()
        if artifacts.is_sound(digest)
    ]
