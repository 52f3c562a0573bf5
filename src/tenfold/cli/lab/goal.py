"""`tenfold goal`: set goals, keep or move their milestones, and see whether they are on track."""

from __future__ import annotations

import typer

from tenfold.cli.lab.goal_changing import (
    add_command,
    done_command,
    drop_command,
    edit_command,
    milestone_command,
    move_command,
    remove_command,
    reopen_command,
    undo_command,
)
from tenfold.cli.lab.goal_question import question_command
from tenfold.cli.lab.goal_showing import list_command, show_command

__all__ = ["goal_app"]

goal_app = typer.Typer(
    name="goal",
    help="Goals, their milestones, and whether they are on track.",
    no_args_is_help=True,
)

goal_app.command("add")(add_command)
goal_app.command("milestone")(milestone_command)
goal_app.command("done")(done_command)
goal_app.command("move")(move_command)
goal_app.command("drop")(drop_command)
goal_app.command("reopen")(reopen_command)
goal_app.command("edit")(edit_command)
goal_app.command("remove")(remove_command)
goal_app.command("undo")(undo_command)
goal_app.command("list")(list_command)
goal_app.command("show")(show_command)
goal_app.command("question")(question_command)
