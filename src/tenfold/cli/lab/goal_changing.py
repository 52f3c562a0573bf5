"""`tenfold goal add`, `milestone`, `done`, `move`, `drop`, `reopen`, `edit`, `remove` and `undo`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.lab.goal_lines import day_in_words, goal_lines, slip_in_words, state_line
from tenfold.cli.options import WorkspaceOption, open_workspace

if TYPE_CHECKING:
    from datetime import date

    from tenfold.lab.goals import Goals

__all__ = [
    "add_command",
    "done_command",
    "drop_command",
    "edit_command",
    "milestone_command",
    "move_command",
    "remove_command",
    "reopen_command",
    "undo_command",
]

Place = Annotated[
    str, typer.Argument(metavar="N[.M]", help="A goal, such as 2, or a milestone of it: 2.1.")
]
Number = Annotated[int, typer.Argument(metavar="N", help="The goal's number.")]
Text = Annotated[str, typer.Argument(help="What is to be reached, in a few words.")]


def add_command(
    text: Text,
    by: Annotated[str | None, typer.Option("--by", metavar="DAY", help="By when.")] = None,
    milestone: Annotated[
        list[str] | None,
        typer.Option(help='A step on the way: "TEXT by DAY". May be given several times.'),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Set a goal.

    Example: tenfold goal add "submit to ACL" --by 2026-12-15 --milestone "draft by 2026-12-05"
    """
    from tenfold.lab.days import parse_day
    from tenfold.lab.goal import Goal, Milestone
    from tenfold.lab.promise import parse_promise

    goals, today = _open(workspace)
    promises = [parse_promise(said, today) for said in milestone or ()]
    goal = goals.add(
        Goal(
            text=text,
            by=parse_day(by, today) if by else None,
            milestones=tuple(Milestone(text=said, by=day) for said, day in promises),
        )
    )
    print("\n".join(goal_lines(goal, today)))


def milestone_command(
    number: Number,
    text: Text,
    by: Annotated[str, typer.Option("--by", metavar="DAY", help="By when.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Add a step on the way to a goal.

    Example: tenfold goal milestone 1 "results with five seeds" --by "next fri"
    """
    from tenfold.lab.days import parse_day

    goals, today = _open(workspace)
    goal = goals.add_milestone(number, text, parse_day(by, today))
    added = f"Milestone {number}.{len(goal.milestones)} added"
    day = day_in_words(goal.milestones[-1].by, today)
    print(f"{added}, by {day}. {state_line(goal, today)}")


def done_command(
    place: Place,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="The day; default: today.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Say that a goal or milestone is reached.

    Example: tenfold goal done 1.2 --on yesterday
    """
    from tenfold.lab.days import parse_day
    from tenfold.lab.goal_place import GoalPlace

    goals, today = _open(workspace)
    at = GoalPlace.parse(place)
    goal = goals.done(at.number, at.milestone, on=parse_day(on, today) if on else today)
    print(f"Goal {at} done. {state_line(goal, today)}")


def move_command(
    place: Place,
    day: Annotated[str, typer.Argument(metavar="DAY", help="The new day.")],
    why: Annotated[str, typer.Option("--why", help="The reason, which is kept.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Promise a goal or milestone for another day. A move to a later day is kept as a slip.

    Example: tenfold goal move 1.2 2026-12-12 --why "the second seed failed"
    """
    from tenfold.lab.days import parse_day
    from tenfold.lab.goal_changes import promise_at
    from tenfold.lab.goal_place import GoalPlace

    goals, today = _open(workspace)
    at = GoalPlace.parse(place)
    was = promise_at(goals.goal(at.number), at.milestone).by
    goal = goals.move(at.number, at.milestone, to=parse_day(day, today), on=today, why=why)
    now = promise_at(goal, at.milestone)
    assert now.by is not None  # it has just been given a day
    to = day_in_words(now.by, today)
    if was is None:
        print(f"Goal {at} is now for {to}. {state_line(goal, today)}")
        return
    slip = f" ({slip_in_words(now.moves)})" if now.moves else " (as it was first)"
    moved = f"Goal {at} moved from {day_in_words(was, today)} to {to}{slip}."
    print(f"{moved} {state_line(goal, today)}")


def drop_command(
    number: Number,
    why: Annotated[str, typer.Option("--why", help="The reason, which is kept.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Give a goal up, and say why.

    Example: tenfold goal drop 2 --why "the data is not to be had"
    """
    goals, today = _open(workspace)
    print(f"Goal {number}: {state_line(goals.drop(number, why, on=today), today)}")


def reopen_command(place: Place, workspace: WorkspaceOption = None) -> None:
    """Open a goal or milestone again that was done or dropped.

    Example: tenfold goal reopen 1.2
    """
    from tenfold.lab.goal_place import GoalPlace

    goals, today = _open(workspace)
    at = GoalPlace.parse(place)
    goal = goals.reopen(at.number, at.milestone)
    print(f"Goal {at} is open again. {state_line(goal, today)}")


def edit_command(place: Place, text: Text, workspace: WorkspaceOption = None) -> None:
    """Say a goal or milestone in other words; its days stay.

    Example: tenfold goal edit 1.2 "a draft that somebody else has read"
    """
    from tenfold.lab.goal_place import GoalPlace

    goals, today = _open(workspace)
    at = GoalPlace.parse(place)
    print("\n".join(goal_lines(goals.edit(at.number, at.milestone, text=text), today)))


def remove_command(place: Place, workspace: WorkspaceOption = None) -> None:
    """Take away what was written by mistake. What one gives up is dropped instead.

    The milestones after a removed one move up by one number.

    Example: tenfold goal remove 1.3
    """
    from tenfold.lab.goal_changes import promise_at
    from tenfold.lab.goal_place import GoalPlace

    goals, _ = _open(workspace)
    at = GoalPlace.parse(place)
    before = goals.remove(at.number, at.milestone)
    text = promise_at(before, at.milestone).text
    print(f'Goal {at} removed: "{text}". To have it back: tenfold goal undo')


def undo_command(workspace: WorkspaceOption = None) -> None:
    """Take the last change of your goals back; again: the one before it.

    Example: tenfold goal undo
    """
    goals, today = _open(workspace)
    for number, goal in goals.undo().items():
        print(f"Taken back. {'' if goal else f'Goal {number} is no longer there.'}".rstrip())
        if goal:
            print("\n".join(goal_lines(goal, today)))


def _open(folder: Path | None) -> tuple[Goals, date]:
    """The goals of a workspace, and its present day."""
    from tenfold.lab.goals import Goals
    from tenfold.lab.zone import zone_of

    workspace = open_workspace(folder)
    return Goals(workspace), zone_of(workspace).today()
