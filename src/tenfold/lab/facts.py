"""What tenfold itself knows of a span of time: studies and data, read through the floors below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tenfold.data.chronicle import AddedData, versions_added
from tenfold.desk.chronicle import AuditedData, audits
from tenfold.store.day_span import DaySpan
from tenfold.study.chronicle import Chronicle

if TYPE_CHECKING:
    from datetime import date

    from tenfold.lab.zone import Zone
    from tenfold.store.workspace import Workspace
    from tenfold.study.happenings import Declared, Judged, OpenStudy, Session

__all__ = ["AddedData", "AuditedData", "Facts", "GatherFacts", "gather_facts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What happened, oldest first. `open_studies` are those of now, whatever the span."""

    declared: tuple[Declared, ...] = ()
    judged: tuple[Judged, ...] = ()
    sessions: tuple[Session, ...] = ()
    added: tuple[AddedData, ...] = ()
    audited: tuple[AuditedData, ...] = ()
    open_studies: tuple[OpenStudy, ...] = ()

    @property
    def is_anything(self) -> bool:
        """Whether anything happened."""
        return any((self.declared, self.judged, self.sessions, self.added, self.audited))


class GatherFacts(Protocol):
    """What finds the facts of a span: `gather_facts`, or who has found them before."""

    def __call__(
        self, workspace: Workspace, zone: Zone, first: date, last: date, *, person: str
    ) -> Facts:
        """What `person` did on the days `first` to `last` of a zone, both with."""


def gather_facts(
    workspace: Workspace, zone: Zone, first: date, last: date, *, person: str | None = None
) -> Facts:
    """What a person (default: the acting one) did on the days `first` to `last` of a zone, both with.

    A verdict's `before` is of anybody, and so are the studies that are open now.
    """
    start, end = zone.around(first, last)
    span = DaySpan(first=first, last=last, start=start, end=end, day_of=zone.day_of)
    person = workspace.person if person is None else person
    chronicle = Chronicle(workspace)
    return Facts(
        declared=tuple(chronicle.declared(span, person=person)),
        judged=tuple(chronicle.judged(span, person=person)),
        sessions=tuple(chronicle.sessions(span, person=person)),
        added=tuple(versions_added(workspace, span, person=person)),
        audited=tuple(audits(workspace, span, person=person)),
        open_studies=tuple(chronicle.open_studies()),
    )
