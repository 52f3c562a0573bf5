"""`tenfold week reply`, `form`, `template`: an advisor's answer, and the form of a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.lab.week_options import (
    ForceOption,
    LastOption,
    OfOption,
    OutOption,
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
    from tenfold.lab.week.take_reply import TakenReply


__all__ = ["form_command", "reply_command", "template_command"]


def reply_command(
    file: Annotated[Path, typer.Argument(help="The answer, in Markdown or plain text.")],
    giver: Annotated[str | None, typer.Option("--from", help="Who wrote it.")] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Let the advice stand in reports at once.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Read an answer to your report back into the journal: comments, answers to questions, tasks.

    Example: tenfold week reply answer.md --from Gao
    """
    from tenfold.lab.week.take_reply import take_reply_file

    taken = take_reply_file(open_workspace(workspace), file, giver=giver or "", share=share)
    if as_json:
        print_json({"schema_version": 1, **taken.to_json()})
        return
    print(f"Read from {taken.giver}: {_listed(taken)}.")
    if taken.advice and not taken.is_shared:
        numbers = " ".join(map(str, taken.advice))
        print(f"The advice is private; let reports show it: tenfold note share {numbers}")
    print("Take all of it back: tenfold note undo")


def _listed(taken: TakenReply) -> str:
    parts = (
        ("answers to ", "Q", taken.answered),
        ("tasks ", "", taken.tasks),
        ("advice in notes ", "", taken.advice),
    )
    return "; ".join(
        word + ", ".join(f"{mark}{number}" for number in numbers)
        for word, mark, numbers in parts
        if numbers
    )


def form_command(
    last: LastOption = False,
    of: OfOption = None,
    weeks: WeeksOption = 1,
    out: OutOption = None,
    force: ForceOption = False,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
) -> None:
    """Print a form for an advisor's answer: the sections, the open questions, room for tasks.

    Example: tenfold week form --out answer.md
    """
    from tenfold.cli.lab.text_file import write_text_file
    from tenfold.lab.week.reply_form import reply_form
    from tenfold.lab.week.view import view_week
    from tenfold.language import translator

    opened = open_workspace(workspace)
    week = chosen_week(opened, last=last, of=of)
    view = view_week(opened, week, n_weeks=weeks, language=language)
    write_text_file(reply_form(view.markdown, translator(language)), out, force=force)


def template_command(out: OutOption = None, force: ForceOption = False) -> None:
    """Print the template of the report, to be changed and named in tenfold.toml ([week] template).

    Example: tenfold week template --out week.md.j2
    """
    from tenfold.cli.lab.text_file import write_text_file
    from tenfold.lab.week.markdown import default_template

    write_text_file(default_template(), out, force=force)
