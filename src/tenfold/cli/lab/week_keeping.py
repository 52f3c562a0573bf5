"""`tenfold week freeze`, `add`, `check`, `list`: reports that are kept."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.lab.week_options import (
    LastOption,
    OfOption,
    WeeksOption,
    chosen_week,
)
from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    open_workspace,
    print_json,
)

if TYPE_CHECKING:
    from tenfold.lab.week.view import WeekView
    from tenfold.lab.weeks import Week
    from tenfold.store.workspace import Workspace

__all__ = ["add_command", "check_command", "freeze_command", "list_command"]


def freeze_command(
    last: LastOption = False,
    of: OfOption = None,
    weeks: WeeksOption = 1,
    edit: Annotated[bool, typer.Option("--edit", help="Open it in an editor first.")] = False,
    text: Annotated[
        Path | None,
        typer.Option("--from", help="Freeze this Markdown, which you edited elsewhere."),
    ] = None,
    share: Annotated[
        list[int] | None, typer.Option("--share", help="A private note to share in it; repeatable.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Keep the report as it is, with a digest: it cannot be changed afterwards, only added to.

    At a terminal it lists the private notes of the week first, so that you can tick those that it may show.

    Example: tenfold week freeze --last --edit
    """
    from tenfold.lab.week.keeping import require_not_frozen
    from tenfold.lab.week.view import freeze_week, view_week

    opened = open_workspace(workspace)
    week = chosen_week(opened, last=last, of=of)
    require_not_frozen(opened, week, n_weeks=weeks)  # before somebody edits it for nothing
    asks = sys.stdin.isatty() and not yes
    ticked = list(share or ())
    if asks and not ticked:
        ticked = _tick(opened, week, weeks)
    view = view_week(opened, week, n_weeks=weeks, language=language, fresh=True, share=ticked)
    markdown = _as_edited(view, text, edit=edit)
    if asks and not typer.confirm(
        f"Freeze the report of {week}? It cannot be changed afterwards", default=True
    ):
        print("Nothing was kept.")
        return
    kept = freeze_week(opened, view, markdown, ticked)
    if as_json:
        print_json({"schema_version": 1, "week": str(week), "digest": kept.digest})
        return
    print(f"The report of {week} is kept. Digest: {kept.digest}")
    those = f"--of {week}" if weeks == 1 else f"--of {week} --weeks {weeks}"
    print(f"Send it: tenfold week {those} --out {week}.html (or .md)")
    print(f'Correct it: tenfold week add {those} "..."')


def _tick(workspace: Workspace, week: Week, n_weeks: int) -> list[int]:
    """Ask which private notes of the week may stand in its report."""
    from tenfold.lab.week.view import private_notes_of

    notes = private_notes_of(workspace, week, n_weeks=n_weeks)
    if not notes:
        return []
    print("Private notes of these days, which the report leaves out:")
    for note in notes:
        print(f"  {note.number:>4}  {note.kind}: {' '.join(note.text.split())[:90]}")
    said = typer.prompt("Share which? Numbers, all, or none", default="none").strip().casefold()
    if said == "all":
        return [note.number for note in notes]
    return [] if said == "none" else _numbers(said, {note.number for note in notes})


def _numbers(said: str, known: set[int]) -> list[int]:
    from tenfold.errors import InputError

    words = said.replace(",", " ").split()
    if not all(word.isdecimal() and int(word) in known for word in words):
        raise InputError(
            f"{said!r} does not name notes of this list.",
            remedy="Give their numbers, such as: 3 5. Nothing was changed.",
        )
    return [int(word) for word in words]


def _as_edited(view: WeekView, text: Path | None, *, edit: bool) -> str:
    from tenfold.cli.editor import edited_text
    from tenfold.cli.lab.text_file import read_text_file

    markdown = view.markdown if text is None else read_text_file(text)
    return edited_text(markdown, what="report") if edit else markdown


def add_command(
    text: Annotated[
        str | None, typer.Argument(help="The correction; without it standard input or an editor.")
    ] = None,
    last: LastOption = False,
    of: OfOption = None,
    weeks: WeeksOption = 1,
    workspace: WorkspaceOption = None,
) -> None:
    """Add to a frozen report: it stands below, with its time; what was frozen stays.

    Example: tenfold week add --last "The gain on BANKING77 was 0.02, not 0.2."
    """
    from tenfold.cli.editor import written_text
    from tenfold.lab.week.keeping import add_addendum, require_frozen

    opened = open_workspace(workspace)
    week = chosen_week(opened, last=last, of=of)
    require_frozen(opened, week, n_weeks=weeks)  # before somebody writes for nothing
    add_addendum(opened, week, written_text(text, what="addendum"), n_weeks=weeks)
    print(f"Added below the report of {week}.")


def check_command(
    file: Annotated[Path, typer.Argument(help="A report in Markdown, as it was sent.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Say whether a file is the report that was frozen, word for word.

    Example: tenfold week check 2026-W47.md
    """
    from tenfold.cli.lab.text_file import read_text_file
    from tenfold.lab.week.keeping import check_text

    found = check_text(open_workspace(workspace), read_text_file(file))
    if as_json:
        print_json({"schema_version": 1, **found.to_json()})
    else:
        print(found.message)
    if not found.is_frozen:
        raise typer.Exit(1)


def list_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """List the reports that were frozen.

    Example: tenfold week list
    """
    from tenfold.lab.week.keeping import frozen_reports

    kept = frozen_reports(open_workspace(workspace))
    if as_json:
        print_json({"schema_version": 1, "reports": [report.to_json() for report in kept]})
        return
    for report in kept:
        n = len(report.addenda)
        more = f", {n} added below" if n else ""
        span = f" ({report.n_weeks} weeks)" if report.n_weeks > 1 else ""
        print(
            f"{report.week}{span}  {report.frozen_at:%Y-%m-%d %H:%M} UTC  {report.digest[:12]}{more}"
        )
    if not kept:
        print("None yet. Keep this week's: tenfold week freeze")
