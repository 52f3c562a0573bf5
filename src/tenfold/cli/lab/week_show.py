"""`tenfold week show`, which `tenfold week` alone is too."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.lab.week_answer import reply_command
from tenfold.cli.lab.week_options import (
    ForceOption,
    LastOption,
    NextOption,
    OfOption,
    OutOption,
    PersonOption,
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

__all__ = ["show_command"]

_FORMATS = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".txt": "text"}


def show_command(
    last: LastOption = False,
    following: NextOption = False,
    of: OfOption = None,
    weeks: WeeksOption = 1,
    person: PersonOption = None,
    form: Annotated[
        str | None, typer.Option("--format", help="text, md or html; default: text, or by --out.")
    ] = None,
    fenced: Annotated[bool, typer.Option("--fenced", help="A code block to paste.")] = False,
    out: OutOption = None,
    force: ForceOption = False,
    full: Annotated[
        bool,
        typer.Option("--full", help="All of it at a terminal too, not the first screen alone."),
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="As it would be now, though it was frozen.")
    ] = False,
    reply: Annotated[
        Path | None,
        typer.Option("--reply", help="Read an answer to your report: see `week reply`."),
    ] = None,
    giver: Annotated[str | None, typer.Option("--from", help="Of --reply: who wrote it.")] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Of --reply: let its advice stand in reports at once.")
    ] = False,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show the report of a week: the first screen, then day by day.

    Example: tenfold week --last --format html --out week.html
    """
    if reply is not None:
        reply_command(reply, giver=giver, share=share, workspace=workspace, as_json=as_json)
        return
    _refuse_without_reply(giver, share=share)
    from tenfold.lab.week.view import view_week

    opened = open_workspace(workspace)
    view = view_week(
        opened,
        chosen_week(opened, last=last, following=following, of=of),
        n_weeks=weeks,
        person=person,
        language=language,
        fresh=fresh,
    )
    if as_json:
        print_json(view.to_json())
    elif out is not None:
        _write(view, out, form, force=force)
    else:
        _print(view, form, fenced=fenced, full=full)


def _refuse_without_reply(giver: str | None, *, share: bool) -> None:
    from tenfold.errors import InputError

    if giver is not None or share:
        raise InputError(
            "--from and --share are for an answer that is read.",
            remedy="Name its file: --reply FILE. Notes are shared one by one: tenfold note share N",
        )


def _write(view: WeekView, out: Path, form: str | None, *, force: bool) -> None:
    from tenfold.cli.lab.text_file import write_text_file
    from tenfold.errors import InputError

    form = form or _FORMATS.get(out.suffix.lower())
    if form is None:
        raise InputError(
            "its name ends like no format that a report has.",
            where=str(out),
            remedy="Name it .md, .html or .txt, or add --format.",
        )
    text = _formed(view, form, width=80)
    write_text_file(text, out, force=force)


def _print(view: WeekView, form: str | None, *, fenced: bool, full: bool) -> None:
    from tenfold.lab.week.text import fenced as in_a_fence

    if fenced:
        sys.stdout.write(in_a_fence(view.markdown))
    elif form is not None:
        sys.stdout.write(_formed(view, form, width=80))
    else:
        _print_for_owner(view, full=full)


def _print_for_owner(view: WeekView, *, full: bool) -> None:
    """With the commands that go on; at a terminal that it does not fit the first screen alone."""
    import shutil

    from tenfold.lab.week.text import first_screen, render_text

    size = shutil.get_terminal_size()
    width = min(size.columns, 100)
    text = render_text(view.for_owner, width=width)
    if not full and sys.stdout.isatty() and text.count("\n") >= size.lines:
        first = render_text(first_screen(view.for_owner), width=width)
        print(f"{first}\nDay by day, questions and the rest: tenfold week --full")
    else:
        sys.stdout.write(text)


def _formed(view: WeekView, form: str, *, width: int) -> str:
    from tenfold.errors import InputError

    forms = {
        "text": lambda: view.text(width=width),
        "md": lambda: view.markdown,
        "html": lambda: view.html,
    }
    if form not in forms:
        raise InputError(f"no such format: {form!r}.", remedy="Choose text, md or html.")
    return forms[form]()
