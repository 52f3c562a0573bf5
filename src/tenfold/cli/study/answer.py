"""`tenfold study answer`: what only the owner knows."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.editor import written_text
from tenfold.cli.options import WorkspaceOption
from tenfold.cli.study.named import Name, load

__all__ = ["answer_command"]


def answer_command(
    name: Name,
    number: Annotated[
        int, typer.Argument(help="1 to 10; 3, 6, 7 and 8 are answered from the record.")
    ],
    text: Annotated[
        str | None, typer.Argument(help="The answer, in Markdown; without it, an editor opens.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Answer one of the ten questions.

    Example: tenfold study answer symptoms 1 "Diagnosis from a few words."
    """
    from tenfold.study.answers import answer
    from tenfold.study.records import Records

    study = load(name, workspace)
    old = Records(study.workspace).answers(study.name).get(number, "")
    text = written_text(text, initial=old, what="answer")
    answer(study.workspace, study.name, number, text)
    print(f"Answer {number} saved.")
