"""`tenfold goal list` and `show`."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.lab.goal_lines import goal_lines
from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace, print_json
from tenfold.language import translator

__all__ = ["list_command", "show_command"]


def list_command(
    is_all: Annotated[bool, typer.Option("--all", help="Those reached and dropped too.")] = False,
    person: Annotated[
        str | None, typer.Option("--person", help="Whose; default: your own.")
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Each goal with its state, the reason and its milestones; then how much you have open.

    Example: tenfold goal list
    """
    from tenfold.lab.goals import Goals
    from tenfold.lab.open_work import narrowing_sentence, open_work
    from tenfold.lab.settings import PersonSettings
    from tenfold.lab.zone import zone_of

    opened = open_workspace(workspace)
    if as_json:
        from tenfold.lab.goal_json import goals_json

        print_json({"schema_version": 1, **goals_json(opened, person=person, is_all=is_all)})
        return
    today = zone_of(opened).today()
    goals = [goal for goal in Goals(opened).goals(person) if is_all or goal.is_open]
    question = PersonSettings(opened).get("question", person=person)
    work = None if person else open_work(opened)
    if question:
        print(f"Question: {question}\n")
    if not goals:
        own = 'No open goal. Set one: tenfold goal add "TEXT" --by DAY'
        print(f"{person} has no open goal." if person else own)
    for goal in goals:
        print("\n".join([*goal_lines(goal, today), ""]))
    if work:
        print(narrowing_sentence(work, translator()))


def show_command(
    number: Annotated[int, typer.Argument(metavar="N", help="The goal's number.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """One goal with every move and its reason.

    Example: tenfold goal show 1
    """
    from tenfold.lab.goals import Goals
    from tenfold.lab.zone import zone_of

    opened = open_workspace(workspace)
    goal, today = Goals(opened).goal(number), zone_of(opened).today()
    if as_json:
        from tenfold.lab.goal_json import goal_json

        print_json({"schema_version": 1, **goal_json(goal, today)})
    else:
        print("\n".join(goal_lines(goal, today, with_moves=True)))
