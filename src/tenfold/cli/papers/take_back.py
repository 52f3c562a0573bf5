"""`tenfold paper take-back`: the last thing that you said about a paper."""

from __future__ import annotations

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace, print_json

__all__ = ["take_back_command"]


def take_back_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Take back your last answer, review, reaction, comment, change of a collection or mark; again: the one before.

    Example: tenfold paper take-back
    """
    from tenfold.papers.taking_back import take_back

    changes = take_back(open_workspace(workspace))
    if as_json:
        said = [{"kind": c.kind, "number": c.number, "content": c.content} for c in changes]
        print_json({"schema_version": 1, "changes": said})
        return
    for change in changes:
        stands = "is gone again" if change.content is None else "is as before"
        typer.echo(f"Taken back: {change.kind} {change.number} {stands}.")
