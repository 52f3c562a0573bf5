"""`tenfold lab`: what concerns several people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import JsonOption, LanguageOption, WorkspaceOption, print_json

if TYPE_CHECKING:
    from tenfold.lab.week.lab_table import LabTable

__all__ = ["lab_app"]

lab_app = typer.Typer(name="lab", help="Several people's weeks.", no_args_is_help=True)


@lab_app.callback()
def lab_options() -> None:
    """What concerns several people."""


@lab_app.command("week")
def lab_week_command(
    folder: Annotated[Path, typer.Argument(help="Where the exported reports lie (.md, .json).")],
    of: Annotated[
        str | None,
        typer.Option("--of", help="A week such as 2026-W48; default: each one's newest."),
    ] = None,
    me: Annotated[
        str | None, typer.Option("--me", help="Your name, for what waits for you.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page to this file.")] = None,
    lang: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Make one table of several people's reports: on track, verdicts, what waits for you.

    Example: tenfold lab week reports --me Gao --html lab.html
    """
    from tenfold.lab.week.lab_table import lab_table
    from tenfold.lab.week.text import without_controls

    table = lab_table(folder, me=me or _person(workspace), week=of, language=lang)
    if html is not None:
        _write_page(html, table, lang)
    if as_json:
        print_json(table.to_json())
    elif html is not None:
        people = without_controls(", ".join(row.person for row in table.rows))
        print(f"Wrote {html}. In it: {people or 'nobody'}.")
        _say_left_out(table)
    else:
        _say(table, lang)


def _person(folder: Path | None) -> str:
    """The person of the workspace, where there is one that names one."""
    from tenfold.cli.options import open_workspace
    from tenfold.errors import InputError, WorkspaceError

    try:
        name = str(open_workspace(folder).setting("person", "name", ""))
    except WorkspaceError:
        name = ""
    if not name:
        raise InputError("it is not known who you are.", remedy="Say for whom: --me NAME")
    return name


def _write_page(path: Path, table: LabTable, language: str) -> None:
    from tenfold.errors import InputError
    from tenfold.lab.week.lab_page import render_lab_table
    from tenfold.store.files import write_durably

    if path.is_dir():
        raise InputError("is a folder.", where=str(path), remedy="Name a file: --html lab.html")
    write_durably(path, render_lab_table(table, language).encode())


def _say(table: LabTable, language: str) -> None:
    from tenfold.lab.week.lab_page import render_lab_markdown
    from tenfold.lab.week.text import without_controls
    from tenfold.language import translator

    # these files are strangers'
    print(without_controls(render_lab_markdown(table, translator(language))), end="")


def _say_left_out(table: LabTable) -> None:
    from tenfold.lab.week.text import without_controls

    if table.missing:
        print(without_controls(f"No report of {table.week}: {', '.join(table.missing)}"))
    for one in table.skipped:
        print(without_controls(f"Not in it: {one.file}: {one.reason}"))
