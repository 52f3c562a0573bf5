"""`tenfold date`: meetings, exams and deadlines; calendars in and out; venues."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.lab.saying import days_left, say_day, say_undone, today_of
from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace, print_json

if TYPE_CHECKING:
    from datetime import date

    from tenfold.lab.calendar_import import Imported
    from tenfold.lab.dated import Dated
    from tenfold.lab.dates import TakenIn

__all__ = ["date_app"]

date_app = typer.Typer(
    help="Meetings, exams, deadlines; calendars in and out; venues.", no_args_is_help=True
)

DayOption = Annotated[str, typer.Option("--on", help="2026-12-04, fri, next fri, tomorrow, +3.")]
AtOption = Annotated[str, typer.Option("--at", help="Time of day, 14:00; default: all day.")]
KindOption = Annotated[str, typer.Option("--kind", help="meeting, exam, deadline or other.")]
Key = Annotated[str, typer.Argument(help="The venue's key, such as acl.")]


@date_app.command("add")
def add_command(
    text: Annotated[str, typer.Argument(help="What it is.")],
    on: DayOption,
    at: AtOption = "",
    kind: KindOption = "other",
    workspace: WorkspaceOption = None,
) -> None:
    """Write a date down.

    Example: tenfold date add "Group meeting" --on fri --at 14:00 --kind meeting
    """
    from tenfold.lab.dates import Dates, as_date_kind
    from tenfold.lab.days import parse_day
    from tenfold.lab.times import parse_time

    lab = open_workspace(workspace)
    day = parse_day(on, today_of(lab))
    new = Dates(lab).add(text, day, at=parse_time(at) if at else None, kind=as_date_kind(kind))
    print(f"Date {new.number}: {_said(new)}")


@date_app.command("list")
def list_command(
    everything: Annotated[bool, typer.Option("--all", help="The past too.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Your dates from today on, and how many days are left.

    Example: tenfold date list
    """
    from tenfold.lab.dates import Dates

    lab = open_workspace(workspace)
    today = today_of(lab)
    found = [d for d in Dates(lab).dates() if everything or d.day >= today]
    if as_json:
        dates = [{**d.to_json(), "days_left": (d.day - today).days} for d in found]
        print_json({"schema_version": 1, "today": today.isoformat(), "dates": dates})
        return
    if not found:
        print('Nothing ahead. Write something down: tenfold date add "Exam" --on 2027-02-01')
    for dated in found:
        at = dated.at.isoformat("minutes") if dated.at else ""
        print(
            f"{dated.number:>4}  {say_day(dated.day)}  {at:<5}  {dated.kind:<8}  "
            f"{days_left(dated.day, today):<12}  {dated.text}"
        )


