"""One's dates and goals, and the plan if wanted, written to a calendar file. Notes never go there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.lab.calendar_file import write_calendar
from tenfold.lab.dates import Dates
from tenfold.lab.goals import Goals
from tenfold.lab.plan import Plan
from tenfold.lab.zone import zone_of
from tenfold.store.files import write_durably

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Exported", "export_calendar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """How many of what were written."""

    n_dates: int
    n_goals: int
    n_tasks: int


def export_calendar(
    workspace: Workspace, file: Path, *, with_plan: bool = False, overwrite: bool = False
) -> Exported:
    """Write the acting person's dates and open goals, and open tasks if wanted, to an iCalendar file.

    Raises InputError where the file is there already, unless it may be overwritten.
    """
    if file.is_dir() or (file.exists() and not overwrite):
        raise InputError(
            "is a folder." if file.is_dir() else "is there already.",
            code="TF-CALENDAR",
            where=str(file),
            remedy="Choose another name, or overwrite a file with --force. Nothing was written.",
        )
    dates = Dates(workspace).dates()
    goals = [goal for goal in Goals(workspace).goals() if goal.is_open]
    tasks = [task for task in Plan(workspace).tasks() if task.is_open] if with_plan else []
    write_durably(file, write_calendar(dates, goals, tasks, zone=zone_of(workspace)))
    return Exported(n_dates=len(dates), n_goals=len(goals), n_tasks=len(tasks))
