"""`tenfold plan`: what to do on which day, this week, next week and the one after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.lab.default_command import AddByDefault
from tenfold.cli.lab.saying import say_day, say_undone, today_of
from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace, print_json

if TYPE_CHECKING:
    from datetime import date

    from tenfold.lab.plan import PlannedWeek
    from tenfold.lab.task import Task
    from tenfold.lab.weeks import Week

__all__ = ["plan_app"]

plan_app = typer.Typer(
    name="plan",
    help='What to do on which day: tenfold plan "write the draft" --on fri.',
    cls=AddByDefault,
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(help="Its number in the list.")]
_DAY_HELP = "2026-12-04, fri, next fri, tomorrow, +3."
_SPANS = ("This week", "Next week", "The week after")


@plan_app.command("add")
def add_command(
    words: Annotated[list[str], typer.Argument(metavar="TEXT", help="What you want to do.")],
    on: Annotated[str, typer.Option("--on", help=_DAY_HELP)] = "today",
    workspace: WorkspaceOption = None,
) -> None:
    """Plan something for a day; the word add may be left out.

    Example: tenfold plan "write the draft" --on fri
    """
    from tenfold.lab.days import parse_day
    from tenfold.lab.plan import Plan

    lab = open_workspace(workspace)
    task = Plan(lab).add(" ".join(words), parse_day(on, today_of(lab)))
    print(f"Task {task.number}: {say_day(task.day)} {task.text}")


@plan_app.command("list")
def list_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """The plan of this week, the next and the one after by day, and first what was carried over, and how often.

    Example: tenfold plan list
    """
    from tenfold.lab.plan import Plan, planned_weeks
    from tenfold.lab.settings import PersonSettings
    from tenfold.lab.weeks import Week

    lab = open_workspace(workspace)
    present = Week.of(today_of(lab))
    tasks = Plan(lab).tasks()
    weeks = planned_weeks(tasks, present)
    standing = PersonSettings(lab).get("standing line")
    n_later = sum(task.is_open and Week.of(task.day) > weeks[-1].week for task in tasks)
    if as_json:
        print_json(
            {
                "schema_version": 1,
                "today": today_of(lab).isoformat(),
                "standing_line": standing,
                "weeks": [week.to_json() for week in weeks],
                "n_later": n_later,
            }
        )
        return
    for title, week in zip(_SPANS, weeks, strict=True):
        _print_week(title, week, today_of(lab), standing)
    if n_later:
        print(f"{n_later} later still")


@plan_app.command("done")
def done_command(
    numbers: Annotated[list[int], typer.Argument(help="Their numbers in the list.")],
    on: Annotated[str, typer.Option("--on", help=f"When: {_DAY_HELP}")] = "today",
    workspace: WorkspaceOption = None,
) -> None:
    """Say that tasks are done.

    Example: tenfold plan done 3 4
    """
    from tenfold.lab.days import parse_day
    from tenfold.lab.plan import Plan

    lab = open_workspace(workspace)
    for task in Plan(lab).done(numbers, parse_day(on, today_of(lab))):
        print(f"Done: {task.text}")


@plan_app.command("reopen")
def reopen_command(number: Number, workspace: WorkspaceOption = None) -> None:
    """Open a task again that was done or dropped.

    Example: tenfold plan reopen 3
    """
    from tenfold.lab.plan import Plan

    print(f"Open again: {Plan(open_workspace(workspace)).reopen(number).text}")


@plan_app.command("move")
def move_command(
    number: Number,
    day: Annotated[str, typer.Argument(help=_DAY_HELP)],
    workspace: WorkspaceOption = None,
) -> None:
    """Plan a task for another day; putting it off to a later week is counted.

    Example: tenfold plan move 3 "next tue"
    """
    from tenfold.lab.days import parse_day
    from tenfold.lab.plan import Plan

    lab = open_workspace(workspace)
    task = Plan(lab).move(number, parse_day(day, today_of(lab)))
    print(f"Task {number}: {say_day(task.day)} {task.text}{_times(task.n_moves)}")


@plan_app.command("drop")
def drop_command(number: Number, workspace: WorkspaceOption = None) -> None:
    """Decide not to do a task after all.

    Example: tenfold plan drop 3
    """
    from tenfold.lab.plan import Plan

    print(f"Dropped: {Plan(open_workspace(workspace)).drop(number).text}")


@plan_app.command("edit")
def edit_command(
    number: Number,
    text: Annotated[str, typer.Argument(help="The new text.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Say a task in other words.

    Example: tenfold plan edit 3 "write the introduction"
    """
    from tenfold.lab.plan import Plan

    print(f"Task {number}: {Plan(open_workspace(workspace)).edit(number, text).text}")


@plan_app.command("remove")
def remove_command(number: Number, workspace: WorkspaceOption = None) -> None:
    """Take a task away, as if it had never been planned.

    Example: tenfold plan remove 3
    """
    from tenfold.lab.plan import Plan

    print(f"Removed: {Plan(open_workspace(workspace)).remove(number).text}")


@plan_app.command("undo")
def undo_command(workspace: WorkspaceOption = None) -> None:
    """Take the last change of your plan back.

    Example: tenfold plan undo
    """
    from tenfold.lab.plan import Plan

    say_undone(Plan(open_workspace(workspace)).undo())


@plan_app.command("standing")
def standing_command(
    text: Annotated[str, typer.Argument(help="The line; without it, the present one.")] = "",
    clear: Annotated[bool, typer.Option("--clear", help="Have none.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """The line that an empty day shows.

    Example: tenfold plan standing "write something worth reading or do something worth writing"
    """
    from tenfold.lab.one_line import required_line
    from tenfold.lab.settings import PersonSettings

    settings = PersonSettings(open_workspace(workspace))
    if text or clear:
        settings.set("standing line", "" if clear else required_line(text, "the line"))
    print(settings.get("standing line") or "No line stands for empty days.")


def _print_week(title: str, week: PlannedWeek, today: date, standing: str) -> None:
    from tenfold.lab.plan import says_standing_line

    print(f"{title}, {week.week}")
    for task in week.carried:
        print(f"  {'carried over':<15}{_line(task, week.week)}")
    for day, tasks in week.days:
        mark = "*" if day == today else " "
        if tasks:
            for i, task in enumerate(tasks):
                print(f"{mark} {say_day(day) if i == 0 else '':<15}{_line(task, week.week)}")
        elif standing and says_standing_line(day, today):
            print(f"{mark} {say_day(day):<15} {standing}")
    if not week.carried and not standing and not any(tasks for _, tasks in week.days):
        print("  nothing planned")


def _line(task: Task, week: Week) -> str:
    sign = "done " if task.done_on else ""
    giver = f" (from {task.giver})" if task.giver else ""
    n_carried = 0 if task.done_on else task.n_carried(week)
    return f" {task.number:>3}  {sign}{task.text}{giver}{_times(n_carried)}"


def _times(n: int) -> str:
    if n == 0:
        return ""
    return " (carried over once)" if n == 1 else f" (carried over {n} times)"
