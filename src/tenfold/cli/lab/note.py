"""`tenfold note`: the journal. A note is private until its writer shares it."""

from __future__ import annotations

import typer

from tenfold.cli.lab.default_command import AddByDefault
from tenfold.cli.lab.note_changing import (
    remove_command,
    share_command,
    undo_command,
    unshare_command,
)
from tenfold.cli.lab.note_looking import due_command, list_command, search_command, show_command
from tenfold.cli.lab.note_writing import add_command, answer_command, edit_command

__all__ = ["note_app"]

note_app = typer.Typer(
    cls=AddByDefault,
    name="note",
    help='The journal: tenfold note "TEXT" writes a note. It is private until you share it.',
    epilog="What a note can have beside its text (kind, day, tags, whom to ask): tenfold note add --help.",
)

note_app.command("add")(add_command)
note_app.command("list")(list_command)
note_app.command("show")(show_command)
note_app.command("search")(search_command)
note_app.command("edit")(edit_command)
note_app.command("answer")(answer_command)
note_app.command("share")(share_command)
note_app.command("unshare")(unshare_command)
note_app.command("due")(due_command)
note_app.command("remove")(remove_command)
note_app.command("undo")(undo_command)
