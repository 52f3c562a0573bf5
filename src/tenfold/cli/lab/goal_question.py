"""`tenfold goal question`: the one research question that stands over everything."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace, print_json

__all__ = ["question_command"]


def question_command(
    text: Annotated[
        str | None, typer.Argument(help="The question; without it, the pinned one is shown.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take the question down.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show, pin or take down your one research question; pinning another takes the first one down.

    Example: tenfold goal question "Does fine-tuning help where labels are few?"
    """
    from tenfold.errors import InputError
    from tenfold.lab.settings import PersonSettings

    if clear and text is not None:
        raise InputError("a question and --clear exclude each other.", remedy="Give one of them.")
    settings = PersonSettings(open_workspace(workspace))
    before = settings.get("question")
    if clear or text is not None:
        settings.set("question", text or "")
    question = settings.get("question")
    if as_json:
        print_json({"schema_version": 1, "question": question, "before": before})
        return
    print(f"Question: {question}" if question else "No question is pinned.")
    if before not in ("", question):
        print(f"Before: {before}")
