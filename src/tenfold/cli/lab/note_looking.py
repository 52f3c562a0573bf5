"""`tenfold note list`, `show`, `search` and `due`: one's own notes, the private ones among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.lab.note_lines import beside, change_line, named, print_notes
from tenfold.cli.lab.note_options import KindOption, Number
from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tenfold.lab.note import Note
    from tenfold.store.workspace import Workspace

__all__ = ["due_command", "list_command", "search_command", "show_command"]

_NAMELESS = "local"
"""Who writes where no [person] name is set."""


def list_command(
    kind: KindOption = None,
    tag: Annotated[str, typer.Option("--tag", "-t", help="Only with this tag.")] = "",
    since: Annotated[str | None, typer.Option(help="Only from this day on.")] = None,
    until: Annotated[str | None, typer.Option(help="Only up to this day.")] = None,
    private: Annotated[
        bool | None, typer.Option("--private/--shared", help="Only these; default: both.")
    ] = None,
    is_open: Annotated[bool, typer.Option("--open", help="Only questions without an answer.")] = (
        False
    ),
    link: Annotated[str, typer.Option(help="Only with a link to this study or paper.")] = "",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Your notes, the newest first; those of others are not among them.

    Example: tenfold note list --kind question --open
    """
    from tenfold.lab.journal import Journal
    from tenfold.lab.note_details import kind_named
    from tenfold.lab.note_search import NoteFilter, due
    from tenfold.lab.zone import zone_of

    opened = open_workspace(workspace)
    today = zone_of(opened).today()
    wanted = NoteFilter(
        kind=kind_named(kind) if kind is not None else None,
        tag=tag,
        since=_day(since, today),
        until=_day(until, today),
        is_private=private,
        is_open=is_open,
        link=link,
    )
    notes = Journal(opened).notes()
    _print(wanted(notes), as_json, none=_none(notes, opened))
    if not as_json and (n_due := len(due(notes, today))):
        print(f"{n_due} parked {'idea is' if n_due == 1 else 'ideas are'} back: tenfold note due")


def search_command(
    words: Annotated[list[str], typer.Argument(help="Words, or parts of them; all must be there.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Your notes that hold all of the words, in the text, a tag, a name, an answer or a reason.

    Example: tenfold note search probe layers
    """
    from tenfold.lab.journal import Journal
    from tenfold.lab.note_search import search

    opened = open_workspace(workspace)
    notes = Journal(opened).notes()
    _print(search(notes, " ".join(words)), as_json, none=_none(notes, opened))


def due_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Parked ideas whose day has come, the longest due first.

    Example: tenfold note due
    """
    from tenfold.lab.journal import Journal
    from tenfold.lab.zone import zone_of

    opened = open_workspace(workspace)
    notes = Journal(opened).due(zone_of(opened).today())
    _print(notes, as_json, none="No parked idea is due.", full=True)
    if notes and not as_json:
        number = notes[0].number
        print(f"Later again: tenfold note edit {number} --again +4w")
        print(f"Or never: tenfold note edit {number} --kind not-now --why REASON")


def show_command(
    number: Number, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """One of your notes: all of it, where its links lead, and how it came to be what it is.

    Example: tenfold note show 12
    """
    from tenfold.lab.journal import Journal
    from tenfold.lab.links import Links
    from tenfold.lab.note_search import whole_text
    from tenfold.lab.zone import zone_of

    opened = open_workspace(workspace)
    if as_json:
        from tenfold.lab.note_json import note_with_history_json

        print_json({"schema_version": 1, **note_with_history_json(opened, number)})
        return
    journal = Journal(opened)
    note, states = journal.note(number), journal.history(number)
    links = Links(opened).resolve(whole_text(note))
    _print_whole(note)
    for link in links:
        print(f"@{link.name}: {link.kind}")
    zone = zone_of(opened)
    for before, state in zip([None, *(s.note for s in states)], states, strict=False):
        time = f"{zone.local(state.time):%Y-%m-%d %H:%M}"
        print(f"{time}  {state.action}: {change_line(before, state.note)}")


def _print_whole(note: Note) -> None:
    print(f"Note {note.number}, {note.day}: {named(note)}")
    print()
    print(note.text)
    print()
    for line in beside(note):
        print(line)
    if note.tags:
        print("tags: " + ", ".join(note.tags))


def _day(said: str | None, today: date) -> date | None:
    from tenfold.lab.days import parse_day

    return parse_day(said, today) if said is not None else None


def _none(notes: Sequence[Note], workspace: Workspace) -> str:
    """What is said where nothing was found among `notes`."""
    from tenfold.store.ledger import Ledger

    if notes:
        return f"None of your {len(notes)} {'note' if len(notes) == 1 else 'notes'} is so."
    none = 'No note yet. Write one: tenfold note "TEXT"'
    if workspace.person not in (people := Ledger(workspace).people()) and _NAMELESS in people:
        none += (
            f"\nWhat was written before {workspace.person!r} was named in tenfold.toml is by {_NAMELESS!r}: "
            "without [person] name you see it again."
        )
    return none


def _print(notes: Sequence[Note], as_json: bool, *, none: str, full: bool = False) -> None:
    if as_json:
        print_json({"schema_version": 1, "notes": [note.to_json() for note in notes]})
        return
    if not notes:
        print(none)
    print_notes(notes, full=full)
