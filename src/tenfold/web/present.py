"""What is under way this week: the report as it stands, running studies, what to read, what others wait for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.lab.library_sources import reading_of
from tenfold.lab.week.keeping import frozen_reports
from tenfold.lab.week.remarks import Remarks
from tenfold.lab.zone import zone_of
from tenfold.papers.reading_plan import plan_reading

if TYPE_CHECKING:
    from tenfold.lab.week.keeping import Frozen
    from tenfold.lab.week.remarks import Remark
    from tenfold.lab.week.view import WeekView
    from tenfold.papers.reading_plan import ReadingPlan
    from tenfold.store.workspace import Workspace
    from tenfold.study.listing import Listed

__all__ = ["Present", "present_of", "reading_plan_of"]

_N_ABSTRACTS = 5


@dataclass(frozen=True, kw_only=True)
class Present:
    """The present week of the acting person; `kept` is their newest report, with what others say of it."""

    week: WeekView
    kept: Frozen | None
    seen_by: tuple[Remark, ...]
    comments: tuple[Remark, ...]
    running: tuple[Listed, ...]
    plan: ReadingPlan


def present_of(
    workspace: Workspace, week: WeekView, plan: ReadingPlan, studies: Iterable[Listed]
) -> Present:
    """Put it together as it is now, with the present week, the plan of what to read (`reading_plan_of`), and
    all studies.
    """
    kept = next(reversed(frozen_reports(workspace)), None)
    remarks = Remarks(workspace)
    said = remarks.of(kept) if kept else []
    return Present(
        week=week,
        kept=kept,
        seen_by=tuple(remarks.seen_by(kept)) if kept else (),
        comments=tuple(remark for remark in said if remark.person != workspace.person),
        running=tuple(s for s in studies if s.state == "running"),
        plan=plan,
    )


def reading_plan_of(workspace: Workspace) -> ReadingPlan:
    """What the acting person might read this week. It looks at every paper."""
    today, reading = zone_of(workspace).today(), reading_of(workspace, n_abstracts=_N_ABSTRACTS)
    return plan_reading(workspace, today=today, reading=reading)
