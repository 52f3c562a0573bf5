"""`tenfold paper plan`, `snooze`, `drop`, `propose`: what to read this week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.lab.saying import say_day, today_of
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.printing import paper_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenfold.papers.reading_plan import ReadingPlan, Suggestion

__all__ = ["drop_command", "plan_command", "propose_command", "snooze_command"]

Keys = Annotated[list[str], typer.Argument(help="The papers' citation keys.")]


def plan_command(
    abstracts: Annotated[int, typer.Option("--abstracts", help="3 to 5 a week.")] = 5,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """One paper to read in depth this week and a few abstracts, with the reasons for each.

    Example: tenfold paper plan
    """
    from tenfold.lab.library_sources import reading_of
    from tenfold.papers.reading_plan import plan_reading

    opened = open_workspace(workspace)
    reading = reading_of(opened, n_abstracts=abstracts)
    plan = plan_reading(opened, today=today_of(opened), reading=reading)
    if as_json:
        print_json({"schema_version": 1, **plan.to_json()})
    else:
        _print(plan)


def snooze_command(
    keys: Keys,
    until: Annotated[
        str, typer.Option("--until", help="2026-12-04, next mon, +2w; the default is next week.")
    ] = "next week",
    workspace: WorkspaceOption = None,
) -> None:
    """Put papers off: the reading plan proposes them from that day on again.

    Example: tenfold paper snooze hu2021lora --until +2w
    """
    from tenfold.lab.days import parse_day
    from tenfold.papers.library import Library
    from tenfold.papers.snoozes import Snoozes

    opened = open_workspace(workspace)
    today, library = today_of(opened), Library(opened)
    day = parse_day(until, today)
    numbers = [library.number(key) for key in keys]
    Snoozes(opened).snooze(numbers, until=day, today=today)
    print(f"Put off until {say_day(day)}: {', '.join(keys)}")


def drop_command(keys: Keys, workspace: WorkspaceOption = None) -> None:
    """Keep papers out of your reading plan; they stay in the library.

    Example: tenfold paper drop hu2021lora
    """
    from tenfold.papers.library import Library
    from tenfold.papers.snoozes import Snoozes

    opened = open_workspace(workspace)
    library = Library(opened)
    Snoozes(opened).drop([library.number(key) for key in keys])
    print(f"Dropped from your plan: {', '.join(keys)}. Back with: tenfold paper propose {keys[0]}")


def propose_command(keys: Keys, workspace: WorkspaceOption = None) -> None:
    """Let papers that you put off or dropped be proposed again.

    Example: tenfold paper propose hu2021lora
    """
    from tenfold.papers.library import Library
    from tenfold.papers.snoozes import Snoozes

    opened = open_workspace(workspace)
    library = Library(opened)
    n = Snoozes(opened).take_back([library.number(key) for key in keys])
    print(f"Proposed again: {n:,} of {len(keys):,}.")


def _print(plan: ReadingPlan) -> None:
    print(f"Week of {say_day(plan.week)}")
    _print_part("In depth", plan.in_depth, plan.n_in_depth_read, plan.size.in_depth)
    _print_part("Abstracts", plan.abstracts, plan.n_skimmed, plan.size.abstracts)
    print(f"{plan.n_waiting:,} papers wait; {plan.n_put_off:,} are put off or dropped.")
    if not plan.n_waiting:
        print("Next: tenfold paper import FILE")


def _print_part(name: str, suggestions: Sequence[Suggestion], n_done: int, n_wanted: int) -> None:
    terminal = console()
    terminal.print(f"{name}: {n_done} of {n_wanted} done")
    for suggestion in suggestions:
        terminal.print(plain(f"  {paper_line(suggestion.paper)}"))
        for reason in suggestion.reasons:
            terminal.print(plain(f"      {reason.points:+.1f} {reason.text}"), style="dim")