@date_app.command("move")
def move_command(
    number: Annotated[int, typer.Argument(help="Its number in the list.")],
    day: Annotated[str, typer.Argument(help="2026-12-04, fri, next fri, tomorrow, +3.")],
    at: Annotated[str, typer.Option("--at", help="Time of day; default: as it was.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Move a date to another day or time.

    Example: tenfold date move 3 "next mon" --at 9:30
    """
    from tenfold.lab.dates import Dates
    from tenfold.lab.days import parse_day
    from tenfold.lab.times import parse_time

    lab = open_workspace(workspace)
    dates = Dates(lab)
    new_at = parse_time(at) if at else dates.dated(number).at
    moved = dates.change(number, action="move", day=parse_day(day, today_of(lab)), at=new_at)
    print(f"Date {number}: {_said(moved)}")
    if moved.source:
        print("It came from a calendar or venue: taken in again, it is as that says.")


@date_app.command("remove")
def remove_command(
    numbers: Annotated[list[int], typer.Argument(help="Their numbers in the list.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Take dates away; `tenfold date undo` brings them back.

    Example: tenfold date remove 3
    """
    from tenfold.lab.dates import Dates

    for dated in Dates(open_workspace(workspace)).remove(numbers):
        print(f"Removed: {_said(dated)}")


@date_app.command("undo")
def undo_command(workspace: WorkspaceOption = None) -> None:
    """Take the last change of your dates back, an import as a whole.

    Example: tenfold date undo
    """
    from tenfold.lab.dates import Dates

    say_undone(Dates(open_workspace(workspace)).undo())


@date_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A calendar file (.ics).")],
    until: Annotated[str, typer.Option("--until", help="Last day; default: in a year.")] = "",
    kind: KindOption = "other",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Take in the dates of a calendar file; again: what changed is changed, nothing comes in twice.

    Example: tenfold date import calendar.ics --until 2027-03-31 --kind meeting
    """
    from tenfold.lab.calendar_import import import_calendar
    from tenfold.lab.dates import as_date_kind
    from tenfold.lab.days import parse_day

    lab = open_workspace(workspace)
    last = parse_day(until, today_of(lab)) if until else None
    imported = import_calendar(lab, file, until=last, kind=as_date_kind(kind))
    if as_json:
        print_json(imported.to_json())
    else:
        _print_imported(imported)


@date_app.command("export")
def export_command(
    file: Annotated[Path, typer.Argument(help="The calendar file to write (.ics).")],
    plan: Annotated[bool, typer.Option("--plan", help="Open tasks of the plan too.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write your dates, goals and milestones to a calendar file. Notes never go there.

    Example: tenfold date export tenfold.ics
    """
    from tenfold.lab.calendar_export import export_calendar

    done = export_calendar(open_workspace(workspace), file, with_plan=plan, overwrite=force)
    print(f"Wrote {file}: dates {done.n_dates}, goals {done.n_goals}, tasks {done.n_tasks}.")


@date_app.command("venues")
def venues_command(
    make: Annotated[bool, typer.Option("--make", help="Write a file to start from.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """The venues of venues.toml, their ranks and deadlines on your clock.

    Example: tenfold date venues --make
    """
    from tenfold.lab.venues import make_venues, read_venues
    from tenfold.lab.zone import zone_of

    lab = open_workspace(workspace)
    path = make_venues(lab) if make else None
    venues = read_venues(lab)
    if as_json:
        found = [venue.to_json(zone_of(lab)) for venue in venues]
        print_json({"schema_version": 1, "made": path is not None, "venues": found})
    elif path is not None:
        print(f"Wrote {path}: {len(venues)} venues with names and ranks, and no deadline.")
        print("Look a deadline up on the venue's page and write it down there; for git.")
        print("Then: tenfold date follow KEY")
    else:
        for venue in venues:
            _print_venue(
                venue.key, venue.name, venue.rank, venue.dates(zone_of(lab)), today_of(lab)
            )


@date_app.command("follow")
def follow_command(
    key: Key, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """Put a venue's deadlines among your dates; again after an update: what moved is moved.

    Example: tenfold date follow acl
    """
    from tenfold.lab.venues import follow

    taken = follow(open_workspace(workspace), key)
    if as_json:
        print_json({"schema_version": 1, **taken.to_json()})
    else:
        _print_taken(taken)


@date_app.command("unfollow")
def unfollow_command(key: Key, workspace: WorkspaceOption = None) -> None:
    """Take a venue's deadlines away from your dates.

    Example: tenfold date unfollow acl
    """
    from tenfold.lab.venues import unfollow

    for dated in unfollow(open_workspace(workspace), key):
        print(f"Removed: {_said(dated)}")


def _said(dated: Dated) -> str:
    return f"{say_day(dated.day, dated.at)} {dated.text}"


def _print_taken(taken: TakenIn) -> None:
    for dated in taken.added:
        print(f"New: {_said(dated)}")
    for moved in taken.changed:
        print(f"Changed: {_said(moved.was)} -> {_said(moved.now)}")
    for dated in taken.removed:
        print(f"No more: {_said(dated)}")
    print(
        f"{len(taken.added)} new, {len(taken.changed)} changed, {len(taken.same)} as before, "
        f"{len(taken.removed)} no more."
    )


def _print_imported(imported: Imported) -> None:
    print(f"From {say_day(imported.first)} to {say_day(imported.last)}:")
    _print_taken(imported.taken)
    for sentence in imported.left_out:
        print(f"Mind: {sentence}")


def _print_venue(key: str, name: str, rank: str, dates: list[Dated], today: date) -> None:
    print(f"{key:<12}  {rank:<14}  {name}" + ("" if dates else "  (no deadline written down)"))
    for dated in dates:
        print(f"{'':<12}  {_said(dated)}  {days_left(dated.day, today)}")
