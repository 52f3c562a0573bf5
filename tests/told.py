"""Days, and what happened on them: rows as they stand in the database, with any time and person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from tenfold.store.day_span import DaySpan
from tenfold.store.tables.study import EventRow, WorkerRow
from tenfold.store.workspace import Workspace
from tenfold.study.verdict_record import Gain, Verdict

GONE = 2**22 + 1
"""A process number that Linux never gives."""


def days(first: date, last: date | None = None, zone: tzinfo = UTC) -> DaySpan:
    """The days `first` to `last` (default: that one) on the clock of a zone."""
    last = last or first
    margin = timedelta(days=2)
    return DaySpan(
        first=first,
        last=last,
        start=datetime(first.year, first.month, first.day, tzinfo=UTC) - margin,
        end=datetime(last.year, last.month, last.day, tzinfo=UTC) + margin,
        day_of=lambda instant: instant.astimezone(zone).date(),
    )


def verdict(
    hypothesis: str = "h1",
    outcome: str = "supported",
    *,
    mode: str = "confirmatory",
    claim: str = "words beats floor by 0.1 on accuracy",
    condition: int | str | None = None,
) -> Verdict:
    """A verdict as a run says it."""
    gain = Gain(estimate=0.5, low=0.4, high=0.6)
    return Verdict(
        id=hypothesis, claim=claim, candidate="words", baseline="floor", relation="beats", margin=0.1,
        metric="accuracy", condition=condition, mode=mode, verdict=outcome, gain=gain, adjusted=gain,
    )  # type: ignore[arg-type]  # fmt: skip


def event(
    kind: str,
    time: datetime,
    content: Mapping[str, Any] | Verdict | None = None,
    *,
    study: str = "small",
    worker: int = 1,
    person: str = "ada",
) -> EventRow:
    """An event of a study."""
    said = content.to_json() if isinstance(content, Verdict) else dict(content or {})
    return EventRow(study=study, worker=worker, kind=kind, content=said, time=time, person=person)


def tell(
    workspace: Workspace,
    kind: str,
    time: datetime,
    content: Mapping[str, Any] | Verdict | None = None,
    *,
    study: str = "small",
    worker: int = 1,
    person: str | None = None,
) -> None:
    """Add an event of a study; default: of the acting person."""
    person = person or workspace.person
    with workspace.database.write() as session:
        session.add(event(kind, time, content, study=study, worker=worker, person=person))


def dead_worker(workspace: Workspace, started: datetime, study: str = "small") -> int:
    """The number of a worker of this machine whose process is gone."""
    import socket

    row = WorkerRow(
        study=study, pid=GONE, host=socket.gethostname(), person=workspace.person, started=started
    )
    with workspace.database.write() as session:
        session.add(row)
        session.flush()
        return row.id
