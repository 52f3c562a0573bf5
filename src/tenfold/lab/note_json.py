"""A note with where its links lead, as commands and scripts get it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.lab.journal import Journal
from tenfold.lab.links import Links
from tenfold.lab.note_search import whole_text

if TYPE_CHECKING:
    from tenfold.lab.note import Note
    from tenfold.store.workspace import Workspace

__all__ = ["note_json", "note_with_history_json"]


def note_json(workspace: Workspace, note: Note) -> dict[str, Any]:
    """What `note add --json` and `note edit --json` print."""
    links = Links(workspace).resolve(whole_text(note))
    return {"note": note.to_json(), "links": [link.to_json() for link in links]}


def note_with_history_json(workspace: Workspace, number: int) -> dict[str, Any]:
    """What `note show --json` prints. Raises InputError where the acting person has no such note."""
    journal = Journal(workspace)
    states = journal.history(number)
    note = states[-1].note or journal.note(number)  # which says that it is not there
    history = [state.to_json() for state in states]
    return {**note_json(workspace, note), "history": history}
