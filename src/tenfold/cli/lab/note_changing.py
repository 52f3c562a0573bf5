"""`tenfold note share`, `unshare`, `remove` and `undo`: what happens to notes that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.lab.note_lines import named, note_line
from tenfold.cli.lab.note_options import Number
from tenfold.cli.options import WorkspaceOption, open_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from tenfold.lab.journal import Journal, TakenBack

__all__ = ["remove_command", "share_command", "undo_command", "unshare_command"]

Numbers = Annotated[list[int], typer.Argument(help="The notes' numbers.", min=1)]


def share_command(numbers: Numbers, workspace: WorkspaceOption = None) -> None:
    """Let reports show notes, all or none. Look at them first: tenfold note show N.

    Example: tenfold note share 12 14
    """
    for note in _journal(workspace).share(numbers):
        print(f"Note {note.number} is shared: reports show it.")


def unshare_command(numbers: Numbers, workspace: WorkspaceOption = None) -> None:
    """Make notes private again, all or none. What was frozen or sent with them in it stays as it is.

    Example: tenfold note unshare 12
    """
    for note in _journal(workspace).share(numbers, private=True):
        print(f"Note {note.number} is private: reports made from now on leave it out.")


def remove_command(number: Number, workspace: WorkspaceOption = None) -> None:
    """Take a note away. The store keeps it, so undo brings it back.

    Example: tenfold note remove 12
    """
    note = _journal(workspace).remove(number)
    print(f"Removed: {note_line(note).strip()}")
    print("Bring it back: tenfold note undo")


def undo_command(workspace: WorkspaceOption = None) -> None:
    """Take the last change of your notes back; once more: the one before it.

    Example: tenfold note undo
    """
    for taken in _journal(workspace).undo():
        print(_said(taken))


def _said(taken: TakenBack) -> str:
    if taken.kind != "note":
        return f"Taken back with it: {taken.kind} {taken.number}."
    if taken.now is None:
        text = f": {taken.was.text}" if taken.was else "."  # so that the text is not lost
        return f"Note {taken.number} is taken away again{text}"
    if taken.was is None:
        return f"Note {taken.number} is back: {named(taken.now)}."
    return f"Note {taken.number} is as it was before: {named(taken.now)}."


def _journal(workspace: Path | None) -> Journal:
    from tenfold.lab.journal import Journal

    return Journal(open_workspace(workspace))
