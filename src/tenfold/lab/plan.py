"""The plan: what somebody wants to do on which day. What is not done stands in the next week again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.lab.one_line import required_line
from tenfold.lab.task import Task
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.store.ledger import Change, Entry, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = [
    "Plan",
    "PlannedWeek",
    "carried_over",
    "planned_weeks",
    "says_standing_line",
    "tasks_of_day",
]

_N_WEEKS = 3
_SATURDAY = 5


class Plan:
    """The tasks of one workspace. Writes are those of the acting person."""

    def __init__(self, workspace: Workspace) -> None:
        self._ledger = Ledger(workspace)
        self._zone = zone_of(workspace)

    def tasks(self, person: str | None = None) -> list[Task]:
        """Those of a person (default: the acting one), by day."""
        found = [_task(entry) for entry in self._ledger.entries("task", person=person)]
        return sorted(found, key=lambda task: (task.day, task.number))

    def task(self, number: int) -> Task:
        """One of one's own. Raises InputError where there is none."""
        return _task(self._ledger.entry("task", number))

    def add(self, text: str, day: date, *, giver: str = "") -> Task:
        """Plan something; `giver` set it, where that is somebody else. Raises InputError for an empty text."""
        new = Task(text=required_line(text, "a task"), day=day, giver=giver)
        saved = self._ledger.save([Change(kind="task", content=new.to_content())])
        return _standing(saved)[0]

    def done(self, numbers: Collection[int], on: date) -> list[Task]:
        """Say that tasks were done on a day, all or none. Raises InputError for one that is not open."""
        tasks = [_required_open(self.task(number)) for number in dict.fromkeys(numbers)]
        return self._save([replace(task, done_on=on) for task in tasks], "done")

    def reopen(self, number: int) -> Task:
        """Take back that one was done or dropped. Raises InputError for one that is open."""
        task = self.task(number)
        if task.is_open:
            raise InputError(
                f"task {number} is open.", code="TF-LAB", remedy="Nothing was changed."
            )
        return self._save([replace(task, done_on=None, dropped_on=None)], "reopen")[0]

    def move(self, number: int, day: date) -> Task:
        """Plan an open task for another day.

        Putting it off to a later week counts as carrying it over, and what it was carried over before stays
        counted: to plan a late task anew does not make it young.
        """
        task = _required_open(self.task(number))
        moved = replace(task, day=day, n_moves=task.n_moves + _n_more(task, day, self._today()))
        return self._save([moved], "move")[0]

    def drop(self, number: int) -> Task:
        """Decide not to do it, today. Raises InputError for one that is not open."""
        task = _required_open(self.task(number))
        return self._save([replace(task, dropped_on=self._today())], "drop")[0]

    def edit(self, number: int, text: str) -> Task:
        """Say it in other words."""
        return self._save([replace(self.task(number), text=required_line(text, "a task"))], "edit")[
            0
        ]

    def remove(self, number: int) -> Task:
        """Take a task away, as if it had never been planned; `undo` brings it back."""
        task = self.task(number)
        self._ledger.save([Change(kind="task", number=number, content=None, action="remove")])
        return task

    def undo(self) -> list[Change]:
        """Take the last change of tasks back."""
        return self._ledger.undo(["task"])

    def _today(self) -> date:
        return self._zone.today()

    def _save(self, tasks: Sequence[Task], action: str) -> list[Task]:
        changes = [
            Change(kind="task", number=task.number, content=task.to_content(), action=action)
            for task in tasks
        ]
        return _standing(self._ledger.save(changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWeek:
    """A week of the plan: what comes from weeks before it, and its days, Monday first."""

    week: Week
    carried: tuple[Task, ...]
    days: tuple[tuple[date, tuple[Task, ...]], ...]

    def to_json(self) -> dict[str, Any]:
        """As `tenfold plan list --json` prints it; `n_carried` is as of this week."""
        return {
            "week": str(self.week),
            "carried": [self._said(task) for task in self.carried],
            "days": {day.isoformat(): [self._said(t) for t in tasks] for day, tasks in self.days},
        }

    def _said(self, task: Task) -> dict[str, Any]:
        return {**task.to_json(), "n_carried": task.n_carried(self.week)}


def tasks_of_day(tasks: Iterable[Task], day: date) -> list[Task]:
    """What was done on a day, and what is open and planned for it. A dropped task stands nowhere."""
    return [task for task in tasks if task.dropped_on is None and (task.done_on or task.day) == day]


def says_standing_line(day: date, today: date) -> bool:
    """Whether a day without plans shows the line of one's choice: today does, and week days to come."""
    return day == today or (day > today and day.weekday() < _SATURDAY)


def carried_over(tasks: Iterable[Task], week: Week) -> list[Task]:
    """Open tasks that were planned for an earlier week, the oldest first. For the present week alone."""
    late = [task for task in tasks if task.is_open and Week.of(task.day) < week]
    return sorted(late, key=lambda task: (task.day, task.number))


def planned_weeks(
    tasks: Sequence[Task], present: Week, n_weeks: int = _N_WEEKS
) -> list[PlannedWeek]:
    """The present week and those after it. Each open task stands in one place, unless it is for later still."""
    return [
        PlannedWeek(
            week=week,
            carried=tuple(carried_over(tasks, week)) if week == present else (),
            days=tuple((day, tuple(tasks_of_day(tasks, day))) for day in week.days),
        )
        for week in (present + n for n in range(n_weeks))
    ]


def _n_more(task: Task, day: date, today: date) -> int:
    """What moving a task adds to its count: the weeks that went by meanwhile, and one for a later week."""
    old, new, present = Week.of(task.day), Week.of(day), Week.of(today)
    by_itself = max(0, min(new, present).since(old))
    return by_itself + (new > max(old, present))


def _required_open(task: Task) -> Task:
    if not task.is_open:
        state = f"done on {task.done_on}" if task.done_on else f"dropped on {task.dropped_on}"
        raise InputError(
            f"task {task.number} was {state}.",
            code="TF-LAB",
            remedy=f"Open it again: tenfold plan reopen {task.number}",
        )
    return task


def _task(entry: Entry) -> Task:
    return entry.read(Task.from_content)


def _standing(entries: Sequence[Entry | None]) -> list[Task]:
    return [_task(entry) for entry in entries if entry is not None]
